"""The last day itself is in time: day before, last day, day after, for every way to set it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

WITHIN = """
- duty: r
  after: started_on
  within: LENGTH
  done: done_on
"""
BY = """
- duty: r
  by: 2018-12-31
  done: done_on
"""
BY_FACT = BY.replace("2018-12-31", "a_until")
BEFORE = """
- duty: r
  before: started_on
  done: done_on
"""
NO_LIMIT = """
- duty: r
  after: started_on
  done: done_on
"""
WINDOW = BY + "  not_before: 2018-12-01\n"
HELD = """
- duty: r
  after: started_on
  within: 4 weeks
  holds: also_done_on < done_on
"""
STANDING = """
- duty: r
  holds: hours + more_hours >= 37
"""


def finding(policy: Policy, facts: dict[str, Any], as_of: str, **asked: Any) -> Finding:
    record = {"kind": "person", "id": "p-1", "covered": True, **facts}
    asked = {"as_if_in_force": True, **asked}
    day = date.fromisoformat(as_of)
    (found,) = assess(policy, record, as_of=day, **asked).findings
    return found


@pytest.mark.parametrize(
    ("length", "started", "last", "after"),
    [
        ("1 day", "2018-03-30", "2018-03-31", "2018-04-01"),
        ("4 weeks", "2018-03-01", "2018-03-29", "2018-03-30"),
        ("1 month", "2018-01-28", "2018-02-28", "2018-03-01"),
        ("1 month", "2018-01-29", "2018-02-28", "2018-03-01"),
        ("1 month", "2018-01-31", "2018-02-28", "2018-03-01"),
        ("1 month", "2020-01-30", "2020-02-29", "2020-03-01"),
        ("1 month", "2020-02-29", "2020-03-29", "2020-03-30"),
        # In one step from the start, never month by month.
        ("2 months", "2018-01-31", "2018-03-31", "2018-04-01"),
        ("3 months", "2017-11-30", "2018-02-28", "2018-03-01"),
        ("3 months", "2017-10-01", "2018-01-01", "2018-01-02"),
        ("1 year", "2020-02-29", "2021-02-28", "2021-03-01"),
        ("4 years", "2016-02-29", "2020-02-29", "2020-03-01"),
    ],
)
def test_the_last_day_is_in_time_and_the_next_is_not(
    length: str, started: str, last: str, after: str, policy_of: Callable[..., Policy]
) -> None:
    policy = policy_of(WITHIN.replace("LENGTH", length))

    def outcome(done: str | None, as_of: str) -> str:
        facts = {"started_on": started, "done_on": done}
        return finding(policy, facts, as_of).outcome

    assert outcome(None, last) == "pending"
    assert outcome(None, after) == "breached"
    assert outcome(last, after) == "fulfilled"
    assert outcome(after, after) == "fulfilled_late"
    assert outcome(after, last) == "pending"
    facts = {"started_on": started, "done_on": None}
    assert finding(policy, facts, after).due == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("provision", "facts", "as_of", "outcome"),
    [
        (BY, {"done_on": None}, "2018-12-31", "pending"),
        (BY, {"done_on": None}, "2019-01-01", "breached"),
        (BY, {"done_on": "2018-12-31"}, "2019-01-01", "fulfilled"),
        (BY, {"done_on": "2019-01-01"}, "2019-01-01", "fulfilled_late"),
        # A day of another fact, which may lie ahead; without one there is no limit.
        (BY_FACT, {"a_until": "2018-05-31", "done_on": None}, "2018-05-31", "pending"),
        (BY_FACT, {"a_until": "2018-05-31", "done_on": None}, "2018-06-01", "breached"),
        (BY_FACT, {"a_until": None, "done_on": None}, "2030-01-01", "pending"),
        (BY_FACT, {"a_until": None, "done_on": "2018-05-31"}, "2030-01-01", "fulfilled"),
        # Before something: the same day is too late, and it must have come.
        (BEFORE, {"started_on": "2018-03-01", "done_on": "2018-02-28"}, "2018-03-01", "fulfilled"),
        (BEFORE, {"started_on": "2018-03-01", "done_on": "2018-03-01"}, "2018-03-01", "fulfilled_late"),
        (BEFORE, {"started_on": "2018-03-01", "done_on": None}, "2018-03-01", "breached"),
        (BEFORE, {"started_on": "2018-03-01", "done_on": None}, "2018-02-28", "not_applicable"),
        (BEFORE, {"started_on": "2020-03-01", "done_on": "2020-02-29"}, "2020-03-01", "fulfilled"),
        # Without a limit a duty is pending until it is done.
        (NO_LIMIT, {"started_on": "2018-03-01", "done_on": None}, "2030-01-01", "pending"),
        (NO_LIMIT, {"started_on": "2018-03-01", "done_on": "2029-01-01"}, "2030-01-01", "fulfilled"),
        # From a first day that counts to the last.
        (WINDOW, {"done_on": "2018-11-30"}, "2019-01-01", "breached"),
        (WINDOW, {"done_on": "2018-12-01"}, "2019-01-01", "fulfilled"),
        (WINDOW, {"done_on": "2018-12-31"}, "2019-01-01", "fulfilled"),
        (WINDOW, {"done_on": "2019-01-01"}, "2019-01-01", "fulfilled_late"),
        # A condition is asked on the last day, and from then on every day.
        (HELD, {"started_on": "2018-03-01", "also_done_on": "2018-03-05", "done_on": "2018-03-28"}, "2018-03-28", "fulfilled"),
        (HELD, {"started_on": "2018-03-01", "also_done_on": "2018-03-05", "done_on": "2018-03-29"}, "2018-04-10", "fulfilled"),
        (HELD, {"started_on": "2018-03-01", "also_done_on": "2018-03-05", "done_on": "2018-03-30"}, "2018-03-29", "pending"),
        (HELD, {"started_on": "2018-03-01", "also_done_on": "2018-03-05", "done_on": "2018-03-30"}, "2018-03-30", "fulfilled_late"),
        (HELD, {"started_on": "2018-03-01", "also_done_on": "2018-03-05", "done_on": None}, "2018-03-30", "breached"),
        # A state is judged on the day, without a limit.
        (STANDING, {"hours": 30, "more_hours": 7}, "2018-03-01", "fulfilled"),
        (STANDING, {"hours": 30, "more_hours": 6}, "2018-03-01", "breached"),
        (STANDING, {"hours": 37, "more_hours": None}, "2018-03-01", "breached"),
        (STANDING, {"hours": 37}, "2018-03-01", "undetermined"),
    ],
)  # fmt: skip
def test_a_duty_at_the_edge(
    provision: str,
    facts: dict[str, Any],
    as_of: str,
    outcome: str,
    policy_of: Callable[..., Policy],
) -> None:
    assert finding(policy_of(provision), facts, as_of).outcome == outcome


@pytest.mark.parametrize(
    ("from_day", "outcome"),
    [
        ("2018-03-28", "breached"),
        ("2018-03-29", "breached"),
        ("2018-03-30", "not_applicable"),
    ],
)
def test_a_start_before_the_policy_binds_if_it_is_due_in_it(
    from_day: str, outcome: str, policy_of: Callable[..., Policy]
) -> None:
    policy = policy_of(WITHIN.replace("LENGTH", "4 weeks"), from_day=from_day)
    facts = {"started_on": "2018-03-01", "done_on": None}
    assert finding(policy, facts, "2018-04-15").outcome == outcome


@pytest.mark.parametrize(
    ("exception", "facts", "as_of", "outcome"),
    [
        ("unless: lifted", {"lifted": True}, "2018-03-01", "exempt"),
        ("unless: lifted", {"lifted": None}, "2018-03-30", "breached"),
        ("unless: lifted", {"lifted": False}, "2018-03-30", "breached"),
        # What was done in time is fulfilled, exception or not; what was done late is excepted.
        ("unless: lifted", {"lifted": True, "done_on": "2018-03-29"}, "2018-03-30", "fulfilled"),
        ("unless: lifted", {"lifted": True, "done_on": "2018-03-30"}, "2018-03-30", "exempt"),
        # An excuse waits until the last day has passed.
        ("excused_by: excused", {"excused": True}, "2018-03-29", "pending"),
        ("excused_by: excused", {"excused": True}, "2018-03-30", "exempt"),
        ("excused_by: excused", {"excused": None}, "2018-03-30", "breached"),
        ("excused_by: excused", {"excused": True, "done_on": "2018-03-29"}, "2018-03-30", "fulfilled"),
        # A dated exception holds by the last day, and is seen when it has come.
        ("unless: left_on <= due", {"left_on": "2018-03-29"}, "2018-03-28", "pending"),
        ("unless: left_on <= due", {"left_on": "2018-03-29"}, "2018-03-29", "exempt"),
        ("unless: left_on <= due", {"left_on": "2018-03-30"}, "2018-03-30", "breached"),
        ("unless: left_on <= due", {"left_on": None}, "2018-03-30", "breached"),
    ],
)  # fmt: skip
def test_an_exception_at_the_edge(
    exception: str,
    facts: dict[str, Any],
    as_of: str,
    outcome: str,
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(WITHIN.replace("LENGTH", "4 weeks") + f"  {exception}\n")
    facts = {"started_on": "2018-03-01", "done_on": None} | facts
    assert finding(policy, facts, as_of).outcome == outcome


def test_whom_a_duty_concerns_is_read_on_the_day_it_began(
    policy_of: Callable[..., Policy],
) -> None:
    """Turning 25 does not undo what was owed at 24."""
    policy = policy_of(WITHIN.replace("LENGTH", "4 weeks") + "  when: age < 25\n")
    facts = {"started_on": "2018-03-01", "done_on": None}
    for birth, outcome in (
        ("1993-03-02", "breached"),
        ("1993-03-01", "not_applicable"),
    ):
        facts |= {"birth_date": birth}
        assert finding(policy, facts, "2018-06-01").outcome == outcome

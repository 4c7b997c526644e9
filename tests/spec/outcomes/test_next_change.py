"""A finding tells the first later day on which time alone gives another answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

R = """
- duty: r
  after: started_on
  within: limit
  done: done_on
"""
OF_AGE = """
- duty: r
  by: 2019-06-30
  done: done_on
  when: age >= 18
"""
OF_A_YEAR = OF_AGE.replace("age >= 18", "as_of.year >= 2019")
ENDS_SOON = """
- duty: r
  holds: b_until - duration("P30D") > as_of
"""
DURING = """
- duty: r
  during: a
  holds: as_of in b
"""
MONTHLY = """
- duty: r
  every: month
  of: events
"""
WEEKLY = MONTHLY.replace("month", "1 week") + "  after: started_on\n"
T = {"covered": True, "started_on": "2018-03-01", "done_on": None}
A = {"covered": True, "a_from": "2018-03-01", "a_until": None, "b_from": "2018-03-01"}


@pytest.mark.parametrize(
    ("provision", "facts", "as_of", "day"),
    [
        # The day after the last day; then nothing but an event changes it.
        (R, T, "2018-03-01", "2018-03-30"),
        (R, T, "2018-03-29", "2018-03-30"),
        (R, T, "2018-03-30", None),
        (R, T | {"done_on": "2018-03-05"}, "2018-03-10", None),
        # What is recorded for a day to come.
        (R, T, "2018-02-01", "2018-03-01"),
        (R, T | {"done_on": "2018-03-20"}, "2018-03-10", "2018-03-20"),
        (R, T | {"started_on": None}, "2018-03-10", None),
        # Birthdays, that of 29 February on 28 February; the turn of a year.
        (OF_AGE, {"birth_date": "2000-08-15"}, "2018-03-10", "2018-08-15"),
        (OF_AGE, {"birth_date": "2000-02-29"}, "2018-01-10", "2018-02-28"),
        (OF_A_YEAR, {}, "2018-03-10", "2019-01-01"),
        # A day counted back from one to come.
        (ENDS_SOON, {"b_until": "2018-06-30"}, "2018-03-10", "2018-05-31"),
        # The first day without b is judged when it is over.
        (DURING, A | {"b_until": "2018-03-09"}, "2018-03-05", "2018-03-11"),
        (DURING, A | {"b_until": None}, "2018-03-05", None),
        (
            DURING,
            A | {"a_until": "2018-03-09", "b_until": None},
            "2018-03-05",
            "2018-03-10",
        ),
        # A period's end, though it is not known whether it applies.
        (MONTHLY, {"events": []}, "2018-03-10", "2018-04-01"),
        (MONTHLY, {"covered": None, "events": []}, "2018-03-10", None),
        (WEEKLY, T | {"events": []}, "2018-03-03", "2018-03-09"),
        # No period has begun: the answer is another when one has.
        (WEEKLY, T | {"events": []}, "2018-03-01", "2018-03-02"),
        (WEEKLY, T | {"events": []}, "2018-02-01", "2018-03-02"),
    ],
)
def test_the_next_change(
    provision: str,
    facts: dict[str, Any],
    as_of: str,
    day: str | None,
    policy_of: Callable[..., Policy],
) -> None:
    from_day = "2018-03-01" if "every: month" in provision else None
    record = {"kind": "person", "id": "p-1", "covered": True, "done_on": None, **facts}
    finding = assess(
        policy_of(provision, from_day=from_day),
        record,
        as_of=date.fromisoformat(as_of),
        as_if_in_force=True,
    ).findings[0]
    assert finding.next_change == (day and date.fromisoformat(day))


def test_a_period_ends_though_it_is_not_known_whether_it_applies(
    policy_of: Callable[..., Policy],
) -> None:
    record = {"kind": "person", "id": "p-1", "events": []}
    policy = policy_of(MONTHLY, from_day="2018-03-01")
    (finding,) = assess(policy, record, as_of=date(2018, 3, 10)).findings
    assert finding.possible.words == ("not_applicable", "pending")
    assert finding.next_change == date(2018, 4, 1)


@pytest.mark.parametrize(
    ("as_of", "possible", "day"),
    [
        ("2018-01-01", "not_applicable", "2018-05-04"),
        ("2018-05-04", "not_applicable pending", "2018-06-02"),
        ("2018-06-02", "not_applicable pending breached", None),
    ],
)
def test_before_the_policy_an_unknown_start_cannot_be_due_in_it(
    as_of: str, possible: str, day: str | None, policy_of: Callable[..., Policy]
) -> None:
    record = {"kind": "person", "id": "p-1", "covered": True, "done_on": None}
    (finding,) = assess(
        policy_of(R, from_day="2018-06-01"),
        record,
        as_of=date.fromisoformat(as_of),
        as_if_in_force=True,
    ).findings
    assert finding.possible.words == tuple(possible.split())
    assert finding.next_change == (day and date.fromisoformat(day))

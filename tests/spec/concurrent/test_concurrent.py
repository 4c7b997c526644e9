"""While one period runs, a condition holds on every day that is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

DURING = """
- duty: r
  during: a
  holds: as_of in b
"""
GRACE = DURING + "  within: 3 days\n"
LIFTED = DURING + "  unless: lifted\n"
FOR_TEN_DAYS = """
- duty: r
  during: a
  holds: as_of <= b_from + duration("P10D")
"""
A = {"covered": True, "a_from": "2018-03-01", "a_until": "2018-03-10"}
OPEN = A | {"a_until": None}
B = {"b_from": "2018-03-01", "b_until": None}


PERIOD_FROM_5_MARCH = [
    # b_from, a_until, as of, possible; the policy applies from 5 March
    ("2018-03-04", "2018-03-10", "2018-03-11", "fulfilled"),
    ("2018-03-05", "2018-03-10", "2018-03-11", "fulfilled"),
    ("2018-03-06", "2018-03-10", "2018-03-05", "pending"),
    ("2018-03-06", "2018-03-10", "2018-03-06", "breached"),
    ("2018-03-06", "2018-03-10", "2018-03-11", "breached"),
    ("2018-03-06", "2018-03-05", "2018-03-11", "breached"),
    ("2018-03-06", "2018-03-04", "2018-03-11", "not_applicable"),
    ("2018-03-06", None, "2018-03-06", "breached"),
]


def finding(policy: Policy, facts: dict[str, Any], as_of: str) -> Finding:
    record = {"kind": "person", "id": "p-1", **facts}
    day = date.fromisoformat(as_of)
    (found,) = assess(policy, record, as_of=day, as_if_in_force=True).findings
    return found


@pytest.mark.parametrize(
    ("provision", "facts", "as_of", "possible"),
    [
        # A day is judged when it is over; a gap breaks it for good.
        (DURING, A | B, "2018-03-01", "pending"),
        (DURING, A | B, "2018-03-10", "pending"),
        (DURING, A | B, "2018-03-11", "fulfilled"),
        (DURING, A | B | {"b_from": "2018-03-02"}, "2018-03-01", "pending"),
        (DURING, A | B | {"b_from": "2018-03-02"}, "2018-03-02", "breached"),
        (DURING, A | B | {"b_from": "2018-03-02"}, "2018-06-01", "breached"),
        (DURING, A | B | {"b_until": "2018-03-10"}, "2018-03-11", "fulfilled"),
        (DURING, A | B | {"b_until": "2018-03-09"}, "2018-03-10", "pending"),
        (DURING, A | B | {"b_until": "2018-03-09"}, "2018-03-11", "breached"),
        # What has not begun asks for nothing; what has no end is still running.
        (DURING, OPEN | B | {"a_from": None}, "2018-03-11", "not_applicable"),
        (DURING, A | B, "2018-02-28", "not_applicable"),
        (DURING, OPEN | B, "2018-12-31", "pending"),
        # Three days of grace: the fourth day is the first that counts.
        (GRACE, A | B | {"b_from": "2018-03-04"}, "2018-03-11", "fulfilled"),
        (GRACE, A | B | {"b_from": "2018-03-05"}, "2018-03-04", "pending"),
        (GRACE, A | B | {"b_from": "2018-03-05"}, "2018-03-05", "breached"),
        # Who is lifted is exempt, gap or no gap.
        (LIFTED, A | B | {"b_from": None, "lifted": True}, "2018-03-11", "exempt"),
        (LIFTED, A | B | {"b_from": None, "lifted": None}, "2018-03-11", "breached"),
        (LIFTED, A | B | {"b_from": None}, "2018-03-11", "exempt breached"),
        # Unknown ends.
        (DURING, A | {"b_from": "2018-03-01"}, "2018-03-11", "fulfilled breached"),
        (DURING, A | {"b_from": "2018-03-02"}, "2018-03-11", "breached"),
        (FOR_TEN_DAYS, OPEN | {"b_from": "2018-03-01"}, "2018-03-12", "pending"),
        (FOR_TEN_DAYS, OPEN | {"b_from": "2018-03-01"}, "2018-03-13", "breached"),
    ],
)
def test_a_condition_must_hold_all_the_while(
    provision: str,
    facts: dict[str, Any],
    as_of: str,
    possible: str,
    policy_of: Callable[..., Policy],
) -> None:
    assert finding(policy_of(provision), facts, as_of).possible.words == tuple(
        possible.split()
    )


def test_an_end_that_lies_ahead_is_the_last_day(
    policy_of: Callable[..., Policy],
) -> None:
    assert finding(policy_of(DURING), A | B, "2018-03-05").due == date(2018, 3, 10)


def test_a_start_of_any_day_is_tried_without_counting_every_day_since(
    policy_of: Callable[..., Policy],
) -> None:
    """An unknown start may be centuries ago; a condition that counts days turns on few of them."""
    facts = {"covered": True, "a_until": None, "b_from": "2018-03-01"}
    found = finding(policy_of(FOR_TEN_DAYS), facts, "2018-03-13")
    assert found.possible.words == ("not_applicable", "pending", "breached")
    assert [each.fact for each in found.missing] == ["a_from"]


@pytest.mark.parametrize(
    ("b_from", "a_until", "as_of", "expected"), PERIOD_FROM_5_MARCH
)
def test_no_day_before_the_policy_is_judged(
    policy_of: Callable[..., Policy],
    b_from: str,
    a_until: str | None,
    as_of: str,
    expected: str,
) -> None:
    facts = A | B | {"a_until": a_until, "b_from": b_from}
    policy = policy_of(DURING, from_day="2018-03-05")
    assert finding(policy, facts, as_of).outcome == expected

"""An unknown day is any day: a stretch of it in which alone something holds is never passed over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

R = """
- duty: r
  after: started_on
  within: limit
  done: done_on
"""
IN_A_YEAR = R + "  when: as_of.year = 2015\n"
TO_A_YEAR = R + "  when: as_of.year < 2015\n"
IN_AN_AGE = R + '  when: {age: "[20..24]"}\n'
AT_AN_AGE = R.replace("done: done_on", "holds: age = 25")
FROM_A_DAY = R + '  when: as_of in [date("2016-02-01")..date("2016-02-03")]\n'
AN_INTERVAL = """
- duty: r
  concerns: person
  holds: done_on + duration("P2D") = also_done_on + duration("P7D")
"""
UP_TO_A_DAY = """
- duty: r
  concerns: person
  holds: age(birth_date, done_on) = 15
"""
BY_AN_END = """
- duty: r
  during: three_years
  done: done_on
"""
T = {"covered": True, "done_on": None}


def finding(
    policy: Policy, facts: dict[str, Any], as_of: str = "2020-06-01"
) -> Finding:
    record = {"kind": "person", "id": "p-1", **facts}
    day = date.fromisoformat(as_of)
    (found,) = assess(policy, record, as_of=day, as_if_in_force=True).findings
    return found


@pytest.mark.parametrize(
    ("provision", "facts", "possible", "due"),
    [
        # Five years of an age, long over and long after birth.
        (
            IN_AN_AGE,
            {"birth_date": "1980-05-05"},
            "not_applicable breached",
            ("2000-06-02", "2005-06-01"),
        ),
        (
            IN_AN_AGE,
            {"birth_date": "2008-05-05"},
            "not_applicable",
            None,
        ),
        # The last day falls within one year of age.
        (
            AT_AN_AGE,
            {"birth_date": "1980-05-05"},
            "not_applicable pending fulfilled breached",
            (None, "2020-06-29"),
        ),
        (IN_A_YEAR, {}, "not_applicable breached", ("2015-01-29", "2016-01-28")),
        (TO_A_YEAR, {}, "not_applicable breached", (None, "2015-01-28")),
        (FROM_A_DAY, {}, "not_applicable breached", ("2016-02-29", "2016-03-02")),
    ],
)
def test_a_trigger_may_have_fallen_in_the_one_stretch_that_counts(
    provision: str,
    facts: dict[str, Any],
    possible: str,
    due: tuple[str | None, str] | None,
    policy_of: Callable[..., Policy],
) -> None:
    found = finding(policy_of(provision), T | facts)
    assert found.possible.words == tuple(possible.split())
    assert found.due_between == (
        due and tuple(d and date.fromisoformat(d) for d in due)
    )


def test_a_last_day_that_is_counted_is_bounded_by_the_first_day_of_the_policy(
    policy_of: Callable[..., Policy],
) -> None:
    found = finding(policy_of(BY_AN_END, from_day="2018-03-01"), T)
    assert found.possible.words == ("not_applicable", "pending", "breached")
    assert found.due_between == (date(2018, 3, 1), date(2023, 6, 1))


def test_two_days_may_be_moved_towards_each_other(
    policy_of: Callable[..., Policy],
) -> None:
    found = finding(policy_of(AN_INTERVAL), {"done_on": "2018-03-10"})
    assert found.possible.words == ("fulfilled", "breached")
    assert [each.fact for each in found.missing] == ["also_done_on"]


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1000-01-01", "3000-01-01", "9999-12-31"]
)
@pytest.mark.parametrize(
    "provision",
    [R, BY_AN_END, R.replace("after:", "before:").replace("  within: limit\n", "")],
)
@pytest.mark.parametrize(
    "dated", ["started_on", "done_on", "birth_date", "other_start_on"]
)
def test_the_first_and_the_last_of_all_days_are_days_like_others(
    day: str, provision: str, dated: str, policy_of: Callable[..., Policy]
) -> None:
    """Systems write them where they mean that there is no date."""
    provision += "  when: age >= 18 or started_on > other_start_on\n"
    facts = {"covered": True, "birth_date": "1990-01-01"}
    found = finding(policy_of(provision, from_day="2018-01-01"), facts | {dated: day})
    assert found.outcome


def test_an_unknown_day_may_be_one_of_the_year_of_an_age(
    policy_of: Callable[[str], Policy],
) -> None:
    found = finding(policy_of(UP_TO_A_DAY), {"birth_date": "2002-02-28"})
    assert found.possible.words == ("fulfilled", "breached")

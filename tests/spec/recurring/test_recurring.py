"""So many events in every period: at the threshold, at a period's edges, in windows counted from a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

TWO = """
- duty: r
  concerns: municipality
  every: PERIOD
  of: meetings
  at_least: 2
"""
EXACTLY = TWO.replace("at_least", "exactly")
OF_A_KIND = TWO.replace("2", "1") + "  where: {kind: course}\n"
WINDOWS = """
- duty: r
  after: started_on
  every: LENGTH
  of: events
"""


def held(*days: str | None) -> list[dict[str, str | None]]:
    return [{"held_on": day} for day in days]


def findings(
    policy: Policy, facts: dict[str, Any], as_of: str, kind: str = "municipality"
) -> tuple[Finding, ...]:
    record = {"kind": kind, "id": "0001", **facts}
    day = date.fromisoformat(as_of)
    return assess(policy, record, as_of=day, as_if_in_force=True).findings


@pytest.mark.parametrize(
    ("provision", "days", "during", "after"),
    [
        # One less than asked for, as many, one more.
        (TWO, ["2018-02-01"], "pending", "breached"),
        (TWO, ["2018-02-01", "2018-02-01"], "fulfilled", "fulfilled"),
        (TWO, ["2018-02-01", "2018-03-01", "2018-04-01"], "fulfilled", "fulfilled"),
        (EXACTLY, ["2018-02-01"], "pending", "breached"),
        (EXACTLY, ["2018-02-01", "2018-03-01"], "fulfilled", "fulfilled"),
        (EXACTLY, ["2018-02-01", "2018-03-01", "2018-04-01"], "breached", "breached"),
        # First and last day count, the days around them do not; none is no event.
        (TWO, ["2018-01-01", "2018-12-31"], "fulfilled", "fulfilled"),
        (TWO, ["2017-12-31", "2018-12-31"], "pending", "breached"),
        (TWO, ["2018-01-01", "2019-01-01"], "pending", "breached"),
        (TWO, ["2018-01-01", None], "pending", "breached"),
        (TWO, [], "pending", "breached"),
    ],
)
def test_so_many_in_a_year(
    provision: str,
    days: list[str | None],
    during: str,
    after: str,
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(provision.replace("PERIOD", "year"), from_day="2018-01-01")
    facts = {"meetings": held(*days)}
    (last,) = findings(policy, facts, "2018-12-31")
    assert (last.instance, last.outcome, last.due) == (
        "2018",
        during,
        date(2018, 12, 31),
    )
    first = findings(policy, facts, "2019-01-01")[0]
    assert (first.instance, first.outcome) == ("2018", after)


@pytest.mark.parametrize(
    ("period", "from_day", "as_of", "instances"),
    [
        ("year", "2016-06-01", "2018-01-01", ["2017", "2018"]),
        ("year", "2016-01-01", "2017-12-31", ["2016", "2017"]),
        ("half_year", "2018-01-01", "2018-07-01", ["2018-H1", "2018-H2"]),
        ("quarter", "2018-01-02", "2018-06-30", ["2018-Q2"]),
        ("month", "2020-01-31", "2020-03-31", ["2020-02", "2020-03"]),
        ("electoral_term", "2016-01-01", "2021-12-31", ["2018-2021"]),
        ("electoral_term", "2016-01-01", "2022-01-01", ["2018-2021", "2022-2025"]),
        ("electoral_term", "2014-01-01", "2017-12-31", ["2014-2017"]),
        # No period has begun in force: known not to apply yet.
        ("electoral_term", "2016-01-01", "2017-12-31", [None]),
        ("year", "2016-06-01", "2016-12-31", [None]),
    ],
)
def test_periods_count_from_the_first_that_begins_in_force(
    period: str,
    from_day: str,
    as_of: str,
    instances: list[str | None],
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(TWO.replace("PERIOD", period), from_day=from_day)
    found = findings(policy, {"meetings": []}, as_of)
    assert [each.instance for each in found] == instances
    if instances == [None]:
        assert found[0].outcome == "not_applicable"


@pytest.mark.parametrize(
    ("meetings", "possible", "missing"),
    [
        ([{"held_on": "2018-02-01", "kind": "course"}], "fulfilled", ""),
        ([{"held_on": "2018-02-01", "kind": "job"}], "pending", ""),
        ([{"held_on": "2018-02-01", "kind": None}], "pending", ""),
        ([{"held_on": "2018-02-01"}], "pending fulfilled", "meetings[1].kind"),
        ([{"kind": "course"}], "pending fulfilled", "meetings[1].held_on"),
        # None, and an empty list, are known to be empty; without a list nothing is known.
        ([], "pending", ""),
        (None, "pending", ""),
        (..., "pending fulfilled", "meetings"),
    ],
)
def test_an_entry_of_unknown_kind_or_day_may_count(
    meetings: Any, possible: str, missing: str, policy_of: Callable[..., Policy]
) -> None:
    policy = policy_of(OF_A_KIND.replace("PERIOD", "year"), from_day="2018-01-01")
    facts = {} if meetings is ... else {"meetings": meetings}
    (found,) = findings(policy, facts, "2018-12-31")
    assert found.possible.words == tuple(possible.split())
    assert [each.fact for each in found.missing] == missing.split()


@pytest.mark.parametrize(
    ("length", "started", "windows"),
    [
        ("year", "2016-02-29", ["2016-03-01/2017-02-28", "2017-03-01/2018-02-28"]),
        ("1 month", "2018-01-31", ["2018-02-01/2018-02-28", "2018-03-01/2018-03-31"]),
        ("2 weeks", "2018-03-01", ["2018-03-02/2018-03-15", "2018-03-16/2018-03-29"]),
    ],
)
def test_windows_are_counted_from_the_start_in_one_step(
    length: str, started: str, windows: list[str], policy_of: Callable[..., Policy]
) -> None:
    """The day of the start is day 0: a window begins the day after the one before it has ended."""
    policy = policy_of(WINDOWS.replace("LENGTH", length))
    last = windows[1].partition("/")[2]
    edges = [windows[0].partition("/")[2], windows[1].partition("/")[0]]
    facts = {"covered": True, "started_on": started}
    found = findings(policy, facts | {"events": held(*edges)}, last, "person")
    assert [(each.instance, each.outcome) for each in found] == [
        (windows[0], "fulfilled"),
        (windows[1], "fulfilled"),
    ]
    found = findings(policy, facts | {"events": held(started)}, last, "person")
    assert [each.outcome for each in found] == ["breached", "pending"]


@pytest.mark.parametrize(
    ("covered", "possible"),
    [
        (True, "not_applicable pending fulfilled breached"),
        (..., "not_applicable pending fulfilled breached"),
        (False, "not_applicable"),
        (None, "not_applicable"),
    ],
)
def test_windows_of_an_unknown_start_do_not_apply_to_whom_they_do_not_concern(
    covered: Any, possible: str, policy_of: Callable[..., Policy]
) -> None:
    facts = {"events": []} if covered is ... else {"events": [], "covered": covered}
    policy = policy_of(WINDOWS.replace("LENGTH", "year"))
    (found,) = findings(policy, facts, "2018-03-01", "person")
    assert found.possible.words == tuple(possible.split())
    assert bool(found.missing) == (not found.possible.is_single)


def test_windows_end_with_what_they_are_counted_for(
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(WINDOWS.replace("LENGTH", "year") + "  for: 2 years\n")
    facts = {"covered": True, "started_on": "2016-03-01", "events": []}
    found = findings(policy, facts, "2020-01-01", "person")
    assert [each.instance for each in found] == [
        "2016-03-02/2017-03-01",
        "2017-03-02/2018-03-01",
    ]

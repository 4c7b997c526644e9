"""Bounds over records are the least and greatest value over every way of filling them in."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.backends.python.measures.cohort import Cohort
from policyengine.backends.python.measures.readings import change, take
from policyengine.findings.measure_result import Bounds
from policyengine.measuring.rates import difference
from policyengine.policy.library import load
from policyengine.policy.model import GapBetween, Measure, Target
from policyengine.policy.records import Record, Records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from policyengine.feel.values import Value

TOWN = load(Path(__file__).parents[1] / "spec" / "measures" / "town.yaml")
NEW_YEAR, BEFORE = date(2019, 1, 1), date(2017, 12, 31)
OPEN = "to be filled in"

# Enough values of each fact to reach every side that the fact can lead to on the days measured.
VALUES: dict[str, tuple[Value, ...]] = {
    "newcomer": (True, False),
    "employed_from": (None, date(2016, 5, 1), date(2018, 5, 1)),
    "arrived_on": (
        None,
        date(2016, 1, 1),
        date(2017, 1, 1),
        date(2018, 3, 31),
        date(2018, 6, 1),
        date(2018, 12, 1),
    ),
    "plan_made_on": (None, date(2000, 1, 1), date(2018, 6, 30), date(2018, 7, 1)),
    "too_ill": (True, False),
}
PARTNERS: dict[str, tuple[Value, ...]] = {
    "signed_on": (None, date(2017, 3, 1)),
    "partner": ("a", "b", "c"),
    "binding": (True, False),
}
Facts = dict[str, "Value | str"]


def measure_of(provision: str) -> Measure:
    found = next(each for each in TOWN.provisions if each.id == provision)
    norm = found.goal or found.norm
    assert isinstance(norm, Target)
    assert norm.measure is not None
    return norm.measure


def some(values: dict[str, tuple[Value, ...]], *names: str) -> st.SearchStrategy[Facts]:
    return st.fixed_dictionaries(
        {name: st.sampled_from((*values[name], OPEN)) for name in names}
    )


def filled(
    facts: Facts, values: dict[str, tuple[Value, ...]]
) -> Iterator[dict[str, Value]]:
    options = [values[name] if v == OPEN else (v,) for name, v in facts.items()]
    for chosen in product(*options):
        yield dict(zip(facts, chosen, strict=True))


def known(facts: Facts) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if value != OPEN}


def cohort(people: list[dict[str, Value]]) -> Cohort:
    subjects = (
        Record("person", f"case-{number}", facts) for number, facts in enumerate(people)
    )
    return Cohort(TOWN, Records(tuple(subjects)), NEW_YEAR)


def every_value(measure: Measure, people: list[Facts]) -> set[Fraction]:
    found = set()
    for chosen in product(*(tuple(filled(facts, VALUES)) for facts in people)):
        bounds = take(measure, cohort(list(chosen)), NEW_YEAR).reading.bounds
        if bounds is not None:
            assert bounds.exact is not None
            found.add(bounds.exact)
    return found


def between(values: set[Fraction]) -> Bounds | None:
    return Bounds(min(values), max(values)) if values else None


@settings(max_examples=40)
@given(st.lists(some(VALUES, "newcomer", "employed_from"), max_size=3))
def test_a_share_is_bounded_by_its_completions(people: list[Facts]) -> None:
    measure = measure_of("employment_rises")
    reading = take(measure, cohort([known(each) for each in people]), NEW_YEAR).reading
    assert reading.bounds == between(every_value(measure, people))


@settings(max_examples=25)
@given(st.lists(some(VALUES, "arrived_on", "plan_made_on", "too_ill"), max_size=2))
def test_a_share_in_time_is_bounded_by_its_completions(people: list[Facts]) -> None:
    measure = measure_of("plan")
    reading = take(measure, cohort([known(each) for each in people]), NEW_YEAR).reading
    assert reading.bounds == between(every_value(measure, people))


@settings(max_examples=40)
@given(st.lists(some(VALUES, "newcomer", "employed_from"), max_size=3))
def test_a_gap_is_bounded_by_its_completions_and_never_said_narrower(
    people: list[Facts],
) -> None:
    measure = measure_of("gap")
    assert isinstance(measure, GapBetween)
    reading = take(measure, cohort([known(each) for each in people]), NEW_YEAR).reading
    found = between(every_value(measure, people))
    if reading.bounds is None or found is None:
        assert reading.bounds == found
    elif all(each["newcomer"] != OPEN for each in people):
        assert reading.bounds == found
        assert not reading.may_be_wide
    else:
        assert_within(found, reading.bounds)


@settings(max_examples=40)
@given(st.lists(some(VALUES, "newcomer", "employed_from"), max_size=3))
def test_a_change_is_bounded_by_its_completions(people: list[Facts]) -> None:
    measure = measure_of("employment_rises")
    found = set()
    for chosen in product(*(tuple(filled(facts, VALUES)) for facts in people)):
        complete = cohort(list(chosen))
        then, now = (
            take(measure, complete, day).reading.bounds for day in (BEFORE, NEW_YEAR)
        )
        if then is not None and now is not None:
            exact = difference(now, then).exact
            assert exact is not None
            found.add(exact)
    asked = cohort([known(each) for each in people])
    bounds = change(measure, asked, BEFORE, NEW_YEAR)
    certain = all(each["newcomer"] != OPEN for each in people)
    assert (bounds is not None) == (certain and bool(found))
    if bounds is not None:
        assert bounds == between(found)


@settings(max_examples=40)
@given(st.lists(some(PARTNERS, "signed_on", "partner", "binding"), max_size=3))
def test_a_distinct_count_is_bounded_by_its_completions(
    agreements: list[Facts],
) -> None:
    measure = measure_of("partners")
    # A partner that is not recorded may be one that nobody else has.
    choices = [
        {**PARTNERS, "partner": ("a", "b", "c", f"own {number}")}
        for number in range(len(agreements))
    ]
    found = set()
    for chosen in product(
        *(tuple(filled(a, v)) for a, v in zip(agreements, choices, strict=True))
    ):
        bounds = count(measure, list(chosen))
        assert bounds.exact is not None
        found.add(bounds.exact)
    assert count(measure, [known(each) for each in agreements]) == between(found)


def count(measure: Measure, agreements: list[dict[str, Value]]) -> Bounds:
    record = Record("municipality", "0999", {"agreements": tuple(agreements)})
    asked = Cohort(TOWN, Records((record,)), NEW_YEAR)
    bounds = take(measure, asked, NEW_YEAR).reading.bounds
    assert bounds is not None
    return bounds


def assert_within(inner: Bounds, outer: Bounds) -> None:
    assert inner.low is not None
    assert inner.high is not None
    assert outer.low is not None
    assert outer.high is not None
    assert outer.low <= inner.low
    assert inner.high <= outer.high

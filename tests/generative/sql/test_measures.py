"""Measures counted in DuckDB are those of the reference: bounds, counts and verdicts, of all and of each group."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.policy.library import load
from tests.generative.sql.measuring import by_duckdb, by_python, differing

if TYPE_CHECKING:
    from tests.generative.sql.measuring import Raw

TOWN = load(Path(__file__).parents[2] / "spec" / "measures" / "town.yaml")
DAYS = (date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1))
OPEN = "to be left out"
DATES = (None, "2016-05-01", "2017-12-31", "2018-03-31", "2018-09-30", "2018-12-30", "2018-12-31")  # fmt: skip


def facts(**values: st.SearchStrategy[object]) -> st.SearchStrategy[Raw]:
    """Facts of which some are unknown."""
    some = {name: value | st.just(OPEN) for name, value in values.items()}
    return st.fixed_dictionaries(some).map(
        lambda found: {name: value for name, value in found.items() if value != OPEN}
    )


dates = st.sampled_from(DATES)
booleans = st.sampled_from((True, False, None))
amounts = st.sampled_from((None, 0, 1, 2.5, 7, -3))
offers = facts(given_on=dates, hours=amounts, in_company=booleans)
persons = facts(
    area=st.sampled_from((None, "area-1", "area-2")),
    arrived_on=dates,
    plan_made_on=dates,
    too_ill=booleans,
    newcomer=booleans,
    employed_from=dates,
    mark=amounts,
    offers=st.lists(offers, max_size=3) | st.none(),
)
agreements = facts(
    signed_on=dates, partner=st.sampled_from((None, "a", "b")), binding=booleans
)
municipalities = facts(
    members=st.fixed_dictionaries({}, optional={"2017": amounts, "2018": amounts}),
    residents=st.just({"2017": 7, "2018": 9}),
    agreements=st.lists(agreements, max_size=3),
)
areas = facts(residents=st.sampled_from((None, 0, 10)), newcomers=amounts)


@st.composite
def cohorts(draw: st.DrawFn) -> list[Raw]:
    people = draw(st.lists(persons, max_size=6))
    town = draw(st.lists(municipalities, max_size=1))
    places = draw(st.lists(areas, max_size=2))
    return [
        *({"kind": "person", "id": f"case-{n}", **each} for n, each in enumerate(people)),
        *({"kind": "municipality", "id": "0999", **each} for each in town),
        *({"kind": "area", "id": f"area-{n}", **each} for n, each in enumerate(places, 1)),
    ]  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(cohorts(), st.sampled_from(DAYS), st.sampled_from(("nested", "child")))
def test_duckdb_measures_what_the_reference_measures(
    records: list[Raw], as_of: date, layout: str
) -> None:
    expected = by_python(TOWN, records, as_of)
    got = by_duckdb(TOWN, records, as_of, layout)  # type: ignore[arg-type]
    assert differing(expected, got) == {}


@settings(max_examples=8, deadline=None)
@given(
    cohorts(),
    st.sampled_from(DAYS),
    st.sampled_from((["quarter"], ["area"], ["area", "month"], ["municipality"])),
)
def test_duckdb_measures_of_each_group_what_the_reference_measures(
    records: list[Raw], as_of: date, names: list[str]
) -> None:
    expected = by_python(TOWN, records, as_of, group_by=names)
    got = by_duckdb(TOWN, records, as_of, group_by=names)
    assert differing(expected, got) == {}

"""Measures of tables: the figures of the reference, of all and by groups, at the edges of counts and thresholds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policyengine as pe
from policyengine.backends.sql.tables import tables_of
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine import counting
from policyengine.findings.measure_result import Bounds, Within
from policyengine.policy.library import load
from policyengine.policy.records import read_records
from tests.conformance.golden import golden, policies
from tests.generative.sql.measuring import by_duckdb, by_python, differing, only

if TYPE_CHECKING:
    from policyengine.findings.measure_result import MeasureResult
    from tests.generative.sql.measuring import Raw

TOWN = load(Path(__file__).parents[2] / "spec" / "measures" / "town.yaml")
NEW_YEAR = date(2019, 1, 1)
IN_FORCE = {
    "aabenraa": date(2024, 2, 29),
    "frederikssund": date(2020, 2, 29),
    "rebild": date(2021, 1, 1),
    "slagelse": date(2024, 2, 29),
    "soenderborg": date(2019, 1, 1),
}
KNOWN: Raw = {
    "area": None,
    "arrived_on": "2018-03-31",
    "plan_made_on": "2018-06-30",
    "too_ill": False,
    "newcomer": True,
    "employed_from": None,
    "mark": 7,
    "offers": [],
}
LATE = {"plan_made_on": "2018-07-01"}


def people(*some: tuple[int, Raw]) -> list[Raw]:
    """So many persons of each kind, of whom nothing else is unknown."""
    every = [facts for count, facts in some for _ in range(count)]
    return [
        {"kind": "person", "id": f"case-{n}", **KNOWN, **facts}
        for n, facts in enumerate(every)
    ]


def without(*names: str) -> Raw:
    return {"kind": "person", "id": "case-u"} | {
        name: fact for name, fact in KNOWN.items() if name not in names
    }


def measured(
    provision: str, records: list[Raw], as_of: date = NEW_YEAR, **asked: Any
) -> MeasureResult:
    report = by_duckdb(TOWN, records, as_of, only={provision}, **asked)
    (found,) = only(report, provision)
    return found


# --- the five policies ----------------------------------------------------------------


@pytest.mark.parametrize("name", IN_FORCE)
def test_every_measure_of_a_policy_is_that_of_the_reference(name: str) -> None:
    some = [each for n, each in enumerate(golden()) if n % 16 == 0 or each["kind"] == "municipality"]  # fmt: skip
    day = IN_FORCE[name]
    expected = by_python(policies()[name], some, day)
    assert differing(expected, by_duckdb(policies()[name], some, day)) == {}


@pytest.mark.parametrize("names", [["residence_basis"], ["year", "origin_group"]])
def test_every_group_of_a_policy_is_that_of_the_reference(names: list[str]) -> None:
    some = [each for n, each in enumerate(golden()) if n % 10 == 0]
    day = IN_FORCE["rebild"]
    asked: dict[str, Any] = {
        "group_by": names,
        "only": {
            "reception_programme",
            "danish_exam_passed",
            "employment_rises",
            "school_skills",
        },
    }
    expected = by_python(policies()["rebild"], some, day, **asked)
    got = by_duckdb(policies()["rebild"], some, day, **asked)
    assert differing(expected, got) == {}


# --- counts and thresholds ------------------------------------------------------------


def test_of_nobody_there_is_no_share() -> None:
    found = measured("plan", [])
    assert (found.bounds, found.verdict) == (None, "not_computable")
    assert measured("employment_rises", []).counts == measured("mean_mark", []).counts


def test_one_subject_is_a_share() -> None:
    found = measured("plan", people((1, {})))
    assert (found.rate, found.verdict) == (Fraction(1), "met")


@pytest.mark.parametrize(
    ("good", "bad", "verdict"),
    [(89, 11, "missed"), (90, 10, "met"), (91, 9, "met"), (9, 1, "met")],
)
def test_a_threshold_exactly_met_is_met(good: int, bad: int, verdict: str) -> None:
    found = measured("plan", people((good, {}), (bad, LATE)))
    assert found.counts is not None
    assert (found.counts.numerator, found.counts.denominator) == (good, good + bad)
    assert (found.rate, found.verdict) == (Fraction(good, good + bad), verdict)


def test_unknown_facts_that_straddle_a_threshold_leave_it_undecidable() -> None:
    records = [*people((9, {}), (1, LATE)), without("plan_made_on")]
    found = measured("plan", records)
    assert found.bounds == Bounds(Fraction(9, 11), Fraction(10, 11))
    assert (found.verdict, found.counts.undetermined if found.counts else 0) == ("undecidable", 1)  # fmt: skip


def test_an_unknown_start_may_be_outside() -> None:
    found = measured("plan", [*people((8, {}), (1, LATE)), without("arrived_on")])
    # One more who is late, or in time, or outside.
    assert found.bounds == Bounds(Fraction(8, 10), Fraction(9, 10))


def test_what_happened_after_a_target_was_frozen_neither_rescues_nor_spoils() -> None:
    day_after = [{"arrived_on": "2018-09-30", "plan_made_on": "2018-12-31"}]
    on_the_day = [{"arrived_on": "2018-09-30", "plan_made_on": "2018-12-30"}]
    late, early = (
        measured("plan_by_2018", people((1, each)), NEW_YEAR)
        for (each,) in (day_after, on_the_day)
    )
    assert (late.rate, late.day) == (Fraction(0), date(2018, 12, 30))
    assert late.counts is not None
    assert late.counts.outcomes == {"breached": 1}
    assert early.rate == Fraction(1)


def test_amounts_are_added_exactly() -> None:
    offers = [
        {"given_on": "2018-05-01", "hours": hours, "in_company": company}
        for hours, company in ((0.1, True), (0.2, True), (0.3, False))
    ]
    found = measured("in_companies", people((3, {"offers": offers})))
    assert found.rate == Fraction(1, 2)
    assert found.counts is not None
    assert found.counts.denominator == Fraction(9, 5)
    assert measured("mean_mark", people((1, {"mark": 0.1}), (2, {"mark": 0.2}))).value == Fraction(1, 6)  # fmt: skip


@pytest.mark.parametrize("unknown", ["employed_from", "newcomer"])
def test_one_unknown_fact_in_two_conditions_is_one(
    unknown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [*people((2, {}), (1, {"employed_from": "2016-05-01"})), without(unknown)]
    expected = by_python(TOWN, records, NEW_YEAR)
    monkeypatch.setattr(counting, "options", None)
    got = by_duckdb(TOWN, records, NEW_YEAR, only={"level", "gap", "employment_rises"})
    for provision in ("level", "gap", "employment_rises"):
        (one,), (other,) = only(expected, provision), only(got, provision)
        assert (one.bounds, one.verdict, one.counts) == (other.bounds, other.verdict, other.counts)  # fmt: skip


# --- groups ---------------------------------------------------------------------------


def grouped(provision: str, records: list[Raw], by: str) -> dict[object, MeasureResult]:
    report = by_duckdb(TOWN, records, NEW_YEAR, group_by=by, only={provision})
    return {
        each.within[0].value if each.within[0].known else "unknown": each
        for each in only(report, provision)
    }


SPLIT = [
    *people(
        (3, {"arrived_on": "2018-03-31"}),
        (2, {"arrived_on": "2018-04-01", "plan_made_on": "2018-07-02"}),
        (1, {"arrived_on": None}),
    ),
    without("arrived_on"),
]


def test_a_quarter_is_that_of_the_day_that_starts_a_duty() -> None:
    found = grouped("plan", SPLIT, "quarter")
    assert list(found) == ["2018-Q1", "2018-Q2", None, "unknown"]
    rates = {name: each.rate for name, each in found.items()}
    assert rates["2018-Q1"] == Fraction(1)
    assert rates["2018-Q2"] == Fraction(0)


@pytest.mark.parametrize("by", ["month", "quarter", "year", "municipality"])
def test_groups_add_up_to_the_whole(by: str) -> None:
    whole = measured("plan", SPLIT).counts
    assert whole is not None
    parts = [each.counts for each in grouped("plan", SPLIT, by).values()]
    for name in ("population", "denominator", "numerator", "exceptions", "undetermined"):  # fmt: skip
        total = sum(getattr(each, name) for each in parts)
        assert total == getattr(whole, name), name


def test_a_group_is_measured_as_if_alone() -> None:
    own = [each for each in SPLIT if each.get("arrived_on") == "2018-04-01"]
    alone, found = measured("plan", own), grouped("plan", SPLIT, "year")["2018"]
    part = grouped("plan", SPLIT, "quarter")["2018-Q2"]
    assert (alone.bounds, alone.counts, alone.verdict) == (part.bounds, part.counts, part.verdict)  # fmt: skip
    assert found.counts is not None
    assert found.counts.population == 5


def test_whose_link_is_unknown_may_be_in_each_group() -> None:
    there: Raw = {"area": "area-1", "newcomer": True}
    records = [
        *people((2, there), (1, {"area": "area-2"})),
        without("area"),
        {"kind": "area", "id": "area-1"},
        {"kind": "area", "id": "area-2"},
    ]
    found = grouped("plan", records, "area")
    assert list(found) == ["area-1", "area-2"]
    populations = {k: v.counts.population for k, v in found.items() if v.counts}
    assert populations == {"area-1": 3, "area-2": 2}
    asked: dict[str, Any] = {"group_by": "area", "only": {"plan", "mean_mark", "level"}}
    expected = by_python(TOWN, records, NEW_YEAR, **asked)
    assert differing(expected, by_duckdb(TOWN, records, NEW_YEAR, **asked)) == {}


def test_a_name_that_a_measure_does_not_have_does_not_split_it() -> None:
    records = [*people((2, {})), {"kind": "municipality", "id": "0999", "agreements": []}]  # fmt: skip
    assert measured("partners", records, group_by="quarter").within == ()


def test_the_municipality_is_the_one_whose_policy_it_is() -> None:
    found = measured("plan", people((1, {})), group_by="municipality")
    assert found.within == (Within("municipality", "0999"),)


def test_nothing_is_grouped_by_what_nobody_has() -> None:
    with pytest.raises(UsageError, match="did you mean `quarter`"):
        by_duckdb(TOWN, people((1, {})), NEW_YEAR, group_by="quarters")


# --- what data may be -----------------------------------------------------------------


def test_files_tables_and_records_are_measured_alike(tmp_path: Path) -> None:
    records = people((3, {}), (1, LATE))
    read, _ = read_records(records, TOWN.vocabulary)
    tables, _ = tables_of(read, TOWN.vocabulary, "nested")
    file = tmp_path / "person.parquet"
    pq.write_table(tables["person"], file)
    given: list[Any] = [str(file), file, tables["person"], {"person": str(file)}]
    for data in given:
        (found,) = only(pe.measure(TOWN, data, as_of=NEW_YEAR, only={"plan"}), "plan")
        assert found.rate == Fraction(3, 4)
    assert isinstance(tables["person"], pa.Table)
    for engine in ("duckdb", "python"):
        report = pe.measure(TOWN, records, as_of=NEW_YEAR, engine=engine, only={"plan"})
        assert only(report, "plan")[0].rate == Fraction(3, 4)
    report = pe.measure(TOWN, str(file), as_of=NEW_YEAR, engine="python", only={"plan"})
    assert only(report, "plan")[0].rate == Fraction(3, 4)


def test_many_records_asked_one_by_one_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "MANY", 1)
    areas = [{"kind": "area", "id": f"area-{n}", "residents": 2, "newcomers": 1} for n in range(2)]  # fmt: skip
    report = by_duckdb(TOWN, areas, NEW_YEAR, only={"spread"})
    (told,) = report.diagnostics
    assert told.severity == "warning"
    assert "2 records of `area` were asked one by one" in told.message

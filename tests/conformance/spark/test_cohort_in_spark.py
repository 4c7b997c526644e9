"""A cohort in Spark: what its tables are read as, and which of them and of their rows cannot be used and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.backends.sql.on_spark import LIMIT, LONGEST_COMPILED, Cohort
from policyengine.backends.sql.tables import record_of
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.library import load_vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "spec/vocabulary.yaml")

SCHEMA = """
    id string, family string, birth_date date, covered boolean, basis string,
    elements array<string>, hours double, done_on date, done_on_known boolean,
    events array<struct<held_on: date, kind: string, hours: decimal(6, 2), hours_known: boolean>>
"""


def person(number: int, **facts: object) -> dict[str, object]:
    """A row of persons; what is not given is NULL."""
    names = [
        part.split()[0] for part in SCHEMA.split(", ") if part.split()[0].isidentifier()
    ]
    return {**dict.fromkeys(names), "id": f"case-{number}", **facts}


def opened(spark: SparkSession, *rows: dict[str, object]) -> Cohort:
    return Cohort(spark, spark.createDataFrame(list(rows), SCHEMA), VOCABULARY)


def every_fact(cohort: Cohort) -> set[str]:
    return set(cohort.source.tables["person"].columns)


def facts(cohort: Cohort, key: str) -> dict[str, Any]:
    (row,) = cohort.fetch("person", [key])
    table = cohort.source.tables["person"]
    return dict(record_of("person", row, table, VOCABULARY).facts)


def test_a_row_is_read_as_the_record_it_was(spark: SparkSession) -> None:
    cohort = opened(
        spark,
        person(
            1,
            family="family-3",
            birth_date=date(2000, 2, 29),
            covered=False,
            basis="refugee",
            elements=["health", "labour"],
            hours=0.1,
            events=[
                {"held_on": date(2018, 1, 31), "hours": Decimal("7.50")},
                {"kind": "job", "hours_known": True},
            ],
        ),
        person(2, done_on_known=True, elements=[], events=[]),
    )
    assert cohort.check(every_fact(cohort)) == []
    assert cohort.rows == {"person": 2}
    assert facts(cohort, "case-1") == {
        "family": "family-3",
        "birth_date": date(2000, 2, 29),
        "covered": False,
        "basis": "refugee",
        "elements": ("health", "labour"),
        "hours": Decimal("0.1"),
        "events": (
            {"held_on": date(2018, 1, 31), "hours": Decimal("7.50")},
            {"kind": "job", "hours": None},
        ),
    }
    assert facts(cohort, "case-2") == {"done_on": None, "elements": (), "events": ()}


WRONG = {
    "a choice": {"basis": "tourist"},
    "a choice in a list": {"elements": ["health", "music"]},
    "a choice of an entry": {"events": [{"kind": "party"}]},
    "an entry that is NULL": {"events": [None]},
    "a number past all digits": {"hours": 1e30},
    "an endless number": {"hours": float("inf")},
    "no id": {"id": None},
    "a blank id": {"id": " "},
    "a CPR number": {"id": "010190-1234"},
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_a_row_that_cannot_be_used_is_left_out_and_told(
    either_mode: SparkSession, row: dict[str, object]
) -> None:
    cohort = opened(either_mode, person(1), person(2, **row))
    (told,) = cohort.check(every_fact(cohort))
    assert told.message.endswith("; 1 row is left out")
    assert [each[0] for each in cohort.ids("person").collect()] == ["case-1"]


def test_every_row_of_an_id_that_stands_twice_is_left_out(spark: SparkSession) -> None:
    cohort = opened(spark, person(1), person(2), person(2, covered=True))
    (told,) = cohort.check(every_fact(cohort))
    assert told.message == "person: an `id` stands in several rows; 2 rows are left out"
    assert [each[0] for each in cohort.ids("person").collect()] == ["case-1"]


def test_what_is_not_read_may_be_wrong(spark: SparkSession) -> None:
    cohort = opened(spark, person(1, basis="tourist"))
    assert cohort.check({"hours"}) == []


def test_nan_is_no_number(spark: SparkSession) -> None:
    cohort = opened(spark, person(1, hours=float("nan")))
    assert cohort.check({"hours"}) == []
    assert facts(cohort, "case-1") == {}


COLUMNS = {
    "hour int": "no fact is called `hour`; the column is not used",
    "hours string": "`hours` must be a number of hours; the column is not used",
    "done_on timestamp": "`done_on` must be a day; the column is not used",
    "elements string": "`elements` must be a list; the column is not used",
    "events array<string>": "`events` must be a list of structs; the column is not used",
    "hours int, hours_known int": "`hours_known` must be true or false; `hours` is not used",
}


@pytest.mark.parametrize(("columns", "message"), COLUMNS.items())
def test_a_column_that_cannot_be_used_is_told(
    spark: SparkSession, columns: str, message: str
) -> None:
    frame = spark.createDataFrame([], f"id string, {columns}")
    cohort = Cohort(spark, frame, VOCABULARY)
    assert [each.message for each in cohort.diagnostics] == [f"person: {message}"]
    assert cohort.source.tables["person"].columns == {}


def test_a_day_is_the_same_in_every_time_zone(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [("case-1", datetime(2018, 12, 31, 23, 30))],  # noqa: DTZ001 - has no zone
        "id string, done_on timestamp_ntz",
    )
    cohort = Cohort(spark, frame, VOCABULARY)
    assert facts(cohort, "case-1") == {"done_on": date(2018, 12, 31)}


def test_an_id_may_be_a_whole_number(spark: SparkSession) -> None:
    cohort = Cohort(
        spark, spark.createDataFrame([(17,), (101901234,)], "id long"), VOCABULARY
    )
    (told,) = cohort.check(())
    assert told.code == "PE704"
    assert [each[0] for each in cohort.ids("person").collect()] == ["17"]


def test_a_table_needs_an_id(spark: SparkSession) -> None:
    cohort = Cohort(spark, spark.createDataFrame([], "hours int"), VOCABULARY)
    assert [each.code for each in cohort.diagnostics] == ["PE703"]
    assert cohort.source.tables == {}


def test_tables_are_found_by_kind_and_name(spark: SparkSession) -> None:
    families = spark.createDataFrame([("family-3",)], "id string")
    families.createOrReplaceTempView("families")
    cohort = Cohort(spark, {"family": "families", "house": families}, VOCABULARY)
    assert [each.code for each in cohort.diagnostics] == ["PE702"]
    assert list(cohort.source.tables) == ["family"]
    with pytest.raises(UsageError, match="`nowhere`"):
        Cohort(spark, "nowhere", VOCABULARY)


def test_what_was_made_of_views_outlives_them(spark: SparkSession) -> None:
    before = {each.name for each in spark.catalog.listTables()}
    cohort = opened(spark, person(1))
    made = cohort.ids("person")
    cohort.close()
    assert {each.name for each in spark.catalog.listTables()} == before
    assert made.count() == 1


@pytest.mark.parametrize(("before", "after"), [(65535, LONGEST_COMPILED), (100, 100)])
def test_a_method_that_no_jvm_compiles_is_not_made(
    spark: SparkSession, before: int, after: int
) -> None:
    spark.conf.set(LIMIT, before)
    frame: DataFrame = opened(spark, person(1)).run("SELECT 1 AS one")
    assert spark.conf.get(LIMIT) == str(after)
    assert frame.collect()[0].one == 1

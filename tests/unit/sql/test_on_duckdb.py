"""Data of any kind as a cohort: what it is read as, what is wrong with it, and what no message says."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policyengine.backends.sql.on_duckdb import Cohort
from policyengine.backends.sql.tables import record_of, tables_of
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.library import load
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from policyengine.backends.sql.given import Data
    from policyengine.policy.records import Record

VOCABULARY = load("rebild").vocabulary
PEOPLE: list[dict[str, object]] = [
    {
        "kind": "person",
        "id": "case-1",
        "birth_date": "1990-02-28",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "plan_made_on": None,
        "danish_attendance": Decimal("87.5"),
        "needs_interpreter": True,
        "family": "f-1",
        "reception_programme_elements": ["health"],
        "dwellings": [{"moved_in_on": "2018-04-01", "permanent": False}],
    },
    {"kind": "person", "id": "case-2", "dwellings": [], "family": None},
    {"kind": "person", "id": "case-3", "arrived_on": None},
]
TOWN: list[dict[str, object]] = [
    {"kind": "municipality", "id": "840", "refugees": {"2018": 40, "2019": None}}
]


def cohort(data: Any, **options: Any) -> Cohort:
    return Cohort(data, VOCABULARY, **options)


def held(opened: Cohort) -> list[Record]:
    """All records of a cohort, by kind and id."""
    found = []
    for kind, table in opened.source.tables.items():
        ids = [
            each.as_py()
            for batch in opened.run(f"SELECT id FROM {table.relation}")
            for each in batch["id"]
        ]
        rows = opened.fetch(kind, ids)
        found += [record_of(kind, row, table, VOCABULARY) for row in rows]
    return sorted(found, key=lambda each: (each.kind, each.id))


def wrong(opened: Cohort) -> list[str]:
    """What is told of a cohort, after a look at all columns."""
    everything = {
        name for each in opened.source.tables.values() for name in each.columns
    }
    everything |= {"moved_in_on", "permanent"}
    found = [*opened.diagnostics, *opened.check(everything)]
    return [f"{each.code} {each.message}" for each in found]


def records(raw: list[dict[str, object]]) -> list[Record]:
    read, faults = read_records(raw, VOCABULARY)
    assert not faults
    return sorted(read.subjects, key=lambda each: (each.kind, each.id))


def as_json(raw: list[dict[str, object]]) -> str:
    return "".join(json.dumps(each, default=float) + "\n" for each in raw)


def jsonl(folder: Path) -> Data:
    path = folder / "cohort.jsonl"
    path.write_text(as_json(PEOPLE + TOWN), encoding="utf-8")
    return path


def parquet(folder: Path) -> Data:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in tables}


def child_tables(folder: Path) -> Data:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY, "child")
    return tables


def arrow(folder: Path) -> dict[str, pa.Table]:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY)
    return tables


def polars(folder: Path) -> Data:
    return {name: pl.DataFrame(each) for name, each in arrow(folder).items()}


def streams(folder: Path) -> Data:
    return {name: each.to_reader() for name, each in arrow(folder).items()}


def relations(folder: Path) -> Data:
    connection = duckdb.connect()
    return {n: connection.from_arrow(each) for n, each in arrow(folder).items()}


def one_table(folder: Path) -> Data:
    """People and municipalities in one file, with a column that says which is which."""
    tables = arrow(folder)
    together = pa.concat_tables(
        [
            each.append_column("kind", pa.array([name] * len(each)))
            for name, each in tables.items()
        ],
        promote_options="default",
    )
    pq.write_table(together, folder / "all.parquet")
    return folder / "all.parquet"


@pytest.mark.parametrize(
    "given",
    [
        lambda _: PEOPLE + TOWN,
        lambda _: iter(PEOPLE + TOWN),
        jsonl,
        parquet,
        child_tables,
        arrow,
        polars,
        streams,
        relations,
        one_table,
    ],
)
def test_a_cohort_holds_the_same_records_whatever_it_is_given_as(
    given: Callable[[Path], Data], tmp_path: Path
) -> None:
    opened = cohort(given(tmp_path))
    assert wrong(opened) == []
    assert held(opened) == records(PEOPLE + TOWN)
    assert opened.rows == {"person": 3, "municipality": 1}
    opened.close()


# --- what is converted --------------------------------------------------------


def person_of(table: pa.Table) -> Record:
    (person,) = held(cohort(table))
    return person


@pytest.mark.parametrize(
    ("column", "fact", "value"),
    [
        (pa.array([date(2018, 2, 28)]), "arrived_on", date(2018, 2, 28)),
        (pa.array(["2020-02-29"]), "arrived_on", date(2020, 2, 29)),
        (pa.array([datetime(2018, 6, 15)]), "arrived_on", date(2018, 6, 15)),  # noqa: DTZ001
        # Half an hour before midnight in Greenwich it is the next day in Denmark.
        (
            pa.array([datetime(2018, 6, 14, 23, 30, tzinfo=UTC)]),
            "arrived_on",
            date(2018, 6, 15),
        ),
        (pa.array([87]), "danish_attendance", 87),
        (pa.array([0.1]), "danish_attendance", Decimal("0.1")),
        (pa.array([1234567.89]), "danish_attendance", Decimal("1234567.89")),
        (pa.array(["87.50"]), "danish_attendance", Decimal("87.5")),
        (pa.array([2**63], pa.uint64()), "danish_attendance", 2**63),
        (pa.array([Decimal("12.345")]), "danish_attendance", Decimal("12.345")),
        (pa.array(["refugee"]).dictionary_encode(), "residence_basis", "refugee"),
        (pa.array(["refugee"], pa.large_string()), "residence_basis", "refugee"),
        (pa.array(["true"]), "needs_interpreter", True),
        (pa.array([["health"]]), "reception_programme_elements", ("health",)),
        (pa.array([[]], pa.list_(pa.null())), "reception_programme_elements", ()),
        (pa.array([[{"moved_in_on": "2018-04-01"}]]), "dwellings", None),
    ],
)
def test_a_column_is_read_as_what_its_fact_is(
    column: pa.Array, fact: str, value: object
) -> None:
    if fact == "dwellings":
        value = ({"moved_in_on": date(2018, 4, 1)},)
    person = person_of(pa.table({"id": ["case-1"], fact: column}))
    assert person.facts == {fact: value}
    assert not isinstance(person.facts[fact], float | datetime)


@pytest.mark.parametrize(
    "years",
    [
        pa.array([[("2018", 40)]], pa.map_(pa.string(), pa.float64())),
        pa.array([[(2018, 40)]], pa.map_(pa.int32(), pa.int64())),
        pa.array([[{"key": "2018", "value": 40}]]),
    ],
)
def test_a_figure_by_year_is_a_map_or_a_list_of_keys_and_values(
    years: pa.Array,
) -> None:
    (town,) = held(
        cohort({"municipality": pa.table({"id": ["840"], "refugees": years})})
    )
    assert town.facts == {"refugees": {"2018": 40}}


def test_a_float_that_is_no_number_is_missing() -> None:
    attendance = [87.5, float("nan"), None]
    frame = pd.DataFrame({"id": ["a", "b", "c"], "danish_attendance": attendance})
    table = pa.table({name: list(frame[name]) for name in frame})
    for data in (frame, table):
        facts = [each.facts for each in held(cohort(data))]
        assert facts == [{"danish_attendance": Decimal("87.5")}, {}, {}]


def test_whole_numbers_are_ids_too() -> None:
    assert person_of(pa.table({"id": pa.array([17])})).id == "17"


def test_canonical_csv_is_read_without_losing_a_zero(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text(
        "id,arrived_on,danish_attendance,needs_interpreter,plan_made_on\n"
        "007,2018-03-15,87.50,true,\n",
        encoding="utf-8-sig",
    )
    opened = cohort(path)
    assert wrong(opened) == []
    (person,) = held(opened)
    assert person.id == "007"
    assert person.facts == {
        "arrived_on": date(2018, 3, 15),
        "danish_attendance": Decimal("87.5"),
        "needs_interpreter": True,
        "plan_made_on": None,
    }


def test_several_files_are_one_table(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["case-1"]}), tmp_path / "a.parquet")
    later = pa.table({"id": ["case-2"], "arrived_on": [date(2018, 3, 15)]})
    pq.write_table(later, tmp_path / "b.parquet")
    for data in (tmp_path / "*.parquet", tmp_path, [*tmp_path.glob("*.parquet")]):
        opened = cohort(data)
        assert not opened.source.tables["person"].columns["arrived_on"].complete
        assert [each.id for each in held(opened)] == ["case-1", "case-2"]


# --- what a NULL says ---------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "nulls", "facts"),
    [
        ({"plan_made_on": [None]}, "none", {"plan_made_on": None}),
        ({"arrived_on": [None]}, "unknown", {}),
        ({"plan_made_on": [None], "plan_made_on_known": [False]}, "told", {}),
        (
            {"arrived_on": [None], "arrived_on_known": [True]},
            "told",
            {"arrived_on": None},
        ),
    ],
)
def test_a_null_says_what_the_vocabulary_or_a_companion_says(
    columns: dict[str, object], nulls: str, facts: dict[str, object]
) -> None:
    opened = cohort(pa.table({"id": ["case-1"], **columns}))
    (column,) = opened.source.tables["person"].columns.values()
    assert column.nulls == nulls
    assert [each.facts for each in held(opened)] == [facts]


def test_a_column_without_null_is_known_to_be_complete(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["case-1", "case-2"],
            "arrived_on": [date(2018, 3, 15), None],
            "needs_interpreter": [True, False],
            "danish_attendance": [1.5, float("nan")],
        }
    )
    pq.write_table(table, tmp_path / "cohort.parquet")
    for data in (table, table.to_reader(), tmp_path / "cohort.parquet"):
        columns = cohort(data).source.tables["person"].columns
        complete = {name for name, each in columns.items() if each.complete}
        assert complete == {"needs_interpreter"}


# --- what is wrong ------------------------------------------------------------

SECRET = "refugge-4711"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"arived_on": [date(2018, 3, 15)] * 2},
            "PE705 person: no fact is called `arived_on`; the column is not used",
        ),
        (
            {"arrived_on_known": [True, True]},
            "PE705 person: no fact is called `arrived_on_known`; the column is not used",
        ),
        (
            {"arrived_on": [True, True]},
            "PE706 person: `arrived_on` must be a day; the column is not used",
        ),
        (
            {"dwellings": ["none", "none"]},
            "PE706 person: `dwellings` must be a list of structs; the column is not used",
        ),
        (
            {"dwellings": [[{"moved_in": None}], []]},
            (
                "PE705 person: in `dwellings`: no fact is called `moved_in`; the column is"
                " not used"
            ),
        ),
        (
            {"residence_basis": [SECRET, "refugee"]},
            (
                "PE706 person: `residence_basis` has values that it cannot have;"
                " 1 row is left out"
            ),
        ),
        (
            {"reception_programme_elements": [[SECRET], ["health"]]},
            (
                "PE706 person: `reception_programme_elements` has values that it cannot"
                " have; 1 row is left out"
            ),
        ),
        (
            {"arrived_on": ["2018-02-30", "2018-02-28"]},
            (
                "PE706 person: `arrived_on` has values that it cannot have;"
                " 1 row is left out"
            ),
        ),
        (
            {"arrived_on": ["15-06-2018", "2018-2-28"]},
            (
                "PE706 person: `arrived_on` has values that it cannot have;"
                " 2 rows are left out"
            ),
        ),
        (
            {"danish_attendance": ["87,5", "87.5"]},
            (
                "PE706 person: `danish_attendance` has values that it cannot have;"
                " 1 row is left out"
            ),
        ),
        (
            {"danish_attendance": [float("inf"), 1e-12]},
            (
                "PE706 person: `danish_attendance` has values that it cannot have;"
                " 2 rows are left out"
            ),
        ),
        (
            {"birth_date": pa.nulls(2, pa.date32()), "birth_date_known": [True, False]},
            "PE706 person: `birth_date` cannot be none; 1 row is left out",
        ),
        (
            {"id": [None, "case-1"]},
            "PE703 person: there is no `id`; 1 row is left out",
        ),
        ({"id": [" ", "case-1"]}, "PE703 person: there is no `id`; 1 row is left out"),
        (
            {"id": ["case-1", "case-1"]},
            "PE708 person: an `id` stands in several rows; 2 rows are left out",
        ),
        (
            {"id": ["010180-1234", "0101801234"]},
            "PE704 person: `id` looks like a CPR number; 2 rows are left out",
        ),
        # As a number it has lost the zero that it began with.
        (
            {"id": [101801234, 17]},
            "PE704 person: `id` looks like a CPR number; 1 row is left out",
        ),
        (
            {"id": [1.5, 2.5]},
            "PE703 person: `id` must be a text; the table is not used",
        ),
        (
            {"kind": ["person", SECRET]},
            "PE702 `kind` is no kind of record; 1 row is left out",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_told_without_a_value(
    columns: dict[str, object], told: str
) -> None:
    opened = cohort(pa.table({"id": ["case-1", "case-2"], **columns}))
    assert wrong(opened) == [told]
    assert SECRET not in str(held(opened))


def test_a_table_without_ids_is_not_used() -> None:
    opened = cohort(pa.table({"arrived_on": [date(2018, 3, 15)]}))
    assert wrong(opened) == [
        "PE703 person: there is no column `id`; the table is not used"
    ]


def test_a_faulty_entry_leaves_its_parent_out() -> None:
    people = pa.table({"id": ["case-1", "case-2"]})
    entries = pa.table(
        {"id": ["case-1", "case-2"], "n": [0, 0], "moved_in_on": ["x", "2018-04-01"]}
    )
    opened = cohort({"person": people, "person_dwellings": entries})
    assert wrong(opened) == [
        (
            "PE706 person_dwellings: `moved_in_on` has values that it cannot have;"
            " 1 row is left out"
        )
    ]
    assert [each.id for each in held(opened)] == ["case-2"]
    assert opened.rows == {"person": 1}


def test_a_column_that_nothing_reads_may_hold_anything() -> None:
    opened = cohort(pa.table({"id": ["case-1"], "residence_basis": [SECRET]}))
    assert opened.check({"arrived_on"}) == []


def test_a_faulty_line_of_json_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "cohort.jsonl"
    path.write_text(as_json(PEOPLE[1:]) + "{\n", encoding="utf-8")
    opened = cohort(path)
    assert wrong(opened) == [f"PE720 {path}:3: invalid JSON"]
    assert [each.id for each in held(opened)] == ["case-2", "case-3"]


def test_the_same_id_far_apart_in_records_is_found() -> None:
    others = ({"kind": "person", "id": f"case-{n}"} for n in range(6_000))
    opened = cohort([*others, {"kind": "person", "id": "case-7"}])
    assert wrong(opened) == [
        "PE708 person: an `id` stands in several rows; 2 rows are left out"
    ]


def test_human_assessments_are_told_to_be_left_out() -> None:
    assessment = {
        "kind": "assessment",
        "provision": "rebild/x",
        "subject": "case-2",
        "verdict": "met",
        "assessed_on": "2018-06-15",
    }
    (told,) = cohort([*PEOPLE, assessment]).diagnostics
    assert (told.code, told.severity) == ("PE709", "warning")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("nowhere.parquet", "cannot read `nowhere.parquet`: no such file"),
        (7, "a cohort is a file, a table that Arrow can read, or records"),
        (pl.LazyFrame({"id": ["case-1"]}), "a frame that has not been collected"),
        ({"persons": pa.table({"id": ["case-1"]})}, "`persons` is neither a kind"),
    ],
)
def test_what_is_no_cohort_is_refused(data: Any, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("(", r"\(")):
        cohort(data)


@pytest.mark.parametrize("name", ["cohort.parquet", "cohort.xlsx", "cohort"])
def test_a_file_of_another_kind_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(SECRET, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        cohort(path)
    assert SECRET not in str(refused.value)


def test_an_amount_of_memory_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="write one as `512MiB`"):
        cohort([], memory_limit="much")


def test_too_little_memory_is_told_and_not_what_it_was_for() -> None:
    opened = cohort(PEOPLE, memory_limit="32MiB", threads=1)
    with pytest.raises(UsageError, match="allow more"):
        for _ in opened.run("SELECT list(range) FROM range(50_000_000)"):
            pass


def test_an_error_of_duckdb_holds_no_value() -> None:
    opened = cohort(PEOPLE)
    with pytest.raises(duckdb.Error) as refused:
        list(opened.run(f"SELECT CAST('{SECRET}' || id AS INTEGER) FROM person"))
    assert SECRET not in str(refused.value)


def test_an_answer_that_is_left_half_read_ends_the_query() -> None:
    opened = cohort(PEOPLE)
    batches = opened.run("SELECT range AS n FROM range(100_000_000)")
    assert next(batches).num_rows
    batches.close()
    assert held(opened) == records(PEOPLE)


def test_a_cohort_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened = cohort(PEOPLE)
    assert list(tmp_path.iterdir())
    opened.close()
    assert not list(tmp_path.iterdir())

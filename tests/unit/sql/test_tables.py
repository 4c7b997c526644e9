"""Records as canonical tables and back: nothing is lost, and NULLs say what the vocabulary says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.backends.sql.tables import Layout, record_of, tables_of
from policyengine.diagnostics.diagnostic import RecordError
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.policy.library import load
from policyengine.policy.records import Records, read_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from policyengine.backends.sql.canonical import Source
    from policyengine.policy.records import Record
    from policyengine.policy.vocabulary import Fact

VOCABULARY = load("rebild").vocabulary
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

# A few facts of every type, so that records meet in the same columns.
PERSON = VOCABULARY.kinds["person"].facts
CHOSEN = (
    "birth_date",
    "residence_basis",
    "needs_interpreter",
    "home_language",
    "plan_made_on",
    "arrived_on",
    "reception_programme_elements",
    "danish_attendance",
    "offers",
    "dwellings",
)


def records(*raw: Mapping[str, object]) -> Records:
    read, faults = read_records(raw, VOCABULARY)
    assert not faults
    return read


def person(key: str, **facts: object) -> dict[str, object]:
    return {"kind": "person", "id": key, **facts}


def read_back(tables: Mapping[str, pa.Table], source: Source) -> list[Record]:
    """The records that tables hold; children are put into their parents' rows."""
    found = []
    for kind, table in source.tables.items():
        for row in tables[table.relation].to_pylist():
            for name, relation in table.children.items():
                row[name] = [
                    each
                    for each in tables[relation].sort_by("n").to_pylist()
                    if each["id"] == row["id"]
                ]
            found.append(record_of(kind, row, table, VOCABULARY))
    return found


def values(fact: Fact) -> st.SearchStrategy[Any]:
    none = st.none() if fact.timing != "prior" else st.nothing()
    match fact.type:
        case _ if fact.entry is not None:
            return st.lists(members(fact.entry.facts), max_size=3).map(tuple)
        case Boolean():
            return none | st.booleans()
        case Number():
            plain = st.integers(-(10**15), 10**15) | st.decimals(
                -1000, 1000, places=3, allow_nan=False
            )
            years = st.sampled_from(["2017", "2018", "2019"])
            by_year = st.dictionaries(years, st.none() | plain)
            return none | (by_year if fact.per_year else plain)
        case Text():
            return none | st.sampled_from(["da", "ar", ""])
        case Choice(words):
            return none | st.sampled_from(words)
        case Day():
            return none | st.dates()
        case ListType(Choice(words)):
            return st.lists(st.sampled_from(words), max_size=3).map(tuple)
        case _:
            raise AssertionError(fact)


def members(facts: Mapping[str, Fact]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={name: values(fact) for name, fact in facts.items()}
    )


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {},
        optional={name: values(PERSON[name]) for name in CHOSEN}
        | {"family": st.none() | st.just("f-1")},
    ),
    max_size=5,
)
MUNICIPALITIES = st.lists(members(VOCABULARY.kinds["municipality"].facts), max_size=2)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(PEOPLE, MUNICIPALITIES)
def test_a_table_gives_back_the_records_it_was_made_of(
    layout: Layout, people: list[dict[str, Any]], towns: list[dict[str, Any]]
) -> None:
    given_ = records(
        *(person(f"p-{number}", **each) for number, each in enumerate(people)),
        *(
            {"kind": "municipality", "id": f"m-{number}", **each}
            for number, each in enumerate(towns)
        ),
    )
    tables, source = tables_of(given_, VOCABULARY, layout)
    assert read_back(tables, source) == list(given_.subjects)


# null_means of `plan_made_on` is none, of `arrived_on` unknown.
DAY = date(2018, 6, 15)


@pytest.mark.parametrize(
    ("facts", "nulls", "complete"),
    [
        ([{"plan_made_on": DAY}], "none", True),
        ([{"plan_made_on": None}], "none", False),
        ([{"plan_made_on": DAY}, {}], "told", False),
        ([{"plan_made_on": None}, {}], "told", False),
        ([{"arrived_on": DAY}], "unknown", True),
        ([{"arrived_on": DAY}, {}], "unknown", False),
        ([{"arrived_on": None}], "told", False),
        ([{"arrived_on": None}, {}], "told", False),
    ],
)
def test_a_companion_stands_only_where_the_vocabulary_would_misread_a_null(
    facts: list[dict[str, object]], nulls: str, complete: bool
) -> None:
    people = [person(f"p-{number}", **each) for number, each in enumerate(facts)]
    tables, source = tables_of(records(*people), VOCABULARY)
    (column,) = source.tables["person"].columns.values()
    assert (column.nulls, column.complete) == (nulls, complete)
    assert (column.told_by in tables["person"].column_names) == (nulls == "told")


def test_a_fact_that_no_record_has_gets_no_column() -> None:
    tables, source = tables_of(records(person("p-1")), VOCABULARY)
    assert tables["person"].column_names == ["id"]
    assert source.tables["person"].columns == {}


def test_an_empty_list_is_told_from_an_unknown_one_in_a_child_table() -> None:
    people = records(
        person("none", dwellings=[]),
        person("some", dwellings=[{"moved_in_on": "2018-02-28"}]),
        person("unknown"),
    )
    tables, source = tables_of(people, VOCABULARY, "child")
    assert source.tables["person"].children == {"dwellings": "person_dwellings"}
    assert tables["person"].to_pylist() == [
        {"id": "none", "dwellings_known": True},
        {"id": "some", "dwellings_known": True},
        {"id": "unknown", "dwellings_known": False},
    ]
    assert tables["person_dwellings"].to_pylist() == [
        {"id": "some", "n": 0, "moved_in_on": date(2018, 2, 28)}
    ]


@pytest.mark.parametrize(
    ("numbers", "type_"),
    [
        ([1, 40], "int64"),
        ([Decimal("2.0"), 3], "decimal128(2, 1)"),
        ([Decimal("12.25"), Decimal("100.5")], "decimal128(5, 2)"),
        ([Decimal("0.001")], "decimal128(4, 3)"),
        ([10**18 - 1], "int64"),
        ([10**18], "decimal128(19, 0)"),
        ([Decimal("1E+20")], "decimal128(21, 0)"),
    ],
)
def test_numbers_get_the_narrowest_exact_column(
    numbers: list[object], type_: str
) -> None:
    people = [
        person(f"p-{place}", danish_attendance=each)
        for place, each in enumerate(numbers)
    ]
    tables, _ = tables_of(records(*people), VOCABULARY)
    assert str(tables["person"].schema.field("danish_attendance").type) == type_


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"danish_attendance": Decimal("1E+38")}, "PE723"),
        ({"home_language": "\ud800"}, "PE721"),
    ],
)
def test_what_no_table_can_hold_is_refused_without_its_value(
    facts: dict[str, object], code: str
) -> None:
    with pytest.raises(RecordError) as refused:
        tables_of(records(person("p-1", **facts)), VOCABULARY)
    assert [each.code for each in refused.value.diagnostics] == [code]

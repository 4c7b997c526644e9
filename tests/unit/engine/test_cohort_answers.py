"""What statements leave open the reference settles, and what several of them say stands side by side."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policyengine as pe
from policyengine.backends.sql.on_duckdb import Cohort
from policyengine.backends.sql.plan import Cell
from policyengine.engine.cohort_answers import (
    Answers,
    Column,
    Statement,
    settled,
    side_by_side,
)
from policyengine.engine.settling import Reference
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

REBILD = pe.load("rebild")
AS_OF = date(2018, 6, 16)
PEOPLE: list[dict[str, object]] = [
    {
        "kind": "person",
        "id": f"case-{day}",
        "residence_basis": "refugee",
        "arrived_on": f"2018-03-1{day}",
        "reception_programme_completed_on": None,
    }
    for day in (4, 5, 6, 7)
]
TOWNS: list[dict[str, object]] = [
    {"kind": "municipality", "id": f"case-{number}", "action_plans": []}
    for number in (1, 2, 3)
]
CELL = Cell("rebild", "reception_programme", "person", "p0")
PLANS = Cell("rebild", "action_plans", "municipality", "p1")


@pytest.fixture
def opened() -> Iterator[Cohort]:
    cohort = Cohort([*PEOPLE, *TOWNS], REBILD.vocabulary)
    yield cohort
    cohort.close()


def answers(statement: Statement, cohort: Cohort) -> list[Answers]:
    reference = Reference({"rebild": REBILD}, cohort, AS_OF)
    return [settled(statement, b, reference) for b in cohort.run(statement.query)]


def said(column: Column) -> list[tuple[object, ...]]:
    parts = (column.possible, column.due_from, column.due_until)
    return list(zip(*(each.to_pylist() for each in parts), strict=True))


def test_only_what_is_open_is_settled(opened: Cohort) -> None:
    (found,) = answers(
        Statement(
            "person",
            (CELL,),
            "SELECT id, 8::SMALLINT AS p0, DATE '2018-01-01' AS p0_from,"
            " DATE '2018-01-31' AS p0_until, id IN ('case-5', 'case-6') AS p0_open"
            " FROM person ORDER BY id DESC",
        ),
        opened,
    )
    assert found.ids.to_pylist() == ["case-7", "case-6", "case-5", "case-4"]
    stated = (int(Outcome.FULFILLED), date(2018, 1, 1), date(2018, 1, 31))
    last, day_before = date(2018, 6, 16), date(2018, 6, 15)
    assert said(found.columns[0]) == [
        stated,
        (int(Outcome.PENDING), last, last),
        (int(Outcome.BREACHED), day_before, day_before),
        stated,
    ]


def test_an_open_list_is_settled_as_a_whole(opened: Cohort) -> None:
    query = (
        "SELECT id, unnest(['2016', '2017']) AS instance, 8::SMALLINT AS possible,"
        " DATE '2018-01-01' AS due_from, DATE '2018-01-01' AS due_until,"
        " id = 'case-2' AND instance = '2017' AS open FROM municipality"
    )
    statement = Statement(
        "municipality", (PLANS,), opened.listed(query, "p1"), lists=True
    )
    instances: dict[str, list[str]] = {}
    for found in answers(statement, opened):
        (column,) = found.columns
        lists = pa.ListArray.from_arrays(column.ends, column.instance).to_pylist()
        instances |= dict(zip(found.ids.to_pylist(), lists, strict=True))
    reference = pe.assess(REBILD, TOWNS[1:2], as_of=AS_OF, only={"action_plans"})
    assert instances == {
        "case-1": ["2016", "2017"],
        "case-2": [each.instance for each in reference.findings],
        "case-3": ["2016", "2017"],
    }


def cut(rows: int, ends: list[int], *, lists: bool) -> Iterator[Answers]:
    """Answers about so many subjects, in batches that end there."""
    borders = sorted({0, rows, *(each % (rows + 1) for each in ends)})
    for start, end in pairwise(borders):
        numbers = range(start, end)
        ids = pa.array([f"case-{each:03}" for each in numbers])
        # Subject n has n % 3 answers, each of which is n.
        each = [n for n in numbers for _ in range(n % 3 if lists else 1)]
        sizes = [n % 3 for n in numbers]
        offsets = [sum(sizes[:place]) for place in range(len(sizes) + 1)]
        days = pa.nulls(len(each), pa.date32())
        yield Answers(
            "person",
            ids,
            (
                Column(
                    PLANS if lists else CELL,
                    pa.array(each, pa.int16()),
                    days,
                    days,
                    pa.array(map(str, each)) if lists else None,
                    pa.array(offsets, pa.int32()) if lists else None,
                ),
            ),
        )


CUTS = st.lists(st.integers(0, 30), max_size=4)


@given(st.integers(0, 30), CUTS, CUTS)
def test_answers_meet_by_subject_wherever_their_batches_end(
    rows: int, first: list[int], second: list[int]
) -> None:
    streams = [cut(rows, first, lists=False), cut(rows, second, lists=True)]
    ids: list[str] = []
    once: list[int] = []
    several: list[list[str]] = []
    for each in side_by_side(streams):
        single, lists = each.columns
        ids += each.ids.to_pylist()
        once += single.possible.to_pylist()
        several += pa.ListArray.from_arrays(lists.ends, lists.instance).to_pylist()
    assert ids == [f"case-{n:03}" for n in range(rows)]
    assert once == list(range(rows))
    assert several == [[str(n)] * (n % 3) for n in range(rows)]

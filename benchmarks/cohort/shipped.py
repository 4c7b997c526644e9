"""Persons of the shipped vocabulary: every fact drawn from a hash of the person and the fact, a fifth of them missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import duckdb

import policyengine as pe
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Text,
)
from policyengine.policy.library import shipped_names

if TYPE_CHECKING:
    from policyengine.policy.vocabulary import Fact


def write_shipped(target: str, rows: int) -> None:
    """Write so many persons to Parquet: days of 2014 to 2019, lists of up to three entries."""
    facts = pe.load(shipped_names()[0]).vocabulary.kinds["person"].facts
    columns = [
        f"{_drawn(fact, 'n')} AS {fact.name}"
        for fact in facts.values()
        if not fact.per_year
    ]
    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = false")
    con.execute(
        f"COPY (SELECT concat('p-', n) AS id, {', '.join(columns)}"
        f" FROM range({rows}) persons(n)) TO '{target}' (ROW_GROUP_SIZE 100000)"
    )


def _drawn(fact: Fact, of: str) -> str:
    chance = f"hash('{fact.name}', {of})"
    return f"CASE WHEN {chance} % 5 > 0 THEN {_value(fact, of, f'({chance} // 5)')} END"


def _value(fact: Fact, of: str, chance: str) -> str:
    if fact.entry is not None:
        members = [f"{m.name} := {_drawn(m, f'{of}, i')}" for m in fact.entry.facts.values()]  # fmt: skip
        return f"list_transform(range(CAST({chance} % 4 AS INTEGER)), lambda i: struct_pack({', '.join(members)}))"
    match fact.type:
        case Boolean():
            return f"{chance} % 2 = 0"
        case Number():
            return f"CAST({chance} % 100 AS INTEGER)"
        case Day():
            first = "1930-01-01" if fact.timing == "prior" else "2014-01-01"
            span = 29_000 if fact.timing == "prior" else 2_100
            return f"DATE '{first}' + CAST({chance} % {span} AS INTEGER)"
        case Choice(values):
            return f"{list(values)}[CAST({chance} % {len(values)} AS INTEGER) + 1]"
        case ListType(Choice(values)):
            return f"{list(values)}[1:CAST({chance} % {len(values) + 1} AS INTEGER)]"
        case Text():
            return f"['da', 'ar', 'ti'][CAST({chance} % 3 AS INTEGER) + 1]"
        case ListType() | RecordType() | DaysDuration() | MonthsDuration() | Null():
            raise AssertionError(fact.type)
        case _:
            assert_never(fact.type)

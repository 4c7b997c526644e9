"""How a PostgreSQL database holds a cohort: told from the names and types of its tables and columns.

A table is found by the name of its kind of record, a list of entries by `<kind>_<list>`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.backends.sql.canonical import ID, POSITION, Column, Source, Table
from policyengine.backends.sql.tables import facts_of
from policyengine.diagnostics.diagnostic import Diagnostic
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
from policyengine.policy.vocabulary import Fact
from policyengine.policy.vocabulary import Text as Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policyengine.policy.vocabulary import RecordKind, Vocabulary

# What the connected user finds without naming a schema.
QUERY = """
SELECT c.relname::text, a.attname::text, t.typname::text, a.atttypmod, a.attnotnull
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE pg_table_is_visible(c.oid) AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
AND c.relnamespace <> 'pg_catalog'::regnamespace
ORDER BY c.relname, a.attnum
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a column holds and how: its type's name, what limits that (-1: nothing), and whether it has no NULL."""

    fact: Fact
    type: str
    limit: int
    complete: bool


Catalog: TypeAlias = "Mapping[str, Mapping[str, Held]]"


def catalog_of(
    rows: Iterable[tuple[str, str, str, int, bool]], vocabulary: Vocabulary
) -> Catalog:
    """Return what `QUERY` found of a cohort, by table and column; what is no fact is nobody's business."""
    expected = {
        relation: {each.name: each for each in facts}
        for kind in vocabulary.kinds.values()
        for relation, facts in _columns_of(kind)
    }
    found: dict[str, dict[str, Held]] = {}
    for relation, column, type_, limit, complete in rows:
        fact = expected.get(relation, {}).get(column)
        if fact is not None:
            held = Held(fact, type_, limit, complete)
            found.setdefault(relation, {})[column] = held
    return found


_NO_LABEL = Label("", "")
_KEY, _PLACE = Fact(ID, Text(), _NO_LABEL), Fact(POSITION, Number(), _NO_LABEL)


def _columns_of(kind: RecordKind) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the table of a kind and those of its lists, with what their columns hold."""
    facts = list(facts_of(kind).values())
    plain = [each for each in facts if each.entry is None]
    yield kind.name, [_KEY, *plain, *map(_told, facts)]
    for each in facts:
        if each.entry is not None:
            members = list(each.entry.facts.values())
            columns = [_KEY, _PLACE, *members, *map(_told, members)]
            yield f"{kind.name}_{each.name}", columns


def _told(fact: Fact) -> Fact:
    return Fact(Column(fact.name).told_by, Boolean(), _NO_LABEL)


# --- what statements inside the database can read -----------------------------


def fit(catalog: Catalog) -> tuple[Catalog, list[Diagnostic]]:
    """Return the columns that compiled statements take as they are, and what is wrong with the others."""
    fitting: dict[str, dict[str, Held]] = {}
    faults: list[Diagnostic] = []
    for relation, columns in catalog.items():
        taken: dict[str, Held] = {}
        for name, held in columns.items():
            types = _taken(held.fact)
            if held.type in types:
                taken[name] = held
                continue
            words = " or ".join(types).replace("_text", "text[]")
            message = f"`{relation}.{name}` is {held.type} and must be {words}; the column is not used"
            hint = "give the table as a view that converts it"
            faults.append(Diagnostic("PE706", message, hint=hint))
        fitting[relation] = taken
    return fitting, faults


def _taken(fact: Fact) -> tuple[str, ...]:
    """Return the types that may hold a fact."""
    if fact.per_year:
        return ("jsonb",)
    match fact.type:
        case Boolean():
            return ("bool",)
        case Number():
            return ("int2", "int4", "int8", "numeric")
        case Text() | Choice():
            return ("text", "varchar")
        case Day():
            return ("date",)
        case ListType():
            return ("_text", "_varchar")
        case DaysDuration() | MonthsDuration() | Null() | RecordType():
            raise AssertionError(f"no fact is declared as {fact.type}")
        case _:
            assert_never(fact.type)


def source_of(
    catalog: Catalog, vocabulary: Vocabulary
) -> tuple[Source, list[Diagnostic]]:
    """Describe the tables in the child layout, and tell which cannot be used because a key is missing."""
    faults = [
        Diagnostic(
            "PE703", f"{relation}: there is no column `{key}`; the table is not used"
        )
        for relation, columns in catalog.items()
        for key in _keys(relation, vocabulary)
        if key not in columns
    ]
    usable = {
        relation: columns
        for relation, columns in catalog.items()
        if columns.keys() >= _keys(relation, vocabulary)
    }
    kinds = vocabulary.kinds.values()
    tables = {k.name: _table(k, usable) for k in kinds if k.name in usable}
    return Source(tables), faults


def _keys(relation: str, vocabulary: Vocabulary) -> set[str]:
    return {ID} if relation in vocabulary.kinds else {ID, POSITION}


def _table(kind: RecordKind, catalog: Catalog) -> Table:
    held = catalog[kind.name]
    columns: dict[str, Column] = {}
    children: dict[str, str] = {}
    for name, fact in facts_of(kind).items():
        relation = f"{kind.name}_{name}"
        if fact.entry is None:
            columns |= _columns({name: fact}, held)
        elif relation in catalog:
            members = _columns(fact.entry.facts, catalog[relation])
            columns[name] = replace(_column(fact, held), members=members)
            children[name] = relation
    return Table(kind.name, kind.name, columns, children)


def _columns(facts: Mapping[str, Fact], held: Mapping[str, Held]) -> dict[str, Column]:
    return {name: _column(fact, held) for name, fact in facts.items() if name in held}


def _column(fact: Fact, held: Mapping[str, Held]) -> Column:
    complete = fact.name in held and held[fact.name].complete
    column = Column(fact.name, fact.null_means, complete)
    return replace(column, nulls="told") if column.told_by in held else column

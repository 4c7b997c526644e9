"""How a column of any table becomes a canonical one: the SQL that reads it, and the SQL that finds what it cannot say.

The SQL is DuckDB's, where every table is met first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol, assert_never

from policyengine.backends.sql.canonical import Column
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.type_rules import in_words
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
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from policyengine.policy.vocabulary import Fact

# Timestamps become days once, at the door: the day it was in Denmark.
ZONE = "Europe/Copenhagen"

ISO_DAY = r"\d{4}-\d{2}-\d{2}"
DECIMAL = "DECIMAL(28, 10)"
DECIMAL_TEXT = r"-?\d{1,18}(\.\d{1,10})?"
YEAR = r"\d{4}"
TEXTS = frozenset({"varchar", "enum", "uuid"})
WHOLE = frozenset(
    {"tinyint", "smallint", "integer", "bigint"}
    | {"utinyint", "usmallint", "uinteger", "decimal"}
)
STAMPS = frozenset({"timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"})


class EngineType(Protocol):
    """A column's type as DuckDB tells it; `children` are those of lists, structs and maps."""

    @property
    def id(self) -> str:
        """The type's name."""

    @property
    def children(self) -> list[tuple[str, EngineType]]:
        """The types inside, by name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` reads a column, and `fault` is true of what it cannot say, None where it says all.

    `members` are those of entries; `diagnostics` name the ones that cannot be read.
    """

    value: str
    fault: str | None = None
    members: Mapping[str, Column] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def reading(fact: Fact, given: EngineType, value: str) -> Reading | None:
    """Return how a fact is read from SQL of a type; None where that type cannot hold it."""
    if fact.entry is not None:
        return _entries(fact, given, value)
    if fact.per_year:
        return _by_year(fact, given, value)
    return _plain(fact.type, given, value)


def columns(
    facts: Mapping[str, Fact],
    given: Mapping[str, EngineType],
    place: Callable[[str], str],
) -> tuple[dict[str, tuple[Column, Reading]], list[Diagnostic]]:
    """Return the column of each fact that is given and how it is read, and what is wrong with the others.

    `place` gives the SQL of a column by its name.
    """
    found: dict[str, tuple[Column, Reading]] = {}
    diagnostics: list[Diagnostic] = []
    for name, type_ in given.items():
        if name.endswith("_known") and name.removesuffix("_known") in given:
            continue
        fact = facts.get(name)
        if fact is None:
            close = get_close_matches(name, list(facts), n=1)
            hint = f"did you mean `{close[0]}`?" if close else None
            message = f"no fact is called `{name}`; the column is not used"
            diagnostics.append(Diagnostic("PE705", message, hint=hint))
            continue
        read = reading(fact, type_, place(name))
        if read is None:
            message = f"`{name}` must be {in_a_table(fact)}; the column is not used"
            diagnostics.append(Diagnostic("PE706", message))
            continue
        diagnostics += read.diagnostics
        told = given.get(f"{name}_known")
        if told is not None and told.id != "boolean":
            message = f"`{name}_known` must be true or false; `{name}` is not used"
            diagnostics.append(Diagnostic("PE706", message))
            continue
        nulls = "told" if told is not None else fact.null_means
        found[name] = (Column(name, nulls, members=read.members), read)
    return found, diagnostics


def in_a_table(fact: Fact) -> str:
    """Say what kind of column holds a fact."""
    if fact.entry is not None:
        return "a list of structs"
    return (
        f"a map from year to {in_words(fact.type)}"
        if fact.per_year
        else in_words(fact.type)
    )


def _plain(kind: Type, given: EngineType, value: str) -> Reading | None:
    if given.id == "null":
        return Reading(f"CAST(NULL AS {_sql_type(kind)})")
    match kind:
        case Boolean():
            return _truth(given, value)
        case Day():
            return _day(given, value)
        case Number():
            return _number(given, value)
        case Text() if given.id in TEXTS:
            return Reading(_text(given, value))
        case Choice(words) if given.id in TEXTS:
            text = _text(given, value)
            return Reading(text, f"{text} NOT IN ({_listed(words)})")
        case ListType(Choice(words)) if given.id in ("list", "array"):
            ((_, item), *_) = given.children
            if item.id not in TEXTS | {"null"}:
                return None
            plain = item.id == "varchar" and given.id == "list"
            read = value if plain else f"CAST({value} AS VARCHAR[])"
            allowed = f"(w IN ({_listed(words)})) IS NOT TRUE"
            return Reading(read, f"len(list_filter({read}, lambda w: {allowed})) > 0")
        case Text() | Choice() | ListType():
            return None
        case DaysDuration() | MonthsDuration() | Null() | RecordType():
            raise AssertionError(f"no fact is declared as {kind}")
        case _:
            assert_never(kind)


def _truth(given: EngineType, value: str) -> Reading | None:
    if given.id == "boolean":
        return Reading(value)
    if given.id != "varchar":
        return None
    lower = f"lower({value})"
    return Reading(
        f"CASE {lower} WHEN 'true' THEN true WHEN 'false' THEN false END",
        f"{lower} NOT IN ('true', 'false')",
    )


def _day(given: EngineType, value: str) -> Reading | None:
    if given.id == "varchar":
        return Reading(
            f"TRY_CAST({value} AS DATE)",
            f"NOT regexp_full_match({value}, {text(ISO_DAY)})"
            f" OR ({value} IS NOT NULL AND TRY_CAST({value} AS DATE) IS NULL)",
        )
    if given.id in STAMPS:
        value = f"CAST({value} AS DATE)"
    elif given.id == "timestamp with time zone":
        value = f"CAST({value} AT TIME ZONE {text(ZONE)} AS DATE)"
    elif given.id != "date":
        return None
    return Reading(
        value, f"{value} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
    )


def _number(given: EngineType, value: str) -> Reading | None:
    match given.id:
        case "float" | "double":
            # The shortest decimal that reads back as this float is the one that was written.
            exact = f"TRY_CAST(CAST({value} AS VARCHAR) AS {DECIMAL})"
            read = f"CASE WHEN NOT isnan({value}) THEN {exact} END"
            differs = f"CAST({exact} AS {given.id}) IS DISTINCT FROM {value}"
            return Reading(
                read, f"{value} IS NOT NULL AND NOT isnan({value}) AND {differs}"
            )
        case "varchar":
            return Reading(
                f"TRY_CAST({value} AS {DECIMAL})",
                f"NOT regexp_full_match({value}, {text(DECIMAL_TEXT)})",
            )
        case "ubigint":
            return Reading(f"CAST({value} AS DECIMAL(20, 0))")
        case "hugeint" | "uhugeint":
            read = f"TRY_CAST({value} AS DECIMAL(38, 0))"
            return Reading(read, f"{value} IS NOT NULL AND {read} IS NULL")
        case whole if whole in WHOLE:
            return Reading(value)
        case _:
            return None


def _by_year(fact: Fact, given: EngineType, value: str) -> Reading | None:
    """Read a map, or a list of keys and values, which is how some hold one."""
    if given.id == "null":
        return Reading(f"CAST(NULL AS MAP(VARCHAR, {_sql_type(fact.type)}))")
    pairs, entries = given, f"map_entries({value})"
    if given.id == "list":
        ((_, pairs),) = given.children
        entries = value
    parts = dict(pairs.children) if pairs.id in ("map", "struct") else {}
    if parts.keys() != {"key", "value"}:
        return None
    figure = _plain(fact.type, parts["value"], 'e."value"')
    if figure is None or parts["key"].id not in (*TEXTS, *WHOLE):
        return None
    year = 'CAST(e."key" AS VARCHAR)'
    as_given = given.id == "map" and parts["key"].id == "varchar"
    wrong = f"NOT regexp_full_match({year}, {text(YEAR)})"
    if figure.fault:
        wrong += f" OR {figure.fault}"
    pair = f"struct_pack(k := {year}, v := {figure.value})"
    return Reading(
        value
        if as_given and figure.value == 'e."value"'
        else f"map_from_entries(list_transform({entries}, lambda e: {pair}))",
        f"len(list_filter({entries}, lambda e: {wrong})) > 0",
    )


def _entries(fact: Fact, given: EngineType, value: str) -> Reading | None:
    assert fact.entry is not None
    if given.id == "null":
        return Reading(f"CAST(NULL AS STRUCT({fact.entry.dated_by} DATE)[])")
    if given.id != "list" or given.children[0][1].id != "struct":
        return None
    given_members = dict(given.children[0][1].children)
    members, faults = columns(
        fact.entry.facts, given_members, lambda name: f"e.{identifier(name)}"
    )
    known = {name: column for name, (column, _) in members.items()}
    wrong = [f"({read.fault})" for _, read in members.values() if read.fault]
    fault = " OR ".join(["e IS NULL", *wrong])
    as_given = all(
        read.value == f"e.{identifier(n)}" for n, (_, read) in members.items()
    )
    return Reading(
        value
        if as_given
        else f"list_transform({value}, lambda e: {_packed(fact, members)})",
        f"len(list_filter({value}, lambda e: {fault})) > 0",
        known,
        tuple(_inside(fact, each) for each in faults),
    )


def _packed(fact: Fact, members: Mapping[str, tuple[Column, Reading]]) -> str:
    assert fact.entry is not None
    parts = {identifier(n): read.value for n, (_, read) in members.items()}
    for column, _ in members.values():
        if column.nulls == "told":
            told = identifier(column.told_by)
            parts[told] = f"e.{told}"
    parts = parts or {identifier(fact.entry.dated_by): "CAST(NULL AS DATE)"}
    return f"struct_pack({', '.join(f'{n} := {v}' for n, v in parts.items())})"


def _inside(fact: Fact, fault: Diagnostic) -> Diagnostic:
    return replace(fault, message=f"in `{fact.name}`: {fault.message}")


def _sql_type(kind: Type) -> str:
    match kind:
        case Boolean():
            return "BOOLEAN"
        case Number():
            return "BIGINT"
        case Day():
            return "DATE"
        case ListType(item):
            return f"{_sql_type(item)}[]"
        case _:
            return "VARCHAR"


def _text(given: EngineType, value: str) -> str:
    return value if given.id == "varchar" else f"CAST({value} AS VARCHAR)"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(text, words))


def identifier(name: str) -> str:
    """Return a name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as SQL quotes it."""
    return "'" + value.replace("'", "''") + "'"

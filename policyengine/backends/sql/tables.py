"""Records as the canonical tables of a cohort, and a row of such a table as a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never, cast

import pyarrow as pa

from policyengine.backends.sql.canonical import ID, POSITION, Column, Source, Table
from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
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
from policyengine.policy.records import Record, Records
from policyengine.policy.vocabulary import Fact
from policyengine.policy.vocabulary import Text as Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.feel.values import Value
    from policyengine.policy.vocabulary import Entry, RecordKind, Vocabulary

Layout: TypeAlias = Literal["nested", "child"]
Facts: TypeAlias = "Mapping[str, Value]"
Entries: TypeAlias = "tuple[Facts, ...]"

# The most digits that a DECIMAL of any engine holds, and the whole numbers of a BIGINT.
MOST_DIGITS, WHOLE_DIGITS = 38, 18


def tables_of(
    records: Records, vocabulary: Vocabulary, layout: Layout = "nested"
) -> tuple[dict[str, pa.Table], Source]:
    """Return the canonical tables by name, and their description; a kind without a record has none.

    `<fact>_known` stands beside a column only where the vocabulary alone would misread its NULLs. Raises RecordError
    where a number or text is none that a table can hold.
    """
    shape = Shape(vocabulary, layout)
    shape.see(records)
    return shape.tables(records), shape.source()


def record_of(
    kind: str, row: Mapping[str, object], table: Table, vocabulary: Vocabulary
) -> Record:
    """Return a row as a record: unknown facts are absent, and None is none.

    In the child layout the caller puts the entries of each list into the row, under the list's name and in order.
    """
    facts = facts_of(vocabulary.kinds[kind])
    return Record(
        kind,
        cast("str", row[ID]),
        {
            name: value
            for name, column in table.columns.items()
            for value in _read(facts[name], column, row, missing=name in table.children)
        },
    )


def _read(
    fact: Fact, column: Column, row: Mapping[str, object], *, missing: bool = False
) -> Iterator[Value]:
    """Yield what a row says of a fact, nothing where that is unknown.

    `missing`: a list without entries says no more than a NULL would.
    """
    value = row.get(column.name)
    if value is None or (missing and not value):
        known = row.get(column.told_by) if column.nulls == "told" else None
        if known is True or column.nulls == "none" or (missing and column.complete):
            yield () if isinstance(fact.type, ListType) else None
    elif fact.per_year:
        yield dict(cast("Mapping[str, Value]", value))
    elif fact.entry is not None:
        declared = fact.entry.facts
        yield tuple(
            {
                name: found
                for name, member in column.members.items()
                for found in _read(declared[name], member, entry)
            }
            for entry in cast("Sequence[Mapping[str, object]]", value)
        )
    elif isinstance(fact.type, ListType):
        yield tuple(cast("Sequence[str]", value))
    else:
        yield cast("Value", value)


@dataclass
class Shape:
    """What tables need to hold the records seen so far; see all of them before asking for a table.

    So a cohort can be written batch by batch, every batch with the same columns.
    """

    vocabulary: Vocabulary
    layout: Layout = "nested"
    seen: dict[str, _Rows] = field(default_factory=dict)

    def see(self, records: Records) -> None:
        """Take note of more records."""
        for record in records.subjects:
            kind = self.vocabulary.kinds[record.kind]
            self.seen.setdefault(record.kind, _Rows(facts_of(kind))).see(record.facts)

    def source(self) -> Source:
        """Describe the tables, each named as its kind."""
        return Source(
            {
                kind: Table(
                    kind,
                    kind,
                    {
                        name: rows.column(name, childless=name not in apart)
                        for name in rows.facts
                    },
                    {name: f"{kind}_{name}" for name in apart},
                )
                for kind, rows in self.seen.items()
                for apart in [self._apart(rows)]
            }
        )

    def tables(self, records: Records) -> dict[str, pa.Table]:
        """Return records that were seen as tables, those of child lists too."""
        found: dict[str, pa.Table] = {}
        for kind, rows in self.seen.items():
            subjects = [each for each in records.subjects if each.kind == kind]
            apart = self._apart(rows)
            ids = {ID: _array([each.id for each in subjects], pa.string())}
            found[kind] = pa.table(
                ids | _columns(rows, [each.facts for each in subjects], apart)
            )
            for name in apart:
                entries = rows.facts[name].entries
                found[f"{kind}_{name}"] = _child(entries, name, subjects)
        return found

    def _apart(self, rows: _Rows) -> tuple[str, ...]:
        """The lists that have a table of their own."""
        if self.layout == "nested":
            return ()
        return tuple(
            n for n, fact in rows.declared.items() if fact.entry and n in rows.facts
        )


@dataclass
class _Seen:
    """What a fact was seen to be: how often it is known, none or an empty list, and how its numbers are written."""

    entries: _Rows
    known: int = 0
    nones: int = 0
    empty: int = 0
    digits: int = 1
    scale: int = 0

    def see(self, value: Value) -> None:
        self.known += 1
        match value:
            case None:
                self.nones += 1
            case bool():
                pass
            case int() | Decimal():
                self._size(value)
            case Mapping():
                for figure in value.values():
                    if isinstance(figure, int | Decimal):
                        self._size(figure)
            case tuple():
                self.empty += not value
                for entry in value:
                    if isinstance(entry, Mapping):
                        self.entries.see(entry)
            case _:
                pass

    def _size(self, number: int | Decimal) -> None:
        exponent = Decimal(number).as_tuple().exponent
        assert isinstance(exponent, int)
        self.scale = max(self.scale, -exponent)
        self.digits = max(self.digits, Decimal(number).adjusted() + 1)


@dataclass
class _Rows:
    """Subjects of one kind or entries of one list: how many, and what their facts were seen to be."""

    declared: Mapping[str, Fact]
    count: int = 0
    facts: dict[str, _Seen] = field(default_factory=dict)

    def see(self, facts: Facts) -> None:
        self.count += 1
        for name, value in facts.items():
            if name not in self.facts:
                entry = self.declared[name].entry
                self.facts[name] = _Seen(_Rows(entry.facts if entry else {}))
            self.facts[name].see(value)

    def column(self, name: str, *, childless: bool = True) -> Column:
        """Describe a column; where entries stand in a child table, having none looks like a NULL."""
        seen, means = self.facts[name], self.declared[name].null_means
        nones = seen.nones if childless else seen.empty
        unknown = self.count - seen.known
        told = (nones and unknown) or (nones and means == "unknown")
        return Column(
            name,
            "told" if told or (unknown and means == "none") else means,
            complete=not unknown and not seen.nones,
            members={each: seen.entries.column(each) for each in seen.entries.facts},
        )


def _columns(
    rows: _Rows, facts: Sequence[Facts], apart: Sequence[str] = ()
) -> dict[str, pa.Array]:
    """Return the columns that hold the facts of some rows, without the lists that stand apart."""
    found: dict[str, pa.Array] = {}
    for name in rows.facts:
        column = rows.column(name, childless=name not in apart)
        if name not in apart:
            found[name] = _column(rows, name, [each.get(name) for each in facts])
        if column.nulls == "told":
            found[column.told_by] = _array([name in each for each in facts], pa.bool_())
    return found


def _column(rows: _Rows, name: str, values: list[Value]) -> pa.Array:
    fact, seen = rows.declared[name], rows.facts[name]
    if fact.entry is not None:
        return _lists(seen.entries, cast("list[Entries | None]", values), fact.entry)
    plain = _plain(fact.type, seen, name)
    if fact.per_year:
        years = [
            [(year, _exactly(each, plain)) for year, each in value.items()]
            if isinstance(value, Mapping)
            else value
            for value in values
        ]
        return _array(years, pa.map_(pa.string(), plain))
    return _array([_exactly(each, plain) for each in values], plain)


def _lists(rows: _Rows, lists: list[Entries | None], entry: Entry) -> pa.Array:
    """Return lists of entries as lists of structs; no engine holds a struct without any member."""
    ends = list(accumulate((len(each or ()) for each in lists), initial=0))
    members = _columns(rows, [entry for each in lists for entry in each or ()])
    if not members:
        members = {entry.dated_by: pa.nulls(ends[-1], pa.date32())}
    return pa.ListArray.from_arrays(
        pa.array(ends, pa.int32()),
        pa.StructArray.from_arrays(list(members.values()), names=list(members)),
        mask=pa.array([each is None for each in lists], pa.bool_()),
    )


def _exactly(value: Value, plain: pa.DataType) -> Value:
    """Return a value as Arrow takes it: it makes no whole numbers of decimals."""
    if isinstance(value, Decimal) and pa.types.is_integer(plain):
        return int(value)
    return value


def _child(entries: _Rows, name: str, subjects: Sequence[Record]) -> pa.Table:
    """Return the entries of one list of all subjects, each with its parent's id and its position."""
    rows = [
        (each.id, position, entry)
        for each in subjects
        for position, entry in enumerate(cast("Entries", each.facts.get(name, ())))
    ]
    return pa.table(
        {
            ID: _array([each for each, _, _ in rows], pa.string()),
            POSITION: _array([each for _, each, _ in rows], pa.int64()),
            **_columns(entries, [each for _, _, each in rows]),
        }
    )


def _array(values: Sequence[object], type_: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type_)
    except UnicodeEncodeError:
        message = "a text holds half a character, which UTF-8 cannot say"
        raise RecordError([Diagnostic("PE721", message)]) from None


def _plain(kind: Type, seen: _Seen, name: str) -> pa.DataType:
    match kind:
        case Boolean():
            return pa.bool_()
        case Number():
            if not seen.scale and seen.digits <= WHOLE_DIGITS:
                return pa.int64()
            if seen.digits + seen.scale > MOST_DIGITS:
                message = f"the numbers of `{name}` need more than {MOST_DIGITS} digits"
                raise RecordError([Diagnostic("PE723", message)])
            return pa.decimal128(seen.digits + seen.scale, seen.scale)
        case Text() | Choice():
            return pa.string()
        case Day():
            return pa.date32()
        case ListType(item):
            return pa.list_(_plain(item, seen, name))
        case DaysDuration() | MonthsDuration() | Null() | RecordType():
            raise AssertionError(f"no fact is declared as {kind}")
        case _:
            assert_never(kind)


def facts_of(kind: RecordKind) -> dict[str, Fact]:
    """The facts of a kind, its links among them: a link is the text that names another record."""
    links = {name: Fact(name, Text(), Label(name, name)) for name in kind.links}
    return {**kind.facts, **links}

"""Where a condition is read: the columns of whose record, on which day, and what stands in for unknown facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policyengine.backends.sql.canonical import ID, Column, Source, Table
from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    TRUE,
    UNKNOWN,
    Kind,
    Local,
    Member,
    OfYear,
    Term,
    YearKnown,
    all_of,
    any_of,
    case,
    compare,
    constant,
    is_null,
    least,
    not_,
    not_null,
    part_of,
    surely,
)
from policyengine.backends.sql.terms import Column as ColumnTerm
from policyengine.backends.sql.terms import Constant as ConstantTerm
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.policy.vocabulary import Fact
from policyengine.policy.vocabulary import Text as Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyengine.policy.vocabulary import RecordKind, Vocabulary

# Aliases in a statement: the subject, an entry of its list; a linked record is `l0`, `l1` …
SUBJECT, ENTRY = "s", "i"

# A figure that a policy does not give for a year is a number nobody knows.
NOT_GIVEN = "parameter."


class Refused(Exception):  # noqa: N818 - a compiler's answer, and no error
    """What is asked has no SQL; the message says what it is, and goes on after the provision's name."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: `raw`, and `guard`, which is false where it is none.

    Where the value is unknown, `raw` is NULL and `guard` is not false; so what is asked of the value is
    `all_of(guard, asked of raw)`. `opens`: it can be unknown; `missing` says where, if that is simply told.
    """

    kind: Kind
    raw: Term
    guard: Term = TRUE
    opens: bool = False
    missing: Term | None = None

    @property
    def present(self) -> Term:
        """Whether there is a value: false where it is none, NULL where it is unknown."""
        if not self.opens:
            return self.guard
        known = case((is_null(self.raw), UNKNOWN), otherwise=TRUE)
        return all_of(self.guard, known)

    @property
    def unknown(self) -> Term:
        """Whether the value is unknown: true or false."""
        if self.opens and self.missing is not None:
            return self.missing
        return is_null(self.present) if self.opens else FALSE


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of entries, or of texts where `facts` is empty: `over`, and whether it is unknown."""

    over: Term
    unknown: Term
    facts: Mapping[str, Fact]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry that a name is bound to."""

    of: Local | str
    facts: Mapping[str, Fact]
    columns: Mapping[str, Column]

    def member(self, column: Column) -> Term:
        """Return the term of a column of the entry."""
        if isinstance(self.of, str):
            return ColumnTerm(self.of, column.name, column.complete)
        return Member(self.of, column.name, column.complete)

    def told(self, column: Column) -> Term:
        """Return the term that says whether a NULL of the column is none."""
        if isinstance(self.of, str):
            return ColumnTerm(self.of, column.told_by)
        return Member(self.of, column.told_by)


@dataclass
class Joins:
    """The linked records that a statement reads: alias → its table, and the key it is found by."""

    by_link: dict[tuple[str, ...], str] = field(default_factory=dict)
    found_by: dict[str, tuple[Table, Term]] = field(default_factory=dict)

    def alias(self, links: tuple[str, ...], table: Table, key: Term) -> str:
        """Return the alias of the record that links lead to."""
        if links not in self.by_link:
            alias = f"l{len(self.by_link)}"
            self.by_link[links] = alias
            self.found_by[alias] = (table, key)
        return self.by_link[links]


@dataclass(frozen=True)
class Scope:
    """Where a condition is read. `today` is the day of assessment, `day` that of the view.

    `taken` holds what stands for unknown facts, `settled` names those that are not unknown; `blurred`: dated facts are
    read as unknown. Events after `seen_to` are not seen, though today may be later.
    """

    vocabulary: Vocabulary
    kind: RecordKind
    source: Source
    municipality: str
    today: date
    joins: Joins
    day: Term
    due: Term | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    taken: Mapping[str, Term] = field(default_factory=dict)
    depth: int = 0
    settled: frozenset[str] = frozenset()
    blurred: bool = False
    seen_to: date | None = None

    @property
    def last_seen(self) -> Term:
        """The last day whose events are seen."""
        if self.seen_to is None:
            return self.day
        last = constant(self.seen_to)
        if isinstance(self.day, ConstantTerm):
            return last if compare("<=", last, self.day) == TRUE else self.day
        return least(self.day, last)

    def at(self, day: Term) -> Scope:
        """Return the scope of the view of another day."""
        return replace(self, day=day)

    def taking(self, values: Mapping[str, Term]) -> Scope:
        """Return the scope in which terms stand for unknown facts."""
        return replace(
            self, taken={**self.taken, **values}, depth=self.depth + len(values)
        )

    def on_no_day(self) -> Scope:
        """Return the scope in which nothing that has a date is known."""
        return replace(self, day=NO_DAY, blurred=True)

    def inside(self, name: str, entries: Entries) -> tuple[Local, Scope]:
        """Return what a list is gone through with, and the scope in which a name means it."""
        local = Local(f"v{self.depth}")
        items = {**self.items, name: Item(local, entries.facts, entries.columns)}
        return local, replace(self, items=items, depth=self.depth + 1)

    def naming(self, name: str, item: Item) -> Scope:
        """Return the scope in which a name means an entry."""
        return replace(self, items={**self.items, name: item})

    # --- facts ----------------------------------------------------------------

    def declaration(self, name: str) -> Fact:
        """Return the declaration of a fact by its dotted name; `item.` leads to the entry at hand."""
        if name.startswith("item."):
            return self.items["item"].facts[name.removeprefix("item.")]
        if name.startswith(NOT_GIVEN):
            return Fact(name, Number(), Label(name, name))
        *links, last = name.split(".")
        kind = self.kind
        for link in links:
            kind = self.vocabulary.kinds[kind.links.get(link, link)]
        return kind.facts[last]

    def value(self, name: str) -> Value:
        """Return a fact's value. Raises Refused for a list of entries."""
        fact = self.declaration(name)
        kind = kind_of(fact)
        if self.blurred and (fact.per_year or kind == "day" or name.startswith("item.")):  # fmt: skip
            return unknown(kind)
        if name in self.taken and not name.startswith("item."):
            return self._taken(fact, kind, self.taken[name])
        if name.startswith("item."):
            return self.member(self.items["item"], name.removeprefix("item."))
        if name.startswith(NOT_GIVEN):
            return unknown(kind)
        table, alias, linked = self._record(name)
        column = table.columns.get(fact.name) if table else None
        if column is None:
            return Value(kind, ConstantTerm(None, kind), linked, True, linked)
        raw = ColumnTerm(alias, column.name, column.complete and alias == SUBJECT)
        told = ColumnTerm(alias, column.told_by)
        if fact.per_year:
            return self._of_year(kind, column, raw, told, alias, linked)
        here = TRUE if alias == SUBJECT else not_null(ColumnTerm(alias, ID))
        found = _of_column(kind, column, raw, told, here, linked)
        return self._seen(fact, self._settled(name, column, found))

    def _settled(self, name: str, column: Column, value: Value) -> Value:
        """Return a value that is known to be known, where it is."""
        if name not in self.settled:
            return value
        raw = value.raw
        if column.nulls == "unknown" and isinstance(raw, ColumnTerm):
            raw = replace(raw, complete=True)
        return replace(value, raw=raw, opens=False, missing=None)

    def member(self, item: Item, name: str) -> Value:
        """Return a member of an entry."""
        fact = item.facts[name]
        kind = kind_of(fact)
        if self.blurred:
            return unknown(kind)
        if isinstance(item.of, str) and f"item.{name}" in self.taken:
            return self._taken(fact, kind, self.taken[f"item.{name}"])
        column = item.columns.get(name)
        if column is None:
            return unknown(kind)
        raw, told = item.member(column), item.told(column)
        found = _of_column(kind, column, raw, told, TRUE, TRUE)
        if isinstance(item.of, str):
            found = self._settled(f"item.{name}", column, found)
        return self._seen(fact, found)

    def entries(self, name: str) -> Entries:
        """Return a list of entries by its dotted name, or a list of texts."""
        fact = self.declaration(name)
        if name.startswith("item."):
            item = self.items["item"]
            return self.entries_of(item, name.removeprefix("item."))
        table, alias, linked = self._record(name)
        column = table.columns.get(fact.name) if table else None
        facts = fact.entry.facts if fact.entry else {}
        if column is None:
            # A link that leads nowhere leads to an empty list.
            nothing = ConstantTerm(None, "list")
            return Entries(nothing, not_(not_(linked)), facts, {})
        raw = ColumnTerm(alias, column.name, column.complete and alias == SUBJECT)
        told = ColumnTerm(alias, column.told_by)
        here = TRUE if alias == SUBJECT else not_null(ColumnTerm(alias, ID))
        open_ = all_of(_open(column, raw, told, here), linked)
        if self.blurred and facts:
            open_ = TRUE
        return Entries(raw, open_, facts, column.members)

    def entries_of(self, item: Item, name: str) -> Entries:
        """Return a member of an entry that is a list of texts."""
        column = item.columns.get(name)
        if column is None:
            return Entries(ConstantTerm(None, "list"), TRUE, {}, {})
        raw = item.member(column)
        open_ = _open(column, raw, item.told(column), TRUE)
        return Entries(raw, open_, {}, column.members)

    def _record(self, name: str) -> tuple[Table | None, str, Term]:
        """Return the table of the record a dotted name leads to, its alias, and that no link on the way is none."""
        *links, _ = name.split(".")
        kind, alias = self.kind, SUBJECT
        table = self.source.tables.get(kind.name)
        linked: Term = TRUE
        for number, link in enumerate(links, start=1):
            key: Term
            if link == "municipality" and link not in kind.links:
                kind, key = self.vocabulary.kinds[link], constant(self.municipality)
            else:
                column = table.columns.get(link) if table else None
                if column is None:
                    return None, alias, linked
                key = ColumnTerm(alias, column.name)
                told = ColumnTerm(alias, column.told_by)
                linked = all_of(
                    linked, not_(_none(column, key, told, not_null(ColumnTerm(alias, ID))))
                )  # fmt: skip
                kind = self.vocabulary.kinds[kind.links[link]]
            table = self.source.tables.get(kind.name)
            if table is None:
                return None, alias, linked
            alias = self.joins.alias(tuple(links[:number]), table, key)
        return table, alias, linked

    def _taken(self, fact: Fact, kind: Kind, raw: Term) -> Value:
        """Return what stands for an unknown fact; NULL stands for none."""
        return self._seen(fact, Value(kind, raw, not_null(raw)))

    def _seen(self, fact: Fact, value: Value) -> Value:
        """Return a value as seen on the day: an event still to come is none."""
        if fact.timing != "event":
            return value
        if isinstance(value.raw, Local) and self.last_seen == constant(self.today):
            return value  # what stands for an unknown event has come
        seen = compare("<=", value.raw, self.last_seen)
        return replace(value, guard=all_of(value.guard, seen))

    def _of_year(
        self, kind: Kind, column: Column, raw: Term, told: Term, alias: str, linked: Term
    ) -> Value:  # fmt: skip
        year = part_of("year", self.day)
        figure = OfYear(raw, year)
        here = TRUE if alias == SUBJECT else not_null(ColumnTerm(alias, ID))
        no_map = _none(column, raw, told, here)
        no_figure = all_of(is_null(figure), YearKnown(raw, year))
        return Value(
            kind, figure, all_of(linked, not_(any_of(no_map, no_figure))), opens=True
        )


def unknown(kind: Kind) -> Value:
    """Return a value that nobody knows."""
    return Value(kind, ConstantTerm(None, kind), TRUE, True, TRUE)


def kind_of(fact: Fact) -> Kind:
    """Return what sort of term a fact has. Raises Refused for a list of entries."""
    match fact.type:
        case Boolean():
            return "boolean"
        case Number():
            return "number"
        case Text() | Choice():
            return "text"
        case Day():
            return "day"
        case ListType():
            return "list"
        case _:
            raise Refused("reads a fact of a type that no table has")


def _of_column(
    kind: Kind, column: Column, raw: Term, told: Term, here: Term, linked: Term
) -> Value:
    none = _none(column, raw, told, here)
    missing = all_of(_open(column, raw, told, here), linked)
    opens = missing != FALSE
    return Value(kind, raw, all_of(linked, not_(none)), opens, missing)


def _none(column: Column, raw: Term, told: Term, here: Term) -> Term:
    """Return whether a column says none: true or false. `here`: there is a row."""
    match column.nulls:
        case "unknown":
            return FALSE
        case "none":
            return all_of(is_null(raw), here)
        case "told":
            return all_of(is_null(raw), here, surely(told))


def _open(column: Column, raw: Term, told: Term, here: Term) -> Term:
    """Return whether a column leaves a value unknown: true or false."""
    return all_of(is_null(raw), not_(_none(column, raw, told, here)))

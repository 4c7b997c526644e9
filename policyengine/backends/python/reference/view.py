"""What is known of a subject on a day: facts looked up through links, later events read as none.

A view answers the names of a condition. A completion lays values over unknown facts, so that one evaluation
procedure serves complete and incomplete records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.types import Number
from policyengine.feel.values import UNKNOWN, Value
from policyengine.policy.vocabulary import Fact, Text

if TYPE_CHECKING:
    from policyengine.backends.python.reference.landscape import Landscape
    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import FirstEntry
    from policyengine.policy.records import HumanAssessment, Record, Records
    from policyengine.policy.vocabulary import RecordKind, Vocabulary


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a provision whose value an unknown list leaves open, taken as one unknown.

    `part` is a condition, the day of a first entry, or None for the number of entries. `entries` is the place of the
    list. A condition on dated entries may be true on one day and false on another: `on` is its day.
    """

    part: Expr | FirstEntry | None
    entries: str
    on: date | None = None


# An unknown: the place of a fact (`arrived_on`, `family.income`, `courses[2].kind`, `municipality.refugees.2018`).
Leaf: TypeAlias = "str | Atom"
Completion: TypeAlias = Mapping[Leaf, Value]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One entry of a list, bound as `item`: the list's name and the entry's position, from 0."""

    entries: str
    index: int

    @property
    def place(self) -> str:
        """The entry as authors write it, counted from 1."""
        return f"{self.entries}[{self.index + 1}]"


@dataclass(frozen=True)
class View:
    """The facts of `subject` and of what it links to, as they stand on `as_of`.

    `today` is the day of assessment: facts of later days are not known to it, whatever `as_of` is.
    `municipality` is the id of the record that `municipality.` leads to. `landscape` is that of the norm which is
    decided, `from_day` the first day of its policy, `due` its last day once that is known.
    """

    subject: Record
    records: Records
    vocabulary: Vocabulary
    municipality: str
    as_of: date
    today: date
    from_day: date | None = None
    landscape: Landscape | None = None
    due: date | None = None
    item: Occasion | None = None
    completion: Completion = field(default_factory=dict)

    @property
    def seen_to(self) -> date:
        """The last day whose events are seen."""
        return min(self.as_of, self.today)

    def at(self, day: date) -> View:
        """Return the view of an earlier day: what happened after it reads as none."""
        return self if day == self.as_of else replace(self, as_of=day)

    def completed(self, completion: Completion) -> View:
        """Return the view with values laid over unknown facts."""
        return replace(self, completion=completion)

    def on(self, occasion: Occasion) -> View:
        """Return the view in which `item` is one entry."""
        return replace(self, item=occasion)

    def __call__(self, name: str) -> Value:
        """Return the value of a name of a condition; `UNKNOWN` where it is not recorded."""
        if name == "as_of":
            return self.as_of
        if name == "due":
            return self.due
        if name == "item":
            assert self.item is not None
            return self.entry(self.item)
        fact, raw = self._raw(name)
        if fact.entry is None:
            return self._seen(fact, self.leaf(name), raw)
        if raw is UNKNOWN:
            return UNKNOWN
        return tuple(self.entry(each) for each in self.occasions(name) or ())

    def leaf(self, name: str) -> str:
        """Return the place of a fact in a record: a figure by year has one a year."""
        fact = self.fact(name)
        return f"{name}.{self.as_of.year}" if fact.per_year else name

    def occasions(self, name: str) -> tuple[Occasion, ...] | None:
        """Return the entries of a list, None where the list is unknown."""
        _, raw = self._raw(name)
        if raw is UNKNOWN:
            return None
        return tuple(
            Occasion(name, index)
            for index in range(len(raw) if isinstance(raw, tuple) else 0)
        )

    def entry(self, occasion: Occasion) -> Mapping[str, Value]:
        """Return one entry as seen on `as_of`; unknown members are absent."""
        fact, raw = self._raw(occasion.entries)
        assert fact.entry is not None
        assert isinstance(raw, tuple)
        written = raw[occasion.index]
        assert isinstance(written, Mapping)
        seen = {
            name: self._seen(
                member, f"{occasion.place}.{name}", written.get(name, UNKNOWN)
            )
            for name, member in fact.entry.facts.items()
        }
        return {name: value for name, value in seen.items() if value is not UNKNOWN}

    def fact(self, name: str) -> Fact:
        """Return the declaration of a fact by its name in a condition."""
        return declaration(self.vocabulary, self.subject.kind, name)

    def recorded(self, name: str) -> Value:
        """Return what the record itself says of a fact, of events to come too."""
        return self._raw(name)[1]

    def lies_ahead(self, name: str) -> bool:
        """Whether an event is recorded for a day after `as_of`."""
        fact, raw = self._raw(name)
        return fact.timing == "event" and isinstance(raw, date) and raw > self.as_of

    def _seen(self, fact: Fact, leaf: str, raw: Value) -> Value:
        """Return what is seen of a written value: completed, of its year, and none where it is still to come."""
        if fact.per_year and isinstance(raw, Mapping):
            raw = raw.get(leaf.rpartition(".")[2], UNKNOWN)
        value = self.completion.get(leaf, raw) if raw is UNKNOWN else raw
        if fact.timing == "event" and isinstance(value, date) and value > self.seen_to:
            return None
        return value

    def _raw(self, name: str) -> tuple[Fact, Value]:
        """Follow the links of a dotted name and return the fact and what the record says of it."""
        if name.startswith("parameter."):
            return declaration(self.vocabulary, self.subject.kind, name), UNKNOWN
        *links, last = name.split(".")
        record: Record | None = self.subject
        kind = self.vocabulary.kinds[self.subject.kind]
        for link in links:
            key: Value
            if link == "municipality" and link not in kind.links:
                kind, key = self.vocabulary.kinds[link], self.municipality
            else:
                key = UNKNOWN if record is None else record.facts.get(link, UNKNOWN)
                kind = self.vocabulary.kinds[kind.links[link]]
            if key is None:
                return kind.facts[last], None
            record = self.records.find(kind.name, key) if isinstance(key, str) else None
        fact = kind.facts[last]
        return fact, UNKNOWN if record is None else record.facts.get(last, UNKNOWN)

    def assessments(self, provision: str) -> tuple[HumanAssessment, ...]:
        """Return what humans found of the provision for this subject, by `as_of`."""
        return tuple(
            each
            for each in self.records.assessments
            if each.provision == provision
            and each.subject == self.subject.id
            and each.assessed_on <= self.seen_to
        )


def declaration(vocabulary: Vocabulary, kind: str, name: str) -> Fact:
    """Return the declaration of a fact that a subject's kind reaches by a dotted name.

    A figure by year that a policy does not give for the year of a view is read as a fact that is not recorded.
    """
    if name.startswith("parameter."):
        return Fact(name, Number(), Text(name, name))
    *links, last = name.split(".")
    current: RecordKind = vocabulary.kinds[kind]
    for link in links:
        current = vocabulary.kinds[current.links.get(link, link)]
    return current.facts[last]

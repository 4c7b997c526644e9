"""From the vocabulary as written to its meaning: types, resolved derived facts and periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.feel.errors import FeelError
from policyengine.feel.nodes import Arithmetic, Expr, Literal
from policyengine.feel.parser import parse
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    ListType,
    Number,
    RecordType,
    Type,
)
from policyengine.feel.types import Text as TextType
from policyengine.feel.values import Months
from policyengine.policy.conditions import checked
from policyengine.policy.names import HOME, Names, Scope, suggestion
from policyengine.policy.vocabulary import (
    Derived,
    Entry,
    Fact,
    Period,
    Question,
    RecordKind,
    Text,
    Vocabulary,
)
from policyengine.source.scalars import WrittenDuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.feel.warnings.checked import Checked
    from policyengine.source.load import Read
    from policyengine.source.models import (
        EntrySource,
        FactSource,
        PeriodSource,
        QuestionSource,
        RecordSource,
        VocabularySource,
    )
    from policyengine.source.positions import Path


def vocabulary_from_source(read: Read[VocabularySource]) -> Vocabulary:
    """Return what a vocabulary means. Raises PolicyError with every fault found."""
    return _Reader(read).vocabulary()


class _Reader:
    """Turns one vocabulary file into its meaning, gathering faults on the way."""

    def __init__(self, read: Read[VocabularySource]) -> None:
        self.source = read.model
        self.map = read.map
        self.sha256 = read.sha256
        self.faults = list(read.faults)
        self.hidden = set(read.lost)
        self.conditions: list[Checked] = []

    def vocabulary(self) -> Vocabulary:
        source = self.source
        entries = {
            name: self._entry(name, entry) for name, entry in source.entries.items()
        }
        plain = {
            name: self._kind(name, record, entries)
            for name, record in source.records.items()
        }
        kinds = dict(plain)
        vocabulary = Vocabulary(
            source.vocabulary,
            kinds,
            MappingProxyType(entries),
            {name: Text(actor.da, actor.en) for name, actor in source.actors.items()},
            {name: Text(topic.da, topic.en) for name, topic in source.topics.items()},
            {name: self._question(name, q) for name, q in source.questions.items()},
            self.sha256,
        )
        if HOME not in kinds and HOME not in self.hidden:
            message = f"the vocabulary has no kind of record `{HOME}`"
            self._fault("PE203", message, ("records",), "policies are about one")
        # Derived facts may read those written above them, and periods may read both.
        for name, record in source.records.items():
            kinds[name] = self._with_derived(vocabulary, plain[name], record)
        if self.faults:
            raise PolicyError(self.faults)
        return replace(vocabulary, conditions=tuple(self.conditions))

    def _question(self, name: str, source: QuestionSource) -> Question:
        topics = self.source.topics
        if source.topic not in topics and source.topic not in self.hidden:
            message = f"no topic `{source.topic}`"
            place = ("questions", name, "topic")
            self._fault("PE203", message, place, suggestion(source.topic, topics))
        answers = {
            answer: Text(each.da, each.en) for answer, each in source.answers.items()
        }
        return Question(name, source.topic, Text(source.da, source.en), answers)

    def _entry(self, name: str, source: EntrySource) -> Entry:
        path: Path = ("entries", name)
        facts = self._facts(source.facts, path, {})
        dated = facts.get(source.dated_by)
        if source.dated_by in self.hidden:
            pass
        elif dated is None or dated.type != Day():
            self._fault(
                "PE203",
                f"`{source.dated_by}` is no date of this entry",
                (*path, "dated_by"),
                f"one of: {', '.join(n for n, f in facts.items() if f.type == Day())}",
            )
        return Entry(name, Text(source.da, source.en), source.dated_by, facts)

    def _kind(
        self, name: str, source: RecordSource, entries: Mapping[str, Entry]
    ) -> RecordKind:
        path: Path = ("records", name)
        links = {}
        for link, kind in source.links.items():
            if kind in self.source.records:
                links[link] = kind
                continue
            self.hidden.add(link)
            if kind not in self.hidden:
                place = (*path, "links", link)
                self._fault("PE203", f"no kind of record `{kind}`", place)
        return RecordKind(
            name,
            Text(source.da, source.en),
            self._facts(source.facts, path, entries),
            {},
            {},
            links,
        )

    def _facts(
        self,
        sources: Mapping[str, FactSource],
        path: Path,
        entries: Mapping[str, Entry],
    ) -> dict[str, Fact]:
        facts = {}
        for name, source in sources.items():
            listed = source.list_of
            if listed is not None and listed not in entries:
                self.hidden.add(name)
                if listed not in self.hidden:
                    place = (*path, "facts", name, "list_of")
                    self._fault("PE203", f"no entry `{listed}`", place)
                continue
            chosen = (
                source.type in ("choice", "choices") and "values" not in self.hidden
            )
            if chosen and not source.values:
                place = (*path, "facts", name, "type")
                self._fault("PE203", "a choice has `values`", place)
            facts[name] = self._fact(name, source, entries)
        return facts

    def _fact(
        self, name: str, source: FactSource, entries: Mapping[str, Entry]
    ) -> Fact:
        entry = entries[source.list_of] if source.list_of else None
        timing = source.timing
        if source.type == "date" and timing is None:
            timing = "event"
        labels = source.values
        return Fact(
            name,
            self._type(source, entry),
            Text(source.da, source.en),
            source.unit,
            source.null_means,
            timing,
            source.per is not None,
            entry,
            {value: Text(label.da, label.en) for value, label in labels.items()}
            if labels
            else None,
        )

    def _type(self, source: FactSource, entry: Entry | None) -> Type:
        if entry is not None:
            members = {name: fact.type for name, fact in entry.facts.items()}
            return ListType(RecordType(entry.name, members))
        values = tuple(source.values or ())
        match source.type:
            case "boolean":
                return Boolean()
            case "number":
                return Number(source.unit)
            case "date":
                return Day()
            case "choice":
                return Choice(values)
            case "choices":
                return ListType(Choice(values))
            case "text" | None:
                return TextType()

    def _with_derived(
        self, vocabulary: Vocabulary, plain: RecordKind, source: RecordSource
    ) -> RecordKind:
        derived: dict[str, Derived] = {}
        periods: dict[str, Period] = {}
        kind = RecordKind(
            plain.name, plain.label, plain.facts, derived, periods, plain.links
        )
        assert isinstance(vocabulary.kinds, dict)
        vocabulary.kinds[plain.name] = kind
        scope = Scope(Names(vocabulary, hidden=self.hidden), plain.name)
        for name, each in source.derived.items():
            path: Path = ("records", plain.name, "derived", name)
            expr, kind_of = self._expression(each.is_, (*path, "is"), scope)
            if expr is not None and kind_of is not None:
                derived[name] = Derived(name, expr, kind_of, Text(each.da, each.en))
            else:
                self.hidden.add(name)
        for name, period in source.periods.items():
            path = ("records", plain.name, "periods", name)
            read = self._period(name, period, path, scope)
            if read is not None:
                periods[name] = read
            else:
                self.hidden.add(name)
        return kind

    def _expression(
        self, text: str, path: Path, scope: Scope, expect: Type | None = None
    ) -> tuple[Expr | None, Type | None]:
        try:
            parsed = parse(
                text, locate=lambda start, end: self.map.locate(path, start, end)
            )
        except FeelError as error:
            self.faults.extend(error.diagnostics)
            return None, None
        found, faults = checked(parsed, scope, expect)
        self.faults.extend(faults)
        if found is None:
            return None, None
        self.conditions.append(found)
        return found.meant, found.type

    def _period(
        self, name: str, source: PeriodSource, path: Path, scope: Scope
    ) -> Period | None:
        start, _ = self._expression(source.from_, (*path, "from"), scope, Day())
        end: Expr | None = None
        if source.until is not None:
            end, _ = self._expression(source.until, (*path, "until"), scope, Day())
            if end is None:
                return None
        length = source.for_
        if isinstance(length, WrittenDuration) and length.unit != "working_days":
            if start is not None:
                end = Arithmetic("+", start, Literal(duration(length)))
        elif length is not None:
            message = "a period's length is so many days, weeks, months or years"
            self._fault("PE203", message, (*path, "for"))
            return None
        if start is None:
            return None
        label = Text(source.da, source.en)
        return Period(name, label, start, end, open_ended=source.until is not None)

    def _fault(
        self, code: str, message: str, path: Path, hint: str | None = None
    ) -> None:
        self.faults.append(Diagnostic(code, message, self.map.value(path), hint))


def duration(written: WrittenDuration) -> Months | timedelta:
    """Return a calendar duration as a value. Working days are no such value."""
    match written.unit:
        case "days":
            return timedelta(days=written.count)
        case "weeks":
            return timedelta(weeks=written.count)
        case "months":
            return Months(written.count)
        case "years":
            return Months(12 * written.count)
        case "working_days":
            raise ValueError("working days are counted on a calendar, not added")

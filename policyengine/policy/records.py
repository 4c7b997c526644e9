"""Records: what is known of one subject, read strictly against the vocabulary.

An absent key is unknown, null is known to be none. A fault is reported with record and fact, never with a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, assert_never

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.type_rules import with_article
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

if TYPE_CHECKING:
    from policyengine.feel.values import Value
    from policyengine.policy.vocabulary import Fact, RecordKind, Vocabulary

Verdict = Literal["met", "partly", "not_met"]
VERDICTS: tuple[Verdict, ...] = ("met", "partly", "not_met")

# Day, month, two-digit year, serial number: an id of this shape is not repeated even in an error.
CPR_LIKE = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}[- ]?\d{4}")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one subject: fact → value; a fact that is absent here is unknown."""

    kind: str
    id: str
    facts: Mapping[str, Value] = field(repr=False)
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class HumanAssessment:
    """What a human found: the only input for what a human judges. `provision` is `policy/provision`."""

    provision: str
    subject: str
    verdict: Verdict
    assessed_on: date
    assessed_by: str | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Records:
    """Linked records, and the human assessments that came with them."""

    subjects: tuple[Record, ...]
    assessments: tuple[HumanAssessment, ...] = ()
    index: Mapping[tuple[str, str], Record] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index = {(each.kind, each.id): each for each in self.subjects}
        object.__setattr__(self, "index", index)

    def find(self, kind: str, key: str) -> Record | None:
        """Return the record of that kind and id, None where it was not given."""
        return self.index.get((kind, key))


class PlacedRecord(dict[str, object]):
    """A raw record that knows where it stands, such as `cohort.jsonl:738`, to be told in its faults."""

    def __init__(self, members: Mapping[str, object], place: str) -> None:
        super().__init__(members)
        self.place = place


def read_records(
    raw: Iterable[object], vocabulary: Vocabulary, *, known_by: date | None = None
) -> tuple[Records, tuple[Diagnostic, ...]]:
    """Read records given as mappings; a faulty one is left out and reported, the others stand.

    One without a usable id is told by its place, or else by its number in the order given.
    With `known_by`, what was registered after that day (`known_on`) is left out. Records of one kind and id merge,
    of each fact the one known last.
    """
    versions: dict[tuple[str, str], list[Record]] = {}
    assessments: list[HumanAssessment] = []
    faults: list[Diagnostic] = []
    for position, item in enumerate(raw, start=1):
        where = item.place if isinstance(item, PlacedRecord) else f"record {position}"
        reader = _Reader(vocabulary, where)
        match reader.read(item):
            case Record() as record if _known(record.known_on, known_by):
                versions.setdefault((record.kind, record.id), []).append(record)
            case HumanAssessment() as assessment if _known(
                assessment.known_on, known_by
            ):
                assessments.append(assessment)
            case _:
                pass
        faults.extend(reader.faults)
    subjects: list[Record] = []
    for same in versions.values():
        merged = _merge(same, faults)
        if merged is not None:
            subjects.append(merged)
    return Records(tuple(subjects), tuple(assessments)), tuple(faults)


def _known(known_on: date | None, known_by: date | None) -> bool:
    return known_by is None or known_on is None or known_on <= known_by


def _merge(versions: list[Record], faults: list[Diagnostic]) -> Record | None:
    """Return one record of several versions: of each fact the newest; two of one day must agree."""
    facts: dict[str, Value] = {}
    dated: dict[str, date] = {}
    newest_first = sorted(
        versions, key=lambda each: each.known_on or date.min, reverse=True
    )
    first = versions[0]
    for version in newest_first:
        day = version.known_on or date.min
        for name, value in version.facts.items():
            if name not in facts:
                facts[name], dated[name] = value, day
            elif dated[name] == day and facts[name] != value:
                faults.append(
                    Diagnostic(
                        "PE708",
                        f"{first.kind} `{first.id}` is given twice with different"
                        f" values of `{name}`",
                        hint="give each version the day it became known: `known_on`",
                    )
                )
                return None
    return Record(first.kind, first.id, facts, newest_first[0].known_on)


@dataclass
class _Reader:
    """Reads one record and gathers its faults; `where` names it for the person who mends it."""

    vocabulary: Vocabulary
    where: str
    faults: list[Diagnostic] = field(default_factory=list)

    def read(self, raw: object) -> Record | HumanAssessment | None:
        """Return the record, or None where it has a fault."""
        if not isinstance(raw, Mapping):
            self._fault("PE701", "a record is an object with `kind`, `id` and facts")
            return None
        key = self._identity(raw)
        kind = raw.get("kind")
        if kind == "assessment":
            return self._assessment(raw)
        if not isinstance(kind, str) or kind not in self.vocabulary.kinds:
            known = [*self.vocabulary.kinds, "assessment"]
            self._fault(
                "PE702",
                "no kind of record by that name"
                if isinstance(kind, str)
                else "`kind` is missing",
                _suggest(kind, known) or f"one of: {', '.join(known)}",
            )
            return None
        facts = {
            name: self._member(self.vocabulary.kinds[kind], name, value)
            for name, value in raw.items()
            if name not in ("kind", "id", "known_on")
        }
        known_on = self._known_on(raw)
        if self.faults or key is None:
            return None
        return Record(kind, key, facts, known_on)

    def _identity(self, raw: Mapping[object, object]) -> str | None:
        key = raw.get("id")
        if raw.get("kind") == "assessment" and key is None:
            return None
        if not isinstance(key, str) or not key.strip():
            self._fault("PE703", "`id` must be a text that is not empty")
            return None
        if CPR_LIKE.fullmatch(key):
            self._fault(
                "PE704",
                "`id` looks like a CPR number",
                "use a pseudonym or a case number",
            )
            return None
        # What stands for a kind may be anything, so it is repeated only where it is one.
        kinds = [*self.vocabulary.kinds, "assessment"]
        kind = next((each for each in kinds if each == raw.get("kind")), "record")
        self.where = f"{kind} `{key}`"
        return key

    def _known_on(self, raw: Mapping[object, object]) -> date | None:
        value = raw.get("known_on")
        if value is None:
            return None
        return self._day("known_on", value)

    def _assessment(self, raw: Mapping[object, object]) -> HumanAssessment | None:
        known = {
            "kind",
            "id",
            "provision",
            "subject",
            "verdict",
            "assessed_on",
            "assessed_by",
            "known_on",
        }
        for name in raw:
            if name not in known:
                self._fault(
                    "PE705",
                    f"an assessment has no `{name}`",
                    _suggest(name, sorted(known)),
                )
        texts: dict[str, str] = {}
        for name in ("provision", "subject", "verdict"):
            value = raw.get(name)
            if isinstance(value, str) and value:
                texts[name] = value
            else:
                self._fault("PE706", f"an assessment needs `{name}` as a text")
        verdict = next((v for v in VERDICTS if v == texts.get("verdict")), None)
        if "verdict" in texts and verdict is None:
            self._fault("PE706", f"`verdict` is one of: {', '.join(VERDICTS)}")
        assessed_on = self._day("assessed_on", raw.get("assessed_on"))
        by = raw.get("assessed_by")
        if by is not None and not isinstance(by, str):
            self._fault("PE706", "`assessed_by` must be a text")
        known_on = self._known_on(raw)
        if self.faults or verdict is None or assessed_on is None:
            return None
        return HumanAssessment(
            texts["provision"],
            texts["subject"],
            verdict,
            assessed_on,
            by if isinstance(by, str) else None,
            known_on,
        )

    def _member(self, kind: RecordKind, name: object, value: object) -> Value:
        if name in kind.links:
            if value is None or (isinstance(value, str) and value):
                return value
            linked = with_article(kind.links[name])  # type: ignore[index]
            self._fault("PE706", f"`{name}` must be the id of {linked}")
            return None
        fact = kind.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            self._fault(
                "PE705",
                f"{kind.name} has no fact `{name}`",
                _suggest(name, [*kind.facts, *kind.links]),
            )
            return None
        return self._fact(fact, fact.name, value)

    def _fact(self, fact: Fact, place: str, value: object) -> Value:
        if fact.entry is not None:
            return self._entries(fact, place, value)
        if fact.per_year:
            return self._by_year(fact, place, value)
        if value is None:
            if fact.timing == "prior":
                self._fault("PE706", f"`{place}` cannot be none", "leave it out")
            return () if isinstance(fact.type, ListType) else None
        return self._scalar(fact, place, value)

    def _entries(self, fact: Fact, place: str, value: object) -> Value:
        assert fact.entry is not None
        if value is None:
            return ()
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            self._fault("PE706", f"`{place}` must be a list of objects")
            return None
        entries: list[Mapping[str, Value]] = []
        for number, item in enumerate(value, start=1):
            if not isinstance(item, Mapping):
                self._fault("PE706", f"`{place}[{number}]` must be an object")
                continue
            entry: dict[str, Value] = {}
            for name, member in item.items():
                known = fact.entry.facts.get(name)
                if known is None:
                    self._fault(
                        "PE705",
                        f"{fact.entry.name} in `{place}[{number}]` has no fact `{name}`",
                        _suggest(name, list(fact.entry.facts)),
                    )
                    continue
                entry[name] = self._fact(known, f"{place}[{number}].{name}", member)
            entries.append(entry)
        return tuple(entries)

    def _by_year(self, fact: Fact, place: str, value: object) -> Value:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self._fault("PE706", f"`{place}` must be an object from year to value")
            return None
        years: dict[str, Value] = {}
        for year, figure in value.items():
            text = str(year)
            if not re.fullmatch(r"\d{4}", text):
                self._fault("PE706", f"`{place}` has a key that is no year")
                continue
            years[text] = (
                None
                if figure is None
                else self._scalar(fact, f"{place}.{text}", figure)
            )
        return years

    def _scalar(self, fact: Fact, place: str, value: object) -> Value:
        match fact.type:
            case Boolean():
                if isinstance(value, bool):
                    return value
                return self._refused(place, "true or false")
            case Number():
                return self._number(place, value)
            case Text():
                if isinstance(value, str):
                    return value
                return self._refused(place, "a text")
            case Choice(values):
                if isinstance(value, str) and value in values:
                    return value
                return self._refused(place, f"one of: {', '.join(values)}")
            case Day():
                return self._day(place, value)
            case ListType(Choice(values)):
                if (
                    isinstance(value, list | tuple | set | frozenset)
                    and all(isinstance(each, str) for each in value)
                    and set(value) <= set(values)
                ):
                    return tuple(value)
                return self._refused(place, f"a list of: {', '.join(values)}")
            case DaysDuration() | MonthsDuration() | Null() | ListType() | RecordType():
                return self._refused(place, "a value the vocabulary can declare")
            case _:
                assert_never(fact.type)

    def _number(self, place: str, value: object) -> Value:
        if isinstance(value, bool):
            return self._refused(place, "a number")
        if isinstance(value, int):
            return value
        if isinstance(value, float):
            # The shortest decimal that reads back as this float is the one that was written.
            value = Decimal(repr(value))
        if isinstance(value, Decimal) and value.is_finite():
            return value
        return self._refused(place, "a number")

    def _day(self, place: str, value: object) -> date | None:
        if isinstance(value, datetime):
            self._fault("PE706", f"`{place}` must be a date without time of day")
            return None
        if isinstance(value, date):
            return value
        if isinstance(value, str) and ISO_DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self._fault("PE707", f"`{place}` is a date that does not exist")
                return None
        self._fault("PE706", f"`{place}` must be a date", "write it as 2018-12-31")
        return None

    def _refused(self, place: str, expected: str) -> Value:
        """Note that a fact is of another type, and return none in its place."""
        self._fault("PE706", f"`{place}` must be {expected}")
        return None

    def _fault(self, code: str, message: str, hint: str | None = None) -> None:
        self.faults.append(Diagnostic(code, f"{self.where}: {message}", hint=hint))


def _suggest(name: object, known: Iterable[str]) -> str | None:
    close = get_close_matches(name, list(known), n=1) if isinstance(name, str) else []
    return f"did you mean `{close[0]}`?" if close else None

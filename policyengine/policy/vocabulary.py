"""What records may hold: kinds of record, their facts, and the entries of their lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.feel.nodes import Expr
    from policyengine.feel.types import Type
    from policyengine.feel.warnings.checked import Checked

NullMeans = Literal["unknown", "none"]
Timing = Literal["event", "scheduled", "prior"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Danish and English."""

    da: str
    en: str

    def __getitem__(self, language: Literal["da", "en"]) -> str:
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `timing` is of dates alone: an event after the day of assessment reads as none; a prior one is never none."""

    name: str
    type: Type
    label: Text
    unit: str | None = None
    null_means: NullMeans = "unknown"
    timing: Timing | None = None
    per_year: bool = False
    entry: Entry | None = None
    value_labels: Mapping[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list of events."""

    name: str
    label: Text
    dated_by: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from facts, its names already resolved."""

    name: str
    expr: Expr
    type: Type
    label: Text


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; without an end it never ends.

    An `open_ended` one is still running while its end is none; the end of another is counted from its start.
    """

    name: str
    label: Text
    start: Expr
    end: Expr | None
    open_ended: bool


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record. `links` leads from a member's name to the kind it names by id."""

    name: str
    label: Text
    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    periods: Mapping[str, Period]
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A matter on which policies take sides; an answer's text reads on after a municipality's name."""

    name: str
    topic: str
    text: Text
    answers: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of record, the actors that may bear a duty, and the topics (in the order of reports) and questions.

    `conditions` are the expressions that derived facts and periods are written with.
    """

    name: str
    kinds: Mapping[str, RecordKind]
    entries: Mapping[str, Entry]
    actors: Mapping[str, Text]
    topics: Mapping[str, Text]
    questions: Mapping[str, Question]
    sha256: str
    conditions: tuple[Checked, ...] = field(default=(), repr=False)

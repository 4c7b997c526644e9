"""What a policy means: provisions with resolved, type-checked conditions, as frozen values.

In every expression here names are facts (dotted where they belong to a linked record), `as_of`, or bound inside
the expression: groups, parameters, derived facts and periods have been written out. Inside `where` an entry's
members are paths from `item`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta
    from fractions import Fraction

    from policyengine.diagnostics.source import Span
    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Months
    from policyengine.feel.warnings.checked import Checked
    from policyengine.policy.vocabulary import Text, Vocabulary

ProvisionKind = Literal[
    "duty", "right", "permission", "principle", "definition", "target", "indicator"
]
Strength = Literal[
    "must",
    "commitment",
    "declared",
    "aim",
    "best_effort",
    "strive",
    "emphasis",
    "work_for",
    "expectation",
    "importance",
    "intention",
    "statement",
    "may",
]


# --- days -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayOf:
    """The day an expression gives: a date fact, a derived day, a constant."""

    expr: Expr


@dataclass(frozen=True, slots=True)
class FirstEntry:
    """The day (`dated_by`) of the earliest entry of the list that meets `where`; `item` is the entry."""

    entries: Expr
    dated_by: str
    where: Expr | None


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest of several days; one that never comes is passed over."""

    of: tuple[DayExpr, ...]


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest of several days; never, where one of them never comes."""

    of: tuple[DayExpr, ...]


DayExpr: TypeAlias = DayOf | FirstEntry | Earliest | Latest


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """So many Danish working days."""

    count: int


Duration: TypeAlias = "Months | timedelta | WorkingDays"


# --- deadlines ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Within:
    """So long after the trigger; the last day counts."""

    duration: Duration
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Until a day, itself included."""

    day: DayExpr
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """Before the trigger itself: the last day is the one before it."""

    span: Span | None = None


Deadline: TypeAlias = Within | By | Before


# --- norms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """Fulfilled on a day."""

    day: DayExpr


@dataclass(frozen=True, slots=True)
class Holds:
    """Fulfilled while a condition holds. `standing` is judged on the day of assessment and has no deadline."""

    condition: Expr
    standing: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """This duty stands in for another where its own condition holds."""

    provision: str
    condition: Expr
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty toward one subject (outcomes.md, section 3).

    `group` is read on the trigger day where there is one, `lifted` and `excused` on the day of assessment, where they may
    name the last day, `due`. `not_before` is the first day that counts. `replaced_by` names the duties that take this one's place, each where its condition holds.
    """

    group: Expr
    trigger: DayExpr | None
    deadline: Deadline | None
    fulfilment: Done | Holds
    not_before: DayExpr | None = None
    lifted: Expr | None = None
    excused: Expr | None = None
    replaces: Replacement | None = None
    replaced_by: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurring:
    """At least `at_least` entries in every period; `exactly` forbids more.

    Calendar periods where `every` is a word; windows counted from `trigger` where it is a duration, no longer than `until`.
    """

    group: Expr
    entries: Expr
    dated_by: str
    where: Expr | None
    every: Literal["year", "half_year", "quarter", "month", "electoral_term"] | Duration
    at_least: int
    exactly: bool = False
    trigger: DayExpr | None = None
    lasts: Duration | None = None


@dataclass(frozen=True, slots=True)
class AtEvery:
    """At every entry of a list a duty of its own; the entry's day is the trigger, and the deadline unless one is given.

    In `duty` the entry is `item`.
    """

    entries: Expr
    dated_by: str
    where: Expr | None
    duty: Duty


@dataclass(frozen=True, slots=True)
class Concurrent:
    """While one period runs (from `grace` after its start), a condition holds on every day; `as_of` in it is that day."""

    group: Expr
    start: DayExpr
    end: DayExpr | None
    grace: Duration | None
    holds: Expr
    lifted: Expr | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Only a human can assess it; `group` says whom it concerns."""

    group: Expr


# --- measures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareOfSubjects:
    """The share of the subjects in `of` for whom `where` is true."""

    kind: str
    of: Expr
    where: Expr


@dataclass(frozen=True, slots=True)
class ShareInTime:
    """The share of matured subjects who met a duty in time."""

    provision: str


@dataclass(frozen=True, slots=True)
class ShareOfVolume:
    """The share of a quantity (`value` of each entry; None counts entries) that comes from entries that meet `where`."""

    kind: str
    of: Expr
    entries: Expr
    value: str | None
    where: Expr


@dataclass(frozen=True, slots=True)
class CountOf:
    """How many subjects, or entries of a list of subjects, meet `where`; of entries, how many distinct `distinct`."""

    kind: str
    of: Expr
    where: Expr | None
    entries: Expr | None = None
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The sum or mean of an expression over subjects."""

    how: Literal["sum", "mean"]
    kind: str
    of: Expr
    where: Expr | None
    value: Expr


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A figure computed from one record's facts (the municipality's, unless `for_each` names another kind)."""

    kind: str
    value: Expr


@dataclass(frozen=True, slots=True)
class GapBetween:
    """The difference `first` less `second`."""

    first: Measure
    second: Measure


Measure: TypeAlias = (
    ShareOfSubjects
    | ShareInTime
    | ShareOfVolume
    | CountOf
    | Aggregate
    | ValueOf
    | GapBetween
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What the measured value is held against: a figure, or another measure (with `plus` a tolerance)."""

    relation: Literal["at_least", "more_than", "at_most", "less_than", "exactly"]
    figure: Fraction | Measure
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A bound and the last day it must be reached by; None where the text gives no day."""

    bound: Bound
    by: date | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A change from the period before, or since a day; with `each`, in every period that the policy has seen end."""

    direction: Literal["rising", "falling", "not_rising", "not_falling"]
    every: Literal["year", "half_year", "quarter", "month", "electoral_term"]
    since: date | None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Parity:
    """Level with another measure by a day: neither below nor above by more than `tolerance`."""

    reference: Measure
    tolerance: Fraction
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A result to reach. `steps` stand in order of day; `for_each` splits it by a kind of record."""

    measure: Measure | None
    steps: tuple[Step, ...] = ()
    trend: Trend | None = None
    parity: Parity | None = None
    tolerance: Fraction | None = None
    baseline: Fraction | None = None
    smallest_group: int | None = None
    for_each: str | None = None
    not_computable: Text | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A value to follow, without a verdict."""

    measure: Measure | None
    every: Literal["year", "half_year", "quarter", "month", "electoral_term"] = "year"
    for_each: str | None = None
    smallest_group: int | None = None
    not_computable: Text | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A definition: nothing is decided by it."""


Norm: TypeAlias = (
    Duty | Recurring | AtEvery | Concurrent | Judgement | Target | Indicator | Term
)


# --- provisions and policies ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph of a document, or one sentence of it; `sha256` is the paragraph's fingerprint where it is locked."""

    document: str
    paragraph: int
    sentence: int | None = None
    sha256: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure a provision rests on. Provenance text: it stands in the document. Assumption: ours, with the reason."""

    name: str
    value: str
    provenance: Literal["text", "assumption", "national"]
    reason: Text | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ActionTemplate:
    """A recommended step and who takes it."""

    id: str
    text: Text
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """The answer that a provision gives to a question on which policies differ."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest citable unit. `decided` says by what: a computation, or only a human."""

    id: str
    kind: ProvisionKind
    section: str
    text: Text
    citations: tuple[Citation, ...]
    bearer: tuple[str, ...]
    strength: Strength
    subject: str
    group: str | None
    norm: Norm
    goal: Target | None = None
    question: Text | None = None
    actions: tuple[ActionTemplate, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reading: Text | None = None
    notes: tuple[Text, ...] = ()
    serves: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    topic: str | None = None
    takes: tuple[Stance, ...] = ()
    span: Span | None = None

    @property
    def computable(self) -> bool:
        """Whether records alone can decide it."""
        return not isinstance(self.norm, Judgement | Term)


@dataclass(frozen=True, slots=True)
class Definition:
    """A parameter, group or measure that a policy names, and what names it: ids of provisions, `groups.…`, `measures.…`.

    `text` is a group's or measure's label, a parameter's reason. A group has a `kind` of record and a `condition`.
    """

    key: Literal["parameters", "groups", "measures"]
    name: str
    used_by: tuple[str, ...]
    span: Span | None = None
    text: Text | None = None
    citations: tuple[Citation, ...] = ()
    kind: str | None = None
    condition: Expr | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A theme, or a heading under it."""

    id: str
    text: Text
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One municipality's policy. `sha256` is of the file as written; `from_day` and `until_day` are included.

    `other_citations` are of what is no provision and no section: the period, the groups, the parameters.
    `conditions` are all that are written in it, each with those that hold together with it.
    `references` are the laws and plans outside the document; `reading` says how the period is read.
    """

    id: str
    text: Text
    authority_code: str
    authority_name: str
    status: Literal["draft", "adopted"]
    adopted_on: date | None
    version: str
    from_day: date | None
    until_day: date | None
    document: str
    paragraphs: int
    not_normative: Mapping[str, tuple[int, ...]]
    actors: Mapping[str, Text]
    sections: tuple[Section, ...]
    parameters: tuple[Parameter, ...]
    provisions: tuple[Provision, ...]
    vocabulary: Vocabulary
    sha256: str
    other_citations: tuple[Citation, ...] = ()
    definitions: tuple[Definition, ...] = ()
    document_span: Span | None = None
    conditions: tuple[Checked, ...] = field(default=(), repr=False)
    references: Mapping[str, Text] = field(default_factory=dict)
    reading: Text | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of the policy."""
        return (
            *(each for provision in self.provisions for each in provision.citations),
            *(each for section in self.sections for each in section.citations),
            *self.other_citations,
        )

    @property
    def accounted_for(self) -> frozenset[int]:
        """The paragraphs that are cited or declared not normative."""
        cited = {
            each.paragraph for each in self.citations if each.document == self.document
        }
        return frozenset(cited.union(*self.not_normative.values()))

    def in_force(self, day: date) -> bool:
        """Whether `day` lies in the policy's period; an end that is not given is open, but a draft needs a first day."""
        if self.from_day is None and self.status == "draft":
            return False
        first, last = self.from_day or day, self.until_day or day
        return first <= day <= last

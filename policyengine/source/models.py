"""The shape of the files that authors write, as strict models closed to unknown keys.

The reader hands every scalar over as text; each field turns its text into a value here, and nowhere else.
The descriptions are the authors' help: Danish first, then English, parted by ` / `.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    Tag,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails
from typing_extensions import TypeAliasType

from policyengine.source.scalars import (
    Bound,
    Day,
    DayOrName,
    DurationOrName,
    Every,
    Expression,
    Figure,
    FigureOrName,
    Flag,
    Identifier,
    MunicipalityCode,
    Names,
    Paragraphs,
    Prose,
    Recurrence,
    Scalar,
    SectionName,
    Values,
    Whole,
    Year,
)
from policyengine.source.shape import (
    Rule,
    all_faults,
    at_most_one,
    by_shape,
    closest,
    fault,
    listed,
    nearest,
    needs,
    one_of,
    rule_faults,
    some_of,
)

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
NotNormativeReason = Literal["heading", "figure", "background", "slogan", "placeholder"]


class SourceModel(BaseModel):
    """Base of all: strict, frozen, closed to unknown keys."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        defer_build=True,
    )

    # What holds across keys; a class has its own rules and those of its bases.
    rules: ClassVar[tuple[Rule, ...]] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_faults(
        cls,
        value: Any,  # noqa: ANN401 - whatever stood in the file
        handler: ModelWrapValidatorHandler[Self],
    ) -> Self:
        """Validate fields and rules alike, so that one run tells all."""
        if not isinstance(value, dict):
            return all_faults(lambda: handler(value), [])
        meant = cls._meant(value)
        broken = [
            each
            for base in cls.__mro__
            for each in rule_faults(vars(base).get("rules", ()), meant)
            if set(each.get("loc", ())) <= value.keys()
        ]
        return all_faults(lambda: handler(value), broken, cls.hint_for, meant.keys())

    @classmethod
    def _meant(cls, mapping: dict[str, Any]) -> dict[str, Any]:
        """The mapping with misspelt keys as they were meant, so that one slip is told once."""
        known = cls.written_keys()
        return {
            key if key in known else closest(key, known) or key: value
            for key, value in mapping.items()
        }

    @classmethod
    def written_keys(cls) -> list[str]:
        """Return the keys that authors write, in order."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def hint_for(cls, key: str) -> str | None:
        """Return what to write for a key that is unknown here."""
        return (
            nearest(key, cls.written_keys())
            or f"the keys here are {listed(*cls.written_keys())}"
        )


class Bilingual(SourceModel):
    """A text in Danish and in English, in our own words."""

    da: Prose
    en: Prose


# --- conditions -----------------------------------------------------------------------------------------------------


class AllOfValues(SourceModel):
    """A list fact has all of these values."""

    all_of: Values


class AnyOfValues(SourceModel):
    """A list fact has at least one of these values."""

    any_of: Values


def _test_shape(value: Any) -> str | None:  # noqa: ANN401 - whatever stood in the file
    match value:
        case dict() if "any_of" in value:
            return "<any_of>"
        case dict() if "all_of" in value:
            return "<all_of>"
        case [dict(), *_]:
            return "<rows>"
        case list() | tuple():
            return "<list>"
        case str():
            return "<text>"
        case _:
            return None


# A test of one fact: `true`, `12`, `refugee`, `">= 37"`, `recorded`, `none`; a list of values; or all_of / any_of.
FactTest = Annotated[
    Annotated[Scalar, Tag("<text>")]
    | Annotated[Values, Tag("<list>")]
    | Annotated[AllOfValues, Tag("<all_of>")]
    | Annotated[AnyOfValues, Tag("<any_of>")]
    | Annotated[list["ConditionMap"], Tag("<rows>")],
    by_shape(
        _test_shape,
        "a test of a fact belongs here",
        "write a value, a list of values, `all_of:` or `any_of:`",
    ),
]


def _rows(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - as pydantic has it
    """Refuse rows under another key than `any_of`, and `any_of` without rows."""
    broken = []
    for key, test in value.items() if isinstance(value, dict) else ():
        rows = _test_shape(test) == "<rows>"
        if (key == "any_of") != rows:
            error = _STRAY_ROWS if rows else _NO_ROWS
            broken.append(InitErrorDetails(type=error, loc=(key,), input=None))
    return all_faults(lambda: handler(value), broken)


_NO_ROWS = fault(
    "PE122",
    "`any_of` holds a list of maps here",
    "write `- fact: test` on the lines below, one of which must hold",
)
_STRAY_ROWS = fault(
    "PE122",
    "a list of maps stands only under `any_of`",
    "write `any_of:` in place of the fact",
)

# `any_of:` as a row holds a list of maps, of which one must hold.
ConditionMap = TypeAliasType(
    "ConditionMap", Annotated[dict[Identifier, FactTest], WrapValidator(_rows)]
)
Condition = Annotated[
    Annotated[Expression, Tag("<text>")] | Annotated[ConditionMap, Tag("<map>")],
    by_shape(
        {str: "<text>", dict: "<map>"},
        "a condition belongs here",
        "write rows `fact: test`, or one text in FEEL",
    ),
]


class First(SourceModel):
    """The day of the earliest entry of a list, or of the earliest that meets `where`."""

    first: Identifier
    where: Condition | None = None


class AllOfDays(SourceModel):
    """The latest of several days: all of it is done."""

    all_of: list[DaySource]


class AnyOfDays(SourceModel):
    """The earliest of several days: one of them is enough."""

    any_of: list[DaySource]


def _day_shape(value: Any) -> str | None:  # noqa: ANN401 - whatever stood in the file
    match value:
        case str():
            return "<name>"
        case dict() if "all_of" in value:
            return "<all_of>"
        case dict() if "any_of" in value:
            return "<any_of>"
        case dict():
            return "<first>"
        case _:
            return None


DaySource = TypeAliasType(
    "DaySource",
    Annotated[
        Annotated[Identifier, Tag("<name>")]
        | Annotated[First, Tag("<first>")]
        | Annotated[AllOfDays, Tag("<all_of>")]
        | Annotated[AnyOfDays, Tag("<any_of>")],
        by_shape(
            _day_shape,
            "a day belongs here",
            "write a date fact, `first:`, `all_of:` or `any_of:`",
        ),
    ],
)


# --- bounds, measures -----------------------------------------------------------------------------------------------


BOUNDS = ("at_least", "more_than", "at_most", "less_than", "exactly")


class Bounds(SourceModel):
    """At most one of these; each a figure, a parameter or a measure."""

    rules: ClassVar[tuple[Rule, ...]] = (at_most_one(*BOUNDS),)

    at_least: Bound | None = None
    more_than: Bound | None = None
    at_most: Bound | None = None
    less_than: Bound | None = None
    exactly: Bound | None = None


class Step(Bounds):
    """The bound that holds from the day after the first step's `by`; `by` is its own last day."""

    rules: ClassVar[tuple[Rule, ...]] = (some_of(*BOUNDS),)

    by: DayOrName | None = None


class Goal(Bounds):
    """The bound on the share of matured subjects who met the duty in time."""

    rules: ClassVar[tuple[Rule, ...]] = (some_of(*BOUNDS),)

    by: DayOrName | None = None
    then: Step | None = None
    baseline: FigureOrName | None = None
    smallest_group: FigureOrName | None = None


class Share(SourceModel):
    """`of` whom or what, and `where` it counts."""

    of: Identifier
    where: Condition


ShareOrName = Annotated[
    Annotated[Identifier, Tag("<name>")] | Annotated[Share, Tag("<share>")],
    by_shape(
        {str: "<name>", dict: "<share>"},
        "a share belongs here",
        "write `of:` and `where:`, or the name of a duty",
    ),
]


class Count(SourceModel):
    """How many, or how many distinct."""

    of: Identifier
    where: Condition | None = None
    distinct: Identifier | None = None


class Total(SourceModel):
    """The sum or mean of `value` over `of`."""

    of: Identifier
    where: Condition | None = None
    value: Expression


class Gap(SourceModel):
    """The difference of two named measures, `between` less `and`."""

    between: Identifier
    and_: Identifier = Field(alias="and")


MEASURES = ("share", "count", "sum", "mean", "value", "gap", "measure")


class MeasureSource(SourceModel):
    """One of these says what is measured."""

    rules: ClassVar[tuple[Rule, ...]] = (at_most_one(*MEASURES),)

    share: ShareOrName | None = None
    count: Count | None = None
    sum: Total | None = None
    mean: Total | None = None
    value: Expression | None = None
    gap: Gap | None = None
    measure: Identifier | None = None


class NamedMeasure(MeasureSource):
    """A measure that several provisions use."""

    rules: ClassVar[tuple[Rule, ...]] = (some_of(*MEASURES),)

    da: Prose
    en: Prose
    concerns: Identifier | None = None


# --- provisions -----------------------------------------------------------------------------------------------------


class ActionSource(SourceModel):
    """A recommended step."""

    da: Prose
    en: Prose
    who: Names | None = None


class Note(SourceModel):
    """What is odd about the text; `with` shows it at the other provisions too."""

    da: Prose
    en: Prose
    with_: Names | None = Field(default=None, alias="with")


class Statement(SourceModel):
    """What every provision has."""

    @classmethod
    def hint_for(cls, key: str) -> str | None:
        """Name the kinds of provision that have the key."""
        if key in PROVISION_KINDS:
            return "a provision is of one kind"
        kinds = [
            kind
            for kind, model in PROVISION_MODELS.items()
            if key in model.written_keys()
        ]
        return f"it is a key of {', '.join(kinds)}" if kinds else super().hint_for(key)

    cites: Paragraphs
    da: Prose
    en: Prose
    topic: Identifier | None = None
    takes: dict[Identifier, Identifier] = {}
    bearer: Names | None = None
    strength: Strength | None = None
    concerns: Identifier | None = None
    serves: Names | None = None
    refers_to: Names | None = None
    reading: Bilingual | None = None
    note: Note | None = None


# What one duty has, which a duty of so many in every period cannot have.
_OF_ONE_DUTY = ("done", "holds", "within", "by", "before")
# What says from when a duty runs, which an entry of `each` or a period of `during` says itself.
_FROM_ELSEWHERE = ("after", "before", "instead_of")


class DutyBody(Statement):
    """What a duty, a right and a permission have."""

    rules: ClassVar[tuple[Rule, ...]] = (
        at_most_one("within", "by", "before"),
        at_most_one("done", "holds"),
        at_most_one("each", "every", "during"),
        at_most_one("at_least", "exactly"),
        needs("within", "after", "each", "during"),
        needs("not_before", "done"),
        needs("during", "holds", "done"),
        needs("every", "of"),
        needs("of", "every"),
        needs("where", "every", "each"),
        needs("for", "every"),
        needs("at_least", "every"),
        needs("exactly", "every"),
        needs("goal", "done", "holds", "every"),
        needs("each", "done", "holds"),
        needs("unless", "done", "holds"),
        needs("excused_by", "done", "holds"),
        needs("instead_of", "done", "holds"),
        at_most_one("after", "before"),
        *(at_most_one("every", key) for key in _OF_ONE_DUTY),
        *(at_most_one("each", key) for key in _FROM_ELSEWHERE),
        *(at_most_one("during", key) for key in _FROM_ELSEWHERE),
    )

    when: Condition | None = None
    unless: Condition | None = None
    excused_by: Condition | None = None
    instead_of: Identifier | None = None
    after: DaySource | None = None
    within: DurationOrName | None = None
    by: DayOrName | None = None
    before: DaySource | None = None
    not_before: DayOrName | None = None
    during: Identifier | None = None
    done: DaySource | None = None
    holds: Condition | None = None
    each: Identifier | None = None
    every: Every | None = None
    of: Identifier | None = None
    where: Condition | None = None
    for_: DurationOrName | None = Field(default=None, alias="for")
    at_least: FigureOrName | None = None
    exactly: FigureOrName | None = None
    goal: Goal | None = None
    ask: Bilingual | None = None
    if_not: list[ActionSource] | None = None


class DutySource(DutyBody):
    """Something a bearer must do."""

    duty: Identifier


class RightSource(DutyBody):
    """Something a subject is entitled to; decided as a duty of its bearer."""

    right: Identifier


class PermissionSource(DutyBody):
    """Something a bearer may do: never breached, shown on request."""

    rules: ClassVar[tuple[Rule, ...]] = (at_most_one("permission", "goal"),)

    permission: Identifier


class PrincipleSource(Statement):
    """What only a human can assess."""

    principle: Identifier
    when: Condition | None = None
    ask: Bilingual | None = None
    if_not: list[ActionSource] | None = None


class DefinitionSource(Statement):
    """A term, track or reservation: no finding, shown on request."""

    definition: Identifier


class MeasureBody(Statement, MeasureSource):
    """What a target and an indicator have."""

    rules: ClassVar[tuple[Rule, ...]] = (some_of(*MEASURES, "not_computable"),)

    for_each: Identifier | None = None
    every: Recurrence | None = None
    smallest_group: FigureOrName | None = None
    not_computable: Bilingual | None = None
    if_not: list[ActionSource] | None = None


class TargetSource(MeasureBody, Bounds):
    """A result to reach over a cohort."""

    rules: ClassVar[tuple[Rule, ...]] = (
        some_of(*BOUNDS, "trend", "same_as", "not_computable"),
        needs("then", *BOUNDS),
        needs("since", "trend"),
        at_most_one("since", "every"),
    )

    target: Identifier
    by: DayOrName | None = None
    then: Step | None = None
    baseline: FigureOrName | None = None
    same_as: Identifier | None = None
    tolerance: FigureOrName | None = None
    trend: Literal["rising", "falling", "not_rising", "not_falling"] | None = None
    since: DayOrName | None = None


class IndicatorSource(MeasureBody):
    """A value to follow, without a verdict."""

    indicator: Identifier


PROVISION_KINDS = (
    "duty",
    "right",
    "permission",
    "principle",
    "definition",
    "target",
    "indicator",
)


def provision_kind(value: Any) -> str | None:  # noqa: ANN401 - pydantic hands over whatever stood in the file
    """Return the kind key that a provision's mapping or model carries, None where it carries none."""
    keys = value if isinstance(value, dict) else vars(value)
    return next((kind for kind in PROVISION_KINDS if kind in keys), None)


PROVISION_MODELS: dict[str, type[Statement]] = {
    "duty": DutySource,
    "right": RightSource,
    "permission": PermissionSource,
    "principle": PrincipleSource,
    "definition": DefinitionSource,
    "target": TargetSource,
    "indicator": IndicatorSource,
}


def _provision_tag(value: Any) -> str | None:  # noqa: ANN401 - whatever stood in the file
    if not isinstance(value, dict | Statement):
        return None
    kind = provision_kind(value)
    return f"<{kind}>" if kind else None


ProvisionSource = Annotated[
    Annotated[DutySource, Tag("<duty>")]
    | Annotated[RightSource, Tag("<right>")]
    | Annotated[PermissionSource, Tag("<permission>")]
    | Annotated[PrincipleSource, Tag("<principle>")]
    | Annotated[DefinitionSource, Tag("<definition>")]
    | Annotated[TargetSource, Tag("<target>")]
    | Annotated[IndicatorSource, Tag("<indicator>")],
    by_shape(
        _provision_tag,
        "this provision does not say what it is",
        f"begin it with {', '.join(f'`{kind}:`' for kind in PROVISION_KINDS)}",
        code="PE125",
    ),
]


# --- the policy file ------------------------------------------------------------------------------------------------


class Authority(SourceModel):
    """Whose policy it is; the four-digit municipality code in quotes."""

    code: MunicipalityCode
    name: Prose


class Status(SourceModel):
    """Adopted or a draft, and where the document says so."""

    is_: Literal["draft", "adopted"] = Field(alias="is")
    since: Day | None = None
    cites: Paragraphs | None = None


class InForce(SourceModel):
    """First and last day, both included."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    cites: Paragraphs | None = None
    reading: Bilingual | None = None


class Document(SourceModel):
    """The municipality's own text: its id (a file name without ending) and how many paragraphs it has."""

    id: Identifier
    paragraphs: Whole


class ActorSource(SourceModel):
    """Somebody who may bear a duty, beyond the vocabulary's actors."""

    da: Prose
    en: Prose


class Reference(SourceModel):
    """A law, policy or annex outside the document."""

    kind: Literal["law", "policy", "agreement", "annex", "statistics"]
    state: Literal["available", "pending", "missing"] = "available"
    da: Prose
    en: Prose
    cites: Paragraphs | None = None


class ParameterSource(SourceModel):
    """A named figure. `assumed` is ours and da/en give the reason; `by_year` comes from national rules."""

    rules: ClassVar[tuple[Rule, ...]] = (one_of("assumed", "by_year"),)

    assumed: Figure | None = None
    by_year: dict[Year, Figure] | None = None
    da: Prose
    en: Prose
    cites: Paragraphs | None = None


class GroupSource(SourceModel):
    """Whom provisions concern: a kind of record, and a condition on it."""

    record: Identifier
    da: Prose
    en: Prose
    cites: Paragraphs | None = None
    when: Condition | None = None
    at: Identifier | None = None


class SectionSource(SourceModel):
    """A theme (`reception`), or a heading under it (`reception/results`), with what its provisions inherit."""

    section: SectionName
    da: Prose
    en: Prose
    cites: Paragraphs | None = None
    topic: Identifier | None = None
    bearer: Names | None = None
    strength: Strength | None = None
    concerns: Identifier | None = None
    provisions: list[ProvisionSource] = []


class PolicySource(SourceModel):
    """One municipality's policy, as written."""

    policy: Identifier
    da: Prose
    en: Prose
    authority: Authority
    document: Document
    status: Status
    version: Scalar | None = None
    in_force: InForce = InForce()
    supersedes: Bilingual | None = None
    not_normative: dict[NotNormativeReason, Paragraphs] = {}
    actors: dict[Identifier, ActorSource] = {}
    references: dict[Identifier, Reference] = {}
    bearer: Names | None = None
    strength: Strength | None = None
    concerns: Identifier | None = None
    parameters: dict[Identifier, ParameterSource] = {}
    groups: dict[Identifier, GroupSource] = {}
    measures: dict[Identifier, NamedMeasure] = {}
    sections: list[SectionSource]


# --- the vocabulary file --------------------------------------------------------------------------------------------


class ValueSource(SourceModel):
    """The label of one value of a choice."""

    da: Prose
    en: Prose


class FactSource(SourceModel):
    """One fact. A choice has `values`; a list of events has `list_of`; `per: year` makes a map from year to value."""

    rules: ClassVar[tuple[Rule, ...]] = (
        one_of("type", "list_of"),
        needs("values", "type"),
    )

    type: Literal["date", "number", "text", "boolean", "choice", "choices"] | None = (
        None
    )
    list_of: Identifier | None = None
    values: dict[Identifier, ValueSource] | None = None
    unit: Prose | None = None
    da: Prose
    en: Prose
    null_means: Literal["unknown", "none"] = "unknown"
    timing: Literal["event", "scheduled", "prior"] | None = None
    per: Literal["year"] | None = None


class DerivedSource(SourceModel):
    """A value computed from facts, in FEEL."""

    is_: Expression = Field(alias="is")
    da: Prose
    en: Prose


class PeriodSource(SourceModel):
    """Days from a date fact, for a duration or until another date fact (open while that is none)."""

    rules: ClassVar[tuple[Rule, ...]] = (one_of("for", "until"),)

    from_: Identifier = Field(alias="from")
    for_: DurationOrName | None = Field(default=None, alias="for")
    until: Identifier | None = None
    da: Prose
    en: Prose


class EntrySource(SourceModel):
    """An entry of a list of events; `dated_by` names the fact that dates it."""

    da: Prose
    en: Prose
    dated_by: Identifier
    facts: dict[Identifier, FactSource]


class RecordSource(SourceModel):
    """A kind of record: what may be known of one subject."""

    da: Prose
    en: Prose
    links: dict[Identifier, Identifier] = {}
    facts: dict[Identifier, FactSource] = {}
    derived: dict[Identifier, DerivedSource] = {}
    periods: dict[Identifier, PeriodSource] = {}


class QuestionSource(SourceModel):
    """A matter on which municipalities take sides; an answer reads on after a municipality's name."""

    topic: Identifier
    da: Prose
    en: Prose
    answers: dict[Identifier, Bilingual]


class VocabularySource(SourceModel):
    """What records may hold and what policies speak of, shared by all of them."""

    vocabulary: Identifier
    topics: dict[Identifier, Bilingual] = {}
    questions: dict[Identifier, QuestionSource] = {}
    actors: dict[Identifier, ActorSource]
    entries: dict[Identifier, EntrySource] = {}
    records: dict[Identifier, RecordSource]


# --- the examples file ----------------------------------------------------------------------------------------------


class Expected(SourceModel):
    """What a provision must answer. A bare outcome stands for `{outcome: …}`."""

    outcome: Scalar | None = None
    possible: Names | None = None
    due: Day | None = None
    missing: Values | None = None
    verdict: Scalar | None = None
    rate: Scalar | None = None
    value: Scalar | None = None
    instance: Scalar | None = None
    subject: Scalar | None = None


OutcomeOrExpected = Annotated[
    Annotated[Prose, Tag("<outcome>")] | Annotated[Expected, Tag("<expected>")],
    by_shape(
        {str: "<outcome>", dict: "<expected>"},
        "an outcome belongs here",
        "write the outcome, or keys such as `outcome:` and `due:`",
    ),
]


class ExampleSource(SourceModel):
    """Records and a day, and what the policy must answer."""

    example: Identifier
    as_of: Day
    as_if_in_force: Flag = False
    da: Prose | None = None
    en: Prose | None = None
    records: list[dict[str, Any]]
    expect: dict[str, OutcomeOrExpected]


class ExamplesSource(SourceModel):
    """The examples beside a policy."""

    policy: Identifier
    examples: list[ExampleSource]

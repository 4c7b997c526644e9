"""From a policy as written to what it means: names resolved, types checked, defaults and inheritance written out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, assert_never

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.feel.names import free_names, substitute
from policyengine.feel.nodes import Compare, Expr, If, Name, Path
from policyengine.feel.nodes import Literal as Constant
from policyengine.feel.types import Boolean, Day
from policyengine.policy.circles import in_order, shown
from policyengine.policy.conditions import together
from policyengine.policy.measures_from_source import Measures, text_of
from policyengine.policy.model import (
    ActionTemplate,
    Citation,
    Definition,
    Judgement,
    Norm,
    Parameter,
    Policy,
    Provision,
    Section,
    Stance,
    Strength,
    Target,
    Term,
)
from policyengine.policy.names import HOME, Group, Names, Scope, suggestion
from policyengine.policy.norms_from_source import Subject, norm_from_source
from policyengine.policy.replacing import with_replacements
from policyengine.policy.taken import taken
from policyengine.policy.vocabulary import Text, Vocabulary
from policyengine.policy.written import (
    TRUE,
    NamedParameter,
    Writing,
    Written,
    constant,
)
from policyengine.source.models import (
    PROVISION_KINDS,
    DefinitionSource,
    DutySource,
    IndicatorSource,
    PermissionSource,
    PrincipleSource,
    ProvisionSource,
    RightSource,
    SectionSource,
    TargetSource,
    provision_kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.warnings.checked import Checked
    from policyengine.source.load import Read
    from policyengine.source.models import (
        ActionSource,
        ParameterSource,
        PolicySource,
    )
    from policyengine.source.positions import Path as Place
    from policyengine.source.scalars import Paragraph

Lock = Mapping[str, Mapping[int, str]]

DEFAULT_STRENGTH: Mapping[str, Strength] = {
    "duty": "must",
    "right": "must",
    "permission": "may",
    "principle": "statement",
    "definition": "statement",
    "target": "aim",
    "indicator": "statement",
}
NAMED: tuple[Literal["parameters", "groups", "measures"], ...] = (
    "parameters",
    "groups",
    "measures",
)
DEFAULT_QUESTION = Text("Er dette opfyldt?", "Is this met?")


def policy_from_source(
    read: Read[PolicySource], vocabulary: Vocabulary, lock: Lock
) -> Policy:
    """Return what a policy means. Raises PolicyError with every fault found.

    `lock` holds the fingerprints of the documents' paragraphs.
    """
    return _Reader(read, vocabulary, lock).policy()


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What the provisions of a section have unless they say otherwise."""

    bearer: tuple[str, ...] | None
    strength: Strength | None
    concerns: str | None
    topic: str | None = None


@dataclass
class _Reader:
    read: Read[PolicySource]
    vocabulary: Vocabulary
    lock: Lock
    faults: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        source = self.source = self.read.model
        self.map = self.read.map
        self.faults.extend(self.read.faults)
        # What was told of these names is not told again where they are used.
        self.hidden = set(self.read.lost)
        self.writings: list[Writing] = []
        self.actors = dict(self.vocabulary.actors) | {
            name: Text(each.da, each.en) for name, each in source.actors.items()
        }
        self.constants = self._constants()
        self.parameters = {
            name: self._parameter(name, each)
            for name, each in source.parameters.items()
        }
        self.names = self._names()
        self.ids = self._provision_ids()
        self.measures = Measures(self.names, source.measures, self._duty_ids())

    def policy(self) -> Policy:
        source = self.source
        self._check_period()
        self._check_whom(source, ())
        self._check_measures()
        for path, message, hint in taken(source, self.vocabulary):
            self.faults.append(Diagnostic("PE209", message, self.map.key(path), hint))
        provisions = [
            provision
            for section, path, inherited in self._sections()
            for provision in self._section(section, path, inherited)
        ]
        provisions = self._with_notes(provisions)
        provisions, faults = with_replacements(provisions, self.hidden)
        self.faults.extend(faults)
        not_normative = {
            str(reason): tuple(
                number
                for each in paragraphs
                for number in self._numbers(each, ("not_normative", reason))
            )
            for reason, paragraphs in source.not_normative.items()
        }
        first = source.in_force.from_
        policy = Policy(
            source.policy,
            Text(source.da, source.en),
            source.authority.code,
            source.authority.name,
            source.status.is_,
            source.status.since,
            source.version or (first.isoformat() if first else source.status.is_),
            first,
            source.in_force.until,
            source.document.id,
            source.document.paragraphs,
            not_normative,
            self.actors,
            tuple(
                Section(
                    section.section,
                    Text(section.da, section.en),
                    self._citations(section.cites, (*path, "cites")),
                )
                for section, path, _ in self._sections()
            ),
            tuple(named.parameter for named in self.parameters.values()),
            tuple(provisions),
            self.vocabulary,
            self.read.sha256,
            self._other_citations(),
            self._definitions(),
            self.map.key(("document", "paragraphs")),
            tuple(self._conditions()),
            references={
                name: Text(each.da, each.en) for name, each in source.references.items()
            },
            reading=Text(source.in_force.reading.da, source.in_force.reading.en)
            if source.in_force.reading
            else None,
        )
        if self.faults:
            # A measure is read wherever it is used; its faults are told once.
            raise PolicyError(dict.fromkeys(self.faults))
        return policy

    # --- what provisions draw on ---

    def _constants(self) -> dict[str, Expr]:
        source = self.source
        return {
            "adopted_on": Constant(source.status.since),
            "in_force_from": Constant(source.in_force.from_),
            "in_force_until": Constant(source.in_force.until),
        }

    def _check_period(self) -> None:
        first, last = self.source.in_force.from_, self.source.in_force.until
        if first is not None and last is not None and last < first:
            message = f"the policy ends on {last}, before it begins on {first}"
            self._fault("PE208", message, ("in_force", "until"))

    def _parameter(self, name: str, source: ParameterSource) -> NamedParameter:
        path: Place = ("parameters", name)
        reason = Text(source.da, source.en)
        span = self.map.value(path)
        if source.by_year is not None:
            shown = ", ".join(f"{y}: {v}" for y, v in source.by_year.items())
            self._check_years(name, source.by_year)
            return NamedParameter(
                Parameter(name, shown, "national", reason, span), None
            )
        written = source.assumed
        if isinstance(written, str):
            written = self._constant_day(name, written)
        return NamedParameter(
            Parameter(name, str(written), "assumption", reason, span), written
        )

    def _check_years(self, name: str, figures: Mapping[str, Written]) -> None:
        kinds = {type(each) for each in figures.values()}
        for year, figure in figures.items():
            if constant(figure) is None or len(kinds) > 1:
                self.hidden.add(name)
                self._fault(
                    "PE204",
                    f"`{figure}` is no figure like the others",
                    ("parameters", name, "by_year", year),
                    "each year has a number, each a duration, or each a day",
                )
                return

    def _constant_day(self, name: str, written: str) -> Written | None:
        """Return the day of the policy that a parameter stands for."""
        place = ("parameters", name, "assumed")
        day = self.constants.get(written.removeprefix("policy."))
        if isinstance(day, Constant) and isinstance(day.value, date):
            return day.value
        self.hidden.add(name)
        if day is None:
            known = [f"policy.{each}" for each in self.constants]
            hint = suggestion(written, known)
            self._fault("PE202", f"`{written}` is no figure", place, hint)
        elif not self.hidden & {"status", "since", "in_force", "from", "until"}:
            message = f"the policy does not say `{written}`"
            self._fault("PE202", message, place)
        return None

    def _names(self) -> Names:
        parameters = {
            name: value
            for name, named in self.parameters.items()
            if (value := self._constant(name, named)) is not None
        }
        groups: dict[str, Group] = {}
        names = Names(self.vocabulary, groups, parameters, self.constants, self.hidden)
        conditions = {
            name: self._writing(name).parsed(each.when, ("groups", name, "when"))
            if each.when is not None
            else None
            for name, each in self.source.groups.items()
        }
        for name in self._without_circles(
            "groups",
            {
                name: free_names(each) if each is not None else ()
                for name, each in conditions.items()
            },
        ):
            groups[name] = self._group(name, conditions[name], names)
        return names

    def _without_circles(
        self, key: str, needs: Mapping[str, Collection[str]]
    ) -> tuple[str, ...]:
        """Return the names, each after those it needs; what is defined by itself is a fault, and hidden."""
        order, circles = in_order(needs)
        for circle in circles:
            self.hidden.update(circle)
            message = f"`{circle[0]}` is defined by itself: {shown(circle)}"
            self.faults.append(
                Diagnostic("PE205", message, self.map.key((key, circle[0])))
            )
        return order

    def _constant(self, name: str, named: NamedParameter) -> Expr | None:
        if name in self.hidden:
            return None
        if named.written is not None:
            return constant(named.written)
        return self._by_year(name)

    def _by_year(self, name: str) -> Expr | None:
        """Return the figure of the year of `as_of`; a year that is not listed is unknown."""
        figures = self.source.parameters[name].by_year or {}
        this_year = Path(Name("as_of"), "year")
        chosen: Expr = Name(f"parameter.{name}")
        for year, figure in sorted(figures.items(), reverse=True):
            value = constant(figure)
            if value is not None:
                is_year = Compare("=", this_year, Constant(int(year)))
                chosen = If(is_year, value, chosen)
        return chosen

    def _group(self, name: str, parsed: Expr | None, names: Names) -> Group:
        path: Place = ("groups", name)
        source = self.source.groups[name]
        kinds = self.vocabulary.kinds
        if source.record not in kinds:
            self.hidden.add(name)
            self._unknown("kind of record", source.record, (*path, "record"), kinds)
        scope = Scope(names, source.record)
        writing = self._writing(f"groups.{name}")
        condition: Expr | None = TRUE
        if parsed is not None:
            condition = writing.checked(parsed, (*path, "when"), scope, Boolean())
        if source.at is not None:
            day = writing.expression(source.at, (*path, "at"), scope, Day())
            if day is not None and condition is not None:
                condition = substitute(condition, {"as_of": day})
        return Group(
            name,
            source.record,
            condition if condition is not None else TRUE,
            tuple(writing.parameters.values()),
        )

    def _check_measures(self) -> None:
        """Read each measure once by itself, so that one nobody uses is checked too."""
        measures = self.source.measures
        order = self._without_circles(
            "measures",
            {
                name: {
                    each.measure,
                    *((each.gap.between, each.gap.and_) if each.gap else ()),
                }
                - {None}
                for name, each in measures.items()
            },
        )
        for name in order:
            path: Place = ("measures", name)
            concerns, kinds = measures[name].concerns, self.vocabulary.kinds
            if concerns is not None and concerns not in kinds:
                self._unknown("kind of record", concerns, (*path, "concerns"), kinds)
            writing = self._writing(f"measures.{name}")
            self.measures.named_measure(name, measures[name], writing)

    def _writing(self, name: str) -> Writing:
        writing = Writing(name, self.map, self.parameters, self.faults, self.hidden)
        self.writings.append(writing)
        return writing

    # --- sections and provisions ---

    def _sections(self) -> list[tuple[SectionSource, Place, _Inherited]]:
        source = self.source
        whole = _Inherited(source.bearer, source.strength, source.concerns)
        themes: dict[str, _Inherited] = {}
        found: list[tuple[SectionSource, Place, _Inherited]] = []
        for number, section in enumerate(source.sections):
            theme = section.section.partition("/")[0]
            above = themes.get(theme, whole)
            inherited = _Inherited(
                section.bearer or above.bearer,
                section.strength or above.strength,
                section.concerns or above.concerns,
                section.topic or above.topic,
            )
            themes.setdefault(theme, inherited)
            found.append((section, ("sections", number), inherited))
        return found

    def _section(
        self, section: SectionSource, path: Place, inherited: _Inherited
    ) -> list[Provision]:
        self._check_whom(section, path)
        self._check_topic(section.topic, path)
        return [
            self._provision(
                source, (*path, "provisions", number), section.section, inherited
            )
            for number, source in enumerate(section.provisions)
        ]

    def _provision(
        self, source: ProvisionSource, path: Place, section: str, above: _Inherited
    ) -> Provision:
        kind = provision_kind(source)
        assert kind is not None
        name: str = getattr(source, kind)
        writing = self._writing(name)
        self._check_whom(source, path)
        self._check_topic(source.topic, path)
        subject = self._subject(source, above)
        if subject.group is not None:
            writing.uses.add(("groups", subject.group))
        norm, goal = self._norm(source, path, writing, subject)
        bearer = source.bearer or above.bearer or ("municipality",)
        strength = source.strength or (
            "may" if kind == "permission" else above.strength or DEFAULT_STRENGTH[kind]
        )
        if not isinstance(norm, Judgement):
            writing.note(*subject.parameters)
        for key in ("serves", "refers_to"):
            self._check_names(getattr(source, key) or (), (*path, key))
        return Provision(
            name,
            kind,  # type: ignore[arg-type]
            section,
            Text(source.da, source.en),
            self._citations(source.cites, (*path, "cites")),
            bearer,
            strength,
            subject.kind,
            subject.group,
            norm,
            goal,
            self._question(source, norm),
            self._actions(name, getattr(source, "if_not", None), bearer, path),
            tuple(writing.parameters.values()),
            text_of(source.reading),
            (Text(source.note.da, source.note.en),) if source.note else (),
            source.serves or (),
            source.refers_to or (),
            source.topic or above.topic,
            self._stances(source, path),
            self.map.value((*path, kind)),
        )

    def _norm(
        self, source: ProvisionSource, path: Place, writing: Writing, subject: Subject
    ) -> tuple[Norm, Target | None]:
        match source:
            case DefinitionSource():
                return Term(), None
            case PrincipleSource():
                scope = Scope(self.names, subject.kind)
                when = writing.condition(source.when, (*path, "when"), scope)
                return Judgement(subject.with_condition(when)), None
            case TargetSource():
                return self.measures.target(source, path, writing), None
            case IndicatorSource():
                return self.measures.indicator(source, path, writing), None
            case DutySource() | RightSource() | PermissionSource():
                norm = norm_from_source(source, path, writing, subject, self.names)
                goal = None
                if source.goal is not None:
                    goal = self.measures.goal(
                        writing.name, source.goal, (*path, "goal"), writing
                    )
                return norm, goal
            case _:
                assert_never(source)

    def _question(self, source: ProvisionSource, norm: Norm) -> Text | None:
        asked = text_of(getattr(source, "ask", None))
        if asked is None and isinstance(norm, Judgement):
            return DEFAULT_QUESTION
        return asked

    def _check_whom(
        self, source: PolicySource | SectionSource | ProvisionSource, path: Place
    ) -> None:
        """Check who bears and whom it concerns where that is written, not where it is inherited."""
        for actor in source.bearer or ():
            if actor not in self.actors:
                self._unknown("actor", actor, (*path, "bearer"), self.actors)
        known = [*self.source.groups, *self.vocabulary.kinds]
        if source.concerns is not None and source.concerns not in known:
            what = "group or kind of record"
            self._unknown(what, source.concerns, (*path, "concerns"), known)

    def _check_topic(self, topic: str | None, path: Place) -> None:
        if topic is not None and topic not in self.vocabulary.topics:
            known = self.vocabulary.topics
            self._unknown("topic", topic, (*path, "topic"), known)

    def _stances(self, source: ProvisionSource, path: Place) -> tuple[Stance, ...]:
        questions = self.vocabulary.questions
        for name, answer in source.takes.items():
            place: Place = (*path, "takes", name)
            question = questions.get(name)
            if question is None:
                message, hint = f"no question `{name}`", suggestion(name, questions)
                span = self.map.key(place)
                self.faults.append(Diagnostic("PE202", message, span, hint))
            elif answer not in question.answers:
                hint = suggestion(answer, question.answers)
                message = f"no answer `{answer}` to the question `{name}`"
                self._fault("PE202", message, place, hint)
        return tuple(Stance(*each) for each in source.takes.items())

    def _subject(self, source: ProvisionSource, above: _Inherited) -> Subject:
        """Return whom a provision concerns; what only a human can assess is assessed once, unless it says whom."""
        tested = isinstance(
            source, DutySource | RightSource | PermissionSource
        ) and _has_test(source)
        inherited = above.concerns if tested else None
        name = source.concerns or inherited
        if name is None:
            return Subject(HOME, None, TRUE)
        group = self.names.groups.get(name)
        if group is not None:
            return Subject(group.kind, name, group.condition, group.parameters)
        faulty = self.source.groups.get(name)
        # A name of no kind hides what the provision says of its subject.
        return Subject(faulty.record if faulty is not None else name, None, TRUE)

    def _actions(
        self,
        name: str,
        sources: list[ActionSource] | None,
        bearer: tuple[str, ...],
        path: Place,
    ) -> tuple[ActionTemplate, ...]:
        actions = []
        for number, source in enumerate(sources or ()):
            for actor in source.who or ():
                if actor not in self.actors:
                    place = (*path, "if_not", number, "who")
                    self._unknown("actor", actor, place, self.actors)
            text = Text(source.da, source.en)
            actions.append(
                ActionTemplate(f"{name}.{number + 1}", text, source.who or bearer)
            )
        return tuple(actions)

    def _with_notes(self, provisions: list[Provision]) -> list[Provision]:
        """Return the provisions with each note shown at both ends."""
        extra: dict[str, list[Text]] = {}
        for section, path, _ in self._sections():
            for number, source in enumerate(section.provisions):
                if source.note is None or source.note.with_ is None:
                    continue
                place = (*path, "provisions", number, "note", "with")
                self._check_names(source.note.with_, place)
                for name in source.note.with_:
                    note = Text(source.note.da, source.note.en)
                    extra.setdefault(name, []).append(note)
        return [
            replace(each, notes=(*each.notes, *extra.get(each.id, ())))
            for each in provisions
        ]

    # --- ids, citations, faults ---

    def _provision_ids(self) -> tuple[str, ...]:
        sections: dict[str, Place] = {}
        provisions: dict[str, Place] = {}
        nodes = self.map.nodes
        for section, path, _ in self._sections():
            self._once("sections", section.section, (*path, "section"), sections)
            for number, source in enumerate(section.provisions):
                kind = provision_kind(source)
                assert kind is not None
                place = (*path, "provisions", number)
                # What was taken out is a definition now, and stands in the file as what it was.
                written = (each for each in PROVISION_KINDS if (*place, each) in nodes)
                named = (*place, next(written, kind))
                self._once("provisions", getattr(source, kind), named, provisions)
        return tuple(provisions)

    def _once(self, what: str, name: str, place: Place, seen: dict[str, Place]) -> None:
        if name in seen:
            self.faults.append(
                Diagnostic(
                    "PE206",
                    f"two {what} are called `{name}`",
                    self.map.value(place),
                    "each has a name of its own",
                    (("the first one", self.map.value(seen[name])),),
                )
            )
        seen.setdefault(name, place)

    def _duty_ids(self) -> frozenset[str]:
        return frozenset(
            getattr(source, kind)
            for section in self.source.sections
            for source in section.provisions
            for kind in ("duty", "right")
            if hasattr(source, kind)
        )

    def _check_names(self, names: tuple[str, ...], path: Place) -> None:
        known = [*self.ids, *self.source.references]
        for name in names:
            if name not in known:
                self._unknown("provision or reference", name, path, known)

    def _citations(
        self, cites: tuple[Paragraph, ...] | None, path: Place
    ) -> tuple[Citation, ...]:
        document = self.source.document.id
        prints = self.lock.get(document, {})
        return tuple(
            Citation(
                document,
                number,
                each.sentence,
                prints.get(number),
                self.map.value(path),
            )
            for each in cites or ()
            for number in self._numbers(each, path)
        )

    def _numbers(self, each: Paragraph, path: Place) -> range:
        last = self.source.document.paragraphs
        if each.last > last:
            self._fault(
                "PE207",
                f"the document has {last} paragraphs, none of number {each.last}",
                path,
            )
        return range(each.first, min(each.last, last) + 1)

    def _other_citations(self) -> tuple[Citation, ...]:
        """Return the citations of what is no provision: the policy's status and period, groups, parameters, references."""
        source = self.source
        cited: list[tuple[tuple[Paragraph, ...] | None, Place]] = [
            (source.status.cites, ("status", "cites")),
            (source.in_force.cites, ("in_force", "cites")),
        ]
        for key in ("groups", "parameters", "references"):
            cited += [
                (each.cites, (key, name, "cites"))
                for name, each in getattr(source, key).items()
            ]
        return tuple(
            citation
            for cites, path in cited
            for citation in self._citations(cites, path)
        )

    def _definitions(self) -> tuple[Definition, ...]:
        return tuple(
            Definition(
                key,
                name,
                tuple(each.name for each in self.writings if (key, name) in each.uses),
                self.map.key((key, name)),
                Text(each.da, each.en),
                self._citations(getattr(each, "cites", None), (key, name, "cites")),
                group.kind if group else None,
                group.condition if group else None,
            )
            for key in NAMED
            for name, each in getattr(self.source, key).items()
            for group in [self.names.groups.get(name) if key == "groups" else None]
        )

    def _conditions(self) -> Iterator[Checked]:
        """Yield every condition, with those of the same provision and of the groups it names."""
        for writing in self.writings:
            groups = [
                self.names.groups[name].condition
                for key, name in writing.uses
                if key == "groups" and name in self.names.groups
            ]
            yield from together(writing.conditions, groups)

    def _unknown(
        self, what: str, name: str, path: Place, known: Collection[str]
    ) -> None:
        if name not in self.hidden:
            hint = suggestion(name, known)
            self._fault("PE202", f"no {what} `{name}`", path, hint)

    def _fault(
        self, code: str, message: str, path: Place, hint: str | None = None
    ) -> None:
        self.faults.append(Diagnostic(code, message, self.map.value(path), hint))


def _has_test(source: DutySource | RightSource | PermissionSource) -> bool:
    return any(each is not None for each in (source.done, source.holds, source.of))

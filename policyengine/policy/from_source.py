"""From a policy as written to what it means: names resolved, types checked, defaults and inheritance written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, assert_never

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.feel.names import substitute
from policyengine.feel.nodes import Compare, Expr, If, Literal, Name, Path
from policyengine.policy.measures_from_source import Measures, text_of
from policyengine.policy.model import (
    ActionTemplate,
    Citation,
    Judgement,
    Norm,
    Parameter,
    Policy,
    Provision,
    Section,
    Strength,
    Target,
    Term,
)
from policyengine.policy.names import HOME, Group, Names, Scope
from policyengine.policy.norms_from_source import Subject, norm_from_source
from policyengine.policy.replacing import with_replacements
from policyengine.policy.vocabulary import Text, Vocabulary
from policyengine.policy.written import TRUE, NamedParameter, Writing, constant
from policyengine.source.models import (
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
    from policyengine.source.load import Read
    from policyengine.source.models import (
        ActionSource,
        GroupSource,
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


@dataclass
class _Reader:
    read: Read[PolicySource]
    vocabulary: Vocabulary
    lock: Lock
    faults: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        source = self.source = self.read.model
        self.map = self.read.map
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
        provisions = [
            provision
            for section, path, inherited in self._sections()
            for provision in self._section(section, path, inherited)
        ]
        provisions = self._with_notes(provisions)
        provisions, faults = with_replacements(provisions)
        self.faults.extend(faults)
        not_normative = {
            str(reason): tuple(
                number
                for each in paragraphs
                for number in self._numbers(each, ("not_normative", reason))
            )
            for reason, paragraphs in source.not_normative.items()
        }
        if any(fault.severity == "error" for fault in self.faults):
            raise PolicyError(self.faults)
        first = source.in_force.from_
        return Policy(
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
        )

    # --- what provisions draw on ---

    def _constants(self) -> dict[str, Expr]:
        source = self.source
        return {
            "adopted_on": Literal(source.status.since),
            "in_force_from": Literal(source.in_force.from_),
            "in_force_until": Literal(source.in_force.until),
        }

    def _parameter(self, name: str, source: ParameterSource) -> NamedParameter:
        path: Place = ("parameters", name)
        reason = Text(source.da, source.en)
        span = self.map.value(path)
        if source.by_year is not None:
            shown = ", ".join(f"{y}: {v}" for y, v in source.by_year.items())
            return NamedParameter(
                Parameter(name, shown, "national", reason, span), None
            )
        written = source.assumed
        assert written is not None
        if isinstance(written, str):
            known = self.constants.get(written.removeprefix("policy."))
            if known is None or not isinstance(known, Literal):
                self._fault(
                    "PE202",
                    f"`{written}` is no figure",
                    (*path, "assumed"),
                    f"one of: {', '.join(f'policy.{each}' for each in self.constants)}",
                )
            elif known.value is None:
                self._fault(
                    "PE202", f"the policy does not say `{written}`", (*path, "assumed")
                )
            else:
                written = known.value  # type: ignore[assignment]
        return NamedParameter(
            Parameter(name, str(written), "assumption", reason, span), written
        )

    def _names(self) -> Names:
        parameters = {
            name: value
            for name, named in self.parameters.items()
            if (value := self._constant(name, named)) is not None
        }
        groups: dict[str, Group] = {}
        names = Names(self.vocabulary, groups, parameters, self.constants)
        for name in self._group_order():
            group = self._group(name, self.source.groups[name], names)
            if group is not None:
                groups[name] = group
        return names

    def _constant(self, name: str, named: NamedParameter) -> Expr | None:
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
                is_year = Compare("=", this_year, Literal(int(year)))
                chosen = If(is_year, value, chosen)
        return chosen

    def _group_order(self) -> tuple[str, ...]:
        """Return the groups so that each stands after those it names; a circle is a fault."""
        groups = self.source.groups
        needs = {
            name: _words(each.when) & groups.keys() for name, each in groups.items()
        }
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle = error.args[1]
            self._fault(
                "PE205",
                f"the group is defined by itself: {' → '.join(circle)}",
                ("groups", circle[0]),
            )
            return ()

    def _group(self, name: str, source: GroupSource, names: Names) -> Group | None:
        path: Place = ("groups", name)
        if source.record not in self.vocabulary.kinds:
            self._unknown(
                "kind of record",
                source.record,
                (*path, "record"),
                self.vocabulary.kinds,
            )
            return None
        scope = Scope(names, source.record)
        writing = self._writing(f"groups.{name}")
        condition = writing.condition(source.when, (*path, "when"), scope)
        if source.at is not None and condition is not None:
            day = writing.expression(source.at, (*path, "at"), scope)
            if day is not None:
                condition = substitute(condition, {"as_of": day})
        return Group(
            name,
            source.record,
            condition if condition is not None else TRUE,
            tuple(writing.parameters.values()),
        )

    def _writing(self, name: str) -> Writing:
        return Writing(name, self.map, self.parameters, self.faults)

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
            )
            themes.setdefault(theme, inherited)
            found.append((section, ("sections", number), inherited))
        return found

    def _section(
        self, section: SectionSource, path: Place, inherited: _Inherited
    ) -> list[Provision]:
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
        subject = self._subject(source, path, above)
        norm, goal = self._norm(source, path, writing, subject)
        bearer = source.bearer or above.bearer or ("municipality",)
        for actor in bearer:
            if actor not in self.actors:
                self._unknown("actor", actor, (*path, "bearer"), self.actors)
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

    def _subject(
        self, source: ProvisionSource, path: Place, above: _Inherited
    ) -> Subject:
        """Return whom a provision concerns; what only a human can assess is assessed once, unless it says whom."""
        own = source.concerns
        place = (*path, "concerns")
        tested = isinstance(
            source, DutySource | RightSource | PermissionSource
        ) and _has_test(source)
        inherited = above.concerns if tested else None
        name = own or inherited
        if name is None:
            return Subject(HOME, None, TRUE)
        group = self.names.groups.get(name)
        if group is not None:
            return Subject(group.kind, name, group.condition, group.parameters)
        if name in self.vocabulary.kinds:
            return Subject(name, None, TRUE)
        if name in self.source.groups:
            # Its own fault has been reported.
            return Subject(self.source.groups[name].record, None, TRUE)
        known = [*self.source.groups, *self.vocabulary.kinds]
        self._unknown("group or kind of record", name, place, known)
        return Subject(HOME, None, TRUE)

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

    def _provision_ids(self) -> frozenset[str]:
        seen: dict[str, Place] = {}
        for section, path, _ in self._sections():
            for number, source in enumerate(section.provisions):
                kind = provision_kind(source)
                assert kind is not None
                name = getattr(source, kind)
                place = (*path, "provisions", number, kind)
                if name in seen:
                    self.faults.append(
                        Diagnostic(
                            "PE206",
                            f"two provisions are called `{name}`",
                            self.map.value(place),
                            "each provision has a name of its own",
                            (("the first one", self.map.value(seen[name])),),
                        )
                    )
                seen.setdefault(name, place)
        return frozenset(seen)

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
            Citation(document, number, each.sentence, prints.get(number))
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

    def _unknown(self, what: str, name: str, path: Place, known: object) -> None:
        words = list(known)  # type: ignore[call-overload]
        close = get_close_matches(name, words, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"one of: {', '.join(words)}"
        self._fault("PE202", f"no {what} `{name}`", path, hint)

    def _fault(
        self, code: str, message: str, path: Place, hint: str | None = None
    ) -> None:
        self.faults.append(Diagnostic(code, message, self.map.value(path), hint))


def _has_test(source: DutySource | RightSource | PermissionSource) -> bool:
    return any(each is not None for each in (source.done, source.holds, source.of))


def _words(when: object) -> set[str]:
    """Return every word of a condition as written, to see which groups it may name."""
    match when:
        case str():
            return set(
                "".join(c if c.isalnum() or c == "_" else " " for c in when).split()
            )
        case dict():
            return {
                word for key, value in when.items() for word in {key, *_words(value)}
            }
        case list() | tuple():
            return {word for each in when for word in _words(each)}
        case _:
            return set()

"""Measures, bounds, targets and indicators from their source."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.feel.type_rules import with_article
from policyengine.feel.types import Number
from policyengine.policy.model import (
    Aggregate,
    Bound,
    CountOf,
    GapBetween,
    Indicator,
    Measure,
    Parity,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    Step,
    Target,
    Trend,
    ValueOf,
)
from policyengine.policy.names import HOME, Names, Scope, suggestion
from policyengine.policy.vocabulary import Text
from policyengine.policy.written import TRUE, Entries, Writing, both
from policyengine.source.scalars import WrittenFigure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyengine.feel.nodes import Expr
    from policyengine.source.models import (
        Bilingual,
        Bounds,
        Count,
        Goal,
        IndicatorSource,
        MeasureSource,
        NamedMeasure,
        Share,
        TargetSource,
        Total,
    )
    from policyengine.source.models import Step as StepSource
    from policyengine.source.positions import Path

RELATIONS = ("at_least", "more_than", "at_most", "less_than", "exactly")


@dataclass(frozen=True, slots=True)
class Population:
    """Whom or what a measure is about: subjects of a kind, perhaps the entries of a list of theirs, or a figure of those."""

    kind: str
    of: Expr
    entries: Entries | None = None
    value: str | None = None


@dataclass
class Measures:
    """Reads measures; named ones are read where they are used, so that each use notes its figures.

    `duties` are the ids that a share in time may count.
    """

    names: Names
    named: Mapping[str, NamedMeasure]
    duties: frozenset[str]

    def measure(
        self, source: MeasureSource, path: Path, writing: Writing, kind: str
    ) -> Measure | None:
        """Return a measure; `kind` is the kind of record that a bare figure is computed from."""
        if source.share is not None:
            return self._share(source.share, (*path, "share"), writing)
        if source.count is not None:
            return self._count(source.count, (*path, "count"), writing)
        if source.sum is not None:
            return self._total(source.sum, (*path, "sum"), writing, "sum")
        if source.mean is not None:
            return self._total(source.mean, (*path, "mean"), writing, "mean")
        if source.value is not None:
            scope = Scope(self.names, kind)
            value = writing.expression(source.value, (*path, "value"), scope, Number())
            return ValueOf(kind, value) if value is not None else None
        if source.gap is not None:
            first = self.by_name(source.gap.between, (*path, "gap", "between"), writing)
            second = self.by_name(source.gap.and_, (*path, "gap", "and"), writing)
            return GapBetween(first, second) if first and second else None
        if source.measure is not None:
            return self.by_name(source.measure, (*path, "measure"), writing)
        return None

    def by_name(self, name: str, path: Path, writing: Writing) -> Measure | None:
        """Return the measure of a name; a fault where there is none."""
        source = self.named.get(name)
        if name in self.names.hidden:
            return None
        if source is None:
            known = ", ".join(self.named)
            writing.fault(
                "PE202",
                f"no measure `{name}`",
                path,
                f"one of: {known}" if known else "name it under `measures`",
            )
            return None
        writing.uses.add(("measures", name))
        return self.named_measure(name, source, writing)

    def named_measure(
        self, name: str, source: NamedMeasure, writing: Writing
    ) -> Measure | None:
        """Return what a name stands for."""
        kind = source.concerns or HOME
        return self.measure(source, ("measures", name), writing, kind)

    # --- kinds of measure ---

    def _share(
        self, source: Share | str, path: Path, writing: Writing
    ) -> Measure | None:
        if isinstance(source, str):
            if source in self.duties:
                return ShareInTime(source)
            if source in self.names.hidden:
                return None
            writing.fault(
                "PE202",
                f"no duty `{source}` whose fulfilment in time could be counted",
                path,
            )
            return None
        population = self.population(source.of, (*path, "of"), writing)
        inner = self._inner(population)
        where = writing.condition(source.where, (*path, "where"), inner)
        if population is None or where is None:
            return None
        if population.entries is None:
            return ShareOfSubjects(population.kind, population.of, where)
        entries = population.entries
        if entries.where is not None:
            writing.fault("PE204", "a share of a filtered list is not measured", path)
            return None
        return ShareOfVolume(
            population.kind, population.of, entries.list, population.value, where
        )

    def _count(self, source: Count, path: Path, writing: Writing) -> Measure | None:
        population = self.population(source.of, (*path, "of"), writing)
        inner = self._inner(population)
        where = writing.condition(source.where, (*path, "where"), inner)
        if population is None:
            return None
        entries = population.entries
        if population.value is not None:
            message = f"entries are counted, not their `{population.value}`"
            writing.fault("PE204", message, (*path, "of"))
        if entries is None:
            if source.distinct is not None:
                message = "`distinct` is of the entries of a list"
                writing.fault("PE204", message, (*path, "distinct"))
            return CountOf(population.kind, population.of, where)
        if source.distinct is not None and source.distinct not in entries.entry.facts:
            writing.fault(
                "PE202",
                f"{with_article(entries.entry.name)} has no fact `{source.distinct}`",
                (*path, "distinct"),
                f"one of: {', '.join(entries.entry.facts)}",
            )
        return CountOf(
            population.kind,
            population.of,
            both(entries.where, where),
            entries.list,
            source.distinct,
        )

    def _total(
        self, source: Total, path: Path, writing: Writing, how: str
    ) -> Measure | None:
        population = self.population(source.of, (*path, "of"), writing)
        if population is not None and population.entries is not None:
            message = "a sum or mean is over subjects, not over the entries of a list"
            writing.fault("PE204", message, (*path, "of"), "name a group")
            return None
        scope = self._inner(population)
        where = writing.condition(source.where, (*path, "where"), scope)
        value = writing.expression(source.value, (*path, "value"), scope, Number())
        if population is None or value is None:
            return None
        return Aggregate(
            "sum" if how == "sum" else "mean",
            population.kind,
            population.of,
            where,
            value,
        )

    def _inner(self, population: Population | None) -> Scope:
        if population is None:
            return Scope(self.names, HOME).hidden()
        scope = Scope(self.names, population.kind)
        if population.entries is None:
            return scope
        return scope.within(population.entries.entry)

    def population(self, of: str, path: Path, writing: Writing) -> Population | None:
        """Return whom `of` names: a group, a kind of record, or a list (`agreements`, `covered.offers.hours`)."""
        first, _, rest = of.partition(".")
        group = self.names.groups.get(first)
        if group is not None:
            kind, condition = group.kind, group.condition
            writing.uses.add(("groups", first))
            writing.note(*group.parameters)
        elif first in self.names.vocabulary.kinds:
            kind, condition = first, TRUE
        elif first in self.names.hidden:
            return None
        else:
            kind, condition, rest = HOME, TRUE, of
            if first not in Scope(self.names, HOME).known():
                self._no_population(first, path, writing)
                return None
        if not rest:
            return Population(kind, condition)
        name, _, value = rest.partition(".")
        entries = writing.entries(name, path, Scope(self.names, kind))
        if entries is None:
            return None
        if value and value not in entries.entry.facts:
            facts = ", ".join(entries.entry.facts)
            message = f"{with_article(entries.entry.name)} has no fact `{value}`"
            writing.fault("PE202", message, path, f"one of: {facts}")
            return None
        if value and not isinstance(entries.entry.facts[value].type, Number):
            writing.fault("PE204", f"`{value}` is no number", path)
            return None
        return Population(kind, condition, entries, value or None)

    def _no_population(self, name: str, path: Path, writing: Writing) -> None:
        record = self.names.vocabulary.kinds[HOME]
        lists = [each for each, fact in record.facts.items() if fact.entry]
        known = [*self.names.groups, *self.names.vocabulary.kinds, *lists]
        message = f"no group, kind of record or list `{name}`"
        writing.fault("PE202", message, path, suggestion(name, known))

    # --- targets ---

    def bound(self, source: Bounds, path: Path, writing: Writing) -> Bound | None:
        """Return the one bound that is given, None where there is none."""
        for relation in RELATIONS:
            written = getattr(source, relation)
            if written is None:
                continue
            place = (*path, relation)
            figure: Fraction | Measure | None
            if isinstance(written, WrittenFigure) or written in writing.named:
                figure = writing.figure(written, place)
            elif written in self.named or written in self.names.hidden:
                figure = self.by_name(written, place, writing)
            else:
                known = [*writing.named, *self.named]
                message = f"no parameter or measure `{written}`"
                writing.fault("PE202", message, place, suggestion(written, known))
                figure = None
            if figure is None:
                return None
            return Bound(relation, figure, writing.map.value(place))  # type: ignore[arg-type]
        return None

    def steps(
        self,
        source: TargetSource | Goal,
        path: Path,
        writing: Writing,
    ) -> tuple[Step, ...]:
        """Return the bounds in order of day."""
        steps = []
        then: tuple[tuple[StepSource | TargetSource | Goal | None, Path], ...] = (
            (source, path),
            (source.then, (*path, "then")),
        )
        for each, place in then:
            bound = self.bound(each, place, writing) if each is not None else None
            if each is not None and bound is not None:
                steps.append(Step(bound, self._by(each.by, (*place, "by"), writing)))
        days = [step.by for step in steps if step.by is not None]
        if days != sorted(set(days)):
            message = f"the next step ends on {days[1]}, not after {days[0]}"
            writing.fault("PE208", message, (*path, "then", "by"))
        return tuple(steps)

    def _by(
        self, written: date | str | None, path: Path, writing: Writing
    ) -> date | None:
        if written is None:
            return None
        return writing.constant_day(written, path, Scope(self.names, HOME))

    def target(self, source: TargetSource, path: Path, writing: Writing) -> Target:
        """Return a result to reach."""
        kind = self._kind_of(source, path, writing)
        parity = None
        if source.same_as is not None:
            reference = self.by_name(source.same_as, (*path, "same_as"), writing)
            slack = self._figure(source.tolerance, (*path, "tolerance"), writing)
            if reference is not None:
                by = self._by(source.by, (*path, "by"), writing)
                parity = Parity(reference, slack or Fraction(0), by)
        since = self._by(source.since, (*path, "since"), writing)
        return Target(
            self.measure(source, path, writing, kind),
            self.steps(source, path, writing),
            Trend(
                source.trend,
                source.every or "year",
                since,
                each=source.every is not None,
            )
            if source.trend is not None
            else None,
            parity,
            self._figure(source.tolerance, (*path, "tolerance"), writing)
            if parity is None
            else None,
            self._figure(source.baseline, (*path, "baseline"), writing),
            self._whole(source.smallest_group, (*path, "smallest_group"), writing),
            source.for_each,
            text_of(source.not_computable),
        )

    def goal(self, duty: str, source: Goal, path: Path, writing: Writing) -> Target:
        """Return the bound on the share of matured subjects who met a duty in time."""
        return Target(
            ShareInTime(duty),
            self.steps(source, path, writing),
            baseline=self._figure(source.baseline, (*path, "baseline"), writing),
            smallest_group=self._whole(
                source.smallest_group, (*path, "smallest_group"), writing
            ),
        )

    def indicator(
        self, source: IndicatorSource, path: Path, writing: Writing
    ) -> Indicator:
        """Return a value to follow."""
        kind = self._kind_of(source, path, writing)
        return Indicator(
            self.measure(source, path, writing, kind),
            source.every or "year",
            source.for_each,
            self._whole(source.smallest_group, (*path, "smallest_group"), writing),
            text_of(source.not_computable),
        )

    def _kind_of(
        self, source: TargetSource | IndicatorSource, path: Path, writing: Writing
    ) -> str:
        """Return the kind of record that a bare figure is computed from: one of `for_each`, else the municipality."""
        kinds, each = self.names.vocabulary.kinds, source.for_each
        if each is not None:
            if each not in kinds and each not in self.names.hidden:
                message = f"no kind of record `{each}`"
                place = (*path, "for_each")
                writing.fault("PE202", message, place, suggestion(each, kinds))
            return each
        about = source.concerns
        if source.value is None or about is None:
            return HOME
        group = self.names.groups.get(about)
        kind = group.kind if group is not None else about
        if kind in kinds and kind != HOME:
            message = (
                f"a figure is of one record, and there may be several of `{about}`"
            )
            hint = f"write `for_each: {kind}` for a figure of each"
            writing.fault("PE204", message, (*path, "concerns"), hint)
        return kind

    def _figure(
        self, written: WrittenFigure | str | None, path: Path, writing: Writing
    ) -> Fraction | None:
        return writing.figure(written, path) if written is not None else None

    def _whole(
        self, written: WrittenFigure | str | None, path: Path, writing: Writing
    ) -> int | None:
        return writing.whole(written, path) if written is not None else None


def text_of(source: Bilingual | None) -> Text | None:
    """Return a text in both languages, None where there is none."""
    return Text(source.da, source.en) if source is not None else None

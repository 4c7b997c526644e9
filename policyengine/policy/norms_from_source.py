"""What a duty, right or permission says, as one of the shapes that a back end decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.names import ITEM
from policyengine.feel.nodes import Expr, Literal, Name
from policyengine.feel.nodes import Path as Member
from policyengine.policy.model import (
    AtEvery,
    Before,
    By,
    Concurrent,
    DayExpr,
    DayOf,
    Deadline,
    Done,
    Duty,
    Holds,
    Judgement,
    Norm,
    Parameter,
    Recurring,
    Replacement,
    Within,
)
from policyengine.policy.names import Names, Scope
from policyengine.policy.written import TRUE, Writing, both, inside
from policyengine.source.models import DutySource, PermissionSource, RightSource
from policyengine.source.scalars import WrittenDuration

if TYPE_CHECKING:
    from policyengine.policy.vocabulary import Period
    from policyengine.source.positions import Path

DutyLike: TypeAlias = DutySource | RightSource | PermissionSource

# Stands where a part is faulty; the policy is refused then.
NOTHING = DayOf(Literal(None))
CALENDAR = ("year", "half_year", "quarter", "month", "electoral_term")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a provision concerns: a kind of record, perhaps a group by name, its condition and the figures in it."""

    kind: str
    group: str | None
    condition: Expr
    parameters: tuple[Parameter, ...] = ()

    def with_condition(self, when: Expr | None) -> Expr:
        """Return the condition of the group joined with one of the provision's own."""
        joined = both(self.condition, when)
        return joined if joined is not None else TRUE


def norm_from_source(
    source: DutyLike, path: Path, writing: Writing, subject: Subject, names: Names
) -> Norm:
    """Return what a duty, right or permission says; faults gather in `writing`."""
    reader = _Reader(source, path, writing, subject, Scope(names, subject.kind))
    if source.each is not None:
        return reader.at_every()
    if source.every is not None:
        return reader.recurring()
    if source.during is not None:
        return reader.during()
    duty = reader.duty()
    if source.done is None and source.holds is None:
        return Judgement(duty.group)
    return duty


@dataclass
class _Reader:
    source: DutyLike
    path: Path
    writing: Writing
    subject: Subject
    scope: Scope

    def group(self) -> Expr:
        """Return whom the duty applies to: the group, and `when`."""
        when = self.writing.condition(
            self.source.when, (*self.path, "when"), self.scope
        )
        return self.subject.with_condition(when)

    def duty(self) -> Duty:
        """Return one duty toward one subject."""
        source = self.source
        trigger = self._trigger()
        deadline = self._deadline()
        replaces = None
        group = self.group()
        if source.instead_of is not None:
            span = self.writing.map.value((*self.path, "instead_of"))
            replaces = Replacement(source.instead_of, group, span)
        return Duty(
            group,
            trigger,
            deadline,
            self._fulfilment(
                standing=trigger is None and deadline is None and replaces is None
            ),
            self._not_before(),
            self._lifting("unless"),
            self._lifting("excused_by"),
            replaces,
        )

    def _trigger(self) -> DayExpr | None:
        source, writing = self.source, self.writing
        for key in ("after", "before"):
            written = getattr(source, key)
            if written is not None:
                day = writing.day(written, (*self.path, key), self.scope)
                return day if day is not None else NOTHING
        return None

    def _deadline(self) -> Deadline | None:
        source, writing = self.source, self.writing
        if source.within is not None:
            place = (*self.path, "within")
            duration = writing.duration(source.within, place)
            return (
                Within(duration, writing.map.value(place))
                if duration is not None
                else None
            )
        if source.by is not None:
            place = (*self.path, "by")
            day = writing.fixed_day(source.by, place, self.scope)
            return By(day, writing.map.value(place)) if day else None
        if source.before is not None:
            return Before(writing.map.value((*self.path, "before")))
        return None

    def _not_before(self) -> DayExpr | None:
        written = self.source.not_before
        if written is None:
            return None
        return self.writing.fixed_day(written, (*self.path, "not_before"), self.scope)

    def _fulfilment(self, *, standing: bool) -> Done | Holds:
        source, writing = self.source, self.writing
        if source.done is not None:
            day = writing.day(source.done, (*self.path, "done"), self.scope)
            return Done(day if day is not None else NOTHING)
        return Holds(self._condition("holds") or TRUE, standing)

    def _condition(self, key: str, scope: Scope | None = None) -> Expr | None:
        return self.writing.condition(
            getattr(self.source, key), (*self.path, key), scope or self.scope
        )

    def _lifting(self, key: str) -> Expr | None:
        """Return a condition that may name the last day."""
        return self._condition(key, replace(self.scope, has_due=True))

    # --- the other shapes ---

    def recurring(self) -> Norm:
        """Return a duty of so many entries in every period."""
        source, writing = self.source, self.writing
        assert source.of is not None
        assert source.every is not None
        entries = writing.entries(source.of, (*self.path, "of"), self.scope)
        where = writing.condition(
            source.where, (*self.path, "where"), inside(entries, self.scope)
        )
        every = source.every
        length = None
        if isinstance(every, WrittenDuration) or every not in CALENDAR:
            length = writing.duration(every, (*self.path, "every"))
        elif source.after is not None:
            # "Every year" after a trigger means years counted from it, not calendar years.
            length = writing.duration(_FROM_TRIGGER[every], (*self.path, "every"))
        lasts = (
            writing.duration(source.for_, (*self.path, "for")) if source.for_ else None
        )
        if source.after is None:
            self._check_windows(length is not None)
        count = source.exactly if source.exactly is not None else source.at_least
        key = "exactly" if source.exactly is not None else "at_least"
        number = writing.whole(count, (*self.path, key)) if count is not None else 1
        group, trigger = self.group(), self._trigger()
        if entries is None:
            return Judgement(group)
        return Recurring(
            group,
            entries.list,
            entries.entry.dated_by,
            both(entries.where, where),
            length if length is not None else every,  # type: ignore[arg-type]
            number if number is not None else 1,
            source.exactly is not None,
            trigger,
            lasts,
        )

    def _check_windows(self, counted: bool) -> None:
        """Report what is counted from a trigger, where there is none."""
        counts = {"every": counted, "for": self.source.for_ is not None}
        for key in (key for key, here in counts.items() if here):
            message = f"`{key}` counts from a day that is not given"
            hint = "write `after:`, or a calendar period such as `every: year`"
            self.writing.at_odds(message, (*self.path, key), hint)

    def at_every(self) -> Norm:
        """Return a duty at every entry of a list; the entry's day triggers it and, with no other, is its last day."""
        source, writing = self.source, self.writing
        assert source.each is not None
        entries = writing.entries(source.each, (*self.path, "each"), self.scope)
        self.scope = inside(entries, self.scope)
        where = writing.condition(source.where, (*self.path, "where"), self.scope)
        trigger = NOTHING
        if entries is not None:
            trigger = DayOf(Member(Name(ITEM), entries.entry.dated_by))
        fulfilment = self._fulfilment(standing=False)
        duty = Duty(
            self.group(),
            trigger,
            self._deadline() or By(trigger),
            fulfilment,
            self._not_before(),
            self._lifting("unless"),
            self._lifting("excused_by"),
        )
        if entries is None:
            return Judgement(duty.group)
        return AtEvery(
            entries.list, entries.entry.dated_by, both(entries.where, where), duty
        )

    def during(self) -> Norm:
        """Return what must hold all through a period, or be done once in it."""
        source, writing = self.source, self.writing
        period = self._period()
        place = (*self.path, "during")
        start = DayOf(period.start) if period else NOTHING
        end = DayOf(period.end) if period and period.end is not None else None
        if source.done is not None:
            over = By(end, writing.map.value(place)) if end else None
            return Duty(
                self.group(),
                start,
                self._deadline() or over,
                self._fulfilment(standing=False),
                start,
                self._lifting("unless"),
                self._lifting("excused_by"),
            )
        if source.excused_by is not None:
            message = (
                "what must hold all through a period has no last day to be excused"
            )
            place = (*self.path, "excused_by")
            writing.at_odds(message, place, "write `unless`")
        grace = None
        if source.within is not None:
            grace = writing.duration(source.within, (*self.path, "within"))
        return Concurrent(
            self.group(),
            start,
            end,
            grace,
            self._condition("holds") or TRUE,
            self._condition("unless"),
        )

    def _period(self) -> Period | None:
        name = self.source.during
        if name is None or self.scope.unknown or name in self.writing.hidden:
            return None
        periods = self.scope.record.periods
        if name not in periods:
            hint = f"one of: {', '.join(periods)}" if periods else None
            message = f"no period `{name}`"
            self.writing.fault("PE202", message, (*self.path, "during"), hint)
        return periods.get(name)


_FROM_TRIGGER = {
    "year": WrittenDuration(1, "years"),
    "half_year": WrittenDuration(6, "months"),
    "quarter": WrittenDuration(3, "months"),
    "month": WrittenDuration(1, "months"),
    "electoral_term": WrittenDuration(4, "years"),
}

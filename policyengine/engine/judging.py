"""One target or indicator: its measure read on the right days, and judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.findings.measure_result import TargetBound
from policyengine.findings.target_words import bound_in_words, trend_in_words
from policyengine.measuring.taking import NOBODY, Subjects, Taken, apart, change, take
from policyengine.measuring.verdicts import (
    NO_RATE,
    Reading,
    Ruling,
    against_figure,
    against_previous,
    against_reading,
    step_in_turn,
)
from policyengine.policy.model import Bound, Indicator, Parity, Step, Target, Trend
from policyengine.policy.periods import (
    CalendarPeriod,
    Stretch,
    period_of,
)
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from datetime import date

    from policyengine.findings.measure_result import Bounds, Unit
    from policyengine.policy.model import Measure

DAY = timedelta(days=1)
NOTHING = Taken(Reading(None, fewest=0), NOBODY)
NO_BOUND = Text("Målet har ingen grænse", "The target has no bound")


@dataclass(frozen=True, slots=True)
class Judged:
    """A measure read and judged: by what, on which day, and beside which other reading."""

    taken: Taken
    day: date
    ruling: Ruling | None
    target: TargetBound | None = None
    reference: Bounds | None = None
    previous: Bounds | None = None
    previous_day: date | None = None


def judge(norm: Target | Indicator, subjects: Subjects, unit: Unit) -> Judged:
    """Return what a measure came to; `unit` is how its bound is written."""
    if norm.measure is None or norm.not_computable is not None:
        why = Ruling("not_computable", norm.not_computable)
        return Judged(NOTHING, subjects.as_of, why)
    match norm:
        case Indicator():
            return _follow(norm.measure, norm, subjects)
        case Target(trend=Trend() as trend):
            return _judge_trend(norm.measure, norm, trend, subjects)
        case Target(parity=Parity(reference, tolerance, by)):
            bound = Bound("exactly", reference)
            return _judge_bound(
                norm.measure, norm, Step(bound, by), tolerance, subjects, unit
            )
        case Target(steps=()):
            taken = take(norm.measure, subjects, subjects.as_of)
            return Judged(taken, subjects.as_of, Ruling("not_computable", NO_BOUND))
        case Target():
            step = step_in_turn(norm.steps, subjects.as_of)
            slack = norm.tolerance or Fraction(0)
            return _judge_bound(norm.measure, norm, step, slack, subjects, unit)


def _judge_bound(
    measured: Measure,
    norm: Target,
    step: Step,
    slack: Fraction,
    subjects: Subjects,
    unit: Unit,
) -> Judged:
    # A target with a day is frozen on it: later events neither rescue nor spoil.
    day = subjects.as_of if step.by is None else min(subjects.as_of, step.by)
    over = step.by is None or subjects.as_of > step.by
    taken = take(measured, subjects, day)
    relation, figure = step.bound.relation, step.bound.figure
    if isinstance(figure, Fraction):
        reference = None
        shown = figure
        ruling = against_figure(
            taken.reading,
            relation,
            figure,
            over=over,
            slack=slack,
            smallest_group=norm.smallest_group,
        )
    else:
        # A part of a cohort is held against the level of the whole.
        reference = take(figure, subjects.whole or subjects, day).reading
        shown = None
        ruling = against_reading(
            taken.reading,
            relation,
            reference,
            over=over,
            apart=apart(measured, figure, subjects, day)
            if subjects.whole is None
            else None,
            slack=slack,
            smallest_group=norm.smallest_group,
        )
    text = bound_in_words(relation, shown, unit, slack, step.by)
    return Judged(
        taken,
        day,
        ruling,
        TargetBound(text, relation, shown, step.by),
        reference=reference.bounds if reference else None,
    )


def _judge_trend(
    measured: Measure, norm: Target, trend: Trend, subjects: Subjects
) -> Judged:
    """Judge each period that counts; of several, one that was missed decides, else an undecidable one, else the last."""
    judged = [
        _judge_change(measured, norm, trend, subjects, compared)
        for compared in _compared(trend, subjects)
    ]
    for verdict in ("missed", "undecidable", "met"):
        for each in reversed(judged):
            if each.ruling is not None and each.ruling.verdict == verdict:
                return each
    return judged[-1]


def _judge_change(
    measured: Measure,
    norm: Target,
    trend: Trend,
    subjects: Subjects,
    compared: tuple[date, date, bool],
) -> Judged:
    before, now, over = compared
    taken = take(measured, subjects, now)
    earlier = take(measured, subjects, before).reading
    ruling = against_previous(
        taken.reading,
        earlier,
        trend.direction,
        over=over,
        apart=change(measured, subjects, before, now),
        smallest_group=norm.smallest_group,
    )
    text = trend_in_words(trend.direction, trend.every, trend.since, each=trend.each)
    return Judged(
        taken,
        now,
        ruling,
        TargetBound(text, trend.direction, None, None),
        previous=earlier.bounds,
        previous_day=before,
    )


def _compared(trend: Trend, subjects: Subjects) -> list[tuple[date, date, bool]]:
    """Return the days compared with, the days measured, and whether those have passed, in order.

    The period measured is the last one that is over and whose first day is in force, with `each` every such period;
    before there is any, the current one, which is not over.
    """
    if trend.since is not None:
        return [(trend.since, subjects.as_of, subjects.as_of > trend.since)]
    policy, current = subjects.policy, period_of(subjects.as_of, trend.every)
    ended = _before(current, trend.every)
    if policy.until_day is not None and policy.until_day < ended.first:
        ended = period_of(policy.until_day, trend.every)
    if policy.from_day is not None and ended.first < policy.from_day:
        return [(_before(current, trend.every).last, subjects.as_of, False)]
    periods = [ended]
    if trend.each and policy.from_day is not None:
        while (earlier := _before(periods[0], trend.every)).first >= policy.from_day:
            periods.insert(0, earlier)
    return [(_before(each, trend.every).last, each.last, True) for each in periods]


def _follow(measured: Measure, norm: Indicator, subjects: Subjects) -> Judged:
    before = _before(period_of(subjects.as_of, norm.every), norm.every).last
    taken = take(measured, subjects, subjects.as_of)
    nobody = taken.reading.bounds is None
    return Judged(
        taken,
        subjects.as_of,
        Ruling("not_computable", NO_RATE) if nobody else None,
        previous=take(measured, subjects, before).reading.bounds,
        previous_day=before,
    )


def _before(period: Stretch, every: CalendarPeriod) -> Stretch:
    return period_of(period.first - DAY, every)

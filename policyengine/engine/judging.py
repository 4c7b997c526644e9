"""One target or indicator: its measure read on the right days, and judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import NOBODY, Cohort, Taken
from policyengine.backends.python.measures.readings import apart, change, take
from policyengine.findings.measure_result import TargetBound
from policyengine.findings.target_words import bound_in_words, trend_in_words
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


def judge(norm: Target | Indicator, cohort: Cohort, unit: Unit) -> Judged:
    """Return what a measure came to; `unit` is how its bound is written."""
    if norm.measure is None or norm.not_computable is not None:
        why = Ruling("not_computable", norm.not_computable)
        return Judged(NOTHING, cohort.as_of, why)
    match norm:
        case Indicator():
            return _follow(norm.measure, norm, cohort)
        case Target(trend=Trend() as trend):
            return _judge_trend(norm.measure, norm, trend, cohort)
        case Target(parity=Parity(reference, tolerance, by)):
            bound = Bound("exactly", reference)
            return _judge_bound(
                norm.measure, norm, Step(bound, by), tolerance, cohort, unit
            )
        case Target(steps=()):
            taken = take(norm.measure, cohort, cohort.as_of)
            return Judged(taken, cohort.as_of, Ruling("not_computable", NO_BOUND))
        case Target():
            step = step_in_turn(norm.steps, cohort.as_of)
            slack = norm.tolerance or Fraction(0)
            return _judge_bound(norm.measure, norm, step, slack, cohort, unit)


def _judge_bound(
    measured: Measure,
    norm: Target,
    step: Step,
    slack: Fraction,
    cohort: Cohort,
    unit: Unit,
) -> Judged:
    # A target with a day is frozen on it: later events neither rescue nor spoil.
    day = cohort.as_of if step.by is None else min(cohort.as_of, step.by)
    over = step.by is None or cohort.as_of > step.by
    taken = take(measured, cohort, day)
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
        whole = replace(cohort, group=None)
        reference = take(figure, whole, day).reading
        shown = None
        ruling = against_reading(
            taken.reading,
            relation,
            reference,
            over=over,
            apart=apart(measured, figure, cohort, day) if cohort == whole else None,
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
    measured: Measure, norm: Target, trend: Trend, cohort: Cohort
) -> Judged:
    """Judge each period that counts; of several, one that was missed decides, else an undecidable one, else the last."""
    judged = [
        _judge_change(measured, norm, trend, cohort, compared)
        for compared in _compared(trend, cohort)
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
    cohort: Cohort,
    compared: tuple[date, date, bool],
) -> Judged:
    before, now, over = compared
    taken = take(measured, cohort, now)
    earlier = take(measured, cohort, before).reading
    ruling = against_previous(
        taken.reading,
        earlier,
        trend.direction,
        over=over,
        apart=change(measured, cohort, before, now),
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


def _compared(trend: Trend, cohort: Cohort) -> list[tuple[date, date, bool]]:
    """Return the days compared with, the days measured, and whether those have passed, in order.

    The period measured is the last one that is over and whose first day is in force, with `each` every such period;
    before there is any, the current one, which is not over.
    """
    if trend.since is not None:
        return [(trend.since, cohort.as_of, cohort.as_of > trend.since)]
    policy, current = cohort.policy, period_of(cohort.as_of, trend.every)
    ended = _before(current, trend.every)
    if policy.until_day is not None and policy.until_day < ended.first:
        ended = period_of(policy.until_day, trend.every)
    if policy.from_day is not None and ended.first < policy.from_day:
        return [(_before(current, trend.every).last, cohort.as_of, False)]
    periods = [ended]
    if trend.each and policy.from_day is not None:
        while (earlier := _before(periods[0], trend.every)).first >= policy.from_day:
            periods.insert(0, earlier)
    return [(_before(each, trend.every).last, each.last, True) for each in periods]


def _follow(measured: Measure, norm: Indicator, cohort: Cohort) -> Judged:
    before = _before(period_of(cohort.as_of, norm.every), norm.every).last
    taken = take(measured, cohort, cohort.as_of)
    nobody = taken.reading.bounds is None
    return Judged(
        taken,
        cohort.as_of,
        Ruling("not_computable", NO_RATE) if nobody else None,
        previous=take(measured, cohort, before).reading.bounds,
        previous_day=before,
    )


def _before(period: Stretch, every: CalendarPeriod) -> Stretch:
    return period_of(period.first - DAY, every)

"""What policies' targets and indicators come to over a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeAlias

from policyengine.backends.python.cohort import MUNICIPALITY, NOBODY, Cohort, Taken
from policyengine.backends.python.periods import CalendarPeriod, Stretch, period_of
from policyengine.backends.python.readings import apart, change, take
from policyengine.backends.python.verdicts import (
    NO_RATE,
    Reading,
    Ruling,
    against_figure,
    against_previous,
    against_reading,
    step_in_turn,
)
from policyengine.engine.actions import mend, priority
from policyengine.findings.measure_result import (
    Bounds,
    MeasureReport,
    MeasureResult,
    TargetBound,
)
from policyengine.findings.target_words import Unit, bound_in_words, trend_in_words
from policyengine.policy.in_force import answering, labels
from policyengine.policy.model import (
    Bound,
    GapBetween,
    Indicator,
    Measure,
    Parity,
    Policy,
    Provision,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    Step,
    Target,
    Trend,
)
from policyengine.policy.records import Records, read_records
from policyengine.policy.vocabulary import Text

RawRecord: TypeAlias = Mapping[str, object]

DAY = timedelta(days=1)
SHARES = (ShareOfSubjects, ShareInTime, ShareOfVolume)
NOTHING = Taken(Reading(None, fewest=0), NOBODY)
NO_BOUND = Text("Målet har ingen grænse", "The target has no bound")


def measure(
    policies: Policy | Sequence[Policy],
    records: RawRecord | Iterable[RawRecord],
    *,
    as_of: date,
    as_if_in_force: bool = False,
) -> MeasureReport:
    """Return what each target, goal and indicator of the policies in force comes to over the records.

    A record that does not fit the vocabulary is left out and named in the diagnostics, as is a policy that is not in
    force; with `as_if_in_force` it answers, and each result says so.
    """
    asked = (policies,) if isinstance(policies, Policy) else tuple(policies)
    given = [records] if isinstance(records, Mapping) else list(records)
    answer, diagnostics = answering(asked, as_of, as_if_in_force=as_if_in_force)
    faults = list(diagnostics)
    results: list[MeasureResult] = []
    for policy in answer:
        known, unread = read_records(given, policy.vocabulary)
        faults += [each for each in unread if each not in faults]
        cohort = Cohort(policy, known, as_of)
        for provision in policy.provisions:
            results += _results(provision, cohort)
    return MeasureReport(as_of, asked, tuple(results), tuple(faults))


def _results(provision: Provision, cohort: Cohort) -> Iterator[MeasureResult]:
    for norm in (provision.norm, provision.goal):
        if isinstance(norm, Target | Indicator):
            for part in _split(cohort, norm.for_each):
                yield _result(provision, norm, part)


def _split(cohort: Cohort, for_each: str | None) -> tuple[Cohort, ...]:
    """Return the cohort's part for each record of a kind; without any there is nobody to measure."""
    if for_each is None or for_each == MUNICIPALITY:
        return (cohort,)
    parts = tuple(
        replace(cohort, group=each)
        for each in cohort.records.subjects
        if each.kind == for_each
    )
    return parts or (replace(cohort, records=Records(())),)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A measure read and judged: by what, on which day, and beside which other reading."""

    taken: Taken
    day: date
    ruling: Ruling | None
    target: TargetBound | None = None
    reference: Bounds | None = None
    previous: Bounds | None = None
    previous_day: date | None = None


def _result(
    provision: Provision, norm: Target | Indicator, cohort: Cohort
) -> MeasureResult:
    judged = _judge(norm, cohort)
    bounds, ruling, target = judged.taken.reading.bounds, judged.ruling, judged.target
    missed = ruling is not None and ruling.verdict == "missed"
    baseline = norm.baseline if isinstance(norm, Target) else None
    return MeasureResult(
        policy=cohort.policy,
        provision=provision.id,
        kind=provision.kind,
        text=provision.text,
        strength=provision.strength,
        bearer=provision.bearer,
        citations=provision.citations,
        group=cohort.group.id if cohort.group else None,
        as_of=cohort.as_of,
        day=judged.day,
        counts=judged.taken.counts,
        is_share=isinstance(norm.measure, SHARES),
        bounds=bounds,
        may_be_wide=ruling.may_be_wide if ruling else judged.taken.reading.may_be_wide,
        target=target,
        reference=judged.reference,
        previous=judged.previous,
        previous_day=judged.previous_day,
        baseline=baseline,
        progress=_progress(baseline, bounds, target.figure if target else None),
        verdict=ruling.verdict if ruling else None,
        reason=ruling.reason if ruling else None,
        assumptions=tuple(p for p in provision.parameters if p.provenance != "text"),
        reading=provision.reading,
        notes=provision.notes,
        actions=mend(
            provision, target.by if target else None, priority(provision.strength, 0)
        )
        if missed
        else (),
        labels=labels(cohort.policy, cohort.as_of),
    )


def _judge(norm: Target | Indicator, cohort: Cohort) -> _Judged:
    if norm.measure is None or norm.not_computable is not None:
        why = Ruling("not_computable", norm.not_computable)
        return _Judged(NOTHING, cohort.as_of, why)
    match norm:
        case Indicator():
            return _follow(norm.measure, norm, cohort)
        case Target(trend=Trend() as trend):
            return _judge_trend(norm.measure, norm, trend, cohort)
        case Target(parity=Parity(reference, tolerance, by)):
            bound = Bound("exactly", reference)
            return _judge_bound(norm.measure, norm, Step(bound, by), tolerance, cohort)
        case Target(steps=()):
            taken = take(norm.measure, cohort, cohort.as_of)
            return _Judged(taken, cohort.as_of, Ruling("not_computable", NO_BOUND))
        case Target():
            step = step_in_turn(norm.steps, cohort.as_of)
            slack = norm.tolerance or Fraction(0)
            return _judge_bound(norm.measure, norm, step, slack, cohort)


def _judge_bound(
    measured: Measure, norm: Target, step: Step, slack: Fraction, cohort: Cohort
) -> _Judged:
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
    text = bound_in_words(relation, shown, _unit(measured), slack, step.by)
    return _Judged(
        taken,
        day,
        ruling,
        TargetBound(text, relation, shown, step.by),
        reference=reference.bounds if reference else None,
    )


def _judge_trend(
    measured: Measure, norm: Target, trend: Trend, cohort: Cohort
) -> _Judged:
    before, now, over = _compared_days(trend, cohort)
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
    text = trend_in_words(trend.direction, trend.every, trend.since)
    return _Judged(
        taken,
        now,
        ruling,
        TargetBound(text, trend.direction, None, None),
        previous=earlier.bounds,
        previous_day=before,
    )


def _compared_days(trend: Trend, cohort: Cohort) -> tuple[date, date, bool]:
    """Return the day compared with, the day measured, and whether that one has passed.

    The period measured is the last one that is over and whose first day is in force; before there is any, the
    current one, which is not over.
    """
    if trend.since is not None:
        return trend.since, cohort.as_of, cohort.as_of > trend.since
    policy, current = cohort.policy, period_of(cohort.as_of, trend.every)
    ended = _before(current, trend.every)
    if policy.until_day is not None and policy.until_day < ended.first:
        ended = period_of(policy.until_day, trend.every)
    if policy.from_day is not None and ended.first < policy.from_day:
        return _before(current, trend.every).last, cohort.as_of, False
    return _before(ended, trend.every).last, ended.last, True


def _follow(measured: Measure, norm: Indicator, cohort: Cohort) -> _Judged:
    before = _before(period_of(cohort.as_of, norm.every), norm.every).last
    taken = take(measured, cohort, cohort.as_of)
    nobody = taken.reading.bounds is None
    return _Judged(
        taken,
        cohort.as_of,
        Ruling("not_computable", NO_RATE) if nobody else None,
        previous=take(measured, cohort, before).reading.bounds,
        previous_day=before,
    )


def _before(period: Stretch, every: CalendarPeriod) -> Stretch:
    return period_of(period.first - DAY, every)


def _progress(
    baseline: Fraction | None, bounds: Bounds | None, goal: Fraction | None
) -> Fraction | None:
    """Return how much of the way from baseline to goal is covered; None where that is not certain."""
    reached = bounds.exact if bounds else None
    if baseline is None or reached is None or goal is None or goal == baseline:
        return None
    return (reached - baseline) / (goal - baseline)


def _unit(measured: Measure) -> Unit:
    if isinstance(measured, SHARES):
        return "percent"
    if isinstance(measured, GapBetween) and isinstance(measured.first, SHARES):
        return "points"
    return "number"

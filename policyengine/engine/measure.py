"""What policies' targets and indicators come to over a cohort."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.python.measures.cohort import MUNICIPALITY, Cohort
from policyengine.backends.python.measures.readings import Recorded
from policyengine.engine.actions import mend, priority
from policyengine.engine.judging import judge
from policyengine.findings.measure_result import (
    Bounds,
    MeasureReport,
    MeasureResult,
    Unit,
)
from policyengine.policy.in_force import answering, labels
from policyengine.policy.model import (
    GapBetween,
    Indicator,
    Measure,
    Policy,
    Provision,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    Target,
)
from policyengine.policy.records import Records, read_records

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

RawRecord: TypeAlias = Mapping[str, object]

SHARES = (ShareOfSubjects, ShareInTime, ShareOfVolume)


def measure(
    policies: Policy | Sequence[Policy],
    records: RawRecord | Iterable[RawRecord],
    *,
    as_of: date,
    as_if_in_force: bool = False,
    only: Container[str] | None = None,
) -> MeasureReport:
    """Return what each target, goal and indicator of the policies in force comes to over the records.

    A record that does not fit the vocabulary is left out and named in the diagnostics, as is a policy that is not in
    force; with `as_if_in_force` it answers, and each result says so. `only` leaves out the provisions
    whose ids it does not hold.
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
            if only is None or provision.id in only:
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


def _result(
    provision: Provision, norm: Target | Indicator, cohort: Cohort
) -> MeasureResult:
    unit = unit_of(norm.measure, provision)
    judged = judge(norm, Recorded(cohort), unit)
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
        unit=unit,
    )


def _progress(
    baseline: Fraction | None, bounds: Bounds | None, goal: Fraction | None
) -> Fraction | None:
    """Return how much of the way from baseline to goal is covered; None where that is not certain."""
    reached = bounds.exact if bounds else None
    if baseline is None or reached is None or goal is None or goal == baseline:
        return None
    return (reached - baseline) / (goal - baseline)


def unit_of(measured: Measure | None, provision: Provision) -> Unit:
    """Return how the value is written: of what is no share, the sign its figures stand with decides."""
    written = [figure.value for figure in provision.parameters]
    in_points = any(figure.endswith("pp") for figure in written)
    in_percent = any(figure.endswith("%") for figure in written)
    match measured:
        case ShareOfSubjects() | ShareInTime() | ShareOfVolume():
            return "percent"
        case GapBetween(first, second) if in_points or "percent" in (
            unit_of(first, provision),
            unit_of(second, provision),
        ):
            return "points"
        case _:
            return "percent" if in_percent else "number"

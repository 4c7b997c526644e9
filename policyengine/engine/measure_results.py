"""The results of a policy's targets and indicators: each norm judged, in each part and group of a cohort."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import MUNICIPALITY
from policyengine.backends.python.measures.readings import Recorded
from policyengine.engine.actions import mend, priority
from policyengine.engine.judging import judge
from policyengine.findings.measure_result import Bounds, MeasureResult, Unit
from policyengine.measuring.groups import Group, leader_of
from policyengine.policy.in_force import labels
from policyengine.policy.model import (
    GapBetween,
    Indicator,
    Measure,
    Provision,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    Target,
)
from policyengine.policy.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from policyengine.measuring.taking import Subjects

SHARES = (ShareOfSubjects, ShareInTime, ShareOfVolume)


def results_of(
    whole: Recorded, wanted: Callable[[Provision], bool]
) -> Iterator[MeasureResult]:
    """Yield what each norm of wanted provisions comes to, in each part and group of a cohort."""
    for provision in filter(wanted, whole.policy.provisions):
        for norm in norms_of(provision):
            for part in _split(whole, norm.for_each):
                for each in _grouped(part, norm):
                    one = each.cohort.group
                    group = one.id if one else None
                    yield result(provision, norm, each, group, each.group)


def norms_of(provision: Provision) -> Iterator[Target | Indicator]:
    """Yield what of a provision is measured: itself, and the goal it has."""
    for norm in (provision.norm, provision.goal):
        if isinstance(norm, Target | Indicator):
            yield norm


def _split(whole: Recorded, for_each: str | None) -> Iterator[Recorded]:
    """Yield the cohort's part for each record of a kind; without any there is nobody to measure."""
    if for_each is None or for_each == MUNICIPALITY:
        yield whole
        return
    records = whole.cohort.records
    parts = [each for each in records.subjects if each.kind == for_each]
    for each in parts:
        yield replace(whole, cohort=replace(whole.cohort, group=each))
    if not parts:
        yield Recorded(replace(whole.cohort, records=Records(())), whole.names)


def _grouped(part: Recorded, norm: Target | Indicator) -> Iterator[Recorded]:
    """Yield a part by groups; where there are none, as it is."""
    groups: list[Group] = []
    if part.names and norm.measure is not None:
        groups = part.groups(leader_of(norm.measure, part.names, part.policy))
    for group in groups or [()]:
        yield replace(part, group=group)


def result(
    provision: Provision,
    norm: Target | Indicator,
    subjects: Subjects,
    group: str | None,
    within: Group,
) -> MeasureResult:
    """Return what a norm comes to over subjects, which are those of `group` and `within`."""
    unit = unit_of(norm.measure, provision)
    judged = judge(norm, subjects, unit)
    bounds, ruling, target = judged.taken.reading.bounds, judged.ruling, judged.target
    missed = ruling is not None and ruling.verdict == "missed"
    baseline = norm.baseline if isinstance(norm, Target) else None
    return MeasureResult(
        policy=subjects.policy,
        provision=provision.id,
        kind=provision.kind,
        text=provision.text,
        strength=provision.strength,
        bearer=provision.bearer,
        citations=provision.citations,
        group=group,
        as_of=subjects.as_of,
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
        labels=labels(subjects.policy, subjects.as_of),
        unit=unit,
        within=within,
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

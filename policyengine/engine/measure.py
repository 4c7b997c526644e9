"""What policies' targets and indicators come to over a cohort."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, cast

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
from policyengine.measuring.groups import Group, checked, leader_of
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

    from policyengine.backends.sql.given import Data
    from policyengine.engine.cohort import Engine
    from policyengine.measuring.taking import Subjects

RawRecord: TypeAlias = Mapping[str, object]

SHARES = (ShareOfSubjects, ShareInTime, ShareOfVolume)


def measure(
    policies: Policy | Sequence[Policy],
    data: Data | RawRecord,
    *,
    as_of: date,
    as_if_in_force: bool = False,
    only: Container[str] | None = None,
    group_by: str | Iterable[str] | None = None,
    engine: Engine | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> MeasureReport:
    """Return what each target, goal and indicator of the policies in force comes to over records.

    `data` are records, or what `assess_cohort` takes: a file, a glob, a table that gives an Arrow stream, a database's
    URL, or a mapping from kind of record to such a table. Tables are counted where they are, in DuckDB, by statements
    that give the very figures of the reference; `engine` "python" asks it alone, which is slow.

    A record that does not fit the vocabulary is left out and named in the diagnostics, as is a policy that is not in
    force; with `as_if_in_force` it answers, and each result says so. `only` leaves out the provisions
    whose ids it does not hold.

    `group_by` names municipality, month, quarter or year (of the day that starts a duty), links, and facts that are a
    choice or a text: each measure has a result for each group of those it is about, by the names that apply to them.
    Those of whom a fact or period is unknown are a group by themselves; who may be linked to any record may be in each
    group. What a target is held against is that of the same group.

    Raises UsageError where data cannot be read, or nothing can be grouped by a name.
    """
    asked = (policies,) if isinstance(policies, Policy) else tuple(policies)

    def wanted(provision: Provision) -> bool:
        return only is None or provision.id in only

    if engine == "duckdb" or _is_tables(data, asked):
        # pyarrow, sqlglot and duckdb are heavy.
        from policyengine.engine.measure_cohort import measure_cohort  # noqa: PLC0415

        return measure_cohort(
            asked,
            cast("Data", data),
            as_of=as_of,
            as_if_in_force=as_if_in_force,
            wanted=wanted,
            group_by=group_by,
            engine=engine or "duckdb",
            memory_limit=memory_limit,
            threads=threads,
        )
    given = [data] if isinstance(data, Mapping) else list(cast("Iterable[RawRecord]", data))  # fmt: skip
    answer, diagnostics = answering(asked, as_of, as_if_in_force=as_if_in_force)
    faults = list(diagnostics)
    results: list[MeasureResult] = []
    for policy in answer:
        known, unread = read_records(given, policy.vocabulary)
        faults += [each for each in unread if each not in faults]
        names = checked(group_by, policy.vocabulary)
        results += results_of(Recorded(Cohort(policy, known, as_of), names), wanted)
    return MeasureReport(as_of, asked, tuple(results), tuple(faults))


def _is_tables(data: object, policies: Sequence[Policy]) -> bool:
    """Whether data are tables, and not records."""
    match data:
        case str() | os.PathLike():
            return True
        case Mapping():
            kinds = {kind for each in policies for kind in each.vocabulary.kinds}
            return any(name in kinds for name in data)
        case [str() | os.PathLike(), *_]:
            return True
        case _:
            return hasattr(data, "__arrow_c_stream__")


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

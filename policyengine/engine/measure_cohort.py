"""What policies' targets and indicators come to over a cohort of tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import Cohort as RecordsOfCohort
from policyengine.backends.python.measures.readings import Recorded
from policyengine.backends.sql.on_duckdb import Cohort
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.counting import Counts, ids_of, parts
from policyengine.engine.measure_results import norms_of, result, results_of
from policyengine.engine.settling import Reference
from policyengine.feel.names import walk
from policyengine.feel.nodes import Name, Path
from policyengine.findings.measure_result import MeasureReport, MeasureResult
from policyengine.measuring.groups import MUNICIPALITY, checked, leader_of
from policyengine.policy.expressions import expressions
from policyengine.policy.in_force import answering
from policyengine.policy.records import Record, Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from policyengine.backends.sql.given import Data
    from policyengine.engine.cohort import Engine
    from policyengine.engine.counting import Part
    from policyengine.measuring.groups import Group
    from policyengine.policy.model import Indicator, Policy, Provision, Target

    Wanted = Callable[[Provision], bool]


def measure_cohort(
    asked: Sequence[Policy],
    data: Data,
    *,
    as_of: date,
    as_if_in_force: bool,
    wanted: Wanted,
    group_by: str | Iterable[str] | None,
    engine: Engine,
    memory_limit: str | None,
    threads: int | None,
) -> MeasureReport:
    """Return what `engine.measure.measure` does, of data that stay where they are."""
    if len({each.vocabulary.sha256 for each in asked}) != 1:
        raise UsageError("a cohort is measured by policies of one vocabulary")
    vocabulary = asked[0].vocabulary
    names = checked(group_by, vocabulary)
    answer, silent = answering(asked, as_of, as_if_in_force=as_if_in_force)
    cohort = Cohort(data, vocabulary, memory_limit=memory_limit, threads=threads)
    try:
        faults = [*silent, *cohort.diagnostics]
        faults += cohort.check({*names, *_read(answer)})
        results: list[MeasureResult] = []
        for policy in answer:
            reference = Reference({policy.id: policy}, cohort, as_of)
            if engine == "python":
                records = _all_records(cohort, reference)
                whole = Recorded(RecordsOfCohort(policy, records, as_of), names)
                results += results_of(whole, wanted)
                continue
            counts = Counts(policy, as_of, names, cohort, reference)
            results += _results(counts, wanted)
            faults += counts.told
    finally:
        cohort.close()
    return MeasureReport(as_of, tuple(asked), tuple(results), tuple(faults))


def _results(counts: Counts, wanted: Wanted) -> Iterator[MeasureResult]:
    for provision in filter(wanted, counts.policy.provisions):
        for norm in norms_of(provision):
            for_each = None if norm.for_each == MUNICIPALITY else norm.for_each
            records = ids_of(counts.cohort, for_each) if for_each else ()
            for part in parts(counts, for_each, records):
                for group in _groups(part, norm):
                    one = replace(part, group=group)
                    yield result(provision, norm, one, part.record, group)


def _groups(part: Part, norm: Target | Indicator) -> list[Group]:
    names = part.counts.names
    if not names or norm.measure is None:
        return [()]
    leader = leader_of(norm.measure, names, part.policy)
    return part.groups(leader) or [()]


def _all_records(cohort: Cohort, reference: Reference) -> Records:
    found: dict[tuple[str, str], Record] = {}
    for kind in cohort.source.tables:
        for each in reference.records(kind, ids_of(cohort, kind)).subjects:
            found[each.kind, each.id] = each
    return Records(tuple(found.values()))


def _read(policies: Iterable[Policy]) -> Iterator[str]:
    """Yield the names of all facts, links and members that policies read."""
    for policy in policies:
        for provision in policy.provisions:
            for expr in expressions((provision.norm, provision.goal)):
                for part in walk(expr):
                    match part:
                        case Name(name):
                            yield from name.split(".")
                        case Path(member=member):
                            yield member
                        case _:
                            continue
    for policy in policies:
        for kind in policy.vocabulary.kinds.values():
            yield from kind.links
            for fact in kind.facts.values():
                if fact.entry is not None:
                    yield fact.entry.dated_by

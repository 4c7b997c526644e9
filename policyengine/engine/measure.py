"""What policies' targets and indicators come to over a cohort."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from policyengine.backends.python.measures.cohort import Cohort
from policyengine.backends.python.measures.readings import Recorded
from policyengine.engine.measure_results import results_of
from policyengine.findings.measure_result import (
    MeasureReport,
    MeasureResult,
)
from policyengine.measuring.groups import checked
from policyengine.policy.in_force import answering
from policyengine.policy.model import (
    Policy,
    Provision,
)
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from datetime import date

    from policyengine.backends.sql.given import Data
    from policyengine.engine.cohort import Engine

RawRecord: TypeAlias = Mapping[str, object]


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

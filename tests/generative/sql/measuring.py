"""Measures of one cohort by both engines, to be held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import policyengine as pe
from policyengine.backends.sql.tables import tables_of
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from policyengine.backends.sql.tables import Layout
    from policyengine.findings.measure_result import MeasureReport, MeasureResult
    from policyengine.policy.model import Policy

Raw = dict[str, Any]
Key = tuple[str, str, "str | None", tuple[object, ...]]


def by_python(
    policy: Policy, records: Iterable[Mapping[str, object]], as_of: date, **asked: Any
) -> MeasureReport:
    """Return what the reference measures."""
    return pe.measure(policy, records, as_of=as_of, as_if_in_force=True, **asked)


def by_duckdb(
    policy: Policy,
    records: Iterable[Mapping[str, object]],
    as_of: date,
    layout: Layout = "nested",
    **asked: Any,
) -> MeasureReport:
    """Return what DuckDB measures of the same records, as tables."""
    read, faults = read_records(records, policy.vocabulary)
    assert not faults
    tables, _ = tables_of(read, policy.vocabulary, layout)
    return pe.measure(policy, tables, as_of=as_of, as_if_in_force=True, **asked)


def told(report: MeasureReport) -> dict[Key, tuple[object, ...]]:
    """Return all that a report says of each measure, by its place."""
    found = {_key(each): _said(each) for each in report.measures}
    assert len(found) == len(report.measures)
    return found


def differing(expected: MeasureReport, got: MeasureReport) -> dict[Key, object]:
    """Return the measures of which two reports say different things."""
    wanted, found = told(expected), told(got)
    return {
        key: (wanted.get(key), found.get(key))
        for key in wanted.keys() | found.keys()
        if wanted.get(key) != found.get(key)
    }


def only(report: MeasureReport, provision: str) -> Sequence[MeasureResult]:
    """Return what a report says of one provision."""
    return [each for each in report.measures if each.provision == provision]


def _key(each: MeasureResult) -> Key:
    return each.provision, each.kind, each.group, each.within


def _said(each: MeasureResult) -> tuple[object, ...]:
    return (
        each.day,
        each.counts,
        each.bounds,
        each.may_be_wide,
        each.reference,
        each.previous,
        each.previous_day,
        each.progress,
        each.verdict,
        each.reason,
    )

"""What policies say of everybody in a cohort that lives in Apache Spark: the question, and its answer as a DataFrame."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.on_spark import Cohort, by_subject
from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.spark_layouts import (
    BREACHES,
    FINDINGS,
    STEM,
    SUBJECT,
    breaches,
    findings,
    left_open,
    listed,
    many,
    of_kind,
    put_in,
    singles,
    titles,
    wide,
)
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.cohort_answers import ENTRY
from policyengine.engine.settling import Reference
from policyengine.policy.in_force import answering
from policyengine.policy.model import Policy

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from policyengine.backends.sql.on_spark import Data, Frame, Session
    from policyengine.backends.sql.plan import Cell, CohortPlan
    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.engine.cohort_layouts import Layout
    from policyengine.engine.settling import Answer


@dataclass(frozen=True)
class SparkAssessment:
    """What policies say of a cohort, as a DataFrame of the session that was given; it is worked out when acted on.

    `subjects` counts them by kind of record. `diagnostics` name policies that do not answer, provisions that have no
    SQL, and what of the data is left out.
    """

    as_of: date
    policies: tuple[Policy, ...]
    layout: Layout
    subjects: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    frame: Frame = field(repr=False)


def assess_in_spark(
    policies: Policy | Sequence[Policy],
    data: Data,
    *,
    session: Session,
    as_of: date,
    layout: Layout = "wide",
    as_if_in_force: bool = False,
    permissions: bool = False,
    only: Container[str] | None = None,
) -> SparkAssessment:
    """Return what each policy in force says of each subject, by its computable provisions, in the layouts of `assess_cohort`.

    `data` is a DataFrame or the name of a table, of persons, or a mapping from kind of record to such. Columns are
    named as the vocabulary's facts, and lists are arrays of structs.

    The data are looked at at once: to count them, to leave out rows that cannot be used, and to fetch to the driver
    the few subjects of whom SQL cannot be exact, for the reference evaluator. Workers need Spark alone. The session's
    `spark.sql.codegen.hugeMethodLimit` is lowered to 8000 and stays so.

    Raises UsageError where a table is missing or the policies have different vocabularies.
    """
    asked = (policies,) if isinstance(policies, Policy) else tuple(policies)
    if len({each.vocabulary.sha256 for each in asked}) != 1:
        raise UsageError("a cohort is assessed by policies of one vocabulary")
    if len({each.id for each in asked}) != len(asked):
        raise UsageError("a policy is given twice")
    answer, silent = answering(asked, as_of, as_if_in_force=as_if_in_force)
    wanted = {
        (policy.id, each.id)
        for policy in answer
        for each in policy.provisions
        if (only is None or each.id in only)
        and (permissions or each.kind != "permission")
    }
    cohort = Cohort(session, data, asked[0].vocabulary)
    try:
        plan = compile_cohort(answer, cohort.source, as_of=as_of, dialect="spark")
        told = [*plan.refused, *cohort.check(_read(plan))]
        reference = Reference({each.id: each for each in answer}, cohort, as_of)
        answers = tuple(_answers(plan, wanted, cohort, reference, session))
        frame = _laid_out(layout, answers, cohort, session)
    finally:
        cohort.close()
    return SparkAssessment(
        as_of,
        asked,
        layout,
        MappingProxyType(cohort.rows),
        (*silent, *cohort.diagnostics, *told),
        frame,
    )


@dataclass(frozen=True)
class _Answers:
    """What a statement says, settled: a row for each subject, or for each answer of one cell."""

    kind: str
    cells: tuple[Cell, ...]
    frame: Frame
    lists: bool = False


def _read(plan: CohortPlan) -> set[str]:
    queries = [each.query for each in plan.wide] + [each.query for each in plan.long]
    return {column.name for query in queries for column in query.find_all(exp.Column)}


def _answers(
    plan: CohortPlan,
    wanted: Container[tuple[str, str]],
    cohort: Cohort,
    reference: Reference,
    session: Session,
) -> Iterator[_Answers]:
    for each in plan.wide:
        cells = tuple(c for c in each.cells if (c.policy, c.provision) in wanted)
        if cells:
            flags = {c.column: f"{c.column}_open" for c in cells}
            left = _may_be(flags, each.query)
            frame = cohort.run(sql(each.query, "spark"))
            settled = _settled(frame, cells, left, reference, session)
            yield _Answers(each.kind, cells, settled)
    for long in plan.long:
        cell = long.cell
        if (cell.policy, cell.provision) in wanted:
            left = _may_be({cell.column: "open"}, long.query)
            frame = cohort.run(sql(long.query, "spark"))
            settled = _settled_lists(frame, cell, left, reference, session)
            yield _Answers(cell.kind, (cell,), settled, lists=True)


# --- what SQL leaves open -----------------------------------------------------


def _may_be(flags: Mapping[str, str], query: exp.Query) -> dict[str, str]:
    """Return the flags that a query does not say are false whatever the data; most are."""
    never = {each.alias for each in query.selects if each.unalias() == exp.false()}
    return {stem: flag for stem, flag in flags.items() if flag not in never}


def _settled(
    frame: Frame,
    cells: Sequence[Cell],
    flags: Mapping[str, str],
    reference: Reference,
    session: Session,
) -> Frame:
    """Put what the reference says into the cells that are open."""
    by_stem = {each.column: each for each in cells}
    rows = _open(frame, flags)
    asked: dict[str, list[Cell]] = {}
    for key, stem in rows:
        asked.setdefault(key, []).append(by_stem[stem])
    found: dict[str, dict[str, Answer]] = {}
    for key, cell, (answer,) in reference.answers(asked.items()):
        found.setdefault(cell.column, {})[key] = answer
    if not found:
        return frame
    ids = list(asked)
    columns = {
        f"{stem}_settled": pa.array(
            [_entry(by_id[key]) if key in by_id else None for key in ids], ENTRY
        )
        for stem, by_id in found.items()
    }
    settled = session.createDataFrame(pa.table({ID: ids, **columns}))
    return frame.join(settled, ID, "left").selectExpr(*put_in(cells, found))


def _settled_lists(
    frame: Frame,
    cell: Cell,
    flags: Mapping[str, str],
    reference: Reference,
    session: Session,
) -> Frame:
    """Put what the reference says of subjects of whom an answer is open in place of all their answers."""
    left = list(dict.fromkeys(key for key, _ in _open(frame, flags)))
    if not left:
        return frame
    rows = [
        {ID: key, **_entry(each)}
        for key, _, answers in reference.answers((key, [cell]) for key in left)
        for each in answers
    ]
    schema = pa.schema([(ID, pa.string()), *ENTRY])
    settled = session.createDataFrame(pa.Table.from_pylist(rows, schema))
    closed = frame.join(session.createDataFrame(pa.table({ID: left})), ID, "left_anti")
    return closed.select(settled.columns).union(settled)


def _open(frame: Frame, flags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the ids of subjects and the stems of what is open of them, to the driver."""
    if not flags:
        return []
    columns, is_open = left_open(flags)
    rows = frame.selectExpr(*columns).where(is_open).toArrow()
    return list(zip(rows[ID].to_pylist(), rows[STEM].to_pylist(), strict=True))


def _entry(answer: Answer) -> dict[str, object]:
    return {name: getattr(answer, name) for name in ENTRY.names}


# --- layouts ------------------------------------------------------------------


def _laid_out(
    layout: Layout, answers: Sequence[_Answers], cohort: Cohort, session: Session
) -> Frame:
    if layout == "wide":
        return _wide(answers, cohort, session)
    rows = [
        each.frame.selectExpr(
            *(many(each.cells[0]) if each.lists else singles(each.kind, each.cells))
        )
        for each in answers
    ]
    if layout == "findings":
        found = [each.selectExpr(*findings()) for each in rows]
        return _together(found, FINDINGS, session)
    breached, columns = breaches()
    found = [each.where(breached).selectExpr(*columns) for each in rows]
    return _together(found, BREACHES, session)


def _wide(answers: Sequence[_Answers], cohort: Cohort, session: Session) -> Frame:
    """Return a row for each subject; what concerns other kinds of record is NULL."""
    found = []
    for kind in dict.fromkeys(each.kind for each in answers):
        mine = [each for each in answers if each.kind == kind]
        once = [a.frame.selectExpr(*wide(a.cells)) for a in mine if not a.lists]
        several = [by_subject(a.frame, listed(a.cells[0])) for a in mine if a.lists]
        rows = once.pop(0) if once else cohort.ids(kind)
        for each in (*once, *several):
            rows = rows.join(each, ID, "left")
        found.append(rows.selectExpr(of_kind(kind), "*"))
    frame = _together(found, SUBJECT, session)
    cells = [cell for each in answers for cell in each.cells]
    lists = {each.cells[0] for each in answers if each.lists}
    order = sorted(cells, key=lambda each: int(each.column[1:]))
    return frame.selectExpr(*SUBJECT, *titles(order, lists))


def _together(
    frames: Sequence[Frame], columns: Mapping[str, str], session: Session
) -> Frame:
    if not frames:
        schema = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
        return session.createDataFrame([], schema)
    return reduce(
        lambda one, other: one.unionByName(other, allowMissingColumns=True), frames
    )

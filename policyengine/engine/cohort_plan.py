"""From policies and data to a stream of answers: statements are made, run, settled and put side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from policyengine.backends.sql.around import ids_of, open_in, ordered
from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.plan import Cell, compile_cohort, sql
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.engine.cohort_answers import (
    Answers,
    Statement,
    settled,
    side_by_side,
)
from policyengine.engine.settling import Fetching, Reference
from policyengine.policy.model import AtEvery, Concurrent, Duty, Recurring

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
    from datetime import date
    from typing import TypeAlias

    import pyarrow as pa

    from policyengine.backends.sql.canonical import Dialect
    from policyengine.backends.sql.plan import CohortPlan
    from policyengine.policy.model import Policy, Provision

    Wanted: TypeAlias = Callable[[Provision], bool]

SEVERAL = (Recurring, AtEvery)

# What the columns of a cell are called, behind its stem.
ENDS = ("", "_from", "_until", "_open")


class Cohort(Fetching, Protocol):
    """An open cohort of any engine."""

    dialect: Dialect
    diagnostics: list[Diagnostic]

    @property
    def rows(self) -> Mapping[str, int]:
        """How many subjects of each kind there are, once `check` was called."""

    def check(self, used: Collection[str]) -> list[Diagnostic]:
        """Leave out subjects who cannot be used, and say why."""

    def listed(self, query: str, column: str) -> str:
        """Return a `Long` query with a row for each subject: all answers as one list, and whether any is open."""

    def run(self, query: str) -> Iterator[pa.RecordBatch]:
        """Yield what a query answers, as batches of Arrow."""

    def close(self) -> None:
        """Let go of the data."""


@dataclass(frozen=True)
class Asked:
    """Statements over an open cohort, and the reference for what they leave open."""

    cohort: Cohort
    statements: tuple[Statement, ...]
    reference: Reference
    settle: bool = True

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All that is answered, in the order of the policies."""
        found = [cell for each in self.statements for cell in each.cells]
        order = {
            (policy.id, provision.id): number
            for policy in self.reference.policies.values()
            for number, provision in enumerate(policy.provisions)
        }
        policies = list(self.reference.policies)
        return tuple(
            sorted(
                found,
                key=lambda each: (
                    policies.index(each.policy),
                    order[each.policy, each.provision],
                ),
            )
        )

    @property
    def several(self) -> frozenset[Cell]:
        """The cells that answer several times."""
        return frozenset(
            cell for each in self.statements if each.lists for cell in each.cells
        )

    @property
    def rows(self) -> int:
        """How many rows all statements give together."""
        return sum(self.cohort.rows[each.kind] for each in self.statements)

    @property
    def subjects(self) -> int:
        """How many subjects are asked about."""
        kinds = {each.kind for each in self.statements}
        return sum(self.cohort.rows[each] for each in kinds)

    def one_by_one(self) -> Iterator[Answers]:
        """Yield what each statement answers."""
        for each in self.statements:
            yield from self._answers(each, each.query)

    def by_subject(self) -> Iterator[Answers]:
        """Yield what all statements about the same subjects answer, together."""
        kinds = dict.fromkeys(each.kind for each in self.statements)
        for kind in kinds:
            mine = [each for each in self.statements if each.kind == kind]
            if len(mine) == 1:
                yield from self._answers(mine[0], mine[0].query)
            else:
                yield from side_by_side(
                    [self._answers(each, ordered(each.query)) for each in mine]
                )

    def _answers(self, statement: Statement, query: str) -> Iterator[Answers]:
        for batch in self.cohort.run(query):
            if batch.num_rows:
                reference = self.reference if self.settle else None
                yield settled(statement, batch, reference)

    def unsettled(self) -> Iterator[Diagnostic]:
        """Tell of each cell for how many subjects its statement is not exact."""
        for each in self.statements:
            for batch in self.cohort.run(open_in(each.query, each.cells)):
                for cell, rows in zip(each.cells, batch.columns, strict=True):
                    if subjects := rows[0].as_py():
                        yield _left_open(cell, subjects)


def _left_open(cell: Cell, rows: int) -> Diagnostic:
    message = f"`{cell.policy}/{cell.provision}` may be undetermined only because SQL cannot tell: {rows:,} subjects"
    hint = "let the reference settle them: `settle`"
    return Diagnostic("PE502", message, hint=hint, severity="warning")


def compiled(
    policies: Sequence[Policy],
    cohort: Cohort,
    as_of: date,
    wanted: Wanted,
    *,
    settle: bool = True,
) -> tuple[Asked, list[Diagnostic]]:
    """Compile provisions to SQL, and look whether the data can be what they read.

    Without `settle`, what statements are not exact about stays so, and is counted.
    """
    policies = [_narrowed(each, wanted) for each in policies]
    plan = compile_cohort(policies, cohort.source, as_of=as_of, dialect=cohort.dialect)
    queries = [each.query for each in plan.wide] + [each.query for each in plan.long]
    used = {column.name for query in queries for column in query.find_all(exp.Column)}
    told = [*plan.refused, *cohort.check(used)]
    asked = {
        (policy.id, each.id)
        for policy in policies
        for each in policy.provisions
        if wanted(each)
    }
    statements = tuple(_statements(plan, asked, cohort))
    made = Asked(cohort, statements, _reference(policies, cohort, as_of), settle)
    return made, told if settle else [*told, *made.unsettled()]


def interpreted(
    policies: Sequence[Policy], cohort: Cohort, as_of: date, wanted: Wanted
) -> tuple[Asked, list[Diagnostic]]:
    """Leave every provision to the reference: a statement gives ids alone, and so each of its cells is open."""
    told = cohort.check(
        {name for each in cohort.source.tables.values() for name in each.columns}
    )
    statements: list[Statement] = []
    stem = count()
    for kind, table in cohort.source.tables.items():
        once: list[Cell] = []
        for policy in policies:
            for each in policy.provisions:
                if each.subject != kind or not wanted(each):
                    continue
                cell = Cell(policy.id, each.id, kind, f"p{next(stem)}")
                if isinstance(each.norm, SEVERAL):
                    statements.append(
                        Statement(kind, (cell,), ids_of(table), lists=True)
                    )
                elif isinstance(each.norm, Duty | Concurrent):
                    once.append(cell)
        if once:
            statements.append(Statement(kind, tuple(once), ids_of(table)))
    return Asked(cohort, tuple(statements), _reference(policies, cohort, as_of)), told


def _statements(
    plan: CohortPlan, asked: Set[tuple[str, str]], cohort: Cohort
) -> Iterator[Statement]:
    """Yield the statements of a plan, without what is not asked for."""
    for wide in plan.wide:
        cells = tuple(c for c in wide.cells if (c.policy, c.provision) in asked)
        if cells:
            columns = {ID, *(f"{c.column}{end}" for c in cells for end in ENDS)}
            kept = [e for e in wide.query.selects if e.alias_or_name in columns]
            query = wide.query.select(*kept, append=False, copy=False)
            yield Statement(wide.kind, cells, sql(query, cohort.dialect))
    for long in plan.long:
        if (long.cell.policy, long.cell.provision) in asked:
            lists = cohort.listed(sql(long.query, cohort.dialect), long.cell.column)
            yield Statement(long.cell.kind, (long.cell,), lists, lists=True)


def _narrowed(policy: Policy, wanted: Wanted) -> Policy:
    """Return a policy with the provisions that are asked for, and the duties they stand in for."""
    by_id = {each.id: each for each in policy.provisions}
    kept: set[str] = set()
    for each in filter(wanted, policy.provisions):
        name: str | None = each.id
        while name is not None:
            kept.add(name)
            norm = by_id[name].norm
            duty = norm.duty if isinstance(norm, AtEvery) else norm
            replaced = duty.replaces if isinstance(duty, Duty) else None
            name = replaced.provision if replaced is not None else None
    provisions = tuple(each for each in policy.provisions if each.id in kept)
    return replace(policy, provisions=provisions)


def _reference(policies: Sequence[Policy], cohort: Cohort, as_of: date) -> Reference:
    return Reference({each.id: each for each in policies}, cohort, as_of)

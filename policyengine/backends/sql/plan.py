"""The statements that answer policies over a cohort: at most a hundred provisions in each.

What has no SQL is refused by name, with the provision and its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from policyengine.backends.sql import several, terms
from policyengine.backends.sql.base import base_of, spread
from policyengine.backends.sql.duty import duty_cell
from policyengine.backends.sql.scope import ENTRY, Joins, Refused, Scope
from policyengine.backends.sql.several import SeveralTerms
from policyengine.backends.sql.spelling import cast, data_type, quoted
from policyengine.backends.sql.stages import base_columns, over_base, staged, widest
from policyengine.backends.sql.tries import CellTerms
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.model import AtEvery, Concurrent, Duty, Recurring

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from policyengine.backends.sql.canonical import Dialect, Source, Table
    from policyengine.backends.sql.terms import Term
    from policyengine.policy.model import Policy, Provision

# DuckDB plans a statement in more than linear time.
MOST_CELLS = 100

# PostgreSQL takes no more columns, in any stage of a statement.
MOST_COLUMNS = 1_664


@dataclass(frozen=True, slots=True)
class Cell:
    """One provision of one policy; `column` is the stem of its columns."""

    policy: str
    provision: str
    kind: str
    column: str


@dataclass(frozen=True, slots=True)
class Wide:
    """Provisions that answer once for each subject of a kind.

    The query gives `id`, and for each cell its possible outcomes, `_from` and `_until` between which its last day
    lies, and `_open` where it may say too much.
    """

    kind: str
    cells: tuple[Cell, ...]
    query: exp.Query


@dataclass(frozen=True, slots=True)
class Long:
    """A provision that answers several times: `id`, `instance`, `possible`, `due_from`, `due_until`, `open`."""

    cell: Cell
    query: exp.Query


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """All statements, and what has no SQL."""

    wide: tuple[Wide, ...]
    long: tuple[Long, ...]
    refused: tuple[Diagnostic, ...]


def sql(query: exp.Query, dialect: Dialect) -> str:
    """Return a statement as text."""
    return query.sql(dialect=dialect, copy=False, normalize_functions=False)


@dataclass(frozen=True)
class _Asked:
    """A provision and what it says, in terms."""

    cell: Cell
    says: CellTerms | SeveralTerms
    joins: Joins


def compile_cohort(
    policies: Sequence[Policy], source: Source, *, as_of: date, dialect: Dialect
) -> CohortPlan:
    """Return the statements that answer the computable provisions of policies over a source's tables.

    Kinds of record without a table are passed over.
    """
    refused: list[Diagnostic] = []
    asked: dict[str, list[_Asked]] = {}
    for policy in policies:
        joins: dict[str, Joins] = {}
        for provision in policy.provisions:
            if provision.subject not in source.tables:
                continue
            if not isinstance(provision.norm, Duty | Recurring | AtEvery | Concurrent):
                continue
            scope = _scope(policy, provision, source, as_of, joins)
            try:
                says = _says(policy, provision, scope)
            except Refused as why:
                refused.append(_refusal(policy, provision, why))
                continue
            mine = asked.setdefault(provision.subject, [])
            stem = f"p{sum(map(len, asked.values()))}"
            cell = Cell(policy.id, provision.id, provision.subject, stem)
            mine.append(_Asked(cell, says, scope.joins))
    wide = [
        each
        for kind, mine in asked.items()
        for batch in _batches(mine)
        for each in _wides(kind, batch, source.tables[kind], dialect)
    ]
    long = [
        _long(each, each.says, source.tables[kind], dialect)
        for kind, mine in asked.items()
        for each in mine
        if isinstance(each.says, SeveralTerms)
    ]
    return CohortPlan(tuple(wide), tuple(long), tuple(refused))


def _says(
    policy: Policy, provision: Provision, scope: Scope
) -> CellTerms | SeveralTerms:
    duties = {each.id: each.norm for each in policy.provisions if isinstance(each.norm, Duty)}  # fmt: skip
    match provision.norm:
        case Duty() as duty:
            return duty_cell(duty, duties, policy.from_day, scope)
        case AtEvery() as norm:
            return several.at_every(norm, duties, policy.from_day, scope)
        case Recurring() as norm:
            return several.recurring(norm, policy.from_day, policy.until_day, scope)
        case Concurrent() as norm:
            return several.concurrent(norm, policy.from_day, scope)
        case _:
            raise AssertionError(provision.id)


def _scope(
    policy: Policy,
    provision: Provision,
    source: Source,
    as_of: date,
    joins: dict[str, Joins],
) -> Scope:
    return Scope(
        policy.vocabulary,
        policy.vocabulary.kinds[provision.subject],
        source,
        policy.authority_code,
        as_of,
        joins.setdefault(provision.subject, Joins()),
        terms.constant(as_of),
    )


def _refusal(policy: Policy, provision: Provision, why: Refused) -> Diagnostic:
    return Diagnostic(
        "PE501",
        f"`{policy.id}/{provision.id}` cannot be told of a cohort in SQL: it {why}",
        span=provision.span,
        hint="assess records one by one for it: `--engine python`",
    )


def _batches(asked: list[_Asked]) -> Iterator[list[_Asked]]:
    """Yield batches of provisions that read the same linked records."""
    left = [each for each in asked if isinstance(each.says, CellTerms)]
    while left:
        joins = left[0].joins
        alike = [each for each in left if each.joins is joins][:MOST_CELLS]
        yield alike
        taken = {each.cell.column for each in alike}
        left = [each for each in left if each.cell.column not in taken]


def _wides(
    kind: str, asked: list[_Asked], table: Table, dialect: Dialect
) -> Iterator[Wide]:
    """Yield a statement, or several where it would have more columns than PostgreSQL takes."""
    wide = _wide(kind, asked, table, dialect)
    if dialect == "postgres" and len(asked) > 1 and widest(wide.query) > MOST_COLUMNS:
        half = len(asked) // 2
        yield from _wides(kind, asked[:half], table, dialect)
        yield from _wides(kind, asked[half:], table, dialect)
    else:
        yield wide


def _wide(kind: str, asked: list[_Asked], table: Table, dialect: Dialect) -> Wide:
    columns: dict[str, Term] = {}
    for each in asked:
        stem, says = each.cell.column, each.says
        assert isinstance(says, CellTerms)
        columns[stem] = says.possible
        columns[f"{stem}_from"] = says.due_from
        columns[f"{stem}_until"] = says.due_until
        columns[f"{stem}_open"] = says.open
    base = base_of(columns, table, asked[0].joins, dialect)
    query = staged(columns, base, dialect)
    small = exp.DataType(this=exp.DType.SMALLINT)
    stems = {each.cell.column for each in asked}
    for each in query.expressions:
        if each.alias in stems:
            each.set("this", cast(each.this, small))
    return Wide(kind, tuple(each.cell for each in asked), query)


def _long(asked: _Asked, says: SeveralTerms, table: Table, dialect: Dialect) -> Long:
    columns: dict[str, Term] = {
        "possible": says.cell.possible,
        "due_from": says.cell.due_from,
        "due_until": says.cell.due_until,
        "open": says.cell.open,
    }
    names = {f"name{n}": term for n, term in enumerate(says.names)}
    base = base_of({**columns, **names, "over": says.over}, table, asked.joins, dialect)
    over = over_base(says.over, dialect)
    members = tuple(
        each.name for each in base_columns({**columns, **names}) if each.table == ENTRY
    )
    rows = spread(base, over, members, dialect)
    named = staged({**names, **columns}, rows, dialect)
    *_, possible, due_from, due_until, open_ = named.expressions
    possible.set("this", cast(possible.this, exp.DataType(this=exp.DType.SMALLINT)))
    instance = _joined([each.this for each in named.expressions[1 : 1 + len(names)]])
    named.set(
        "expressions",
        [
            named.expressions[0],
            exp.Alias(this=instance, alias=quoted("instance")),
            possible,
            due_from,
            due_until,
            open_,
        ],
    )
    return Long(asked.cell, named)


def _joined(parts: list[exp.Expression]) -> exp.Expression:
    """Return texts joined; NULL where one is."""
    first, *others = (cast(each, data_type("text")) for each in parts)
    for each in others:
        first = exp.DPipe(this=first, expression=each)
    return first

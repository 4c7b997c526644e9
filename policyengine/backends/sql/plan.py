"""The statements that answer policies over a cohort: at most a hundred provisions in each.

What has no SQL is refused by name, with the provision and its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from policyengine.backends.sql import terms
from policyengine.backends.sql.canonical import ID, POSITION, Dialect, Source, Table
from policyengine.backends.sql.duty import CellTerms, duty_cell
from policyengine.backends.sql.scope import SUBJECT, Joins, Refused, Scope
from policyengine.backends.sql.spelling import Speller, cast, column, quoted
from policyengine.backends.sql.stages import base_columns, base_name, staged
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.model import AtEvery, Concurrent, Duty, Recurring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from policyengine.backends.sql.terms import Term
    from policyengine.policy.model import Policy, Provision

# DuckDB plans a statement in more than linear time.
MOST_CELLS = 100


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
    says: CellTerms
    joins: Joins


def compile_cohort(
    policies: Sequence[Policy], source: Source, *, as_of: date, dialect: Dialect
) -> CohortPlan:
    """Return the statements that answer the computable provisions of policies over a source's tables.

    Kinds of record without a table are passed over.
    """
    refused: list[Diagnostic] = []
    wide: list[Wide] = []
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
    for kind, several in asked.items():
        table = source.tables[kind]
        for batch in _batches(several):
            wide.append(_wide(kind, batch, table, dialect))  # noqa: PERF401
    return CohortPlan(tuple(wide), (), tuple(refused))


def _says(policy: Policy, provision: Provision, scope: Scope) -> CellTerms:
    duties = {each.id: each.norm for each in policy.provisions if isinstance(each.norm, Duty)}  # fmt: skip
    match provision.norm:
        case Duty() as duty:
            return duty_cell(duty, duties, policy.from_day, scope)
        case _:
            raise Refused("answers several times")


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
    left = asked
    while left:
        joins = left[0].joins
        alike = [each for each in left if each.joins is joins][:MOST_CELLS]
        yield alike
        taken = {each.cell.column for each in alike}
        left = [each for each in left if each.cell.column not in taken]


def _wide(kind: str, asked: list[_Asked], table: Table, dialect: Dialect) -> Wide:
    columns: dict[str, Term] = {}
    for each in asked:
        stem, says = each.cell.column, each.says
        columns[stem] = says.possible
        columns[f"{stem}_from"] = says.due_from
        columns[f"{stem}_until"] = says.due_until
        columns[f"{stem}_open"] = says.open
    base = _base(columns, table, asked[0].joins, dialect)
    query = staged(columns, base, dialect)
    small = exp.DataType(this=exp.DType.SMALLINT)
    stems = {each.cell.column for each in asked}
    for each in query.expressions:
        if each.alias in stems:
            each.set("this", cast(each.this, small))
    return Wide(kind, tuple(each.cell for each in asked), query)


# --- what a statement reads ---------------------------------------------------


def _base(
    columns: Mapping[str, Term], table: Table, joins: Joins, dialect: Dialect
) -> exp.Select:
    """Return the subjects with all that is read of them and of what they link to."""
    read = [each for each in base_columns(columns) if each.name != ID or each.table != SUBJECT]  # fmt: skip
    for alias, (_, key) in joins.found_by.items():
        del alias
        if isinstance(key, terms.Column) and key.table != SUBJECT:
            continue
    tables = {SUBJECT: table, **{alias: of for alias, (of, _) in joins.found_by.items()}}  # fmt: skip
    selected: list[exp.Expression] = [exp.Alias(this=column(SUBJECT, ID), alias=quoted(ID))]  # fmt: skip
    nested: dict[tuple[str, str], str] = {}
    for each in read:
        of = tables[each.table]
        if each.name in of.children:
            nested[each.table, each.name] = f"n{len(nested)}"
            this: exp.Expression = column(nested[each.table, each.name], each.name)
        else:
            this = column(each.table, each.name)
        selected.append(exp.Alias(this=this, alias=quoted(base_name(each))))
    found = exp.Select(
        expressions=selected, from_=exp.From(this=_table(table.relation, SUBJECT))
    )
    needed = {each.table for each in read}
    speller = Speller(dialect)
    links: list[exp.Join] = []
    for alias, (of, key) in reversed(joins.found_by.items()):
        if alias in needed:
            links.insert(0, _join(_table(of.relation, alias), column(alias, ID), speller.spell(key)))  # fmt: skip
            if isinstance(key, terms.Column):
                needed.add(key.table)
    lists = [
        _join(
            exp.Subquery(
                this=_gathered(tables[table_].children[name], name, dialect),
                alias=exp.TableAlias(this=quoted(alias)),
            ),
            column(alias, ID),
            column(table_, ID),
        )
        for (table_, name), alias in nested.items()
    ]
    if links or lists:
        found.set("joins", [*links, *lists])
    return found


def _table(relation: str, alias: str) -> exp.Table:
    return exp.Table(this=quoted(relation), alias=exp.TableAlias(this=quoted(alias)))


def _join(this: exp.Expression, left: exp.Expression, right: exp.Expression) -> exp.Join:  # fmt: skip
    return exp.Join(this=this, side="LEFT", on=exp.EQ(this=left, expression=right))


def _gathered(relation: str, name: str, dialect: Dialect) -> exp.Select:
    """Return a child table with the entries of each parent as one list, in their order."""
    rows = "c$"
    entry: exp.Expression = exp.Column(this=quoted(rows))
    in_order = exp.Order(
        this=entry,
        expressions=[exp.Ordered(this=column(rows, POSITION), nulls_first=False)],
    )
    gathered: exp.Expression
    match dialect:
        case "duckdb":
            gathered = exp.Anonymous(this="LIST", expressions=[in_order])
        case "postgres":
            gathered = exp.ArrayAgg(this=in_order)
        case "spark":
            whole = exp.Anonymous(this="STRUCT", expressions=[exp.Column(this=exp.Star(), table=quoted(rows))])  # fmt: skip
            gathered = exp.Anonymous(this="COLLECT_LIST", expressions=[whole])
    return exp.Select(
        expressions=[
            exp.Alias(this=column(rows, ID), alias=quoted(ID)),
            exp.Alias(this=gathered, alias=quoted(name)),
        ],
        from_=exp.From(this=_table(relation, rows)),
        group=exp.Group(expressions=[column(rows, ID)]),
    )

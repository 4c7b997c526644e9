"""What a statement reads: the subjects, what they link to, and the entries of a list one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from policyengine.backends.sql import terms
from policyengine.backends.sql.canonical import ID, POSITION, Dialect, Table
from policyengine.backends.sql.scope import ENTRY, SUBJECT, Joins
from policyengine.backends.sql.several import PLACE
from policyengine.backends.sql.spelling import Speller, column, number, quoted
from policyengine.backends.sql.stages import STAGE, base_columns, base_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.backends.sql.terms import Term

# What entries are called while they are spread over rows.
LIST, ITEM_, NUMBER = "i.", "i", "n."


def base_of(
    columns: Mapping[str, Term], table: Table, joins: Joins, dialect: Dialect
) -> exp.Select:
    """Return the subjects with all that is read of them and of what they link to."""
    read = [
        each
        for each in base_columns(columns)
        if each.table not in (ENTRY, PLACE.table)
        and (each.table, each.name) != (SUBJECT, ID)
    ]
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


def spread(
    query: exp.Select, over: exp.Expression, members: tuple[str, ...], dialect: Dialect
) -> exp.Select:
    """Return the query with a row for each item of a list, and one for an empty or unknown list.

    `over` is the list, over the query. The place of an item is `k.place`, from 1; without members, an item is its place.
    """
    listed = _select([exp.Star(), _as(over, LIST)], query, dialect)
    item = [_as(_item(dialect, name), f"{ENTRY}.{name}") for name in members]
    place = base_name(PLACE)
    match dialect:
        case "duckdb":
            many = exp.GT(this=exp.Anonymous(this="LEN", expressions=[column(STAGE, LIST)]), expression=number(0))  # fmt: skip
            size = exp.Anonymous(this="LEN", expressions=[column(STAGE, LIST)])
            places = exp.Anonymous(this="GENERATE_SERIES", expressions=[number(1), size])  # fmt: skip
            rows = [
                exp.Star(),
                _as(_unnested(many, column(STAGE, LIST)), ITEM_),
                _as(_unnested(many.copy(), places), place if members else NUMBER),
            ]
            spread_ = _select(rows, listed, dialect)
        case "spark":
            spread_ = _select([exp.Star()], listed, dialect)
            alias = exp.TableAlias(
                this=quoted("e"), columns=[quoted(NUMBER), quoted(ITEM_)]
            )
            exploded = exp.Anonymous(this="POSEXPLODE", expressions=[column(STAGE, LIST)])  # fmt: skip
            spread_.set(
                "laterals",
                [exp.Lateral(this=exploded, view=True, outer=True, alias=alias)],
            )
            if members:
                item.append(_as(exp.Add(this=column(STAGE, NUMBER), expression=number(1)), place))  # fmt: skip
        case "postgres":
            spread_ = _in_postgres(listed, members)
            if members:
                return spread_
        case _:
            assert_never(dialect)
    if not members:
        item = [_as(column(STAGE, ITEM_), place)]
    return _select([exp.Star(), *item], spread_, dialect)


def _in_postgres(listed: exp.Select, members: tuple[str, ...]) -> exp.Select:
    names = [] if members else [quoted(ITEM_)]
    alias = exp.TableAlias(this=quoted("e"), columns=names)
    items = exp.Unnest(expressions=[column(STAGE, LIST)], alias=alias, offset=bool(members))  # fmt: skip
    if members:
        own = [_as(column("e", name), f"{ENTRY}.{name}") for name in members]
        own.append(_as(column("e", "ordinality"), base_name(PLACE)))
    else:
        own = [_as(column("e", ITEM_), ITEM_)]
    every = exp.Column(this=exp.Star(), table=quoted(STAGE))
    spread_ = _select([every, *own], listed, "postgres")
    join = exp.Join(
        this=exp.Lateral(this=items), side="LEFT", on=exp.Boolean(this=True)
    )
    spread_.set("joins", [join])
    return spread_


def _item(dialect: Dialect, name: str) -> exp.Expression:
    del dialect
    return exp.Dot(this=column(STAGE, ITEM_), expression=quoted(name))


def _unnested(many: exp.Expression, items: exp.Expression) -> exp.Expression:
    nothing = exp.Anonymous(this="LIST_VALUE", expressions=[exp.Null()])
    some = exp.Case(ifs=[exp.If(this=many, true=items)], default=nothing)
    return exp.Anonymous(this="UNNEST", expressions=[some])


def _select(columns: list[exp.Expression], query: exp.Select, dialect: Dialect) -> exp.Select:  # fmt: skip
    if dialect == "postgres":
        query.set("offset", exp.Offset(expression=number(0)))
    source = exp.Subquery(this=query, alias=exp.TableAlias(this=quoted(STAGE)))
    return exp.Select(expressions=columns, from_=exp.From(this=source))


def _as(this: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=this, alias=quoted(name))


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

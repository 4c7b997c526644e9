"""Measures as statements: subjects counted by group and by what each can add, so that a handful of rows comes back.

Where a subject's terms may be too wide, its id comes back instead, for the reference to say what it adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

from sqlglot import exp

from policyengine.backends.sql import amounts
from policyengine.backends.sql.amounts import Added, counts_if
from policyengine.backends.sql.base import base_of
from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.duty import duty_cell
from policyengine.backends.sql.grouping import (
    KeyTerms,
    key_terms,
    link_terms,
    own_id,
    within,
)
from policyengine.backends.sql.scope import Joins, Refused, Scope
from policyengine.backends.sql.sides import PAIRS, pairs_of, sides_of
from policyengine.backends.sql.spelling import cast, data_type, number, quoted, text
from policyengine.backends.sql.stages import staged
from policyengine.backends.sql.terms import (
    TRUE,
    Term,
    all_of,
    any_of,
    bits,
    case,
    compare,
    constant,
    is_null,
    not_,
    surely,
)
from policyengine.feel.values import UNKNOWN
from policyengine.findings.outcome import Outcome, Side
from policyengine.measuring.groups import MUNICIPALITY, Group, Key
from policyengine.measuring.options import (
    NOTHING,
    SIDE_OF,
    Amount,
    Answer,
    Beside,
    Items,
    Since,
    Volume,
    condition_of,
    judged_on,
    kind_of,
    provision_of,
)
from policyengine.measuring.rates import Item, Part
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    Duty,
    Holds,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    ValueOf,
)

if TYPE_CHECKING:
    from datetime import date

    from policyengine.backends.sql.canonical import Source
    from policyengine.measuring.options import Option, Question
    from policyengine.policy.model import Policy

Row = Mapping[str, Any]

# Whether the time of a duty that was met is over: that decides whether it counts yet.
OVER, STILL, UNTOLD = range(3)
ROWS, SUBJECTS, OPEN = "q", "subjects", "open"


@dataclass(frozen=True, slots=True)
class Counting:
    """A statement that counts subjects; `refused` says why it gives ids alone.

    `split` is the kind whose records `for_each` splits the subjects by, where they lead to one.
    """

    question: Question
    keys: tuple[Key, ...]
    split: bool
    query: exp.Query
    refused: str | None

    def part(self, row: Row) -> tuple[str | None, bool, Group]:
        """Return the record a row's subjects lead to, whether that is sure, and their group."""
        group = tuple(
            within(key, row[f"key{n}"], row[f"key{n}_none"])
            for n, key in enumerate(self.keys)
        )
        if not self.split:
            return None, True, group
        return row["split"], row["split"] is not None or row["split_none"], group

    def options(self, row: Row) -> Iterator[tuple[Option, int]]:
        """Yield what a row's subjects add, and how often."""
        if row[OPEN] is None:
            yield _option(self.question, row)


def counting(
    question: Question,
    keys: tuple[Key, ...],
    for_each: str | None,
    policy: Policy,
    source: Source,
    *,
    as_of: date,
    day: date,
) -> Counting:
    """Return the statement that counts what subjects can add to a question, as seen on a day, by groups."""
    kind = policy.vocabulary.kinds[kind_of(question, policy)]
    joins = Joins()

    def scope(today: date) -> Scope:
        return Scope(policy.vocabulary, kind, source, policy.authority_code, today, joins, constant(today))  # fmt: skip

    columns: dict[str, Term] = {}
    for n, key in enumerate(keys):
        columns |= _named(f"key{n}", key_terms(key, scope(as_of)))
    link = _split(for_each, scope(as_of))
    if link is not None:
        columns |= _named("split", link)
    refused = None
    try:
        added = _added(question, policy, scope(day), as_of)
    except Refused as why:
        refused, added = str(why), Added({}, {}, TRUE)
    open_ = added.open
    if added.summed:
        # What is added up cannot be told apart again for those who may belong to another part.
        unsure = [
            all_of(is_null(columns[name]), not_(columns[f"{name}_none"]))
            for name in ("split", *(f"key{n}" for n, k in enumerate(keys) if k.how == "link"))
            if name in columns
        ]  # fmt: skip
        open_ = any_of(open_, *unsure)
    table = source.tables[kind.name]
    rows = {**columns, **added.alike, **added.summed, OPEN: open_}
    query = staged(rows, base_of(rows, table, joins, "duckdb"), "duckdb")
    own = policy.authority_code if kind.name == MUNICIPALITY and link is None else None
    counted = _counted(query, tuple(columns), added, own)
    return Counting(question, keys, link is not None, counted, refused)


def _named(name: str, key: KeyTerms) -> dict[str, Term]:
    return {name: key.value, f"{name}_none": key.none}


def _split(for_each: str | None, scope: Scope) -> KeyTerms | None:
    if for_each is None:
        return None
    if scope.kind.name == for_each:
        return own_id()
    links = scope.kind.links
    name = next((name for name, to in links.items() if to == for_each), None)
    return None if name is None else link_terms(name, scope)


# --- what is counted --------------------------------------------------------------------


def _added(question: Question, policy: Policy, scope: Scope, as_of: date) -> Added:
    match question:
        case ShareOfSubjects(of=of, where=where):
            cell = sides_of((of, where), scope)
        case Beside(first, second):
            cell = pairs_of((first.of, first.where), (second.of, second.where), scope)
        case Since(measure, before):
            share = (measure.of, measure.where)
            cell = pairs_of(share, share, scope, before)
        case ShareInTime():
            return _in_time(question, policy, scope, as_of)
        case ShareOfVolume():
            return amounts.volume(question, scope)
        case CountOf(entries=None):
            return counts_if(condition_of(question), scope)
        case CountOf():
            return amounts.entries(question, scope)
        case Aggregate():
            return amounts.amount(question, condition_of(question), scope)
        case ValueOf():
            raise Refused("reads a figure of one record")
        case _:
            assert_never(question)
    return Added({"option": cell.possible}, {}, cell.open)


def _in_time(measure: ShareInTime, policy: Policy, scope: Scope, as_of: date) -> Added:
    duty = provision_of(measure, policy).norm
    if not isinstance(duty, Duty):
        raise Refused("answers several times")
    day, today = scope.today, judged_on(scope.today, as_of)
    if today != day:
        scope = replace(scope, today=today, day=constant(today), seen_to=day)
    duties = {each.id: each.norm for each in policy.provisions if isinstance(each.norm, Duty)}  # fmt: skip
    cell = duty_cell(duty, duties, policy.from_day, scope)
    if duty.deadline is None:
        standing = isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing
        when: Term = bits(OVER if standing else STILL)
    else:
        when = case(
            (surely(compare("<", cell.due_until, scope.day)), bits(OVER)),
            (surely(compare(">=", cell.due_from, scope.day)), bits(STILL)),
            otherwise=bits(UNTOLD),
        )
    return Added({"option": cell.possible, "when": when}, {}, cell.open)


def _counted(
    rows: exp.Select, split: tuple[str, ...], added: Added, own: str | None
) -> exp.Select:
    """Return the statement that counts rows which are alike, and lists the ids of those that are open."""
    open_: exp.Expression = exp.Coalesce(this=_column(OPEN), expressions=[exp.false()])
    if "when" in added.alike:
        # Only of a duty that may be met does it matter whether its time is over.
        met = exp.BitwiseAnd(this=_column("option"), expression=number(int(Outcome.FULFILLED)))  # fmt: skip
        told = [
            exp.EQ(this=_column("when"), expression=number(UNTOLD)),
            exp.NEQ(this=exp.Paren(this=met), expression=number(0)),
        ]
        open_ = exp.Or(this=open_, expression=exp.Paren(this=exp.And(this=told[0], expression=told[1])))  # fmt: skip
    open_ = exp.Paren(this=open_)
    alike = [_as(_unless(open_, _column(name)), name) for name in added.alike]
    sums = [
        _as(cast(exp.Sum(this=_unless(open_, _column(name))), data_type("text")), name)
        for name in added.summed
    ]
    listed = exp.Filter(
        this=exp.Anonymous(this="LIST", expressions=[_column(ID)]),
        expression=exp.Where(this=open_.copy()),
    )
    keys = [_as(_column(name), name) for name in split]
    counted = exp.Select(
        expressions=[
            *keys,
            *alike,
            *sums,
            _as(exp.Count(this=exp.Star()), SUBJECTS),
            _as(listed, OPEN),
        ],
        from_=exp.From(
            this=exp.Subquery(this=rows, alias=exp.TableAlias(this=quoted(ROWS)))
        ),
    )
    grouped = [each.this.copy() for each in (*keys, *alike)]
    counted.set("group", exp.Group(expressions=[*grouped, open_.copy()]))
    if own is not None:
        condition = exp.EQ(this=_column(ID), expression=text(own))
        counted.set("where", exp.Where(this=condition))
    return counted


def _unless(open_: exp.Expression, this: exp.Expression) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=exp.Not(this=open_.copy()), true=this)])


def _column(name: str) -> exp.Column:
    return exp.Column(this=quoted(name), table=quoted(ROWS))


def _as(this: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=this, alias=quoted(name))


# --- what came back ---------------------------------------------------------------------


def _option(question: Question, row: Row) -> tuple[Option, int]:
    """Return what a row says: what so many add each, or what they add together, once."""
    subjects, option = row[SUBJECTS], int(row["option"])
    match question:
        case ShareOfSubjects():
            return Side(option), subjects
        case Beside() | Since():
            pairs = (pair for n, pair in enumerate(PAIRS) if option & 1 << n)
            return frozenset(pairs), subjects
        case ShareInTime():
            return _answer(Outcome(option), over=row["when"] == OVER), subjects
        case _ if option == amounts.NOTHING:
            return NOTHING, subjects
        case ShareOfVolume():
            low, weight = Fraction(row["low"]), Fraction(row["weight"])
            part = Part(low, low, weight)
            weighty = int(Fraction(row["weighty"]))
            return Volume((part,), subjects=subjects, weighty=weighty), 1
        case CountOf():
            item = Item(option == amounts.INSIDE)
            times = 1 if question.entries is None else int(row["entries"])
            return Items((item,) * times), subjects
        case Aggregate():
            return _amount(row, optional=option == amounts.EITHER)
        case ValueOf():
            raise AssertionError(question)
        case _:
            assert_never(question)


def _answer(outcomes: Outcome, *, over: bool) -> Answer:
    side = Side(0)
    for each in outcomes:
        waits = each is Outcome.FULFILLED and not over
        side |= Side.OUT if waits else SIDE_OF[each]
    runs = bool(outcomes & Outcome.PENDING) or (
        bool(outcomes & Outcome.FULFILLED) and not over
    )
    return Answer(outcomes, side, runs)


def _amount(row: Row, *, optional: bool) -> tuple[Option, int]:
    subjects = row[SUBJECTS]
    match row["state"]:
        case amounts.NONE:
            return NOTHING, subjects
        case amounts.UNKNOWN:
            return Amount(UNKNOWN, optional), subjects
        case _ if optional:
            return Amount(Fraction(row["each"]), optional=True), subjects
        case _:
            return Amount(Fraction(row["total"]), subjects=subjects), 1

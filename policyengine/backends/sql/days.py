"""Days as terms: the range in which a day can lie, as seen on the day of assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.sql.condition import conditions_of, kept, truth, value_of
from policyengine.backends.sql.scope import Refused, Scope, Value
from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    TRUE,
    Local,
    Term,
    all_of,
    any_of,
    can_be_true,
    case,
    coalesce,
    compare,
    constant,
    fold,
    greatest,
    is_null,
    least,
    not_,
    not_null,
    nullable,
    surely,
)
from policyengine.feel.names import ITEM
from policyengine.feel.nodes import Name
from policyengine.policy.model import DayExpr, DayOf, Earliest, FirstEntry, Latest

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr

# Stands for any long ago.
LONG_AGO = constant(date(1000, 1, 1))


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `low` to `high`, and never where `never`; both are NULL where no day is possible.

    `open` is true where more than one of these is possible, and may be where only one is.
    """

    low: Term
    high: Term
    never: Term
    open: Term

    @property
    def certain(self) -> bool:
        """Whether it is one day, or surely never, in every row."""
        return self.low == self.high and self.never == is_null(self.low)


def certainly(day: Term) -> Days:
    """Return the range of a day that is known, or never comes where it is NULL."""
    return Days(day, day, is_null(day), FALSE)


def days_of(day: DayExpr, scope: Scope, first: Value | None = None) -> Days:
    """Return when a day can be as seen on the scope's day; one before `first` does not count.

    Raises Refused for what has no SQL.
    """
    floor = LONG_AGO if first is None else case((surely(first.guard), first.raw), otherwise=LONG_AGO)  # fmt: skip
    found = _days_of(day, scope, floor)
    if floor == LONG_AGO:
        return found
    room = compare("<=", floor, scope.day)
    return Days(
        case((room, found.low), otherwise=NO_DAY),
        case((room, found.high), otherwise=NO_DAY),
        any_of(not_(room), found.never),
        found.open,
    )


def _days_of(day: DayExpr, scope: Scope, floor: Term) -> Days:
    match day:
        case DayOf(expr):
            return _day_of(expr, scope, floor)
        case FirstEntry():
            return _first_entry(day, scope, floor)
        case Earliest(parts):
            return _earliest([_days_of(each, scope, floor) for each in parts])
        case Latest(parts):
            return _latest([_days_of(each, scope, floor) for each in parts])
        case _:
            assert_never(day)


def _counts(day: Term, scope: Scope, floor: Term) -> Term:
    """Return whether a day has come, and is not too early to count."""
    early = TRUE if floor == LONG_AGO else compare(">=", day, floor)
    return all_of(compare("<=", day, scope.day), early)


def _day_of(expr: Expr, scope: Scope, floor: Term) -> Days:
    value = value_of(expr, scope)
    if value.kind != "day":
        raise Refused("takes something other than a day for one")
    if (
        floor == LONG_AGO
        and isinstance(expr, Name)
        and _has_come(expr.name, value, scope)
    ):
        return certainly(value.raw)
    counted = surely(all_of(value.guard, _counts(value.raw, scope, floor)))
    day = case((counted, value.raw), otherwise=NO_DAY)
    if not value.opens:
        return certainly(day)
    timing = None
    if isinstance(expr, Name) and expr.name not in ("as_of", "due"):
        timing = scope.declaration(expr.name).timing
    always = timing == "prior" and floor == LONG_AGO
    last = scope.last_seen if timing == "event" else scope.day
    open_ = value.unknown
    return Days(
        case((open_, floor), otherwise=day),
        case((open_, last), otherwise=day),
        case((open_, constant(not always)), otherwise=not_(counted)),
        open_,
    )


def _has_come(name: str, value: Value, scope: Scope) -> bool:
    """Whether a day stands for an unknown event as seen today: such a one is never still to come."""
    return (
        isinstance(value.raw, Local)
        and scope.day == constant(scope.today)
        and name not in ("as_of", "due")
        and scope.declaration(name).timing == "event"
    )


def _first_entry(first: FirstEntry, scope: Scope, floor: Term) -> Days:
    found = kept(first.entries, scope)
    local, inner = scope.inside(ITEM, found.entries)
    day = inner.member(inner.items[ITEM], first.dated_by)
    where = truth(first.where, inner) if first.where is not None else TRUE
    counted = all_of(
        conditions_of(found, inner), where, day.guard, _counts(day.raw, scope, floor)
    )

    def extreme(how: str, asked: Term, value: Term) -> Term:
        each = case((asked, value), otherwise=NO_DAY)
        return fold(how, found.entries.over, local, each, "day")  # type: ignore[arg-type]

    unknown = found.entries.unknown
    sure = extreme("min", counted, day.raw)
    if not nullable(counted):
        low = high = sure
    else:
        low = extreme("min", can_be_true(counted), coalesce(day.raw, floor))
        last = extreme("max", is_null(counted), coalesce(day.raw, scope.last_seen))
        high = coalesce(sure, last)
    earlier = case((is_null(sure), not_null(low)), otherwise=compare("<", low, sure))
    return Days(
        case((unknown, floor), otherwise=low),
        case((unknown, scope.last_seen), otherwise=high),
        any_of(unknown, is_null(sure)),
        any_of(unknown, earlier if low != sure else FALSE),
    )


def _earliest(parts: list[Days]) -> Days:
    if all(each.certain for each in parts):
        return certainly(least(*(each.low for each in parts)))
    sure = least(*(case((each.never, NO_DAY), otherwise=each.high) for each in parts))
    return Days(
        least(*(each.low for each in parts)),
        coalesce(sure, greatest(*(each.high for each in parts))),
        all_of(*(each.never for each in parts)),
        any_of(*(each.open for each in parts)),
    )


def _latest(parts: list[Days]) -> Days:
    possible = all_of(*(not_null(each.low) for each in parts))
    low = case((possible, greatest(*(each.low for each in parts))), otherwise=NO_DAY)
    if all(each.certain for each in parts):
        return certainly(low)
    high = case((possible, greatest(*(each.high for each in parts))), otherwise=NO_DAY)
    return Days(
        low,
        high,
        any_of(*(each.never for each in parts)),
        any_of(*(each.open for each in parts)),
    )

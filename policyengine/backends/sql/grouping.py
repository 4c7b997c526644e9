"""The group of a subject as terms: what it has in common with others, as known on the day of assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.days import days_of
from policyengine.backends.sql.scope import SUBJECT, Scope
from policyengine.backends.sql.terms import (
    FALSE,
    Calculate,
    Column,
    Constant,
    Term,
    all_of,
    can_be_true,
    case,
    compare,
    constant,
    is_null,
    not_,
    part_of,
    surely,
)
from policyengine.findings.measure_result import Within
from policyengine.measuring.groups import Key, in_period

if TYPE_CHECKING:
    from policyengine.policy.model import DayExpr

MONTHS = 12
NO_TEXT = Constant(None, "text")


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """A key's value, and whether it is none; where it is neither, it is unknown."""

    value: Term
    none: Term


def key_terms(key: Key, scope: Scope) -> KeyTerms:
    """Return what a subject has for a key. Raises Refused for a day that has no SQL."""
    match key.how:
        case "authority":
            return KeyTerms(constant(scope.municipality), FALSE)
        case "link":
            return link_terms(key.by, scope)
        case "fact":
            value = scope.value(key.by)
            none = not_(can_be_true(value.guard))
            return KeyTerms(case((none, NO_TEXT), otherwise=value.raw), none)
        case "period":
            assert key.trigger is not None
            return _period(key.trigger, scope)
        case _:
            assert_never(key.how)


def link_terms(name: str, scope: Scope) -> KeyTerms:
    """Return the id that a subject's link leads to."""
    column = scope.source.tables[scope.kind.name].columns.get(name)
    if column is None:
        return KeyTerms(NO_TEXT, FALSE)
    raw = Column(SUBJECT, column.name, column.complete)
    match column.nulls:
        case "unknown":
            return KeyTerms(raw, FALSE)
        case "none":
            return KeyTerms(raw, is_null(raw))
        case "told":
            told = Column(SUBJECT, column.told_by)
            return KeyTerms(raw, all_of(is_null(raw), surely(told)))


def own_id() -> KeyTerms:
    """Return the subject's own id, by which a kind of record is split into its records."""
    return KeyTerms(Column(SUBJECT, ID), FALSE)


def within(key: Key, value: str | int | None, none: bool | None) -> Within:
    """Return what a key's columns say."""
    if value is None:
        return Within(key.by, None, known=none is True)
    if key.how == "period":
        year, month = divmod(int(value), MONTHS)
        return Within(key.by, in_period(key.by, date(year, month + 1, 1)))
    return Within(key.by, str(value))


def _period(trigger: DayExpr, scope: Scope) -> KeyTerms:
    """Return the month of a day as a number, twelve a year."""
    days = days_of(trigger, scope)
    sure = all_of(surely(compare("=", days.low, days.high)), not_(days.never))
    years = Calculate("*", part_of("year", days.low), constant(MONTHS))
    months = Calculate("-", part_of("month", days.low), constant(1))
    month = Calculate("+", years, months)
    return KeyTerms(
        case((sure, month), otherwise=Constant(None, "number")), is_null(days.low)
    )

"""What can be compared with what, and how: equality and order of two known values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from policyengine.feel.truth import Truth, all_of
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from policyengine.feel.nodes import ComparisonOperator
    from policyengine.feel.values import Value

Kind: TypeAlias = Literal[
    "boolean", "number", "text", "day", "days", "months", "list", "record"
]
ORDERED = frozenset({"number", "text", "day", "days", "months"})

_KINDS: dict[type, Kind] = {
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "text",
    date: "day",
    timedelta: "days",
    Months: "months",
    tuple: "list",
}


def kind_of(value: object) -> Kind | None:
    """Return what sort of value it is; None for none, unknown, and what the language lacks."""
    kind = _KINDS.get(type(value))
    if kind is None and isinstance(value, Mapping):
        return "record"
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return kind


def equal(a: Value, b: Value) -> Truth | None:
    """Whether two values that are neither none nor unknown are equal; None for two kinds.

    Months are never as long as days, but that both may be nothing.
    """
    kind, other = kind_of(a), kind_of(b)
    if {kind, other} == {"days", "months"}:
        return not _length(a) and not _length(b)
    if kind is None or kind != other:
        return None
    if isinstance(a, tuple) and isinstance(b, tuple):
        pairs = zip(a, b, strict=True) if len(a) == len(b) else None
        return pairs is not None and all_of(_same(x, y) for x, y in pairs)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all_of(_same(a[key], b[key]) for key in a)
    return a == b


def ordered(operator: ComparisonOperator, a: Value, b: Value) -> bool | None:
    """Compare two values that are neither none nor unknown by `<`, `<=`, `>` or `>=`; None for two kinds."""
    kind = kind_of(a)
    if kind not in ORDERED or kind != kind_of(b):
        return None
    match operator:
        case "<":
            return bool(a < b)  # type: ignore[operator]
        case "<=":
            return bool(a <= b)  # type: ignore[operator]
        case ">":
            return bool(a > b)  # type: ignore[operator]
        case _:
            return bool(a >= b)  # type: ignore[operator]


def _length(duration: Value) -> int | timedelta:
    return duration.count if isinstance(duration, Months) else duration  # type: ignore[return-value]


def _same(a: Value, b: Value) -> Truth:
    """Compare the items of two lists: there none equals none, and two kinds differ."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None:
        return a is b
    return equal(a, b) or False

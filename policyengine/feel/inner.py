"""Values that live only inside an evaluation: what is known in part, and ranges.

A filter whose condition is unknown for an item keeps the item as a maybe. Counting such a list
gives two ends, and a comparison with them may still be definite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.values import UNKNOWN, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.feel.nodes import ComparisonOperator
    from policyengine.feel.truth import Truth

Entries: TypeAlias = "tuple[tuple[Value, Truth], ...]"


@dataclass(frozen=True, slots=True)
class Partial:
    """A list with maybes: each item, and true where it is surely in the list, else unknown."""

    entries: Entries


@dataclass(frozen=True, slots=True)
class Ends:
    """A number, day or duration from `low` to `high`; or, where `or_none`, none."""

    low: Value
    high: Value
    or_none: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """`[1..10]` or `(>= 5)` as a value: all the bounds that something in it meets."""

    bounds: tuple[tuple[ComparisonOperator, Inner], ...]


Inner: TypeAlias = "Value | Partial | Ends | Range"


def settled(value: Inner) -> Value:
    """Return `value` as the outside may see it: known in part is unknown, a range is nothing."""
    match value:
        case Partial() | Ends():
            return UNKNOWN
        case Range():
            return None
        case _:
            return value


def listed(entries: Iterable[tuple[Value, Truth]]) -> tuple[Value, ...] | Partial:
    """Return the list of the entries that are not false; a plain one where none is a maybe."""
    kept = tuple(entry for entry in entries if entry[1] is not False)
    if any(sure is UNKNOWN for _, sure in kept):
        return Partial(kept)
    return tuple(item for item, _ in kept)


def between(low: Value, high: Value, *, or_none: bool) -> Value | Ends:
    """Return a value known to lie from `low` to `high`; the value itself where they are one."""
    return low if low == high and not or_none else Ends(low, high, or_none)

"""Values that a caller may hand in by mistake or malice: of every Python type, at the ends of their ranges."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.feel.values import UNKNOWN, Months
from tests.generative.feel.values import DAYS, LENGTHS, NUMBERS, TERMS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.generative.feel.dice import Dice

PLAIN: tuple[object, ...] = (
    *(None, True, False, UNKNOWN),
    *(*NUMBERS, *TEXTS, *DAYS, *LENGTHS, *TERMS),
)
ODD: tuple[object, ...] = (
    *(10**40, -(10**40), 10**5000, 2**63),
    *(0.1, -0.0, 1e308, 5e-324, float("nan"), float("inf"), float("-inf")),
    *map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity", "-0", "1E+6144")),
    *map(Decimal, ("1E-6176", "1E+999999", "1E-999999", "1." + "3" * 60)),
    *("\ud800", "\0", "2020-02-30", "null", "x" * 5000, "Å", "A\u030a"),
    *(
        date.min,
        date.max,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(2020, 2, 29, tzinfo=UTC),
    ),
    *(time(12), timedelta.min, timedelta.max, timedelta(microseconds=-1)),
    *(Months(10**30), Months(-(10**30))),
    *(b"danish", 1j, Fraction(1, 3), object(), object, len, {1, 2}, range(3)),
)
KEYS: tuple[object, ...] = (
    "kind",
    "item",
    "weekly",
    "passed",
    "",
    "a b",
    1,
    None,
    (1, 2),
)


def odd_value(dice: Dice, depth: int = 2) -> object:
    """A plain value, an odd one, or a list or mapping of such."""
    match dice.below(8 if depth else 5):
        case 0 | 1:
            return dice.pick(ODD)
        case 2 | 3 | 4:
            return dice.pick(PLAIN)
        case 5 | 6:
            items = [odd_value(dice, depth - 1) for _ in range(dice.below(4))]
            return items if dice.one_in(2) else tuple(items)
        case _:
            return odd_mapping(dice, depth)


def odd_mapping(dice: Dice, depth: int) -> Mapping[object, object]:
    """A mapping whose keys need not be texts."""
    return {dice.pick(KEYS): odd_value(dice, depth - 1) for _ in range(dice.below(4))}

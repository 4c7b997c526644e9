"""The least and greatest rate, count or difference that missing facts leave open, in exact fractions.

Pure arithmetic on what is counted (outcomes.md, section 6): a subject that may be outside is left out of the
denominator where that makes the end extreme.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.feel.values import UNKNOWN
from policyengine.findings.measure_result import Bounds
from policyengine.findings.outcome import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyengine.feel.values import Unknown

ZERO, ONE = Fraction(0), Fraction(1)


# --- shares of subjects -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """How many subjects can be on which sides; the letters are those of outcomes.md, section 6."""

    good: int = 0  # g
    bad: int = 0  # b
    good_or_bad: int = 0  # x
    out_or_good: int = 0  # y
    out_or_bad: int = 0  # z
    anything: int = 0  # w
    out: int = 0

    @property
    def certain(self) -> int:
        """How many are in the denominator in every completion."""
        return self.good + self.bad + self.good_or_bad

    @property
    def undetermined(self) -> int:
        """How many can be on several sides."""
        return self.good_or_bad + self.out_or_good + self.out_or_bad + self.anything

    @property
    def share(self) -> Bounds | None:
        """The bounds of good ÷ (good + bad); None where the denominator is empty in every completion."""
        g, x, y, z, w = (
            self.good,
            self.good_or_bad,
            self.out_or_good,
            self.out_or_bad,
            self.anything,
        )
        if self.certain + y + z + w == 0:
            return None
        low_of, high_of = self.certain + z + w, self.certain + y + w
        # With y alone the least rate is of one good subject; with z alone the greatest is of one bad.
        return Bounds(
            low=Fraction(g, low_of) if low_of else ONE,
            high=Fraction(g + x + y + w, high_of) if high_of else ZERO,
        )


def tally(sides: Iterable[Side]) -> Tally:
    """Count subjects by the sides that each can be on; here and below, each by itself or how many are alike.

    >>> tally([Side.GOOD] * 8 + [Side.BAD, Side.GOOD | Side.BAD]).share
    Bounds(low=Fraction(4, 5), high=Fraction(9, 10))
    """
    found = Counter(sides)
    return Tally(
        good=found[Side.GOOD],
        bad=found[Side.BAD],
        good_or_bad=found[Side.GOOD | Side.BAD],
        out_or_good=found[Side.OUT | Side.GOOD],
        out_or_bad=found[Side.OUT | Side.BAD],
        anything=found[Side.OUT | Side.GOOD | Side.BAD],
        out=found[Side.OUT],
    )


# --- shares of volume, sums, means ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One subject's part of a ratio: between `low` and `high` of `weight`, or, where `optional`, nothing at all.

    Of a volume `weight` is its whole amount; of a mean it is one.
    """

    low: Fraction
    high: Fraction
    weight: Fraction
    optional: bool = False


def ratio(parts: Iterable[Part]) -> Bounds | None:
    """Return the bounds of the sum of amounts ÷ the sum of weights; None where no completion has any weight.

    Weights are not negative; a part without weight has no amount.
    """
    weighty = [part for part in parts if part.weight]
    if not weighty:
        return None
    highest = _greatest([(part.high, part.weight, part.optional) for part in weighty])
    lowest = _greatest([(-part.low, part.weight, part.optional) for part in weighty])
    return Bounds(-lowest, highest)


def _greatest(parts: Sequence[tuple[Fraction, Fraction, bool]]) -> Fraction:
    """Return the greatest ratio: all that is certain, and what is optional while it raises the ratio."""
    amount = sum((n for n, _, optional in parts if not optional), ZERO)
    weight = sum((d for _, d, optional in parts if not optional), ZERO)
    choices = ((n, d) for n, d, optional in parts if optional)
    for n, d in sorted(choices, key=lambda part: part[0] / part[1], reverse=True):
        if weight and n * weight <= amount * d:
            break
        amount, weight = amount + n, weight + d
    return amount / weight


def total(parts: Iterable[Part]) -> Bounds:
    """Return the bounds of the sum of amounts; that of nothing is 0."""
    low = high = ZERO
    for part in parts:
        low += min(part.low, ZERO) if part.optional else part.low
        high += max(part.high, ZERO) if part.optional else part.high
    return Bounds(low, high)


# --- counts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """Something to count: surely or only maybe, and what tells it from others, which may be unknown."""

    sure: bool
    key: str | Unknown = UNKNOWN


def how_many(items: Iterable[Item]) -> Bounds:
    """Return the bounds of how many items there are."""
    counted = Counter(items)
    sure = sum(number for item, number in counted.items() if item.sure)
    return Bounds(Fraction(sure), Fraction(counted.total()))


def how_many_distinct(items: Iterable[Item]) -> Bounds:
    """Return the bounds of how many distinct keys the items have."""
    counted = Counter(items)
    nameless = sum(n for item, n in counted.items() if item.key is UNKNOWN)
    keys = {item.key for item in counted if item.key is not UNKNOWN}
    sure_keys = {item.key for item in counted if item.sure and item.key is not UNKNOWN}
    # Unknown keys may all repeat a known one, but one sure item is at least one thing.
    any_sure = any(item.sure for item in counted)
    return Bounds(
        Fraction(max(len(sure_keys), any_sure)), Fraction(len(keys) + nameless)
    )


# --- differences ------------------------------------------------------------------------------------------------------


def difference(first: Bounds, second: Bounds) -> Bounds:
    """Return the bounds of `first` less `second` when nothing is known of how they hang together."""
    return Bounds(
        None if first.low is None or second.high is None else first.low - second.high,
        None if first.high is None or second.low is None else first.high - second.low,
    )


def joint_difference(options: Iterable[frozenset[tuple[Side, Side]]]) -> Bounds | None:
    """Return the exact bounds of the difference of two shares over the same subjects.

    `options` gives for each subject the pairs of sides it can be on together. None where a denominator is empty
    or not certain: then only `difference` of the two bounds is at hand.
    """
    counted = Counter(options)
    sizes = []
    for which in (0, 1):
        size = 0
        for each, number in counted.items():
            inside = {pair[which] is not Side.OUT for pair in each}
            if len(inside) > 1:
                return None
            size += number if True in inside else 0
        sizes.append(size)
    if 0 in sizes:
        return None
    low = high = ZERO
    for each, number in counted.items():
        weights = [
            Fraction(first is Side.GOOD, sizes[0])
            - Fraction(second is Side.GOOD, sizes[1])
            for first, second in each
        ]
        low, high = low + number * min(weights), high + number * max(weights)
    return Bounds(low, high)

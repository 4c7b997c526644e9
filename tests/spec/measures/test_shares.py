"""The bounds of a share of subjects."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

import pytest

from policyengine.findings.measure_result import Bounds
from policyengine.findings.outcome import Side
from policyengine.measuring.rates import ZERO, Tally, tally
from policyengine.measuring.verdicts import (
    Reading,
    Relation,
    against_figure,
    held,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE_SETS = tuple(Side(bits) for bits in range(1, 8))
THRESHOLDS = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(9, 10), Fraction(1))
RELATIONS: tuple[Relation, ...] = (
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "exactly",
)
Cohort = tuple[Side, ...]


def cohorts(largest: int) -> Iterator[Cohort]:
    for size in range(largest + 1):
        yield from combinations_with_replacement(SIDE_SETS, size)


def rates(cohort: Cohort) -> tuple[set[Fraction], bool]:
    """The rates of all completions, and whether one of them has an empty denominator."""
    found: set[Fraction] = set()
    empty = False
    for completion in set(product(*(tuple(sides) for sides in cohort))):
        good, bad = completion.count(Side.GOOD), completion.count(Side.BAD)
        if good + bad:
            found.add(Fraction(good, good + bad))
        else:
            empty = True
    return found, empty


def test_bounds_are_the_least_and_greatest_rate_of_all_completions() -> None:
    for cohort in cohorts(6):
        found, empty = rates(cohort)
        counted = tally(cohort)
        expected = Bounds(min(found), max(found)) if found else None
        assert counted.share == expected, cohort
        assert (counted.certain == 0) == empty, cohort


def test_a_verdict_holds_in_every_completion() -> None:
    for cohort in cohorts(5):
        found, empty = rates(cohort)
        for relation, threshold in product(RELATIONS, THRESHOLDS):
            verdict = ruling(cohort, relation, threshold)
            if not found:
                assert verdict == "not_computable"
            elif empty:
                assert verdict == "undecidable"
            else:
                held_at = {
                    held(Bounds(rate, rate), relation, threshold) for rate in found
                }
                decided = next(iter(held_at)) if len(held_at) == 1 else "undecidable"
                # `exactly` does not ask whether the threshold can be reached between the bounds.
                assert verdict == decided or (
                    relation == "exactly" and verdict == "undecidable"
                )


def test_filling_in_an_unknown_never_widens_the_bounds_nor_turns_a_verdict() -> None:
    for cohort in cohorts(4):
        before = tally(cohort).share
        for place, sides in enumerate(cohort):
            for filled in SIDE_SETS:
                if filled == sides or filled & ~sides:
                    continue
                after_cohort = (*cohort[:place], filled, *cohort[place + 1 :])
                after = tally(after_cohort).share
                if after is not None:
                    assert before is not None
                    assert before.low is not None
                    assert before.high is not None
                    assert after.low is not None
                    assert after.high is not None
                    assert before.low <= after.low
                    assert after.high <= before.high
                for relation, threshold in product(RELATIONS, THRESHOLDS):
                    verdict = ruling(cohort, relation, threshold)
                    if verdict in ("met", "missed"):
                        assert ruling(after_cohort, relation, threshold) == verdict


def test_the_sum_over_subjects_decides_as_the_bounds_do() -> None:
    for cohort in cohorts(5):
        counted = tally(cohort)
        if not counted.certain:
            continue
        for threshold in THRESHOLDS:
            worth = {Side.GOOD: 1 - threshold, Side.BAD: -threshold, Side.OUT: ZERO}
            least = sum(min(worth[side] for side in sides) for sides in cohort)
            most = sum(max(worth[side] for side in sides) for sides in cohort)
            expected = "met" if least >= 0 else "missed" if most < 0 else "undecidable"
            assert ruling(cohort, "at_least", threshold) == expected


def ruling(cohort: Cohort, relation: Relation, threshold: Fraction) -> str:
    counted = tally(cohort)
    reading = Reading(counted.share, fewest=counted.certain)
    return against_figure(reading, relation, threshold, over=True).verdict


@pytest.mark.parametrize(
    ("counted", "low", "high"),
    [
        pytest.param(Tally(8, 1, 1, 2, 1, 1), "8/12", "12/13", id="one of each"),
        pytest.param(Tally(8, 1, 1), "8/10", "9/10", id="one of ten unknown"),
        pytest.param(Tally(9, 0, 1), "9/10", "1", id="nine in time, one unknown"),
        pytest.param(Tally(out_or_good=3), "1", "1", id="only who would be good"),
        pytest.param(Tally(out_or_bad=3), "0", "0", id="only who would be bad"),
        pytest.param(
            Tally(out_or_good=1, out_or_bad=1), "0", "1", id="one of each end"
        ),
        pytest.param(Tally(anything=1), "0", "1", id="an error alone"),
        pytest.param(Tally(good=1, out=9), "1", "1", id="those outside do not count"),
    ],
)
def test_the_bounds_of_a_tally(counted: Tally, low: str, high: str) -> None:
    assert counted.share == Bounds(Fraction(low), Fraction(high))


@pytest.mark.parametrize("counted", [Tally(), Tally(out=3)])
def test_nobody_in_the_denominator_is_no_rate(counted: Tally) -> None:
    assert counted.share is None

"""The verdict table: first row that holds."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from policyengine.findings.measure_result import Bounds
from policyengine.measuring.rates import Tally
from policyengine.measuring.verdicts import (
    MAY_BE_EMPTY,
    NO_PREVIOUS,
    NO_RATE,
    NO_REFERENCE,
    NOT_OVER,
    SATURATED,
    STILL_RUNNING,
    TOO_FEW,
    Direction,
    Reading,
    Relation,
    against_figure,
    against_previous,
    against_reading,
    step_in_turn,
)
from policyengine.policy.model import Bound, Step


def share(low: str, high: str | None = None, fewest: int = 10) -> Reading:
    return Reading(
        Bounds(Fraction(low), Fraction(high or low)),
        fewest=fewest,
        floor=Fraction(0),
        ceiling=Fraction(1),
    )


def of(tally: Tally) -> Reading:
    return Reading(tally.share, fewest=tally.certain)


NOBODY = Reading(None, fewest=0)
RUNNING = Reading(None, fewest=0, running=True)


@pytest.mark.parametrize(
    ("tally", "relation", "figure", "verdict"),
    [
        (Tally(8, 1, 1), "at_least", "0.9", "undecidable"),
        (Tally(9, 0, 1), "at_least", "0.9", "met"),
        (Tally(1899, 101), "at_least", "0.95", "missed"),
        (Tally(1900, 100), "at_least", "0.95", "met"),
        (Tally(1900, 100), "more_than", "0.95", "missed"),
        (Tally(1901, 99), "more_than", "0.95", "met"),
        (Tally(1900, 100), "at_most", "0.95", "met"),
        (Tally(1901, 99), "at_most", "0.95", "missed"),
        (Tally(1900, 100), "less_than", "0.95", "missed"),
        (Tally(1899, 101), "less_than", "0.95", "met"),
        (Tally(1900, 100), "exactly", "0.95", "met"),
        (Tally(1901, 99), "exactly", "0.95", "missed"),
        (Tally(1899, 100, 1), "exactly", "0.95", "undecidable"),
        (Tally(7, 0, 0, 0, 0, 1), "at_least", "0.9", "undecidable"),
    ],
)
def test_a_figure_is_compared_exactly(
    tally: Tally, relation: Relation, figure: str, verdict: str
) -> None:
    ruling = against_figure(of(tally), relation, Fraction(figure), over=True)
    assert ruling.verdict == verdict


@pytest.mark.parametrize(
    ("reading", "over", "smallest", "verdict", "reason"),
    [
        (NOBODY, True, None, "not_computable", NO_RATE),
        (NOBODY, False, None, "not_computable", NO_RATE),
        (RUNNING, True, None, "not_yet_due", STILL_RUNNING),
        (share("1"), False, None, "not_yet_due", NOT_OVER),
        (share("1", fewest=4), False, 5, "not_yet_due", NOT_OVER),
        (share("1", fewest=4), True, 5, "undecidable", TOO_FEW),
        (share("1", fewest=5), True, 5, "met", None),
        (share("0", fewest=5), True, 5, "missed", None),
    ],
)
def test_the_first_row_that_holds_decides(
    reading: Reading, over: bool, smallest: int | None, verdict: str, reason: object
) -> None:
    ruling = against_figure(
        reading, "at_least", Fraction(9, 10), over=over, smallest_group=smallest
    )
    assert (ruling.verdict, ruling.reason) == (verdict, reason)


@pytest.mark.parametrize("relation", ["at_least", "at_most"])
def test_a_denominator_that_may_be_empty_is_undecidable(relation: Relation) -> None:
    for tally in (Tally(out_or_good=3), Tally(out_or_bad=3)):
        ruling = against_figure(of(tally), relation, Fraction(1, 2), over=True)
        assert (ruling.verdict, ruling.reason) == ("undecidable", MAY_BE_EMPTY)


def test_a_target_is_decided_on_the_day_after_its_last_day() -> None:
    last = date(2018, 12, 31)
    for as_of, verdict in (
        (last - timedelta(days=1), "not_yet_due"),
        (last, "not_yet_due"),
        (last + timedelta(days=1), "met"),
    ):
        ruling = against_figure(
            share("0.9"), "at_least", Fraction("0.9"), over=as_of > last
        )
        assert ruling.verdict == verdict


def test_a_gap_is_exact_where_floats_are_not() -> None:
    ruling = against_reading(
        share("0.78"), "exactly", share("0.58"), over=True, slack=Fraction("0.20")
    )
    assert 0.78 - 0.58 > 0.20
    assert ruling.verdict == "met"


@pytest.mark.parametrize(
    ("own", "other", "relation", "slack", "verdict"),
    [
        (share("0.61"), share("0.61"), "at_least", "0", "met"),
        (share("0.60"), share("0.61"), "at_least", "0", "missed"),
        (share("0.60"), share("0.61"), "at_least", "0.01", "met"),
        (share("0.59"), share("0.61"), "at_least", "0.01", "missed"),
        (share("0.70"), share("0.61"), "at_least", "0", "met"),
        (share("0.70"), share("0.61"), "exactly", "0.08", "missed"),
        (share("0.70"), share("0.61"), "exactly", "0.09", "met"),
        (share("0.60"), share("0.58", "0.62"), "at_least", "0", "undecidable"),
        (share("0.60"), share("0.58", "0.62"), "exactly", "0.02", "met"),
        (share("0.60", fewest=0), share("0.61"), "at_least", "0", "undecidable"),
        (share("0.60"), share("0.61", fewest=0), "at_least", "0", "undecidable"),
        (share("0.60"), NOBODY, "at_least", "0", "not_computable"),
        (NOBODY, share("0.60"), "at_least", "0", "not_computable"),
        (RUNNING, share("0.60"), "at_least", "0", "not_yet_due"),
        (RUNNING, NOBODY, "at_least", "0", "not_computable"),
    ],
)
def test_two_measures_are_compared_by_their_difference(
    own: Reading, other: Reading, relation: Relation, slack: str, verdict: str
) -> None:
    ruling = against_reading(own, relation, other, over=True, slack=Fraction(slack))
    assert ruling.verdict == verdict


def test_a_missing_reference_is_named() -> None:
    ruling = against_reading(share("0.5"), "at_least", NOBODY, over=True)
    assert ruling.reason == NO_REFERENCE


@pytest.mark.parametrize(
    ("before", "now", "direction", "verdict"),
    [
        (share("0.5"), share("0.6"), "rising", "met"),
        (share("0.5"), share("0.5"), "rising", "missed"),
        (share("0.5"), share("0.5"), "not_falling", "met"),
        (share("0.5"), share("0.4"), "not_falling", "missed"),
        (share("0.5"), share("0.4"), "falling", "met"),
        (share("0.5"), share("0.5"), "falling", "missed"),
        (share("0.5"), share("0.5"), "not_rising", "met"),
        (share("0.5"), share("0.6"), "not_rising", "missed"),
        (share("0.5"), share("0.5", "0.6"), "rising", "undecidable"),
        (share("0.4", "0.5"), share("0.6"), "rising", "met"),
        (share("1"), share("1"), "rising", "not_computable"),
        (share("1"), share("0.9"), "rising", "missed"),
        (share("1"), share("0.9", "1"), "rising", "undecidable"),
        (share("1"), share("1"), "not_falling", "met"),
        (share("0.9", "1"), share("1"), "rising", "undecidable"),
        (share("0"), share("0"), "falling", "not_computable"),
        (share("0"), share("0.1"), "falling", "missed"),
        (share("0.5", fewest=0), share("0.6"), "rising", "undecidable"),
        (NOBODY, share("0.6"), "rising", "not_computable"),
        (share("0.5"), NOBODY, "rising", "not_computable"),
        (share("0.5"), RUNNING, "rising", "not_yet_due"),
    ],
)
def test_a_trend_compares_with_the_period_before(
    before: Reading, now: Reading, direction: Direction, verdict: str
) -> None:
    assert against_previous(now, before, direction, over=True).verdict == verdict


def test_a_trend_says_why_it_has_no_verdict() -> None:
    assert (
        against_previous(share("0.5"), NOBODY, "rising", over=True).reason
        == NO_PREVIOUS
    )
    assert (
        against_previous(share("1"), share("1"), "rising", over=True).reason
        == SATURATED
    )
    assert (
        against_previous(share("0.6"), share("0.5"), "rising", over=False).reason
        == NOT_OVER
    )


def test_a_trend_verdict_holds_in_every_completion() -> None:
    tenths = [Fraction(each, 2) for each in range(3)]
    spans = [(low, high) for low, high in product(tenths, tenths) if low <= high]
    directions: tuple[Direction, ...] = (
        "rising",
        "falling",
        "not_rising",
        "not_falling",
    )
    for before, now, direction in product(spans, spans, directions):
        wide = against_previous(
            share(str(now[0]), str(now[1])),
            share(str(before[0]), str(before[1])),
            direction,
            over=True,
        ).verdict
        exact = {
            against_previous(share(str(n)), share(str(b)), direction, over=True).verdict
            for b, n in product(tenths, tenths)
            if before[0] <= b <= before[1] and now[0] <= n <= now[1]
        }
        assert wide == "undecidable" or exact == {wide}


def test_an_open_end_decides_only_the_other_side() -> None:
    many = Reading(Bounds(Fraction(8), None))
    for figure, verdict in (("8", "met"), ("9", "undecidable")):
        ruling = against_figure(many, "at_least", Fraction(figure), over=True)
        assert ruling.verdict == verdict
    assert against_figure(many, "at_most", Fraction(7), over=True).verdict == "missed"


def step(figure: str, by: date | None) -> Step:
    return Step(Bound("at_least", Fraction(figure)), by)


EARLY, LAST = date(2017, 12, 31), date(2018, 12, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("steps", "as_of", "figure"),
    [
        ([step("0.9", LAST)], LAST - DAY, "0.9"),
        ([step("0.25", None), step("0.5", LAST)], LAST - DAY, "0.25"),
        ([step("0.25", None), step("0.5", LAST)], LAST, "0.25"),
        ([step("0.25", None), step("0.5", LAST)], LAST + DAY, "0.5"),
        ([step("0.25", EARLY), step("0.5", None)], EARLY, "0.25"),
        ([step("0.25", EARLY), step("0.5", None)], EARLY + DAY, "0.5"),
        ([step("0.25", EARLY), step("0.5", LAST)], EARLY, "0.25"),
        ([step("0.25", EARLY), step("0.5", LAST)], LAST, "0.25"),
        ([step("0.25", EARLY), step("0.5", LAST)], LAST + DAY, "0.5"),
    ],
)
def test_a_step_stands_until_the_next_one_falls_due(
    steps: list[Step], as_of: date, figure: str
) -> None:
    assert step_in_turn(steps, as_of).bound.figure == Fraction(figure)

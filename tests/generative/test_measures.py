"""Bounds are the least and greatest over all completions, by trying every one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from policyengine.feel.values import UNKNOWN
from policyengine.findings.measure_result import Bounds
from policyengine.findings.outcome import Side
from policyengine.measuring.rates import (
    ZERO,
    Item,
    Part,
    difference,
    how_many,
    how_many_distinct,
    joint_difference,
    ratio,
    tally,
    total,
)

amounts = st.integers(-3, 4).map(Fraction)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    low, high = sorted((draw(amounts), draw(amounts)))
    weight = Fraction(draw(st.integers(0, 4)))
    if not weight:
        low = high = Fraction(0)
    return Part(low, high, weight, optional=draw(st.booleans()))


def completions(part: Part) -> list[tuple[Fraction, Fraction]]:
    inside = [(part.low, part.weight), (part.high, part.weight)]
    return [*inside, (Fraction(0), Fraction(0))] if part.optional else inside


@given(st.lists(parts(), max_size=5))
def test_a_ratio_of_volumes_lies_between_its_least_and_greatest_completion(
    some: list[Part],
) -> None:
    sums = [
        (sum((n for n, _ in chosen), ZERO), sum((d for _, d in chosen), ZERO))
        for chosen in product(*map(completions, some))
    ]
    found = [amount / weight for amount, weight in sums if weight]
    assert ratio(some) == (Bounds(min(found), max(found)) if found else None)


@given(st.lists(parts(), max_size=5))
def test_a_sum_lies_between_its_least_and_greatest_completion(some: list[Part]) -> None:
    found = [
        sum((n for n, _ in chosen), ZERO) for chosen in product(*map(completions, some))
    ]
    assert total(some) == Bounds(min(found), max(found))


SIDES = st.integers(1, 7).map(Side)
PART_OF = {
    Side.GOOD: Part(Fraction(1), Fraction(1), Fraction(1)),
    Side.BAD: Part(Fraction(0), Fraction(0), Fraction(1)),
    Side.GOOD | Side.BAD: Part(Fraction(0), Fraction(1), Fraction(1)),
    Side.OUT | Side.GOOD: Part(Fraction(1), Fraction(1), Fraction(1), optional=True),
    Side.OUT | Side.BAD: Part(Fraction(0), Fraction(0), Fraction(1), optional=True),
    Side.OUT | Side.GOOD | Side.BAD: Part(
        Fraction(0), Fraction(1), Fraction(1), optional=True
    ),
}


@given(st.lists(SIDES, max_size=30))
def test_a_share_of_subjects_is_a_share_of_a_volume_of_one_each(
    sides: list[Side],
) -> None:
    assert tally(sides).share == ratio(
        PART_OF[each] for each in sides if each is not Side.OUT
    )


items = st.builds(Item, st.booleans(), st.sampled_from(["a", "b", "c", UNKNOWN]))


@given(st.lists(items, max_size=5))
def test_a_count_lies_between_its_least_and_greatest_completion(
    some: list[Item],
) -> None:
    # An unknown key may be any known one, or one that no other item has.
    options = [
        [
            *(["a", "b", "c", f"own {n}"] if item.key is UNKNOWN else [item.key]),
            *([] if item.sure else [None]),
        ]
        for n, item in enumerate(some)
    ]
    chosen = [[key for key in keys if key] for keys in product(*options)]
    distinct = [Fraction(len(set(keys))) for keys in chosen]
    plain = [Fraction(len(keys)) for keys in chosen]
    assert how_many_distinct(some) == Bounds(min(distinct), max(distinct))
    assert how_many(some) == Bounds(min(plain), max(plain))


pairs = st.frozensets(
    st.tuples(st.sampled_from(list(Side)), st.sampled_from(list(Side))),
    min_size=1,
    max_size=3,
)


@given(st.lists(pairs, max_size=5))
def test_two_shares_of_the_same_subjects_differ_within_their_box(
    options: list[frozenset[tuple[Side, Side]]],
) -> None:
    found = []
    for chosen in product(*options):
        both = [tally(pair[which] for pair in chosen).share for which in (0, 1)]
        rates = [each.exact for each in both if each is not None]
        if len(rates) == 2:
            found.append((rates[0] or 0) - (rates[1] or 0))
    if not found:
        return
    joint = joint_difference(options)
    if joint is not None:
        assert joint == Bounds(Fraction(min(found)), Fraction(max(found)))
    first, second = (
        tally(Side(sum({pair[which] for pair in each})) for each in options).share
        for which in (0, 1)
    )
    assert first is not None
    assert second is not None
    box = difference(first, second)
    assert box.low is not None
    assert box.high is not None
    assert box.low <= min(found)
    assert max(found) <= box.high


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_a_subject_in_both_shares_moves_them_together(
    members: list[tuple[bool, bool]],
) -> None:
    """The same unknown in both groups: the difference is known where each member counts in both alike."""
    same = frozenset({(Side.GOOD, Side.GOOD), (Side.BAD, Side.BAD)})
    assert joint_difference([same for _ in members]) == Bounds(Fraction(0), Fraction(0))

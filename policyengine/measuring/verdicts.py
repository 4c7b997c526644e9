"""Whether a target is met: the verdict table of outcomes.md, section 6, first row that holds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from policyengine.measuring.rates import difference
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyengine.findings.measure_result import Bounds, Verdict
    from policyengine.policy.model import Step

Relation: TypeAlias = Literal[
    "at_least", "more_than", "at_most", "less_than", "exactly"
]
Direction: TypeAlias = Literal["rising", "falling", "not_rising", "not_falling"]
Held: TypeAlias = Literal["met", "missed", "undecidable"]

NO_RATE = Text(da="Ingen at måle på", en="Nobody to measure")
STILL_RUNNING = Text(da="Ingen frist er udløbet endnu", en="No deadline has passed yet")
NOT_OVER = Text(da="Dagen er ikke gået endnu", en="The day has not passed yet")
NO_REFERENCE = Text(da="Intet at sammenligne med", en="Nothing to compare with")
NO_PREVIOUS = Text(
    da="Ingen tidligere måling at sammenligne med",
    en="No earlier measure to compare with",
)
SATURATED = Text(
    da="Kan ikke blive bedre: grænsen var allerede nået",
    en="Cannot get better: the limit was already reached",
)
MAY_BE_EMPTY = Text(
    da="Måske er der ingen at måle på", en="There may be nobody to measure"
)
TOO_FEW = Text(
    da="Måske færre end den mindste gruppe, der kan bedømmes",
    en="There may be fewer than the smallest group that can be judged",
)
THRESHOLD_INSIDE = Text(
    da="Grænsen ligger inden for det, de manglende oplysninger lader åbent",
    en="The threshold lies within what the missing facts leave open",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure came to on its day.

    `bounds` is None where no completion gives a value. `fewest` is the least number of subjects in the denominator,
    None where nothing is divided. `running`: somebody's deadline has yet to pass. `floor` and `ceiling` are the
    limits no value can pass. `may_be_wide`: the true bounds may be narrower.
    """

    bounds: Bounds | None
    fewest: int | None = None
    running: bool = False
    floor: Fraction | None = None
    ceiling: Fraction | None = None
    may_be_wide: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, and why where it is not plain from the figures.

    `may_be_wide`: the bounds it was judged by may be wider than the true ones.
    """

    verdict: Verdict
    reason: Text | None = None
    may_be_wide: bool = False


def against_figure(
    reading: Reading,
    relation: Relation,
    figure: Fraction,
    *,
    over: bool,
    slack: Fraction = Fraction(0),
    smallest_group: int | None = None,
) -> Ruling:
    """Judge a reading against a figure, from which it may stray by `slack`; `over`: the target's day has passed."""
    if reading.bounds is None and not reading.running:
        return Ruling("not_computable", NO_RATE)
    if reading.bounds is None:
        return Ruling("not_yet_due", STILL_RUNNING)
    if not over:
        return Ruling("not_yet_due", NOT_OVER)
    if few := _too_few(reading, smallest_group):
        return Ruling("undecidable", few)
    verdict = held(reading.bounds, relation, figure, slack)
    why = THRESHOLD_INSIDE if verdict == "undecidable" else None
    return Ruling(verdict, why, reading.may_be_wide)


def against_reading(
    reading: Reading,
    relation: Relation,
    reference: Reading,
    *,
    over: bool,
    apart: Bounds | None = None,
    slack: Fraction = Fraction(0),
    smallest_group: int | None = None,
) -> Ruling:
    """Judge a reading against another one; `apart` are narrower bounds of their difference, where known."""
    if reference.bounds is None and not reference.running:
        return Ruling("not_computable", NO_REFERENCE)
    return against_figure(
        less(reading, reference, apart),
        relation,
        Fraction(0),
        over=over,
        slack=slack,
        smallest_group=smallest_group,
    )


def against_previous(
    now: Reading,
    before: Reading,
    direction: Direction,
    *,
    over: bool,
    apart: Bounds | None = None,
    smallest_group: int | None = None,
) -> Ruling:
    """Judge a change from an earlier reading; a value that had reached its limit and stays is saturated.

    `apart` are narrower bounds of the change, where known.
    """
    if before.bounds is None:
        return Ruling("not_computable", NO_PREVIOUS)
    ruling = against_figure(
        less(now, before, apart),
        _RELATION[direction],
        Fraction(0),
        over=over,
        smallest_group=smallest_group,
    )
    if ruling.verdict == "missed" and now.bounds and _at_limit(before, direction):
        # INVARIANT: whatever is at its limit cannot have got better, so the ruling is never met here.
        stayed = before.bounds.exact
        if now.bounds.exact == stayed:
            return Ruling("not_computable", SATURATED)
        if stayed in (now.bounds.low, now.bounds.high):
            return Ruling("undecidable", THRESHOLD_INSIDE)
    return ruling


_RELATION: dict[Direction, Relation] = {
    "rising": "more_than",
    "falling": "less_than",
    "not_rising": "at_most",
    "not_falling": "at_least",
}


def _at_limit(before: Reading, direction: Direction) -> bool:
    limit = {"rising": before.ceiling, "falling": before.floor}.get(direction)
    return (
        limit is not None and before.bounds is not None and before.bounds.exact == limit
    )


def less(first: Reading, second: Reading, apart: Bounds | None = None) -> Reading:
    """Return the difference of two readings: `apart` where it is known exactly, else the box of their bounds."""
    if first.bounds is None or second.bounds is None:
        missing = [each for each in (first, second) if each.bounds is None]
        return Reading(None, running=all(each.running for each in missing))
    sizes = [each.fewest for each in (first, second) if each.fewest is not None]
    both_open = first.bounds.exact is None and second.bounds.exact is None
    return Reading(
        apart or difference(first.bounds, second.bounds),
        fewest=min(sizes, default=None),
        may_be_wide=apart is None
        and (both_open or first.may_be_wide or second.may_be_wide),
    )


def held(
    bounds: Bounds, relation: Relation, figure: Fraction, slack: Fraction = Fraction(0)
) -> Held:
    """Say whether every value within the bounds stands in the relation to the figure, or none does."""
    low, high = bounds.low, bounds.high
    least, most = figure - slack, figure + slack
    match relation:
        case "at_least":
            sure = low is not None and low >= least
            never = high is not None and high < least
        case "more_than":
            sure = low is not None and low > least
            never = high is not None and high <= least
        case "at_most":
            sure = high is not None and high <= most
            never = low is not None and low > most
        case "less_than":
            sure = high is not None and high < most
            never = low is not None and low >= most
        case "exactly":
            sides = {
                held(bounds, "at_least", figure, slack),
                held(bounds, "at_most", figure, slack),
            }
            sure, never = sides == {"met"}, "missed" in sides
        case _:
            assert_never(relation)
    return "met" if sure else "missed" if never else "undecidable"


def step_in_turn(steps: Sequence[Step], as_of: date) -> Step:
    """Return the step to judge: the last one whose turn has come, else the first.

    A step's turn comes when its `by` has passed; that of one without a day, when the step before it has ended.
    So every step gets its verdict, and the one before stands until the next falls due.
    """
    chosen = steps[0]
    for step in steps:
        if step.by is not None and as_of <= step.by:
            break
        chosen = step
    return chosen


def _too_few(reading: Reading, smallest_group: int | None) -> Text | None:
    if reading.fewest is None or reading.fewest >= max(smallest_group or 1, 1):
        return None
    return TOO_FEW if reading.fewest else MAY_BE_EMPTY

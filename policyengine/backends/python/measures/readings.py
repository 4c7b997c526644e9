"""What a measure comes to over a cohort on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.measures import amounts, sides
from policyengine.backends.python.measures.cohort import NOBODY, Cohort, Taken
from policyengine.measuring.verdicts import Reading, less
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    GapBetween,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    ValueOf,
)

if TYPE_CHECKING:
    from datetime import date

    from policyengine.findings.measure_result import Bounds
    from policyengine.policy.model import Measure


def take(measure: Measure, cohort: Cohort, day: date) -> Taken:
    """Read a measure as it stood on a day: what happened later is not seen."""
    match measure:
        case GapBetween():
            return _gap(measure, cohort, day)
        case ShareInTime():
            return sides.take_share_in_time(measure, cohort, day)
        case _:
            members = cohort.members(measure.kind, day)
            if not members:
                return Taken(Reading(None, fewest=0), NOBODY)
    match measure:
        case ShareOfSubjects():
            return sides.take_share(measure, members)
        case ShareOfVolume():
            return amounts.take_share_of_volume(measure, members)
        case CountOf():
            return amounts.take_count(measure, members)
        case Aggregate():
            return amounts.take_aggregate(measure, members)
        case ValueOf():
            return amounts.take_value(measure, members)
        case _:
            assert_never(measure)


def change(measure: Measure, cohort: Cohort, before: date, now: date) -> Bounds | None:
    """Return the exact change of a measure between two days, None where only the difference of its bounds is known."""
    if isinstance(measure, ShareOfSubjects):
        return sides.change(measure, cohort.members(measure.kind, now), before)
    return None


def apart(first: Measure, second: Measure, cohort: Cohort, day: date) -> Bounds | None:
    """Return the exact difference of two measures, None where only that of their bounds is known."""
    match first, second:
        case ShareOfSubjects(), ShareOfSubjects() if first.kind == second.kind:
            return sides.gap(first, second, cohort.members(first.kind, day))
        case _:
            return None


def _gap(measure: GapBetween, cohort: Cohort, day: date) -> Taken:
    first = take(measure.first, cohort, day)
    second = take(measure.second, cohort, day)
    exactly = apart(measure.first, measure.second, cohort, day)
    empty = first.counts == second.counts == NOBODY
    return Taken(
        less(first.reading, second.reading, exactly), NOBODY if empty else None
    )

"""What is possible for one duty while facts are unknown, by the ends of ranges: outcomes.md, section 4.

It is exact where every unknown fact is read in one place and can go either way there; its caller sees to that.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.python.compiled.day_tables import (
    ENDLESS,
    LONG_AGO,
    NEVER,
    OPEN,
)
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.backends.python.reference.completion import Possibilities

# What a condition can be.
CAN_BE_TRUE, CAN_BE_FALSE = 1, 2

NOT_APPLICABLE = int(Outcome.NOT_APPLICABLE)
EXEMPT = int(Outcome.EXEMPT)
PENDING = int(Outcome.PENDING)
FULFILLED = int(Outcome.FULFILLED)
FULFILLED_LATE = int(Outcome.FULFILLED_LATE)
BREACHED = int(Outcome.BREACHED)

# Days computed from a stand-in for "long ago" or "far ahead" lie beyond these.
EARLIEST_REAL, LATEST_REAL = date(1500, 1, 1), date(2500, 1, 1)


@dataclass(frozen=True, slots=True)
class Between:
    """The last days that are possible; None at an end that is open."""

    low: date | None
    high: date | None


Due: TypeAlias = "date | Between | None"


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from `low` to `high`, and never where `never`; no day at all where `low` is above `high`."""

    low: int
    high: int
    never: bool

    @property
    def is_certain(self) -> bool:
        """Whether it is one day, or surely never."""
        return not self.never if self.low == self.high else self.low > self.high


ONLY_NEVER = DayRange(OPEN, LONG_AGO - 1, never=True)
BEFORE_ALL = DayRange(LONG_AGO, LONG_AGO, never=False)


def range_of(day: int, today: int, *, can_be_none: bool) -> DayRange:
    """Return the range of a day as seen on `today`; an unknown event has happened by then or never."""
    if day == OPEN:
        return DayRange(LONG_AGO, today, never=can_be_none)
    return ONLY_NEVER if day == NEVER else DayRange(day, day, never=False)


def earliest_of(*ranges: DayRange) -> DayRange:
    """Return the range of the earliest of independent days; one that never comes is passed over."""
    high = min((each.high for each in ranges if not each.never), default=None)
    if high is None:
        high = max(each.high for each in ranges)
    return DayRange(
        min(each.low for each in ranges), high, all(each.never for each in ranges)
    )


def latest_of(*ranges: DayRange) -> DayRange:
    """Return the range of the latest of independent days; never where one of them never comes."""
    if any(each.low > each.high for each in ranges):
        return ONLY_NEVER
    return DayRange(
        max(each.low for each in ranges),
        max(each.high for each in ranges),
        any(each.never for each in ranges),
    )


def when(truth: int) -> DayRange:
    """Return the range of an undated fulfilment: it counts as in time, or there is none."""
    if truth == CAN_BE_FALSE:
        return ONLY_NEVER
    return DayRange(LONG_AGO, LONG_AGO, never=bool(truth & CAN_BE_FALSE))


def possible_outcomes(
    today: int,
    from_day: int,
    start: DayRange,
    due_days: Mapping[int, tuple[int, date]] | None,
    fixed_due: int,
    done: DayRange,
    group: int,
    lifted: int,
    excused: int,
    *,
    standing: bool,
) -> tuple[int, Due]:
    """Return the set of possible outcomes, and the last compliant day or days.

    `due_days` leads from a start to its due day; without it every start has `fixed_due`, `ENDLESS` where there is no
    deadline. `group`, `lifted` and `excused` say what the conditions can be. A `standing` state is breached at once.
    """
    found = 0
    if group & CAN_BE_FALSE or start.never:
        found |= NOT_APPLICABLE
    low = start.low
    if due_days is not None and low <= start.high:
        first = low if due_days[low][0] >= from_day else _first(due_days, from_day)
        if first > low:
            found, low = found | NOT_APPLICABLE, first
    elif fixed_due < from_day:
        return NOT_APPLICABLE, None
    if not group & CAN_BE_TRUE or low > start.high:
        return NOT_APPLICABLE, None
    earliest = latest = fixed_due
    if due_days is not None:
        earliest, latest = due_days[low][0], due_days[start.high][0]
    shown = _shown(earliest, latest)
    if standing:
        # No day is left to meet it on: what does not hold is unmet now.
        earliest = latest = today - 1
    after = done.high > earliest
    overdue = earliest < today
    can_be_lifted, can_be_excused = lifted & CAN_BE_TRUE, excused & CAN_BE_TRUE
    binds = lifted & CAN_BE_FALSE
    stands = binds and excused & CAN_BE_FALSE
    rows = (
        (FULFILLED, done.low <= latest),
        (EXEMPT, can_be_lifted and (done.never or after)),
        (EXEMPT, can_be_excused and overdue and (done.never or after)),
        (FULFILLED_LATE, stands and after),
        (BREACHED, stands and done.never and overdue),
        (PENDING, binds and done.never and latest >= today),
    )
    for outcome, is_possible in rows:
        if is_possible:
            found |= outcome
    return found, shown


class OpenStart(dict[int, "tuple[int, Due]"]):
    """The day a duty in force was met → what is possible where it may have begun on any day up to today, or never."""

    def __init__(
        self, today: int, from_day: int, due_days: Mapping[int, tuple[int, date]] | None
    ) -> None:
        super().__init__()
        self._of = partial(
            possible_outcomes,
            today,
            from_day,
            range_of(OPEN, today, can_be_none=True),
            due_days,
            ENDLESS,
            group=CAN_BE_TRUE,
            lifted=CAN_BE_FALSE,
            excused=CAN_BE_FALSE,
            standing=False,
        )
        self._today = today

    def __missing__(self, done: int) -> tuple[int, Due]:
        found = self._of(range_of(done, self._today, can_be_none=True))
        return self.setdefault(done, found)


def _first(due_days: Mapping[int, tuple[int, date]], due: int) -> int:
    """Return the first start that is due on `due` or later."""
    starts = range(date.min.toordinal() + 1, date.max.toordinal())
    return starts[bisect_left(starts, due, key=lambda start: due_days[start][0])]


def _shown(earliest: int, latest: int) -> Due:
    if earliest == latest:
        return as_date(earliest)
    low = date.fromordinal(earliest) if earliest > LONG_AGO else None
    return Between(low, date.fromordinal(latest))


def as_date(day: int) -> date | None:
    """Return a day as a date; None where there is none."""
    return date.fromordinal(day) if LONG_AGO < day < ENDLESS else None


def due_of(found: Possibilities) -> Due:
    """Return the last compliant day that every decision gives, else between which days it lies."""
    days = {
        each.due
        for each in found.decisions
        if each.outcome is not Outcome.NOT_APPLICABLE
    }
    known = {day for day in days if day is not None}
    if not known:
        return None
    low, high = min(known), max(known)
    if len(days) == 1 and low >= EARLIEST_REAL:
        return low
    return Between(
        low if low >= EARLIEST_REAL else None,
        high if high <= LATEST_REAL and None not in days else None,
    )

"""The calendar: adding months and days, and counting months and years by the same rule.

A month later is the same day number; where that day does not exist, the last day of the month.
Months are added to the anchor in one step, never one after another. A result outside the years
1 to 9999 is None.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import assert_never

from policyengine.feel.values import Months

_SHORTEST_MONTH = 28


def add(day: date, duration: Months | timedelta) -> date | None:
    """Return the day `duration` after `day`: 31 January + P1M is 28 or 29 February."""
    match duration:
        case Months(count):
            years, month = divmod(12 * day.year + day.month - 1 + count, 12)
            if not MINYEAR <= years <= MAXYEAR:
                return None
            number = day.day
            if number > _SHORTEST_MONTH:
                number = min(number, monthrange(years, month + 1)[1])
            return date(years, month + 1, number)
        case timedelta():
            try:
                return day + duration
            except OverflowError:
                return None
        case _:
            assert_never(duration)


def latest_start(due: date, duration: Months | timedelta) -> date | None:
    """Return the last day from which `duration` ends on `due` or before."""
    match duration:
        case Months(count):
            start = add(due, Months(-count))
            if start is None or not _ends_month(due):
                return start
            return start.replace(day=monthrange(start.year, start.month)[1])
        case timedelta():
            return add(due, -duration)
        case _:
            assert_never(duration)


def age(birth: date, on: date) -> int:
    """Return the years completed: the largest n with `birth` + n years on or before `on`.

    Who is born on 29 February completes a year on 28 February of an ordinary year. Before
    birth the number is negative.
    """
    years = on.year - birth.year
    birthday = add(birth, Months(12 * years))
    return years if birthday is not None and birthday <= on else years - 1


def months_between(start: date, end: date) -> int:
    """Return the whole months from `start` to `end`, counted from `start` as in `add`.

    Where `end` lies before `start` they are counted backwards, as a negative number.
    """
    months = 12 * (end.year - start.year) + end.month - start.month
    reached = add(start, Months(months))
    if reached is None:
        return months
    if start <= end < reached:
        return months - 1
    if start > end > reached:
        return months + 1
    return months


def component_months_between(start: date, end: date) -> int:
    """Return the whole months by the standard's rule, which compares day numbers alone."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]

"""The calendar, day by day: months added to every date of seventy years, and whole months and years counted back.

The reference is python-dateutil. From 1901 to 2099 the calendar repeats itself every four years, so what is true of
each day of one leap cycle is true of all; where the environment asks for more examples, all are tried all the same.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from policyengine.feel.calendar import add, age, latest_start, months_between
from policyengine.feel.values import Months
from tests.generative.examples import ASKED

DAY = timedelta(days=1)
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
MONTHS = range(-60, 61)


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


EVERY_DAY = days(FIRST, LAST)
LEAP_CYCLE = EVERY_DAY if ASKED else days(FIRST, date(1993, 12, 31))


def by_dateutil(count: int) -> list[date]:
    """Every day and so many months, as python-dateutil adds them.

    It is asked for the first of each month and for the days that not all months have. The days between keep their
    distance from the first.
    """
    step = relativedelta(months=count)
    if ASKED:
        return [day + step for day in EVERY_DAY]
    moved: list[date] = []
    for day in EVERY_DAY:
        plain = 1 < day.day <= 28
        moved.append(moved[-1] + DAY if plain else day + step)
    return moved


@pytest.mark.parametrize("count", MONTHS)
def test_months_added_to_every_day_of_seventy_years(count: int) -> None:
    months = Months(count)
    assert [add(day, months) for day in EVERY_DAY] == by_dateutil(count)


@pytest.mark.parametrize("count", MONTHS)
def test_whole_months_turn_on_the_day_that_adding_them_gives(count: int) -> None:
    """`count` months lie between a day and the one so much later, and on the day on this side of it one less."""
    months = Months(count)
    nearer = 0 if count == 0 else 1 if count > 0 else -1
    for start in LEAP_CYCLE:
        turn = (
            start + relativedelta(months=count)
            if start.day > 28
            else add(start, months)
        )
        assert turn is not None
        assert months_between(start, turn) == count
        assert months_between(start, turn - nearer * DAY) == count - nearer


def test_whole_months_forward_are_those_of_dateutil() -> None:
    starts = [day for day in days(FIRST, date(1993, 12, 31)) if day.day >= 28]
    for start in starts:
        for count in range(1, 61):
            turn = start + relativedelta(months=count)
            for end in (turn - DAY, turn):
                between = relativedelta(end, start)
                expected = 12 * between.years + between.months
                assert months_between(start, end) == expected, (start, end)


def birthday(birth: date, years: int) -> date:
    """The day on which so many years are completed: for a leap day's child 28 February in an ordinary year."""
    year = birth.year + years
    if (birth.month, birth.day) == (2, 29) and year % 4:
        return date(year, 2, 28)
    return birth.replace(year=year)


def test_an_age_turns_on_every_birthday() -> None:
    """The largest n with `birth` + n years on or before the day, on the day before, the day and the day after."""
    leap_days = [day for day in EVERY_DAY if (day.month, day.day) == (2, 29)]
    for birth in [*LEAP_CYCLE, *leap_days]:
        for years in range(FIRST.year - birth.year, LAST.year - birth.year + 1):
            day = birthday(birth, years)
            ages = [age(birth, on) for on in (day - DAY, day, day + DAY)]
            assert ages == [years - 1, years, years], (birth, years)


@pytest.mark.parametrize("count", range(1, 13))
def test_the_latest_start_is_the_last_day_that_ends_in_time(count: int) -> None:
    months = Months(count)
    for due in LEAP_CYCLE:
        start = latest_start(due, months)
        assert start is not None
        ends = add(start, months), add(start + DAY, months)
        assert ends[0] is not None
        assert ends[1] is not None
        assert ends[0] <= due < ends[1], due

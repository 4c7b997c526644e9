"""Laws of the calendar, over all days; its examples are in `chapters/days.py`."""

from datetime import date, timedelta

import holidays
import pytest
from dateutil.relativedelta import relativedelta

from policyengine.feel import Months, evaluate
from policyengine.feel.calendar import add, age, latest_start, months_between
from policyengine.feel.working_days import (
    add_working_days,
    is_working_day,
    public_holidays,
)

FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
ALL_DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
MONTH_ENDS = [day for day in ALL_DAYS if (day + timedelta(1)).day == 1]


def test_adding_months_agrees_with_dateutil_on_every_day_and_month_end() -> None:
    every = [
        (day, n) for i, day in enumerate(ALL_DAYS) for n in range(-60 + i % 61, 61, 61)
    ]
    ends = [(day, n) for day in MONTH_ENDS for n in range(-60, 61)]
    steps = {n: relativedelta(months=n) for n in range(-60, 61)}
    for day, n in every + ends:
        assert add(day, Months(n)) == day + steps[n], (day, n)


def test_an_age_is_the_largest_n_whose_birthday_has_come() -> None:
    for birth in (*MONTH_ENDS[:60], date(2004, 2, 28), date(2004, 3, 1)):
        for on in MONTH_ENDS[60::7]:
            for day in (on - timedelta(1), on, on + timedelta(1)):
                n = age(birth, day)
                reached, next_one = (
                    add(birth, Months(12 * n)),
                    add(birth, Months(12 * n + 12)),
                )
                assert reached is not None
                assert next_one is not None
                assert reached <= day < next_one


def test_months_between_is_the_most_that_can_be_added() -> None:
    for start in MONTH_ENDS[:50]:
        for end in ALL_DAYS[: 365 * 6 : 5]:
            n = months_between(start, end)
            sign = 1 if end >= start else -1
            reached, further = add(start, Months(n)), add(start, Months(n + sign))
            assert reached is not None
            assert further is not None
            assert sign * reached.toordinal() <= sign * end.toordinal()
            assert sign * end.toordinal() < sign * further.toordinal()


def test_the_latest_start_is_the_last_day_that_is_in_time() -> None:
    for due in ALL_DAYS[10_000:10_800]:
        for duration in (Months(1), Months(3), Months(12), timedelta(28), Months(-1)):
            start = latest_start(due, duration)
            assert start is not None
            end, after = add(start, duration), add(start + timedelta(1), duration)
            assert end is not None
            assert after is not None
            assert end <= due < after


def test_a_latest_start_before_the_calendar_begins_is_none() -> None:
    assert latest_start(date(1, 1, 31), Months(1)) is None


@pytest.mark.parametrize(
    "text",
    [
        'duration("P1M2D")',
        'duration("P1D") + duration("P1M")',
        'duration("P28D") < duration("P1M")',
        'date("2018-02-30")',
        'date("2018-2-3")',
        'duration("P")',
        'date("2018-01-01") + 3',
        'duration("P3M").days',
    ],
)
def test_what_the_calendar_lacks_is_none(text: str) -> None:
    assert evaluate(text, {}) is None


# --- working days -------------------------------------------------------------------


def test_public_holidays_are_those_of_the_holidays_package() -> None:
    years = range(1990, 2061)
    known = set(holidays.country_holidays("DK", years=years))
    assert set().union(*map(public_holidays, years)) == known


def test_store_bededag_is_a_holiday_to_2023_and_not_from_2024() -> None:
    assert not is_working_day(date(2023, 5, 5))
    assert is_working_day(date(2024, 4, 26))


def test_working_days_beyond_the_calendar_are_none() -> None:
    assert add_working_days(date(9999, 12, 31), 1) is None

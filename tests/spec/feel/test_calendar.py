"""The calendar: months clamp to the end of the month, ages and deadlines count by one rule."""

from datetime import date, timedelta

import holidays
import pytest
from dateutil.relativedelta import relativedelta

from policyengine.feel import UNKNOWN, Months, evaluate
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


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2018-01-31", "P1M", "2018-02-28"),
        ("2020-01-31", "P1M", "2020-02-29"),
        ("2018-01-31", "P2M", "2018-03-31"),
        ("2018-03-31", "-P1M", "2018-02-28"),
        ("2020-02-29", "P1Y", "2021-02-28"),
        ("2020-02-29", "P4Y", "2024-02-29"),
        ("2018-03-01", "P4W", "2018-03-29"),
        ("2018-12-31", "P1D", "2019-01-01"),
        ("2017-03-15", "P3M", "2017-06-15"),
        ("9999-12-31", "P1D", None),
        ("9999-12-31", "P1M", None),
        ("0001-01-01", "-P1M", None),
        ("0001-01-01", "-P999999999M", None),
    ],
)
def test_a_day_and_a_duration(day: str, duration: str, expected: str | None) -> None:
    result = evaluate(f'date("{day}") + duration("{duration}")', {})
    assert result == (expected and date.fromisoformat(expected))


def test_months_are_added_in_one_step() -> None:
    twice = evaluate('date("2018-01-31") + duration("P1M") + duration("P1M")', {})
    once = evaluate('date("2018-01-31") + (duration("P1M") + duration("P1M"))', {})
    assert (twice, once) == (date(2018, 3, 28), date(2018, 3, 31))


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2000-05-17", "2018-05-16", 17),
        ("2000-05-17", "2018-05-17", 18),
        ("2000-05-17", "2018-05-18", 18),
        ("2004-02-29", "2025-02-27", 20),
        ("2004-02-29", "2025-02-28", 21),
        ("2004-02-29", "2024-02-28", 19),
        ("2004-02-29", "2024-02-29", 20),
        ("2018-05-17", "2018-05-17", 0),
        ("2018-05-17", "2018-05-16", -1),
    ],
)
def test_an_age_is_the_years_completed(birth: str, on: str, years: int) -> None:
    assert evaluate(f'age(date("{birth}"), date("{on}"))', {}) == years


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


@pytest.mark.parametrize(
    ("start", "end", "policy", "standard"),
    [
        ("2018-01-31", "2018-02-28", 1, 0),
        ("2004-02-29", "2025-02-28", 252, 251),
        ("2018-01-15", "2018-03-14", 1, 1),
        ("2018-03-15", "2018-01-15", -2, -2),
        ("2016-01-21", "2015-01-22", -11, -11),
    ],
)
def test_years_and_months_duration_counts_as_deadlines_do(
    start: str, end: str, policy: int, standard: int
) -> None:
    text = f'years and months duration(date("{start}"), date("{end}"))'
    assert evaluate(text, {}) == Months(policy)
    assert evaluate(text, {}, equality="feel") == Months(standard)


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


PARTS = [
    ('date("2018-03-31").year', 2018), ('date("2018-03-31").month', 3),
    ('date("2018-03-31").day', 31), ('duration("P1Y6M").years', 1),
    ('duration("P1Y6M").months', 6), ('duration("-P1Y6M").months', -6),
    ('duration("P4W").days', 28), ('duration("-P3D").days', -3),
    ('(date("2018-03-02") - date("2018-02-28")).days', 2),
    ('duration("P3M").days', None), ("u.year", UNKNOWN), ("n.year", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_parts_of_days_and_durations(text: str, expected: object) -> None:
    assert evaluate(text, {"u": UNKNOWN, "n": None}) == expected


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


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2018-03-28", 1, "2018-04-03"),  # Easter lies between
        ("2018-03-23", 5, "2018-04-04"),
        ("2018-05-04", 5, "2018-05-14"),  # Ascension
        ("2018-06-04", 1, "2018-06-05"),  # Constitution Day is no holiday
        ("2018-12-21", 2, "2018-12-27"),  # Christmas Eve is none either
        ("2018-12-30", 1, "2018-12-31"),
        ("2018-12-31", 1, "2019-01-02"),
        ("2018-04-03", -1, "2018-03-28"),
        ("2018-04-01", 0, "2018-04-01"),
    ],
)
def test_adding_working_days(start: str, count: int, expected: str) -> None:
    found = add_working_days(date.fromisoformat(start), count)
    assert found == date.fromisoformat(expected)


def test_working_days_beyond_the_calendar_are_none() -> None:
    assert add_working_days(date(9999, 12, 31), 1) is None

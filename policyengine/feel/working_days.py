"""Danish working days: Monday to Friday but for public holidays, by rules that carry dates.

A public holiday is a holy day of the Danish church (`helligdag`); Store Bededag was one to 2023
and, by law, is none from 2024. Constitution Day (5 June), Christmas
Eve and New Year's Eve are none in law, so here they are working days: a deadline in working
days is then never later than under the reading that lets offices close.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_LAST_STORE_BEDEDAG = 2023
# Days from Easter Sunday.
_MAUNDY_THURSDAY, _GOOD_FRIDAY, _EASTER_MONDAY = -3, -2, 1
_STORE_BEDEDAG, _ASCENSION, _WHIT_SUNDAY, _WHIT_MONDAY = 26, 39, 49, 50
_MOVABLE = (
    _MAUNDY_THURSDAY,
    _GOOD_FRIDAY,
    0,
    _EASTER_MONDAY,
    _ASCENSION,
    _WHIT_SUNDAY,
    _WHIT_MONDAY,
)
_FIXED = ((1, 1), (12, 25), (12, 26))
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether `day` is a Danish working day."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def add_working_days(day: date, count: int) -> date | None:
    """Return the `count`-th working day after `day` (before it where negative); 0 is `day`.

    None where that lies outside the years 1 to 9999.
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        try:
            day += step
            while not is_working_day(day):
                day += step
        except OverflowError:
            return None
    return day


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the Danish public holidays of a year."""
    easter = easter_sunday(year)
    movable = _MOVABLE + (_STORE_BEDEDAG,) * (year <= _LAST_STORE_BEDEDAG)
    return frozenset(
        {date(year, month, day) for month, day in _FIXED}
        | {easter + timedelta(days=offset) for offset in movable}
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the Meeus/Jones/Butcher rule)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarters, quarter_rest = divmod(of_century, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarters - epact - quarter_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)

"""Calendar periods and windows: when a recurring duty begins, ends, and what its instances are called."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator

# Danish municipal terms run four years from 1 January after the election; 2018 began one.
FIRST_TERM, TERM_YEARS = 2018, 4

CalendarPeriod: TypeAlias = Literal[
    "year", "half_year", "quarter", "month", "electoral_term"
]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both included, under the name that findings show."""

    name: str
    first: date
    last: date


def period_of(day: date, every: CalendarPeriod) -> Stretch:
    """Return the calendar period that a day lies in.

    >>> period_of(date(2018, 7, 1), "half_year")
    Stretch(name='2018-H2', first=datetime.date(2018, 7, 1), last=datetime.date(2018, 12, 31))
    >>> period_of(date(2020, 11, 25), "electoral_term").name
    '2018-2021'
    """
    year, month = day.year, day.month
    match every:
        case "year":
            return _months(str(year), year, 1, 12)
        case "half_year":
            half = (month - 1) // 6
            return _months(f"{year}-H{half + 1}", year, 6 * half + 1, 6)
        case "quarter":
            quarter = (month - 1) // 3
            return _months(f"{year}-Q{quarter + 1}", year, 3 * quarter + 1, 3)
        case "month":
            return _months(f"{year}-{month:02}", year, month, 1)
        case "electoral_term":
            start = year - (year - FIRST_TERM) % TERM_YEARS
            end = start + TERM_YEARS - 1
            return Stretch(f"{start}-{end}", date(start, 1, 1), date(end, 12, 31))
        case _:
            assert_never(every)


def periods_begun(first: date, last: date, every: CalendarPeriod) -> Iterator[Stretch]:
    """Yield the periods whose first day lies from `first` to `last`, both included."""
    period = period_of(first, every)
    if period.first < first:
        period = period_of(period.last + timedelta(days=1), every)
    while period.first <= last:
        yield period
        if period.last >= date(9999, 1, 1):
            return
        period = period_of(period.last + timedelta(days=1), every)


def _months(name: str, year: int, month: int, count: int) -> Stretch:
    last = month + count - 1
    return Stretch(
        name, date(year, month, 1), date(year, last, monthrange(year, last)[1])
    )

"""Dates, durations and numbers as text: read and written, each in one place."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation, Overflow

from policyengine.feel.values import Months

# The standard's numbers: IEEE 754 decimal128.
NUMBERS = Context(prec=34, Emin=-6143, Emax=6144, traps=[])

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DURATION = re.compile(
    r"(-)?P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
_MOST_DIGITS = 18
_SECONDS = (604_800, 86_400, 3_600, 60)


def read_date(text: str) -> date | None:
    """Return the day that `YYYY-MM-DD` names; None where the text is no such day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return make_date(year, month, day)


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the day; None where the calendar has none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_duration(text: str) -> Months | timedelta | None:
    """Return the duration that `P3M`, `P1Y6M`, `P4W` or `P10D` names; None where it is none.

    A week is seven days. Months and days never mix. Hours, minutes and seconds are read
    because the standard has them; the checker refuses them.
    """
    match = _DURATION.fullmatch(text)
    if match is None or any(len(part or "") > _MOST_DIGITS for part in match.groups()):
        return None
    sign = -1 if match[1] else 1
    calendar, clock = match.group(2, 3), match.group(4, 5, 6, 7)
    if any(calendar):
        years, months = (int(part or 0) for part in calendar)
        mixed = any(clock) or match[8]
        return None if mixed else Months(sign * (12 * years + months))
    whole = sum(
        int(part or 0) * each for part, each in zip(clock, _SECONDS, strict=True)
    )
    try:
        return sign * timedelta(seconds=whole, microseconds=_micro(match[8] or "0"))
    except OverflowError:
        return None


def _micro(seconds: str) -> int:
    return int(Decimal(seconds) * 1_000_000)


def read_number(text: str) -> int | Decimal | None:
    """Return the number; None where 34 digits cannot hold it."""
    try:
        number = NUMBERS.create_decimal(text)
    except (InvalidOperation, Overflow):
        return None
    if not number.is_finite() or len(Decimal(text).as_tuple().digits) > NUMBERS.prec:
        return None
    return int(number) if text.isdigit() else number


def write_duration(duration: Months | timedelta) -> str:
    """Return the standard's spelling: `P1Y6M`, `P10D`, `-P3M`."""
    if isinstance(duration, Months):
        years, months = divmod(abs(duration.count), 12)
        parts = f"{years}Y" * bool(years) + f"{months}M" * (bool(months) or not years)
        return f"{'-' * (duration.count < 0)}P{parts}"
    sign, length = ("-", -duration) if duration < timedelta(0) else ("", duration)
    seconds = Decimal(length.seconds) + Decimal(length.microseconds) / 1_000_000
    clock = f"T{seconds:f}S" if seconds else ""
    days = f"{length.days}D" if length.days or not clock else ""
    return f"{sign}P{days}{clock}"

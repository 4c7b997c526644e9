"""What stands after a dot: a record's member, a part of a day or duration, or that of each item of a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.feel.inner import Partial, settled
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from policyengine.feel.inner import Inner
    from policyengine.feel.values import Value


def member_of(value: Inner, member: str, absent: Value) -> Inner:
    """Return `value.member`; `absent` where a record lacks it, none where the value has no such part."""
    match value:
        case tuple():
            return tuple(settled(member_of(item, member, absent)) for item in value)
        case Partial(entries):
            return Partial(
                tuple(
                    (settled(member_of(item, member, absent)), sure)
                    for item, sure in entries
                )
            )
        case Mapping():
            return value.get(member, absent)
        case _:
            single = settled(value)
            return UNKNOWN if single is UNKNOWN else _part(single, member)


def _part(value: Value, member: str) -> Value:
    match value, member:
        case (date(), "year" | "month" | "day"):
            return int(getattr(value, member))
        case (date(), "weekday"):
            return value.isoweekday()
        case (Months(count), "years"):
            return _truncated(count, 12)
        case (Months(count), "months"):
            return count - 12 * _truncated(count, 12)
        case (timedelta(), "days" | "hours" | "minutes" | "seconds"):
            return _clock(value)[member]
        case _:
            return None


def _clock(duration: timedelta) -> dict[str, int]:
    """Return the parts of a duration; all of them have its sign."""
    seconds = _truncated(duration // timedelta(microseconds=1), 1_000_000)
    minutes, hours, days = (_truncated(seconds, each) for each in (60, 3_600, 86_400))
    return {
        "days": days,
        "hours": hours - 24 * days,
        "minutes": minutes - 60 * hours,
        "seconds": seconds - 60 * minutes,
    }


def _truncated(number: int, by: int) -> int:
    return number // by if number >= 0 else -(-number // by)

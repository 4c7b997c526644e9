"""Days as numbers, and tables that remember what a day means: there are only some ten thousand distinct days.

A day is its proleptic ordinal; `LONG_AGO` is before and `ENDLESS` after every day. An unknown day is `OPEN` and one
that never comes `NEVER`, both above all days, so that a comparison with a day sorts them out. The tables fill as they
are asked; two threads that ask at once write the same answer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.python.reference.duty import later
from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
from policyengine.feel.calendar import add

if TYPE_CHECKING:
    from datetime import timedelta

    from policyengine.feel.values import Months
    from policyengine.policy.model import Duration

LONG_AGO = 0
ENDLESS = 4_000_000
NEVER = 5_000_000
OPEN = 6_000_000

# What a record holds under a date fact: a day, its ISO text, none, or OPEN where the fact is absent.
WrittenDay: TypeAlias = "date | str | int | None"


class SeenDays(dict[WrittenDay, int]):
    """A day as written → its number; never where it is none or lies after `last`."""

    def __init__(self, last: int) -> None:
        super().__init__({None: NEVER, OPEN: OPEN})
        self.last = last

    def __missing__(self, written: date | str) -> int:
        day = as_day(written).toordinal()
        return self.setdefault(written, day if day <= self.last else NEVER)


class MovedDays(dict[int, int]):
    """A day → the day `duration` later, in one step."""

    def __init__(self, duration: Months | timedelta) -> None:
        super().__init__({NEVER: NEVER, OPEN: OPEN})
        self.duration = duration

    def __missing__(self, day: int) -> int:
        moved = add(date.fromordinal(day), self.duration)
        return self.setdefault(day, NEVER if moved is None else moved.toordinal())


class DueDays(dict[int, tuple[int, date]]):
    """A trigger → the last compliant day, as number and as date; without a duration the day before the trigger."""

    def __init__(self, duration: Duration | None) -> None:
        super().__init__({LONG_AGO: (LONG_AGO, date.min)})
        self.duration = duration

    def __missing__(self, trigger: int) -> tuple[int, date]:
        if self.duration is None:
            due = date.fromordinal(trigger - 1)
        else:
            due = later(date.fromordinal(trigger), self.duration)
        return self.setdefault(trigger, (due.toordinal(), due))


def as_day(written: date | str) -> date:
    """Return a day given as such or as ISO text. Raises RecordError for any other text."""
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(written)
    except ValueError:
        fault = Diagnostic("PE707", "a date that does not exist, or is not written as 2018-12-31")  # fmt: skip
    raise RecordError((fault,))

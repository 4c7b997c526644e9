"""The values of the condition language: Python's own, and three that Python lacks.

A value is `None` (known not to be), `bool`, `int` or `Decimal`, `str`, `date`, `timedelta` (whole days),
`Months`, a tuple of values, a mapping from name to value (a record or an entry of a list), or `UNKNOWN`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta
    from decimal import Decimal


class Unknown(Enum):
    """The type of `UNKNOWN`, so that type checkers can tell it from every value."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration, counted in months; negative ones point backwards."""

    count: int


Value: TypeAlias = "bool | int | Decimal | str | date | timedelta | Months | tuple[Value, ...] | Mapping[str, Value] | Unknown | None"

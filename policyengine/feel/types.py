"""The types that the checker knows; each is a frozen value, compared by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `unit` is shown, and two different units are not compared."""

    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Free text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that is one of `values`."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A whole number of days."""


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A whole number of months."""


@dataclass(frozen=True, slots=True)
class Null:
    """The type of the literal null alone; it goes with every type."""


@dataclass(frozen=True, slots=True)
class ListType:
    """A list of items of one type."""

    item: Type


@dataclass(frozen=True, slots=True, eq=False)
class RecordType:
    """An entry or a linked record: member → type. Compared by identity, for it may refer to itself."""

    name: str
    members: Mapping[str, Type]


Type: TypeAlias = (
    Boolean
    | Number
    | Text
    | Choice
    | Day
    | DaysDuration
    | MonthsDuration
    | Null
    | ListType
    | RecordType
)

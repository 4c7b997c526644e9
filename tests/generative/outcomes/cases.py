"""A second, plain reading of norms on complete facts: what each part says, and how FEEL writes it.

Nothing of the engine's evaluation is used here. Months are added by dateutil, facts are a dictionary, and a part
answers `of(seen)` by the tables of outcomes.md.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeAlias

from dateutil.relativedelta import relativedelta

from policyengine.feel.parser import parse
from policyengine.feel.values import Months
from policyengine.policy.model import (
    DayExpr,
    DayOf,
    Earliest,
    FirstEntry,
    Latest,
)

DAY = timedelta(days=1)
Facts: TypeAlias = Mapping[str, Any]

# Dates that are not events: `scheduled` ones may lie ahead, a `prior` one is never none.
SCHEDULED = frozenset({"a_until", "b_until"})
PRIOR = frozenset({"birth_date"})
ORDERS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Length:
    """So many months or days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        return day + relativedelta(months=self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        return day - relativedelta(months=self.months) - timedelta(days=self.days)

    @property
    def most_days(self) -> int:
        return 31 * self.months + self.days

    @property
    def feel(self) -> str:
        return (
            f'duration("P{self.months}M")'
            if self.months
            else f'duration("P{self.days}D")'
        )

    def times(self, factor: int) -> Length:
        return Length(self.months * factor, self.days * factor)

    @property
    def model(self) -> Months | timedelta:
        return Months(self.months) if self.months else timedelta(days=self.days)


@dataclass(frozen=True)
class Seen:
    """Complete facts as they stand on `as_of`; `today` is the day of assessment."""

    facts: Facts
    today: date
    as_of: date
    due: date | None = None
    item: Facts | None = None

    def at(self, day: date) -> Seen:
        return replace(self, as_of=day)

    def __getitem__(self, name: str) -> Any:
        if name == "as_of":
            return self.as_of
        if name == "due":
            return self.due
        if name.startswith("item."):
            assert self.item is not None
            return self._masked(name, self.item[name.removeprefix("item.")])
        return self._masked(name, self.facts[name])

    def _masked(self, name: str, value: Any) -> Any:
        timed = isinstance(value, date) and name not in SCHEDULED | PRIOR
        return None if timed and value > min(self.as_of, self.today) else value


# --- what is compared ---------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    name: str

    @property
    def feel(self) -> str:
        return self.name

    def of(self, seen: Seen) -> Any:
        return seen[self.name]


@dataclass(frozen=True)
class Constant:
    value: Any

    @property
    def feel(self) -> str:
        match self.value:
            case bool():
                return str(self.value).lower()
            case date():
                return f'date("{self.value}")'
            case str():
                return f'"{self.value}"'
            case _:
                return str(self.value)

    def of(self, seen: Seen) -> Any:
        del seen
        return self.value


@dataclass(frozen=True)
class Plus:
    day: Fact
    length: Length

    @property
    def feel(self) -> str:
        return f"{self.day.feel} + {self.length.feel}"

    def of(self, seen: Seen) -> Any:
        day = self.day.of(seen)
        return None if day is None else self.length.after(day)


@dataclass(frozen=True)
class Age:
    @property
    def feel(self) -> str:
        return "age(birth_date, as_of)"

    def of(self, seen: Seen) -> Any:
        born: date = seen["birth_date"]
        years = seen.as_of.year - born.year
        return years - (born + relativedelta(years=years) > seen.as_of)


@dataclass(frozen=True)
class Year:
    """The year of the day on which it is asked."""

    @property
    def feel(self) -> str:
        return "as_of.year"

    def of(self, seen: Seen) -> Any:
        return seen.as_of.year


Term: TypeAlias = Fact | Constant | Plus | Age | Year


# --- conditions ---------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A comparison: with none every one is false, but `!=` is true."""

    left: Term
    by: str
    right: Term

    @property
    def feel(self) -> str:
        return f"{self.left.feel} {self.by} {self.right.feel}"

    def of(self, seen: Seen) -> bool:
        left, right = self.left.of(seen), self.right.of(seen)
        if left is None or right is None:
            return self.by == "!="
        return bool(ORDERS[self.by](left, right))


@dataclass(frozen=True)
class IsNone:
    fact: Fact

    @property
    def feel(self) -> str:
        return f"{self.fact.feel} = null"

    def of(self, seen: Seen) -> bool:
        return self.fact.of(seen) is None


@dataclass(frozen=True)
class Not:
    condition: Condition

    @property
    def feel(self) -> str:
        return f"not({self.condition.feel})"

    def of(self, seen: Seen) -> bool:
        return not self.condition.of(seen)


@dataclass(frozen=True)
class Both:
    first: Condition
    second: Condition

    @property
    def feel(self) -> str:
        return f"({self.first.feel} and {self.second.feel})"

    def of(self, seen: Seen) -> bool:
        return self.first.of(seen) and self.second.of(seen)


@dataclass(frozen=True)
class Either:
    first: Condition
    second: Condition

    @property
    def feel(self) -> str:
        return f"({self.first.feel} or {self.second.feel})"

    def of(self, seen: Seen) -> bool:
        return self.first.of(seen) or self.second.of(seen)


Condition: TypeAlias = Compared | IsNone | Not | Both | Either
ALWAYS = Compared(Constant(value=True), "=", Constant(value=True))


# --- days ---------------------------------------------------------------------


@dataclass(frozen=True)
class On:
    """A date fact, or a day counted from one; seen from a day that it has not reached it never comes."""

    term: Fact | Plus

    def of(self, seen: Seen, not_before: date | None = None) -> date | None:
        return counting(self.term.of(seen), seen, not_before)

    @property
    def model(self) -> DayExpr:
        return DayOf(parse(self.term.feel))


@dataclass(frozen=True)
class First:
    """The first of the list `events` that meets a condition."""

    where: Condition

    def of(self, seen: Seen, not_before: date | None = None) -> date | None:
        found = [
            counting(held.get("held_on"), seen, not_before)
            for held in seen.facts["events"]
            if self.where.of(replace(seen, item=held))
        ]
        return min((day for day in found if day is not None), default=None)

    @property
    def model(self) -> DayExpr:
        return FirstEntry(parse("events"), "held_on", parse(self.where.feel))


@dataclass(frozen=True)
class AnyOf:
    first: Day
    second: Day

    def of(self, seen: Seen, not_before: date | None = None) -> date | None:
        days = (self.first.of(seen, not_before), self.second.of(seen, not_before))
        return min((day for day in days if day is not None), default=None)

    @property
    def model(self) -> DayExpr:
        return Earliest((self.first.model, self.second.model))


@dataclass(frozen=True)
class AllOf:
    first: Day
    second: Day

    def of(self, seen: Seen, not_before: date | None = None) -> date | None:
        first = self.first.of(seen, not_before)
        second = self.second.of(seen, not_before)
        return None if first is None or second is None else max(first, second)

    @property
    def model(self) -> DayExpr:
        return Latest((self.first.model, self.second.model))


Day: TypeAlias = On | First | AnyOf | AllOf


def counting(day: Any, seen: Seen, not_before: date | None) -> date | None:
    if day is None or day > min(seen.as_of, seen.today):
        return None
    return None if not_before is not None and day < not_before else day


# --- what a norm reads --------------------------------------------------------


def parts(part: object) -> Iterator[Any]:
    """Yield every part of a norm, itself first."""
    yield part
    if is_dataclass(part):
        for each in fields(part):
            yield from parts(getattr(part, each.name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from parts(inner)


def facts_read(norm: object) -> tuple[str, ...]:
    """Return the names of the person's facts that a norm reads, in order; `events` for any of its members."""
    found: list[str] = []
    for part in parts(norm):
        match part:
            case Fact(name) if name not in ("as_of", "due") and not name.startswith(
                "item."
            ):
                found.append(name)
            case Age():
                found.append("birth_date")
            case First():
                found.append("events")
            case _:
                pass
    return tuple(dict.fromkeys(found))


def lengths(norm: object) -> tuple[Length, ...]:
    return tuple(each for each in parts(norm) if isinstance(each, Length))


def constants(norm: object) -> tuple[Any, ...]:
    return tuple(each.value for each in parts(norm) if isinstance(each, Constant))

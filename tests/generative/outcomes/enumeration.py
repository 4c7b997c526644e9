"""Every completion of what is unknown, on small domains: what may be said, and which facts alone can change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from tests.generative.outcomes.cases import (
    DAY,
    PRIOR,
    SCHEDULED,
    Age,
    Compared,
    Constant,
    Facts,
    Length,
    Seen,
    Year,
    constants,
    lengths,
    parts,
)
from tests.generative.outcomes.oracle import During

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.generative.outcomes.oracle import Said

# Stand for "before all days that matter" and "after all of them".
LONG_AGO, FAR_AHEAD = date(1200, 6, 15), date(2900, 6, 15)
BOOLEANS = frozenset({"covered", "lifted", "excused", "given"})
BASES = ("refugee", "worker", "other")
KINDS = ("placement", "job", "course")
MEMBERS = ("held_on", "kind", "given")


@dataclass(frozen=True)
class Case:
    """What is asked: of what norm, on which day, with which facts known; `unknown` names those that are not.

    An unknown member of an entry is named as findings name it: `events[1].held_on`.
    """

    norm: Any
    facts: Facts
    unknown: tuple[str, ...]
    as_of: date
    from_day: date | None = None

    @property
    def record(self) -> dict[str, Any]:
        """The record as a caller gives it: what is unknown is absent."""
        known = {k: v for k, v in self.facts.items() if k not in self.unknown}
        if "events" in known:
            known["events"] = [
                {
                    member: value
                    for member, value in held.items()
                    if f"events[{number}].{member}" not in self.unknown
                }
                for number, held in enumerate(known["events"], start=1)
            ]
        return {"kind": "person", "id": "p-1", **known}

    @property
    def known(self) -> Seen:
        """The facts as they stand, unknown ones included, for what reads none of these."""
        return Seen(self.facts, self.as_of, self.as_of)

    @property
    def ends(self) -> tuple[date, date]:
        """Days that stand for "before all that matter" and "after all of them".

        A concurrent duty is asked day by day, so there they are not far away.
        """
        if not isinstance(self.norm, During):
            return LONG_AGO, FAR_AHEAD
        first, last = _window(self)
        return first - timedelta(days=30), last + timedelta(days=30)

    @property
    def domains(self) -> list[list[Any]]:
        window = _window(self)
        return [_domain(name, self, window) for name in self.unknown]

    @property
    def completions(self) -> int:
        return prod(map(len, self.domains))

    def completed(self, values: Iterable[Any]) -> dict[str, Any]:
        facts = dict(self.facts)
        for name, value in zip(self.unknown, values, strict=True):
            if "." not in name:
                facts[name] = value
                continue
            number = int(name[len("events[") : name.index("]")]) - 1
            events = [dict(held) for held in facts["events"]]
            events[number][name.partition(".")[2]] = value
            facts["events"] = events
        return facts


@dataclass(frozen=True)
class Answer:
    """What may be said over all completions: outcomes, the facts that alone can change them, last days."""

    outcomes: frozenset[str]
    missing: frozenset[str] = frozenset()
    due: date | None = None
    between: tuple[date | None, date | None] | None = None


def answer(
    case: Case, say: Callable[[Seen], Said], as_of: date | None = None
) -> Answer:
    """Return what `say` may say of the case."""
    day = as_of or case.as_of
    said = {
        values: say(Seen(case.completed(values), day, day))
        for values in product(*case.domains)
    }
    outcomes = {values: each.outcome for values, each in said.items()}
    due, between = _due(
        {each.due for each in said.values() if each.outcome != "not_applicable"},
        case.ends,
    )
    return Answer(
        frozenset(outcomes.values()),
        frozenset(
            name
            for position, name in enumerate(case.unknown)
            if _pivotal(position, outcomes)
        ),
        due,
        between,
    )


def _pivotal(position: int, outcomes: Mapping[tuple[Any, ...], str]) -> bool:
    seen: dict[tuple[Any, ...], str] = {}
    return any(
        seen.setdefault((*values[:position], *values[position + 1 :]), outcome)
        != outcome
        for values, outcome in outcomes.items()
    )


def _due(
    dues: set[date | None], ends: tuple[date, date]
) -> tuple[date | None, tuple[date | None, date | None] | None]:
    """Return the last day where it is certain, else the least and greatest; None for an open end."""
    known = {day for day in dues if day is not None}
    if not known:
        return None, None
    low, high = min(known), max(known)
    near = (ends[1] - ends[0]) // 8  # more than any length, less than to any real day
    real = [ends[0] + near < day < ends[1] - near for day in (low, high)]
    if len(dues) == 1 and all(real):
        return low, None
    between = (
        low if real[0] else None,
        high if real[1] and None not in dues else None,
    )
    return None, between if between != (None, None) else None


# --- domains ------------------------------------------------------------------


def _window(case: Case) -> tuple[date, date]:
    """Return the days that an unknown date may take: room for every length before the earliest known day."""
    known = {
        case.as_of,
        *(day for day in constants(case.norm) if isinstance(day, date)),
    }
    known |= {day for day in _dates(case.facts) if day.year > case.as_of.year - 5}
    if case.from_day is not None:
        known.add(case.from_day)
    known |= {each for each in parts(case.norm) if isinstance(each, date)}
    short = (each.most_days for each in lengths(case.norm) if each.months < 12)
    longest = sum(sorted(short, reverse=True)[:2])
    return min(known) - timedelta(days=longest + 3), max(known) + timedelta(
        days=longest + 3
    )


def _dates(facts: Mapping[str, Any]) -> Iterable[date]:
    for name, value in facts.items():
        if isinstance(value, date) and name not in PRIOR:
            yield value
        elif isinstance(value, list):
            for each in value:
                yield from _dates(each)


def _domain(name: str, case: Case, window: tuple[date, date]) -> list[Any]:
    fact = name.rpartition(".")[2]
    if fact in BOOLEANS:
        return [True, False, None]
    if fact == "basis":
        return [*BASES, None]
    if fact == "kind":
        return [*KINDS, None]
    if fact == "hours":
        figures = [n for n in constants(case.norm) if type(n) is int]
        return [*sorted({n + d for n in figures for d in (-1, 0, 1)}), None]
    first, last = window
    if fact in PRIOR:
        ages = [n for n in constants(case.norm) if type(n) is int and n < 100]
        born = {case.as_of, LONG_AGO.replace(year=900)}  # older than long ago
        if any(isinstance(each, Age) for each in parts(case.norm)):
            for age in ages:
                for step in (0, 12):
                    born |= {
                        Length(months=12 * age + step).before(day) + DAY * shift
                        for day in _days(first, case.as_of)
                        for shift in (0, 1)
                    }
        return sorted(born)
    before, after = case.ends
    if fact in SCHEDULED:
        return [before, *_days(first, last), after, None]
    days = {*_days(first, case.as_of), *_far_turns(case)}
    return [before, *sorted(day for day in days if day <= case.as_of), None]


def _far_turns(case: Case) -> Iterable[date]:
    """Yield the days outside the window around which an age or a year turns."""
    for part in parts(case.norm):
        match part:
            case Compared(Age(), _, Constant(int(age))) if "birth_date" in case.facts:
                born = case.facts["birth_date"]
                for years in (age, age + 1):
                    birthday = Length(months=12 * years).after(born)
                    yield from _days(birthday - 8 * DAY, birthday)
            case Compared(Year(), _, Constant(int(year))):
                for first in (date(year, 1, 1), date(year + 1, 1, 1)):
                    yield from _days(first - 8 * DAY, first)
            case _:
                pass


def _days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]

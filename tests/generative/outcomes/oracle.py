"""What a norm says of complete facts: outcomes.md, sections 3 and 5, written down once more and plainly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.parser import parse
from policyengine.policy import model
from tests.generative.outcomes.cases import (
    ALWAYS,
    DAY,
    Condition,
    Day,
    Fact,
    Length,
    On,
    Plus,
    Seen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Said:
    """What a norm says of complete facts. `through` tells that another duty applies instead."""

    outcome: str
    due: date | None = None
    since: date | None = None
    trigger: date | None = None
    through: bool = False


OUTSIDE = Said(NOT_APPLICABLE)


@dataclass(frozen=True)
class Done:
    day: Day


@dataclass(frozen=True)
class Holds:
    condition: Condition


@dataclass(frozen=True)
class Within:
    length: Length


@dataclass(frozen=True)
class By:
    day: Fact | Plus | date


@dataclass(frozen=True)
class Before:
    pass


@dataclass(frozen=True)
class Duty:
    """One duty; `instead` is one that takes its place where its own condition holds."""

    when: Condition
    after: Day | None
    deadline: Within | By | Before | None
    fulfilled: Done | Holds
    not_before: Fact | None = None
    unless: Condition | None = None
    excused_by: Condition | None = None
    instead: Duty | None = None

    @property
    def model(self) -> model.Duty:
        return model.Duty(
            parse(self.when.feel),
            self.after.model if self.after else None,
            _deadline(self.deadline),
            _fulfilment(self),
            model.DayOf(parse(self.not_before.feel)) if self.not_before else None,
            parse(self.unless.feel) if self.unless else None,
            parse(self.excused_by.feel) if self.excused_by else None,
        )


def _deadline(deadline: Within | By | Before | None) -> model.Deadline | None:
    match deadline:
        case Within(length):
            return model.Within(length.model)
        case By(date() as day):
            return model.By(model.DayOf(parse(f'date("{day}")')))
        case By(Fact() | Plus() as day):
            return model.By(model.DayOf(parse(day.feel)))
        case Before():
            return model.Before()
        case _:
            return None


def _fulfilment(duty: Duty) -> model.Done | model.Holds:
    match duty.fulfilled:
        case Done(day):
            return model.Done(day.model)
        case Holds(condition):
            return model.Holds(parse(condition.feel), standing=_standing(duty))


def _standing(duty: Duty) -> bool:
    limited = duty.after is not None or duty.deadline is not None
    return isinstance(duty.fulfilled, Holds) and not limited


# --- one duty, row by row -----------------------------------------------------


def say(
    duty: Duty, seen: Seen, from_day: date | None, *, replacing: Said | None = None
) -> Said:
    """Return what a duty says; one that is `replacing` applies where the other is exempt through it."""
    trigger = duty.after.of(seen) if duty.after is not None else None
    if duty.after is not None and trigger is None:
        return OUTSIDE
    if replacing is not None:
        if not replacing.through:
            return OUTSIDE
        trigger = trigger if duty.after is not None else replacing.trigger
    elif not duty.when.of(seen.at(trigger or seen.as_of)):
        return OUTSIDE
    due = _due(duty, seen, trigger)
    if due is not None and from_day is not None and due < from_day:
        return OUTSIDE
    seen = replace(seen, due=due)
    passed = due is not None and seen.as_of > due
    in_time, late, on = _fulfilled(duty, seen, due)
    if in_time:
        return Said("fulfilled", due, on, trigger)
    if duty.unless is not None and duty.unless.of(seen):
        return Said("exempt", due, trigger, trigger)
    if duty.instead is not None and duty.instead.when.of(seen):
        return Said("exempt", due, trigger, trigger, through=True)
    missed = passed or _standing(duty)
    overdue_from = due + DAY if due is not None and passed else None
    if missed and duty.excused_by is not None and duty.excused_by.of(seen):
        return Said("exempt", due, overdue_from, trigger)
    if late:
        return Said("fulfilled_late", due, on, trigger)
    if missed:
        return Said("breached", due, overdue_from, trigger)
    return Said("pending", due, trigger, trigger)


def _due(duty: Duty, seen: Seen, trigger: date | None) -> date | None:
    match duty.deadline:
        case Within(length):
            assert trigger is not None
            return length.after(trigger)
        case By(date() as day):
            return day
        case By(Fact() | Plus() as day):
            found: date | None = day.of(seen)
            return found
        case Before():
            assert trigger is not None
            return trigger - DAY
        case _:
            return None


def _fulfilled(
    duty: Duty, seen: Seen, due: date | None
) -> tuple[bool, bool, date | None]:
    """Return whether it is fulfilled in time, whether late, and on which day."""
    match duty.fulfilled:
        case Done(day):
            start = duty.not_before.of(seen) if duty.not_before else None
            done = day.of(seen, start)
            if done is None:
                return False, False, None
            in_time = due is None or done <= due
            return in_time, not in_time, done
        case Holds(condition):
            by_then = seen.as_of if due is None else min(seen.as_of, due)
            return condition.of(seen.at(by_then)), condition.of(seen), None


def say_both(duty: Duty, seen: Seen, from_day: date | None) -> tuple[Said, ...]:
    """Return what a duty says, and what the duty in its place says."""
    first = say(duty, seen, from_day)
    if duty.instead is None:
        return (first,)
    return first, say(duty.instead, seen, from_day, replacing=first)


# --- in every period ----------------------------------------------------------


@dataclass(frozen=True)
class Recurring:
    """So many `events` in every period: a calendar one by its length in months, or windows after a day."""

    when: Condition
    where: Condition
    every: Length
    at_least: int
    exactly: bool = False
    after: On | None = None
    lasts: Length | None = None

    @property
    def model(self) -> model.Recurring:
        words: dict[int, str] = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}
        return model.Recurring(
            parse(self.when.feel),
            parse("events"),
            "held_on",
            parse(self.where.feel),
            self.every.model if self.after else words[self.every.months],  # type: ignore[arg-type]
            self.at_least,
            self.exactly,
            self.after.model if self.after else None,
            self.lasts.model if self.lasts else None,
        )


Stretch: TypeAlias = tuple[date, date]


def stretches(norm: Recurring, seen: Seen, from_day: date | None) -> list[Stretch]:
    """Return first and last day of the periods that have begun and whose first day is in force."""
    if norm.after is None:
        first_of_all = from_day or seen.as_of.replace(month=1, day=1)
        start = date(first_of_all.year, 1, 1)
        found = [
            (
                norm.every.times(n).after(start),
                norm.every.times(n + 1).after(start) - DAY,
            )
            for n in range(60)
        ]
        return [each for each in found if first_of_all <= each[0] <= seen.as_of]
    trigger = norm.after.of(seen)
    if trigger is None:
        return []
    end = norm.lasts.after(trigger) if norm.lasts else date.max
    found = [
        (
            norm.every.times(n).after(trigger) + DAY,
            norm.every.times(n + 1).after(trigger),
        )
        for n in range(60)
    ]
    return [
        each
        for each in found
        if each[0] <= seen.as_of
        and each[0] <= end
        and (from_day is None or each[0] >= from_day)
    ]


def say_stretch(norm: Recurring, stretch: Stretch, seen: Seen) -> Said:
    """Return what a recurring duty says of one period."""
    first, last = stretch
    trigger = norm.after.of(seen) if norm.after else None
    if not norm.when.of(seen.at(trigger or seen.as_of)):
        return OUTSIDE
    held = [replace(seen, item=each) for each in seen.facts["events"]]
    number = sum(
        1
        for each in held
        if norm.where.of(each)
        and (day := each["item.held_on"]) is not None
        and first <= day <= min(last, seen.as_of)
    )
    if norm.exactly and number > norm.at_least:
        return Said("breached", last)
    if number >= norm.at_least:
        return Said("fulfilled", last)
    return Said("pending" if seen.as_of <= last else "breached", last)


# --- at every entry -----------------------------------------------------------


@dataclass(frozen=True)
class AtEvery:
    """A duty at every one of `events` that meets a condition; its day is `item.held_on`."""

    where: Condition
    duty: Duty

    @property
    def model(self) -> model.AtEvery:
        return model.AtEvery(
            parse("events"), "held_on", parse(self.where.feel), self.duty.model
        )


def say_at(norm: AtEvery, number: int, seen: Seen, *, from_day: date | None) -> Said:
    """Return what the duty says at one entry."""
    entry = replace(seen, item=seen.facts["events"][number])
    return say(norm.duty, entry, from_day) if norm.where.of(entry) else OUTSIDE


# --- all the while ------------------------------------------------------------


@dataclass(frozen=True)
class During:
    """While a runs, from `grace` after its start, a condition holds on every day that is over."""

    when: Condition
    holds: Condition
    grace: Length | None = None
    unless: Condition | None = None

    @property
    def model(self) -> model.Concurrent:
        return model.Concurrent(
            parse(self.when.feel),
            model.DayOf(parse("a_from")),
            model.DayOf(parse("a_until")),
            self.grace.model if self.grace else None,
            parse(self.holds.feel),
            parse(self.unless.feel) if self.unless else None,
        )


def say_during(norm: During, seen: Seen, from_day: date | None) -> Said:
    """Return what a concurrent duty says, day by day."""
    start, end = seen["a_from"], seen["a_until"]
    if start is None or not norm.when.of(seen.at(start)):
        return OUTSIDE
    if end is not None and from_day is not None and end < from_day:
        return OUTSIDE
    if norm.unless is not None and norm.unless.of(seen):
        return Said("exempt")
    first = norm.grace.after(start) if norm.grace else start
    if from_day is not None:
        first = max(first, from_day)
    last = seen.as_of - DAY if end is None else min(end, seen.as_of - DAY)
    for day in days(first, last):
        if not norm.holds.of(seen.at(day)):
            return Said("breached", end)
    over = end is not None and end < seen.as_of
    return Said("fulfilled" if over else "pending", end)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def always() -> Condition:
    """Return a condition that always holds."""
    return ALWAYS

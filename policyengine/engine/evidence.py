"""What a finding rests on: the facts that were read, those that are missing, and how the last day came about."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.backends.python.reference.settle import list_name
from policyengine.backends.python.reference.view import Atom, Leaf, Occasion, View
from policyengine.feel.names import free_names, walk
from policyengine.feel.nodes import Expr, Name, Path
from policyengine.feel.values import UNKNOWN, Months
from policyengine.findings.finding import Evidence, Missing
from policyengine.policy.model import (
    AtEvery,
    Before,
    By,
    Concurrent,
    DayExpr,
    DayOf,
    Done,
    Duration,
    Duty,
    Earliest,
    FirstEntry,
    Holds,
    Indicator,
    Judgement,
    Latest,
    Norm,
    Recurring,
    Target,
    Term,
    Within,
    WorkingDays,
)
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Policy

Part: TypeAlias = Expr | DayExpr

LATER = Text(
    "efter vurderingsdagen, læst som ikke sket",
    "after the day of assessment, read as not having happened",
)
MEMBER = re.compile(r"(?P<list>.+)\[(?P<number>\d+)\]\.(?P<member>\w+)")
OF_YEAR = re.compile(r"(?P<fact>.+)\.(?P<year>\d{4})")


# --- facts that were read ----------------------------------------------------


def evidence(norm: Norm, view: View, occasion: Occasion | None) -> tuple[Evidence, ...]:
    """Return the known facts that a norm reads of the view's subject, each once for each use."""
    found: dict[tuple[str, str], Evidence] = {}
    for used_for, part in parts(norm):
        for each in _read(part, used_for, view, occasion):
            found.setdefault((each.fact, each.used_for), each)
    return tuple(found.values())


def parts(norm: Norm) -> Iterator[tuple[str, Part]]:
    """Yield the parts of a norm and what each is for."""
    match norm:
        case Duty():
            yield from _duty_parts(norm)
        case AtEvery(_, _, where, duty):
            if where is not None:
                yield "group", where
            yield from _duty_parts(duty)
        case Recurring():
            yield "group", norm.group
            if norm.trigger is not None:
                yield "trigger", norm.trigger
            yield "fulfilment", FirstEntry(norm.entries, norm.dated_by, norm.where)
        case Concurrent():
            yield "group", norm.group
            yield "trigger", norm.start
            if norm.end is not None:
                yield "deadline", norm.end
            yield "fulfilment", norm.holds
            if norm.lifted is not None:
                yield "exception", norm.lifted
        case Judgement(group):
            yield "group", group
        case Target() | Indicator() | Term():
            return
        case _:
            assert_never(norm)


def _duty_parts(duty: Duty) -> Iterator[tuple[str, Part]]:
    yield "group", duty.group
    if duty.trigger is not None:
        yield "trigger", duty.trigger
    if isinstance(duty.deadline, By):
        yield "deadline", duty.deadline.day
    match duty.fulfilment:
        case Done(day):
            yield "fulfilment", day
        case Holds(condition):
            yield "fulfilment", condition
        case _:
            assert_never(duty.fulfilment)
    if duty.lifted is not None:
        yield "exception", duty.lifted
    for other in duty.replaced_by:
        yield "exception", other.condition
    if duty.excused is not None:
        yield "excuse", duty.excused


def _read(
    part: Part, used_for: str, view: View, occasion: Occasion | None
) -> Iterator[Evidence]:
    match part:
        case DayOf(expr):
            yield from _read(expr, used_for, view, occasion)
        case Earliest(days) | Latest(days):
            for day in days:
                yield from _read(day, used_for, view, occasion)
        case FirstEntry(entries, dated_by, where):
            members = {dated_by} | (_members(where) if where is not None else set())
            for each in view.occasions(list_name(entries)) or ():
                yield from _entry(each, members, used_for, view)
            if where is not None:
                yield from _facts(where, used_for, view)
        case _:
            yield from _facts(part, used_for, view)
            members = _members(part)
            for name in free_names(part):
                if name == "item" and occasion is not None:
                    yield from _entry(occasion, members, used_for, view)
                elif name not in ("item", "as_of", "due") and view.fact(name).entry:
                    for each in view.occasions(name) or ():
                        yield from _entry(each, members, used_for, view)


def _facts(expr: Expr, used_for: str, view: View) -> Iterator[Evidence]:
    for name in free_names(expr):
        if name in ("item", "as_of", "due"):
            continue
        fact = view.fact(name)
        value = view(name)
        if fact.entry is None and value is not UNKNOWN:
            note = LATER if value is None and view.lies_ahead(name) else None
            yield Evidence(view.leaf(name), fact.label, value, used_for, note)


def _entry(
    occasion: Occasion, members: set[str], used_for: str, view: View
) -> Iterator[Evidence]:
    declared = view.fact(occasion.entries).entry
    assert declared is not None
    for name, value in view.entry(occasion).items():
        if name in members:
            place = f"{occasion.place}.{name}"
            yield Evidence(place, declared.facts[name].label, value, used_for)


def _members(expr: Expr) -> set[str]:
    return {part.member for part in walk(expr) if isinstance(part, Path)}


# --- facts that are missing --------------------------------------------------


def missing(
    leaves: tuple[Leaf, ...], view: View, policy: Policy
) -> tuple[Missing, ...]:
    """Return the facts that decide and are not recorded, with their labels."""
    found: dict[str, Missing] = {}
    for leaf in leaves:
        name = leaf.entries if isinstance(leaf, Atom) else leaf
        found.setdefault(name, Missing(name, _label(name, view, policy)))
    return tuple(found.values())


def _label(name: str, view: View, policy: Policy) -> Text:
    if name.startswith("parameter."):
        known = {each.name: each.reason for each in policy.parameters}
        return known.get(name.removeprefix("parameter.")) or Text(name, name)
    if match := MEMBER.fullmatch(name):
        listed = view.fact(match["list"])
        assert listed.entry is not None
        member = listed.entry.facts[match["member"]].label
        number = match["number"]
        return Text(
            f"{listed.label.da} {number}: {member.da}",
            f"{listed.label.en} {number}: {member.en}",
        )
    if match := OF_YEAR.fullmatch(name):
        label, year = view.fact(match["fact"]).label, match["year"]
        return Text(f"{label.da} {year}", f"{label.en} {year}")
    return view.fact(name).label


# --- how the last day came about ---------------------------------------------


def arithmetic(
    norm: Norm, trigger: date | None, due: date | None, view: View
) -> Text | None:
    """Say how a last day came about: `Arrived 2017-03-15 + 3 months = 2017-06-15`."""
    duty = norm.duty if isinstance(norm, AtEvery) else norm
    if not isinstance(duty, Duty) or due is None:
        return None
    match duty.deadline:
        case Within(duration) if trigger is not None:
            label = _trigger_label(duty.trigger, view)
            length = in_words(duration)
            return Text(
                f"{label.da}{trigger} + {length.da} = {due}",
                f"{label.en}{trigger} + {length.en} = {due}",
            )
        case Before() if trigger is not None:
            return Text(
                f"dagen før {trigger} = {due}", f"the day before {trigger} = {due}"
            )
        case By():
            return Text(f"senest {due}", f"by {due}")
        case _:
            return None


def _trigger_label(trigger: DayExpr | None, view: View) -> Text:
    match trigger:
        case DayOf(Name(name)):
            label = view.fact(name).label
            return Text(f"{label.da} ", f"{label.en} ")
        case _:
            return Text("", "")


def in_words(duration: Duration) -> Text:
    """Return a duration in Danish and English.

    >>> in_words(Months(12)), in_words(timedelta(days=28))
    (Text(da='1 år', en='1 year'), Text(da='4 uger', en='4 weeks'))
    """
    match duration:
        case WorkingDays(count):
            return _counted(count, "arbejdsdag", "arbejdsdage", "working day")
        case Months(count) if count % 12 == 0 and count:
            return _counted(count // 12, "år", "år", "year")
        case Months(count):
            return _counted(count, "måned", "måneder", "month")
        case timedelta(days=days) if days % 7 == 0 and days:
            return _counted(days // 7, "uge", "uger", "week")
        case timedelta(days=days):
            return _counted(days, "dag", "dage", "day")
        case _:
            assert_never(duration)


def _counted(count: int, one: str, many: str, english: str) -> Text:
    return Text(
        f"{count} {one if count == 1 else many}",
        f"{count} {english if count == 1 else english + 's'}",
    )

"""The built-in functions, applied to values."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Any

from policyengine.feel import calendar
from policyengine.feel.arithmetic import absolute, calculate
from policyengine.feel.builtins import PROFILE
from policyengine.feel.comparison import ORDERED, kind_of
from policyengine.feel.inner import between, settled
from policyengine.feel.literals import make_date, read_date, read_duration
from policyengine.feel.truth import all_of, any_of, not_
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.feel.inner import Entries, Inner
    from policyengine.feel.meaning import Meaning
    from policyengine.feel.values import Unknown, Value


def call(name: str, arguments: tuple[Inner, ...], meaning: Meaning) -> Inner:
    """Apply a function; None where there is no such function or it has no result."""
    least, most = PROFILE.get(name, (1, 0))
    if not least <= len(arguments) <= (len(arguments) if most is None else most):
        return None
    match name:
        case "count" | "sum" | "min" | "max" | "all" | "any":
            return _of_list(name, arguments, meaning)
        case "list contains":
            return _contains(arguments[0], arguments[1], meaning)
        case _:
            return _of_scalars(name, tuple(map(meaning.single, arguments)), meaning)


def _of_scalars(name: str, values: tuple[Value, ...], meaning: Meaning) -> Value:
    if any(value is None for value in values):
        return None
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    match name, *values:
        case "abs", value:
            return absolute(value)
        case "age", date() as birth, date() as on:
            return calendar.age(birth, on)
        case "years and months duration", date() as start, date() as end:
            return meaning.months_between(start, end)
        case "date", str() as text:
            return read_date(text)
        case "date", date() as day:
            return day
        case "date", year, month, day:
            return _date(year, month, day)
        case _, str() as text, str() as part:
            return _of_texts(name, text, part)
        case "duration", str() as text:
            return read_duration(text)
        case "duration", (Months() | timedelta()) as duration:
            return duration
        case _:
            return None


def _of_texts(name: str, text: str, part: str) -> bool | None:
    match name:
        case "contains":
            return part in text
        case "starts with":
            return text.startswith(part)
        case "ends with":
            return text.endswith(part)
        case _:
            return None


def _date(*parts: Value) -> date | None:
    if not all(map(_counts, parts)):
        return None
    return make_date(*(int(part) for part in parts))  # type: ignore[arg-type]


def _counts(part: Value) -> bool:
    """Whether it is a whole number that a year, month or day may have; a far larger one would take for ever."""
    return kind_of(part) == "number" and 0 < part <= MAXYEAR and part == int(part)  # type: ignore[operator, arg-type]


def _of_list(name: str, arguments: tuple[Inner, ...], meaning: Meaning) -> Inner:
    entries: Entries | Unknown | None
    if len(arguments) == 1:
        entries = meaning.entries(arguments[0])
    else:
        entries = tuple((settled(each), True) for each in arguments)
    if entries is None:
        return None
    if entries is UNKNOWN:
        return UNKNOWN
    match name:
        case "count":
            sure = sum(each is True for _, each in entries)
            return between(sure, len(entries), or_none=False)
        case "all":
            return meaning.value(
                all_of(any_of((not_(sure), meaning.truth(v))) for v, sure in entries)
            )
        case "any":
            return meaning.value(
                any_of(all_of((sure, meaning.truth(v))) for v, sure in entries)
            )
        case _:
            return _aggregate(name, entries)


def _contains(items: Inner, wanted: Inner, meaning: Meaning) -> Value:
    entries = meaning.entries(items)
    if entries is None:
        return None
    if entries is UNKNOWN:
        return UNKNOWN
    return meaning.value(
        any_of(
            all_of((sure, meaning.compare("=", item, wanted) or False))
            for item, sure in entries
        )
    )


def _aggregate(name: str, entries: Entries) -> Inner:
    """Return sum, min or max; None of an empty list, and of one that surely holds none."""
    sure = [item for item, certain in entries if certain is True]
    maybe = [item for item, certain in entries if certain is UNKNOWN]
    if any(item is None for item in sure) or not entries:
        return None
    if any(item is UNKNOWN for item in sure):
        return UNKNOWN
    if not _alike(name, sure):
        return None
    if not _alike(name, [*sure, *maybe]):
        return UNKNOWN
    low, high = _ends(name, sure, maybe)
    return between(low, high, or_none=not sure)


def _alike(name: str, values: list[Value]) -> bool:
    """Whether all values are of one kind that the function takes."""
    kinds = {kind_of(value) for value in values}
    return len(kinds) <= 1 and kinds <= ({"number"} if name == "sum" else ORDERED)


def _ends(name: str, sure: list[Any], maybe: list[Any]) -> tuple[Value, Value]:
    """Return the least and the greatest result over all ways to settle the maybes."""
    every = [*sure, *maybe]
    match name:
        case "min":
            return min(every), min(sure) if sure else max(maybe)
        case "max":
            return max(sure) if sure else min(maybe), max(every)
        case _:
            below = [each for each in maybe if each < 0]
            above = [each for each in maybe if each > 0]
            if not sure:  # of nothing at all there is no sum
                below, above = below or [min(maybe)], above or [max(maybe)]
            return _sum([*sure, *below]), _sum([*sure, *above])


def _sum(numbers: Iterable[Value]) -> Value:
    total: Value = 0
    for number in numbers:
        total = calculate("+", total, number)
    return total

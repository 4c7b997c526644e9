"""What generated source calls where it works with values as the evaluator has them, lists and maybes included."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from policyengine.backends.python.compiled.day_tables import NEVER, OPEN, as_day
from policyengine.feel import functions
from policyengine.feel.arithmetic import negative
from policyengine.feel.inner import Partial, listed, settled
from policyengine.feel.meaning import POLICY
from policyengine.feel.members import member_of
from policyengine.feel.truth import all_of, any_of, not_
from policyengine.feel.types import Day
from policyengine.feel.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from policyengine.feel.inner import Entries, Inner
    from policyengine.feel.nodes import ComparisonOperator
    from policyengine.feel.truth import Truth
    from policyengine.feel.values import Unknown, Value
    from policyengine.policy.vocabulary import Fact

LAST_DAY = date.max.toordinal()


class SeenEntries:
    """Reads the entries of a list as seen on a day: members that are unknown are absent."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts

    def all(
        self, written: tuple[Mapping[str, Value], ...] | Unknown, last: int
    ) -> Value:
        """Return the list; `last` is the last day whose events are seen. An unknown list stays so."""
        if written is UNKNOWN:
            return UNKNOWN
        return tuple(self.one(entry, last) for entry in written)

    def one(self, written: Mapping[str, Value], last: int) -> Mapping[str, Value]:
        """Return one entry."""
        return {
            name: _seen(fact, written[name], last)
            for name, fact in self._facts.items()
            if written.get(name, UNKNOWN) is not UNKNOWN
        }


def _seen(fact: Fact, written: Value, last: int) -> Value:
    if not isinstance(fact.type, Day) or not isinstance(written, date | str):
        return written
    day = as_day(written)
    return None if fact.timing == "event" and day.toordinal() > last else day


def day_value(number: int, last: int) -> Value:
    """Return the day of a number: none where it lies after `last`, unknown where it is open."""
    if number == OPEN:
        return UNKNOWN
    return date.fromordinal(number) if number <= last else None


def day_number(value: Inner) -> int:
    """Return the number of a day: never for none, open for one that is unknown."""
    match settled(value):
        case date() as day:
            return day.toordinal()
        case known_or_not:
            return OPEN if known_or_not is UNKNOWN else NEVER


def negated(value: Inner) -> Value:
    """Return `-value`."""
    known = settled(value)
    return known if known is UNKNOWN else negative(known)


def member(value: Inner, name: str) -> Inner:
    """Return `value.name`."""
    return member_of(value, name, POLICY.absent())


def call(function: str, *arguments: Inner) -> Inner:
    """Return what a built-in gives."""
    return functions.call(function, arguments, POLICY)


def choose(
    condition: Truth, then: Callable[[], Inner], otherwise: Callable[[], Inner]
) -> Inner:
    """Return what `if` gives; where the condition is unknown, what both branches agree on."""
    if condition is UNKNOWN:
        return POLICY.undecided_if(then(), otherwise())
    return then() if condition else otherwise()


def equals(a: Inner, b: Inner) -> Truth:
    """Whether two values are equal; values of two kinds are not."""
    return POLICY.compare("=", a, b) or False


def within(value: Inner, bounds: Iterable[tuple[ComparisonOperator, Inner]]) -> Truth:
    """Whether a value meets all the bounds."""
    return all_of(
        POLICY.truth(POLICY.compare(operator, value, end)) for operator, end in bounds
    )


def meets(value: Inner, tests: Callable[[Inner], Iterable[Truth]]) -> Truth:
    """Whether a value meets one of the tests."""
    return any_of(tests(value))


def among(value: Inner, wanted: Inner) -> Truth:
    """Whether a value is in a list or, where `wanted` is none, equals it."""
    if isinstance(wanted, tuple | Partial):
        return POLICY.truth(call("list contains", wanted, value))
    return equals(value, wanted)


def meets_item(value: Inner, met: Truth, item: Inner) -> Truth:
    """Whether a value meets an item of a written list, or equals it where both are lists."""
    if isinstance(value, tuple | Partial):
        return any_of((met, equals(value, item)))
    return met


def keep(source: Inner, condition: Callable[[Value], Truth]) -> Inner:
    """Return the items that meet a condition; where it is unknown the item is a maybe."""
    entries = _entries(source)
    if entries is None:
        return UNKNOWN
    return listed((item, all_of((sure, condition(item)))) for item, sure in entries)


def some(source: Inner, condition: Callable[[Value], Truth]) -> Truth:
    """Whether an item meets a condition."""
    entries = _entries(source)
    if entries is None:
        return UNKNOWN
    return any_of(all_of((sure, condition(item))) for item, sure in entries)


def every(source: Inner, condition: Callable[[Value], Truth]) -> Truth:
    """Whether all items meet a condition."""
    entries = _entries(source)
    if entries is None:
        return UNKNOWN
    return all_of(any_of((not_(sure), condition(item))) for item, sure in entries)


def _entries(source: Inner) -> Entries | None:
    """Return the items of a list, None where it is unknown."""
    entries = POLICY.entries(source)
    return None if entries is UNKNOWN else entries


FUNCTIONS: Mapping[str, object] = {
    each.__name__: each
    for each in (
        *(all_of, any_of, not_, settled),
        *(day_value, day_number, negated, member, call, choose),
        *(within, meets, among, meets_item, keep, some, every),
    )
} | {
    "truth": POLICY.truth,
    "compare": POLICY.compare,
    "compare_to_null": POLICY.compare_to_null,
    "calculate": POLICY.calculate,
}
"""The functions, by the names under which generated source calls them."""

"""Names and their types, and what may be known of them: values, none, unknown; and how the unknown may turn out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Number,
    RecordType,
    Text,
    Type,
)
from policyengine.feel.values import UNKNOWN, Months, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.generative.feel.dice import Dice

Facts: TypeAlias = Mapping[str, Value]
Constant: TypeAlias = bool | int | Decimal | str | date | timedelta | Months

WORDS = ("danish", "work", "praktik_på_dansk")
KIND = Choice(WORDS)
HOURS, MONEY = Number("hours"), Number("kr")
COURSE = RecordType(
    "course",
    {
        "kind": KIND,
        "weekly": HOURS,
        "held_on": Day(),
        "passed": Boolean(),
        "place": Text(),
    },
)
FAMILY = RecordType(
    "family", {"income": MONEY, "moved_on": Day(), "lessons": ListType(COURSE)}
)
# No name is a member's too: in a text over plain values it would mean the one or the other.
NAMES: Mapping[str, Type] = {
    **dict.fromkeys(("refugee", "bor_på_øen"), Boolean()),
    **dict.fromkeys(("size", "rooms"), Number()),
    **dict.fromkeys(("hours", "planned_hours"), HOURS),
    **dict.fromkeys(("fee", "rent"), MONEY),
    **dict.fromkeys(("arrived_on", "left_on"), Day()),
    **dict.fromkeys(("language", "mother_tongue"), KIND),
    **dict.fromkeys(("name", "street"), Text()),
    **dict.fromkeys(("stay", "absence"), DaysDuration()),
    **dict.fromkeys(("term", "notice"), MonthsDuration()),
    "courses": ListType(COURSE),
    "figures": ListType(Number()),
    "wishes": ListType(KIND),
    "holidays": ListType(Day()),
    "family": FAMILY,
}

DAYS = (
    date(2020, 2, 29),
    date(2020, 2, 28),
    date(2020, 3, 1),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 1, 31),
    date(2020, 3, 31),
    date(2021, 2, 28),
    date(1999, 2, 28),
)
NUMBERS = (0, 1, 2, -1, -3, 12, Decimal("0.5"), Decimal("2.0"), Decimal("-1.5"))
LENGTHS = tuple(timedelta(days) for days in (0, 1, 28, 31, -1, 366))
TERMS = tuple(Months(count) for count in (0, 1, 12, 18, -1, -13))
TEXTS = ("", "danish", "work", "dan", "Århus")

_POOLS: dict[type, Sequence[Constant]] = {
    Boolean: (False, True),
    Number: NUMBERS,
    Day: DAYS,
    Text: TEXTS,
    DaysDuration: LENGTHS,
    MonthsDuration: TERMS,
}


def constants(kind: Type) -> Sequence[Constant]:
    """The constants of a type that has them; empty for lists and records."""
    return kind.values if isinstance(kind, Choice) else _POOLS.get(type(kind), ())


def known(dice: Dice, names: Mapping[str, Type], *, unknown: int = 3) -> Facts:
    """Facts of which one in `unknown` is unknown, which is to say absent, and some are none."""
    return {
        name: value(dice, kind, unknown)
        for name, kind in names.items()
        if not dice.one_in(unknown)
    }


def value(dice: Dice, kind: Type, unknown: int) -> Value:
    """A value of a type, or none unless it is a record, whose members are unknown as often as facts are."""
    match kind:
        case RecordType(_, members):
            return known(dice, members, unknown=unknown)
        case _ if dice.one_in(4):
            return None
        case ListType(item):
            return tuple(value(dice, item, unknown) for _ in range(dice.below(4)))
        case _:
            return dice.pick(constants(kind))


def complete(dice: Dice, names: Mapping[str, Type]) -> Facts:
    """Facts without unknown and without none."""
    return {name: some(dice, kind) for name, kind in names.items()}


def some(dice: Dice, kind: Type) -> Value:
    """A value of a type in which nothing is unknown or none."""
    match kind:
        case ListType(item):
            return tuple(some(dice, item) for _ in range(dice.below(4)))
        case RecordType(_, members):
            return complete(dice, members)
        case _:
            return dice.pick(constants(kind))


def completed(dice: Dice, names: Mapping[str, Type], facts: Facts) -> Facts:
    """The same facts where every unknown has turned out to be a value, or none."""
    return {
        name: _completed(dice, kind, facts.get(name, UNKNOWN))
        for name, kind in names.items()
    }


def _completed(dice: Dice, kind: Type, now: Value) -> Value:
    if now is UNKNOWN:
        now = value(dice, kind, 3)
    match kind:
        case ListType(item) if isinstance(now, tuple):
            return tuple(_completed(dice, item, each) for each in now)
        case RecordType(_, members) if isinstance(now, Mapping):
            return completed(dice, members, now)
        case _:
            return now

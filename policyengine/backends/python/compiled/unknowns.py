"""For which unknown facts the closed form is exact: those that are read in one place and can go either way there.

The rest of a duty's facts are entangled: where one of them is unknown, the reference answers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.feel.names import free_names
from policyengine.feel.nodes import (
    And,
    Call,
    Compare,
    Expr,
    In,
    ListOf,
    Literal,
    Name,
    Not,
    Or,
)
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.policy.model import (
    By,
    DayExpr,
    DayOf,
    Done,
    Duty,
    Earliest,
    FirstEntry,
    Latest,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from policyengine.policy.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where a fact is read.

    `question` is what is left open where the fact is unknown: the fact itself or, of a list, what is asked of it.
    `either_way`: the place can then go either way.
    """

    fact: str
    question: Hashable
    either_way: bool


def entangled(duty: Duty, facts: Mapping[str, Fact]) -> frozenset[str]:
    """Return the facts of a duty for which, when unknown, the closed form is not exact."""
    found = tuple(_of_duty(duty, facts))
    places = Counter(each.question for each in found)
    return frozenset(
        each.fact for each in found if not each.either_way or places[each.question] > 1
    )


def reads_days(condition: Expr | None, facts: Mapping[str, Fact]) -> bool:
    """Whether a condition can change with the day it is read on: it reads a day, or entries that hold some."""
    return condition is not None and any(
        name not in facts
        or isinstance(facts[name].type, Day)
        or facts[name].entry is not None
        for name in free_names(condition)
    )


def _of_duty(duty: Duty, facts: Mapping[str, Fact]) -> Iterator[Reading]:
    conditions = [duty.group, duty.lifted, duty.excused]
    conditions += [each.condition for each in duty.replaced_by]
    for condition in conditions:
        if condition is not None:
            yield from _of_condition(condition, facts)
    for day in (
        duty.not_before,
        duty.deadline.day if isinstance(duty.deadline, By) else None,
    ):
        if isinstance(day, DayOf):
            yield from _shut(free_names(day.expr))
    if duty.trigger is not None:
        yield from _of_day(duty.trigger)
    if isinstance(duty.fulfilment, Done):
        yield from _of_day(duty.fulfilment.day)
    else:
        asked = _of_condition(duty.fulfilment.condition, facts)
        # It is asked on two days: what changes between them is more than true or false.
        on_two_days = not duty.fulfilment.standing
        for each in asked:
            dated = on_two_days and isinstance(facts[each.fact].type, Day)
            yield Reading(each.fact, each.question, each.either_way and not dated)


def _of_day(day: DayExpr) -> Iterator[Reading]:
    match day:
        case DayOf(Name(name)):
            yield Reading(name, name, name not in ("as_of", "due"))
        case DayOf(expr):
            yield from _shut(free_names(expr))
        case FirstEntry(entries):
            for name in free_names(entries):
                yield Reading(name, day, either_way=True)
        case Earliest(parts) | Latest(parts):
            for part in parts:
                yield from _of_day(part)


def _shut(names: Iterable[str]) -> Iterator[Reading]:
    for name in names:
        if name not in ("as_of", "due"):
            yield Reading(name, name, either_way=False)


def _of_condition(condition: Expr, facts: Mapping[str, Fact]) -> Iterator[Reading]:
    match condition:
        case And(operands) | Or(operands):
            for each in operands:
                yield from _of_condition(each, facts)
        case Not(operand):
            yield from _of_condition(operand, facts)
        case Compare(_, left, Literal(bool())) if not isinstance(left, Name):
            yield from _of_condition(left, facts)
        case _:
            for name in free_names(condition):
                if name in ("as_of", "due"):
                    continue
                fact = facts[name]
                of_list = isinstance(fact.type, ListType)
                yield Reading(
                    name, condition if of_list else name, _either_way(condition, fact)
                )


def _either_way(test: Expr, fact: Fact) -> bool:
    """Whether some values of the fact meet the test and some, or none, do not."""
    can_be_none = fact.timing != "prior" and not isinstance(fact.type, ListType)
    match test, fact.type:
        case Compare("=" | "!=", Name(), Literal(None)), _:
            return can_be_none
        case Name() | Compare("=" | "!=", Name(), Literal(bool())), Boolean():
            return True
        case Compare(_, Name(), Literal(value)), Number():
            return value is not None
        case Compare("=" | "!=", Name(), Literal(str(value))), Text() | Choice():
            return isinstance(fact.type, Text) or value in fact.type.values
        case In(Name(), (ListOf(tests),) | tests), Text() | Choice():
            texts = [each.value for each in tests if isinstance(each, Literal)]
            return len(texts) == len(tests) and any(
                isinstance(fact.type, Text) or text in fact.type.values
                for text in texts
                if isinstance(text, str)
            )
        case Call("list contains", (Name(), Literal(str()))), ListType():
            return True
        case _:
            return False

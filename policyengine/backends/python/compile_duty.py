"""One duty as Python source: the rows of outcomes.md, section 3, in order, left at the first that holds.

Each duty becomes a block of the function that decides a record, which sets `o7` and `d7` where known facts settle
duty 7, and a function `open7` that the block calls where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.closed_form import (
    BREACHED,
    CAN_BE_FALSE,
    CAN_BE_TRUE,
    EXEMPT,
    FULFILLED,
    FULFILLED_LATE,
    PENDING,
)
from policyengine.backends.python.compile_condition import (
    Names,
    Refused,
    Scope,
    Test,
    one_holds,
    operand_of,
    test_of,
)
from policyengine.backends.python.compile_day import DayCode, compile_day, indented
from policyengine.backends.python.compile_unknowns import entangled, reads_days
from policyengine.feel.names import free_names
from policyengine.feel.types import Day
from policyengine.policy.model import (
    Before,
    By,
    DayOf,
    Done,
    Duty,
    Holds,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyengine.feel.nodes import Expr
    from policyengine.policy.vocabulary import Fact, RecordKind

NEVER_TRUE = Test("False", "True")


@dataclass(frozen=True, slots=True)
class DutyCode:
    """A duty's source: its block, its function for unknown facts, and the facts it reads."""

    block: list[str]
    when_open: list[str]
    read: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A duty with its parts as source. `by_due` is the fulfilling condition as seen on the due date."""

    number: int
    duty: Duty
    from_day: int | None
    start: DayCode | None
    due_days: str | None
    due: tuple[str, ...]
    group: Test
    counts_from: tuple[str, ...]
    done: DayCode | None
    holds: Test
    by_due: Test
    lifted: Test
    excused: Test
    read: dict[str, Fact]

    @property
    def has_deadline(self) -> bool:
        return self.duty.deadline is not None

    @property
    def standing(self) -> bool:
        return isinstance(self.duty.fulfilment, Holds) and self.duty.fulfilment.standing


def compile_duty(
    number: int, duty: Duty, kind: RecordKind, names: Names, from_day: date | None
) -> DutyCode:
    """Return the source of a duty. Raises Refused for what is left to the reference."""
    if duty.replaces is not None:
        raise Refused("stands in for another duty")
    if (
        isinstance(duty.fulfilment, Holds)
        and duty.fulfilment.standing
        and duty.deadline
    ):
        raise Refused("is a standing state with a deadline")
    read: dict[str, Fact] = {}
    today = Scope(kind, names, read)
    bound = Scope(kind, names, read, due="due") if duty.deadline else today
    lifting = (duty.lifted, *(each.condition for each in duty.replaced_by))
    holds = by_due = NEVER_TRUE
    done = None
    match duty.fulfilment:
        case Done(day):
            done = compile_day(day, "done", bound, counted=duty.not_before is not None)
        case Holds(condition):
            holds = test_of(condition, bound)
            by_due = test_of(condition, bound.on("due"))
        case _:
            assert_never(duty.fulfilment)
    due_days = _due_days(duty, names)
    parts = _Parts(
        number,
        duty,
        from_day.toordinal() if from_day is not None else None,
        compile_day(duty.trigger, "start", today) if duty.trigger else None,
        due_days,
        _due(duty, today) if due_days is None else (f"due, last = {due_days}[start]",),
        test_of(duty.group, today.on("start") if duty.trigger else today),
        _counts_from(duty, bound),
        done,
        holds,
        by_due,
        one_holds(test_of(each, bound) for each in lifting if each is not None),
        test_of(duty.excused, bound) if duty.excused is not None else NEVER_TRUE,
        read,
    )
    return DutyCode(_block(parts), _when_open(parts, names, kind.facts), read)


def _due_days(duty: Duty, names: Names) -> str | None:
    """Return the name of the table from trigger to due date, None where the due date hangs on no trigger."""
    match duty.deadline:
        case Within(duration):
            return names.due(duration)
        case Before():
            return names.due(None)
        case By() | None:
            return None
        case _:
            assert_never(duty.deadline)


def _due(duty: Duty, scope: Scope) -> tuple[str, ...]:
    """Return lines that set `due` and, as a date, `last`, for a deadline by a day."""
    match duty.deadline:
        case By(DayOf(expr)):
            return (f"due = {_or_else('ENDLESS', expr, scope)}", "last = as_date(due)")
        case By():
            raise Refused("is due on a day that is worked out from several")
        case _:
            return ()


def _counts_from(duty: Duty, scope: Scope) -> tuple[str, ...]:
    """Return lines that set `first`, the first day that counts."""
    match duty.not_before:
        case None:
            return ()
        case DayOf(expr):
            return (f"first = {_or_else('LONG_AGO', expr, scope)}",)
        case _:
            raise Refused("counts from a day that is worked out from several")


def _or_else(none: str, expr: Expr, scope: Scope) -> str:
    """Return the source of a day that may lie ahead; `none` stands for none."""
    day = operand_of(expr, scope)
    if day.kind != "day":
        raise Refused("takes something other than a day for one")
    if not day.present:
        return day.source
    known = f"{none} if {day.known} else OPEN" if day.known else none
    return f"{day.source} if {day.present} else {known}"


# --- where known facts settle it ----------------------------------------------


def _block(parts: _Parts) -> list[str]:
    lines = _applicable(parts)
    if isinstance(parts.duty.deadline, By):
        lines = ["if due == OPEN:", *_ask(parts), "else:", *indented(lines)]
    if parts.from_day is not None and parts.has_deadline:
        lines = [f"if due >= {parts.from_day}:", *indented(lines)]
    lines = [*parts.due, *lines]
    if parts.group.true != "True":
        lines = [
            f"if {parts.group.true}:",
            *indented(lines),
            *_unless_false(parts.group, parts),
        ]
    if parts.start is None:
        return lines
    return [
        *parts.start.lines,
        "if start < NEVER:",
        *indented(lines),
        "elif start == OPEN:",
        *_ask(parts),
    ]


def _applicable(parts: _Parts) -> list[str]:
    """Return rows 3 to 8, for a duty that applies."""
    if parts.done is not None:
        counts = ["if first == OPEN: done = OPEN"] if parts.counts_from else []
        return [
            *parts.counts_from,
            *parts.done.lines,
            *counts,
            f"if {'done <= due' if parts.has_deadline else 'done < NEVER'}:",
            *_is(FULFILLED, parts),
            "elif done == OPEN:",
            *_ask(parts),
            *_unmet(parts, "done < NEVER"),
        ]
    now = _holding(parts.holds, parts, "False")
    if not parts.has_deadline:
        return now
    late = parts.holds
    return [
        "if today <= due:",
        *indented(now),
        "else:",
        *indented(_holding(parts.by_due, parts, late.true, late)),
    ]


def _holding(
    holds: Test, parts: _Parts, late: str, later: Test | None = None
) -> list[str]:
    lines = [
        f"if {holds.true}:",
        *_is(FULFILLED, parts),
        *_unless_false(holds, parts),
    ]
    if later is not None:
        lines += [f"elif not ({later.true} or {later.false}):", *_ask(parts)]
    return [*lines, *_unmet(parts, late)]


def _unmet(parts: _Parts, late: str) -> list[str]:
    """Return rows 4 to 8, for a duty that is not met in time."""
    lines = _exempt(parts.lifted, parts)
    if not parts.has_deadline and not parts.standing:
        return [*lines, "else:", *_is(PENDING, parts)]
    if parts.has_deadline:
        lines += ["elif today <= due:", *_is(PENDING, parts)]
    lines += _exempt(parts.excused, parts)
    if parts.has_deadline and late != "False":
        lines += [f"elif {late}:", *_is(FULFILLED_LATE, parts)]
    return [*lines, "else:", *_is(BREACHED, parts)]


def _exempt(test: Test, parts: _Parts) -> list[str]:
    if test.true == "False":
        return []
    return [f"elif {test.true}:", *_is(EXEMPT, parts), *_unless_false(test, parts)]


def _unless_false(test: Test, parts: _Parts) -> list[str]:
    return [f"elif not ({test.false}):", *_ask(parts)]


def _is(outcome: int, parts: _Parts) -> list[str]:
    due = f"; d{parts.number} = last" if parts.has_deadline else ""
    return indented([f"o{parts.number} = {outcome}{due}"])


def _ask(parts: _Parts) -> list[str]:
    n = parts.number
    return indented([f"o{n}, d{n} = open{n}(facts, records)"])


# --- where something is unknown -----------------------------------------------


def _when_open(parts: _Parts, names: Names, facts: Mapping[str, Fact]) -> list[str]:
    """Return the function that says what is possible: the closed form where it is exact, else the reference."""
    refer = f"return refer({parts.number}, facts, records)"
    head = f"def open{parts.number}(facts, records):"
    if _moves(parts.duty, facts):
        return [head, *indented([refer])]
    tests = [
        is_unknown(names.fact(name), facts[name])
        for name in sorted(entangled(parts.duty, facts) & parts.read.keys())
    ]
    lines = ["get = facts.get", *readings(parts.read, names)]
    if tests:
        lines += [f"if {' or '.join(tests)}:", *indented([refer])]
    for code in (parts.start, parts.done):
        if code is not None:
            lines += code.lines
            lines += [
                line
                for test in code.half_known
                for line in (f"if {test}:", *indented([refer]))
            ]
    by_day = isinstance(parts.duty.deadline, By)
    lines += [
        *(parts.due if by_day else ()),
        "return possible_outcomes(",
        *indented(
            [
                "today=today,",
                f"from_day={parts.from_day or 0},",
                f"start={parts.start.range if parts.start else 'BEFORE_ALL'},",
                f"due_days={parts.due_days},",
                f"fixed_due={'due' if by_day else 'ENDLESS'},",
                f"done={parts.done.range if parts.done else f'when({_truth(parts.holds)})'},",
                f"group={_truth(parts.group)},",
                f"lifted={_truth(parts.lifted)},",
                f"excused={_truth(parts.excused)},",
                f"standing={parts.standing},",
            ]
        ),
        ")",
    ]
    return [head, *indented(lines)]


def _truth(test: Test) -> str:
    """Return the source of what a condition can be."""
    both = CAN_BE_TRUE | CAN_BE_FALSE
    return f"{CAN_BE_TRUE} if {test.true} else {CAN_BE_FALSE} if {test.false} else {both}"  # fmt: skip


def _moves(duty: Duty, facts: Mapping[str, Fact]) -> bool:
    """Whether a condition turns with the trigger or the due date, which may themselves be open."""
    conditions = [duty.lifted, duty.excused, *(x.condition for x in duty.replaced_by)]
    on_the_day = duty.trigger is not None and reads_days(duty.group, facts)
    by_due = (
        isinstance(duty.fulfilment, Holds)
        and duty.deadline is not None
        and reads_days(duty.fulfilment.condition, facts)
    )
    reads_due = any(
        each is not None and "due" in free_names(each) for each in conditions
    )
    return on_the_day or by_due or reads_due or duty.not_before is not None


def readings(read: Mapping[str, Fact], names: Names) -> list[str]:
    """Return lines that put facts into their variables."""
    return [f"{names.fact(name)} = {_reading(fact)}" for name, fact in read.items()]


def _reading(fact: Fact) -> str:
    if isinstance(fact.type, Day):
        table = "seen" if fact.timing == "event" else "written"
        return f"{table}[get({fact.name!a}, OPEN)]"
    read = f"get({fact.name!a}, UNKNOWN)"
    return f"{read} or ()" if fact.entry is not None else read


def is_unknown(variable: str, fact: Fact) -> str:
    """Return the test that a fact is unknown."""
    return (
        f"{variable} == OPEN"
        if isinstance(fact.type, Day)
        else f"{variable} is UNKNOWN"
    )

"""One duty as Python source: the rows of outcomes.md, section 3, in order, left at the first that holds.

Each duty becomes a block of the function that decides a record, which sets `o7` and `d7` where known facts settle
duty 7, and a function `open7` that the block calls where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.compiled.closed_form import (
    BREACHED,
    CAN_BE_FALSE,
    CAN_BE_TRUE,
    EXEMPT,
    FULFILLED,
    FULFILLED_LATE,
    NOT_APPLICABLE,
    PENDING,
)
from policyengine.backends.python.compiled.condition import (
    Test,
    day_of,
    one_holds,
    test_of,
)
from policyengine.backends.python.compiled.day import DayCode, compile_day, indented
from policyengine.backends.python.compiled.scope import Names, Refused, Scope
from policyengine.backends.python.compiled.unknowns import entangled, reads_days
from policyengine.feel.names import free_names
from policyengine.feel.types import Day, ListType
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
    """A duty with its parts as source.

    `by_due` is the fulfilling condition as seen on the due date, None where that day makes no difference. Where one of
    the `entangled` facts is unknown, or the duty `moves` and anything is, the closed form is not exact. A duty moves
    with its days, and where a part of it is worked out as a value: a list may be known and its entries open.
    """

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
    by_due: Test | None
    lifted: Test
    excused: Test
    read: Mapping[str, Fact]
    entangled: frozenset[str]
    moves: bool

    @property
    def is_apart(self) -> bool:
        """Whether what is possible of each part can be worked out by itself."""
        return not self.entangled and not self.moves

    @property
    def has_open_start(self) -> bool:
        """Whether an unknown start leaves open what hangs on the day of fulfilment alone."""
        return (
            self.is_apart
            and not self.can_be_exempt
            and not isinstance(self.duty.deadline, By)
            and all(day is not None and day.any_day for day in (self.start, self.done))
        )

    @property
    def can_be_exempt(self) -> bool:
        """Whether there is an exception or an excuse."""
        return self.lifted.true != "False" or self.excused.true != "False"

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
    today = Scope(kind, names)
    bound = replace(today, due="due") if duty.deadline else today
    lifting = (duty.lifted, *(each.condition for each in duty.replaced_by))
    holds, by_due, done = NEVER_TRUE, None, None
    match duty.fulfilment:
        case Done(day):
            done = compile_day(day, "done", bound, counted=duty.not_before is not None)
        case Holds(condition):
            holds = test_of(condition, bound)
            if duty.deadline and reads_days(condition, kind.facts):
                by_due = test_of(condition, bound.on("due"))
        case _:
            assert_never(duty.fulfilment)
    due_days = _due_days(duty, names)
    start = compile_day(duty.trigger, "start", today) if duty.trigger else None
    group_day = start.value if start is not None else "today"
    parts = _Parts(
        number,
        duty,
        from_day.toordinal() if from_day is not None else None,
        start,
        due_days,
        _due(duty, today, due_days, start),
        test_of(duty.group, today.on(group_day)),
        _counts_from(duty, bound),
        done,
        holds,
        by_due,
        one_holds(test_of(each, bound) for each in lifting if each is not None),
        test_of(duty.excused, bound) if duty.excused is not None else NEVER_TRUE,
        today.read,
        entangled(duty, kind.facts) & today.read.keys(),
        _moves(duty, kind.facts) or bool(today.by_value),
    )
    return DutyCode(_block(parts), _when_open(parts, names), today.read)


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


def _due(
    duty: Duty, scope: Scope, due_days: str | None, start: DayCode | None
) -> tuple[str, ...]:
    """Return lines that set `due` and, as a date, `last`."""
    if start is not None and due_days is not None:
        return (f"due, last = {due_days}[{start.value}]",)
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
    day = day_of(expr, scope)
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
    lines = _of_group([*parts.due, *lines], parts)
    if parts.start is None:
        return lines
    return [
        *parts.start.lines,
        f"if {parts.start.value} < NEVER:",
        *indented(lines),
        *_start_open(parts, parts.start),
    ]


def _start_open(parts: _Parts, start: DayCode) -> list[str]:
    n = parts.number
    if not parts.has_open_start or parts.done is None:
        return [f"elif {start.value} == OPEN:", *_ask(parts)]
    return [
        f"elif {start.value} == OPEN and not ({parts.group.false}):",
        *indented([f"o{n}, d{n} = start{n}[{parts.done.value}]"]),
    ]


def _of_group(lines: list[str], parts: _Parts) -> list[str]:
    """Return lines for those in the group; who may be outside it may also be not applicable."""
    group = parts.group
    if group.true == "True":
        return lines
    if not parts.is_apart:
        return [f"if {group.true}:", *indented(lines), *_unless_false(group, parts)]
    return [
        f"if {group.true} or not ({group.false}):",
        *indented(lines),
        *indented([f"if not ({group.true}): o{parts.number} |= {NOT_APPLICABLE}"]),
    ]


def _applicable(parts: _Parts) -> list[str]:
    """Return rows 3 to 8, for a duty that applies."""
    if parts.done is not None:
        done = parts.done.value
        counts = [f"if first == OPEN: {done} = OPEN"] if parts.counts_from else []
        apart = parts.is_apart and parts.done.any_day and not parts.can_be_exempt
        late = FULFILLED | FULFILLED_LATE | BREACHED
        return [
            *parts.counts_from,
            *parts.done.lines,
            *counts,
            f"if {done} {'<= due' if parts.has_deadline else '< NEVER'}:",
            *_is(FULFILLED, parts),
            f"elif {done} == OPEN:",
            *(_either(FULFILLED | PENDING, late, parts) if apart else _ask(parts)),
            *_unmet(parts, f"{done} < NEVER"),
        ]
    if parts.by_due is None:
        return _holding(parts.holds, parts)
    return [
        "if today <= due:",
        *indented(_holding(parts.holds, parts)),
        "else:",
        *indented(_holding(parts.by_due, parts, parts.holds)),
    ]


def _holding(holds: Test, parts: _Parts, later: Test | None = None) -> list[str]:
    """Return rows 3 to 8 for a condition; `later` is it on the day of assessment, where that is after the due date."""
    apart = parts.is_apart and not parts.can_be_exempt
    lines = [
        f"if {holds.true}:",
        *_is(FULFILLED, parts),
        f"elif not ({holds.false}):",
        *(_either(FULFILLED | PENDING, FULFILLED | BREACHED, parts) if apart else _ask(parts)),
    ]  # fmt: skip
    if later is None:
        return [*lines, *_unmet(parts, "False")]
    lines += [f"elif not ({later.true} or {later.false}):", *_ask(parts)]
    return [*lines, *_unmet(parts, later.true)]


def _either(before: int, after: int, parts: _Parts) -> list[str]:
    """Return lines for a fulfilment that is unknown: what is possible before the due date has passed, and after."""
    if parts.standing:
        return _is(after, parts)
    if not parts.has_deadline:
        return _is(before, parts)
    return [
        *indented([f"o{parts.number} = {before} if today <= due else {after}"]),
        *indented([f"d{parts.number} = last"]),
    ]


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


def _when_open(parts: _Parts, names: Names) -> list[str]:
    """Return the function that says what is possible: the closed form where it is exact, else the reference."""
    refer = f"return refer({parts.number}, facts, records)"
    head = f"def open{parts.number}(facts, records):"
    if parts.moves:
        return [head, *indented([refer])]
    table = f"start{parts.number} = OpenStart(today, {parts.from_day or 0}, {parts.due_days})"
    tests = [
        is_unknown(names.fact(name), parts.read[name])
        for name in sorted(parts.entangled)
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
    return [*([table] if parts.has_open_start else []), head, *indented(lines)]


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
    return f"{read} or ()" if isinstance(fact.type, ListType) else read


def is_unknown(variable: str, fact: Fact) -> str:
    """Return the test that a fact is unknown."""
    return (
        f"{variable} == OPEN"
        if isinstance(fact.type, Day)
        else f"{variable} is UNKNOWN"
    )

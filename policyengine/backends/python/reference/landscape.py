"""Which values of an unknown fact could make a difference, worked out from all that a norm compares it with.

A date matters only where it passes one of a few days: a due date passes the day of assessment where its trigger passes
that day less the duration. Between two such days all dates are alike, so one of each stretch stands for the rest; and
of other values one stands for all that no comparison tells apart.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, TypeVar, assert_never

from policyengine.feel.calendar import add, latest_start
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names, walk
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Call,
    Expr,
    Filter,
    If,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Path,
    Quantified,
)
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Text,
)
from policyengine.feel.values import UNKNOWN, Months, Value
from policyengine.feel.working_days import add_working_days
from policyengine.policy.expressions import expressions
from policyengine.policy.model import (
    AtEvery,
    Before,
    By,
    Concurrent,
    DayOf,
    Done,
    Duration,
    Duty,
    FirstEntry,
    Holds,
    Recurring,
    Within,
    WorkingDays,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policyengine.policy.vocabulary import Fact

ValueT = TypeVar("ValueT", bound=Value)

# A fact's name, or a dot and the name of a member of an entry.
Key: TypeAlias = str
Chain: TypeAlias = "tuple[tuple[Duration, ...], Duration | None]"

DAY = timedelta(days=1)
# Days that stand for any long ago and any far ahead where a date is unknown.
LONG_AGO = date(1000, 1, 1)
FAR_AHEAD = date(3000, 1, 1)
LARGE = 10**12
OLDEST = 130


@dataclass(frozen=True)
class Landscape:
    """What the parts of a norm compare.

    `tests` holds, for each key, the smallest comparisons that read it. `chains` holds, for a key that a due date is
    counted from, the durations up to the trigger and the one after it; `ends` the keys that are held against a due date,
    `starts` those held against a first day, `on_trigger` those read on the trigger day, `moves` the durations by which
    conditions there, or on the last day, move them, `on_one_day` those that conditions alone read, on the trigger day or
    the day of assessment. `days` stand in the norm itself.
    """

    tests: Mapping[Key, tuple[Expr, ...]]
    chains: Mapping[Key, frozenset[Chain]]
    ends: frozenset[Key]
    starts: frozenset[Key]
    names: tuple[str, ...]
    on_trigger: frozenset[Key]
    on_one_day: frozenset[Key]
    days: frozenset[date]
    moves: frozenset[Months | timedelta]

    def values(
        self,
        key: Key,
        fact: Fact,
        known: Known,
        against: Iterable[date] = (),
    ) -> tuple[Value, ...]:
        """Return the values of an unknown fact that stand for all of them; None last, where it may be none.

        `against` are days it is compared with beyond those of the norm.
        """
        match fact.type:
            case Boolean():
                return self._distinct(key, (True, False, None))
            case Choice(values):
                return self._distinct(key, (*values, None))
            case Text():
                texts = {each for each in known.others if isinstance(each, str)}
                texts |= {
                    each for each in self._constants(key) if isinstance(each, str)
                }
                fresh = "".join(sorted(texts)) + "…"
                return self._distinct(key, (*sorted(texts), fresh, None))
            case Number():
                return self._distinct(key, (*self._numbers(key, known), None))
            case Day():
                return self._dates(key, fact, known, against)
            case DaysDuration() | MonthsDuration() | Null() | ListType() | RecordType():
                raise AssertionError("no fact of this type is asked for")
            case _:
                assert_never(fact.type)

    def _constants(self, key: Key) -> Iterator[Value]:
        for test in self.tests.get(key, ()):
            for part in walk(test):
                if isinstance(part, Literal):
                    yield part.value

    def _distinct(
        self,
        key: Key,
        values: tuple[ValueT, ...],
        days: Iterable[date] = (),
        *,
        masked: bool = False,
    ) -> tuple[ValueT, ...]:
        """Return one of each class of values that every comparison treats alike, on each of the days."""
        tests = self.tests.get(key, ())
        readable = {key, "as_of"} if days else {key}
        if not tests or not all(_reads(test) <= readable for test in tests):
            return values
        seen: dict[tuple[Value, ...], ValueT] = {}
        for value in values:
            lookups = [_Lookup(key, value, day, masked) for day in days or (None,)]
            alike = tuple(
                evaluate(test, each, written_out=True)
                for test in tests
                for each in lookups
            )
            seen.setdefault(alike, value)
        return tuple(seen.values())

    def _numbers(self, key: Key, known: Known) -> tuple[int | Decimal, ...]:
        constants = {
            each
            for each in (*self._constants(key), *known.others)
            if isinstance(each, int | Decimal) and not isinstance(each, bool)
        }
        moved = {a - b for a in constants for b in constants}
        moved |= {a + b for a in constants for b in constants}
        near = {n + step for n in constants | moved for step in (-1, 0, 1)}
        return tuple(sorted(near | {0, LARGE, -LARGE}))

    # --- dates ---

    def days_turning(self, condition: Expr, known: Known) -> frozenset[date]:
        """Return every day on which a condition that is asked day by day may change."""
        days = self.days | known.of(known.days)
        moves = frozenset(_moves(condition))
        for _ in range(2 if moves else 0):  # `a + duration <= b + duration` moves twice
            days |= {
                moved
                for day in days
                for move in moves
                for moved in (latest_start(day, move), add(day, move))
                if moved is not None
            }
        return frozenset(_around(days | _parts_of_dates(condition, known.today)))

    def parts_turning(self, today: date) -> frozenset[date]:
        """Return the last days, in the year up to a day, before a part of the day (its year, its month) turns."""
        return frozenset(
            day
            for test in self.tests.get("as_of", ())
            for day in _parts_of_dates(test, today)
        )

    def _dates(
        self, key: Key, fact: Fact, known: Known, against: Iterable[date]
    ) -> tuple[date | None, ...]:
        turning = set(against) | self._where_due_turns(key, known)
        if key in self.ends:
            turning |= self._where_fulfilment_turns(known)
        for test in self.tests.get(key, ()):
            turning |= _where_test_turns(test, key, known)
        days = {LONG_AGO, known.today, *_around(turning)}
        never = () if fact.timing == "prior" else (None,)
        if fact.timing == "scheduled":
            ordered = sorted(days | {FAR_AHEAD})
        else:
            ordered = sorted(day for day in days if day <= known.today)
        values = (*ordered, *never)
        if key not in self.on_one_day:
            return values
        return self._distinct(
            key,
            values,
            {known.as_of, known.today, *against},
            masked=fact.timing == "event",
        )

    def _where_fulfilment_turns(self, known: Known) -> set[date]:
        """Return the last days that are in time, and the last that are too early."""
        days = known.of(self.ends) | self.days
        due = {known.due} if known.due is not None else set()
        return days | _day_before(days) | due

    def _where_due_turns(self, key: Key, known: Known) -> set[date]:
        """Return the last triggers whose due date has not passed a known day, and those where the group turns."""
        chains = self.chains.get(key)
        if chains is None:
            return set()
        turned = self.parts_turning(known.today)
        compared = self._moved(known.of(self.ends) | self.days) | turned
        in_group = self._moved(known.of(self.on_trigger) | self.days) | turned
        turning: set[date] = set()
        for inner, last in chains:
            if last is not None:
                chain = (*inner, last)
                passed = _day_before(compared | known.marks)
                turning |= {_back(day, chain) for day in passed}
            begun = in_group | known.of(self.starts)
            turning |= {_back(day, inner) for day in begun | _day_before(begun)}
        return turning

    def _moved(self, days: set[date]) -> set[date]:
        """Return the days, and those that conditions count from them."""
        moved = (_add(day, move) for day in days for move in self.moves)
        return days | {day for day in moved if day is not None}


@dataclass(frozen=True, slots=True)
class Known:
    """What a view holds already: days by name or member, other values, and the days of the evaluation itself.

    `due` is the last day where it is known already.
    """

    days: Mapping[Key, frozenset[date]]
    others: tuple[Value, ...]
    as_of: date
    today: date
    from_day: date | None
    due: date | None

    @property
    def marks(self) -> set[date]:
        """The days that every due date is held against."""
        first = {self.from_day} if self.from_day is not None else set()
        return {self.as_of, *first}

    def of(self, keys: Iterable[Key]) -> set[date]:
        """Return the known days of some facts and members."""
        return {day for key in keys for day in self.days.get(key, ())}


def landscape_of(*parts: object) -> Landscape:
    """Return what the given norms or expressions compare."""
    tests: dict[Key, dict[Expr, None]] = {}
    chains: dict[Key, set[Chain]] = {}
    ends: set[Key] = set()
    roots = tuple(each for part in parts for each in expressions(part))
    for root in roots:
        for test in _tests(root):
            for key in _reads(test):
                tests.setdefault(key, {})[test] = None
    for part in parts:
        for key, chain in _chains(part):
            chains.setdefault(key, set()).add(chain)
        ends |= set(_ends(part))
    days = {
        node.value
        for root in roots
        for node in walk(root)
        if isinstance(node, Literal) and isinstance(node.value, date)
    }
    starts = frozenset(key for part in parts for key in _starts(part))
    several = {key for part in parts for key in _on_several_days(part)}
    groups = [group for part in parts for group in _on_trigger(part)]
    limited = [each for part in parts for each in _on_due(part)]
    return Landscape(
        {key: tuple(found) for key, found in tests.items()},
        {key: frozenset(found) for key, found in chains.items()},
        frozenset(ends),
        starts,
        tuple(dict.fromkeys(name for root in roots for name in free_names(root))),
        frozenset(key for group in groups for key in _reads(group)),
        frozenset(tests.keys() - chains.keys() - ends - starts - several),
        frozenset(days),
        frozenset(move for each in (*groups, *limited) for move in _moves(each)),
    )


# --- reading a norm ----------------------------------------------------------


def _tests(expr: Expr) -> Iterator[Expr]:
    """Yield the smallest conditions in an expression: what stands between `and`, `or`, `not` and `if`."""
    match expr:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _tests(operand)
        case Not(operand):
            yield from _tests(operand)
        case If(condition, then, otherwise):
            for part in (condition, then, otherwise):
                yield from _tests(part)
        case _:
            yield expr
            for part in walk(expr):
                if isinstance(part, Filter | Quantified):
                    yield from _tests(part.condition)


def _reads(test: Expr) -> set[Key]:
    """Return the facts and members that a comparison reads, `as_of` and `due` among them."""
    return set(_keys(test, frozenset({"item"})))


def _keys(expr: Expr, loop: frozenset[str]) -> Iterator[Key]:
    match expr:
        case Name(name):
            if name not in loop:
                yield name
        case Path(Name(name), member) if name in loop or not _is_part(member):
            yield f".{member}"
        case Filter(of, condition):
            yield from _keys(of, loop)
            yield from _keys(condition, loop)
        case Quantified(variable=variable, source=source, condition=condition):
            yield from _keys(source, loop)
            yield from _keys(condition, loop | {variable})
        case Path(of, member):
            yield from _keys(of, loop)
            if not _is_part(member):
                yield f".{member}"
        case _:
            for field in fields(expr):
                inner = getattr(expr, field.name)
                for each in inner if isinstance(inner, tuple) else (inner,):
                    if isinstance(each, Node):
                        yield from _keys(each, loop)  # type: ignore[arg-type]


def _is_part(member: str) -> bool:
    """Whether a member is a part of a date or a duration, and no fact."""
    return member in ("year", "month", "day", "years", "months", "days")


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Gives one fact or member its value, seen from a day; everything else is unknown."""

    key: Key
    value: Value
    day: date | None
    masked: bool

    def __call__(self, name: str) -> Value:
        if name == "as_of" and self.day is not None:
            return self.day
        value = self.value
        if self.masked and isinstance(value, date) and self.day and value > self.day:
            value = None
        if name == "item" and self.key.startswith("."):
            return {self.key[1:]: value}
        return value if name == self.key else UNKNOWN


def _chains(part: object) -> Iterator[tuple[Key, Chain]]:
    """Yield each key that a trigger reads, with the durations from it to the trigger and on to the due date."""
    match part:
        case Duty(trigger=trigger, deadline=Within(duration)):
            yield from _counted(trigger, duration)
        case Duty(trigger=trigger, deadline=Before()):
            yield from _counted(trigger, -DAY)
        case Duty(trigger=trigger, deadline=By(day)):
            yield from _counted(trigger, None)
            yield from _counted(day, timedelta())
        case Duty(trigger=trigger):
            yield from _counted(trigger, None)
        case Recurring(trigger=trigger, every=every):
            yield from _counted(trigger, None if isinstance(every, str) else every)
        case Concurrent(start=start, grace=grace, end=end):
            yield from _counted(start, grace)
            yield from _counted(end, timedelta())
        case AtEvery(duty=duty):
            yield from _chains(duty)
        case _:
            return


def _counted(day: object, last: Duration | None) -> Iterator[tuple[Key, Chain]]:
    match day:
        case DayOf(expr):
            inner = tuple(
                node.value
                for node in walk(expr)
                if isinstance(node, Literal)
                and isinstance(node.value, Months | timedelta)
            )
            for key in _reads(expr):
                yield key, (inner, last)
        case FirstEntry(dated_by=dated_by):
            yield f".{dated_by}", ((), last)
        case _:
            for each in _inner_days(day):
                yield from _counted(each, last)


def _starts(part: object) -> Iterator[Key]:
    """Yield each key that a first day that counts, or what counts from it, reads."""
    match part:
        case Duty(not_before=not_before, fulfilment=fulfilment) if not_before:
            yield from _day_keys(not_before)
            yield from _day_keys(fulfilment)
        case AtEvery(duty=duty):
            yield from _starts(duty)
        case _:
            return


def _on_trigger(part: object) -> Iterator[Expr]:
    """Yield the conditions that are read on the trigger day."""
    match part:
        case Duty(group=group) | Recurring(group=group) | Concurrent(group=group):
            yield group
        case AtEvery(duty=duty):
            yield from _on_trigger(duty)
        case _:
            return


def _on_due(part: object) -> Iterator[Expr]:
    """Yield the conditions that are read on the last day, or may name it."""
    match part:
        case Duty(fulfilment=fulfilment, lifted=lifted, excused=excused):
            for condition in (lifted, excused, *_conditions(fulfilment)):
                if condition is not None:
                    yield condition
        case AtEvery(duty=duty):
            yield from _on_due(duty)
        case _:
            return


def _on_several_days(part: object) -> Iterator[Key]:
    """Yield each key that is read on days other than the trigger and the day of assessment."""
    match part:
        case Duty(deadline=By(day)):
            yield from _day_keys(day)
        case Concurrent(end=end, holds=holds):
            yield from _day_keys(end)
            yield from _reads(holds)
        case AtEvery(duty=duty):
            yield from _on_several_days(duty)
        case _:
            return


def _ends(part: object) -> Iterator[Key]:
    """Yield each key whose day is held against a due date: fulfilment, fixed deadlines, first days, entries."""
    match part:
        case Duty(
            deadline=deadline,
            fulfilment=fulfilment,
            not_before=not_before,
        ):
            yield from _day_keys(fulfilment)
            if isinstance(deadline, By):
                yield from _day_keys(deadline.day)
            yield from _day_keys(not_before)
            for condition in _on_due(part):
                yield from _reads(condition)
        case AtEvery(dated_by=dated_by, duty=duty):
            yield f".{dated_by}"
            yield from _ends(duty)
        case Recurring(dated_by=dated_by):
            yield f".{dated_by}"
        case Concurrent(end=end):
            yield from _day_keys(end)
        case _:
            return


def _conditions(fulfilment: Done | Holds) -> tuple[Expr, ...]:
    return (fulfilment.condition,) if isinstance(fulfilment, Holds) else ()


def _day_keys(day: object) -> Iterator[Key]:
    match day:
        case DayOf(expr):
            yield from _reads(expr)
        case FirstEntry(dated_by=dated_by):
            yield f".{dated_by}"
        case _:
            for each in _inner_days(day):
                yield from _day_keys(each)


def _inner_days(day: object) -> Iterator[object]:
    """Yield what stands inside an earliest, a latest or a fulfilment."""
    if isinstance(day, tuple):
        yield from day
    elif is_dataclass(day) and not isinstance(day, Node):
        for field in fields(day):
            yield getattr(day, field.name)


def _where_test_turns(test: Expr, key: Key, known: Known) -> set[date]:
    """Return the days at which a comparison that reads a date turns."""
    reads = _reads(test)
    days = known.of(reads - {key}) | {known.as_of}
    days |= {each for each in _test_constants(test) if isinstance(each, date)}
    if "due" in reads:
        days |= {known.due} if known.due is not None else known.marks
    turning = days | _day_before(days)
    moves = frozenset(_moves(test))
    if not any(isinstance(part, Arithmetic) for part in walk(test)):
        back = (latest_start(day, move) for day in days for move in moves)
        turning |= {day for day in back if day is not None}
        if _counts_to(key, test):
            ahead = {add(day, move) for day in days for move in moves}
            reached = {day for day in ahead if day is not None}
            turning |= reached | _day_before(reached)
    else:
        # `a + one duration < b + another` moves a day ahead by the one and back by the other.
        for _ in range(min(len(moves), 2)):
            turning |= {
                moved
                for day in turning
                for move in moves
                for moved in (latest_start(day, move), add(day, move))
                if moved is not None
            }
    return turning | _parts_of_dates(test, known.today)


def _counts_to(key: Key, test: Expr) -> bool:
    """Whether an age or a number of months is counted up to a date."""
    return any(
        isinstance(part, Call)
        and len(part.arguments) > 1
        and key in _reads(part.arguments[1])
        for part in walk(test)
    )


def _test_constants(test: Expr) -> Iterator[Value]:
    for part in walk(test):
        if isinstance(part, Literal):
            yield part.value


def _moves(test: Expr) -> Iterator[Months | timedelta]:
    """Yield the durations a comparison moves days by: its constants, and the whole numbers an age or a count meets."""
    parts = tuple(walk(test))
    ages = any(isinstance(part, Call) and part.function == "age" for part in parts)
    months = any(
        isinstance(part, Call) and part.function == "years and months duration"
        for part in parts
    )
    days = any(isinstance(part, Arithmetic) and part.operator == "-" for part in parts)
    for part in parts:
        match part:
            case Literal(Months() | timedelta() as duration):
                yield duration
            case Literal(bool()):
                continue
            case Literal(int() | Decimal() as number) if 0 <= number <= 10_000:
                for n in (int(number), int(number) + 1):
                    if ages and n <= OLDEST:
                        yield Months(12 * n)
                    if months:
                        yield Months(n)
                        yield Months(12 * n)
                    if days:
                        yield timedelta(days=n)
            case _:
                continue


def _parts_of_dates(test: Expr, today: date) -> set[date]:
    """Return the days at which a part of a date (`.year`, `.month`, `.day`) changes."""
    read = {part.member for part in walk(test) if isinstance(part, Path)}
    days: set[date] = set()
    if "year" in read:
        years = {n for n in _test_constants(test) if isinstance(n, int)} | {today.year}
        days |= {
            date(year - step, 12, 31)
            for year in years
            for step in (0, 1)
            if 1 < year < FAR_AHEAD.year
        }
    if read & {"month", "day"}:
        days |= {today - n * DAY for n in range(366)}
    return days


# --- days --------------------------------------------------------------------


def _around(days: Iterable[date]) -> Iterator[date]:
    for day in days:
        yield day
        if day < date.max:
            yield day + DAY


def _day_before(days: Iterable[date]) -> set[date]:
    return {day - DAY for day in days if day > date.min}


def _add(day: date, duration: Duration) -> date | None:
    if isinstance(duration, WorkingDays):
        return add_working_days(day, duration.count)
    return add(day, duration)


def _back(day: date, chain: tuple[Duration, ...]) -> date:
    """Return the last day from which the durations, one after the other, do not lead past `day`."""
    for duration in reversed(chain):
        day = _latest(day, duration)
    return day


def _latest(due: date, duration: Duration) -> date:
    if not isinstance(duration, WorkingDays):
        return latest_start(due, duration) or LONG_AGO
    guess = due - timedelta(days=2 * duration.count + 14)
    while (moved := add_working_days(guess + DAY, duration.count)) and moved <= due:
        guess += DAY
    return guess

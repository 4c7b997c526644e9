"""Days as Python source: lines that work one out, and its range for when a part of it is unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.compiled.condition import day_of, test_of
from policyengine.backends.python.compiled.scope import Refused, Scope
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Name
from policyengine.policy.model import DayExpr, DayOf, Earliest, FirstEntry, Latest

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr


@dataclass(frozen=True, slots=True)
class DayCode:
    """Lines after which `value` is a day, `NEVER`, or `OPEN` where it hangs on something unknown.

    `range` is the source of its range. `any_day`: where it is open, it may be any day up to today, or never.
    `half_known` are tests that are true where a list is known whose entries leave
    the day open: no range says what it can be then.
    """

    lines: tuple[str, ...]
    value: str
    range: str
    any_day: bool = False
    half_known: tuple[str, ...] = ()


def compile_day(
    day: DayExpr, into: str, scope: Scope, *, counted: bool = False
) -> DayCode:
    """Return the source of a day as seen today; a `counted` one counts from the day `first`.

    Raises Refused for what is left to the reference.
    """
    match day:
        case DayOf(expr):
            return _day_of(expr, into, scope, counted)
        case FirstEntry():
            return _first_entry(day, into, scope, counted)
        case Earliest(parts) | Latest(parts):
            codes = [
                compile_day(part, f"{into}_{number}", scope, counted=counted)
                for number, part in enumerate(parts, start=1)
            ]
            return _of_several(codes, into, earliest=isinstance(day, Earliest))
        case _:
            assert_never(day)


def _day_of(expr: Expr, into: str, scope: Scope, counted: bool) -> DayCode:
    value = day_of(expr, scope)
    fact = scope.kind.facts.get(expr.name) if isinstance(expr, Name) else None
    if fact is not None and fact.timing == "event" and not counted:
        seen = value.source
        return DayCode((), seen, _range(seen, can_be_none=True), any_day=True)
    lines = [
        f"{into} = {value.source}",
        f"if today < {into} < OPEN: {into} = NEVER",
        *([f"if {into} < first: {into} = NEVER"] if counted else []),
    ]
    can_be_none = fact is None or fact.timing != "prior"
    return DayCode(tuple(lines), into, _range(into, can_be_none=can_be_none))


def _first_entry(first: FirstEntry, into: str, scope: Scope, counted: bool) -> DayCode:
    match first.entries:
        case Name(name) if (fact := scope.kind.facts.get(name)) and fact.entry:
            scope.read.setdefault(name, fact)
            entries = scope.names.fact(name)
        case _:
            raise Refused("reads a list of a linked record, or one that is computed")
    inside = replace(scope, entry=fact.entry.facts)
    since = "first <= " if counted else ""
    found = [
        f"day = seen[entry.get({first.dated_by!a}, OPEN)]",
        f"if {since}day < {into}: {into} = day",
        f"elif day == OPEN: {into} = OPEN; break",
    ]
    if first.where is not None:
        if set(free_names(first.where)) - {"item", "as_of"}:
            raise Refused("chooses entries by something outside them")
        met = test_of(first.where, inside)
        found = [
            f"if {met.true}:",
            *indented(found),
            f"elif not ({met.false}): {into} = OPEN; break",
        ]
    lines = (
        f"{into} = NEVER",
        f"if {entries} is UNKNOWN: {into} = OPEN",
        "else:",
        *indented([f"for entry in {entries}:", *indented(found)]),
    )
    half_known = f"{entries} is not UNKNOWN and {into} == OPEN"
    open_range = _range(into, can_be_none=True)
    return DayCode(lines, into, open_range, half_known=(half_known,))


def _of_several(codes: list[DayCode], into: str, *, earliest: bool) -> DayCode:
    parts = [code.value for code in codes]
    lines = [line for code in codes for line in code.lines]
    lines.append(f"{into} = {parts[0]}")
    # OPEN is above all days, so the latest is open by itself where a part is.
    sign = "<" if earliest else ">"
    lines += [f"if {part} {sign} {into}: {into} = {part}" for part in parts[1:]]
    if earliest:
        lines.append(f"if OPEN in ({', '.join(parts)}): {into} = OPEN")
    name = "earliest_of" if earliest else "latest_of"
    return DayCode(
        tuple(lines),
        into,
        f"{name}({', '.join(code.range for code in codes)})",
        half_known=tuple(test for code in codes for test in code.half_known),
    )


def _range(day: str, *, can_be_none: bool) -> str:
    return f"range_of({day}, today, can_be_none={can_be_none})"


def indented(lines: list[str] | tuple[str, ...]) -> list[str]:
    """Return lines one level deeper."""
    return [f"    {line}" for line in lines]

"""What authors write inside a provision - conditions, days, durations, figures - turned into its meaning.

Each figure met on the way is noted as a parameter: of the text where it stands in place, an assumption or a national
rule where a name stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.errors import FeelError
from policyengine.feel.maps import from_map
from policyengine.feel.names import free_names, walk
from policyengine.feel.nodes import And, Expr, Filter, Literal
from policyengine.feel.parser import parse
from policyengine.feel.show import show
from policyengine.feel.types import Boolean, Day, Type
from policyengine.feel.values import Months
from policyengine.policy.conditions import checked
from policyengine.policy.model import (
    DayExpr,
    DayOf,
    Duration,
    Earliest,
    FirstEntry,
    Latest,
    Parameter,
    WorkingDays,
)
from policyengine.policy.names import Scope, entry_of, write_out
from policyengine.policy.vocabulary_from_source import duration
from policyengine.source.models import AllOfDays, AnyOfDays, Condition, First
from policyengine.source.scalars import WrittenDuration, WrittenFigure

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from policyengine.feel.warnings.checked import Checked
    from policyengine.policy.vocabulary import Entry
    from policyengine.source.models import DaySource
    from policyengine.source.positions import Path, SourceMap

Written: TypeAlias = WrittenFigure | WrittenDuration | date | str
TRUE = Literal(True)


@dataclass(frozen=True, slots=True)
class NamedParameter:
    """A parameter that a policy names: how it was written, and where it comes from."""

    parameter: Parameter
    written: Written | None


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of entries, and the condition it comes with where the list itself is a filtered one."""

    list: Expr
    entry: Entry
    where: Expr | None


@dataclass
class Writing:
    """Reads the parts of one provision, group or measure, under `name`; faults and parameters gather here.

    So do the conditions without faults, each with its key, and the policy's own names it rests on, as `(groups, children)`. `named` are the policy's parameters, `hidden` names whose definition is faulty.
    """

    name: str
    map: SourceMap
    named: Mapping[str, NamedParameter]
    faults: list[Diagnostic]
    hidden: Set[str] = frozenset()
    parameters: dict[str, Parameter] = field(default_factory=dict)
    uses: set[tuple[str, str]] = field(default_factory=set)
    conditions: list[tuple[str, Checked]] = field(default_factory=list)

    # --- conditions ---

    def condition(
        self, written: Condition | None, path: Path, scope: Scope
    ) -> Expr | None:
        """Return a condition with its names written out, None where there is none or it is faulty."""
        parsed = self.parsed(written, path) if written is not None else None
        if parsed is None:
            return None
        return self.checked(parsed, path, scope, Boolean())

    def expression(
        self, text: str, path: Path, scope: Scope, expect: Type | None = None
    ) -> Expr | None:
        """Return a FEEL text with its names written out, None where it is faulty."""
        parsed = self.parsed(text, path)
        return self.checked(parsed, path, scope, expect) if parsed is not None else None

    def parsed(self, written: Condition, path: Path) -> Expr | None:
        """Return what is written as a tree, its names as they stand; None where it cannot be read."""
        try:
            if isinstance(written, str):
                return parse(
                    written, locate=lambda start, end: self.map.locate(path, start, end)
                )
            return from_map(
                written,
                lambda inner, start, end: self.map.locate((*path, *inner), start, end),
                lambda inner: self.map.key((*path, *inner)),
            )
        except FeelError as error:
            self.faults.extend(error.diagnostics)
            return None

    def checked(
        self, parsed: Expr, path: Path, scope: Scope, expect: Type | None
    ) -> Expr | None:
        """Return a tree with its names written out, None where it or what it names is faulty."""
        found, faults = checked(parsed, scope, expect)
        self.faults.extend(faults)
        if found is None:
            return None
        self.conditions.append((str(path[-1]), found))
        self._note_figures(parsed, path, scope)
        return found.meant

    def _note_figures(self, parsed: Expr, path: Path, scope: Scope) -> None:
        """Note the figures of a condition: those in place, those in what its names stand for, and named ones."""
        here = [part for part in walk(parsed) if _is_figure(part)]
        if here:
            shown = ", ".join(show(part) for part in here)
            self.note_text(str(path[-1]), shown, path)
        for name in free_names(parsed):
            if name in self.named:
                self.uses.add(("parameters", name))
                self.note(self.named[name].parameter)
            group = scope.names.groups.get(name)
            if group is not None and group.kind == scope.kind:
                self.uses.add(("groups", name))
                self.note(*group.parameters)
            derived = scope.record.derived.get(name)
            if derived is not None and any(map(_is_figure, walk(derived.expr))):
                shown = show(derived.expr)
                self.note(Parameter(name, shown, "text"))

    def note(self, *parameters: Parameter) -> None:
        """Note figures that have a name already, each once."""
        for each in parameters:
            self.parameters.setdefault(each.name, each)

    def note_text(self, key: str, value: str, path: Path) -> None:
        """Note a figure that stands in the document itself."""
        name = f"{self.name}.{key}"
        number = 2
        while name in self.parameters:
            name, number = f"{self.name}.{key}_{number}", number + 1
        self.parameters[name] = Parameter(
            name, value, "text", span=self.map.value(path)
        )

    # --- days ---

    def day(self, written: DaySource, path: Path, scope: Scope) -> DayExpr | None:
        """Return a day: a date fact, the first entry of a list, the earliest or latest of several."""
        match written:
            case str():
                expr = self._name(written, path, scope, Day())
                return DayOf(expr) if expr is not None else None
            case First():
                return self._first(written, path, scope)
            case AllOfDays():
                return self._several(written.all_of, (*path, "all_of"), scope, Latest)
            case AnyOfDays():
                return self._several(written.any_of, (*path, "any_of"), scope, Earliest)

    def _several(
        self,
        written: list[DaySource],
        path: Path,
        scope: Scope,
        together: type[Earliest] | type[Latest],
    ) -> DayExpr | None:
        if not written:
            self.fault("PE110", "the list is empty", path, "write a day below")
        days = [
            self.day(each, (*path, number), scope)
            for number, each in enumerate(written)
        ]
        return together(tuple(day for day in days if day is not None)) if days else None

    def _first(self, written: First, path: Path, scope: Scope) -> DayExpr | None:
        entries = self.entries(written.first, (*path, "first"), scope)
        inner = inside(entries, scope)
        where = self.condition(written.where, (*path, "where"), inner)
        if entries is None:
            return None
        return FirstEntry(
            entries.list, entries.entry.dated_by, both(entries.where, where)
        )

    def fixed_day(
        self, written: date | str, path: Path, scope: Scope
    ) -> DayExpr | None:
        """Return a day that may lie ahead: a date in place, a parameter or a date fact."""
        if isinstance(written, date):
            self.note_text(str(path[-1]), written.isoformat(), path)
            return DayOf(Literal(written, span=self.map.value(path)))
        return self.day(written, path, scope)

    def constant_day(
        self, written: date | str, path: Path, scope: Scope
    ) -> date | None:
        """Return a day that is the same for everyone: a date in place, or a parameter that stands for one."""
        day = self.fixed_day(written, path, scope)
        match day:
            case DayOf(Literal(value)) if isinstance(value, date):
                return value
            case None:
                return None
            case _:
                self.fault("PE204", "this day must be the same for everyone", path)
                return None

    def _name(
        self, written: str, path: Path, scope: Scope, expect: Type
    ) -> Expr | None:
        return self.expression(written, path, scope, expect)

    def entries(self, written: str, path: Path, scope: Scope) -> Entries | None:
        """Return a list of entries by its name."""
        parsed = self.parsed(written, path)
        if parsed is None:
            return None
        expr, faults = write_out(parsed, scope)
        self.faults.extend(faults)
        if expr is None:
            return None
        entry = entry_of(expr, scope)
        if entry is None:
            lists = [n for n, fact in scope.record.facts.items() if fact.entry]
            self.fault(
                "PE202",
                f"`{written}` is no list of events",
                path,
                f"one of: {', '.join(lists)}" if lists else None,
            )
            return None
        if isinstance(expr, Filter):
            return Entries(expr.of, entry, expr.condition)
        return Entries(expr, entry, None)

    # --- durations and figures ---

    def duration(self, written: WrittenDuration | str, path: Path) -> Duration | None:
        """Return a duration in place, or the one that a parameter stands for."""
        if isinstance(written, WrittenDuration):
            self.note_text(str(path[-1]), str(written), path)
            return _duration(written)
        value = self._parameter(written, path)
        if value is None:
            return None
        if isinstance(value, WrittenDuration):
            return _duration(value)
        self.fault("PE204", f"the parameter `{written}` is no duration", path)
        return None

    def figure(self, written: WrittenFigure | str, path: Path) -> Fraction | None:
        """Return a figure in place or a parameter's; per cent and percentage points as parts of one."""
        if isinstance(written, WrittenFigure):
            self.note_text(str(path[-1]), str(written), path)
            return fraction(written)
        value = self._parameter(written, path)
        if value is None:
            return None
        if isinstance(value, WrittenFigure):
            return fraction(value)
        self.fault("PE204", f"the parameter `{written}` is no figure", path)
        return None

    def whole(self, written: WrittenFigure | str, path: Path) -> int | None:
        """Return a whole number in place or a parameter's."""
        value = self.figure(written, path)
        if value is None:
            return None
        if value.denominator != 1 or value < 0:
            self.fault("PE204", "this must be a whole number", path)
            return None
        return value.numerator

    def _parameter(self, name: str, path: Path) -> Written | None:
        named = self.named.get(name)
        if name in self.hidden:
            return None
        if named is None:
            self.fault(
                "PE202",
                f"no parameter `{name}`",
                path,
                f"one of: {', '.join(self.named)}"
                if self.named
                else "name it under `parameters`, with the reason",
            )
            return None
        if named.written is None:
            message = f"the parameter `{name}` has a figure for each year"
            self.fault("PE204", message, path, "name it in a condition")
        self.uses.add(("parameters", name))
        self.note(named.parameter)
        return named.written

    def fault(
        self, code: str, message: str, path: Path, hint: str | None = None
    ) -> None:
        """Note a fault of the value at a place in the file."""
        self.faults.append(Diagnostic(code, message, self.map.value(path), hint))

    def at_odds(self, message: str, path: Path, hint: str) -> None:
        """Note that a key does not go with those beside it."""
        self.faults.append(Diagnostic("PE126", message, self.map.key(path), hint))


def inside(entries: Entries | None, scope: Scope) -> Scope:
    """Return the scope within an entry of a list; a faulty list hides what its entries have."""
    return scope.within(entries.entry) if entries is not None else scope.hidden()


def both(first: Expr | None, second: Expr | None) -> Expr | None:
    """Return the condition that both hold; either may be absent."""
    if first is None or first == TRUE:
        return second if second is not None else first
    if second is None or second == TRUE:
        return first
    return And((first, second))


def fraction(written: WrittenFigure) -> Fraction:
    """Return a figure exactly; `90 %` and `25 pp` are parts of one."""
    number = Fraction(written.number)
    return number / 100 if written.unit in ("%", "pp") else number


def constant(written: Written) -> Expr | None:
    """Return a parameter as a constant of a condition; None for working days, which are no such value."""
    match written:
        case WrittenFigure():
            part = written.unit in ("%", "pp")
            return Literal(written.number / 100 if part else written.number)
        case WrittenDuration():
            if written.unit == "working_days":
                return None
            return Literal(duration(written))
        case date():
            return Literal(written)
        case str():
            return None


def _duration(written: WrittenDuration) -> Duration:
    if written.unit == "working_days":
        return WorkingDays(written.count)
    return duration(written)


def _is_figure(part: Expr) -> bool:
    return isinstance(part, Literal) and (
        isinstance(part.value, int | Decimal | date | timedelta | Months)
        and not isinstance(part.value, bool)
    )

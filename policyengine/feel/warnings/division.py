"""Division by what may be zero: it gives none, which no comparison but `!=` holds for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.names import ITEM, children, substitute
from policyengine.feel.values import Months
from policyengine.feel.warnings.checked import said, supposing, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.warnings.checked import Checked


def unguarded_divisions(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning for each division by what may be zero, where no condition rules zero out.

    A measure's figure needs no guard: where it divides by zero, it is reported as not computable.
    """
    if checked.is_figure:
        return
    own = {id(part.meant) for part in checked.own}
    for division in _unguarded(checked.meant):
        by = division.right
        if id(division) in own and not _exclude_zero(checked.beside, by):
            yield warning(
                "PE326",
                f"where `{said(by)}` is 0 this gives none, and no order holds for none",
                division,
                f"write `{said(by)} > 0 and …`, or `if {said(by)} = 0 then … else …`",
            )


def _unguarded(expr: Expr) -> Iterator[nodes.Arithmetic]:
    """Yield the divisions in an expression that it does not guard itself."""
    match expr:
        case nodes.Arithmetic("/", _, by) if _can_be_zero(by):
            yield expr
        case _:
            pass
    for child in children(expr):
        for division in _unguarded(child):
            if not _exclude_zero(_premises(expr, child), division.right):
                yield division


def _can_be_zero(by: Expr) -> bool:
    match by:
        case nodes.Literal(value):
            return value in (0, timedelta(0), Months(0))
        case nodes.Name(name):
            # A figure by year is unknown in a year that is not listed.
            return not name.startswith("parameter.")
        case nodes.If(_, then, otherwise):
            return _can_be_zero(then) or _can_be_zero(otherwise)
        case nodes.Arithmetic("*", left, right):
            return _can_be_zero(left) or _can_be_zero(right)
        case nodes.Arithmetic("/", left, _) | nodes.Negate(left):
            return _can_be_zero(left)
        case _:
            return True


def _premises(expr: Expr, child: Expr) -> Iterator[Expr]:
    """Yield what must hold for a part of an expression to matter to it."""
    match expr:
        case nodes.And(operands):
            yield from (each for each in operands if each is not child)
        case nodes.Or(operands):
            yield from (nodes.Not(each) for each in operands if each is not child)
        case nodes.If(condition, then, _) if child is not condition:
            yield condition if child is then else nodes.Not(condition)
        case nodes.Filter(of, condition) if child is condition:
            yield from _kept_by(of, ITEM)
        case nodes.Quantified(_, variable, source, condition) if child is condition:
            yield from _kept_by(source, variable)
        case _:
            pass


def _kept_by(items: Expr, variable: str) -> Iterator[Expr]:
    """Yield what each item of a list, called `variable`, has met."""
    if isinstance(items, nodes.Filter):
        yield substitute(items.condition, {ITEM: nodes.Name(variable)})
        yield from _kept_by(items.of, variable)


def _exclude_zero(premises: Iterable[Expr], by: Expr) -> bool:
    """Whether one of the premises fails where `by` is zero, or all that it is computed from."""
    zeros = ({by: 0}, dict.fromkeys(_read(by), 0))
    return any(
        supposing(premise, zero) is False for premise in premises for zero in zeros
    )


def _read(expr: Expr) -> Iterator[Expr]:
    match expr:
        case nodes.Name() | nodes.Path(nodes.Name() | nodes.Path()):
            yield expr
        case _:
            for child in children(expr):
                yield from _read(child)

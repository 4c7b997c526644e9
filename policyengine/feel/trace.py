"""How a value came about: every part of an expression, with its own value in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.evaluator import Evaluation
from policyengine.feel.inner import Ends, Partial, Range
from policyengine.feel.literals import write_duration
from policyengine.feel.names import ITEM, children
from policyengine.feel.show import show
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.evaluator import Equality, Lookup
    from policyengine.feel.inner import Inner
    from policyengine.feel.nodes import Expr


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression: how deep it stands in it, its text, and its value in words."""

    depth: int
    text: str
    value: str


def trace(expr: Expr, lookup: Lookup, *, equality: Equality) -> tuple[Part, ...]:
    """Return the expression and its parts, outer before inner, valued as `evaluate` does.

    A condition on the items of a list stands once for each item. Constants and ranges, which are worth
    what they say, are left out; so are the parts of what stands elsewhere under a name.
    """
    return tuple(_parts(expr, Evaluation.of(lookup, equality), 0))


def _parts(expr: Expr, evaluation: Evaluation, depth: int) -> Iterator[Part]:
    match expr:
        case nodes.Literal() if depth:
            return
        case nodes.Interval() | nodes.UnaryTest() if depth:
            for child in children(expr):
                yield from _parts(child, evaluation, depth)
            return
        case _:
            pass
    yield Part(depth, _text(expr), in_words(evaluation.value(expr)))
    match expr:
        case nodes.Quantified() | nodes.Filter():
            yield from _each(expr, evaluation, depth + 1)
        case _ if _names_it(expr):
            return
        case _:
            for child in children(expr):
                yield from _parts(child, evaluation, depth + 1)


def _each(
    expr: nodes.Quantified | nodes.Filter, evaluation: Evaluation, depth: int
) -> Iterator[Part]:
    """Yield the list, and its condition for each item."""
    listed, name = (
        (expr.source, expr.variable)
        if isinstance(expr, nodes.Quantified)
        else (expr.of, ITEM)
    )
    yield from _parts(listed, evaluation, depth)
    items = evaluation.items(expr)
    if items is None or items is UNKNOWN:
        return
    for number, (item, sure, inner) in enumerate(items, start=1):
        perhaps = " (perhaps in the list)" if sure is UNKNOWN else ""
        yield Part(depth, f"{name} {number}{perhaps}", in_words(item))
        yield from _parts(expr.condition, inner, depth + 1)


def _text(expr: Expr) -> str:
    """Return an expression as it was written, on one line."""
    return " ".join(expr.span.text.split()) if expr.span else show(expr)


def _names_it(expr: Expr) -> bool:
    """Whether a name was written that stands for an expression, such as a derived fact."""
    return expr.span is not None and expr.span.text.replace(".", "").isidentifier()


def in_words(value: Inner) -> str:
    """Return a value as a reader knows it: `none`, `unknown`, `2018-01-31`, `P3M`, `2 to 3`."""
    match value:
        case None:
            return "none"
        case Ends(low, high, or_none):
            none = " or none" if or_none else ""
            return f"{in_words(low)} to {in_words(high)}{none}"
        case Partial(entries):
            items = (
                in_words(item) + (" perhaps" if sure is UNKNOWN else "")
                for item, sure in entries
            )
            return f"[{', '.join(items)}]"
        case Range():
            return "a range"
        case tuple():
            return f"[{', '.join(map(in_words, value))}]"
        case Mapping():
            members = (f"{name}: {in_words(each)}" for name, each in value.items())
            return f"{{{', '.join(members)}}}"
        case date():
            return value.isoformat()
        case timedelta() | Months():
            return write_duration(value)
        case bool() | int() | str():
            return show(nodes.Literal(value))
        case _ if value is UNKNOWN:
            return "unknown"
        case _:
            return str(value)

"""Tests that none decides: it is asked for where it cannot be, or beside a test that it does not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.types import ListType, RecordType
from policyengine.feel.warnings.checked import said, supposing, type_of, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.warnings.checked import Checked, Part

NULL = nodes.Literal(None)


def none_and_value(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning for each test that none does not meet, where something must be none."""
    for part in checked.own:
        match part.meant:
            case nodes.And(operands):
                yield from _beside_none(operands)
            case _:
                pass


def never_none(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning for each test for none of what never is."""
    for part in checked.own:
        match part.meant:
            case nodes.Compare("=" | "!=" as operator, tested, nodes.Literal(None)):
                pass
            case nodes.In(tested, tests) if NULL in tests:
                operator = "="
            case _:
                continue
        if _has_no_none(tested, part, checked):
            yield _told(operator, tested, part)


def endless_ranges(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning for each range without ends: it holds for none and unknown, too."""
    for part in checked.own:
        match part.meant:
            case nodes.Interval(None, None):
                message = "a range without ends holds whatever is recorded"
                hint = "give it an end, or ask `!= null`"
                yield warning("PE322", message, part.meant, hint)
            case _:
                pass


def _beside_none(operands: Sequence[Expr]) -> Iterator[Diagnostic]:
    for asking in operands:
        for subject in _asked_none(asking):
            for test in operands:
                if supposing(test, {subject: None}) is False:
                    yield warning(
                        "PE323",
                        f"this never holds where `{said(subject)}` is none",
                        test,
                        "join them by `or` where either will do",
                        [("none is asked for here", asking)],
                    )


def _asked_none(condition: Expr) -> Iterator[Expr]:
    """Yield what must be none for a condition to hold."""
    match condition:
        case nodes.Compare("=", subject, nodes.Literal(None)) | nodes.In(
            subject, (nodes.Literal(None),)
        ):
            yield subject
        case nodes.And(operands):
            for operand in operands:
                yield from _asked_none(operand)
        case _:
            pass


def _told(operator: str, tested: Expr, part: Part) -> Diagnostic:
    if isinstance(type_of(tested, part.types), ListType):
        message = f"`{said(tested)}` is never none: a list without entries is empty"
        asked = "= 0" if operator == "=" else "> 0"
        hint = f"ask `count({said(tested)}) {asked}`"
    else:
        message = f"`{said(tested)}` is never none: it has a value, or is unknown"
        hint = "leave the test out, or ask what its value is"
    return warning("PE325", message, part.meant, hint)


def _has_no_none(expr: Expr, part: Part, checked: Checked) -> bool:
    """Whether a fact, or what is computed from facts, is surely not none."""
    match expr:
        case nodes.Name(name):
            return name in checked.never_none or _is_entry(expr, part)
        case nodes.Path(of):
            # A member may be none, but a list that is none is read as empty.
            listed = isinstance(type_of(expr, part.types), ListType)
            return _has_no_none(of, part, checked) and (
                listed or not _is_entry(of, part)
            )
        case nodes.Arithmetic("+" | "-" | "*", left, nodes.Literal()):
            return _has_no_none(left, part, checked)
        case nodes.Arithmetic("+" | "-" | "*", left, right):
            both = (left, right)
            return all(_has_no_none(each, part, checked) for each in both)
        case nodes.Call("age" | "years and months duration" | "abs", arguments):
            return all(_has_no_none(each, part, checked) for each in arguments)
        case nodes.Call("count") | nodes.Filter() | nodes.Quantified():
            return True
        case _:
            return False


def _is_entry(expr: Expr, part: Part) -> bool:
    return isinstance(type_of(expr, part.types), RecordType)

"""What the functions take and give."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.builtins import PROFILE
from policyengine.feel.checking.arithmetic import signed
from policyengine.feel.checking.comparisons import equate
from policyengine.feel.checking.lists import items
from policyengine.feel.checking.rule import listed
from policyengine.feel.slips import word
from policyengine.feel.type_rules import has_order, in_words
from policyengine.feel.types import (
    Boolean,
    Day,
    MonthsDuration,
    Null,
    Number,
    Text,
    Type,
)

if TYPE_CHECKING:
    from policyengine.feel.checking.rule import Checking, Scope
    from policyengine.feel.nodes import Call


def call(checking: Checking, expr: Call, scope: Scope) -> Type | None:
    """Return the type of what a function gives."""
    name, arguments = expr.function, expr.arguments
    if name == "not":
        checking.fault("PE308", "`not` takes one argument", expr)
        return Boolean()
    if not _is_known(checking, expr):
        return None
    match name:
        case "count":
            items(checking, arguments[0], scope)
            return Number()
        case "sum" | "min" | "max" | "all" | "any":
            return _of_items(checking, expr, scope)
        case "list contains":
            item = items(checking, arguments[0], scope)
            wanted = checking.type_of(arguments[1], scope)
            equate(checking, item, wanted, *arguments)
            return Boolean()
        case "contains" | "starts with" | "ends with":
            checking.each(arguments, Text(), scope)
            return Boolean()
        case "abs":
            return signed(checking, expr, arguments[0], scope)
        case "age":
            checking.each(arguments, Day(), scope)
            return Number()
        case "years and months duration":
            checking.each(arguments, Day(), scope)
            return MonthsDuration()
        case "date":
            return _date(checking, expr, scope)
        case _:
            return _duration(checking, expr)


def _is_known(checking: Checking, expr: Call) -> bool:
    """Report a function that is not there, or has too few or too many arguments."""
    name, given = expr.function, len(expr.arguments)
    if name not in PROFILE:
        close = get_close_matches(name, PROFILE, n=1)
        known = listed("there are", sorted(PROFILE))
        hint = f"did you mean `{close[0]}`?" if close else known
        if meant := word(name):
            hint = f"write `{meant}`"
        checking.fault("PE212", f"there is no function `{name}`", expr, hint)
        return False
    least, most = PROFILE[name]
    if least <= given <= (most or given):
        return True
    wanted = least if most is not None else f"at least {least}"
    message = f"`{name}` takes {wanted} arguments, and has {given}"
    checking.fault("PE308", message, expr)
    return False


def _of_items(checking: Checking, expr: Call, scope: Scope) -> Type | None:
    """Check a function of one list, or of several values."""
    match expr.arguments:
        case (source,):
            item = items(checking, source, scope)
        case several:
            item = checking.one_type(several, scope)
    if expr.function in ("all", "any"):
        wanted, fits = "true or false", isinstance(item, Boolean | Null | None)
    elif expr.function == "sum":
        wanted, fits = "numbers", isinstance(item, Number | Null | None)
    else:
        wanted, fits = "values with an order", item is None or has_order(item)
    if not fits and item is not None:
        message = f"`{expr.function}` takes {wanted}, and gets {in_words(item)}"
        checking.fault("PE302", message, expr)
        return None
    return Boolean() if expr.function in ("all", "any") else item


def _date(checking: Checking, expr: Call, scope: Scope) -> Type:
    match expr.arguments:
        case (nodes.Literal(str() as text),):
            hint = 'a day is written `date("2018-01-31")`'
            checking.fault("PE309", f"`{text}` is no day of the calendar", expr, hint)
        case (argument,):
            checking.each((argument,), Day(), scope)
        case arguments:
            checking.each(arguments, Number(), scope)
    return Day()


def _duration(checking: Checking, expr: Call) -> Type | None:
    match expr.arguments[0]:
        case nodes.Literal(str() as text):
            months = "Y" in text or "M" in text.partition("T")[0]
            mixed = months and any(letter in text for letter in "WDT")
            message = f"`{text}` is no duration"
            hint = 'a duration is `"P3M"`, `"P1Y6M"`, `"P4W"` or `"P10D"`'
            if mixed:
                message = f"`{text}` mixes months with days"
                hint = (
                    'add one after the other: `day + duration("P1M") + duration("P2D")`'
                )
            checking.fault("PE309", message, expr, hint)
        case argument:
            message = "a duration is a constant"
            checking.fault("PE309", message, argument, 'write `duration("P3M")`')
    return None

"""From a token to a constant: numbers, texts, days and durations as they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from policyengine.feel.lexer import Token, refuse, unescape
from policyengine.feel.literals import read_date, read_duration, read_number
from policyengine.feel.nodes import Call, Literal

if TYPE_CHECKING:
    from datetime import date

    from policyengine.diagnostics.source import Span
    from policyengine.feel.nodes import Expr


def constant(token: Token, span: Span, *, bare: bool) -> Expr:
    """Return the constant that a token names; FeelError where it names none.

    A day needs no `date(…)` where `bare`.
    """
    match token.kind:
        case "number":
            number = read_number(token.text)
            if number is None:
                refuse("PE151", "a number has at most 34 digits", span)
            return Literal(number, span=span)
        case "text":
            text = unescape(token.text)
            if text is None:
                refuse("PE151", "an escape stands for no character", span)
            return Literal(text, span=span)
        case "at":
            text = token.text[2:-1]
            if text[:1].isdecimal() and ":" in text:
                message = (
                    "a time of day is standard FEEL outside the profile of policies"
                )
                refuse("PE152", message, span, "a condition counts in whole days")
            function = "duration" if text.lstrip("-").startswith("P") else "date"
            return folded(function, Literal(text, span=span), span)
        case _:
            return Literal(_day(token.text, span, bare=bare), span=span)


def folded(function: str, argument: Expr, span: Span) -> Expr:
    """Return the day or duration that a text names; where it names none, the call.

    The standard answers null to such a call; the checker explains it to an author.
    """
    if isinstance(argument, Literal) and isinstance(argument.value, str):
        read = read_date if function == "date" else read_duration
        found = read(argument.value)
        if found is not None:
            return Literal(found, span=span)
    return Call(function, (argument,), span=span)


def opposite(number: object) -> int | Decimal:
    """Return the number with the other sign, all its digits kept."""
    assert isinstance(number, int | Decimal)
    return -number if isinstance(number, int) else number.copy_negate()


def _day(text: str, span: Span, *, bare: bool) -> date:
    if not bare:
        refuse("PE151", f"`{text}` is a subtraction", span, f'write `date("{text}")`')
    day = read_date(text)
    if day is None:
        refuse("PE151", f"`{text}` is no day of the calendar", span)
    return day

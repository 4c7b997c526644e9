"""What may be added, multiplied and negated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.nodes import Call
from policyengine.feel.type_rules import calculated, in_words, mixes_days_and_months
from policyengine.feel.types import Day, DaysDuration, MonthsDuration, Number, Type

if TYPE_CHECKING:
    from policyengine.feel.checking.rule import Checking, Scope
    from policyengine.feel.nodes import Arithmetic, Expr


def arithmetic(checking: Checking, expr: Arithmetic, scope: Scope) -> Type | None:
    """Return the type of a sum, difference, product or quotient."""
    a, b = checking.type_of(expr.left, scope), checking.type_of(expr.right, scope)
    if expr.operator == "**":
        message = "`**` is standard FEEL outside the profile of policies"
        checking.fault("PE152", message, expr)
        return None
    if a is None or b is None:
        return None
    found = calculated(expr.operator, a, b)
    if found is None and mixes_days_and_months(a, b):
        message = "days and months do not mix in a duration"
        checking.fault("PE305", message, expr, "add one to a day, then the other")
    elif found is None:
        message = f"`{expr.operator}` does not take {in_words(a)} and {in_words(b)}"
        days = 'a number of days is `duration("P3D")`'
        with_day = {type(a), type(b)} == {Day, Number}
        checking.fault("PE302", message, expr, days if with_day else None)
    return found


def signed(checking: Checking, expr: Expr, operand: Expr, scope: Scope) -> Type | None:
    """Return the type of `-operand` or `abs(operand)`."""
    found = checking.type_of(operand, scope)
    if isinstance(found, Number | DaysDuration | MonthsDuration | None):
        return found
    sign = "abs" if isinstance(expr, Call) else "-"
    checking.fault("PE302", f"`{sign}` does not take {in_words(found)}", expr)
    return None

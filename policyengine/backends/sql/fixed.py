"""What is certain on the day of assessment: conditions that are seen from no other day, with that day written in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names, rebuild
from policyengine.feel.nodes import Expr, If, Literal, Name
from policyengine.feel.values import UNKNOWN
from policyengine.policy.model import Duty, Holds

if TYPE_CHECKING:
    from datetime import date


def on_today(duty: Duty, today: date) -> Duty:
    """Return a duty with the day of assessment written into what is read on that day alone."""
    fulfilment = duty.fulfilment
    if isinstance(fulfilment, Holds) and (fulfilment.standing or duty.deadline is None):
        fulfilment = replace(fulfilment, condition=_fixed(fulfilment.condition, today))
    return replace(
        duty,
        group=_fixed(duty.group, today) if duty.trigger is None else duty.group,
        fulfilment=fulfilment,
        lifted=_fixed(duty.lifted, today) if duty.lifted is not None else None,
        excused=_fixed(duty.excused, today) if duty.excused is not None else None,
        replaced_by=tuple(
            replace(each, condition=_fixed(each.condition, today))
            for each in duty.replaced_by
        ),
    )


def _fixed(expr: Expr, today: date) -> Expr:
    """Return a condition in which an `if` that the day alone decides is the branch it takes."""
    match expr:
        case If(condition, then, otherwise) if set(free_names(condition)) <= {"as_of"}:
            said = evaluate(condition, lambda name: today if name == "as_of" else UNKNOWN)  # fmt: skip
            return _fixed(then if said is True else otherwise, today)
        case Name() | Literal():
            return expr
        case _:
            return rebuild(expr, lambda inner: _fixed(inner, today))

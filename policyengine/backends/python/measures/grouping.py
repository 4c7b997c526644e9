"""Which group a record is in, as known on the day of assessment."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.measures.cohort import possible
from policyengine.backends.python.reference.landscape import landscape_of
from policyengine.backends.python.reference.settle import day_of
from policyengine.feel.values import UNKNOWN
from policyengine.findings.measure_result import Within
from policyengine.measuring.groups import in_period

if TYPE_CHECKING:
    from policyengine.backends.python.reference.view import View
    from policyengine.feel.values import Value
    from policyengine.measuring.groups import Group, Key
    from policyengine.policy.model import DayExpr, Policy


def own_group(keys: tuple[Key, ...], view: View, policy: Policy) -> Group:
    """Return the group of a view's subject."""
    return tuple(_within(key, view, policy) for key in keys)


def _within(key: Key, view: View, policy: Policy) -> Within:
    match key.how:
        case "authority":
            return Within(key.by, policy.authority_code)
        case "link":
            return _word(key.by, view.subject.facts.get(key.by, UNKNOWN))
        case "fact":
            return _word(key.by, view(key.by))
        case "period":
            assert key.trigger is not None
            return _period(key.by, key.trigger, view)
        case _:
            assert_never(key.how)


def _word(by: str, value: Value) -> Within:
    if value is UNKNOWN:
        return Within(by, None, known=False)
    return Within(by, None if value is None else str(value))


def _period(by: str, trigger: DayExpr, view: View) -> Within:
    view = replace(view, landscape=landscape_of(trigger))
    days = possible(view, partial(day_of, trigger))
    if days is None or len(days) > 1:
        return Within(by, None, known=False)
    (day,) = days
    return Within(by, None if day is None else in_period(by, day))

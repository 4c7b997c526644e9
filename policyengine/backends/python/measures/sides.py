"""On which side of a share each subject can be: outside, in the numerator, or in the denominator alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import possible
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
)
from policyengine.backends.python.reference.landscape import landscape_of
from policyengine.backends.python.reference.settle import holds
from policyengine.findings.outcome import Outcome, Side
from policyengine.measuring.options import ANY_SIDE, SIDE_OF, Answer
from policyengine.policy.model import Duty, Holds, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from policyengine.backends.python.reference.completion import Decision
    from policyengine.backends.python.reference.evaluator import Instance
    from policyengine.backends.python.reference.view import View
    from policyengine.measuring.options import Pairs
    from policyengine.policy.model import Norm, Policy, Provision, ShareOfSubjects

EVERY_PAIR = frozenset((a, b) for a in Side for b in Side)


# --- a condition on subjects ----------------------------------------------------------


def side(measure: ShareOfSubjects, view: View) -> Side:
    """Return the sides of a share that a subject can be on."""
    view = _comparing(view, measure)
    return _union(possible(view, lambda seen: _side(measure, seen)))


def sides_beside(first: ShareOfSubjects, second: ShareOfSubjects, view: View) -> Pairs:
    """Return the sides of two shares that a subject can be on together."""

    def pair(seen: View) -> tuple[Side, Side]:
        return _side(first, seen), _side(second, seen)

    found = possible(_comparing(view, first, second), pair)
    return EVERY_PAIR if found is None else found


def sides_since(measure: ShareOfSubjects, before: date, view: View) -> Pairs:
    """Return the sides that a subject can be on now and on an earlier day, together."""

    def pair(seen: View) -> tuple[Side, Side]:
        return _side(measure, seen, before), _side(measure, seen.at(before))

    found = possible(_comparing(view, measure), pair)
    return EVERY_PAIR if found is None else found


def _comparing(view: View, *measures: ShareOfSubjects) -> View:
    """Return the view with all that the measures compare: one unknown fact may stand in several places."""
    conditions = [part for each in measures for part in (each.of, each.where)]
    return replace(view, landscape=landscape_of(*conditions))


def _side(measure: ShareOfSubjects, view: View, *other_days: date) -> Side:
    if not holds(measure.of, view, other_days):
        return Side.OUT
    return Side.GOOD if holds(measure.where, view, other_days) else Side.BAD


# --- a duty met in time ---------------------------------------------------------------


def answers(
    policy: Policy, provision: Provision, view: View, judged_on: date
) -> Iterator[Answer]:
    """Yield what a provision says of a subject on the day it is judged, instance by instance."""
    norm = provision.norm
    view = replace(view, as_of=judged_on)
    for instance in evaluate_provision(policy, provision, view, setting_of(policy)):
        if instance.question is isinstance(norm, Judgement):
            found = instance.possibilities
            yield Answer(
                found.outcomes,
                _instance_sides(instance, norm, judged_on),
                any(_runs(each, norm, judged_on) for each in found.decisions),
            )


def _instance_sides(instance: Instance, norm: Norm, judged_on: date) -> Side:
    found = instance.possibilities
    if not found.complete:
        return ANY_SIDE
    return _union(side_of(each, norm, judged_on) for each in found.decisions)


def side_of(decision: Decision, norm: Norm, judged_on: date) -> Side:
    """Return the side of a decision; an early success waits until its time is over."""
    if decision.outcome is Outcome.FULFILLED and not _matured(
        decision, norm, judged_on
    ):
        return Side.OUT
    return SIDE_OF[decision.outcome]


def _matured(decision: Decision, norm: Norm, judged_on: date) -> bool:
    """Whether the time is over: a standing state is judged at once, and an act without a limit never."""
    if decision.due is not None:
        return decision.due < judged_on
    if isinstance(norm, Duty):
        return isinstance(norm.fulfilment, Holds) and norm.fulfilment.standing
    return True


def _runs(decision: Decision, norm: Norm, judged_on: date) -> bool:
    if decision.outcome is Outcome.FULFILLED:
        return not _matured(decision, norm, judged_on)
    return decision.outcome is Outcome.PENDING


def _union(sides: Iterable[Side] | None) -> Side:
    """Return all sides of several; every side where there were too many completions to tell."""
    if sides is None:
        return ANY_SIDE
    united = Side(0)
    for side in sides:
        united |= side
    return united

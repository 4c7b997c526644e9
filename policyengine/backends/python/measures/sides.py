"""On which side of a share each subject can be: outside, in the numerator, or in the denominator alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import Cohort, Member, Taken, possible
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
)
from policyengine.backends.python.reference.landscape import landscape_of
from policyengine.backends.python.reference.settle import holds
from policyengine.findings.measure_result import Counts
from policyengine.findings.outcome import Outcome, Side
from policyengine.measuring.rates import (
    ONE,
    ZERO,
    Tally,
    joint_difference,
    tally,
)
from policyengine.measuring.verdicts import Reading
from policyengine.policy.model import Duty, Holds, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.backends.python.reference.completion import Decision
    from policyengine.backends.python.reference.evaluator import Instance
    from policyengine.backends.python.reference.view import View
    from policyengine.findings.measure_result import Bounds
    from policyengine.policy.model import Norm, ShareInTime, ShareOfSubjects

ANY_SIDE = Side.OUT | Side.GOOD | Side.BAD


# --- a condition on subjects ----------------------------------------------------------


def take_share(measure: ShareOfSubjects, members: Iterable[Member]) -> Taken:
    """Read the share of the subjects in a group for whom a condition is true."""
    sides = []
    for member in _comparing(members, measure):
        found = possible(member.view, partial(_side, measure))
        sides.append(_belonging(_union(found), member))
    counted = tally(sides)
    inside = len(sides) - counted.out
    return Taken(
        _reading(counted),
        Counts(inside, inside, counted.good, 0, 0, counted.undetermined, {}),
    )


def gap(
    first: ShareOfSubjects, second: ShareOfSubjects, members: Iterable[Member]
) -> Bounds | None:
    """Return the exact difference of two shares of the same subjects; None where a denominator is not certain."""

    def pair(view: View) -> tuple[Side, Side]:
        return _side(first, view), _side(second, view)

    return joint_difference(
        _joint(possible(each.view, pair), each)
        for each in _comparing(members, first, second)
    )


def change(
    measure: ShareOfSubjects, members: Iterable[Member], before: date
) -> Bounds | None:
    """Return the exact change of a share since an earlier day; None where a denominator is not certain."""

    def pair(view: View) -> tuple[Side, Side]:
        return _side(measure, view, before), _side(measure, view.at(before))

    return joint_difference(
        _joint(possible(each.view, pair), each) for each in _comparing(members, measure)
    )


def _comparing(
    members: Iterable[Member], *measures: ShareOfSubjects
) -> Iterator[Member]:
    """Yield the members with all that the measures compare in view: one unknown fact may stand in several places."""
    conditions = [part for each in measures for part in (each.of, each.where)]
    landscape = landscape_of(*conditions)
    for each in members:
        yield replace(each, view=replace(each.view, landscape=landscape))


def _side(measure: ShareOfSubjects, view: View, *other_days: date) -> Side:
    if not holds(measure.of, view, other_days):
        return Side.OUT
    return Side.GOOD if holds(measure.where, view, other_days) else Side.BAD


def _joint(
    found: frozenset[tuple[Side, Side]] | None, member: Member
) -> frozenset[tuple[Side, Side]]:
    outside = frozenset({(Side.OUT, Side.OUT)})
    if found is None:
        return frozenset((a, b) for a in Side for b in Side)
    return found if member.sure else found | outside


# --- a duty met in time ---------------------------------------------------------------


def take_share_in_time(measure: ShareInTime, cohort: Cohort, day: date) -> Taken:
    """Read the share of those whose time is over on the day who met a duty in time; instances count one by one."""
    policy = cohort.policy
    provision = next(each for each in policy.provisions if each.id == measure.provision)
    norm, setting = provision.norm, setting_of(policy)
    # A deadline on the measured day itself is over once that day is.
    judged_on = min(cohort.as_of, day + timedelta(days=1))
    sides: list[Side] = []
    outcomes: Counter[Outcome] = Counter()
    running = False
    for member in cohort.members(provision.subject, day):
        view = replace(member.view, as_of=judged_on)
        for instance in evaluate_provision(policy, provision, view, setting):
            if instance.question is not isinstance(norm, Judgement):
                continue
            found = instance.possibilities
            sides.append(_belonging(_instance_sides(instance, norm, judged_on), member))
            outcomes[found.outcomes] += 1
            running |= any(_runs(each, norm, judged_on) for each in found.decisions)
    # On a day that is past nobody's time is still to come.
    running = running and day == cohort.as_of
    counted = tally(sides)
    return Taken(_reading(counted, running=running), _counts(counted, outcomes))


def _counts(counted: Tally, outcomes: Counter[Outcome]) -> Counts:
    exempt = outcomes[Outcome.EXEMPT]
    words: Counter[str] = Counter()
    for outcome, number in outcomes.items():
        words[outcome.word] += number
    return Counts(
        population=outcomes.total() - outcomes[Outcome.NOT_APPLICABLE],
        denominator=outcomes.total() - counted.out + exempt,
        numerator=counted.good,
        exclusions=0,
        exceptions=exempt,
        undetermined=counted.undetermined,
        outcomes=dict(sorted(words.items())),
    )


def _instance_sides(instance: Instance, norm: Norm, judged_on: date) -> Side:
    found = instance.possibilities
    if not found.complete:
        return ANY_SIDE
    return _union(side_of(each, norm, judged_on) for each in found.decisions)


_SIDE_OF = {
    Outcome.NOT_APPLICABLE: Side.OUT,
    Outcome.EXEMPT: Side.OUT,
    Outcome.PENDING: Side.OUT,
    Outcome.FULFILLED: Side.GOOD,
    Outcome.FULFILLED_LATE: Side.BAD,
    Outcome.BREACHED: Side.BAD,
    Outcome.NEEDS_JUDGEMENT: Side.GOOD | Side.BAD,
    Outcome.ASSESSED_MET: Side.GOOD,
    Outcome.ASSESSED_PARTLY: Side.BAD,
    Outcome.ASSESSED_NOT_MET: Side.BAD,
    Outcome.ERROR: ANY_SIDE,
}


def side_of(decision: Decision, norm: Norm, judged_on: date) -> Side:
    """Return the side of a decision; an early success waits until its time is over."""
    if decision.outcome is Outcome.FULFILLED and not _matured(
        decision, norm, judged_on
    ):
        return Side.OUT
    return _SIDE_OF[decision.outcome]


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


def _belonging(side: Side, member: Member) -> Side:
    return side if member.sure else side | Side.OUT


def _reading(counted: Tally, *, running: bool = False) -> Reading:
    return Reading(
        counted.share,
        fewest=counted.certain,
        running=running,
        floor=ZERO,
        ceiling=ONE,
    )

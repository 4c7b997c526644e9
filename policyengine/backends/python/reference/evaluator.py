"""The reference evaluator: what a provision says of a subject, instance by instance, over all completions.

Every other back end is correct where it agrees with this one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.reference.completion import (
    JUDGED,
    OPEN,
    Decision,
    Possibilities,
    Unsettled,
    left_open,
    possibilities,
)
from policyengine.backends.python.reference.duty import (
    NOT_APPLICABLE,
    Setting,
    can_be,
    decide,
)
from policyengine.backends.python.reference.landscape import landscape_of
from policyengine.backends.python.reference.settle import list_name, never_holds
from policyengine.backends.python.reference.shapes import (
    decide_concurrent,
    decide_judgement,
    decide_occasion,
    decide_stretch,
    stretches,
)
from policyengine.backends.python.reference.view import Atom, Occasion, View
from policyengine.findings.outcome import Outcome
from policyengine.policy.model import (
    AtEvery,
    Concurrent,
    Duty,
    Indicator,
    Judgement,
    Norm,
    Policy,
    Provision,
    Recurring,
    Target,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from policyengine.policy.records import Record, Records

# What remains possible of windows that are counted from an unknown day.
OPEN_WINDOW = (
    Outcome.NOT_APPLICABLE,
    Outcome.PENDING,
    Outcome.FULFILLED,
    Outcome.BREACHED,
)


@dataclass(frozen=True, slots=True)
class Instance:
    """One answer of a provision for a subject. `name` tells the period or event where there are several.

    `question` marks the answer to what a provision asks of a human beside its test.
    """

    name: str | None
    possibilities: Possibilities
    occasion: Occasion | None = None
    question: bool = False


def view_of(policy: Policy, subject: Record, records: Records, as_of: date) -> View:
    """Return what is known of a subject on the day of assessment."""
    return View(
        subject, records, policy.vocabulary, policy.authority_code, as_of, as_of
    )


@lru_cache(maxsize=32)
def setting_of(policy: Policy) -> Setting:
    """Return what the duties of a policy are decided in; a policy never changes, so it is worked out once."""
    duties = {
        each.id: each.norm for each in policy.provisions if isinstance(each.norm, Duty)
    }
    landscapes = {
        each.id: landscape_of(*_decided_with(each.norm, duties))
        for each in policy.provisions
        if not isinstance(each.norm, Target | Indicator | Term)
    }
    return Setting(policy.from_day, duties, landscapes)


def _decided_with(norm: Norm, duties: Mapping[str, Duty]) -> Iterator[Norm]:
    """Yield a norm, and those it stands in for."""
    yield norm
    while isinstance(norm, Duty) and norm.replaces is not None:
        norm = duties[norm.replaces.provision]
        yield norm


def evaluate_provision(
    policy: Policy, provision: Provision, view: View, setting: Setting
) -> tuple[Instance, ...]:
    """Return what a provision says of the view's subject; nothing for targets, indicators and definitions."""
    norm = provision.norm
    view = replace(
        view,
        landscape=setting.landscapes.get(provision.id),
        from_day=setting.from_day,
    )
    tested: tuple[Instance, ...]
    match norm:
        case Duty():
            tested = (
                Instance(
                    None, _over(view, partial(decide, norm, setting), can_be(norm))
                ),
            )
        case Recurring():
            tested = _recurring(policy, norm, view)
        case AtEvery():
            tested = _at_every(norm, view, setting)
        case Concurrent():
            tested = (Instance(None, _over(view, partial(decide_concurrent, norm))),)
        case Judgement():
            tested = ()
        case Target() | Indicator() | Term():
            return ()
        case _:
            assert_never(norm)
    if provision.question is None:
        return tested
    group = norm.duty.group if isinstance(norm, AtEvery) else norm.group
    key = f"{policy.id}/{provision.id}"

    def judged(view: View) -> Decision:
        # Where the duty asks for nothing, neither does the question beside it.
        if isinstance(norm, Duty) and decide(norm, setting, view) == NOT_APPLICABLE:
            return NOT_APPLICABLE
        return decide_judgement(group, key, view)

    asked = _over(view, judged, JUDGED)
    return (*tested, Instance(None, asked, question=True))


def _recurring(policy: Policy, norm: Recurring, view: View) -> tuple[Instance, ...]:
    try:
        begun = stretches(norm, view, policy.from_day, policy.until_day)
    except Unsettled as unsettled:
        if never_holds(norm.group, view):
            return (Instance(None, Possibilities((NOT_APPLICABLE,))),)
        # Without the day that windows are counted from there is no telling how many there are.
        decisions = tuple(Decision(each) for each in OPEN_WINDOW)
        return (Instance(None, left_open(decisions, (unsettled.leaf,))),)
    if not begun:
        return (Instance(None, Possibilities((NOT_APPLICABLE,))),)
    return tuple(
        Instance(
            each.name,
            _over(view, partial(decide_stretch, norm, each)),
        )
        for each in begun
    )


def _at_every(norm: AtEvery, view: View, setting: Setting) -> tuple[Instance, ...]:
    name = list_name(norm.entries)
    occasions = view.occasions(name)
    if occasions is None:
        if never_holds(norm.duty.group, view):
            return (Instance(None, Possibilities((NOT_APPLICABLE,))),)
        decisions = tuple(Decision(each) for each in can_be(norm.duty))
        return (Instance(None, left_open(decisions, (Atom(None, name),))),)
    if not occasions:
        return (Instance(None, Possibilities((NOT_APPLICABLE,))),)
    return tuple(
        Instance(
            each.place,
            _over(
                view, partial(decide_occasion, norm, each, setting), can_be(norm.duty)
            ),
            each,
        )
        for each in occasions
    )


def _over(
    view: View,
    decided: Callable[[View], Decision],
    widest: tuple[Outcome, ...] = OPEN,
) -> Possibilities:
    return possibilities(lambda completion: decided(view.completed(completion)), widest)

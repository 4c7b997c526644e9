"""Which answers a decidable provision can give, and which of them the examples try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from policyengine.policy.model import (
    AtEvery,
    Before,
    By,
    Concurrent,
    Duty,
    Holds,
    Indicator,
    Judgement,
    Provision,
    Recurring,
    Target,
    Term,
    Within,
)
from policyengine.policy.written import TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Policy
    from policyengine.source.models import ExamplesSource, Expected

# In the order they are shown.
OUTCOMES = (
    "fulfilled",
    "fulfilled_late",
    "pending",
    "breached",
    "exempt",
    "not_applicable",
    "undetermined",
)
VERDICTS = ("met", "missed", "not_yet_due", "undecidable", "not_computable")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answers of one provision, outcomes before verdicts: those its shape allows, and those an example expects."""

    provision: str
    possible: tuple[str, ...]
    tried: tuple[str, ...]

    @property
    def untried(self) -> tuple[str, ...]:
        """The answers that no example expects."""
        return tuple(each for each in self.possible if each not in self.tried)


def coverage(policy: Policy, examples: ExamplesSource) -> tuple[Coverage, ...]:
    """Return what the examples try of each decidable provision, in the order of the policy."""
    return tuple(
        _covered(provision, tuple(expectations(examples, provision.id)))
        for provision in decidable(policy)
    )


def decidable(policy: Policy) -> tuple[Provision, ...]:
    """Return the provisions that records alone can decide and that say so unasked."""
    return tuple(
        each
        for each in policy.provisions
        if each.computable and each.kind != "permission"
    )


def expectations(examples: ExamplesSource, provision: str) -> Iterator[str]:
    """Yield every outcome and verdict that is expected of a provision, beside what it asks of a human."""
    for example in examples.examples:
        expected: str | Expected | None = example.expect.get(provision)
        if isinstance(expected, str):
            yield expected
        elif expected is not None and expected.instance != "judgement":
            yield from filter(None, (expected.outcome, expected.verdict))


def possible_outcomes(provision: Provision) -> set[str]:
    """Return every outcome a provision can have for a subject, `undetermined` among them; none for a target."""
    norm = provision.norm
    match norm:
        case Duty():
            found = _outcomes_of_duty(norm)
        case AtEvery():
            found = _outcomes_of_duty(norm.duty)
            if isinstance(norm.duty.fulfilment, Holds):
                # What is recorded of an entry has no day of its own: it holds from the start or not at all.
                found -= {"fulfilled_late"}
        case Recurring():
            # A later entry counts in its own period; before the first period there is nothing to do.
            found = {"not_applicable", "pending", "fulfilled", "breached"}
        case Concurrent():
            found = {"not_applicable", "pending", "fulfilled", "breached"}
            found |= {"exempt"} if norm.lifted is not None else set()
        case Target() | Indicator() | Judgement() | Term():
            return set()
        case _:
            assert_never(norm)
    return found | {"undetermined"}


def possible_verdicts(provision: Provision) -> set[str]:
    """Return every verdict that a provision's target, or the goal of its duty, can have."""
    norm = provision.norm
    target = norm if isinstance(norm, Target) else provision.goal
    if target is None:
        return set()
    if target.not_computable is not None:
        return {"not_computable"}
    found = {"met", "missed", "undecidable", "not_computable"}
    # A target without a day is judged at once, and so is the goal of a state; another goal waits for those who still
    # have time, a trend for the year.
    has_time = "pending" in possible_outcomes(provision)
    waits = has_time or target.trend or any(step.by for step in target.steps)
    return found | ({"not_yet_due"} if waits else set())


def _outcomes_of_duty(duty: Duty) -> set[str]:
    found = {"fulfilled"}
    match duty.deadline:
        case None if isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing:
            # A state is there or not.
            found |= {"breached"}
        case None:
            # Without a limit nothing is late.
            found |= {"pending"}
        case Before():
            # The day it must precede is known only once it is too late.
            found |= {"fulfilled_late", "breached"}
        case Within() | By():
            found |= {"pending", "fulfilled_late", "breached"}
        case _:
            assert_never(duty.deadline)
    if duty.trigger is not None or duty.group != TRUE:
        found |= {"not_applicable"}
    if duty.lifted or duty.excused or duty.replaced_by:
        found |= {"exempt"}
    return found


def _covered(provision: Provision, expected: tuple[str, ...]) -> Coverage:
    outcomes, verdicts = possible_outcomes(provision), possible_verdicts(provision)
    return Coverage(
        provision.id,
        tuple(each for each in (*OUTCOMES, *VERDICTS) if each in outcomes | verdicts),
        tuple(each for each in (*OUTCOMES, *VERDICTS) if each in expected),
    )

"""What to do next, by whom and by when: semantics.md, "Findings and actions"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.findings.finding import Action
from policyengine.findings.outcome import Outcome
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from datetime import date

    from policyengine.findings.finding import Missing, Priority
    from policyengine.policy.model import Provision, Strength

STRICT: tuple[Strength, ...] = ("must", "commitment", "declared")
STRIVING: tuple[Strength, ...] = ("aim", "best_effort", "strive")
RANKED: tuple[Priority, ...] = ("high", "medium", "low")

# Whoever keeps the records finds out what is missing in them.
RECORD_KEEPER = ("municipality",)


def actions(
    provision: Provision,
    possible: Outcome,
    due: date | None,
    lacking: tuple[Missing, ...],
) -> tuple[Action, ...]:
    """Return the recommended steps for a finding, none where there is nothing to do."""
    match possible:
        case Outcome.PENDING:
            return mend(provision, due, priority(provision.strength, 1))
        case Outcome.BREACHED | Outcome.ERROR:
            return mend(provision, due, priority(provision.strength, 0))
        case Outcome.NEEDS_JUDGEMENT:
            return _judge(provision)
        case _ if not possible.is_single:
            return _find_out(provision, due, lacking)
        case _:
            return ()


def mend(provision: Provision, due: date | None, rank: Priority) -> tuple[Action, ...]:
    """Return what the provision recommends where it is not met; its own text to its bearer by default."""
    if not provision.actions:
        return (
            Action(f"{provision.id}.1", provision.text, provision.bearer, due, rank),
        )
    return tuple(
        Action(each.id, each.text, each.who, due, rank) for each in provision.actions
    )


def priority(strength: Strength, less: int) -> Priority:
    """Return how urgent a step is: by strength, and so many steps less."""
    rank = 0 if strength in STRICT else 1 if strength in STRIVING else 2
    return RANKED[min(rank + less, len(RANKED) - 1)]


def _find_out(
    provision: Provision, due: date | None, lacking: tuple[Missing, ...]
) -> tuple[Action, ...]:
    return tuple(
        Action(
            f"{provision.id}.find.{each.fact}",
            Text(f"Find ud af: {each.label.da}", f"Find out: {each.label.en}"),
            RECORD_KEEPER,
            due,
            priority(provision.strength, 1),
        )
        for each in lacking
    )


def _judge(provision: Provision) -> tuple[Action, ...]:
    assert provision.question is not None
    return (
        Action(
            f"{provision.id}.judge",
            Text(
                f"Vurder: {provision.text.da}. {provision.question.da}",
                f"Assess: {provision.text.en}. {provision.question.en}",
            ),
            RECORD_KEEPER,
            None,
            priority(provision.strength, 1),
        ),
    )

"""What is right: the reference's answer of every cell, and how the answers of a back end are held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from policyengine.backends.python.compiled.closed_form import Between, due_of
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from tests.conformance.traps import decided, facts_read

if TYPE_CHECKING:
    from datetime import date

    from policyengine.backends.python.reference.completion import Possibilities
    from policyengine.policy.model import Policy
    from policyengine.policy.records import Records


class Key(NamedTuple):
    """A cell: what a provision of a policy says of a subject; of one period or event where it answers several times."""

    policy: str
    provision: str
    kind: str
    id: str
    instance: str | None


class Answer(NamedTuple):
    """The possible outcomes as bits, and between which days the last compliant one lies; None at an open end.

    `exact` is False where the reference itself gave up on too much that is unknown, and names the widest set.
    """

    possible: int
    due_from: date | None
    due_until: date | None
    exact: bool = True


Answers: TypeAlias = "dict[Key, Answer]"


def reference(policy: Policy, records: Records, as_of: date) -> Answers:
    """Return the reference's answer of every cell, but for what is asked of a human.

    A subject of which the same is known as of another is not judged again, as far as a provision reads.
    """
    found: Answers = {}
    setting = setting_of(policy)
    for provision in decided(policy):
        reads = sorted(facts_read(policy, provision))
        judged: dict[str, tuple[tuple[str | None, Answer], ...]] = {}
        for subject in records.subjects:
            if subject.kind != provision.subject:
                continue
            view = view_of(policy, subject, records, as_of)
            known = repr([view.recorded(name) for name in reads])
            if known not in judged:
                judged[known] = tuple(
                    (each.name, answer_of(each.possibilities))
                    for each in evaluate_provision(policy, provision, view, setting)
                    if not each.question
                )
            for instance, answer in judged[known]:
                key = Key(policy.id, provision.id, subject.kind, subject.id, instance)
                found[key] = answer
    return found


def answer_of(found: Possibilities) -> Answer:
    """Return what the reference found of a cell as a back end says it."""
    due = due_of(found)
    low, high = (due.low, due.high) if isinstance(due, Between) else (due, due)
    return Answer(int(found.outcomes), low, high, found.complete)

"""Which policies answer on a day: those in force, or all of them on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from policyengine.policy.model import Policy

Label: TypeAlias = Literal["draft", "not_in_force"]


def answering(
    policies: Iterable[Policy],
    as_of: date,
    *,
    as_if_in_force: bool,
    known_by: date | None = None,
) -> tuple[tuple[Policy, ...], tuple[Diagnostic, ...]]:
    """Return the policies that answer, and a diagnostic for each that does not.

    In a replay a policy adopted after `known_by` was not known then, and does not answer.
    """
    answer: list[Policy] = []
    silent: list[Diagnostic] = []
    for policy in policies:
        if (
            known_by is not None
            and policy.adopted_on is not None
            and policy.adopted_on > known_by
        ):
            message = f"the policy `{policy.id}` was adopted on {policy.adopted_on}, after {known_by}"
            silent.append(Diagnostic("PE711", message))
        elif as_if_in_force or policy.in_force(as_of):
            answer.append(policy)
        else:
            message = f"the policy `{policy.id}` is not in force on {as_of} ({_period(policy)})"
            hint = "ask for an answer as if it were in force"
            silent.append(Diagnostic("PE710", message, hint=hint))
    return tuple(answer), tuple(silent)


def labels(policy: Policy, as_of: date) -> tuple[Label, ...]:
    """Return what must be said of an answer: that the policy is a draft, that it is not in force."""
    said: list[Label] = []
    if policy.status == "draft":
        said.append("draft")
    if not policy.in_force(as_of):
        said.append("not_in_force")
    return tuple(said)


def _period(policy: Policy) -> str:
    match policy.from_day, policy.until_day:
        case None, None:
            return "it is a draft without a first day"
        case None, last:
            return f"until {last}"
        case first, None:
            return f"from {first}"
        case first, last:
            return f"{first} to {last}"

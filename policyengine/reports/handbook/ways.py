"""By what provisions are decided: records as written, records and an assumption, a human, or nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from policyengine.policy.model import (
    AtEvery,
    Concurrent,
    Duty,
    Indicator,
    Judgement,
    Recurring,
    Target,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.policy.model import Policy, Provision, ProvisionKind
    from policyengine.reports.handbook.phrases import Way


def way_of(provision: Provision) -> Way:
    """Return by what a provision is decided; a figure of national rules is no assumption."""
    norm = provision.norm
    match norm:
        case Term():
            return "not_decided"
        case Judgement():
            return "by_human"
        case Target() | Indicator() if norm.measure is None:
            return "not_computable"
        case Duty() | AtEvery() | Recurring() | Concurrent() | Target() | Indicator():
            return "with_assumption" if assumed(provision) else "as_written"
        case _:
            assert_never(norm)


def assumed(provision: Provision) -> bool:
    """Whether a provision rests on an assumption."""
    return any(each.provenance == "assumption" for each in provision.parameters)


def counts(policy: Policy) -> Mapping[tuple[ProvisionKind, Way], int]:
    """Return how many provisions of each kind are decided by what."""
    return Counter((each.kind, way_of(each)) for each in policy.provisions)

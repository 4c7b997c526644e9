"""Every condition can mean what it says: it can hold, and can fail to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.warnings.registry import warnings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Vocabulary


def doubtful_conditions(of: Policy | Vocabulary) -> Iterator[Diagnostic]:
    """Yield the warnings about each condition; a measure that several provisions use is met more than once."""
    yield from dict.fromkeys(
        warning for condition in of.conditions for warning in warnings(condition)
    )

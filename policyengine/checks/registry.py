"""All checks of a policy, in one list, and those of a vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.checks.conditions import doubtful_conditions
from policyengine.checks.figures import unused_names
from policyengine.checks.fingerprints import missing_fingerprints
from policyengine.checks.paragraphs import declared_though_cited, left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Vocabulary

CHECKS: tuple[Callable[[Policy], Iterator[Diagnostic]], ...] = (
    left_out,
    declared_though_cited,
    missing_fingerprints,
    unused_names,
    doubtful_conditions,
)


def check_policy(policy: Policy) -> tuple[Diagnostic, ...]:
    """Return every warning about a policy, in order of place."""
    found = [each for check in CHECKS for each in check(policy)]
    return tuple(sorted(found, key=lambda each: each.sort_key))


def check_vocabulary(vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Return every warning about a vocabulary, in order of place."""
    found = doubtful_conditions(vocabulary)
    return tuple(sorted(found, key=lambda each: each.sort_key))

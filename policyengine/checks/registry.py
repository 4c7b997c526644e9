"""All checks of a policy, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.checks.figures import unused_names
from policyengine.checks.fingerprints import missing_fingerprints
from policyengine.checks.paragraphs import declared_though_cited, left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.policy.model import Policy

CHECKS: tuple[Callable[[Policy], Iterator[Diagnostic]], ...] = (
    left_out,
    declared_though_cited,
    missing_fingerprints,
    unused_names,
)


def check_policy(policy: Policy) -> tuple[Diagnostic, ...]:
    """Return every warning about a policy, in order of place."""
    found = [each for check in CHECKS for each in check(policy)]
    return tuple(sorted(found, key=lambda each: each.sort_key))

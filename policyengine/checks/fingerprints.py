"""Every cited paragraph has a fingerprint, so that a change of the document is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Policy


def missing_fingerprints(policy: Policy) -> Iterator[Diagnostic]:
    """Yield a warning for each cited paragraph that the lock lacks; one for all where it lacks the document."""
    bare = {each.paragraph: each for each in policy.citations if each.sha256 is None}
    hint = "run `policyengine sources lock --sources DIR`"
    if bare and all(each.sha256 is None for each in policy.citations):
        message = f"sources.lock holds no paragraph of `{policy.document}`"
        yield Diagnostic(
            "PE403", message, policy.document_span, hint, severity="warning"
        )
        return
    for number, each in bare.items():
        message = f"sources.lock holds no paragraph {number} of `{each.document}`"
        yield Diagnostic("PE403", message, each.span, hint, severity="warning")

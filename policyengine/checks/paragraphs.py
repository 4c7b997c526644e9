"""Every paragraph of the document is either cited or declared not normative, and none is both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.policy.model import Policy


def left_out(policy: Policy) -> Iterator[Diagnostic]:
    """Yield one warning with all paragraphs that the policy says nothing of."""
    missing = sorted({*range(1, policy.paragraphs + 1)} - policy.accounted_for)
    if missing:
        noun = "paragraph" if len(missing) == 1 else "paragraphs"
        yield Diagnostic(
            "PE401",
            f"no provision cites {noun} {_spans(missing)}",
            policy.document_span,
            "cite them, or give the reason under `not_normative`",
            severity="warning",
        )


def declared_though_cited(policy: Policy) -> Iterator[Diagnostic]:
    """Yield a warning for each citation of a paragraph that is declared not normative."""
    reasons = {
        number: reason
        for reason, numbers in policy.not_normative.items()
        for number in numbers
    }
    for each in policy.citations:
        if each.document == policy.document and each.paragraph in reasons:
            reason = reasons[each.paragraph]
            yield Diagnostic(
                "PE402",
                f"paragraph {each.paragraph} is cited, and declared not normative ({reason})",
                each.span,
                f"take it out here, or of `not_normative: {reason}`",
                severity="warning",
            )


def _spans(numbers: Iterable[int]) -> str:
    """Return numbers as an author cites them: `3, 5-7`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return ", ".join("-".join(map(str, span)) for span in spans)

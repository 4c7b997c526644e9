"""`policyengine show`: what a policy declares, and how every paragraph of its document is accounted for."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from policyengine.cli import options
from policyengine.cli.output import show_json, show_text
from policyengine.policy.library import load
from policyengine.reports import as_json
from policyengine.reports.policy_text import policy_text


def show(
    policy: Annotated[str, Parameter(help="The policy's name or file.")],
    /,
    *,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """List a policy's provisions, and the paragraphs that are not normative."""
    shown = load(policy)
    if format_ == "json":
        show_json(as_json.policy(shown))
    else:
        show_text(policy_text(shown, options.language(lang)))
    return 0

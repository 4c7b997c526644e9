"""`policyengine explain`: what a diagnostic's code means."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from cyclopts import Parameter

from policyengine.diagnostics.codes import CODES
from policyengine.diagnostics.diagnostic import UsageError


def explain(
    code: Annotated[str, Parameter(help="A code, such as PE105.")],
    /,
) -> int:
    """Say what a code means."""
    known = CODES.get(code.upper())
    if known is None:
        close = get_close_matches(code.upper(), CODES, n=1)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        raise UsageError(f"no diagnostic has the code `{code}`{hint}")
    print(f"{code.upper()} {known.name}: {known.meaning}")
    return 0

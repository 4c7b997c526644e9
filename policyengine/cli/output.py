"""What a command prints: results to stdout, messages to stderr, and the exit code that sums them up."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from policyengine.diagnostics.render import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from policyengine.diagnostics.diagnostic import Diagnostic

NOTHING_TO_REPORT, REPORTED, REFUSED, INTERNAL_ERROR = range(4)


def show_json(data: Mapping[str, object]) -> None:
    """Print data as JSON, its keys in the order given."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def show_text(renderable: RenderableType) -> None:
    """Print what rich can render; colours only on a terminal, none where NO_COLOR is set."""
    Console(highlight=False, soft_wrap=False, emoji=False, markup=False).print(
        renderable
    )


def tell(message: str) -> None:
    """Print a message to stderr."""
    print(message, file=sys.stderr)


def report(diagnostics: Iterable[Diagnostic]) -> int:
    """Print diagnostics to stderr; return 2 where one is an error, 1 where one is a warning, else 0."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    code = NOTHING_TO_REPORT
    for each in diagnostics:
        tell(render(each, colour=colour))
        code = max(code, REFUSED if each.severity == "error" else REPORTED)
    return code

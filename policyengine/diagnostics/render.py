"""A diagnostic as people read it, with the line and a caret, and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.diagnostics.source import Span

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
_RESET = "\x1b[0m"


def render(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """Return the diagnostic in several lines, without a final line feed.

    The place stands first, so that editors can jump to it; `colour` adds ANSI codes.
    """
    return "\n".join(_lines(diagnostic, colour=colour))


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """Return what JSON can hold; lines and columns count from 1, `end_column` is the first after the fault."""
    return {
        "code": diagnostic.code,
        "name": CODES[diagnostic.code].name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "place": diagnostic.span and _place(diagnostic.span),
        "related": [
            {"label": label, "place": _place(span)}
            for label, span in diagnostic.related
        ],
    }


def _lines(diagnostic: Diagnostic, *, colour: bool) -> Iterator[str]:
    paint, reset = (_COLOURS[diagnostic.severity], _RESET) if colour else ("", "")
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    name = CODES[diagnostic.code].name
    yield (
        f"{place}{paint}{diagnostic.severity}[{diagnostic.code}]{reset} "
        f"{name}: {_shown(diagnostic.message)}"
    )
    if diagnostic.span:
        yield from _excerpt(diagnostic.span, "", paint, reset)
    for label, span in diagnostic.related:
        yield from _excerpt(span, f" {label}", paint, reset)
    if diagnostic.hint:
        yield f"  hint: {_shown(diagnostic.hint)}"


def _excerpt(span: Span, label: str, paint: str, reset: str) -> Iterator[str]:
    """The first line of a span, and carets beneath what the span holds of it."""
    text = span.source.line(span.line)
    before = span.column - 1
    width = max(1, min(span.end - span.start, len(text) - before))
    number = f"{span.line:>5}"
    shown = _shown(text)
    yield f"{number} | {shown}" if shown else f"{number} |"
    yield f"{' ' * 5} | {' ' * before}{paint}{'^' * width}{reset}{label}"


def _shown(text: str) -> str:
    """One character for each, so that carets stand right and no terminal is driven."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _place(span: Span) -> dict[str, object]:
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": end_line,
        "end_column": end_column,
    }

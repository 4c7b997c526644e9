"""From bytes to text: UTF-8 of limited size, without characters that editors do not show."""

from __future__ import annotations

import re

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.diagnostics.source import Source, Span

LIMIT_BYTES = 1_000_000

_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+|\r(?!\n)"
)
_TOO_HIGH = re.compile(r"\\U(?!00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})[0-9A-Fa-f]{8}")
_NAMES = {
    "\t": "a tab",
    "\r": "an old line end",
    "\0": "a NUL character",
    "\u0085": "an invisible line end (U+0085)",
    "\u2028": "an invisible line end (U+2028)",
    "\u2029": "an invisible line end (U+2029)",
    "\ufeff": "a byte order mark within the file",
}


def decode(name: str, data: bytes) -> Source:
    """Return the text of a file; PolicyError where it is too large or not UTF-8."""
    if len(data) > LIMIT_BYTES:
        message = f"the file has {len(data):,} bytes; at most {LIMIT_BYTES:,} are read"
        span = Span(Source(name, ""), 0, 0)
        raise PolicyError([Diagnostic("PE103", message, span, "split the policy")])
    try:
        return Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PolicyError([_not_utf_8(name, data, error)]) from None


def forbidden(source: Source) -> list[Diagnostic]:
    """Return a fault for each stretch of characters that readers and editors see differently."""
    return [
        *(_character(source, match) for match in _FORBIDDEN.finditer(source.text)),
        *(_escape(source, match) for match in _TOO_HIGH.finditer(source.text)),
    ]


def without_forbidden(text: str) -> str:
    """Return the text, as long as before, with a blank for each such character."""
    text = _FORBIDDEN.sub(lambda match: " " * len(match[0]), text)
    return _TOO_HIGH.sub(lambda match: "x" * len(match[0]), text)


def _character(source: Source, match: re.Match[str]) -> Diagnostic:
    char = match[0][0]
    name = _NAMES.get(char, f"a control character (U+{ord(char):04X})")
    hint = "write spaces" if char == "\t" else "delete it"
    if char == "\r":
        hint = "save the file with the line ends of Unix or Windows"
    return Diagnostic("PE104", f"{name} stands here", Span(source, *match.span()), hint)


def _escape(source: Source, match: re.Match[str]) -> Diagnostic:
    message = f"`{match[0]}` is no character"
    return Diagnostic(
        "PE104", message, Span(source, *match.span()), "write the character itself"
    )


def _not_utf_8(name: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    start = len(data[: error.start].decode("utf-8-sig"))
    source = Source(name, data.decode("utf-8-sig", errors="replace"))
    hint = "save the file as UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        hint += "; it is UTF-16 now"
    elif data[error.start] in "æøåÆØÅé".encode("latin-1"):
        hint += "; its Danish letters are in Windows-1252 now"
    return Diagnostic(
        "PE102", "this is not UTF-8", Span(source, start, start + 1), hint
    )

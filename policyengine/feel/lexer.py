"""From text to tokens; the only place where regular expressions meet a condition's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.source import Source, Span
from policyengine.feel.errors import FeelError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHARACTERS = 10_000

Kind = Literal["number", "date", "text", "at", "name", "symbol", "end"]

_TOKEN = re.compile(
    r"""
    (?P<blank> [\s\u180e\u200b\ufeff]+ | //[^\n\v\f\r]* | /\*.*?\*/ )
  | (?P<date> [0-9]{4}-[0-9]{2}-[0-9]{2} (?![\w-]) )
  | (?P<number> (?: [0-9]+ (?:\.[0-9]+)? | \.[0-9]+ ) (?:[eE][+-]?[0-9]+)? )
  | (?P<at> @"[^"\n]*" )
  | (?P<text> " (?: [^"\\\n] | \\[^\n] )* " )
  | (?P<name> [^\W\d]\w* )
  | (?P<symbol> \.\. | \*\* | <= | >= | != | [-+*/=<>()\[\]{},.:?] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([nrt"\'\\]))')
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
# Operators elsewhere, and what is written for them; the last are dashes, as texts are pasted.
_ELSEWHERE = {
    "≥": ">=", "≤": "<=", "≠": "!=", "!": "!=", "&": "and", "|": "or", "×": "*", "÷": "/",
    "\u2212": "-", "\u2013": "-", "\u2014": "-",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text and its place; `text` is what was written, `end` of kind "end" is empty."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str, locate: Callable[[int, int], Span]) -> tuple[Token, ...]:
    """Cut `text` into tokens, the last of kind "end"; FeelError where a piece is none."""
    if len(text) > MOST_CHARACTERS:
        message = f"a condition has at most {MOST_CHARACTERS} characters, this one has {len(text)}"
        refuse("PE153", message, locate(0, 0), "name its parts as derived facts")
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or (text.startswith("/*", at) and match.lastgroup == "symbol"):
            _refuse_character(text, at, locate)
        if match.lastgroup != "blank":
            kind: Kind = match.lastgroup  # type: ignore[assignment]
            found.append(Token(kind, match[0], at, match.end()))
        at = match.end()
    return (*found, Token("end", "", at, at))


def expression_source(text: str) -> Callable[[int, int], Span]:
    """Return a `locate` for a text that stands alone."""
    source = Source("expression", text)
    return lambda start, end: Span(source, start, end)


def unescape(token: str) -> str | None:
    """Return what a quoted text says; None where an escape makes no character."""
    plain = _ESCAPE.sub(_character, token[1:-1])
    try:
        # Two `\u` escapes may be the halves of one character.
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def refuse(code: str, message: str, span: Span, hint: str | None = None) -> NoReturn:
    """Raise FeelError with one diagnostic."""
    raise FeelError([Diagnostic(code, message, span, hint)])


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if digits is None:
        return _SHORT.get(match[3], match[3])
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else "\ud800"


def _refuse_character(
    text: str, at: int, locate: Callable[[int, int], Span]
) -> NoReturn:
    span = locate(at, at + 1)
    match text[at]:
        case '"' | "@":
            refuse("PE151", "a text has no closing quotation mark", span)
        case "/":
            refuse("PE151", "a comment has no end", span, "close it with `*/`")
        case "'" | "‘" | "’" | "“" | "”" | "„" | "«" | "»":
            refuse("PE150", f"`{text[at]}` does not quote a text", span, 'use `"`')
        case character if instead := _ELSEWHERE.get(character):
            refuse("PE150", f"`{character}` is no operator", span, f"write `{instead}`")
        case other:
            refuse("PE150", f"`{other}` has no meaning in a condition", span)

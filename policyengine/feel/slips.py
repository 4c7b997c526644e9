"""What an author may have meant by a text that cannot be read: slips from other languages, from Danish and from plain writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyengine.feel.lexer import Token

_KEYWORDS = (
    "and", "or", "if", "then", "else", "in", "between", "some", "every", "satisfies",
    "true", "false", "null",
)  # fmt: skip
# What is written in a condition for a word of Danish or of another language.
_WORDS = {
    written: meant
    for meant, others in {
        "and": "og til to",
        "or": "eller",
        "not(…)": "ikke not",
        "=": "er is",
        "if": "hvis",
        "then": "så",
        "else": "ellers",
        "between": "mellem",
        "satisfies": "har has",
        "true": "ja sand sandt yes",
        "false": "nej falsk no",
        "null": "ingen intet none",
    }.items()
    for written in others.split()
} | {word: word for word in _KEYWORDS}
_SYMBOLS = {("=", "="): "=", ("=", ">"): ">=", ("=", "<"): "<=", ("<", ">"): "!="}
_UNITS = {
    **dict.fromkeys(("day", "days", "dag", "dage"), "D"),
    **dict.fromkeys(("week", "weeks", "uge", "uger"), "W"),
    **dict.fromkeys(("month", "months", "måned", "måneder"), "M"),
    **dict.fromkeys(("year", "years", "år"), "Y"),
}


def word(written: str) -> str | None:
    """Return what is written for a word in capitals, in Danish or of another language; None for any other."""
    meant = _WORDS.get(written.casefold())
    return meant if meant != written else None


def hint(before: Token | None, found: Token, after: Token | None) -> str | None:
    """Return what to write where `found`, between its neighbours, cannot be read; None where nothing is known."""
    one, other = before.text if before else "", found.text
    if (one, other) in _SYMBOLS:
        return f"write `{_SYMBOLS[one, other]}`"
    if found.kind == "name" and (meant := word(other)):
        unlike = meant == "=" and after is not None and word(after.text) == "not(…)"
        return f"write `{'!=' if unlike else meant}`"
    if before is None:
        return None
    match before.kind, found.kind:
        case "name", _ if meant := word(one):
            return f"write `{meant}`"
        case "number", "symbol" if other == "," and after and after.kind == "number":
            return f"decimals stand after a point: `{one}.{after.text}`"
        case "number", "number" if one.isdigit() and other.isdigit():
            return f"a number has no spaces: `{one}{other}`"
        case "number", "name" if one.isdigit() and other in _UNITS:
            return f'write `duration("P{one}{_UNITS[other]}")`'
        case "number", "name" if other not in _WORDS:
            return f"a number stands without its unit: `{one}`"
        case "name", "name" if {one, other}.isdisjoint(_WORDS):
            return f"a name has no spaces: is it `{one}_{other}`?"
        case _:
            return None

"""A place in the tokens of a condition, and the refusal of what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeAlias

from policyengine.feel import slips
from policyengine.feel.lexer import Token, refuse, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.diagnostics.source import Span

Locate: TypeAlias = "Callable[[int, int], Span]"

_STANDARD = {
    "for": "a `for` expression",
    "function": "a function definition",
    "instance": "`instance of`",
    "{": "a context",
    "?": "`?`",
}


class Cursor:
    """The tokens of a text, one of which is next."""

    def __init__(self, text: str, locate: Locate) -> None:
        self._tokens = tokens(text, locate)
        self._at = 0
        self._locate = locate

    @property
    def next(self) -> Token:
        """The token that has not been taken yet; at last one of kind "end", for ever."""
        return self._tokens[self._at]

    def beside(self, steps: int) -> Token | None:
        """Return the token so many steps from the next one; None where there is none."""
        at = self._at + steps
        return self._tokens[at] if 0 <= at < len(self._tokens) else None

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these words or symbols."""
        return self.next.kind in ("symbol", "name") and self.next.text in texts

    def at_words(self, *texts: str) -> bool:
        """Whether exactly these words and symbols follow."""
        upcoming = self._tokens[self._at : self._at + len(texts)]
        return tuple(each.text for each in upcoming) == texts

    def take(self, count: int = 1) -> Token:
        """Take tokens and return the first."""
        token = self.next
        self._at = min(self._at + count, len(self._tokens) - 1)
        return token

    def took(self, *texts: str) -> bool:
        """Take the next token if it is one of these; say whether it was."""
        found = self.at(*texts)
        if found:
            self.take()
        return found

    def expect(self, text: str, purpose: str) -> None:
        """Take this token, or refuse what stands in its place."""
        if not self.took(text):
            self.refuse(f"expected `{text}` {purpose}")

    def span_from(self, start: int) -> Span:
        """Return the place from an offset up to the last token taken."""
        return self._locate(start, self._tokens[self._at - 1].end)

    def span(self) -> Span:
        """Return the place of the next token."""
        return self._locate(self.next.start, self.next.end)

    def refuse(self, expected: str) -> NoReturn:
        """Raise FeelError at the next token."""
        self.refuse_standard()
        token = self.next
        found = f"found `{token.text}`" if token.kind != "end" else "found the end"
        hint = slips.hint(self.beside(-1), token, self.beside(1))
        refuse("PE150", f"{expected}, {found}", self.span(), hint)

    def refuse_standard(self) -> None:
        """Raise FeelError if the next token begins what only the whole standard has."""
        if self.at(*_STANDARD):
            what = _STANDARD[self.next.text]
            message = f"{what} is standard FEEL outside the profile of policies"
            refuse("PE152", message, self.span())

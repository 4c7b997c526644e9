"""A map of fact → test as one condition: all its rows hold.

A test is a text (`true`, `12`, `2018-01-01`, `refugee`, `>= 37`, `[20..24]`, `recorded`, `none`), a
list of texts of which one holds, or `{all_of: […]}` or `{any_of: […]}` on a fact that is itself a
list. The row `any_of:` holds a list of maps, of which one must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.errors import FeelError
from policyengine.feel.lexer import expression_source
from policyengine.feel.nodes import And, Call, Compare, In, Literal, Name, Or, Path
from policyengine.feel.parser import parse_tests, parse_unary_tests

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.diagnostics.source import Span
    from policyengine.feel.nodes import ComparisonOperator, Expr

Place: TypeAlias = tuple[str | int, ...]
Locate: TypeAlias = "Callable[[Place, int, int], Span]"

_PRESENCE: dict[str, ComparisonOperator] = {"recorded": "!=", "none": "="}


def from_map(
    rows: Mapping[str, object],
    locate: Locate | None = None,
    key: Callable[[Place], Span] | None = None,
) -> Expr:
    """Return the condition that a map states.

    `locate` turns a path within the map and a stretch of the text there into its place in a
    file; `key` does so for the key at a path. Raises FeelError with every row's faults.
    """
    reader = _Reader(locate or _by_itself, key)
    condition = reader.rows(rows, ())
    if condition is None:
        raise FeelError(reader.faults)
    return condition


def _by_itself(place: Place, start: int, end: int) -> Span:
    return expression_source(".".join(map(str, place)))(start, end)


class _Reader:
    """Reads rows and gathers their faults; a faulty part reads as None."""

    def __init__(self, locate: Locate, key: Callable[[Place], Span] | None) -> None:
        self._locate = locate
        self._key = key
        self.faults: list[Diagnostic] = []

    def rows(self, rows: object, place: Place) -> Expr | None:
        """Read a map: all its rows hold."""
        if not isinstance(rows, Mapping) or not rows:
            self._note("a condition is a map of fact and test", place)
            return None
        parts = [self._row(name, test, (*place, name)) for name, test in rows.items()]
        return self._join(And, parts, place)

    def _row(self, name: str, test: object, place: Place) -> Expr | None:
        if name == "any_of" and isinstance(test, list | tuple):
            parts = [self.rows(each, (*place, i)) for i, each in enumerate(test)]
            return self._join(Or, parts, place)
        try:
            return self._test(self._fact(name, place), test, place)
        except FeelError as error:
            self.faults.extend(error.diagnostics)
            return None

    def _join(
        self, node: type[And | Or], parts: list[Expr | None], place: Place
    ) -> Expr | None:
        whole = tuple(part for part in parts if part is not None)
        if not parts:
            self._note("`any_of` is empty", place)
        if not parts or len(whole) < len(parts):
            return None
        return whole[0] if len(whole) == 1 else node(whole, span=self._span(place))

    def _fact(self, name: str, place: Place) -> Expr:
        span = self._key(place) if self._key else self._span(place)
        first, *members = name.split(".")
        fact: Expr = Name(first, span=span)
        for member in members:
            fact = Path(fact, member, span=span)
        return fact

    def _test(self, fact: Expr, test: object, place: Place) -> Expr | None:
        if isinstance(test, str):
            return self._scalar(fact, test, place)
        if isinstance(test, list | tuple):
            tests = tuple(
                each
                for i, item in enumerate(test)
                for each in self._value(item, (*place, i))
            )
            if tests:
                return In(fact, tests, span=self._span(place))
        for word, node in (("all_of", And), ("any_of", Or)):
            values = (
                test.get(word)
                if isinstance(test, Mapping)
                else getattr(test, word, None)
            )
            if values:
                return self._contains(fact, node, values, (*place, word))
        self._note("a test is a value, a list of values, `all_of:` or `any_of:`", place)
        return None

    def _scalar(self, fact: Expr, test: str, place: Place) -> Expr:
        span = self._locate(place, 0, len(test))
        presence = _PRESENCE.get(test)
        if presence is not None:
            return Compare(presence, fact, Literal(None, span=span), span=span)
        return parse_unary_tests(test, fact, locate=partial(self._locate, place))

    def _value(self, text: str, place: Place) -> tuple[Expr, ...]:
        if text == "none":
            return (Literal(None, span=self._locate(place, 0, len(text))),)
        return parse_tests(text, locate=partial(self._locate, place))

    def _contains(
        self, fact: Expr, node: type[And | Or], values: Iterable[str], place: Place
    ) -> Expr | None:
        parts: list[Expr | None] = [
            Call("list contains", (fact, value), span=value.span)
            for i, text in enumerate(values)
            for value in self._value(text, (*place, i))
        ]
        return self._join(node, parts, place)

    def _span(self, place: Place) -> Span:
        return self._locate(place, 0, 0)

    def _note(self, message: str, place: Place) -> None:
        self.faults.append(Diagnostic("PE154", message, self._span(place)))

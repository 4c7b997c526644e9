"""What all rules of the checker share: the types of other parts, and where to note a fault."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.type_rules import comparable, in_words, instead
from policyengine.feel.types import Boolean, Null, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyengine.feel.nodes import Expr

Scope: TypeAlias = "Mapping[str, Type]"


class Checking(ABC):
    """Gathers faults. A part whose type a fault hides has type None, and causes no more faults."""

    def __init__(self) -> None:
        self.faults: list[Diagnostic] = []

    @abstractmethod
    def type_of(self, expr: Expr, scope: Scope) -> Type | None:
        """Return the type of a part, and note its faults."""

    def fault(self, code: str, message: str, at: Expr, hint: str | None = None) -> None:
        """Note a fault at the place of a part."""
        self.faults.append(Diagnostic(code, message, at.span, hint))

    def expected(
        self, expr: Expr, expect: Type, found: Type, hint: str | None = None
    ) -> None:
        """Note that a part is of another type than its place asks for."""
        message = f"this must be {in_words(expect)}, and is {in_words(found)}"
        self.fault("PE303", message, expr, hint or instead(found, expect))

    def each(
        self,
        parts: Iterable[Expr],
        wanted: Type,
        scope: Scope,
        hint: str | None = None,
    ) -> None:
        """Check that all parts are of one type."""
        for part in parts:
            found = self.type_of(part, scope)
            if found is not None and not comparable(found, wanted):
                self.expected(part, wanted, found, hint)

    def conditions(
        self, parts: Iterable[Expr], scope: Scope, hint: str | None = None
    ) -> Type:
        """Check that all parts are true or false, and return that type."""
        self.each(parts, Boolean(), scope, hint)
        return Boolean()

    def one_type(self, parts: Iterable[Expr], scope: Scope) -> Type | None:
        """Return the type that all parts share, None where none of them has one."""
        shared: Type | None = None
        for part in parts:
            found = self.type_of(part, scope)
            if found is None or isinstance(found, Null):
                continue
            if shared is None:
                shared = found
            elif not comparable(shared, found):
                message = f"{in_words(found)} stands beside {in_words(shared)}"
                self.fault("PE301", message, part, "a list holds one kind of value")
        return shared


def listed(before: str, words: Iterable[str]) -> str | None:
    """Return a hint that names all of the words; None where there is none."""
    text = ", ".join(f"`{word}`" for word in words)
    return f"{before} {text}" if text else None

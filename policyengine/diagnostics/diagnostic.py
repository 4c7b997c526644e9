"""A fault, as a value: what is wrong, where, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.diagnostics.source import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Diagnostic:
    """One fault. `code` is a key of `codes.CODES`; `message` has no full stop and never a fact's value."""

    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[tuple[str, Span], ...] = ()
    severity: Severity = "error"

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Order of report: file, then place, then code."""
        if self.span is None:
            return ("", 0, self.code)
        return (self.span.source.name, self.span.start, self.code)


class PolicyEngineError(Exception):
    """Base of every error a caller can meet."""


class PolicyError(PolicyEngineError):
    """A policy cannot be used; `diagnostics` holds every fault found, in order of place."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.sort_key))
        super().__init__("\n".join(map(_line, self.diagnostics)))


class RecordError(PolicyEngineError):
    """A record cannot be used; `diagnostics` name record and fact, never a value."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(_line, self.diagnostics)))


class UsageError(PolicyEngineError):
    """The library is asked for something that does not exist, such as an unknown policy name."""


def _line(diagnostic: Diagnostic) -> str:
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"{where}{diagnostic.code} {diagnostic.message}{hint}"

"""The one error that reading a condition can raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import PolicyEngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.diagnostics.diagnostic import Diagnostic


class FeelError(PolicyEngineError):
    """A condition cannot be read; `diagnostics` says what is wrong and where, in order of place."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.sort_key))
        super().__init__(
            "\n".join(
                f"{each.span}: {each.code} {each.message}"
                + (f" ({each.hint})" if each.hint else "")
                for each in self.diagnostics
            )
        )

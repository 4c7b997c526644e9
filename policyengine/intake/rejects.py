"""What could not be taken: every cell and row with its place and the reason, and never with what stood there."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

HEADINGS = ("file", "row", "column", "fact", "reason")
# With these a spreadsheet takes a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Reject:
    """A cell that says nothing, or with an empty `column` a whole row. The heading is row 1, as a spreadsheet counts."""

    file: str
    row: int
    column: str
    fact: str
    reason: str


class Rejects:
    """Counts what could not be taken, and writes it as CSV where a file is given."""

    def __init__(self, file: TextIO | None = None) -> None:
        self.counts: Counter[tuple[str, str, str, str]] = Counter()
        self._writer = csv.writer(file, lineterminator="\n") if file else None
        if self._writer is not None:
            self._writer.writerow(HEADINGS)

    def add(self, rejects: Iterable[Reject]) -> None:
        """Take note of what could not be taken."""
        for each in rejects:
            self.counts[each.file, each.column, each.fact, each.reason] += 1
            if self._writer is not None:
                texts = (each.column, each.fact, each.reason)
                self._writer.writerow(
                    (_harmless(each.file), each.row, *map(_harmless, texts))
                )


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

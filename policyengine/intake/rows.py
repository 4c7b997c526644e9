"""The rows of a table as texts, whatever file holds it: headings first, then a row at a time with its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
from policyengine.intake.mapping import folded
from policyengine.policy.records import CPR_LIKE
from policyengine.source.shape import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.intake.mapping import Column

# A row's number, as a spreadsheet counts, and its cells, or why it cannot be read.
Row: TypeAlias = "tuple[int, list[str] | str]"
# Small enough that what a block takes stays near the processor.
BLOCK = 10_000


@dataclass(frozen=True)
class Table:
    """A table that is being read: the name it is told by, its headings, and its rows below them."""

    name: str
    headings: tuple[str, ...]
    rows: Iterator[Row]

    def position(self, column: Column) -> int:
        """Return where a column stands. Raises RecordError where it does not, or twice."""
        wanted = folded(column.heading)
        headings = [folded(each) for each in self.headings]
        match headings.count(wanted):
            case 1:
                return headings.index(wanted)
            case 0:
                near = closest(column.heading, [each for each in self.headings if each])
                hint = f"did you mean `{near}`?" if near else None
                if len(headings) == 1:
                    hint = "the table has one column; is `delimiter` what parts them?"
                message = f"`{self.name}` has no column `{column.heading}`"
                raise RecordError([Diagnostic("PE804", message, column.place, hint)])
            case _:
                message = f"`{self.name}` has the column `{column.heading}` twice"
                hint = "give each column a heading of its own in the table"
                raise RecordError([Diagnostic("PE803", message, column.place, hint)])


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, column by column; `misread` are numbers of rows that cannot be read, and why."""

    numbers: Sequence[int]
    columns: tuple[Sequence[str], ...]
    misread: tuple[tuple[int, str], ...]


def blocks(table: Table, positions: Sequence[int]) -> Iterator[Block]:
    """Yield the cells of some columns, so many rows at a time that memory is bounded."""
    width = len(table.headings)
    while True:
        numbers: list[int] = []
        # One flat list: thousands of small ones would keep the garbage collector busy.
        cells: list[str] = []
        misread: list[tuple[int, str]] = []
        for number, row in table.rows:
            if not any(row):
                continue
            if isinstance(row, str):
                misread.append((number, row))
            elif len(row) == width or _fits(row, width):
                numbers.append(number)
                cells += row[:width]
            else:
                reason = f"{len(row)} cells where the heading has {width}"
                misread.append((number, reason))
            if len(numbers) + len(misread) == BLOCK:
                break
        if not numbers and not misread:
            return
        columns = tuple(cells[position::width] for position in positions)
        yield Block(numbers, columns, tuple(misread))


def _fits(row: list[str], width: int) -> bool:
    """Whether a row is longer by empty cells alone, as some programs write them."""
    return len(row) > width and not any(row[width:])


def check_headings(table: Table) -> None:
    """Refuse a first row of values: its cells are personal data, and are not repeated. Raises RecordError."""
    if not any(each.strip() for each in table.headings):
        message = f"`{table.name}` has no headings in its first row"
        raise RecordError([Diagnostic("PE803", message)])
    for number, heading in enumerate(table.headings, start=1):
        if CPR_LIKE.search(heading) or _is_value(heading):
            message = f"column {number} of `{table.name}` has a value where its heading belongs"
            hint = "the first row holds the headings; put one above the values"
            raise RecordError([Diagnostic("PE803", message, hint=hint)])


def _is_value(heading: str) -> bool:
    """Whether a heading has digits alone, but for a year, or is a day."""
    digits = [each for each in heading if each.isdigit()]
    signs = [each for each in heading if not each.isdigit() and each not in " -./,"]
    return len(digits) > len("2018") and not signs

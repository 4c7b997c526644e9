"""CSV row by row, a line at a time, so that a fault has its row and no file fills the memory."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError, UsageError
from policyengine.intake.rows import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from policyengine.intake.mapping import TableFormat
    from policyengine.intake.rows import Row

LONGEST_LINE = 1 << 20
MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def open_csv(path: Path, written: TableFormat) -> Table:
    """Open a CSV file. Raises RecordError where its first row cannot be read."""
    reader = _Reader(path, written)
    rows = reader.rows()
    first = next(rows, None)
    if first is None:
        raise RecordError([Diagnostic("PE801", f"`{path}` is empty")])
    if isinstance(first[1], str):
        message = f"`{path}`: the headings cannot be read: {first[1]}"
        raise RecordError([Diagnostic("PE803", message)])
    headings = tuple(each.strip() for each in first[1])
    return Table(str(path), headings, rows)


class _Reader:
    """Reads one file; `row` is the number of the row that is being read."""

    def __init__(self, path: Path, written: TableFormat) -> None:
        self.path = path
        self.written = written
        self.row = 1

    def rows(self) -> Iterator[Row]:
        """Yield each row with its number. A misplaced quote spoils its row; what spoils the rest raises RecordError."""
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise UsageError(f"cannot read `{self.path}`: {error.strerror}") from None
        with file:
            lines = self._lines(file)
            reader = csv.reader(lines, delimiter=self.written.delimiter, strict=True)
            while True:
                try:
                    for cells in reader:
                        yield self.row, cells
                        self.row += 1
                    return
                except csv.Error as error:
                    if "field larger" in str(error) or "end of data" in str(error):
                        raise self._endless() from None
                    yield self.row, "a quote stands where none belongs"
                    self.row += 1

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        encoding = self.written.encoding
        line = file.readline(LONGEST_LINE)
        if line.startswith(_UTF_16):
            raise self._fault("PE802", "is UTF-16", "save it as CSV in UTF-8")
        if line.startswith(MARK):
            if encoding != "utf-8":
                hint = "write `encoding: utf-8`"
                raise self._fault("PE802", f"is UTF-8, not {encoding}", hint)
            line = line.removeprefix(MARK)
        while line:
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise self._in_row(
                    "PE806",
                    f"is longer than {LONGEST_LINE:,} characters",
                    "is it a table, with the line ends of Unix or Windows?",
                )
            if b"\0" in line:
                hint = "save it as CSV in UTF-8"
                raise self._in_row("PE801", "holds a NUL byte, as no text does", hint)
            try:
                yield line.decode(encoding)
            except UnicodeDecodeError:
                other = "cp1252" if encoding == "utf-8" else "utf-8"
                hint = f"write `encoding: {other}`, or save the table as UTF-8"
                raise self._in_row("PE802", f"is not {encoding}", hint) from None
            line = file.readline(LONGEST_LINE)

    def _endless(self) -> RecordError:
        return self._in_row(
            "PE805",
            "begins a cell that does not end",
            'a quote (`"`) that opens a cell has one that closes it',
        )

    def _in_row(self, code: str, message: str, hint: str) -> RecordError:
        return self._fault(code, f"row {self.row} {message}", hint, ": ")

    def _fault(
        self, code: str, message: str, hint: str, mark: str = " "
    ) -> RecordError:
        text = f"`{self.path}`{mark}{message}"
        return RecordError([Diagnostic(code, text, hint=hint)])

"""What a table looks like: its encoding, what parts its columns, and how its days and numbers are written."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError, UsageError
from policyengine.intake.csv_files import MARK
from policyengine.intake.days import DayFormat
from policyengine.intake.mapping import TableFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from policyengine.intake.mapping import Encoding

SAMPLE_BYTES = 1 << 20

_DELIMITERS = ";,\t|"
# In the order in which they are preferred: days come first in Denmark.
_DAYS = tuple(
    map(
        DayFormat.of,
        (
            "yyyy-mm-dd",
            "dd-mm-yyyy",
            "dd/mm/yyyy",
            "dd.mm.yyyy",
            "d-m-yyyy",
            "d/m/yyyy",
            "d.m.yyyy",
            "yyyymmdd",
            "ddmmyyyy",
            "yyyy/mm/dd",
            "mm/dd/yyyy",
            "m/d/yyyy",
            "yyyy-mm-dd HH:MM:SS",
            "dd-mm-yyyy HH:MM",
            "dd-mm-yyyy HH:MM:SS",
        ),
    )
)
_MONTH_FIRST = ("mm/dd/yyyy", "m/d/yyyy")


def looked_at(path: Path) -> TableFormat:
    """Return how a CSV file seems to be written. Raises RecordError where it holds no text."""
    try:
        with path.open("rb") as file:
            data = file.read(SAMPLE_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read `{path}`: {error.strerror}") from None
    if b"\0" in data:
        message, hint = f"`{path}` is no CSV file in UTF-8", "save it as CSV in UTF-8"
        raise RecordError([Diagnostic("PE801", message, hint=hint)])
    encoding = _encoding(data)
    text = data.removeprefix(MARK).decode(encoding, errors="replace")
    return TableFormat(encoding=encoding, delimiter=_delimiter(text.splitlines()[:20]))


def day_format(texts: Iterable[str]) -> DayFormat | None:
    """Return the format that reads most of the texts; None where none reads half of them."""
    sample = list(texts)
    best = max(_DAYS, key=lambda each: sum(_reads(each, text) for text in sample))
    read = sum(_reads(best, text) for text in sample)
    return best if read * 2 > len(sample) else None


def is_unsure(found: DayFormat, texts: Iterable[str]) -> bool:
    """Whether days may as well be written month first: no number in the first two places is above 12."""
    if found.text.startswith("yyyy"):
        return False
    if found.text in _MONTH_FIRST:
        return True
    first = (re.findall(r"\d{1,2}", text)[:1] for text in texts)
    return not any(int(each[0]) > 12 for each in first if each)


def number_marks(texts: Sequence[str]) -> tuple[str, str | None]:
    """Return the words for what parts decimals and thousands in the texts."""
    decimal_point = [
        each for each in texts if re.fullmatch(r"-?\d+\.(\d{1,2}|\d{4,})", each)
    ]
    thousands = [
        each for each in texts if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", each)
    ]
    if decimal_point:
        return "point", None
    return "comma", "point" if thousands else None


def decimals(texts: Iterable[str]) -> int:
    """Return the most digits that follow a comma or point, at least those of whole numbers: none."""
    return max(
        (len(match[1]) for each in texts if (match := re.search(r"[,.](\d+)$", each))),
        default=0,
    )


def _reads(written: DayFormat, text: str) -> bool:
    try:
        return written.read(text) is not None
    except ValueError:
        return False


def _encoding(data: bytes) -> Encoding:
    # The sample may end within a letter.
    for cut in range(4):
        try:
            data[: len(data) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8"
    return "cp1252"


def _delimiter(lines: Sequence[str]) -> str:
    """Return what parts the most columns, of as many lines as possible into equally many."""

    def columns(mark: str) -> tuple[int, int]:
        try:
            rows = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            return (0, 0)
        widths = rows or [0]
        return (widths.count(widths[0]) if widths[0] > 1 else 0, widths[0])

    return max(_DELIMITERS, key=columns)

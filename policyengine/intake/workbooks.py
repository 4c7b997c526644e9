"""Sheets of Excel workbooks as rows of texts, after a look at what the file would take to open."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, assert_never
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
from policyengine.intake.rows import Table
from policyengine.source.shape import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from policyengine.intake.rows import Row

Value: TypeAlias = "int | float | str | bool | date | datetime | time | timedelta"

# What a workbook may unfold to: beyond it a CSV file, which is read row by row, is the better way.
MOST_BYTES = 200_000_000
MOST_CELLS = 10_000_000
# What stands for a formula's error: no text, so that no fact takes it for a value or for a blank.
ERROR = "\x00"

_CHUNK = 1 << 20
_READ = (".xml", ".rels", ".bin")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>|<(?:\w+:)?row\s([^<>]*)>")
_PLACE = re.compile(rb'\br\s*=\s*["\']([A-Z]{0,3})(\d{1,7})["\']')
_IS_ERROR = re.compile(rb'\bt\s*=\s*["\']e["\']')
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)


@dataclass
class _Sheet:
    """What a look at a sheet's text found: its extent, and the cells (row, column, from 0) that hold errors."""

    rows: int = 0
    columns: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets. Raises RecordError where it is no workbook that can be opened."""
    return tuple(_parts(path))


def open_sheet(path: Path, sheet: str | None, decimal: str) -> Table:
    """Open a sheet, the first unless another is named; its headings stand in its first row that is not empty.

    Numbers are written with `decimal`, days as 2018-12-31. Raises RecordError where there is no such sheet, or where
    the workbook would take too much memory.
    """
    parts = _parts(path)
    name = sheet if sheet is not None else next(iter(parts), "")
    if name not in parts:
        hint = nearest(name, list(parts)) or f"its sheets are {listed(*parts)}"
        raise _fault(path, "PE807", f"has no sheet `{name}`", hint)
    looked_at = _looked_at(path, parts[name])
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            rows = workbook.get_sheet_by_name(name)
    except CalamineError:
        raise _not_a_workbook(path) from None
    left = rows.start[1] if rows.start else 0
    written = _rows(rows.iter_rows(), looked_at.errors, left, decimal)
    told = str(path) if sheet is None else f"{path}[{sheet}]"
    for _, headings in written:
        if any(headings):
            return Table(told, tuple(each.strip() for each in headings), written)
    raise _fault(path, "PE801", f"has nothing on the sheet `{name}`", None)


def _rows(
    rows: Iterator[list[Value]],
    errors: set[tuple[int, int]],
    left: int,
    decimal: str,
) -> Iterator[Row]:
    in_error = {row for row, _ in errors}
    for number, row in enumerate(rows):
        texts = [_text(value, decimal) for value in row]
        if number in in_error:
            for column in range(len(texts)):
                if (number, column + left) in errors:
                    texts[column] = ERROR
        yield number + 1, texts


def _text(value: Value, decimal: str) -> str:
    """Return a value as the mapping's formats read it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            # Fifteen digits are what a spreadsheet shows of a number.
            exact = Decimal(format(value, ".15g"))
            return f"{exact:f}".replace(".", decimal)
        case datetime():
            return (
                value.isoformat(" ") if value.time() != time() else f"{value:%Y-%m-%d}"
            )
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            assert_never(value)


# --- a look at the file before it is opened ---


def _parts(path: Path) -> dict[str, str]:
    """Return the part of the file that each sheet stands in, in order, once the file proves to be harmless."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path, archive)
            book = ET.fromstring(_part(archive, "xl/workbook.xml"))  # noqa: S314 - its size is bounded
            relations = ET.fromstring(_part(archive, "xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (*_BROKEN, ET.ParseError):
        raise _not_a_workbook(path) from None
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    return {
        each.get("name", ""): _absolute(targets.get(_relation(each), ""))
        for each in book.iter()
        if each.tag.endswith("}sheet")
    }


def _relation(sheet: ET.Element) -> str | None:
    """Return the id that leads to a sheet's part; the two kinds of workbook name it in two namespaces."""
    return next((value for name, value in sheet.items() if name.endswith("}id")), None)


def _absolute(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _check_sizes(path: Path, archive: zipfile.ZipFile) -> None:
    """Unfold what will be read, without keeping it: what a file says of its sizes may be untrue."""
    read = [each for each in archive.infolist() if each.filename.endswith(_READ)]
    if sum(each.file_size for each in read) > MOST_BYTES:
        raise _too_large(path, f"unfolds to more than {MOST_BYTES:,} bytes")
    for each in read:
        with archive.open(each) as part:
            while part.read(_CHUNK):
                pass


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _CHUNK:
        raise ValueError(name)
    return archive.read(name)


def _looked_at(path: Path, part: str) -> _Sheet:
    sheet = _Sheet()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as file:
            rest = b""
            for chunk in chain(iter(lambda: file.read(_CHUNK), b""), (b"",)):
                text = rest + chunk
                end = text.rfind(b"<") if chunk else len(text)
                rest = text[end:]
                _look_at(text[:end], sheet)
    except _BROKEN:
        raise _not_a_workbook(path) from None
    if sheet.rows * sheet.columns > MOST_CELLS:
        raise _too_large(path, f"spans more than {MOST_CELLS:,} cells")
    return sheet


def _look_at(text: bytes, sheet: _Sheet) -> None:
    for attributes, of_row in _CELL.findall(text):
        place = _PLACE.search(attributes or of_row)
        if place is None:
            continue
        column, row = _number(place[1]), int(place[2])
        sheet.rows = max(sheet.rows, row)
        sheet.columns = max(sheet.columns, column)
        if attributes and _IS_ERROR.search(attributes):
            sheet.errors.add((row - 1, column - 1))


def _number(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _not_a_workbook(path: Path) -> RecordError:
    hint = "save it as .xlsx without a password, or as CSV"
    return _fault(path, "PE801", "is no Excel workbook that can be opened", hint)


def _too_large(path: Path, message: str) -> RecordError:
    return _fault(path, "PE806", message, "save the sheet as CSV")


def _fault(path: Path, code: str, message: str, hint: str | None) -> RecordError:
    return RecordError([Diagnostic(code, f"`{path}` {message}", hint=hint)])

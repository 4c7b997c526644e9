"""Records from JSON and JSON Lines: numbers exact, every fault told with its file and line, the rest read."""

from __future__ import annotations

import json
import sys
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.options import STDIN
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.diagnostics.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

# Beyond this a number is no figure about people, and exact arithmetic on it would take all memory.
MOST_DIGITS = 40


def read(paths: Iterable[str]) -> tuple[list[object], list[Diagnostic]]:
    """Return the records of all files in order, and the faults of what could not be read.

    `UsageError` where a file cannot be opened.
    """
    records: list[object] = []
    faults: list[Diagnostic] = []
    for path in paths:
        found, wrong = _parse(path, _bytes(path))
        records.extend(found)
        faults.extend(wrong)
    return records, faults


def read_documents(folder: Path | None) -> dict[str, str] | None:
    """Return document id → text of a folder's `.txt` files, None where no folder is given."""
    if folder is None:
        return None
    try:
        return {
            path.stem: path.read_text(encoding="utf-8-sig")
            for path in sorted(folder.iterdir())
            if path.suffix == ".txt"
        }
    except OSError as error:
        raise UsageError(f"cannot read `{folder}`: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"a document in `{folder}` is not encoded as UTF-8") from None


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path can exist"
        raise UsageError(f"cannot read `{path}`: {reason}") from None


def _parse(path: str, data: bytes) -> tuple[list[object], list[Diagnostic]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], [Diagnostic("PE711", f"{path}:{line}: the text is not UTF-8")]
    source = Source(path, text)
    if path.endswith((".jsonl", ".ndjson")):
        return _lines(source)
    try:
        value = _loads(text)
    except _RefusedError as refused:
        if text.lstrip().startswith("{") and "\n{" in text:
            return _lines(source)
        return [], [refused.diagnostic(source)]
    return (value if isinstance(value, list) else [value]), []


def _lines(source: Source) -> tuple[list[object], list[Diagnostic]]:
    records: list[object] = []
    faults: list[Diagnostic] = []
    for start, line in zip(source.line_starts, source.text.split("\n"), strict=True):
        if not line.strip():
            continue
        try:
            records.append(_loads(line))
        except _RefusedError as refused:
            faults.append(refused.diagnostic(source, start))
    return records, faults


class _RefusedError(ValueError):
    """JSON text that cannot be read as records; `offset` where it is known."""

    def __init__(self, code: str, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.offset = code, message, offset

    def diagnostic(self, source: Source, start: int | None = None) -> Diagnostic:
        """Return the fault; `start` is where its line begins, if that is known.

        The place is told in words: a span would show the line itself, which is personal data.
        """
        known = [each for each in (start, self.offset) if each is not None]
        place = (
            f"{source.name}:{source.position(sum(known))[0]}" if known else source.name
        )
        return Diagnostic(self.code, f"{place}: {self.message}")


def _loads(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise _RefusedError("PE710", "invalid JSON", error.pos) from None
    except RecursionError:
        raise _RefusedError("PE710", "JSON nested too deep") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise _RefusedError("PE712", f"the key `{name}` stands twice in one object")
        members[name] = value
    return members


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except DecimalException:
        raise _RefusedError("PE713", "a number is too large") from None
    if len(text) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise _RefusedError("PE713", f"a number has more than {MOST_DIGITS} digits")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _RefusedError("PE713", f"a number has more than {MOST_DIGITS} digits")
    return int(text)


def _constant(_: str) -> object:
    raise _RefusedError("PE713", "a number is not finite")

"""Records from JSON and JSON Lines: numbers exact, every fault told with its file and line, the rest read."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.options import STDIN
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.diagnostics.source import Source
from policyengine.policy.records import PlacedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.engine.assess import RawRecord

# Beyond this a number is no figure about people, and exact arithmetic on it would take all memory.
MOST_DIGITS = 40


def read(paths: Iterable[str]) -> tuple[list[RawRecord], list[Diagnostic]]:
    """Return the records of all files in order, and the faults of what could not be read.

    `UsageError` where a file cannot be opened.
    """
    records: list[RawRecord] = []
    faults: list[Diagnostic] = []
    paths = tuple(paths)
    if not paths:
        raise UsageError("no records given: name a file, or `-` for standard input")
    for path in paths:
        try:
            text = _bytes(path).decode("utf-8-sig")
        except UnicodeDecodeError:
            faults.append(Diagnostic("PE721", f"{path}: the text is not UTF-8"))
            continue
        for place, value in _values(Source(path, text)):
            match value:
                case Mapping():
                    records.append(PlacedRecord(value, place))
                case _RefusedError():
                    faults.append(Diagnostic(value.code, f"{place}: {value}"))
                case _:
                    message = "a record is an object with `kind`, `id` and facts"
                    faults.append(Diagnostic("PE701", f"{place}: {message}"))
    return records, faults


def read_documents(folder: Path | None) -> dict[str, str] | None:
    """Return document id → text of a folder's plain-text and Markdown files, None where no folder is given.

    `README.md` tells of the folder and is no document. `UsageError` where two files would be one document.
    """
    if folder is None:
        return None
    documents: dict[str, str] = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix not in (".txt", ".md") or path.name == "README.md":
                continue
            if path.stem in documents:
                raise UsageError(f"`{folder}` holds the document `{path.stem}` twice")
            documents[path.stem] = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"a document in `{folder}` is not encoded as UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read `{folder}`: {error.strerror}") from None
    return documents


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path can exist"
        raise UsageError(f"cannot read `{path}`: {reason}") from None


def _values(source: Source) -> Iterator[tuple[str, object]]:
    """Return each value of a file, or why it is refused, and its place.

    A place is told in words: a span would show the line itself, which is personal data.
    """
    if source.name.endswith((".jsonl", ".ndjson")) or not source.text.strip():
        yield from _lines(source)
        return
    try:
        value = _loads(source.text)
    except _RefusedError as refused:
        if source.text.lstrip().startswith("{") and "\n{" in source.text:
            yield from _lines(source)
        elif refused.offset is None:
            yield source.name, refused
        else:
            yield f"{source.name}:{source.position(refused.offset)[0]}", refused
        return
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield f"{source.name}: record {number}", item
    else:
        yield source.name, value


def _lines(source: Source) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(source.text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{source.name}:{number}"
        try:
            yield place, _loads(line)
        except _RefusedError as refused:
            yield place, refused


class _RefusedError(ValueError):
    """JSON text that cannot be read as records; `offset` where it is known."""

    def __init__(self, code: str, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.code, self.offset = code, offset


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
        raise _RefusedError("PE720", "invalid JSON", error.pos) from None
    except RecursionError:
        raise _RefusedError("PE720", "JSON nested too deep") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise _RefusedError("PE722", f"the key `{name}` stands twice in one object")
        members[name] = value
    return members


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except DecimalException:
        raise _RefusedError("PE723", "a number is too large") from None
    if len(text) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise _RefusedError("PE723", f"a number has more than {MOST_DIGITS} digits")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise _RefusedError("PE723", f"a number has more than {MOST_DIGITS} digits")
    return int(text)


def _constant(_: str) -> object:
    raise _RefusedError("PE723", "a number is not finite")

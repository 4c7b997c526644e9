"""Records from JSON and JSON Lines: numbers exact, every fault told with its file and line, the rest read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.options import STDIN
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.diagnostics.source import Source
from policyengine.policy.json_records import placed, values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.engine.assess import RawRecord


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
        for each in placed(values(Source(path, text))):
            if isinstance(each, Diagnostic):
                faults.append(each)
            else:
                records.append(each)
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

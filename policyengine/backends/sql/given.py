"""What a cohort may be given as: files, tables that Arrow can read, a database's URL, or records."""

from __future__ import annotations

from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from policyengine.backends.sql.canonical import ID
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.diagnostics.source import Source
from policyengine.policy.json_records import lines, placed, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@runtime_checkable
class ArrowStream(Protocol):
    """What gives its rows as an Arrow C stream: of Polars, pandas, PyArrow, a DuckDB relation."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream."""


OneTable: TypeAlias = "str | Path | Sequence[str | Path] | ArrowStream"
Data: TypeAlias = "OneTable | Mapping[str, OneTable] | Iterable[Mapping[str, object]]"

DATABASES = ("postgres://", "postgresql://")

# Where a table holds several kinds of record, this column says which.
KIND = "kind"


def is_by_name(data: Mapping[str, object]) -> bool:
    """Whether a mapping holds tables by name, and is no record."""
    return KIND not in data and ID not in data


def files_of(paths: str | Path | Sequence[str | Path]) -> list[str]:
    """Return the files of paths, globs and folders of Parquet, in order. Raises UsageError where there is none."""
    if isinstance(paths, str | Path):
        return _files(str(paths))
    return [file for path in paths for file in _files(str(path))]


def _files(path: str) -> list[str]:
    if Path(path).is_file():
        return [path]
    if Path(path).is_dir():
        path = str(Path(path, "**", "*.parquet"))
    # A pattern may be absolute.
    files = sorted(glob(path, recursive=True))  # noqa: PTH207
    if not files:
        raise UsageError(f"cannot read `{path}`: no such file")
    return files


def records_of(files: Iterable[str]) -> Iterator[object]:
    """Yield the records of files of JSON and JSON Lines, and what is wrong with what is none."""
    for file in files:
        with Path(file).open(encoding="utf-8-sig", newline="\n") as opened:
            try:
                if file.endswith(".json"):
                    yield from placed(values(Source(file, opened.read())))
                else:
                    yield from placed(lines(file, opened))
            except UnicodeDecodeError:
                yield Diagnostic("PE721", f"{file}: the text is not UTF-8")

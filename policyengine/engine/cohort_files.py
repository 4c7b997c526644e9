"""The answers about a cohort as a file: whole, or not at all."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import date
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from policyengine.diagnostics.diagnostic import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROWS_OF_A_GROUP, BYTES_OF_A_GROUP = 131_072, 32 * 2**20
ENDINGS = (".parquet", ".csv", ".jsonl")


def write(batches: pa.RecordBatchReader, path: Path) -> None:
    """Write a stream of batches to a file, as its ending says; one that exists is replaced once the new one is whole.

    Raises UsageError for another ending, for lists in CSV, and where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UsageError(f"cannot write `{path}`: the ending is none of {known}")
    if ending == ".csv":
        lists = [each.name for each in batches.schema if _several(each.type)]
        if lists:
            raise UsageError(
                f"cannot write `{path}`: CSV holds no list, which `{lists[0]}` is;"
                " write .parquet or .jsonl"
            )
    with _whole(path) as partial, partial.open("wb") as file:
        match ending:
            case ".parquet":
                _write_parquet(batches, file)
            case ".csv":
                _write_csv(batches, file)
            case _:
                _write_lines(batches, file)


def _write_parquet(batches: pa.RecordBatchReader, file: IO[bytes]) -> None:
    with pq.ParquetWriter(file, batches.schema, compression="zstd") as writer:
        for each in _gathered(batches):
            writer.write_table(each)


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield batches several at a time: every table becomes a group of rows, of which a good file has few."""
    waiting: list[pa.RecordBatch] = []
    for each in batches:
        waiting.append(each)
        rows = sum(batch.num_rows for batch in waiting)
        if rows >= ROWS_OF_A_GROUP or _size(waiting) >= BYTES_OF_A_GROUP:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _size(batches: Iterable[pa.RecordBatch]) -> int:
    return sum(batch.get_total_buffer_size() for batch in batches)


def _several(kind: pa.DataType) -> bool:
    """Whether a column holds lists, other than of words."""
    return pa.types.is_list(kind) and not pa.types.is_string(kind.value_type)


def _write_csv(batches: pa.RecordBatchReader, file: IO[bytes]) -> None:
    schema = pa.schema(
        pa.field(each.name, each.type if pa.types.is_date(each.type) else pa.string())
        for each in batches.schema
    )
    with pv.CSVWriter(file, schema) as writer:
        for each in batches:
            columns = [_plain(column) for column in each.columns]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _plain(column: pa.Array) -> pa.Array:
    """Return words as texts, and several of them with a space between."""
    if pa.types.is_list(column.type):
        return pc.binary_join(column, " ")
    return column if pa.types.is_date(column.type) else column.cast(pa.string())


def _write_lines(batches: pa.RecordBatchReader, file: IO[bytes]) -> None:
    for each in batches:
        for row in each.to_pylist():
            text = json.dumps(row, ensure_ascii=False, default=date.isoformat)
            file.write(text.encode() + b"\n")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give the path to write at; what stands there takes the place of `path` where nothing failed."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or "the disk does not take it"
        raise UsageError(f"cannot write `{path}`: {reason}") from None
    finally:
        partial.unlink(missing_ok=True)

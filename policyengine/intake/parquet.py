"""A cohort's table written as Parquet: whole, or not at all."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from policyengine.diagnostics.diagnostic import UsageError
from policyengine.intake.intake import open_intake
from policyengine.intake.rejects import Rejects

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path

    from policyengine.intake.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows there were and how many subjects are kept; what could not be taken, by file, column, fact, reason."""

    rows: int
    kept: int
    rejected: Counter[tuple[str, str, str, str]]


def write_parquet(
    mapping: Mapping, path: Path, out: Path, rejects: Path | None = None
) -> Summary:
    """Convert the table at `path`, and those beside it, to Parquet; list what could not be taken in a CSV file.

    Files that exist are replaced once the new ones are whole. Raises RecordError where a table cannot be read,
    UsageError where one does not exist or a file cannot be written.
    """
    with ExitStack() as stack:
        partial = stack.enter_context(_whole(out))
        noted = Rejects()
        if rejects is not None:
            place = stack.enter_context(_whole(rejects))
            noted = Rejects(
                stack.enter_context(
                    place.open(
                        "w", encoding="utf-8", errors="backslashreplace", newline=""
                    )
                )
            )
        intake = stack.enter_context(open_intake(mapping, path, noted))
        with pq.ParquetWriter(partial, intake.schema, compression="zstd") as writer:
            for batch in intake.batches():
                writer.write_batch(batch)
    return Summary(intake.rows, intake.kept, noted.counts)


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

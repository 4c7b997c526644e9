"""Rows put aside on disk by the id they belong to, so that what belongs together can be taken up piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.intake.sifting import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Room:
    """A folder, and how many shelves each table gets there."""

    folder: Path
    shelves: int


class Shelves:
    """So many files in a folder; all rows of an id are in one of them, in the order they came."""

    def __init__(self, room: Room, name: str, schema: pa.Schema) -> None:
        self.number = room.shelves
        self.schema = schema
        self._paths = [
            room.folder / f"{name}-{shelf}.arrow" for shelf in range(room.shelves)
        ]

    def fill(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Write all rows."""
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        writers = [
            pa.ipc.new_stream(str(path), self.schema, options=options)
            for path in self._paths
        ]
        try:
            for batch in batches:
                for shelf, rows in self._parted(batch):
                    writers[shelf].write_batch(rows)
        finally:
            for writer in writers:
                writer.close()

    def take(self, shelf: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one shelf."""
        with pa.OSFile(str(self._paths[shelf])) as file:
            yield from pa.ipc.open_stream(file)

    def _parted(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        if self.number == 1:
            yield 0, batch
            return
        shelves = pa.array(
            [crc32(each.encode()) % self.number for each in batch[ID].to_pylist()],
            pa.int16(),
        )
        for shelf in shelves.unique().to_pylist():
            yield shelf, batch.filter(pc.equal(shelves, shelf))

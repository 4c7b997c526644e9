"""From a mapping and its tables to batches of subjects in the canonical layout, in bounded memory.

All tables are read once and put aside on disk, values already; then, a shelf of subjects at a time, the entries of
lists are taken up with the subjects they belong to.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.intake.columns import value_type
from policyengine.intake.entries import Entries, entry_type
from policyengine.intake.opening import open_table
from policyengine.intake.rejects import Reject, Rejects
from policyengine.intake.repeated import Ids
from policyengine.intake.shelves import Room, Shelves
from policyengine.intake.sifting import ID, REFUSED, ROW, Sieve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.intake.mapping import EntryList, Mapping, TableFormat

# The schema of what is read says of which kind its subjects are.
KIND = b"policyengine.kind"

# So much of a table of entries is held in memory at a time, but for files with more shelves than can be open at once.
SHELF_BYTES = 16_000_000
MOST_SHELVES = 200
_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class _List:
    """The entries of one list, put aside."""

    list: EntryList
    table: str
    shelves: Shelves
    type: pa.DataType


class Intake:
    """Subjects being read. `rows` were in the main table; `kept` counts the subjects given so far."""

    def __init__(
        self,
        mapping: Mapping,
        sieve: Sieve,
        shelves: Shelves,
        lists: tuple[_List, ...],
        repeated: frozenset[str],
        rejects: Rejects,
    ) -> None:
        self.rows, self.kept = sieve.rows, 0
        self.schema = _schema(mapping, sieve, lists)
        self.rejects = rejects
        self._id = mapping.id.heading
        self._name = sieve.table.name
        self._shelves = shelves
        self._lists = lists
        self._repeated = pa.array(sorted(repeated), pa.string())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the subjects once; a row whose id stands in another row as well is left out, and put aside."""
        self.kept = 0
        for shelf in range(self._shelves.number):
            lists = [
                (
                    each,
                    Entries(each.shelves.take(shelf), each.shelves.schema, each.type),
                )
                for each in self._lists
            ]
            for rows in _gathered(self._shelves.take(shelf)):
                batch = self._without_repeated(rows)
                self.kept += batch.num_rows
                yield self._subjects(batch, lists)
            for each, entries in lists:
                self.rejects.add(
                    Reject(
                        each.table,
                        row,
                        each.list.parent.heading,
                        each.list.name,
                        "no subject with this id was kept",
                    )
                    for row in entries.orphans()
                )

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches as what Arrow's C stream hands to an engine."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def _subjects(
        self, batch: pa.RecordBatch, lists: list[tuple[_List, Entries]]
    ) -> pa.RecordBatch:
        columns = {
            name: batch[name]
            for name in self.schema.names
            if name in batch.schema.names
        }
        for each, entries in lists:
            values = entries.lists(batch[ID], complete=each.list.complete)
            columns[each.list.name] = values
            columns[each.list.told_by] = values.is_valid()
        return pa.record_batch(
            [columns[name] for name in self.schema.names], schema=self.schema
        )

    def _without_repeated(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if not len(self._repeated):
            return batch
        twice = pc.is_in(batch[ID], value_set=self._repeated)
        reason = "the id stands in several rows"
        self.rejects.add(
            Reject(self._name, row, self._id, ID, reason)
            for row in batch[ROW].filter(twice).to_pylist()
        )
        return batch.filter(pc.invert(twice))


@contextmanager
def open_intake(
    mapping: Mapping,
    path: Path,
    rejects: Rejects | None = None,
    *,
    shelf_bytes: int = SHELF_BYTES,
) -> Iterator[Intake]:
    """Read the tables of a mapping; `path` is the main one, and lists stand beside it.

    What cannot be taken goes to `rejects`. Values are put aside in a temporary folder until the context is left.
    Raises RecordError where a table cannot be read, UsageError where there is none.
    """
    rejects = rejects or Rejects()
    places = [_place(path, each.table) for each in mapping.lists]
    number = _number_of_shelves(places, shelf_bytes)
    with TemporaryDirectory(prefix="policyengine-") as name:
        room = Room(Path(name), number)
        table = open_table(path, mapping.table, mapping.decimal)
        sieve = Sieve(table, mapping.id, mapping.fields, mapping.key, rejects)
        lists = tuple(
            _put_aside(each, place, mapping, rejects, room)
            for each, place in zip(mapping.lists, places, strict=True)
        )
        shelves = Shelves(room, "subjects", sieve.schema)
        ids = Ids()
        shelves.fill(_kept(sieve, ids))
        repeated = ids.repeated(lambda: _ids(shelves))
        yield Intake(mapping, sieve, shelves, lists, repeated, rejects)


def _put_aside(
    entries: EntryList, place: Path, mapping: Mapping, rejects: Rejects, room: Room
) -> _List:
    """Read the table of a list to its end."""
    table = open_table(place, entries.table, mapping.decimal)
    within = f"{entries.name}."
    sieve = Sieve(
        table, entries.parent, entries.fields, mapping.key, rejects, within=within
    )
    shelves = Shelves(room, entries.name, sieve.schema)
    shelves.fill(sieve.batches())
    type_ = entry_type(entries.fields, sieve.deviating)
    return _List(entries, table.name, shelves, type_)


def _kept(sieve: Sieve, ids: Ids) -> Iterator[pa.RecordBatch]:
    """Yield the rows that the mapping does not refuse, and take note of their ids."""
    for batch in sieve.batches():
        kept = batch.filter(pc.invert(batch[REFUSED]))
        ids.passing(kept[ID].to_pylist())
        yield kept


def _ids(shelves: Shelves) -> Iterator[str]:
    for shelf in range(shelves.number):
        for batch in shelves.take(shelf):
            yield from batch[ID].to_pylist()


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in larger batches."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= _BATCH:
            yield pa.concat_batches(waiting)
            waiting = []
    if waiting:
        yield pa.concat_batches(waiting)


def _schema(mapping: Mapping, sieve: Sieve, lists: tuple[_List, ...]) -> pa.Schema:
    """The canonical columns; what tells none from unknown stands only where the vocabulary does not."""
    columns = [pa.field(ID, pa.string(), nullable=False)]
    for each in mapping.fields:
        columns.append(pa.field(each.name, value_type(each)))
        if each.name in sieve.deviating:
            columns.append(pa.field(each.told_by, pa.bool_()))
    for some in lists:
        columns.append(pa.field(some.list.name, pa.list_(some.type)))
        if some.list.null == "none":
            columns.append(pa.field(some.list.told_by, pa.bool_()))
    return pa.schema(columns, {KIND: mapping.kind.encode()})


def _place(path: Path, table: TableFormat) -> Path:
    """Return where the table of a list is: another file beside the main one, or another sheet of it."""
    return path if table.file is None else path.parent / table.file


def _number_of_shelves(places: list[Path], shelf_bytes: int) -> int:
    size = max((each.stat().st_size for each in places if each.is_file()), default=0)
    return min(MOST_SHELVES, 1 + size // shelf_bytes)

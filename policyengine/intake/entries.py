"""Entries from a table of their own, put into the lists of the subjects that they belong to."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.intake.columns import value_type
from policyengine.intake.sifting import ID, REFUSED, ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

    from policyengine.intake.mapping import Field


def entry_type(fields: Sequence[Field], told: Set[str]) -> pa.DataType:
    """Return the type of an entry; `told` are the fields beside which a column says what NULL is."""
    members: list[pa.Field] = []
    for each in fields:
        members.append(pa.field(each.name, value_type(each)))
        if each.name in told:
            members.append(pa.field(each.told_by, pa.bool_()))
    return pa.struct(members)


class Entries:
    """The entries of some subjects, by id. A subject with a refused row has a list that is not all there."""

    def __init__(
        self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, type_: pa.DataType
    ) -> None:
        rows = pa.Table.from_batches(batches, schema)
        ids = rows[ID].combine_chunks().dictionary_encode()
        if isinstance(ids, pa.ChunkedArray):
            ids = ids.combine_chunks()
        codes = ids.indices
        order = pc.array_sort_indices(codes)
        members = [rows[each.name].combine_chunks() for each in type_]
        entries = pa.StructArray.from_arrays(members, fields=list(type_))
        counts = [0] * len(ids.dictionary)
        for code in codes.to_pylist():
            counts[code] += 1
        self._rows = rows[ROW].combine_chunks().take(order)
        self._offsets = pa.array([0, *accumulate(counts), len(order)], pa.int32())
        # Behind the lists of all who have one stands an empty one, for those who have none.
        self._lists = pa.ListArray.from_arrays(self._offsets, entries.take(order))
        self._codes = {
            each: code for code, each in enumerate(ids.dictionary.to_pylist())
        }
        refused = codes.filter(rows[REFUSED].combine_chunks())
        self._broken = frozenset(refused.to_pylist())
        self._seen = bytearray(len(counts))

    def lists(self, ids: pa.Array, *, complete: bool) -> pa.Array:
        """Return the list of each subject; where it has no rows, an empty one if the table is `complete`, else NULL."""
        without = len(self._lists) - 1 if complete else None
        codes: list[int | None] = []
        for each in ids.to_pylist():
            code = self._codes.get(each)
            if code is None:
                codes.append(without)
            else:
                self._seen[code] = 1
                codes.append(None if code in self._broken else code)
        return self._lists.take(pa.array(codes, pa.int32()))

    def orphans(self) -> Iterator[int]:
        """Yield the number of each row that belongs to none of the subjects asked for so far."""
        for code, seen in enumerate(self._seen):
            if not seen:
                start, end = (
                    self._offsets[code].as_py(),
                    self._offsets[code + 1].as_py(),
                )
                yield from self._rows.slice(start, end - start).to_pylist()

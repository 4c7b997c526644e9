"""One table read to its end: blocks of texts become batches of values, and what cannot be taken is put aside."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError
from policyengine.intake.cells import id_reader
from policyengine.intake.columns import convert, converter, headings, value_type
from policyengine.intake.pseudonyms import may_be_cpr
from policyengine.intake.rejects import Reject
from policyengine.intake.rows import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.intake.columns import Converted
    from policyengine.intake.mapping import Column, Field
    from policyengine.intake.rejects import Rejects
    from policyengine.intake.rows import Block, Table

# Beside the facts: the subject's id, the row's number, and whether the mapping refuses the row.
ID, ROW, REFUSED = "id", "#row", "#refused"


class Sieve:
    """Reads one table. Once read, `deviating` are the fields with a NULL that says other than the vocabulary does.

    Its batches, of `schema`, have the columns ID, ROW and REFUSED, and for each field its own and the one it is `told_by`. Rows
    without a usable id are left out.
    """

    def __init__(
        self,
        table: Table,
        id_: Column,
        fields: Sequence[Field],
        key: bytes | None,
        rejects: Rejects,
        *,
        within: str = "",
    ) -> None:
        self.table = table
        self.fields = fields
        self.rows = 0
        self.deviating: set[str] = set()
        self._id = id_
        self._has_key = key is not None
        self._within = within
        self._rejects = rejects
        self._columns = headings(fields, id_)
        self._positions = [table.position(each) for each in self._columns]
        self._read_id = lru_cache(maxsize=1)(id_reader(key))
        self._converters = [(each, converter(each, key)) for each in fields]
        self.schema = pa.schema(
            [
                pa.field(ID, pa.string(), nullable=False),
                pa.field(ROW, pa.int64()),
                pa.field(REFUSED, pa.bool_()),
                *(
                    column
                    for each in self.fields
                    for column in (
                        pa.field(each.name, value_type(each)),
                        pa.field(each.told_by, pa.bool_()),
                    )
                ),
            ]
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the table's rows, a block at a time."""
        for block in blocks(self.table, self._positions):
            self.rows += len(block.numbers) + len(block.misread)
            self._rejects.add(
                Reject(self.table.name, row, "", "", reason)
                for row, reason in block.misread
            )
            if block.numbers:
                yield self._batch(block)

    def _batch(self, block: Block) -> pa.RecordBatch:
        named = (each.heading for each in self._columns)
        cells = dict(zip(named, block.columns, strict=True))
        heading = self._id.heading
        if not self._has_key and self.rows == len(block.numbers) + len(block.misread):
            self._refuse_cpr(cells[heading])
        ids = convert(cells[heading], heading, self._read_id, pa.string())
        self._report(block, ids, "id")
        refused: set[int] = set()
        columns: list[pa.Array] = []
        for field, convert_field in self._converters:
            found = convert_field(cells)
            self._report(block, found, f"{self._within}{field.name}")
            if field.rejects_row:
                refused.update(row for row, _, _ in found.faults)
            self._weigh(field, found)
            columns += (found.values, found.known)
        marks = pa.array([row in refused for row in range(len(block.numbers))])
        numbers = pa.array(block.numbers, pa.int64())
        batch = pa.record_batch(
            [ids.values, numbers, marks, *columns], schema=self.schema
        )
        return batch.filter(ids.values.is_valid()) if ids.faults else batch

    def _weigh(self, field: Field, found: Converted) -> None:
        """Note where a NULL says other than the vocabulary does."""
        if found.values.null_count == 0 or field.name in self.deviating:
            return
        says_none = found.known.filter(found.values.is_null())
        otherwise = pc.invert(says_none) if field.null == "none" else says_none
        if pc.any(otherwise).as_py():
            self.deviating.add(field.name)

    def _report(self, block: Block, found: Converted, fact: str) -> None:
        self._rejects.add(
            Reject(self.table.name, block.numbers[row], heading, fact, reason)
            for row, heading, reason in found.faults
        )

    def _refuse_cpr(self, ids: Sequence[str]) -> None:
        """Refuse a column of personal numbers; a stray one is told with its row, as any cell that is refused."""
        looking = sum(map(may_be_cpr, ids))
        if looking * 2 > len(ids):
            message = f"the ids in `{self._id.heading}` look like CPR numbers"
            hint = "write `pseudonymise:` in the mapping, with `key_file:` below it"
            raise RecordError([Diagnostic("PE808", message, self._id.place, hint)])

"""What statements answer about a cohort, batch by batch: settled where they were open, and side by side by subject."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.backends.sql.canonical import ID
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyengine.backends.sql.plan import Cell
    from policyengine.engine.settling import Answer, Reference

POSSIBLE, DAY = pa.int16(), pa.date32()
ENTRY = pa.struct(
    [
        ("instance", pa.string()),
        ("possible", POSSIBLE),
        ("due_from", DAY),
        ("due_until", DAY),
    ]
)
PARTS = [field.name for field in ENTRY]


@dataclass(frozen=True, slots=True)
class Statement:
    """A query about a kind of record, and the cells it answers.

    It gives `id` and for each cell what `Wide` describes; where it `lists`, each cell is one list of `ENTRY` and whether
    that is open. A cell that it has no columns of is open for every subject.
    """

    kind: str
    cells: tuple[Cell, ...]
    query: str
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell says of some subjects: arrays of as many answers.

    Where it answers several times, those of subject i go from `ends[i]` to `ends[i + 1]`, and `instance` tells them
    apart.
    """

    cell: Cell
    possible: pa.Array
    due_from: pa.Array
    due_until: pa.Array
    instance: pa.Array | None = None
    ends: pa.Array | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What cells of a kind say of some subjects."""

    kind: str
    ids: pa.Array
    columns: tuple[Column, ...]

    def tally(self) -> Iterator[tuple[Cell, Counter[str]]]:
        """Yield how often each cell has each outcome, in words."""
        for each in self.columns:
            words: Counter[str] = Counter()
            for count in pc.value_counts(each.possible).to_pylist():
                words[Outcome(count["values"]).word] += count["counts"]
            yield each.cell, words


def settled(
    statement: Statement, batch: pa.RecordBatch, reference: Reference | None
) -> Answers:
    """Return what a statement says, and where it is open what the reference says, if there is one."""
    ids = batch[ID]
    masks = {each.column: _open(each, batch) for each in statement.cells}
    asked: dict[str, list[Cell]] = {}
    for cell in statement.cells if reference else ():
        if masks[cell.column].true_count:
            for key in ids.filter(masks[cell.column]).to_pylist():
                asked.setdefault(key, []).append(cell)
    found: dict[str, dict[str, tuple[Answer, ...]]] = {}
    if reference and asked:
        for key, cell, answers in reference.answers(asked.items()):
            found.setdefault(cell.column, {})[key] = answers
    column = _list if statement.lists else _single
    return Answers(
        statement.kind,
        ids,
        tuple(
            column(each, batch, masks[each.column], found.get(each.column, {}))
            for each in statement.cells
        ),
    )


def _open(cell: Cell, batch: pa.RecordBatch) -> pa.BooleanArray:
    name = f"{cell.column}_open"
    if name not in batch.schema.names:
        return pa.array([True] * batch.num_rows, pa.bool_())
    return pc.fill_null(batch[name], False)


def _single(
    cell: Cell,
    batch: pa.RecordBatch,
    mask: pa.BooleanArray,
    found: Mapping[str, tuple[Answer, ...]],
) -> Column:
    stem = cell.column
    given = {
        name: batch[column]
        if column in batch.schema.names
        else pa.nulls(len(mask), kind)
        for name, column, kind in (
            ("possible", stem, POSSIBLE),
            ("due_from", f"{stem}_from", DAY),
            ("due_until", f"{stem}_until", DAY),
        )
    }
    if found:
        ids = batch[ID].filter(mask).to_pylist()
        # In statements of this kind a cell has one answer.
        answers = [found[key][0] for key in ids]
        given = {
            name: pc.replace_with_mask(
                each, mask, pa.array([getattr(a, name) for a in answers], each.type)
            )
            for name, each in given.items()
        }
    return Column(cell, **given)


def _list(
    cell: Cell,
    batch: pa.RecordBatch,
    mask: pa.BooleanArray,
    found: Mapping[str, tuple[Answer, ...]],
) -> Column:
    if found:
        given = (
            batch[cell.column].to_pylist()
            if cell.column in batch.schema.names
            else [None] * len(mask)
        )
        lists = pa.array(
            [
                [{name: getattr(each, name) for name in PARTS} for each in found[key]]
                if key in found
                else entries
                for key, entries in zip(batch[ID].to_pylist(), given, strict=True)
            ],
            pa.list_(ENTRY),
        )
    else:
        lists = batch[cell.column].cast(pa.list_(ENTRY))
    entries = lists.flatten()
    ends = pc.subtract(lists.offsets, lists.offsets[0])
    parts = {name: entries.field(name) for name in PARTS}
    return Column(cell, ends=ends, **parts)


def side_by_side(streams: Sequence[Iterator[Answers]]) -> Iterator[Answers]:
    """Yield the answers of several statements about the same subjects, which all give in the same order."""
    if len(streams) == 1:
        yield from streams[0]
        return
    heads = [next(each, None) for each in streams]
    while None not in heads:
        rows = min(len(each.ids) for each in heads if each is not None)
        parts = [_part(each, 0, rows) for each in heads if each is not None]
        first = parts[0]
        assert all(each.ids.equals(first.ids) for each in parts)
        yield Answers(
            first.kind, first.ids, tuple(c for each in parts for c in each.columns)
        )
        heads = [
            _part(each, rows, len(each.ids))
            if len(each.ids) > rows
            else next(stream, None)
            for each, stream in zip(heads, streams, strict=True)
            if each is not None
        ]
    assert heads.count(None) == len(heads)


def _part(answers: Answers, start: int, end: int) -> Answers:
    """Return the answers about the subjects from `start` up to and without `end`."""
    if (start, end) == (0, len(answers.ids)):
        return answers
    return Answers(
        answers.kind,
        answers.ids.slice(start, end - start),
        tuple(_column_part(each, start, end) for each in answers.columns),
    )


def _column_part(column: Column, start: int, end: int) -> Column:
    ends = None
    if column.ends is not None:
        ends = column.ends.slice(start, end - start + 1)
        start, end = ends[0].as_py(), ends[-1].as_py()
        ends = pc.subtract(ends, pa.scalar(start, ends.type))
    rows = end - start
    return Column(
        column.cell,
        column.possible.slice(start, rows),
        column.due_from.slice(start, rows),
        column.due_until.slice(start, rows),
        None if column.instance is None else column.instance.slice(start, rows),
        ends,
    )

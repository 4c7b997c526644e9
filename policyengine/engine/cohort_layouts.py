"""How the answers about a cohort are laid out: a row for each subject, each breach, or each finding."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, assert_never

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.backends.sql.canonical import ID
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policyengine.backends.sql.plan import Cell
    from policyengine.engine.cohort_answers import Answers, Column

Layout: TypeAlias = Literal["wide", "breaches", "findings"]
Batches: TypeAlias = "Iterator[pa.RecordBatch]"

KIND = "kind"
WORDS = (*(each.word for each in Outcome), "undetermined")

DAY, TEXT = pa.date32(), pa.string()
WORD, NAME = pa.dictionary(pa.int8(), TEXT), pa.dictionary(pa.int16(), TEXT)
SUBJECT = (pa.field(KIND, NAME, nullable=False), pa.field(ID, TEXT, nullable=False))
PROVISION = (
    pa.field("policy", NAME, nullable=False),
    pa.field("provision", NAME, nullable=False),
    pa.field("instance", TEXT),
)
SAID = pa.struct([("instance", TEXT), ("outcome", TEXT), ("due", DAY)])

# Of every set of possible outcomes: the place of its word, and the words of all that are possible.
_SETS = [Outcome(each) for each in range(sum(Outcome) + 1)]
_WORDS = pa.array(WORDS)
_PLACE = pa.array([WORDS.index(each.word) for each in _SETS], pa.int8())
_POSSIBLE = pa.array([each.words for each in _SETS], pa.list_(TEXT))


def laid_out(
    layout: Layout, cells: Sequence[Cell], several: frozenset[Cell]
) -> tuple[pa.Schema, Callable[[Answers], Batches]]:
    """Return the columns of a layout and what turns answers into its batches.

    `kind` and `id` of the subject come first. `several` are the cells that answer several times.
    """
    match layout:
        case "wide":
            fields = [each for cell in cells for each in _fields(cell, cell in several)]
            schema = pa.schema([*SUBJECT, *fields])
            return schema, partial(_wide, schema, _names(cells))
        case "breaches":
            schema = pa.schema([*SUBJECT, *PROVISION, pa.field("due", DAY)])
            return schema, partial(_long, schema, _names(cells), only=Outcome.BREACHED)
        case "findings":
            days = [pa.field(name, DAY) for name in ("due", "due_from", "due_until")]
            said = (pa.field("outcome", WORD), pa.field("possible", _POSSIBLE.type))
            schema = pa.schema([*SUBJECT, *PROVISION, *said, *days])
            return schema, partial(_long, schema, _names(cells), only=None)
        case _:
            assert_never(layout)


def _fields(cell: Cell, several: bool) -> Iterator[pa.Field]:
    name = f"{cell.policy}.{cell.provision}"
    if several:
        yield pa.field(name, pa.list_(SAID))
    else:
        yield pa.field(name, WORD)
        yield pa.field(f"{name}.due", DAY)


def _wide(schema: pa.Schema, names: _Names, answers: Answers) -> Batches:
    """Yield a row for each subject; what concerns other kinds of record is NULL."""
    rows = len(answers.ids)
    found = {KIND: _same(names.kinds, answers.kind, rows), ID: answers.ids}
    for each in answers.columns:
        name = f"{each.cell.policy}.{each.cell.provision}"
        if each.ends is None:
            found[name] = _outcome(each.possible)
            found[f"{name}.due"] = _due(each)
        else:
            said = [each.instance, _outcome(each.possible).cast(TEXT), _due(each)]
            entries = pa.StructArray.from_arrays(said, fields=list(SAID))
            found[name] = pa.ListArray.from_arrays(each.ends, entries)
    arrays = [
        found[field.name] if field.name in found else pa.nulls(rows, field.type)
        for field in schema
    ]
    yield pa.record_batch(arrays, schema=schema)


def _long(
    schema: pa.Schema, names: _Names, answers: Answers, *, only: Outcome | None
) -> Batches:
    """Yield a row for each answer, or for each of one outcome, a provision at a time."""
    for each in answers.columns:
        ids, instance = answers.ids, each.instance
        if each.ends is not None:
            ids = ids.take(_parents(each.ends))
        if instance is None:
            instance = pa.nulls(len(ids), TEXT)
        columns = {
            ID: ids,
            "instance": instance,
            "due": _due(each),
            "due_from": each.due_from,
            "due_until": each.due_until,
            "outcome": each.possible,
        }
        batch = pa.record_batch(columns)
        if only is not None:
            batch = batch.filter(pc.equal(each.possible, int(only)))
        rows = batch.num_rows
        if not rows:
            continue
        found = {
            **{name: batch[name] for name in columns},
            KIND: _same(names.kinds, answers.kind, rows),
            "policy": _same(names.policies, each.cell.policy, rows),
            "provision": _same(names.provisions, each.cell.provision, rows),
            "outcome": _outcome(batch["outcome"]),
            "possible": _POSSIBLE.take(batch["outcome"]),
        }
        yield pa.record_batch([found[name] for name in schema.names], schema=schema)


class _Names(NamedTuple):
    """All names that stand in a column of names: in every batch the same, so that readers need learn no new ones."""

    kinds: list[str]
    policies: list[str]
    provisions: list[str]


def _names(cells: Sequence[Cell]) -> _Names:
    return _Names(
        list(dict.fromkeys(each.kind for each in cells)),
        list(dict.fromkeys(each.policy for each in cells)),
        list(dict.fromkeys(each.provision for each in cells)),
    )


def _same(names: list[str], name: str, rows: int) -> pa.DictionaryArray:
    """Return one of the names, over and over."""
    places = pa.repeat(pa.scalar(names.index(name), pa.int16()), rows)
    return pa.DictionaryArray.from_arrays(places, pa.array(names, TEXT))


def _parents(ends: pa.Array) -> pa.Array:
    """Return for each answer the place of its subject."""
    return pc.list_parent_indices(
        pa.ListArray.from_arrays(ends, pa.nulls(ends[-1].as_py()))
    )


def _outcome(possible: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(_PLACE.take(possible), _WORDS)


def _due(column: Column) -> pa.Array:
    """Return the last day where it is certain."""
    certain = pc.equal(column.due_from, column.due_until)
    return pc.if_else(certain, column.due_from, pa.scalar(None, DAY))

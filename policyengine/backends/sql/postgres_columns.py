"""How a column of PostgreSQL travels: what is selected of it, and what that is in Arrow and in a record."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from policyengine.backends.sql.admission import identifier
from policyengine.backends.sql.tables import MOST_DIGITS
from policyengine.feel.types import Boolean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.backends.sql.postgres_catalog import Held

# Types that arrive as Arrow's own.
_PLAIN = {"bool", "int2", "int4", "int8", "float4", "float8", "text", "varchar"}
_PLAIN |= {"date", "timestamp", "timestamptz", "_text", "_varchar"}


def selected(columns: Mapping[str, Held]) -> str:
    """Return the SQL of what is selected of a table."""
    return ", ".join(
        part for name, held in columns.items() for part in _parts(name, held)
    )


def _parts(name: str, held: Held) -> tuple[str, ...]:
    """Return what is selected of a column; a map by year arrives as two lists, its years and its figures."""
    column = identifier(name)
    if held.type in _PLAIN:
        return (column,)
    if held.type == "numeric":
        return (f"trim_scale(nullif({column}, 'NaN'))::text",)
    if held.type == "jsonb" and held.fact.per_year:
        return tuple(
            f"CASE WHEN {column} IS NOT NULL THEN ARRAY(SELECT {part} FROM"
            f" jsonb_each_text({column}) AS e(k, v) ORDER BY k) END"
            for part in ("k", "v")
        )
    return (f"{column}::text[]" if held.type.startswith("_") else f"{column}::text",)


def arrived(batch: pa.RecordBatch, columns: Mapping[str, Held]) -> pa.RecordBatch:
    """Return what was selected as columns of the names and types that are meant."""
    coming = iter(batch.columns)
    found: dict[str, pa.Array] = {}
    for name, held in columns.items():
        array = next(coming)
        if held.type == "jsonb" and held.fact.per_year:
            figures = next(coming)
            found[name] = pa.MapArray.from_arrays(
                array.offsets, array.values, figures.values, mask=pc.is_null(array)
            )
        elif held.type == "numeric" and (digits := _digits(held.limit)):
            found[name] = pc.cast(array, pa.decimal128(*digits))
        else:
            found[name] = array
    return pa.RecordBatch.from_pydict(found)


def _digits(limit: int) -> tuple[int, int] | None:
    """Return how many digits a numeric column may have, in all and behind the point, where it says so."""
    digits, scale = (limit - 4) >> 16 & 0xFFFF, (limit - 4) & 0xFFFF
    return (digits, scale) if limit >= 0 and scale <= digits <= MOST_DIGITS else None


def value_of(value: object, held: Held) -> object:
    """Return what arrived as text for the number or truth value that it is; other values as they are."""
    if isinstance(value, dict):
        truth = isinstance(held.fact.type, Boolean)
        return {year: _figure(each, truth=truth) for year, each in value.items()}
    if held.type == "numeric" and isinstance(value, str):
        return Decimal(value)
    return value


def _figure(written: str | None, *, truth: bool) -> Decimal | bool | None:
    if written is None:
        return None
    return written == "true" if truth else Decimal(written)


def put_together(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch in which the lists `name.part` have become one list `name` of structs."""
    found: dict[str, pa.Array] = {}
    parts: dict[str, dict[str, pa.ListArray]] = {}
    for column, array in zip(batch.schema.names, batch.columns, strict=True):
        name, dot, part = column.partition(".")
        if dot:
            parts.setdefault(name, {})[part] = array
        else:
            found[column] = array
    for name, lists in parts.items():
        members = {part: each.values for part, each in lists.items()}
        structs = pa.StructArray.from_arrays([*members.values()], names=[*members])
        (first, *_) = lists.values()
        found[name] = pa.ListArray.from_arrays(first.offsets, structs)
    return pa.RecordBatch.from_pydict(found)

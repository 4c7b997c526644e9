"""Texts of a column turned into an Arrow array: each distinct text is read once, whatever it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from policyengine.feel.types import Boolean, Day, ListType, Number
from policyengine.intake.cells import MOST_DIGITS, cell_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyengine.intake.cells import Cell
    from policyengine.intake.mapping import Column, Field

# So many texts of a column are remembered from block to block.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Converted:
    """A column as values, whether each NULL is known to be none, and the faults: row of the block, heading, reason."""

    values: pa.Array
    known: pa.Array
    faults: tuple[tuple[int, str, str], ...]


def value_type(field: Field) -> pa.DataType:
    """Return the Arrow type of a field's column."""
    match field.type:
        case Day():
            return pa.date32()
        case Boolean():
            return pa.bool_()
        case ListType():
            return pa.list_(pa.string())
        case Number():
            decimals = field.format.decimals
            number = pa.decimal128(MOST_DIGITS, decimals) if decimals else pa.int64()
            return pa.map_(pa.string(), number) if field.years else number
        case _:
            return pa.string()


def converter(
    field: Field, key: bytes | None
) -> Callable[[Mapping[str, Sequence[str]]], Converted]:
    """Return what converts the cells of a field's columns, given by heading."""
    read = lru_cache(maxsize=_REMEMBERED)(cell_reader(field, key))
    type_ = value_type(field)
    if field.column is not None:
        heading = field.column.heading
        return lambda cells: convert(cells[heading], heading, read, type_)

    def by_year(cells: Mapping[str, Sequence[str]]) -> Converted:
        years = {
            year: convert(cells[column.heading], column.heading, read, type_.item_type)
            for year, column in field.years.items()
        }
        return _by_year(years, type_)

    return by_year


def convert(
    texts: Sequence[str], heading: str, read: Callable[[str], Cell], type_: pa.DataType
) -> Converted:
    """Return the values of one column's cells."""
    code_of = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    codes = [code_of[text] for text in texts]
    cells = [read(text) for text in code_of]
    indices = pa.array(codes, pa.int32())
    values = pa.array([each.value for each in cells], type_).take(indices)
    known = pa.array([each.known for each in cells], pa.bool_()).take(indices)
    reasons = {code: each.fault for code, each in enumerate(cells) if each.fault}
    faults = (
        (row, heading, reasons[code])
        for row, code in enumerate(codes)
        if code in reasons
    )
    return Converted(values, known, tuple(faults) if reasons else ())


def _by_year(years: Mapping[str, Converted], type_: pa.DataType) -> Converted:
    """Return maps from year to figure, without the years that are not known; a map of nothing is unknown."""
    figures = [
        [
            (year, figure)
            for year, figure in zip(years, row, strict=True)
            if figure is not None
        ]
        for row in zip(
            *(each.values.to_pylist() for each in years.values()), strict=True
        )
    ]
    return Converted(
        pa.array([row or None for row in figures], type_),
        pa.array([bool(row) for row in figures], pa.bool_()),
        tuple(fault for each in years.values() for fault in each.faults),
    )


def headings(fields: Sequence[Field], id_: Column) -> tuple[Column, ...]:
    """Return each column that is read, once."""
    columns = (id_, *(column for each in fields for column in each.columns))
    return tuple({each.heading: each for each in columns}.values())

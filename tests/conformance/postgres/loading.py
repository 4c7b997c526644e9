"""Canonical tables, in the child layout, as tables of a database."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
from adbc_driver_postgresql import dbapi

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def load(url: str, tables: Mapping[str, pa.Table]) -> None:
    """Create tables and fill them; a map by year becomes jsonb, and what has no NULL may have none."""
    with dbapi.connect(url, autocommit=True) as connection:
        for name, table in tables.items():
            plain = pa.table({n: _plain(table[n]) for n in table.column_names})
            with connection.cursor() as cursor:
                cursor.adbc_ingest(name, plain, mode="create")
                for column in table.column_names:
                    for change in _changes(column, table[column]):
                        cursor.execute(f'ALTER TABLE "{name}" {change}')


def _changes(name: str, column: pa.ChunkedArray) -> Iterator[str]:
    if pa.types.is_map(column.type):
        yield f'ALTER "{name}" TYPE jsonb USING "{name}"::jsonb'
    if not column.null_count:
        yield f'ALTER "{name}" SET NOT NULL'


def execute(url: str, *statements: str) -> None:
    """Change the database."""
    with dbapi.connect(url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each).close()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_map(column.type):
        return column
    return pa.chunked_array([[_object(each) for each in column.to_pylist()]])


def _object(figures: list[tuple[str, object]] | None) -> str | None:
    if figures is None:
        return None
    return "{" + ", ".join(f'"{year}": {_word(each)}' for year, each in figures) + "}"


def _word(figure: object) -> str:
    """A figure with all its digits, which a float would not keep."""
    return str(figure) if isinstance(figure, Decimal) else json.dumps(figure)

"""Queries around a statement, the same in every dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.backends.sql.admission import identifier
from policyengine.backends.sql.canonical import ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.backends.sql.canonical import Table
    from policyengine.backends.sql.plan import Cell


def ids_of(table: Table) -> str:
    """Return the query for the ids of all subjects of a table."""
    return f"SELECT {ID} FROM {identifier(table.relation)}"


def ordered(query: str) -> str:
    """Return the query with its rows in the order of their ids, the same for all queries."""
    return f"SELECT * FROM ({query}) AS q ORDER BY {ID}"


def open_in(query: str, cells: Iterable[Cell]) -> str:
    """Return the query for how many subjects each cell is open, in one row."""
    columns = (identifier(f"{each.column}_open") for each in cells)
    counts = (f"count(*) FILTER (WHERE {each}) AS {each}" for each in columns)
    return f"SELECT {', '.join(counts)} FROM ({query}) AS q"

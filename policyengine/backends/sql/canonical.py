"""What the tables of a cohort look like: one table for each kind of record, one row for each subject.

`id` names the subject. A fact has the column of its name, a link the id it leads to. A list of entries is a list of
structs, or a child table with the parent's `id` and the position `n`. NULL is none or unknown; where a column holds
both, `<fact>_known` beside it says true for none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Nulls = Literal["none", "unknown", "told"]
Dialect = Literal["duckdb", "spark", "postgres"]

ID, POSITION = "id", "n"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a member of a struct.

    `nulls` is what a NULL says; `told`: the column `<name>_known` says it. `complete`: there is no NULL. `members` are
    those of the entries of a list.
    """

    name: str
    nulls: Nulls = "unknown"
    complete: bool = False
    members: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def told_by(self) -> str:
        """The column that says of a NULL whether it is known to be none."""
        return f"{self.name}_known"


@dataclass(frozen=True, slots=True)
class Table:
    """The subjects of one kind: what the engine calls the table, and the column of each fact or link.

    A fact without a column is unknown for every subject. `children` are the relations of lists in the child layout.
    """

    kind: str
    relation: str
    columns: Mapping[str, Column]
    children: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Source:
    """The tables of a cohort by kind of record; a kind without one is unknown."""

    tables: Mapping[str, Table]

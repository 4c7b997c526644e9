"""A mapping with every name resolved: which column each fact is read from, and how its cells are written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from policyengine.diagnostics.source import Span
    from policyengine.feel.types import Type
    from policyengine.intake.days import DayFormat
    from policyengine.policy.vocabulary import NullMeans

Encoding = Literal["utf-8", "cp1252"]


def folded(text: str) -> str:
    """Return a text as headings and words are compared: no matter the case, and one blank for several."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class TableFormat:
    """Where a table is, from the folder of the main one, and how it is written."""

    file: str | None = None
    sheet: str | None = None
    encoding: Encoding = "utf-8"
    delimiter: str = ";"


@dataclass(frozen=True, slots=True)
class Format:
    """How the cells of a column are written; words are folded, and `choices` leads from a word to a value."""

    days: tuple[DayFormat, ...]
    decimal: str
    thousands: str | None
    decimals: int
    yes: frozenset[str]
    no: frozenset[str]
    choices: Map[str, str]
    separator: str


@dataclass(frozen=True, slots=True)
class Column:
    """A heading as the mapping names it, and where it does."""

    heading: str
    place: Span = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """How one fact or link is read.

    `empty` is what a cell without a value says, `null` what a NULL of the cohort says where nothing else does. `words`
    are the texts, folded, that stand for a blank, none and unknown. A figure by year has a column for each in `years`.
    """

    name: str
    type: Type
    column: Column | None
    years: Map[str, Column]
    format: Format
    words: Map[str, NullMeans]
    empty: NullMeans
    null: NullMeans
    rejects_row: bool
    is_link: bool = False
    pseudonymised: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column that the field is read from."""
        return (self.column,) if self.column else tuple(self.years.values())

    @property
    def told_by(self) -> str:
        """The column beside it that says of a NULL whether it is known to be none."""
        return f"{self.name}_known"


@dataclass(frozen=True, slots=True)
class EntryList:
    """A list whose entries are the rows of another table; `complete`: a subject without rows has an empty list."""

    name: str
    table: TableFormat
    parent: Column
    complete: bool
    null: NullMeans
    fields: tuple[Field, ...]

    @property
    def told_by(self) -> str:
        """The column beside it that says of a NULL whether it is known to be empty."""
        return f"{self.name}_known"


@dataclass(frozen=True, slots=True)
class Mapping:
    """From tables to the subjects of one kind. With a `key`, ids become pseudonyms; `decimal` parts whole from tenths."""

    kind: str
    id: Column
    table: TableFormat
    fields: tuple[Field, ...]
    lists: tuple[EntryList, ...]
    decimal: str = ","
    key: bytes | None = field(default=None, repr=False)

    @property
    def files(self) -> tuple[str, ...]:
        """The files of lists, from the folder of the main table."""
        return tuple(each.table.file for each in self.lists if each.table.file)

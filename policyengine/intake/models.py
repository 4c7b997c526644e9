"""The shape of a mapping file as written, strict and closed to unknown keys."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator, Tag

from policyengine.intake.days import DayFormat
from policyengine.source.models import SourceModel
from policyengine.source.names import read_each, read_text
from policyengine.source.scalars import Flag, Identifier, Scalar, Values, Whole, Year
from policyengine.source.shape import Rule, by_shape, fault, needs, one_of, some_of


def _day_formats(value: object) -> tuple[DayFormat, ...]:
    return read_each(value, _day_format)


def _day_format(value: object) -> DayFormat:
    try:
        return DayFormat.of(read_text(value).strip())
    except ValueError as error:
        hint = "write one such as `dd-mm-yyyy`, `d/m/yyyy` or `yyyy-mm-dd HH:MM`"
        raise fault("PE123", str(error), hint) from None


DayFormats = Annotated[tuple[DayFormat, ...], PlainValidator(_day_formats)]
NullMeans = Literal["none", "unknown"]
OnError = Literal["unknown", "reject"]


class TableSource(SourceModel):
    """Where a table is and how it is written: a CSV file, or a sheet of a workbook."""

    file: Scalar | None = None
    sheet: Scalar | None = None
    encoding: Literal["utf-8", "cp1252"] | None = None
    delimiter: Literal["semicolon", "comma", "tab", "pipe"] | None = None


class Written(SourceModel):
    """How cells are written: of all columns at the top, of one below its fact."""

    dates: DayFormats | None = None
    yes_words: Values | None = None
    no_words: Values | None = None
    blank_words: Values | None = None
    none_words: Values | None = None
    unknown_words: Values | None = None
    on_error: OnError | None = None


class FactColumn(Written):
    """One fact: its column, or a column for each year, and what is special about its cells."""

    rules: ClassVar[tuple[Rule, ...]] = (
        one_of("column", "years"),
        needs("values", "column"),
        needs("separator", "column"),
    )

    column: Scalar | None = None
    years: dict[Year, Scalar] | None = None
    values: dict[Scalar, Identifier] | None = None
    separator: Scalar | None = None
    decimals: Whole | None = None
    null_means: NullMeans | None = None


class LinkColumn(Written):
    """One link: the column with the id of what it leads to."""

    column: Scalar
    pseudonymise: Flag = False
    null_means: NullMeans | None = None


FactOrColumn = Annotated[
    Annotated[Scalar, Tag("<column>")] | Annotated[FactColumn, Tag("<fact>")],
    by_shape(
        {str: "<column>", dict: "<fact>"},
        "a column belongs here",
        "write the column's heading, or keys such as `column:` and `values:`",
    ),
]
LinkOrColumn = Annotated[
    Annotated[Scalar, Tag("<column>")] | Annotated[LinkColumn, Tag("<link>")],
    by_shape(
        {str: "<column>", dict: "<link>"},
        "a column belongs here",
        "write the column's heading, or keys such as `column:`",
    ),
]


class ChildTable(TableSource):
    """A table whose rows are the entries of a list; `parent` is the column with the subject's id."""

    rules: ClassVar[tuple[Rule, ...]] = (some_of("file", "sheet"),)

    parent: Scalar
    known: Literal["complete", "unknown"]
    facts: dict[Identifier, FactOrColumn]


class KeySource(SourceModel):
    """Where the key of the pseudonyms is; never the key itself."""

    rules: ClassVar[tuple[Rule, ...]] = (one_of("key_file", "key_variable"),)

    key_file: Scalar | None = None
    key_variable: Scalar | None = None


class MappingSource(Written):
    """From the columns of a table to the facts of one kind of record."""

    record: Identifier
    id: Scalar
    table: TableSource = TableSource()
    decimal: Literal["comma", "point"] = "comma"
    thousands: Literal["comma", "point", "space"] | None = None
    pseudonymise: KeySource | None = None
    facts: dict[Identifier, FactOrColumn] = Field(default_factory=dict)
    links: dict[Identifier, LinkOrColumn] = Field(default_factory=dict)
    lists: dict[Identifier, ChildTable] = Field(default_factory=dict)

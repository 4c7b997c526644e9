"""What a scalar may say: the types of the models' fields, and what an editor may find in their place.

The reader hands every scalar over as text; an editor sees YAML 1.2, to which `36` is a number.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import PlainValidator, WithJsonSchema

from policyengine.source.figures import (
    Paragraph,
    WrittenDuration,
    WrittenFigure,
    read_day,
    read_day_or_name,
    read_duration_or_name,
    read_figure,
    read_figure_or_name,
    read_flag,
    read_municipality_code,
    read_paragraphs,
    read_whole,
    read_year,
)
from policyengine.source.names import (
    NAME,
    SECTION,
    read_name,
    read_names,
    read_prose,
    read_section,
    read_text,
    read_values,
)

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

__all__ = ["Paragraph", "WrittenDuration", "WrittenFigure"]

Recurrence = Literal["year", "half_year", "quarter", "month", "electoral_term"]

_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NAME = f"^{NAME.pattern}$"
_PARAGRAPH: JsonSchemaValue = {
    "anyOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "pattern": "^[0-9]+([/-][0-9]+)?$"},
    ]
}


def _one_or_list(item: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


Prose = Annotated[
    str, PlainValidator(read_prose), WithJsonSchema({"type": "string", "minLength": 1})
]
Identifier = Annotated[
    str,
    PlainValidator(read_name),
    WithJsonSchema({"type": "string", "pattern": _NAME}),
]
SectionName = Annotated[
    str,
    PlainValidator(read_section),
    WithJsonSchema({"type": "string", "pattern": f"^{SECTION.pattern}$"}),
]
Expression = Annotated[
    str, PlainValidator(read_text), WithJsonSchema({"type": "string"})
]
Scalar = Annotated[
    str,
    PlainValidator(read_text),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
Names = Annotated[
    tuple[str, ...],
    PlainValidator(read_names),
    WithJsonSchema(_one_or_list({"type": "string", "pattern": _NAME})),
]
Values = Annotated[
    tuple[str, ...],
    PlainValidator(read_values),
    WithJsonSchema(_one_or_list({"type": ["string", "number", "boolean"]})),
]

Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Whole = Annotated[
    int, PlainValidator(read_whole), WithJsonSchema({"type": "integer", "minimum": 0})
]
Year = Annotated[
    str,
    PlainValidator(read_year),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}$"}),
]
MunicipalityCode = Annotated[
    str,
    PlainValidator(read_municipality_code),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}$"}),
]
Paragraphs = Annotated[
    tuple[Paragraph, ...],
    PlainValidator(read_paragraphs),
    WithJsonSchema(_one_or_list(_PARAGRAPH)),
]

Day = Annotated[
    date,
    PlainValidator(read_day),
    WithJsonSchema({"type": "string", "pattern": _DAY}),
]
DayOrName = Annotated[
    date | str,
    PlainValidator(read_day_or_name),
    WithJsonSchema({"type": "string", "pattern": f"{_DAY}|{_NAME}"}),
]
DurationOrName = Annotated[
    WrittenDuration | str,
    PlainValidator(read_duration_or_name),
    WithJsonSchema({"type": "string"}),
]
Every = Annotated[
    Recurrence | WrittenDuration | str,
    PlainValidator(read_duration_or_name),
    WithJsonSchema(
        {"anyOf": [{"enum": list(get_args(Recurrence))}, {"type": "string"}]}
    ),
]
FigureOrName = Annotated[
    WrittenFigure | str,
    PlainValidator(read_figure_or_name),
    WithJsonSchema({"type": ["string", "number"]}),
]
Figure = Annotated[
    WrittenFigure | WrittenDuration | date | str,
    PlainValidator(read_figure),
    WithJsonSchema({"type": ["string", "number"]}),
]
Bound = FigureOrName

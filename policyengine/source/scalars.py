"""What a scalar may say: texts turned into days, figures, durations and names, each refusing what it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from policyengine.source.shape import fault

DurationUnit = Literal["days", "weeks", "months", "years", "working_days"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraphs `first` to `last` of the document, both included; or one `sentence` of a single one, from 1."""

    first: int
    last: int
    sentence: int | None = None

    def __str__(self) -> str:
        if self.sentence:
            return f"{self.first}/{self.sentence}"
        return (
            str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        )


@dataclass(frozen=True, slots=True)
class WrittenDuration:
    """A calendar duration as its author counts it: so many of a unit."""

    count: int
    unit: DurationUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A number as written (`90 %` is 90 with unit `%`); `unit` is `%`, `pp`, a word such as `hours`, or None."""

    number: Decimal
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.unit else str(self.number)


def text(value: object) -> str:
    """Return a scalar's text; PE122 where a list or keys stand."""
    if isinstance(value, str):
        return value
    found = "a list stands" if isinstance(value, list) else "keys stand"
    raise fault("PE122", f"{found} where a single text or figure belongs")


# --- names ----------------------------------------------------------------------------------------------------------

_WORD = r"[a-z][a-z0-9_]*"
_NAME = re.compile(rf"{_WORD}(\.{_WORD})*")
_SECTION = re.compile(rf"{_WORD}(/{_WORD})?")
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o"})


def _name(value: object) -> str:
    name = text(value)
    if _NAME.fullmatch(name):
        return name
    raise fault("PE123", f"`{_short(name)}` is no name", _name_hint(name))


def _name_hint(name: str) -> str:
    words = name.casefold().translate(_ASCII).split(".")
    mended = ".".join(re.sub(r"[^a-z0-9]+", "_", word).strip("_") for word in words)
    if _NAME.fullmatch(mended) and len(mended) <= 40:
        return f"write `{mended}`"
    return (
        "a name is lower-case letters a to z, digits and `_`, and begins with a letter"
    )


def _section(value: object) -> str:
    name = text(value)
    if _SECTION.fullmatch(name):
        return name
    hint = "write a theme such as `reception`, or a heading under it such as `reception/results`"
    raise fault("PE123", f"`{_short(name)}` is no section", hint)


def _one_or_more(value: object) -> list[object]:
    items = value if isinstance(value, list) else [value]
    if not items:
        raise fault("PE110", "the list is empty", "write an item, or leave the key out")
    return items


def _prose(value: object) -> str:
    words = text(value).strip()
    if not words:
        raise fault(
            "PE110", "the text is empty", "write the text, or leave the key out"
        )
    return words


def _values(value: object) -> tuple[str, ...]:
    return tuple(map(_prose, _one_or_more(value)))


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(_name, _one_or_more(value)))


# --- numbers, days, durations ---------------------------------------------------------------------------------------

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DAY_WRITTEN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_CODE = re.compile(r"\d{4}", re.ASCII)
_PARAGRAPH = re.compile(r"(\d{1,6})(?:/(\d{1,3})|-(\d{1,6}))?", re.ASCII)
_DURATION = re.compile(r"(\d{1,4}) ([a-z_]+)", re.ASCII)
_FIGURE = re.compile(r"(-?\d{1,15}(?:[.,]\d{1,9})?)\s*(%|pp|[a-zæøå_]+)?", re.ASCII)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([.,]\d{3})+(?!\d)", re.ASCII)
_UNITS = get_args(DurationUnit)


def _day(value: object) -> date:
    written = text(value)
    if match := _DAY.fullmatch(written):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            hint = _month_end(*map(int, match.groups()))
            raise fault(
                "PE123", f"`{written}` is no day of the calendar", hint
            ) from None
    if match := _DAY_WRITTEN.fullmatch(written):
        day, month, year = match.groups()
        hint = f"write `{year}-{month:0>2}-{day:0>2}`: year, month, day"
        raise fault("PE123", f"`{written}` is not how days are written here", hint)
    raise fault(
        "PE123", f"`{_short(written)}` is no day", "write one such as `2018-12-31`"
    )


def _month_end(year: int, month: int, day: int) -> str | None:
    if not (1 <= year and 1 <= month <= 12 and 28 < day <= 31):
        return None
    last = next(each for each in (30, 29, 28) if _exists(year, month, each))
    return f"{year:04}-{month:02} ends on {year:04}-{month:02}-{last}"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _whole(value: object) -> int:
    written = text(value)
    if _WHOLE.fullmatch(written):
        return int(written)
    raise fault(
        "PE123", f"`{_short(written)}` is no whole number", "write one such as `186`"
    )


def _flag(value: object) -> bool:
    match text(value):
        case "true":
            return True
        case "false":
            return False
        case other:
            raise fault(
                "PE123",
                f"`{_short(other)}` is neither true nor false",
                "write `true` or `false`",
            )


def _year(value: object) -> str:
    year = text(value)
    if _CODE.fullmatch(year):
        return year
    raise fault("PE123", f"`{_short(year)}` is no year", "write one such as `2018`")


def _municipality_code(value: object) -> str:
    code = text(value)
    if _CODE.fullmatch(code):
        return code
    hint = (
        f'write `"{code:0>4}"`'
        if _WHOLE.fullmatch(code) and len(code) < 4
        else 'write four digits in quotes, such as `"0840"`'
    )
    raise fault("PE123", f"`{_short(code)}` is no municipality code", hint)


def _paragraph(value: object) -> Paragraph:
    written = text(value)
    match = _PARAGRAPH.fullmatch(written)
    if not match:
        hint = (
            "write `36`, one sentence of it `36/2`, a span `24-26`, or a list of these"
        )
        if re.fullmatch(r"\d+\s*[–—-]\s*\d+", written, re.ASCII):
            hint = f"write `{'-'.join(re.findall('[0-9]+', written))}`"
        raise fault("PE123", f"`{_short(written)}` is no paragraph", hint)
    first = int(match[1])
    last = int(match[3]) if match[3] else first
    sentence = int(match[2]) if match[2] else None
    if first == 0 or sentence == 0:
        raise fault(
            "PE123",
            f"`{written}` is no paragraph",
            "paragraphs and sentences are counted from 1",
        )
    if last < first:
        raise fault(
            "PE123", f"the span `{written}` runs backwards", f"write `{last}-{first}`"
        )
    return Paragraph(first, last, sentence)


def _paragraphs(value: object) -> tuple[Paragraph, ...]:
    return tuple(map(_paragraph, _one_or_more(value)))


def _written_duration(written: str) -> WrittenDuration | None:
    match = _DURATION.fullmatch(written)
    if not match:
        return None
    count = int(match[1])
    for unit in _UNITS:
        if match[2] == unit or (count == 1 and match[2] == unit.removesuffix("s")):
            return WrittenDuration(count, unit)
    return None


def read_duration_or_name(value: object) -> WrittenDuration | str:
    """Return a duration such as `3 months`, or a name."""
    written = text(value)
    duration = _written_duration(written)
    if duration is not None:
        return duration
    if _NAME.fullmatch(written):
        return written
    raise fault("PE123", f"`{_short(written)}` is no duration", _duration_hint(written))


def _duration_hint(written: str) -> str:
    units = "days, weeks, months, years or working_days"
    match = re.fullmatch(r"(\d{1,4})\s*([^\W\d]+)\W*", written)
    if match:
        for unit, spellings in _SPELLINGS.items():
            if match[2].casefold() in spellings:
                return f"write `{WrittenDuration(int(match[1]), unit)}`"
    if match := re.fullmatch(r"P(\d{1,4})([DWMY])", written):
        unit = next(each for each in _UNITS if each[0] == match[2].lower())
        return f"write `{WrittenDuration(int(match[1]), unit)}`"
    return f"write a number and {units}, such as `3 months`, or a parameter's name"


_SPELLINGS: dict[DurationUnit, frozenset[str]] = {
    "days": frozenset({"day", "days", "d", "dag", "dage"}),
    "weeks": frozenset({"week", "weeks", "w", "uge", "uger"}),
    "months": frozenset({"month", "months", "m", "måned", "måneder", "mdr"}),
    "years": frozenset({"year", "years", "y", "år"}),
    "working_days": frozenset(
        {
            "working_day",
            "working_days",
            "hverdag",
            "hverdage",
            "arbejdsdag",
            "arbejdsdage",
        }
    ),
}


def _written_figure(written: str) -> WrittenFigure | None:
    if match := _THOUSANDS.match(written):
        digits = re.sub("[.,]", "", match[0])
        hint = f"write `{digits}`"
        if len(re.findall("[.,]", match[0])) == 1:
            hint += f" for thousands, `{match[0].replace('.', ',')}0` for the fraction"
        raise fault(
            "PE123",
            f"`{match[0]}` is one number in Danish and another in English",
            hint,
        )
    match = _FIGURE.fullmatch(written)
    if match is None:
        return None
    return WrittenFigure(Decimal(match[1].replace(",", ".")), match[2])


def _figure_or_name(value: object) -> WrittenFigure | str:
    written = text(value)
    figure = _written_figure(written)
    if figure is not None:
        return figure
    if _NAME.fullmatch(written):
        return written
    raise fault("PE123", f"`{_short(written)}` is no figure", _FIGURE_HINT)


_FIGURE_HINT = (
    "write a figure such as `90 %`, `2,5 %`, `25 pp` or `8`, or the name of one"
)


def _figure(value: object) -> WrittenFigure | WrittenDuration | date | str:
    written = text(value)
    if _DAY.fullmatch(written) or _DAY_WRITTEN.fullmatch(written):
        return _day(written)
    duration = _written_duration(written)
    return duration if duration is not None else _figure_or_name(written)


def _day_or_name(value: object) -> date | str:
    written = text(value)
    return written if _NAME.fullmatch(written) else _day(written)


def _short(written: str) -> str:
    """The author's text as a message shows it: one line, not too long."""
    line = " ".join(written.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


_DAY_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PARAGRAPH_SCHEMA: JsonSchemaValue = {
    "anyOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "pattern": "^[0-9]+((/|-)[0-9]+)?$"},
    ]
}


def _one_or_list(item: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


# --- the types ------------------------------------------------------------------------------------------------------


Prose = Annotated[
    str, PlainValidator(_prose), WithJsonSchema({"type": "string", "minLength": 1})
]
Identifier = Annotated[
    str,
    PlainValidator(_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"}),
]
SectionName = Annotated[
    str,
    PlainValidator(_section),
    WithJsonSchema({"type": "string", "pattern": f"^{_SECTION.pattern}$"}),
]
Scalar = Annotated[
    str,
    PlainValidator(_prose),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
Names = Annotated[
    tuple[str, ...],
    PlainValidator(_names),
    WithJsonSchema(_one_or_list({"type": "string"})),
]
Values = Annotated[
    tuple[str, ...],
    PlainValidator(_values),
    WithJsonSchema(_one_or_list({"type": ["string", "number", "boolean"]})),
]

Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Whole = Annotated[
    int, PlainValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})
]
Year = Annotated[
    str,
    PlainValidator(_year),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}$"}),
]
MunicipalityCode = Annotated[
    str,
    PlainValidator(_municipality_code),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}$"}),
]
Paragraphs = Annotated[
    tuple[Paragraph, ...],
    PlainValidator(_paragraphs),
    WithJsonSchema(_one_or_list(_PARAGRAPH_SCHEMA)),
]

Day = Annotated[
    date,
    PlainValidator(_day),
    WithJsonSchema({"type": "string", "pattern": _DAY_PATTERN}),
]
DayOrName = Annotated[
    date | str,
    PlainValidator(_day_or_name),
    WithJsonSchema({"type": "string", "pattern": f"{_DAY_PATTERN}|^{_NAME.pattern}$"}),
]
DurationOrName = Annotated[
    WrittenDuration | str,
    PlainValidator(read_duration_or_name),
    WithJsonSchema({"type": "string"}),
]
FigureOrName = Annotated[
    WrittenFigure | str,
    PlainValidator(_figure_or_name),
    WithJsonSchema({"type": ["string", "number"]}),
]
Figure = Annotated[
    WrittenFigure | WrittenDuration | date | str,
    PlainValidator(_figure),
    WithJsonSchema({"type": ["string", "number"]}),
]
Bound = FigureOrName

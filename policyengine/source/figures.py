"""Texts turned into days, numbers, durations and paragraphs, each refusing what it is not."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from policyengine.source.names import NAME, read_each, read_text, shortened
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
        if self.first == self.last:
            return str(self.first)
        return f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class WrittenDuration:
    """A calendar duration as its author counts it: so many of a unit."""

    count: int
    unit: DurationUnit

    def __str__(self) -> str:
        return f"{self.count} {_singular(self.unit) if self.count == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A number as written (`90 %` is 90 with unit `%`); `unit` is `%`, `pp`, a word such as `hours`, or None."""

    number: Decimal
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.unit else str(self.number)


_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DANISH_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_PARAGRAPH = re.compile(r"(\d{1,6})(?:/(\d{1,3})|-(\d{1,6}))?", re.ASCII)
_LOOSE_SPAN = re.compile(r"(\d+)\s*[–—-]\s*(\d+)", re.ASCII)
_DURATION = re.compile(r"(\d{1,4}) ([a-z_]+)", re.ASCII)
_LOOSE_DURATION = re.compile(r"(?:(\d{1,4})\s*([^\W\d]+)\W*|P(\d{1,4})([DWMY]))")
_FIGURE = re.compile(r"(-?[0-9]{1,15}(?:[.,][0-9]{1,9})?)\s*(%|pp|[a-zæøå_]+)?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?!\d)", re.ASCII)

_SPELLINGS: dict[DurationUnit, frozenset[str]] = {
    "days": frozenset({"day", "days", "d", "dag", "dage"}),
    "weeks": frozenset({"week", "weeks", "w", "uge", "uger"}),
    "months": frozenset({"month", "months", "m", "måned", "måneder", "mdr"}),
    "years": frozenset({"year", "years", "y", "år"}),
    "working_days": frozenset(
        {"working_day", "working_days", "hverdag", "hverdage", "arbejdsdage"}
    ),
}


def read_day(value: object) -> date:
    """Return a day written `2018-12-31`."""
    written = read_text(value)
    if match := _DAY.fullmatch(written):
        year, month, day = map(int, match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            hint = _month_end(year, month)
            message = f"`{written}` is no day of the calendar"
            raise fault("PE123", message, hint) from None
    if match := _DANISH_DAY.fullmatch(written):
        day_, month_, year_ = match.groups()
        hint = f"write `{year_}-{month_:0>2}-{day_:0>2}`: year, month, day"
        raise fault("PE123", f"`{written}` is not how days are written here", hint)
    message = f"`{shortened(written)}` is no day"
    raise fault("PE123", message, "write one such as `2018-12-31`")


def read_day_or_name(value: object) -> date | str:
    """Return a day, or the name of one."""
    written = read_text(value)
    return written if NAME.fullmatch(written) else read_day(written)


def read_whole(value: object) -> int:
    """Return a whole number, zero or more."""
    written = read_text(value)
    if _WHOLE.fullmatch(written):
        return int(written)
    message = f"`{shortened(written)}` is no whole number"
    raise fault("PE123", message, "write one such as `186`")


def read_flag(value: object) -> bool:
    """Return true or false."""
    written = read_text(value)
    if written in ("true", "false"):
        return written == "true"
    message = f"`{shortened(written)}` is neither true nor false"
    raise fault("PE123", message, "write `true` or `false`")


def read_year(value: object) -> str:
    """Return the four digits of a year."""
    year = read_text(value)
    if _FOUR_DIGITS.fullmatch(year):
        return year
    message = f"`{shortened(year)}` is no year"
    raise fault("PE123", message, "write one such as `2018`")


def read_municipality_code(value: object) -> str:
    """Return the four digits of a municipality's code."""
    code = read_text(value)
    if _FOUR_DIGITS.fullmatch(code):
        return code
    hint = 'write four digits in quotes, such as `"0840"`'
    if _WHOLE.fullmatch(code) and len(code) < 4:
        hint = f'write `"{code:0>4}"` in quotes'
    raise fault("PE123", f"`{shortened(code)}` is no municipality code", hint)


def read_paragraphs(value: object) -> tuple[Paragraph, ...]:
    """Return one citation, or a list of them: `36`, `36/2` (a sentence), `24-26`."""
    return read_each(value, _read_paragraph)


def _read_paragraph(value: object) -> Paragraph:
    written = read_text(value)
    match = _PARAGRAPH.fullmatch(written)
    if match is None:
        hint = "write `36`, one sentence of it `36/2`, or a span `24-26`"
        if loose := _LOOSE_SPAN.fullmatch(written):
            hint = f"write `{loose[1]}-{loose[2]}`"
        raise fault("PE123", f"`{shortened(written)}` is no paragraph", hint)
    first = int(match[1])
    sentence = int(match[2]) if match[2] else None
    last = int(match[3]) if match[3] else first
    if first == 0 or sentence == 0:
        hint = "paragraphs and sentences are counted from 1"
        raise fault("PE123", f"`{written}` is no paragraph", hint)
    if last < first:
        message = f"the span `{written}` runs backwards"
        raise fault("PE123", message, f"write `{last}-{first}`")
    return Paragraph(first, last, sentence)


def read_duration_or_name(value: object) -> WrittenDuration | str:
    """Return a duration such as `3 months`, or a name."""
    written = read_text(value)
    duration = _duration(written)
    if duration is not None:
        return duration
    if NAME.fullmatch(written):
        return written
    message = f"`{shortened(written)}` is no duration"
    raise fault("PE123", message, _duration_hint(written))


def read_figure_or_name(value: object) -> WrittenFigure | str:
    """Return a figure such as `90 %`, `2,5 %`, `25 pp` or `8`, or a name."""
    written = read_text(value)
    if match := _THOUSANDS.match(written):
        message = f"`{match[0]}` is one number in Danish and another in English"
        raise fault("PE123", message, _thousands_hint(match[0], match[1]))
    if match := _FIGURE.fullmatch(written):
        return WrittenFigure(Decimal(match[1].replace(",", ".")), match[2])
    if NAME.fullmatch(written):
        return written
    message = f"`{shortened(written)}` is no figure"
    hint = "write one such as `90 %`, `2,5 %`, `25 pp` or `8`, or the name of one"
    raise fault("PE123", message, hint)


def read_figure(value: object) -> WrittenFigure | WrittenDuration | date | str:
    """Return a figure, a duration, a day, or a name."""
    written = read_text(value)
    if _DAY.fullmatch(written) or _DANISH_DAY.fullmatch(written):
        return read_day(written)
    duration = _duration(written)
    return duration if duration is not None else read_figure_or_name(written)


def _duration(written: str) -> WrittenDuration | None:
    match = _DURATION.fullmatch(written)
    if match is None:
        return None
    count = int(match[1])
    for unit in get_args(DurationUnit):
        if match[2] == (_singular(unit) if count == 1 else unit):
            return WrittenDuration(count, unit)
    return None


def _singular(unit: DurationUnit) -> str:
    return unit.removesuffix("s")


def _duration_hint(written: str) -> str:
    match = _LOOSE_DURATION.fullmatch(written)
    if match is not None:
        count, word = match[1] or match[3], (match[2] or match[4]).casefold()
        for unit, spellings in _SPELLINGS.items():
            if word in spellings:
                return f"write `{WrittenDuration(int(count), unit)}`"
    units = "days, weeks, months, years or working_days"
    return f"write a number and {units}, such as `3 months`, or the name of one"


def _month_end(year: int, month: int) -> str | None:
    if year == 0 or not 1 <= month <= 12:
        return "write year, month, day, such as `2018-12-31`"
    return f"that month ends on {year:04}-{month:02}-{monthrange(year, month)[1]}"


def _thousands_hint(written: str, separator: str) -> str:
    hint = f"write `{written.replace(separator, '')}`"
    if written.count(separator) == 1:
        hint += f" for thousands, `{written.replace(separator, ',')}0` for the fraction"
    return hint

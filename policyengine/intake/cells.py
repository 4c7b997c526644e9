"""What one cell says: a value of its fact's type, none, unknown, or why it says nothing."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, assert_never

from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Text,
)
from policyengine.intake.mapping import folded
from policyengine.intake.pseudonyms import holds_cpr, pseudonym

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyengine.intake.mapping import Field, Format
    from policyengine.policy.vocabulary import NullMeans

Scalar: TypeAlias = "str | bool | int | Decimal | date | tuple[str, ...]"

# Digits before the decimals: with up to nine after them they fit the 18 that engines calculate with quickly.
MOST_DIGITS = 18
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_MINUS = str.maketrans("−\u00a0\u202f", "-  ")


class Cell(NamedTuple):
    """What a cell says. Without a value, `known` tells none from unknown; `fault` says what is wrong with it."""

    value: Scalar | None = None
    known: bool = True
    fault: str | None = None


NONE, UNKNOWN = Cell(), Cell(known=False)


class _RefusedError(ValueError):
    """A text that is no value of a type; it says what belongs in the cell."""


def cell_reader(field: Field, key: bytes | None) -> Callable[[str], Cell]:
    """Return what reads the cells of a field; `key` makes pseudonyms of a link's ids where it is to."""
    convert = _converter(field, key if field.pseudonymised else None)
    says: dict[NullMeans, Cell] = {
        "none": Cell(()) if isinstance(field.type, ListType) else NONE,
        "unknown": UNKNOWN,
    }
    words = {word: says[meaning] for word, meaning in field.words.items()}
    # A longer text is none of the words, and need not be folded to know it.
    longest = 2 * max(map(len, words), default=0)

    def read(text: str) -> Cell:
        text = text.strip()
        if not text:
            return says[field.empty]
        found = words.get(folded(text)) if len(text) <= longest else None
        if found is not None:
            return found
        try:
            return Cell(convert(text))
        except _RefusedError as refused:
            return Cell(known=False, fault=str(refused))

    return read


def id_reader(key: bytes | None) -> Callable[[str], Cell]:
    """Return what reads the cells with the ids of subjects."""

    def read(text: str) -> Cell:
        try:
            return Cell(_id(text.strip(), key))
        except _RefusedError as refused:
            return Cell(known=False, fault=str(refused))

    return read


def _converter(field: Field, key: bytes | None) -> Callable[[str], Scalar]:
    written = field.format
    if field.is_link:
        return lambda text: _id(text, key)
    match field.type:
        case Day():
            return lambda text: _day(text, written)
        case Number():
            return _number_reader(written)
        case Boolean():
            return lambda text: _boolean(text, written)
        case Choice():
            return lambda text: _choice(text, written)
        case ListType():
            return lambda text: _choices(text, written)
        case Text():
            return _text
        case DaysDuration() | MonthsDuration() | Null() | RecordType():
            raise AssertionError("a vocabulary declares no fact of this type")
        case _:
            assert_never(field.type)


def _id(text: str, key: bytes | None) -> str:
    if not text:
        raise _RefusedError("the id is empty")
    if key is not None:
        return pseudonym(text, key)
    return _text(text)


def _text(text: str) -> str:
    if not text.isprintable() and _CONTROL.search(text):
        raise _RefusedError("a control character stands in the text")
    if holds_cpr(text):
        raise _RefusedError("this looks like a CPR number")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _day(text: str, written: Format) -> date:
    for each in written.days:
        try:
            day = each.read(text)
        except ValueError as error:
            reason = str(error)
            beyond = reason.startswith("the year")
            raise _RefusedError(reason if beyond else "there is no such day") from None
        if day is not None:
            return day
    raise _RefusedError(f"not a day written as {written.days[0].text}")


def _number_reader(written: Format) -> Callable[[str], int | Decimal]:
    decimal = re.escape(written.decimal)
    whole = r"\d+"
    if written.thousands:
        whole = rf"(?:\d{{1,3}}(?:{re.escape(written.thousands)}\d{{3}})+|\d+)"
    pattern = re.compile(rf"([-+]?{whole})(?:{decimal}(\d+))?", re.ASCII)

    def read(text: str) -> int | Decimal:
        match = pattern.fullmatch(text.translate(_MINUS))
        if match is None:
            raise _RefusedError(f"not a number with decimals after `{written.decimal}`")
        digits = match[1].replace(written.thousands or "\0", "")
        fraction = (match[2] or "").rstrip("0")
        if len(fraction) > written.decimals:
            raise _RefusedError(f"more than {written.decimals} decimals")
        if len(digits.lstrip("-+0")) > MOST_DIGITS - written.decimals:
            raise _RefusedError("a number of too many digits")
        if not written.decimals:
            return int(digits)
        return Decimal(f"{digits}.{fraction or '0'}")

    return read


def _boolean(text: str, written: Format) -> bool:
    word = folded(text)
    if word in written.yes:
        return True
    if word in written.no:
        return False
    raise _RefusedError("not a word for yes or no")


def _choice(text: str, written: Format) -> str:
    value = written.choices.get(folded(text))
    if value is None:
        raise _RefusedError("not a word for any of the values")
    return value


def _choices(text: str, written: Format) -> tuple[str, ...]:
    words = [each for each in text.split(written.separator) if each.strip()]
    return tuple(dict.fromkeys(_choice(each, written) for each in words))

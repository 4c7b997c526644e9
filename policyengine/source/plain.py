"""What stands without quotes and is read by one YAML reader as this, by another as that."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = str | int | Decimal | bool | None

_TRUE = frozenset({"y", "yes", "on", "true"})
_FALSE = frozenset({"n", "no", "off", "false"})
_SAME_FOR_ALL = frozenset({"true", "false", "null"})
_SUSPECT = re.compile(r"[-+.\d~<=]")
_LONGEST = 60
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,29})(\.\d{1,30})?", re.ASCII)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)

_OTHERWISE = "is a number to some YAML readers, a text to others"
# What reads differently: how it looks, what is wrong with it.
_READ_DIFFERENTLY = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), message)
    for pattern, message in (
        (r"~|=|<<", "has a meaning of its own to some YAML readers"),
        (
            r"[-+]?0\d[\d_.]*",
            "loses its leading zero, or counts in eights, to some YAML readers",
        ),
        (
            r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?",
            "is a number in base sixty to some YAML readers",
        ),
        (r"[-+]?\d[\d_]*_[\d_.]*", _OTHERWISE),
        (r"[-+]?(0x[\da-f_]+|0o[0-7]+|0b[01_]+)", _OTHERWISE),
        (r"[-+]?(\.\d[\d_]*|\d+\.|\.inf|\.nan|\d+(\.\d*)?e[-+]?\d+)", _OTHERWISE),
        (r"\+\d+(\.\d*)?", _OTHERWISE),
    )
)


def ambiguity(text: str) -> tuple[str, str] | None:
    """Return what is wrong with an unquoted text, and what to write; None where all readers agree."""
    word = text.casefold()
    if word in _TRUE | _FALSE | {"null"} and text not in _SAME_FOR_ALL:
        meaning = "true" if word in _TRUE else "false" if word in _FALSE else "null"
        message = f"`{text}` is {meaning} to some YAML readers, a text to others"
        return message, f'write `{meaning}`, or `"{text}"` for the text'
    if len(text) > _LONGEST or not _SUSPECT.match(text):
        return None
    if _THOUSANDS.fullmatch(text):
        message = f"`{text}` is one number in Danish and another to YAML"
        return message, _thousands_hint(text)
    for pattern, message in _READ_DIFFERENTLY:
        if pattern.fullmatch(text):
            hint = f'write `"{text}"` in quotes'
            also = ", or the number in plain digits" if message == _OTHERWISE else ""
            return f"`{text}` {message}", hint + also
    return None


def as_json(text: str) -> Json:
    """Return what an unquoted text is in a record: none, true or false, a number, else the text."""
    if text == "null":
        return None
    if text in ("true", "false"):
        return text == "true"
    if match := _NUMBER.fullmatch(text):
        return Decimal(text) if match[2] else int(text)
    return text


def _thousands_hint(text: str) -> str:
    hint = f"write `{text.replace('.', '')}`"
    if text.count(".") == 1:
        hint += f" for thousands, `{text}0` for the fraction"
    return hint

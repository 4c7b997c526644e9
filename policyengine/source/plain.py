"""What stands without quotes and is read by one YAML reader as this, by another as that."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = str | int | Decimal | bool | None

_WORDS = frozenset("y yes n no on off true false null".split())
_SAME_FOR_ALL = frozenset({"true", "false", "null"})
_LONGEST_NUMBER = 60
_SUSPECT = re.compile(r"[-+.\d~<=]")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,29})(\.\d{1,30})?", re.ASCII)
_LEADING_ZERO = re.compile(r"[-+]?0[0-9][0-9_.]*", re.ASCII)
_TIME = re.compile(r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?", re.ASCII)
_UNDERSCORE = re.compile(r"[-+]?\d[\d_]*_[\d_]*(\.[\d_]*)?", re.ASCII)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_OTHER_NUMBER = re.compile(
    r"[-+]?(0x[\da-f_]+|0o[0-7]+|0b[01_]+|\.\d[\d_]*|\d+\.|\.inf|\.nan|\d+(\.\d*)?e[-+]?\d+)"
    r"|\+\d+(\.\d*)?",
    re.ASCII | re.IGNORECASE,
)


def ambiguity(text: str) -> tuple[str, str] | None:
    """Return what is wrong with an unquoted text, and what to write; None where all readers agree."""
    if text.casefold() in _WORDS and text not in _SAME_FOR_ALL:
        return _word(text)
    if not _SUSPECT.match(text) or len(text) > _LONGEST_NUMBER:
        return None
    quoted = f'write `"{text}"` in quotes'
    if text == "~":
        return (
            "`~` is null to YAML",
            "write `null` for known none, or the text in quotes",
        )
    if text in ("=", "<<"):
        return f"`{text}` has a meaning of its own to some YAML readers", quoted
    if _LEADING_ZERO.fullmatch(text):
        return (
            f"`{text}` loses its leading zero, or is counted in eights, by some YAML readers",
            quoted,
        )
    if _TIME.fullmatch(text):
        return f"`{text}` is a number in base sixty to some YAML readers", quoted
    if _UNDERSCORE.fullmatch(text):
        return (
            f"`{text}` is a number to some YAML readers, a text to others",
            f"write `{text.replace('_', '')}`",
        )
    if _THOUSANDS.fullmatch(text):
        return _thousands(text)
    if _OTHER_NUMBER.fullmatch(text):
        return (
            f"`{text}` is a number to some YAML readers, a text to others",
            "write the number in plain digits, or the text in quotes",
        )
    return None


def as_json(text: str) -> Json:
    """Return what an unquoted text is in a record: none, true or false, a number, else the text."""
    match text:
        case "null":
            return None
        case "true":
            return True
        case "false":
            return False
    if match := _NUMBER.fullmatch(text):
        return Decimal(text) if match[2] else int(text)
    return text


def _word(text: str) -> tuple[str, str]:
    meaning = text.casefold()
    if meaning in _SAME_FOR_ALL:
        return (
            f"`{text}` is `{meaning}` to some YAML readers, a text to others",
            f'write `{meaning}`, or `"{text}"` for the text',
        )
    truth = "true" if meaning in ("y", "yes", "on") else "false"
    return (
        f"`{text}` is {truth} to some YAML readers, a text to others",
        f'write `{truth}`, or `"{text}"` for the text',
    )


def _thousands(text: str) -> tuple[str, str]:
    digits = text.replace(".", "")
    hint = f"write `{digits}`"
    if text.count(".") == 1:
        hint += f" for thousands, `{text}0` for the fraction"
    return f"`{text}` is one number in Danish and another to YAML", hint

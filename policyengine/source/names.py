"""Texts turned into names and prose, one or several, each refusing what it is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from pydantic_core import InitErrorDetails, PydanticCustomError

from policyengine.source.shape import fault, faults

if TYPE_CHECKING:
    from collections.abc import Callable

ItemT = TypeVar("ItemT")

_WORD = r"[a-z][a-z0-9_]*"
NAME = re.compile(rf"{_WORD}(\.{_WORD})*")
SECTION = re.compile(rf"{_WORD}(/{_WORD})?")
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o"})


def read_text(value: object) -> str:
    """Return a scalar's text as it stands, which is not blank."""
    if not isinstance(value, str):
        found = "a list stands" if isinstance(value, list) else "keys stand"
        message = f"{found} where a single text or figure belongs"
        raise fault("PE122", message, "write one value after the colon")
    if not value.strip():
        raise fault("PE110", "the text is empty", "write it, or leave the key out")
    return value


def read_prose(value: object) -> str:
    """Return a text without the blanks and line ends around it."""
    return read_text(value).strip()


def read_name(value: object) -> str:
    """Return a name such as `arrived_on`, dotted where it leads to another record."""
    name = read_text(value)
    if NAME.fullmatch(name):
        return name
    raise fault("PE123", f"`{shortened(name)}` is no name", _name_hint(name))


def read_section(value: object) -> str:
    """Return a theme, or a theme and a heading under it."""
    name = read_text(value)
    if SECTION.fullmatch(name):
        return name
    hint = "write a theme such as `reception`, or a heading under it, `reception/aims`"
    raise fault("PE123", f"`{shortened(name)}` is no section", hint)


def read_names(value: object) -> tuple[str, ...]:
    """Return one name, or a list of them."""
    return read_each(value, read_name)


def read_values(value: object) -> tuple[str, ...]:
    """Return one text, or a list of them."""
    return read_each(value, read_text)


def read_each(value: object, read: Callable[[object], ItemT]) -> tuple[ItemT, ...]:
    """Return what `read` makes of one item or of each of a list; all faults at once."""
    if not isinstance(value, list):
        return (read(value),)
    if not value:
        raise fault("PE110", "the list is empty", "write an item, or leave the key out")
    items, found = [], []
    for index, item in enumerate(value):
        try:
            items.append(read(item))
        except PydanticCustomError as error:
            found.append(InitErrorDetails(type=error, loc=(index,), input=None))
    if found:
        raise faults("list", found)
    return tuple(items)


def shortened(written: str) -> str:
    """Return the author's text as a message shows it: one line, not too long."""
    line = " ".join(written.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _name_hint(name: str) -> str:
    words = name.casefold().translate(_ASCII).split(".")
    mended = ".".join(re.sub(r"[^a-z0-9]+", "_", word).strip("_") for word in words)
    if NAME.fullmatch(mended) and len(mended) <= 40:
        return f"write `{mended}`"
    return "a name is letters a to z, digits and `_`, and begins with a letter"

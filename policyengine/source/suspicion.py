"""What is wrong with a key or a value that YAML accepts: it does not say what its author meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.source import Span
from policyengine.source import plain, traps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.source.positions import Style

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COMMENT = re.compile(r"[ ]+(#[^\n]*)")
_COUNTED_HEADER = re.compile(r".[-+]?\d")
_NO_NAMES = ("", "true", "false", "null")


@dataclass(frozen=True)
class Key:
    """A key as written."""

    name: str
    span: Span

    @property
    def is_prose(self) -> bool:
        """Whether a sentence for readers stands under it."""
        return self.name in traps.PROSE_KEYS


@dataclass(frozen=True)
class Scalar:
    """A value as written: in `text` at `span`, below `key`; `in_json` where null and numbers have JSON's meaning."""

    text: str
    span: Span
    style: Style
    value: str
    key: Key | None
    in_flow: bool
    in_json: bool

    @property
    def header(self) -> str:
        """The first line of a block, such as `>-`."""
        return self.text[self.span.start : self.span.end].partition("\n")[0]

    @property
    def in_quotes(self) -> str:
        """How to write the line so that its value is a text."""
        return traps.in_quotes(self.span.source, self.text, self.span.start)


def key_faults(key: Key, style: Style) -> Iterator[Diagnostic]:
    """Give what is wrong with a key by itself."""
    if style != "plain":
        return
    if key.name == "<<":
        message, hint = "`<<` merges keys from elsewhere", "write the keys themselves"
        yield Diagnostic("PE106", message, key.span, hint)
        return
    found = plain.ambiguity(key.name)
    if found is not None or key.name in _NO_NAMES:
        message = found[0] if found else f"`{key.name}` is no name"
        hint = f'write another name, or `"{key.name}"` in quotes'
        yield Diagnostic("PE113", message, key.span, hint)


def repeated(key: Key, first: Span) -> Diagnostic:
    """Return the fault of a key that stands twice in one mapping."""
    message = f"`{key.name}` stands twice here; YAML keeps the last alone"
    hint = "delete one"
    if key.is_prose:
        hint = f"write one text: `{key.name}: >-` and the lines below it, further in"
    related = (("it stands here first", first),)
    return Diagnostic("PE105", message, key.span, hint, related)


def value_faults(scalar: Scalar) -> Iterator[Diagnostic]:
    """Give what is wrong with a value by itself."""
    if _CONTROL.search(scalar.value):
        message = "an escape stands for what is no character of a text"
        hint = "write the character itself"
        yield Diagnostic("PE104", message, scalar.span, hint)
    match scalar.style:
        case "plain" if not scalar.value:
            yield _nothing(scalar)
        case "plain":
            yield from _ambiguous(scalar)
            yield from _cut_off(scalar)
        case "literal" | "folded" if not scalar.value.strip():
            message = f"`{scalar.header}` opens a block of text, and none follows"
            yield Diagnostic("PE110", message, scalar.span, scalar.in_quotes)
        case "literal" | "folded" if _COUNTED_HEADER.match(scalar.header):
            message = f"`{scalar.header}` opens a block of text"
            yield Diagnostic("PE111", message, scalar.span, scalar.in_quotes)
        case _:
            pass


def _nothing(scalar: Scalar) -> Diagnostic:
    key = scalar.key
    if key is None:
        hint = "write it, or delete the line"
        return Diagnostic("PE110", "the item is empty", scalar.span, hint)
    if scalar.in_flow and ":" not in scalar.text[key.span.end : scalar.span.start]:
        message = f"the comma makes `{key.name}` a key without a value"
        hint = "write the text before it in quotes, or each key on a line of its own"
        return Diagnostic("PE109", message, key.span, hint)
    hint = "write one, or leave the key out"
    return Diagnostic("PE110", f"`{key.name}` has no value", key.span, hint)


def _ambiguous(scalar: Scalar) -> Iterator[Diagnostic]:
    found = plain.ambiguity(scalar.value)
    if found is not None:
        message, hint = found
        if scalar.key is not None and scalar.key.is_prose:
            hint = f'write `{scalar.key.name}: "{scalar.value}"` in quotes'
        yield Diagnostic("PE108", message, scalar.span, hint)
    elif scalar.value == "null" and not scalar.in_json:
        message = "`null` stands in an example's records alone"
        hint = "write `none` for known none, leave the key out, or write it in quotes"
        yield Diagnostic("PE108", message, scalar.span, hint)


def _cut_off(scalar: Scalar) -> Iterator[Diagnostic]:
    comment = _COMMENT.match(scalar.text, scalar.span.end)
    if comment is None or scalar.key is None or not scalar.key.is_prose:
        return
    message = "` #` ends the text: what follows is a comment to YAML"
    hint = (
        f"write `{scalar.key.name}: >-` and the text on the next line, further in; "
        "a comment stands on a line of its own"
    )
    cut = Span(scalar.span.source, *comment.span(1))
    yield Diagnostic("PE109", message, cut, hint)

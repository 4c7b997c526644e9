"""Where in the file each key and value stands, and where within it each character of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from policyengine.diagnostics.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.diagnostics.source import Source

Path: TypeAlias = tuple[str | int, ...]
Style = Literal["plain", "single", "double", "literal", "folded", "map", "list"]

_SHORT_ESCAPES = {"x": 2, "u": 4, "U": 8}


@dataclass(frozen=True, slots=True)
class Node:
    """One value: its span, its key's span (None in a list), how it is written, and a scalar's text."""

    span: Span
    key: Span | None
    style: Style
    value: str = ""


@dataclass(frozen=True)
class SourceMap:
    """The nodes of a file by path; a path that the file lacks is taken for the nearest above it."""

    source: Source
    nodes: Mapping[Path, Node]

    def value(self, path: Path) -> Span:
        """Return the span of the value at a path."""
        return self._nearest(path).span

    def key(self, path: Path) -> Span:
        """Return the span of the key at a path; of an item in a list, its first key or itself."""
        node = self._nearest(path)
        if node.key is not None:
            return node.key
        first = node.span.source.line(node.span.line)
        room = len(first) - node.span.column + 1
        return Span(
            self.source, node.span.start, min(node.span.end, node.span.start + room)
        )

    def is_plain(self, path: Path) -> bool:
        """Whether a scalar stands there without quotes and not as a block."""
        node = self.nodes.get(path)
        return node is not None and node.style == "plain"

    def locate(self, path: Path, start: int, end: int) -> Span:
        """Return where characters `start` up to `end` of the text at a path stand in the file.

        Exact but for the line ends of folded text, which stand for the spaces they become.
        """
        node = self._nearest(path)
        if node.style in ("map", "list"):
            return node.span
        offsets = _offsets(node)
        last = len(offsets) - 1
        first = node.span.start + offsets[min(max(start, 0), last)]
        if end <= start:
            return Span(self.source, first, first)
        final = node.span.start + offsets[min(end, last + 1) - 1] + 1
        return Span(self.source, first, max(first, min(final, node.span.end)))

    def _nearest(self, path: Path) -> Node:
        while path not in self.nodes:
            path = path[:-1]
        return self.nodes[path]


def _offsets(node: Node) -> list[int]:
    """For each character of a scalar's text, and for its end, the offset within what is written."""
    raw = node.span.text
    match node.style:
        case "double":
            return _unescaped(raw)
        case "single":
            return _undoubled(raw)
        case "literal" | "folded":
            return _aligned(raw, node.value, raw.find("\n") + 1)
        case _:
            return _aligned(raw, node.value, 0)


def _unescaped(raw: str) -> list[int]:
    offsets, at, close = [], 1, len(raw) - 1
    while at < close:
        offsets.append(at)
        at += 1 if raw[at] != "\\" else 2 + _SHORT_ESCAPES.get(raw[at + 1], 0)
    return [*offsets, close]


def _undoubled(raw: str) -> list[int]:
    offsets, at, close = [], 1, len(raw) - 1
    while at < close:
        offsets.append(at)
        at += 2 if raw[at] == "'" else 1
    return [*offsets, close]


def _aligned(raw: str, value: str, at: int) -> list[int]:
    """Match the characters in order; blanks that the reader made or dropped take the next place."""
    offsets = []
    for char in value:
        if not char.isspace():
            while at < len(raw) and raw[at].isspace():
                at += 1
        offsets.append(at)
        if at < len(raw) and raw[at].isspace() == char.isspace():
            at += 1
    return [*offsets, at]

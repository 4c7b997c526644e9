"""Data and positions built from YAML's events, without recursion and within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.source import Span
from policyengine.source import plain, traps
from policyengine.source.positions import Node, Path, SourceMap, Style
from policyengine.source.suspicion import (
    Key,
    Scalar,
    key_faults,
    repeated,
    value_faults,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.diagnostics.source import Source

LIMIT_DEPTH = 40
LIMIT_NODES = 50_000

# Data as a file holds it: texts, and in an example's records what JSON has.
Data: TypeAlias = "plain.Json | list[Data] | dict[str, Data]"

_STYLES: dict[str | None, Style] = {
    None: "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_RANGE = re.compile(r"\S+\.\.\S+")


@dataclass(frozen=True)
class Reading:
    """What was read. Paths in `spoiled` hold no value to judge: their fault is among `faults` already."""

    data: Data
    map: SourceMap
    faults: tuple[Diagnostic, ...]
    spoiled: frozenset[Path]


class StopError(Exception):
    """Reading cannot go on as the text stands."""

    def __init__(self, trap: traps.Trap) -> None:
        self.trap = trap


@dataclass
class _Frame:
    """A mapping or list that is being filled; `key` is the key whose value comes next."""

    path: Path
    data: dict[str, Data] | list[Data]
    start: int
    key_span: Span | None
    flow: bool
    end: int
    key: Key | None = None
    seen: dict[str, Span] = field(default_factory=dict)

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.data, dict) and self.key is None


class Composer:
    """Takes the events of `text`, which stands in for the source's own where that was mended."""

    def __init__(
        self,
        source: Source,
        text: str,
        json_under: str | None,
        mends: Iterable[traps.Trap],
    ) -> None:
        self.source = source
        self.text = text
        self.json_under = json_under
        self.mends = [
            (each.start, each.start + len(each.stand_in or "")) for each in mends
        ]
        self.faults: list[Diagnostic] = []
        self.spoiled: set[Path] = set()
        self.nodes: dict[Path, Node] = {}
        self.frames: list[_Frame] = []
        self.root: Data = None
        self.documents = 0

    def reading(self, faults: Iterable[Diagnostic]) -> Reading:
        """Return what was built, and all faults."""
        if () not in self.nodes:
            start = Span(self.source, 0, 0)
            self.nodes[()] = Node(start, None, "map")
            self.spoiled.add(())
            self.faults.append(Diagnostic("PE110", "the file is empty", start))
        positions = SourceMap(self.source, self.nodes)
        found = (*faults, *self.faults)
        return Reading(self.root, positions, found, frozenset(self.spoiled))

    def take(self, event: yaml.Event) -> None:
        """Take the next event; StopError where the rest cannot be read."""
        match event:
            case yaml.DocumentStartEvent():
                self._begin_document(event)
            case _ if self.documents > 1:
                pass
            case yaml.MappingStartEvent():
                self._open(event, {})
            case yaml.SequenceStartEvent():
                self._open(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(event)
            case yaml.AliasEvent():
                self._leaf(event, f"*{event.anchor}", "plain")
            case yaml.ScalarEvent():
                self._leaf(event, event.value, _STYLES[event.style])
            case _:
                pass

    def _begin_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents == 2:
            message, hint = "a second document begins here", "write a file for each"
            self.faults.append(Diagnostic("PE107", message, self._span(event), hint))

    def _span(self, event: yaml.Event) -> Span:
        assert event.start_mark is not None
        assert event.end_mark is not None
        return Span(self.source, event.start_mark.index, event.end_mark.index)

    def _machinery(self, event: yaml.NodeEvent) -> bool:
        """Report an anchor, alias or tag; return whether there was one."""
        if event.anchor is None and getattr(event, "tag", None) is None:
            return False
        span = self._span(event)
        message, hint = "anchors, aliases and tags are not used here", "delete it"
        if not isinstance(event, yaml.CollectionStartEvent):
            hint = "write the value itself, or in quotes"
            line = traps.line_at(self.source, self.text, span.line)
            if line.start == span.start:
                message, hint = line.opener or message, line.mend
        self.faults.append(Diagnostic("PE106", message, span, hint))
        return True

    # --- mappings and lists ---

    def _open(
        self, event: yaml.CollectionStartEvent, data: dict[str, Data] | list[Data]
    ) -> None:
        span = self._span(event)
        if len(self.frames) >= LIMIT_DEPTH:
            message = f"this stands more than {LIMIT_DEPTH} levels deep"
            raise StopError(traps.Trap(Diagnostic("PE103", message, span)))
        if self.frames and self.frames[-1].awaits_key:
            raise StopError(traps.keyed_by_structure(self.source, self.text, span))
        self._machinery(event)
        path, key = self._place(data)
        flow = bool(event.flow_style)
        self.frames.append(_Frame(path, data, span.start, key, flow, span.end))

    def _close(self, event: yaml.Event) -> None:
        frame = self.frames.pop()
        # A block's own end mark stands after the blank lines and comments below it.
        end = self._span(event).end if frame.flow else frame.end
        span = Span(self.source, frame.start, end)
        style: Style = "map" if isinstance(frame.data, dict) else "list"
        self._node(frame.path, Node(span, frame.key_span, style))
        if frame.flow and style == "list" and len(frame.data) == 1:
            self._bare_range(frame.path, span)

    def _bare_range(self, path: Path, span: Span) -> None:
        item = self.nodes[*path, 0]
        if item.style == "plain" and _RANGE.fullmatch(item.value):
            message = f"`{span.text}` is a list of one text to YAML"
            hint = f'write `"{span.text}"` in quotes'
            self.faults.append(Diagnostic("PE111", message, span, hint))
            self.spoiled.add(path)

    # --- scalars ---

    def _leaf(
        self, event: yaml.ScalarEvent | yaml.AliasEvent, value: str, style: Style
    ) -> None:
        span = self._span(event)
        if style in ("single", "double") and "\n" in span.text:
            raise StopError(traps.unclosed(self.source, self.text, span.start))
        if style in ("literal", "folded"):
            written = self.text[span.start : span.end].rstrip()
            span = Span(self.source, span.start, span.start + len(written))
        refused = self._machinery(event)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.awaits_key:
            self._key(frame, Key(value, span), style)
            return
        scalar = Scalar(
            self.text,
            span,
            style,
            value,
            key=frame.key if frame else None,
            in_flow=frame is not None and frame.flow,
            in_json=frame is not None and self.json_under in frame.path,
        )
        self._value(scalar, refused=refused)

    def _key(self, frame: _Frame, key: Key, style: Style) -> None:
        found = list(key_faults(key, style))
        if found:
            self.spoiled.add((*frame.path, key.name))
        first = frame.seen.setdefault(key.name, key.span)
        if first != key.span:
            found.append(repeated(key, first))
        self.faults += found
        frame.key = key

    def _value(self, scalar: Scalar, *, refused: bool) -> None:
        typed = scalar.in_json and scalar.style == "plain"
        path, key = self._place(plain.as_json(scalar.value) if typed else scalar.value)
        found = [] if refused else list(value_faults(scalar))
        self.faults += found
        if refused or found or self._is_mended(scalar.span):
            self.spoiled.add(path)
        self._node(path, Node(scalar.span, key, scalar.style, scalar.value))

    def _is_mended(self, span: Span) -> bool:
        return any(start <= span.end and span.start <= end for start, end in self.mends)

    def _place(self, data: Data) -> tuple[Path, Span | None]:
        """Put a value into what is being filled; return its path and its key's span."""
        if not self.frames:
            self.root = data
            return (), None
        frame = self.frames[-1]
        if isinstance(frame.data, list):
            frame.data.append(data)
            return (*frame.path, len(frame.data) - 1), None
        key, frame.key = frame.key, None
        assert key is not None
        if frame.seen[key.name] == key.span:
            frame.data[key.name] = data
            return (*frame.path, key.name), key.span
        # A repeated key's value is read for its own faults, under a path that no value has.
        path = (*frame.path, key.name, key.span.start)
        self.spoiled.add(path)
        return path, key.span

    def _node(self, path: Path, node: Node) -> None:
        self.nodes[path] = node
        if self.frames:
            self.frames[-1].end = node.span.end
        if len(self.nodes) > LIMIT_NODES:
            message = f"the file has more than {LIMIT_NODES:,} values"
            trap = traps.Trap(Diagnostic("PE103", message, node.span, "split the file"))
            raise StopError(trap)

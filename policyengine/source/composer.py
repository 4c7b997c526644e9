"""Data and positions built from YAML's events, and refused what YAML readers read differently."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import yaml

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.source import Span
from policyengine.source import plain, traps
from policyengine.source.positions import Node, Path, SourceMap, Style

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
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COMMENT = re.compile(r"[ ]+(#[^\n]*)")


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
    end: int = 0
    key: tuple[str, Span] | None = None
    seen: dict[str, Span] = field(default_factory=dict)


class Composer:
    """Builds data and map from events, without recursion."""

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
        """Return what was built."""
        if () not in self.nodes:
            self.nodes[()] = Node(Span(self.source, 0, 0), None, "map")
            self.spoiled.add(())
            self._fault("PE110", "the file is empty", Span(self.source, 0, 0), None)
        nodes = SourceMap(self.source, self.nodes)
        return Reading(
            self.root, nodes, (*faults, *self.faults), frozenset(self.spoiled)
        )

    def _fault(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str | None,
        *related: tuple[str, Span],
    ) -> None:
        self.faults.append(Diagnostic(code, message, span, hint, related))

    def _stop(self, code: str, message: str, span: Span, hint: str | None) -> NoReturn:
        raise StopError(traps.Trap(Diagnostic(code, message, span, hint)))

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents == 2:
                    self._fault(
                        "PE107",
                        "a second document begins here",
                        self._span(event),
                        "write it in a file of its own",
                    )
            case _ if self.documents > 1:
                return
            case yaml.MappingStartEvent():
                self._open(event, {})
            case yaml.SequenceStartEvent():
                self._open(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(event)
            case yaml.AliasEvent():
                self._machinery(event)
                self._scalar(self._span(event), "plain", "", spoiled=True)
            case yaml.ScalarEvent():
                self._take_scalar(event)
            case _:
                pass

    def _span(self, event: yaml.Event) -> Span:
        assert event.start_mark is not None
        assert event.end_mark is not None
        return Span(self.source, event.start_mark.index, event.end_mark.index)

    def _machinery(self, event: yaml.NodeEvent) -> bool:
        """Report an anchor, alias or tag; return whether there was one."""
        tag = getattr(event, "tag", None)
        if event.anchor is None and tag is None:
            return False
        span = self._span(event)
        message, hint = "anchors, aliases and tags are not used here", "delete it"
        if not isinstance(event, yaml.CollectionStartEvent):
            hint = "write the value itself, or in quotes"
            line = traps.line_at(self.source, self.text, span.line)
            if line.start == span.start:
                message, hint = line.opener or message, line.mend
        self._fault("PE106", message, span, hint)
        return True

    # --- mappings and lists ---

    def _open(
        self, event: yaml.CollectionStartEvent, data: dict[str, Data] | list[Data]
    ) -> None:
        span = self._span(event)
        if len(self.frames) >= LIMIT_DEPTH:
            self._stop(
                "PE103", f"this stands more than {LIMIT_DEPTH} levels deep", span, None
            )
        frame = self.frames[-1] if self.frames else None
        if frame and isinstance(frame.data, dict) and frame.key is None:
            raise StopError(traps.keyed_by_structure(self.source, self.text, span))
        path, key = self._place(data)
        self._machinery(event)
        self.frames.append(
            _Frame(path, data, span.start, key, bool(event.flow_style), span.end)
        )

    def _close(self, event: yaml.Event) -> None:
        frame = self.frames.pop()
        end = self._span(event).end if frame.flow else frame.end
        style: Style = "map" if isinstance(frame.data, dict) else "list"
        span = Span(self.source, frame.start, end)
        self._node(frame.path, Node(span, frame.key_span, style))
        if frame.flow and style == "list" and len(frame.data) == 1:
            self._bare_range(frame.path, span)

    def _bare_range(self, path: Path, span: Span) -> None:
        item = self.nodes[*path, 0]
        if item.style == "plain" and _RANGE.fullmatch(item.value):
            hint = f'write `"{span.text}"` in quotes'
            self._fault(
                "PE111", f"`{span.text}` is a list of one text to YAML", span, hint
            )
            self.spoiled.add(path)

    def _place(self, data: Data) -> tuple[Path, Span | None]:
        """Attach a value to what is being filled; return its path and its key's span."""
        if not self.frames:
            self.root = data
            return (), None
        frame = self.frames[-1]
        if isinstance(frame.data, list):
            frame.data.append(data)
            return (*frame.path, len(frame.data) - 1), None
        assert frame.key is not None
        key, span = frame.key
        frame.key = None
        if frame.seen[key] == span:
            frame.data[key] = data
            return (*frame.path, key), span
        # A repeated key's value is read for its own faults, under a path that no value has.
        path = (*frame.path, key, span.start)
        self.spoiled.add(path)
        return path, span

    def _node(self, path: Path, node: Node) -> None:
        self.nodes[path] = node
        if self.frames:
            self.frames[-1].end = node.span.end
        if len(self.nodes) > LIMIT_NODES:
            self._stop(
                "PE103",
                f"the file has more than {LIMIT_NODES:,} values",
                node.span,
                "split the file",
            )

    # --- scalars ---

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        span, style = self._span(event), _STYLES[event.style]
        if (
            style in ("single", "double")
            and span.source.position(span.end)[0] != span.line
        ):
            raise StopError(
                traps.unclosed(self.source, self.text, span.start, span.end)
            )
        spoiled = self._machinery(event)
        if style in ("literal", "folded"):
            span = Span(
                self.source,
                span.start,
                span.start + len(self.text[span.start : span.end].rstrip()),
            )
        if _CONTROL.search(event.value):
            self._fault(
                "PE104",
                "an escape stands for what is no character of a text",
                span,
                "write the character itself",
            )
            spoiled = True
        frame = self.frames[-1] if self.frames else None
        if frame and isinstance(frame.data, dict) and frame.key is None:
            self._take_key(frame, event.value, span, style)
        else:
            self._scalar(span, style, event.value, spoiled=spoiled)

    def _take_key(self, frame: _Frame, key: str, span: Span, style: Style) -> None:
        found = plain.ambiguity(key) if style == "plain" else None
        if style == "plain" and (found or key in ("true", "false", "null", "")):
            code = "PE106" if key == "<<" else "PE113"
            message = found[0] if found else f"`{key}` is no name"
            hint = "write the keys themselves"
            if code == "PE113":
                hint = f'write another name, or `"{key}"` in quotes'
            self._fault(code, message, span, hint)
            self.spoiled.add((*frame.path, key))
        first = frame.seen.setdefault(key, span)
        if first != span:
            message = f"`{key}` stands twice here; YAML keeps the last alone"
            hint = "delete one"
            if key in traps.PROSE_KEYS:
                hint = f"write one text: `{key}: >-` and the lines below it, further in"
            self._fault("PE105", message, span, hint, ("it stands here first", first))
        frame.key = (key, span)

    def _scalar(self, span: Span, style: Style, value: str, *, spoiled: bool) -> None:
        key = self.frames[-1].key if self.frames else None
        path, key_span = self._place(None)
        trapped = any(
            start <= span.end and span.start <= end for start, end in self.mends
        )
        if spoiled or trapped or self._scalar_fault(path, key, span, style, value):
            self.spoiled.add(path)
        typed = style == "plain" and self.json_under in path[:-1]
        self._attach(path, plain.as_json(value) if typed else value)
        self._node(path, Node(span, key_span, style, value))

    def _attach(self, path: Path, value: Data) -> None:
        """Put a scalar in the place just made for it."""
        if not self.frames:
            self.root = value
            return
        data = self.frames[-1].data
        if isinstance(data, list):
            data[-1] = value
        elif path[-1] in data and isinstance(path[-1], str):
            data[path[-1]] = value

    def _scalar_fault(
        self,
        path: Path,
        key: tuple[str, Span] | None,
        span: Span,
        style: Style,
        value: str,
    ) -> bool:
        """Report what is wrong with a value; return whether anything is."""
        before = len(self.faults)
        if not value.strip() and style in ("plain", "literal", "folded"):
            self._empty(key, span)
        elif style in ("literal", "folded"):
            header = self.text[span.start : span.end].partition("\n")[0]
            if re.match(r".[-+]?\d", header):
                hint = traps.in_quotes(self.source, self.text, span.start)
                self._fault("PE111", f"`{header}` opens a block of text", span, hint)
        elif style == "plain":
            self._plain_fault(path, key, span, value)
        return len(self.faults) > before

    def _empty(self, key: tuple[str, Span] | None, span: Span) -> None:
        if span.end > span.start:
            header = span.text.partition("\n")[0]
            hint = traps.in_quotes(self.source, self.text, span.start)
            self._fault(
                "PE110",
                f"`{header}` opens a block of text, and none follows",
                span,
                hint,
            )
        elif key is None:
            self._fault(
                "PE110", "the item is empty", span, "write it, or delete the line"
            )
        elif self.frames[-1].flow and ":" not in self.text[key[1].end : span.start]:
            hint = (
                "write the text before it in quotes, or each key on a line of its own"
            )
            self._fault(
                "PE109",
                f"the comma makes `{key[0]}` a key without a value",
                key[1],
                hint,
            )
        else:
            self._fault(
                "PE110",
                f"`{key[0]}` has no value",
                key[1],
                "write one, or leave the key out",
            )

    def _plain_fault(
        self, path: Path, key: tuple[str, Span] | None, span: Span, value: str
    ) -> None:
        found = plain.ambiguity(value)
        if found is not None:
            message, hint = found
            if key is not None and key[0] in traps.PROSE_KEYS:
                hint = f'write `{key[0]}: "{value}"` in quotes'
            self._fault("PE108", message, span, hint)
        elif value == "null" and self.json_under not in path[:-1]:
            hint = "write `none` for known none, leave the key out, or write the text in quotes"
            self._fault("PE108", "`null` stands in records alone", span, hint)
        comment = _COMMENT.match(self.text, span.end)
        if comment and key is not None and key[0] in traps.PROSE_KEYS:
            hint = f"write `{key[0]}: >-` and the text on the next line, further in; a comment stands on a line of its own"
            cut = Span(self.source, *comment.span(1))
            self._fault(
                "PE109",
                "` #` ends the text: what follows is a comment to YAML",
                cut,
                hint,
            )

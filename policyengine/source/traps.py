"""Why YAML stumbled over a line, told to its author, and a stand-in for the line so that reading can go on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.source import Span

if TYPE_CHECKING:
    import yaml

    from policyengine.diagnostics.source import Source

PROSE_KEYS = frozenset({"da", "en"})

_LINE = re.compile(
    r"(?P<lead>[ ]*(?:-[ ]+)*)(?:(?P<key>[\w./-]+):[ ]+)?(?P<value>\S.*)?"
)
_COLON = re.compile(r":(?=\s|$)")
_UNSPACED = re.compile(r"(?P<key>[\w.-]+):(?P<rest>\S.*)")
_STRAY = re.compile(r"(?P<key>[a-z_]+)(?P<rest>[ ]+\S.*)?")
_FLOW_VALUE = re.compile(r"[^,{}\[\]\n#][^,{}\[\]\n]*?(?=\s+#|[,{}\[\]\n]|$)")
_FLOW_KEY = re.compile(r"([\w./-]+):[ ]+$")
_CUT = re.compile(r"\s#")

_OPENERS = {
    "[": "`[` opens a list, and `]` must close it at the end of the value",
    "{": "`{` opens keys and values, and `}` must close them at the end of the value",
    ">": "`>` opens a block of text on the lines below",
    "|": "`|` opens a block of text on the lines below",
    "*": "`*` calls an alias",
    "&": "`&` sets an anchor",
    "!": "`!` sets a tag",
    "%": "no text may begin with `%`",
    "@": "no text may begin with `@`",
    "`": "no text may begin with a backtick",
    ",": "no text may begin with `,`",
    "]": "no text may begin with `]`",
    "}": "no text may begin with `}`",
    "- ": "`- ` begins an item of a list, on a line of its own",
    "? ": "`? ` begins a key of a kind not used here",
    ": ": "`: ` parts a key from its value",
}


@dataclass(frozen=True)
class Trap:
    """A fault that stops YAML; `stand_in` replaces the stretch from `start` and is as long, None where nothing helps."""

    diagnostic: Diagnostic
    start: int = 0
    stand_in: str | None = None

    def mended(self, text: str) -> str:
        """Return the text with the stand-in."""
        assert self.stand_in is not None
        return (
            text[: self.start] + self.stand_in + text[self.start + len(self.stand_in) :]
        )


@dataclass(frozen=True)
class Line:
    """One line: where its value starts, the key before it, and the value with all that follows."""

    start: int
    key: str | None
    value: str

    @property
    def opener(self) -> str | None:
        """The message for a value that begins with what YAML takes for its own."""
        return _OPENERS.get(self.value[:1]) or _OPENERS.get(f"{self.value} "[:2])

    @property
    def mend(self) -> str:
        """What to write instead."""
        if self.key is None or self.key in PROSE_KEYS:
            prefix = f"{self.key}: " if self.key else ""
            return f"write `{prefix}>-` and the text on the next line, further in"
        return f"write `{self.key}: {quoted(self.value)}`"


def line_at(source: Source, text: str, number: int) -> Line:
    """Return line `number`, counted from 1, as it stands in the text."""
    start = source.line_starts[number - 1]
    end = text.find("\n", start)
    written = text[start : end if end >= 0 else len(text)].rstrip()
    match = _LINE.match(written)
    assert match is not None  # every part may be absent
    at = match.start("value") if match["value"] else len(written)
    return Line(start + at, match["key"], match["value"] or "")


def quoted(value: str) -> str:
    """Return a text in the quotes that need no escapes."""
    if '"' in value or "\\" in value:
        return "'" + value.strip("'").replace("'", "''") + "'"
    return f'"{value}"'


def in_quotes(source: Source, text: str, offset: int) -> str:
    """Return how to write the value that stands at an offset."""
    return line_at(source, text, source.position(offset)[0]).mend


def unclosed(source: Source, text: str, start: int) -> Trap:
    """Return the fault of a quote that closes on another line than it opens on."""
    line = line_at(source, text, source.position(start)[0])
    quote = text[start]
    message = f"the text that {quote} opens does not close on the same line"
    return _trap("PE111", message, source, line, line.mend)


def keyed_by_structure(source: Source, text: str, span: Span) -> Trap:
    """Return the fault of a list or of further keys where a key belongs, such as `{{name}}`."""
    line = line_at(source, text, span.line)
    if line.key is not None and line.opener is not None:
        return _trap("PE111", line.opener, source, line, line.mend)
    message = "a key is a plain name, not a list or further keys"
    return Trap(Diagnostic("PE113", message, span, "write `key: value`"))


def stumble(source: Source, text: str, error: yaml.MarkedYAMLError) -> Trap:
    """Return why YAML stopped: the likely cause on the line, or what YAML itself says."""
    trap = _within_flow(source, text, error)
    if trap is not None:
        return trap
    problem = _number(error.problem_mark)
    first = _number(error.context_mark) if _looks_back(error) else problem
    for number in dict.fromkeys((first, problem)):
        line = line_at(source, text, number)
        trap = _in_value(source, line)
        if trap is not None:
            return trap
    return _between_lines(source, text, error, line_at(source, text, first))


def _within_flow(source: Source, text: str, error: yaml.MarkedYAMLError) -> Trap | None:
    """Return the fault of a value within `{ }` or `[ ]` that begins with what YAML takes for its own."""
    begins = "cannot start any token" in (error.problem or "")
    mark = error.problem_mark if begins else error.context_mark
    if mark is None or not (begins or error.context == "while scanning a tag"):
        return None
    before = source.line_starts[mark.line]
    line = line_at(source, text, mark.line + 1)
    # Outside of brackets, `>` and `|` open a block; the others stop YAML there too.
    if line.value[:1] not in ("{", "[") and text[mark.index] not in ">|":
        return None
    match = _FLOW_VALUE.match(text, mark.index)
    assert match is not None  # there is a character that cannot begin a value
    value = match[0].rstrip()
    key = _FLOW_KEY.search(text[before : mark.index])
    prefix = f"{key[1]}: " if key else ""
    sign = "a backtick" if value[0] == "`" else f"`{value[0]}`"
    message = f"no text within brackets may begin with {sign}"
    span = Span(source, mark.index, mark.index + len(value))
    diagnostic = Diagnostic("PE111", message, span, f"write `{prefix}{quoted(value)}`")
    return Trap(diagnostic, mark.index, "x" * len(value))


def _number(mark: yaml.Mark | None) -> int:
    return mark.line + 1 if mark is not None else 1


def _looks_back(error: yaml.MarkedYAMLError) -> bool:
    """Whether the place where the construct began is nearer to the fault than where YAML gave up."""
    context = error.context or ""
    return any(word in context for word in ("quoted", "flow", "simple key"))


def _in_value(source: Source, line: Line) -> Trap | None:
    value = line.value
    message: str | None = None
    if not value or set(value) == {"x"}:
        return None
    if value[0] in "\"'":
        if not _closes(value):
            message = f"a text that begins with {value[0]} ends at the next {value[0]}"
    elif value[0] + value[-1] in ("[]", "{}"):
        return _in_flow(source, line)
    elif value not in (">", "|", ">-", "|-"):
        message = line.opener
        if message is None and line.key is not None and _COLON.search(value):
            message = "a colon within a text makes YAML look for a key"
    if message is None:
        return None
    return _trap("PE111", message, source, line, line.mend)


def _closes(value: str) -> bool:
    pattern = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    return re.fullmatch(rf"{pattern}(\s+#.*|,?)", value) is not None


def _in_flow(source: Source, line: Line) -> Trap | None:
    if not _CUT.search(line.value) and line.value.count(":") < 2:
        return None
    brackets = f"{line.value[0]} {line.value[-1]}"
    message = f"within `{brackets}` a text may hold no ` #`, `: `, bracket or quote"
    return _trap(
        "PE111",
        message,
        source,
        line,
        "write the text in quotes, or each key on a line of its own",
    )


def _trap(code: str, message: str, source: Source, line: Line, hint: str) -> Trap:
    span = Span(source, line.start, line.start + len(line.value))
    return Trap(
        Diagnostic(code, message, span, hint), line.start, "x" * len(line.value)
    )


def _between_lines(
    source: Source, text: str, error: yaml.MarkedYAMLError, line: Line
) -> Trap:
    """The fault is not in a value: a key without colon, a line too far in or out, or something else."""
    problem = error.problem or "the file ends too early"
    span = Span(source, line.start, line.start + len(line.value))
    mark = error.problem_mark
    if problem == "could not find expected ':'":
        return _without_colon(source, line, span)
    if "escape" in problem:
        message = "a backslash within double quotes begins an escape"
        return _trap("PE111", message, source, line, "write the text in single quotes")
    if problem == "mapping values are not allowed here" and mark is not None:
        return _too_far_in(source, text, mark)
    if "<block end>" in problem and mark is not None:
        message = "this line begins neither where its neighbours begin nor where an outer key does"
        hint = "let it begin exactly below the keys it belongs with"
        return Trap(Diagnostic("PE112", message, _whole(source, mark), hint))
    where = "" if error.context is None else f"{error.context}: "
    message = f"YAML cannot read this: {where}{problem}"
    return Trap(Diagnostic("PE101", message, span))


def _too_far_in(source: Source, text: str, mark: yaml.Mark) -> Trap:
    """The stand-in moves the line to where the nearest key before it begins."""
    message = "this line stands further in than its neighbours, below a key that has its value already"
    hint = "let it begin where its neighbours begin; a text of several lines stands under `>-`"
    diagnostic = Diagnostic("PE112", message, _whole(source, mark), hint)
    start = source.line_starts[mark.line]
    written = text[start:].partition("\n")[0]
    indent = len(written) - len(written.lstrip(" "))
    for number in range(mark.line, max(0, mark.line - 50), -1):
        match = _LINE.match(source.line(number))
        if match and match["key"] and len(match["lead"]) < indent:
            moved = " " * len(match["lead"]) + written.strip()
            return Trap(diagnostic, start, moved.ljust(len(written)))
    return Trap(diagnostic)


def _whole(source: Source, mark: yaml.Mark) -> Span:
    """The line of a mark without the blanks around it."""
    start = source.line_starts[mark.line]
    written = source.line(mark.line + 1)
    indent = len(written) - len(written.lstrip(" "))
    return Span(source, start + indent, start + max(indent, len(written.rstrip())))


def _without_colon(source: Source, line: Line, span: Span) -> Trap:
    if match := _UNSPACED.fullmatch(line.value):
        message = "a blank is missing after the colon"
        hint = f"write `{match['key']}: {match['rest']}`"
        stand_in = f"{match['key']}: {'x' * (len(match['rest']) - 1)}"
        return Trap(Diagnostic("PE101", message, span, hint), line.start, stand_in)
    match = _STRAY.fullmatch(line.value)
    message = "this line is neither `key: value` nor an item `- value`"
    rest = match["rest"] if match else None
    if match is None or rest is None:
        hint = "write a key, a colon and a blank before the value"
        return Trap(
            Diagnostic("PE101", message, span, hint), line.start, "#" * len(line.value)
        )
    hint = f"write `{match['key']}: {rest.strip()}`"
    stand_in = f"{match['key']}: {'x' * (len(rest) - 2)}"
    return Trap(Diagnostic("PE101", message, span, hint), line.start, stand_in)

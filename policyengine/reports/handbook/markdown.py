"""Pieces of Markdown, whatever the texts in them hold."""

from __future__ import annotations

import re
from html import escape as html_escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]#~])")


class Row(NamedTuple):
    """A labelled line: plain label, Markdown text, and Markdown items beneath it."""

    label: str
    text: str
    items: tuple[str, ...] = ()


def escape(text: str) -> str:
    r"""Return a text that Markdown shows as it is.

    >>> escape("a < b & *c* | d_e")
    'a &lt; b &amp; \\*c\\* | d\\_e'
    """
    safe = html_escape(" ".join(text.split()), quote=False)
    return _SPECIAL.sub(r"\\\1", safe)


def code(text: str) -> str:
    """Return a code span, fenced by more backticks than stand in it.

    >>> code("a = 1"), code("`")
    ('`a = 1`', '`` ` ``')
    """
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def link(text: str, target: str) -> str:
    """Return a link; the text is Markdown already, the target an anchor or a file."""
    return f"[{text}]({target})"


def anchor(name: str, style: str = "") -> str:
    """Return a place that links can lead to, in front of what it names."""
    styled = f' class="{html_escape(style)}"' if style else ""
    return f'<a id="{html_escape(name)}"{styled}></a>'


def rows(listed: Iterable[Row]) -> str:
    """Return labelled lines as a list."""
    lines = []
    for label, text, items in listed:
        lines.append(f"- **{escape(label)}:** {text}".rstrip())
        lines.extend(f"  - {item}" for item in items)
    return "\n".join(lines)


def table(heads: Sequence[str], cells: Iterable[Sequence[str]], align: str = "") -> str:
    """Return a table of Markdown cells; `align` has a letter a column, `r` for those that stand to the right."""
    aligned = align.ljust(len(heads), "l")
    rule = ["--:" if each == "r" else "---" for each in aligned]
    lines = [heads, rule, *cells]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

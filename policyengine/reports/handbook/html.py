"""A page of Markdown as a page for a browser, complete in itself: no script, no picture, nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.reports.words import Language

_ANCHOR = re.compile(r'<a id="(?P<id>[^"]+)"(?: class="(?P<style>[^"]+)")?>')
_BESIDE = re.compile(r"(?P<page>[\w-]+\.(?:da|en))\.md")
_WRAPPED = {"h2": "section", "h3": "section", "h4": "article"}


def html_page(markdown: str, title: str, language: Language, *, draft: bool) -> str:
    """Return the page; links to other pages of the handbook lead to their HTML."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = list(_sectioned(reader.parse(markdown)))
    for token in tokens:
        for inner in token.children or ():
            _relink(inner)
    body = reader.renderer.render(tokens, reader.options, {})
    style = ' class="draft"' if draft else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_css()}</style>\n</head>\n"
        f"<body{style}>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


@cache
def _css() -> str:
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _sectioned(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens with an element around each heading and what is under it; the anchor is the element's own."""
    opened: list[str] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in _WRAPPED:
            while opened and opened[-1] >= token.tag:
                yield _html(f"</{_WRAPPED[opened.pop()]}>\n")
            opened.append(token.tag)
            yield _html(f"<{_WRAPPED[token.tag]}{_taken(tokens[number + 1])}>\n")
        if token.type == "table_open":
            yield _html('<div class="table">\n')
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")
    while opened:
        yield _html(f"</{_WRAPPED[opened.pop()]}>\n")


def _taken(inline: Token) -> str:
    """Take the anchor out of a heading, and return it as attributes."""
    match inline.children:
        case [first, _, *rest] if found := _ANCHOR.fullmatch(first.content):
            inline.children = rest
            style = f' class="{found["style"]}"' if found["style"] else ""
            return f' id="{found["id"]}"{style}'
        case _:
            return ""


def _relink(token: Token) -> None:
    target = token.attrGet("href")
    if isinstance(target, str) and (found := _BESIDE.fullmatch(target)):
        token.attrSet("href", f"{found['page']}.html")


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)

"""Writes docs/language.md from the chapters: `python -m tests.spec.feel.page`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.spec.feel.chapters import (
    choice,
    comparing,
    days,
    doubtful,
    limits,
    lists,
    numbers,
    opening,
    refused,
    rows,
    texts,
    truth,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.spec.feel.tables import Chapter, Table

PAGE = Path(__file__).parents[3] / "docs" / "language.md"
COMMAND = "python -m tests.spec.feel.page"
CHAPTERS = (
    opening.CHAPTER,
    rows.CHAPTER,
    comparing.CHAPTER,
    truth.CHAPTER,
    days.CHAPTER,
    numbers.CHAPTER,
    texts.CHAPTER,
    choice.CHAPTER,
    lists.CHAPTER,
    limits.ORDER_OF_WORK,
    refused.CHAPTER,
    doubtful.CHAPTER,
    limits.LIMITS,
    words.CHAPTER,
    limits.STANDARD,
)
HEAD = f"""\
# The language of conditions

<!-- Made of the examples in tests/spec/feel/chapters, which are tests, by `{COMMAND}`. -->

This page is for those who write and read policies; it takes no programming.
Each of its examples is also a test: what stands here is what the engine does.
"""


def page() -> str:
    """Return the whole page, in Markdown."""
    contents = "\n".join(
        f"- [{chapter.title}](#{_anchor(chapter.title)})" for chapter in CHAPTERS
    )
    return "\n".join([HEAD, contents, "", *map(_chapter, CHAPTERS)])


def _chapter(chapter: Chapter) -> str:
    parts = (
        part if isinstance(part, str) else "\n".join(_table(part))
        for part in chapter.parts
    )
    return "\n\n".join((f"## {chapter.title}", *parts)) + "\n"


def _table(table: Table) -> Iterator[str]:
    for line in (table.headings, ("---",) * len(table.headings), *table.lines):
        yield f"| {' | '.join(line)} |"


def _anchor(title: str) -> str:
    kept = "".join(each for each in title.lower() if each.isalnum() or each in " -")
    return kept.replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""What a chapter of the language is made of: prose, and tables whose every cell is an example that is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from policyengine.feel import UNKNOWN
from tests.spec.feel.wording import code, facts_in_words, value_in_words

# As in a JSON record, but that `UNKNOWN` stands for a fact the record lacks. `family.income` is a fact of the linked
# family, `as_of` the day of assessment.
Facts: TypeAlias = Mapping[str, object]
# Heading of a column → the facts there.
Cases: TypeAlias = Mapping[str, Facts]
Row: TypeAlias = tuple[str, Facts, object] | tuple[str, Facts, object, str]

NOTHING: Facts = {}
WRITTEN = "Written"
TRUTHS = {"true": True, "false": False, "unknown": UNKNOWN}


@dataclass(frozen=True, slots=True)
class Example:
    """An expression, the facts of a record, and its value. `is_map` is of a condition written as rows `fact: test`."""

    expression: str
    facts: Facts
    value: object
    is_map: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the page has it, and the examples it states."""

    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the page: its heading, then prose in Markdown and tables. `beside` are run, and not shown."""

    title: str
    parts: tuple[str | Table, ...]
    beside: tuple[Table, ...] = ()

    @property
    def examples(self) -> tuple[Example, ...]:
        """Every example of the chapter's tables."""
        shown = [part for part in self.parts if isinstance(part, Table)]
        return tuple(
            example for table in (*shown, *self.beside) for example in table.examples
        )


def examples(*rows: Row, given: Facts = NOTHING) -> Table:
    """Return a table with an example a line: expression, facts, value, and perhaps a remark.

    `given` are facts that all have; the prose before the table tells them.
    """
    return _listed(rows, given, is_map=False)


def maps(*rows: Row) -> Table:
    """Return a table of conditions written as rows `fact: test`."""
    return _listed(rows, NOTHING, is_map=True)


def grid(cases: Cases, *rows: tuple[str, tuple[object, ...]]) -> Table:
    """Return a table with an expression a line and a case a column, whose facts stand under its heading."""
    return Table(
        (WRITTEN, *cases),
        tuple((code(text), *map(value_in_words, values)) for text, values in rows),
        tuple(
            Example(text, facts, value)
            for text, values in rows
            for facts, value in zip(cases.values(), values, strict=True)
        ),
    )


def truth_table(text: str, a: str, b: str, words: str) -> Table:
    """Return the table of a condition on two booleans over true, false and unknown, in that order.

    `words` are its nine cells, line by line.
    """
    cells = tuple(tuple(line.split()) for line in words.strip().splitlines())
    return Table(
        (code(text), *(f"{code(b)} {truth}" for truth in TRUTHS)),
        tuple(
            (f"{code(a)} **{truth}**", *line)
            for truth, line in zip(TRUTHS, cells, strict=True)
        ),
        tuple(
            Example(text, {a: one, b: other}, TRUTHS[cell])
            for one, line in zip(TRUTHS.values(), cells, strict=True)
            for other, cell in zip(TRUTHS.values(), line, strict=True)
        ),
    )


def _listed(rows: tuple[Row, ...], given: Facts, *, is_map: bool) -> Table:
    lines = [
        (code(text), facts_in_words(facts), value_in_words(value), "".join(remark))
        for text, facts, value, *remark in rows
    ]
    headings = (WRITTEN, "Facts", "Value", "")
    told = [n for n in range(len(headings)) if any(line[n] for line in lines)]
    return Table(
        tuple(headings[n] for n in told),
        tuple(tuple(line[n] for n in told) for line in lines),
        tuple(
            Example(text, {**given, **facts}, value, is_map)
            for text, facts, value, *_ in rows
        ),
    )

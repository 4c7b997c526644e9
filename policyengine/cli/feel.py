"""`policyengine feel`: a condition tried out on a record, with the value of each part."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policyengine.cli import intake, options
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REFUSED,
    report,
    show_json,
    show_text,
)
from policyengine.engine.trial import try_out
from policyengine.feel.errors import FeelError
from policyengine.feel.trace import Part
from policyengine.policy.library import VOCABULARY, load_vocabulary, shipped

INDENT = 2


def feel(
    expression: Annotated[str, Parameter(help='A condition, such as "age >= 18".')],
    /,
    *,
    record: Annotated[
        list[str],
        Parameter(
            help="JSON file of a record, then of those it links to.", negative=()
        ),
    ] = [],  # noqa: B006 - never changed
    as_of: options.AsOf = None,
    equality: Annotated[
        Literal["unknown", "feel"],
        Parameter(help="What policies mean, or what the standard says of null."),
    ] = "unknown",
    format_: options.Format = "text",
) -> int:
    """Try a condition out on a record; a record without `kind` is taken as plain values."""
    raw, faults = intake.read(record) if record else ([], [])
    if faults:
        return report(faults)
    try:
        parts = try_out(
            expression,
            raw,
            load_vocabulary(shipped() / VOCABULARY),
            as_of=as_of or options.today(),
            equality=equality,
        )
    except FeelError as error:
        report(error.diagnostics)
        return REFUSED
    if format_ == "json":
        whole = parts[0]
        each = [
            {"depth": part.depth, "text": part.text, "value": part.value}
            for part in parts
        ]
        show_json({"expression": whole.text, "value": whole.value, "parts": each})
    else:
        show_text(_table(parts))
    return NOTHING_TO_REPORT


def _table(parts: tuple[Part, ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for part in parts:
        style = "bold" if part.depth == 0 else ""
        text = Padding(Text(part.text, style), (0, 0, 0, INDENT * part.depth))
        table.add_row(text, Text(part.value, style))
    return table

"""Cohorts on the command line: which files are one, and how far a long answer has come."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.backends.sql.given import DATABASES
from policyengine.cli import intake
from policyengine.diagnostics.diagnostic import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.backends.sql.given import Data, OneTable
    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.engine.cohort import Progress
    from policyengine.policy.model import Policy

TABLES = (".parquet", ".csv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
LINES = (".jsonl", ".ndjson")


def is_cohort(paths: Sequence[str]) -> bool:
    """Whether any of the paths is a table, and not records to be told of one by one."""
    return any(
        path.startswith(DATABASES) or Path(path).suffix.lower() in (*TABLES, *WORKBOOKS)
        for path in paths
    )


def cohort_of(
    paths: Sequence[str], policies: Sequence[Policy]
) -> tuple[Data, list[Diagnostic]]:
    """Return the data that paths name, and what of JSON cannot be read.

    Several tables are parts of one, unless they are named as kinds of record. Raises UsageError for what must be
    imported first,
    """
    for path in paths:
        if Path(path).suffix.lower() in WORKBOOKS:
            raise UsageError(
                f"`{path}` is a workbook; `policyengine import` makes a table of it"
            )
    if not is_cohort(paths):
        lines = len(paths) == 1 and paths[0].endswith(LINES)
        return (paths[0], []) if lines else intake.read(paths)
    if len(paths) == 1:
        return paths[0], []
    named: dict[str, OneTable] = {Path(path).stem: path for path in paths}
    kinds = {kind for each in policies for kind in each.vocabulary.kinds}
    parts: list[str | Path] = [*paths]
    return (named if named.keys() & kinds else parts), []


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """Give what shows progress on a terminal; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def shown(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield shown

"""A table opened by its path: a workbook by its ending, else CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, RecordError, UsageError
from policyengine.intake.csv_files import open_csv
from policyengine.intake.rows import check_headings

if TYPE_CHECKING:
    from pathlib import Path

    from policyengine.intake.mapping import TableFormat
    from policyengine.intake.rows import Table

_WORKBOOKS = (".xlsx", ".xlsm")


def is_workbook(path: Path) -> bool:
    """Whether a path leads to a workbook, by its ending."""
    return path.suffix.casefold() in _WORKBOOKS


def open_table(path: Path, written: TableFormat, decimal: str = ",") -> Table:
    """Open the table at a path; `decimal` is how numbers of a workbook are to be written.

    Raises UsageError where there is no such file or the extra `excel` is missing, RecordError where it is no table.
    """
    if not path.is_file():
        raise UsageError(f"cannot read `{path}`: there is no such file")
    if is_workbook(path):
        table = _workbook(path, written.sheet, decimal)
    elif written.sheet is not None:
        message = f"`{path}` is no workbook, and has no sheet `{written.sheet}`"
        raise RecordError([Diagnostic("PE807", message, hint="delete `sheet`")])
    else:
        table = open_csv(path, written)
    check_headings(table)
    return table


def _workbook(path: Path, sheet: str | None, decimal: str) -> Table:
    try:
        from policyengine.intake.workbooks import open_sheet  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        message = "Excel files need `pip install 'integrationspolitik[excel]'`"
        raise UsageError(message) from None
    return open_sheet(path, sheet, decimal)

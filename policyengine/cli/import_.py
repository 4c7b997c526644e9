"""`policyengine import`: a table as people keep it, turned into a cohort's; or a mapping proposed for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from policyengine.cli.output import NOTHING_TO_REPORT, REPORTED, tell
from policyengine.diagnostics.diagnostic import UsageError

if TYPE_CHECKING:
    from policyengine.intake.parquet import Summary

# The kinds of reject told on the screen; the file of rejects holds all.
_MOST_TOLD = 20


def import_(
    file: Annotated[Path, Parameter(help="The table: CSV, or Excel (.xlsx).")],
    /,
    *,
    map_: Annotated[
        list[Path] | None,
        Parameter(
            name="--map",
            consume_multiple=True,
            negative=(),
            help="The mapping; without a file, one is proposed and printed.",
        ),
    ] = None,
    out: Annotated[
        Path | None, Parameter(help="The Parquet file to write the cohort to.")
    ] = None,
    rejects: Annotated[
        Path | None,
        Parameter(help="A CSV file for the places of what could not be taken."),
    ] = None,
    record: Annotated[
        str | None, Parameter(help="The kind of record to propose a mapping for.")
    ] = None,
    sheet: Annotated[
        str | None, Parameter(help="The sheet to propose a mapping for.")
    ] = None,
) -> int:
    """Turn a table into a cohort by a mapping, or propose a mapping for a person to read."""
    if map_ is not None and len(map_) > 1:
        raise UsageError("one mapping belongs after --map")
    if not map_:
        if out is not None or rejects is not None:
            raise UsageError("to write a cohort, name a mapping: --map MAP.yaml")
        return _propose(file, record, sheet)
    if record is not None or sheet is not None:
        raise UsageError("the mapping says which record and sheet; leave them out")
    if out is None:
        raise UsageError("name the file to write: --out cohort.parquet")
    return _convert(file, map_[0], out, rejects)


def _propose(file: Path, record: str | None, sheet: str | None) -> int:
    from policyengine.intake.proposal import propose  # noqa: PLC0415 - reads tables
    from policyengine.policy.library import (  # noqa: PLC0415 - reads YAML
        VOCABULARY,
        load_vocabulary,
        shipped,
    )

    vocabulary = load_vocabulary(shipped() / VOCABULARY)
    print(propose(file, vocabulary, record=record, sheet=sheet), end="")
    return NOTHING_TO_REPORT


def _convert(file: Path, mapping: Path, out: Path, rejects: Path | None) -> int:
    from policyengine.intake.mapping_from_source import (  # noqa: PLC0415 - reads YAML
        load_mapping,
    )
    from policyengine.intake.parquet import write_parquet  # noqa: PLC0415 - heavy

    loaded = load_mapping(mapping)
    read = {mapping, file, *(file.parent / name for name in loaded.files)}
    written = [each for each in (out, rejects) if each is not None]
    places = [each.resolve() for each in (*read, *written)]
    if len(set(places)) < len(places):
        raise UsageError("a file cannot be read and written, or written twice")
    summary = write_parquet(loaded, file, out, rejects)
    _tell(summary, rejects)
    return REPORTED if summary.rejected else NOTHING_TO_REPORT


def _tell(summary: Summary, rejects: Path | None) -> None:
    tell(f"{summary.rows} rows read, {summary.kept} kept")
    told = summary.rejected.most_common(_MOST_TOLD)
    for (file, column, fact, reason), number in told:
        where = f"`{column}` → {fact}" if column else "whole rows"
        tell(f"  {file}, {where}: {number} × {reason}")
    if len(summary.rejected) > len(told):
        tell(f"  … and {len(summary.rejected) - len(told)} more kinds")
    if summary.rejected and rejects is None:
        tell("  name a file for their places: --rejects rejects.csv")

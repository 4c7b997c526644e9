"""`policyengine measure`: what the policies' targets came to over a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from policyengine.cli import intake, options
from policyengine.cli.cohorts import cohort_of, is_cohort
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    report,
    show_json,
    show_text,
)
from policyengine.engine.measure import measure as measure_cohort
from policyengine.policy.library import load
from policyengine.reports import as_json
from policyengine.reports.measure_text import measure_text

if TYPE_CHECKING:
    from policyengine.backends.sql.given import Data

Records = Annotated[
    str,
    Parameter(
        help="JSON or JSON Lines files (- reads stdin); or tables: Parquet, CSV, a glob, or a database's URL."
    ),
]
GroupBy = Annotated[
    str | None,
    Parameter(
        help="Measure by groups: municipality, month, quarter or year (a duty began in), a link, a choice or text; several with commas."
    ),
]
Engine = Annotated[
    Literal["duckdb", "python"] | None,
    Parameter(help="What counts a table; python is the reference, and slow."),
]
MemoryLimit = Annotated[
    str | None, Parameter(help="Memory for a table, such as 512MiB.")
]


def measure(
    *records: Records,
    policy: options.Policies,
    as_of: options.AsOf = None,
    as_if_in_force: options.AsIfInForce = False,
    group_by: GroupBy = None,
    engine: Engine = None,
    memory_limit: MemoryLimit = None,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Measure a cohort against the policies' targets."""
    policies = [load(each) for each in policy]
    data: Data
    if is_cohort(records) or engine == "duckdb":
        data, faults = cohort_of(records, policies)
    else:
        data, faults = intake.read(records)
    result = measure_cohort(
        policies,
        data,
        as_of=as_of or options.today(),
        as_if_in_force=as_if_in_force,
        group_by=None if group_by is None else group_by.split(","),
        engine=engine,
        memory_limit=memory_limit,
    )
    if format_ == "json":
        show_json(as_json.measure_report(result))
    else:
        show_text(measure_text(result, options.language(lang)))
    missed = any(each.verdict == "missed" for each in result.measures)
    return max(
        REPORTED if missed else NOTHING_TO_REPORT,
        report((*faults, *result.diagnostics)),
    )

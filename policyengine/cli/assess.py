"""`policyengine assess`: what the policies say of one subject, and what to do next; or of everybody in a cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from policyengine.cli import intake, options
from policyengine.cli.cohorts import cohort_of, is_cohort, progress_bar
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    report,
    show_json,
    show_text,
)
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.engine.assess import assess as assess_records
from policyengine.engine.cohort import CohortAssessment, assess_cohort
from policyengine.policy.library import load
from policyengine.reports import as_json
from policyengine.reports.assessment_text import assessment_text
from policyengine.reports.cohort_text import cohort_text

ALARMING = ("breached", "error")

Records = Annotated[
    str,
    Parameter(
        help="JSON or JSON Lines files (- reads stdin); or a cohort: Parquet, CSV, a glob, or a database's URL."
    ),
]
Layout = Annotated[
    Literal["wide", "breaches", "findings"] | None,
    Parameter(help="A cohort's answers: a row for each subject, breach or finding."),
]
Out = Annotated[
    Path | None,
    Parameter(help="Write a cohort's answers to a .parquet, .csv or .jsonl file."),
]
Engine = Annotated[
    Literal["duckdb", "postgres", "python"],
    Parameter(
        help="What answers about a cohort: postgres inside the database, python is the reference, and slow."
    ),
]
MemoryLimit = Annotated[
    str | None, Parameter(help="Memory for a cohort, such as 512MiB.")
]


def assess(
    *records: Records,
    policy: options.Policies,
    as_of: options.AsOf = None,
    as_if_in_force: options.AsIfInForce = False,
    known_by: options.KnownBy = None,
    sources: options.Sources = None,
    layout: Layout = None,
    out: Out = None,
    engine: Engine = "duckdb",
    memory_limit: MemoryLimit = None,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Assess records: a person, and the family or municipality linked to it. Or a cohort of them."""
    policies = [load(each) for each in policy]
    day = as_of or options.today()
    if layout is not None or out is not None or is_cohort(records):
        if known_by is not None or sources is not None:
            raise UsageError(
                "a cohort is assessed without `--known-by` and `--sources`"
            )
        if layout is not None and out is None:
            raise UsageError("`--layout` says how to write what `--out` names")
        data, faults = cohort_of(records, policies)
        cohort = assess_cohort(
            policies,
            data,
            as_of=day,
            layout=layout or "wide",
            as_if_in_force=as_if_in_force,
            engine=engine,
            memory_limit=memory_limit,
        )
        return _answer_cohort(cohort, out, faults, lang, format_)
    raw, faults = intake.read(records)
    result = assess_records(
        policies,
        raw,
        as_of=day,
        as_if_in_force=as_if_in_force,
        known_by=known_by,
        sources=intake.read_documents(sources),
    )
    if format_ == "json":
        show_json(as_json.assessment(result))
    else:
        show_text(assessment_text(result, options.language(lang)))
    alarming = any(finding.outcome in ALARMING for finding in result.findings)
    return max(
        REPORTED if alarming else NOTHING_TO_REPORT,
        report((*faults, *result.diagnostics)),
    )


def _answer_cohort(
    result: CohortAssessment,
    out: Path | None,
    faults: list[Diagnostic],
    lang: options.Lang,
    format_: options.Format,
) -> int:
    """Write the answers where they are asked for, and print how often each provision has each outcome."""
    with progress_bar(result.layout) as progress:
        if out is None:
            tally = result.tally(progress=progress)
        else:
            tally = result.write(out, progress=progress)
    if format_ == "json":
        show_json(as_json.cohort(result, tally))
    else:
        show_text(cohort_text(result, tally, options.language(lang)))
    alarming = any(counts[each] for counts in tally.values() for each in ALARMING)
    return max(
        REPORTED if alarming else NOTHING_TO_REPORT,
        report((*faults, *result.diagnostics)),
    )

"""`policyengine measure`: what the policies' targets came to over a cohort."""

from __future__ import annotations

from policyengine.cli import intake, options
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    report,
    show_json,
    show_text,
)
from policyengine.engine.measure import measure as measure_records
from policyengine.policy.library import load
from policyengine.reports import as_json
from policyengine.reports.measure_text import measure_text


def measure(
    *records: options.Records,
    policy: options.Policies,
    as_of: options.AsOf = None,
    as_if_in_force: options.AsIfInForce = False,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Measure a cohort against the policies' targets."""
    raw, faults = intake.read(records)
    result = measure_records(
        [load(each) for each in policy],
        raw,
        as_of=as_of or options.today(),
        as_if_in_force=as_if_in_force,
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

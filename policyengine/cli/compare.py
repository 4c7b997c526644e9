"""`policyengine compare`: what each municipality's policy demands of or for the same case."""

from __future__ import annotations

from policyengine.cli import intake, options
from policyengine.cli.assess import ALARMING
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    report,
    show_json,
    show_text,
)
from policyengine.engine.compare import compare as compare_policies
from policyengine.policy.library import load, shipped_names
from policyengine.reports import as_json
from policyengine.reports.compare_text import compare_text


def compare(
    *records: options.Records,
    policy: options.Policies | None = None,
    as_of: options.AsOf = None,
    as_if_in_force: options.AsIfInForce = False,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Compare what policies, all that are shipped unless some are named, say of the same records."""
    raw, faults = intake.read(records)
    result = compare_policies(
        [load(each) for each in policy or shipped_names()],
        raw,
        as_of=as_of or options.today(),
        as_if_in_force=as_if_in_force,
    )
    if format_ == "json":
        show_json(as_json.comparison(result))
    else:
        show_text(compare_text(result, options.language(lang)))
    alarming = any(finding.outcome in ALARMING for finding in result.findings)
    return max(
        REPORTED if alarming else NOTHING_TO_REPORT,
        report((*faults, *result.diagnostics)),
    )

"""`policyengine assess`: what the policies say of one subject, and what to do next."""

from __future__ import annotations

from policyengine.cli import intake, options
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    report,
    show_json,
    show_text,
)
from policyengine.engine.assess import assess as assess_records
from policyengine.policy.library import load
from policyengine.reports import as_json
from policyengine.reports.assessment_text import assessment_text

ALARMING = ("breached", "error")


def assess(
    *records: options.Records,
    policy: options.Policies,
    as_of: options.AsOf = None,
    as_if_in_force: options.AsIfInForce = False,
    known_by: options.KnownBy = None,
    sources: options.Sources = None,
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Assess records: a person, and the family or municipality linked to it."""
    raw, faults = intake.read(records)
    result = assess_records(
        [load(each) for each in policy],
        raw,
        as_of=as_of or options.today(),
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

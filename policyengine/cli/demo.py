"""`policyengine demo`: one citizen's findings and next actions, and a policy's targets, on people who do not exist."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Group
from rich.text import Text

from policyengine.cli import options
from policyengine.cli.output import report, show_text, tell
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.assess import assess
from policyengine.engine.demo import CITIZEN_DAY, citizen, cohort
from policyengine.engine.measure import measure
from policyengine.policy.library import load
from policyengine.reports.assessment_text import brief_text
from policyengine.reports.measure_text import brief_measures


def demo(
    *,
    seed: Annotated[int, Parameter(help="Another seed draws other people.")] = 1,
    size: Annotated[int, Parameter(help="How many persons the cohort has.")] = 400,
    out: Annotated[
        Path | None, Parameter(help="Write the cohort here too, as JSON Lines.")
    ] = None,
    lang: options.Lang = None,
) -> int:
    """Show what the project is for, on a citizen and a cohort drawn from a seed."""
    language = options.language(lang)
    policy = load("rebild")
    people = cohort(policy, size=size, seed=seed)
    if out is not None:
        _write(out, people)
    assert policy.until_day is not None
    # A target due on the policy's last day is decided the day after.
    decided_on = policy.until_day + timedelta(days=1)
    found = assess(policy, citizen(), as_of=CITIZEN_DAY)
    reached = measure(policy, people, as_of=decided_on, as_if_in_force=True)
    show_text(
        Group(brief_text(found, language), Text(), brief_measures(reached, language))
    )
    return report((*found.diagnostics, *reached.diagnostics))


def _write(out: Path, records: list[dict[str, object]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    try:
        out.write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write `{out}`: {error.strerror}") from None
    tell(f"{out}: {len(records)} records")

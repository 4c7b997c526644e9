"""`policyengine demo`: one citizen's findings and next actions, and the policies' targets, on people who do not exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Group
from rich.text import Text

from policyengine.cli import options
from policyengine.cli.output import NOTHING_TO_REPORT, report, show_text, tell
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.assess import assess
from policyengine.engine.measure import measure
from policyengine.engine.synthetic.citizen import CITIZEN_DAY, citizen
from policyengine.engine.synthetic.cohort import cohort, day_asked
from policyengine.policy.library import load, shipped_names
from policyengine.reports import words
from policyengine.reports.assessment_text import brief_text
from policyengine.reports.targets_text import targets_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.findings.measure_result import MeasureReport
    from policyengine.policy.model import Policy
    from policyengine.reports.words import Language

# The citizen's records are about Rebild.
CITIZEN_POLICY = "rebild"
FOLDER = Path("cohorts")


def demo(
    *,
    policy: Annotated[
        list[str] | None,
        Parameter(
            help="A policy's name or file; may be repeated. All shipped if left out.",
            negative=(),
        ),
    ] = None,
    seed: Annotated[int, Parameter(help="Another seed draws other people.")] = 1,
    size: Annotated[
        int,
        Parameter(
            help="How many persons each municipality has.", validator=Number(gte=1)
        ),
    ] = 200,
    out: Annotated[
        Path | None,
        Parameter(
            help="Write the people instead: a folder, or a file for one policy alone."
        ),
    ] = None,
    lang: options.Lang = None,
) -> int:
    """Show what the project is for, on a citizen and on cohorts drawn from a seed."""
    policies = [load(each) for each in policy or shipped_names()]
    if out is not None:
        return _write(policies, out, size=size, seed=seed)
    return _show(policies, options.language(lang), size=size, seed=seed)


def _show(
    policies: Sequence[Policy], language: Language, *, size: int, seed: int
) -> int:
    faults: list[Diagnostic] = []
    parts: list[RenderableType] = []
    for policy in policies:
        if policy.id == CITIZEN_POLICY:
            found = assess(policy, citizen(), as_of=CITIZEN_DAY)
            faults += found.diagnostics
            parts += [brief_text(found, language), Text()]
    reached = [_targets(each, size=size, seed=seed) for each in policies]
    faults += [fault for each in reached for fault in each.diagnostics]
    parts += [
        Text(words.SYNTHETIC_TARGETS[language].format(size), "underline"),
        targets_text(reached, language),
        Text(f"\n{words.TRY_NEXT[language]} policyengine demo --out {FOLDER}", "bold"),
    ]
    show_text(Group(*parts))
    return report(faults)


def _targets(policy: Policy, *, size: int, seed: int) -> MeasureReport:
    """Return what a policy's targets come to on the day they are worth asking about; indicators have none."""
    return measure(
        policy,
        cohort(policy, size=size, seed=seed),
        as_of=day_asked(policy),
        as_if_in_force=True,
        only={each.id for each in policy.provisions if each.kind != "indicator"},
    )


def _write(policies: Sequence[Policy], out: Path, *, size: int, seed: int) -> int:
    single = out.suffix and not out.is_dir()
    if single and len(policies) > 1:
        raise UsageError(
            f"`{out}` is one file, and each policy has a cohort of its own;"
            " name a folder, or one policy with `--policy`"
        )
    path, policy = out, policies[0]
    for policy in policies:
        path = out if single else out / f"{policy.id}.jsonl"
        people = cohort(policy, size=size, seed=seed)
        _write_file(path, people)
        tell(f"{path}: {len(people)} records")
    tell(
        f"now try: policyengine measure {path} --policy {policy.id}"
        f" --as-of {day_asked(policy)} --as-if-in-force"
    )
    return NOTHING_TO_REPORT


def _write_file(path: Path, records: Iterable[dict[str, object]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from None

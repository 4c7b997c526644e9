"""`policyengine check`: every fault of policies, vocabularies and examples, and what is fishy, with its place."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from policyengine.checks.registry import check_policy, check_vocabulary
from policyengine.cli import options
from policyengine.cli.output import NOTHING_TO_REPORT, REFUSED, REPORTED, show_json
from policyengine.diagnostics import render
from policyengine.diagnostics.diagnostic import PolicyError, UsageError
from policyengine.policy.library import VOCABULARY, load, load_vocabulary, shipped
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.policy.model import Policy


def check(
    *paths: Annotated[
        Path, Parameter(help="Files or folders; the shipped policies if left out.")
    ],
    format_: options.Format = "text",
) -> int:
    """Report every fault of policies, vocabularies and examples, and what is fishy in a policy."""
    files = [file for path in paths or (shipped(),) for file in _files(path)]
    reports = [_report(file) for file in files]
    found = [each for report in reports for each in report.diagnostics]
    by_humans = [name for report in reports for name in report.by_humans]
    if format_ == "json":
        told = [render.as_json(each) for each in found]
        show_json({"diagnostics": told, "decided_by_humans": by_humans})
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for each in found:
            print(render.render(each, colour=colour))
        print(f"{len(files)} files, {len(found)} faults")
        if by_humans:
            print(f"only a human decides these duties: {', '.join(by_humans)}")
    if any(each.severity == "error" for each in found):
        return REFUSED
    return REPORTED if found else NOTHING_TO_REPORT


@dataclass(frozen=True)
class _Report:
    """What there is to say of one file; `by_humans` names the duties without a test, as `rebild/vision`."""

    diagnostics: tuple[Diagnostic, ...] = ()
    by_humans: tuple[str, ...] = ()


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise UsageError(f"`{path}` holds no policy: no file ends in .yaml")
    yield from files


def _report(path: Path) -> _Report:
    try:
        if path.name == VOCABULARY:
            return _Report(check_vocabulary(load_vocabulary(path)))
        if path.name.endswith(".examples.yaml"):
            read_examples(path)
        else:
            policy = load(path)
            return _Report(check_policy(policy), _by_humans(policy))
    except PolicyError as error:
        return _Report(error.diagnostics)
    return _Report()


def _by_humans(policy: Policy) -> tuple[str, ...]:
    return tuple(
        f"{policy.id}/{each.id}"
        for each in policy.provisions
        if each.kind in ("duty", "right") and not each.computable
    )

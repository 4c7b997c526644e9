"""`policyengine check`: every fault of policies, vocabularies and examples, with its place."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from policyengine.cli import options
from policyengine.cli.output import NOTHING_TO_REPORT, REFUSED, REPORTED, show_json
from policyengine.diagnostics import render
from policyengine.diagnostics.diagnostic import PolicyError, UsageError
from policyengine.policy.library import VOCABULARY, load, load_vocabulary, shipped
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic


def check(
    *paths: Annotated[
        Path, Parameter(help="Files or folders; the shipped policies if left out.")
    ],
    format_: options.Format = "text",
) -> int:
    """Report every fault of policies, vocabularies and examples."""
    files = [file for path in paths or (shipped(),) for file in _files(path)]
    found = [fault for file in files for fault in _faults(file)]
    if format_ == "json":
        show_json({"diagnostics": [render.as_json(each) for each in found]})
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for each in found:
            print(render.render(each, colour=colour))
        print(f"{len(files)} files, {len(found)} faults")
    if any(each.severity == "error" for each in found):
        return REFUSED
    return REPORTED if found else NOTHING_TO_REPORT


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise UsageError(f"`{path}` holds no policy: no file ends in .yaml")
    yield from files


def _faults(path: Path) -> tuple[Diagnostic, ...]:
    try:
        if path.name == VOCABULARY:
            load_vocabulary(path)
        elif path.name.endswith(".examples.yaml"):
            read_examples(path)
        else:
            load(path)
    except PolicyError as error:
        return error.diagnostics
    return ()

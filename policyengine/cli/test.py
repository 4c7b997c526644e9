"""`policyengine test`: whether policies answer as the examples beside them expect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from policyengine.cli import options
from policyengine.cli.output import NOTHING_TO_REPORT, REPORTED, show_json
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.examples import run_examples
from policyengine.policy.library import load, shipped
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.examples import ExampleResult

ENDING = ".examples.yaml"


def run(
    *paths: Annotated[
        Path,
        Parameter(help="Examples, or folders of them; the shipped ones if left out."),
    ],
    format_: options.Format = "text",
) -> int:
    """Run the examples beside the policies."""
    files = [file for path in paths or (shipped(),) for file in _files(path)]
    results = [result for file in files for result in _results(file)]
    failed = [result for result in results if not result.passed]
    if format_ == "json":
        show_json({"results": [_as_json(each) for each in results]})
    else:
        for result in failed:
            for each in result.differences:
                print(
                    f"{result.span}: {result.example}, {result.provision}:"
                    f" {each.what}: expected {each.expected}, found {each.actual}"
                )
        print(f"{len(results)} expectations, {len(failed)} failed")
    return REPORTED if failed else NOTHING_TO_REPORT


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = sorted(path.glob(f"*{ENDING}"))
        if not files:
            raise UsageError(f"`{path}` holds no examples: no file ends in {ENDING}")
        yield from files
    elif path.name.endswith(ENDING):
        yield path
    else:
        raise UsageError(f"`{path}` holds no examples: its name must end in {ENDING}")


def _results(path: Path) -> tuple[ExampleResult, ...]:
    read = read_examples(path)
    beside = path.parent / f"{read.model.policy}.yaml"
    policy = load(beside if beside.is_file() else read.model.policy)
    return run_examples(policy, read)


def _as_json(result: ExampleResult) -> dict[str, object]:
    return {
        "example": result.example,
        "provision": result.provision,
        "place": str(result.span),
        "passed": result.passed,
        "outcome": result.outcome,
        "differences": [
            {"what": each.what, "expected": each.expected, "found": each.actual}
            for each in result.differences
        ],
    }

"""`policyengine test`: whether policies answer as the examples beside them expect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from policyengine.cli import options
from policyengine.cli.output import NOTHING_TO_REPORT, REPORTED, show_json
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.coverage import coverage as covered_by
from policyengine.engine.examples import run_examples
from policyengine.policy.library import load, shipped
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.coverage import Coverage
    from policyengine.engine.examples import ExampleResult
    from policyengine.policy.model import Policy
    from policyengine.source.load import Read
    from policyengine.source.models import ExamplesSource

ENDING = ".examples.yaml"


def run(
    *paths: Annotated[
        Path,
        Parameter(help="Examples, or folders of them; the shipped ones if left out."),
    ],
    coverage: Annotated[
        bool,
        Parameter(help="Show which answers the examples try, too.", negative=()),
    ] = False,
    format_: options.Format = "text",
) -> int:
    """Run the examples beside the policies."""
    files = [file for path in paths or (shipped(),) for file in _files(path)]
    loaded = [_load(file) for file in files]
    results = [
        result for policy, read in loaded for result in run_examples(policy, read)
    ]
    failed = [result for result in results if not result.passed]
    covered = [
        (policy.id, each)
        for policy, read in loaded
        for each in (covered_by(policy, read.model) if coverage else ())
    ]
    untried = [each for _, each in covered if each.untried]
    if format_ == "json":
        told = {"coverage": [_covered(*each) for each in covered]} if coverage else {}
        show_json({"results": [_as_json(each) for each in results], **told})
    else:
        for result in failed:
            for each in result.differences:
                print(
                    f"{result.span}: {result.example}, {result.provision}:"
                    f" {each.what}: expected {each.expected}, found {each.actual}"
                )
        print(f"{len(results)} expectations, {len(failed)} failed")
        for policy_id, provision in covered:
            print(_line(policy_id, provision))
        if coverage:
            whole = len(covered) - len(untried)
            print(
                f"{whole} of {len(covered)} decidable provisions give each answer they can give"
            )
    return REPORTED if failed or untried else NOTHING_TO_REPORT


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


def _load(path: Path) -> tuple[Policy, Read[ExamplesSource]]:
    """Return examples and the policy they are of."""
    read = read_examples(path)
    beside = path.parent / f"{read.model.policy}.yaml"
    return load(beside if beside.is_file() else read.model.policy), read


def _line(policy: str, each: Coverage) -> str:
    """Return what the examples try of a provision: `✓` each answer, or those that are still to try."""
    name = f"{policy}/{each.provision}"
    tried = ", ".join(answer for answer in each.possible if answer in each.tried)
    if not each.untried:
        return f"✓ {name}: {tried}"
    return f"✗ {name}: {tried}; not tried: {', '.join(each.untried)}"


def _covered(policy: str, each: Coverage) -> dict[str, object]:
    return {
        "policy": policy,
        "provision": each.provision,
        "possible": list(each.possible),
        "tried": list(each.tried),
        "untried": list(each.untried),
    }


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

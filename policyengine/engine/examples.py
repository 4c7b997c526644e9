"""The examples beside a policy: records and a day, and whether the policy answers as they expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.engine.assess import assess
from policyengine.engine.measure import measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.source import Span
    from policyengine.findings.assessment import Assessment
    from policyengine.findings.finding import Finding
    from policyengine.findings.measure_result import MeasureReport, MeasureResult
    from policyengine.policy.model import Policy
    from policyengine.source.load import Read
    from policyengine.source.models import ExampleSource, ExamplesSource, Expected


@dataclass(frozen=True, slots=True)
class Difference:
    """Something a policy answers otherwise than an example expects."""

    what: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One expectation of an example: the provision, where it is written, and how the answer differs, if it does.

    `outcome` is what the policy answered of the provision, None where it gave no finding or several.
    """

    example: str
    provision: str
    span: Span
    differences: tuple[Difference, ...]
    outcome: str | None

    @property
    def passed(self) -> bool:
        """Whether the policy answers as expected."""
        return not self.differences


def run_examples(
    policy: Policy, read: Read[ExamplesSource]
) -> tuple[ExampleResult, ...]:
    """Return what comes of every expectation, in the order they are written."""
    return tuple(
        result
        for number, example in enumerate(read.model.examples)
        for result in _run(policy, example, number, read)
    )


def _run(
    policy: Policy, example: ExampleSource, number: int, read: Read[ExamplesSource]
) -> Iterator[ExampleResult]:
    assessment = assess(
        policy,
        example.records,
        as_of=example.as_of,
        as_if_in_force=example.as_if_in_force,
        permissions=True,
        only=example.expect,
    )
    report = None
    if any(_measured(each) for each in example.expect.values()):
        report = measure(
            policy,
            example.records,
            as_of=example.as_of,
            as_if_in_force=example.as_if_in_force,
            only=example.expect,
        )
    known = {each.id for each in policy.provisions}
    for provision, expected in example.expect.items():
        span = read.map.key(("examples", number, "expect", provision))
        if provision not in known:
            missing = Difference("provision", provision, "no such provision")
            yield ExampleResult(example.example, provision, span, (missing,), None)
            continue
        yield _compared(example.example, provision, expected, span, assessment, report)


def _measured(expected: str | Expected) -> bool:
    return not isinstance(expected, str) and any(
        each is not None for each in (expected.verdict, expected.rate, expected.value)
    )


def _compared(
    example: str,
    provision: str,
    expected: str | Expected,
    span: Span,
    assessment: Assessment,
    report: MeasureReport | None,
) -> ExampleResult:
    differences = [
        Difference("records", "all accepted", each.message)
        for each in assessment.diagnostics
    ]
    outcome = None
    if isinstance(expected, str) or not _measured(expected) or expected.outcome:
        found = [
            each
            for each in assessment.findings
            if each.provision == provision and _selected(expected, each)
        ]
        if len(found) == 1:
            outcome = found[0].outcome
            differences += _of_finding(expected, found[0])
        else:
            differences.append(Difference("findings", "one", _several(found)))
    if report is not None and not isinstance(expected, str):
        results = [
            each
            for each in report.measures
            if each.provision == provision
            and (each.group is None or expected.subject in (None, each.group))
        ]
        if len(results) == 1:
            differences += _of_measure(expected, results[0])
        elif _measured(expected):
            differences.append(Difference("measures", "one", str(len(results))))
    return ExampleResult(example, provision, span, tuple(differences), outcome)


def _selected(expected: str | Expected, finding: Finding) -> bool:
    """Whether an expectation is about this finding; of several instances it names one."""
    if isinstance(expected, str):
        return finding.instance != "judgement" or finding.kind == "principle"
    if expected.subject is not None and finding.subject != expected.subject:
        return False
    if expected.instance is not None:
        return finding.instance == expected.instance
    return finding.instance != "judgement"


def _several(found: list[Finding]) -> str:
    if not found:
        return "none"
    return ", ".join(f"{each.subject} {each.instance or ''}".strip() for each in found)


def _of_finding(expected: str | Expected, finding: Finding) -> Iterator[Difference]:
    if isinstance(expected, str):
        if finding.outcome != expected:
            yield Difference("outcome", expected, _outcome(finding))
        return
    if expected.outcome is not None and finding.outcome != expected.outcome:
        yield Difference("outcome", expected.outcome, _outcome(finding))
    if expected.possible is not None:
        possible = finding.possible.words
        if set(possible) != set(expected.possible):
            yield Difference(
                "possible", ", ".join(expected.possible), ", ".join(possible)
            )
    if expected.due is not None and finding.due != expected.due:
        yield Difference("due", str(expected.due), str(finding.due))
    if expected.missing is not None:
        missing = tuple(each.fact for each in finding.missing)
        if set(missing) != set(expected.missing):
            yield Difference("missing", ", ".join(expected.missing), ", ".join(missing))


def _outcome(finding: Finding) -> str:
    if finding.possible.is_single:
        return finding.outcome
    missing = ", ".join(each.fact for each in finding.missing)
    return f"undetermined ({', '.join(finding.possible.words)}; missing {missing})"


def _of_measure(expected: Expected, result: MeasureResult) -> Iterator[Difference]:
    for what in ("verdict", "rate", "value"):
        wanted = getattr(expected, what)
        actual = getattr(result, what)
        if wanted is not None and str(actual) != wanted:
            yield Difference(what, wanted, str(actual))

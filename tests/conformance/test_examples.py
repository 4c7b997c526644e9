"""The examples beside the shipped policies hold, and try every answer that a provision can give."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policyengine.engine import coverage
from policyengine.engine.coverage import possible_outcomes, possible_verdicts
from policyengine.engine.examples import run_examples
from policyengine.policy.library import load, shipped
from policyengine.policy.model import Concurrent, Provision, Target
from policyengine.source.load import Read, read_examples
from policyengine.source.models import ExamplesSource, Expected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ENDING = ".examples.yaml"
NAMES = [
    path.name.removesuffix(ENDING) for path in sorted(shipped().glob(f"*{ENDING}"))
]


@cache
def examples(name: str) -> Read[ExamplesSource]:
    return read_examples(shipped() / f"{name}{ENDING}")


@cache
def decidable(name: str) -> dict[str, Provision]:
    """The provisions that records alone can decide and that say so unasked."""
    return {each.id: each for each in coverage.decidable(load(name))}


def expectations(name: str, provision: str) -> Iterator[tuple[date, Expected]]:
    """What is expected of a provision beside what it asks of a human, and on which day."""
    for example in examples(name).model.examples:
        expected = example.expect.get(provision)
        if isinstance(expected, str):
            expected = Expected(outcome=expected)
        if expected is not None and expected.instance != "judgement":
            yield example.as_of, expected


def has_last_day(provision: Provision) -> bool:
    """Return whether a last day is told and can be waited for; of a period that runs it may not be known."""
    waits = {"pending", "breached"} <= possible_outcomes(provision)
    return waits and not isinstance(provision.norm, Concurrent)


EVERY = [(name, each) for name in NAMES for each in decidable(name).values()]


def named(each: str | Provision) -> str:
    return each.id if isinstance(each, Provision) else each


of_every_provision = pytest.mark.parametrize(("name", "provision"), EVERY, ids=named)


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_answers_as_its_examples_expect(name: str) -> None:
    results = run_examples(load(examples(name).model.policy), examples(name))
    assert results
    wrong = [
        f"{Path(result.span.source.name).name}:{result.span.line}: {result.example},"
        f" {result.provision}: {each.what}: expected {each.expected}, found {each.actual}"
        for result in results
        for each in result.differences
    ]
    assert not wrong, "\n".join(wrong)


@of_every_provision
def test_every_outcome_a_provision_can_have_is_reached(
    name: str, provision: Provision
) -> None:
    reached = {expected.outcome for _, expected in expectations(name, provision.id)}
    assert reached - {None} == possible_outcomes(provision)


@of_every_provision
def test_every_verdict_a_target_can_have_is_reached(
    name: str, provision: Provision
) -> None:
    reached = {expected.verdict for _, expected in expectations(name, provision.id)}
    assert reached - {None} == possible_verdicts(provision)


@of_every_provision
def test_undetermined_names_the_facts_that_are_missing(
    name: str, provision: Provision
) -> None:
    for as_of, expected in expectations(name, provision.id):
        assert expected.outcome != "undetermined" or expected.missing, as_of


@pytest.mark.parametrize(
    ("name", "provision"),
    [each for each in EVERY if has_last_day(each[1])],
    ids=named,
)
def test_a_limit_is_tried_on_its_last_day_and_the_day_after(
    name: str, provision: Provision
) -> None:
    tried = {
        (expected.outcome, (as_of - expected.due).days)
        for as_of, expected in expectations(name, provision.id)
        if expected.due is not None
    }
    edges = {("pending", 0), ("fulfilled", 0), ("breached", 1), ("fulfilled_late", 1)}
    can = possible_outcomes(provision)
    assert {edge for edge in edges if edge[0] in can} <= tried


@of_every_provision
def test_a_target_is_met_at_exactly_its_figure(name: str, provision: Provision) -> None:
    target = provision.norm if isinstance(provision.norm, Target) else provision.goal
    steps = target.steps if target is not None else ()
    met = {
        Fraction(came_to)
        for _, expected in expectations(name, provision.id)
        if expected.verdict == "met" and (came_to := expected.rate or expected.value)
    }
    figures = {each.bound.figure for each in steps}
    assert {each for each in figures if isinstance(each, Fraction)} <= met

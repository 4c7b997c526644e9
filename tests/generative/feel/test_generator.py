"""What the random expressions are worth as evidence: they are well typed, and nothing of the language is missing."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest
from hypothesis import given

from policyengine.feel import nodes
from policyengine.feel.builtins import PROFILE
from policyengine.feel.checker import check
from policyengine.feel.names import walk
from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator, Expr
from policyengine.feel.types import ListType, Type
from policyengine.feel.values import Months
from tests.generative.examples import examples
from tests.generative.feel.dice import MOST_CHOICES, Dice
from tests.generative.feel.expressions import LISTS, expression, expressions
from tests.generative.feel.values import NAMES

SEEDS = range(3_000)


def faults(tree: Expr) -> list[str]:
    """What the checker refuses in an expression; a warning refuses nothing."""
    told = check(tree, NAMES)[1]
    return [each.message for each in told if each.severity == "error"]


@examples(500)
@given(expressions())
def test_every_expression_made_passes_the_checker(tree: Expr) -> None:
    assert faults(tree) == []


@examples(500)
@given(expressions(agreed=True))
def test_so_does_every_one_that_both_meanings_agree_on(tree: Expr) -> None:
    assert faults(tree) == []


@pytest.fixture(scope="module")
def sample() -> tuple[Expr, ...]:
    """The same expressions in every run."""
    return tuple(expression(Dice(Random(n).randbytes(MOST_CHOICES))) for n in SEEDS)


@pytest.fixture(scope="module")
def parts(sample: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Every part of them."""
    return tuple(part for tree in sample for part in walk(tree))


def test_every_node_is_reached(parts: tuple[Expr, ...]) -> None:
    assert {type(part) for part in parts} == set(get_args(Expr))


@pytest.mark.parametrize("node", [nodes.Compare, nodes.UnaryTest])
def test_every_comparison_is_reached(
    parts: tuple[Expr, ...], node: type[nodes.Compare | nodes.UnaryTest]
) -> None:
    found = {part.operator for part in parts if isinstance(part, node)}
    assert found == set(get_args(ComparisonOperator))


def test_every_operator_that_calculates_is_reached(parts: tuple[Expr, ...]) -> None:
    found = {part.operator for part in parts if isinstance(part, nodes.Arithmetic)}
    # The checker refuses powers.
    assert found == set(get_args(ArithmeticOperator)) - {"**"}


def test_every_function_is_reached(parts: tuple[Expr, ...]) -> None:
    called = {part.function for part in parts if isinstance(part, nodes.Call)}
    constants = {type(part.value) for part in parts if isinstance(part, nodes.Literal)}
    # `duration("P3M")` is read as a constant, and the checker takes no other.
    assert called | ({"duration"} if Months in constants else set()) == set(PROFILE)


def test_every_form_of_a_node_is_reached(parts: tuple[Expr, ...]) -> None:
    found = {form for part in parts for form in _forms(part)}
    sides = [(True, True), (True, False), (False, True), (False, False)]
    assert found >= {
        *("some", "every"),
        *(("open", side) for side in sides),
        *(("closed", side) for side in sides),
        *((name, several) for name in _OF_ITEMS for several in (True, False)),
    }


_OF_ITEMS = ("sum", "min", "max", "all", "any")


def _forms(part: Expr) -> tuple[object, ...]:
    """The choices within a node: which quantifier, which ends of a range, one list or several values."""
    match part:
        case nodes.Quantified(quantifier):
            return (quantifier,)
        case nodes.Interval(low, high, low_closed, high_closed):
            opened = low is None, high is None
            return ("open", opened), ("closed", (low_closed, high_closed))
        case nodes.Call(function, arguments):
            return ((function, len(arguments) > 1),)
        case _:
            return ()


def test_every_type_is_reached(sample: tuple[Expr, ...]) -> None:
    found = {check(tree, NAMES)[0] for tree in sample}
    assert {type(kind) for kind in found if kind is not None} == set(get_args(Type))
    assert set(LISTS) <= {kind for kind in found if isinstance(kind, ListType)}

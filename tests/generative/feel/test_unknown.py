"""What is unknown: however it turns out, no answer that was given without it changes.

Each way to make an expression is tried by itself too, so that no fault of one kind of node hides among the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.feel import UNKNOWN
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Expr
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import EVERY_WAY, Way, expression, made_by
from tests.generative.feel.values import NAMES, Facts, completed, known

if TYPE_CHECKING:
    from policyengine.feel.values import Value

Case: TypeAlias = tuple[Expr, Facts, Facts]


def case(dice: Dice, tree: Expr) -> Case:
    """An expression, what is known, and how the rest may turn out."""
    read = {name: NAMES[name] for name in free_names(tree) if name in NAMES}
    facts = known(dice, read)
    return tree, facts, completed(dice, read, facts)


@rolled
def cases(dice: Dice) -> Case:
    """Cases of any expression."""
    return case(dice, expression(dice))


@rolled
def cases_of(dice: Dice, way: Way) -> Case:
    """Cases of expressions whose outermost operator is made in a certain way."""
    return case(dice, made_by(dice, way))


def value(tree: Expr, facts: Facts) -> Value:
    """What an expression is worth."""
    return evaluate(tree, lambda name: facts.get(name, UNKNOWN))


def stands(before: Value, after: Value) -> bool:
    """Whether what was known before is still so, and only the unknown may have changed."""
    if before is UNKNOWN:
        return True
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(map(stands, before, after))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return all(stands(each, after.get(name)) for name, each in before.items())
    # To Python, true is 1.
    return isinstance(before, bool) == isinstance(after, bool) and before == after


def check_case(given_case: Case) -> None:
    tree, facts, completion = given_case
    before, after = value(tree, facts), value(tree, completion)
    assert stands(before, after)
    assert is_known(after)


def is_known(value: Value) -> bool:
    """Whether nothing in it is unknown."""
    if isinstance(value, tuple):
        return all(map(is_known, value))
    return value is not UNKNOWN


@examples(2_000)
@given(cases())
def test_no_answer_changes_when_what_is_unknown_turns_out(given_case: Case) -> None:
    check_case(given_case)


@pytest.mark.parametrize("way", EVERY_WAY)
@examples(250)
@given(data=st.data())
def test_nor_does_one_made_in_a_certain_way(way: str, data: st.DataObject) -> None:
    check_case(data.draw(cases_of(EVERY_WAY[way])))

"""Whatever values stand for the names of an expression, it has a value and raises nothing, in both meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hypothesis import given

from policyengine.feel import evaluate, show
from policyengine.feel.names import free_names
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import expression
from tests.generative.feel.odd_values import odd_value

if TYPE_CHECKING:
    from policyengine.feel.evaluator import Equality

Case: TypeAlias = "tuple[str, dict[str, object], Equality]"


@rolled
def cases(dice: Dice) -> Case:
    """An expression that is well typed, though its names' values are not."""
    tree = expression(dice)
    equality: Equality = dice.pick(("unknown", "feel"))
    return show(tree), {name: odd_value(dice) for name in free_names(tree)}, equality


@examples(1_000)
@given(cases())
def test_no_value_makes_an_expression_raise(case: Case) -> None:
    text, inputs, equality = case
    evaluate(text, inputs, equality=equality)

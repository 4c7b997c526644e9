"""Where nothing is none and nothing unknown, a condition means to a policy what it means in the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hypothesis import given

from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import KINDS, expression
from tests.generative.feel.values import NAMES, Facts, complete

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr

Case: TypeAlias = "tuple[Expr, Facts]"


@rolled
def cases(dice: Dice) -> Case:
    tree = expression(dice, KINDS, agreed=True)
    read = {name: NAMES[name] for name in free_names(tree) if name in NAMES}
    return tree, complete(dice, read)


@examples(1_000)
@given(cases())
def test_both_meanings_agree_where_all_is_known(case: Case) -> None:
    tree, facts = case
    # A member's bare name is a fact only where the list is empty, and then nobody asks for it.
    ours = evaluate(tree, facts.get)
    assert ours == evaluate(tree, facts.get, equality="feel")

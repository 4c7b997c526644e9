"""What the checker says of a condition is true of it, whatever is recorded."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import event, given

from policyengine.feel import UNKNOWN, nodes, parse, show
from policyengine.feel.checker import check
from policyengine.feel.evaluator import evaluate
from policyengine.feel.nodes import Expr
from policyengine.feel.types import Boolean
from policyengine.feel.warnings.checked import Checked
from policyengine.feel.warnings.registry import warnings
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import (
    Maker,
    equality,
    expression,
    membership,
    presence,
)
from tests.generative.feel.values import KIND, NAMES, Facts, known

Case: TypeAlias = tuple[Expr, Facts]
TESTS = (equality, membership, presence)


@rolled
def any_condition(dice: Dice) -> Expr:
    """Any expression that is true or false."""
    return expression(dice, (Boolean(),))


@rolled
def joined_tests(dice: Dice) -> Case:
    """Two to four tests joined by `and` or by `or`, and what is recorded; of choices a word, or nothing."""
    maker = Maker(dice, NAMES, 1)
    number = 2 + dice.below(3)
    tests = tuple(maker.by(dice.pick(TESTS), Boolean()) for _ in range(number))
    facts = {
        name: value
        for name, value in known(dice, NAMES).items()
        if value is not None or NAMES[name] != KIND
    }
    return nodes.And(tests) if dice.one_in(2) else nodes.Or(tests), facts


def checked(tree: Expr) -> Checked:
    written = parse(show(tree))
    _, faults = check(written, NAMES)
    assert not faults
    return Checked(written, written, NAMES, Boolean())


@examples(200)
@given(any_condition())
def test_every_condition_can_be_told_of(tree: Expr) -> None:
    for each in warnings(checked(tree)):
        assert each.severity == "warning"
        assert each.span is not None
        assert each.hint


@examples(400)
@given(joined_tests())
def test_what_is_told_to_be_never_met_is_not_and_what_is_told_to_be_always_met_is(
    case: Case,
) -> None:
    tree, facts = case
    whole = checked(tree)
    codes = {each.code for each in warnings(whole)} & {"PE322", "PE323"}
    found = evaluate(tree, lambda name: facts.get(name, UNKNOWN))
    for code in codes:
        event(code)
    if isinstance(tree, nodes.And) and "PE323" in codes:
        assert found is not True
    if isinstance(tree, nodes.Or) and "PE322" in codes:
        assert found is not False

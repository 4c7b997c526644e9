"""A tree that is shown reads back as the same tree."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import example, given

from policyengine.feel import nodes, parse, show
from tests.generative.examples import examples
from tests.generative.feel.expressions import expressions

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr


@examples(1_000)
@given(expressions())
@example(nodes.Negate(nodes.Literal(1)))
@example(nodes.Negate(nodes.Literal(-1)))
@example(nodes.Arithmetic("**", nodes.Literal(-2), nodes.Negate(nodes.Literal(2))))
@example(nodes.Literal('a "quoted" \\ text\n'))
@example(nodes.Literal(Decimal("1E+40")))
@example(nodes.Path(nodes.Literal(-1), "years"))
@example(nodes.And((nodes.And((nodes.Name("a"), nodes.Name("b"))), nodes.Name("c"))))
@example(nodes.In(nodes.Name("a"), (nodes.Interval(None, nodes.Literal(1)),)))
@example(nodes.In(nodes.Name("a"), (nodes.Negate(nodes.Name("b")),)))
@example(nodes.Compare("=", nodes.Literal(1), nodes.UnaryTest("<", nodes.Literal(2))))
def test_what_is_shown_reads_back_as_the_same_tree(tree: Expr) -> None:
    assert parse(show(tree)) == tree

"""The page for policy officers is what the chapters say, and the chapters leave nothing of the language out."""

from __future__ import annotations

from typing import get_args

from policyengine.diagnostics.codes import CODES
from policyengine.feel import nodes, parse
from policyengine.feel.builtins import PROFILE
from policyengine.feel.names import walk
from policyengine.feel.parser import PRECEDENCE
from policyengine.feel.type_rules import _PARTS as PARTS
from tests.spec.feel.asking import tree
from tests.spec.feel.chapters.doubtful import DOUBTFUL
from tests.spec.feel.chapters.refused import REFUSED
from tests.spec.feel.chapters.words import WORDS
from tests.spec.feel.page import CHAPTERS, COMMAND, PAGE, page

EXAMPLES = [example for chapter in CHAPTERS for example in chapter.examples]
WRITTEN = [
    node
    for each in EXAMPLES
    for node in walk(
        tree(each.expression, is_map=True) if each.is_map else parse(each.expression)
    )
]
# Standard FEEL that the parser reads and no policy may use.
OUTSIDE = {"**"}


def test_the_page_is_what_the_chapters_say() -> None:
    assert PAGE.read_text("utf-8") == page(), f"run `{COMMAND}` to write it anew"


def test_every_node_of_the_language_is_in_an_example() -> None:
    assert {type(node) for node in WRITTEN} == set(get_args(nodes.Expr))


def test_every_operator_is_in_an_example() -> None:
    operators = {
        node.operator
        for node in WRITTEN
        if isinstance(node, nodes.Compare | nodes.UnaryTest | nodes.Arithmetic)
    }
    assert (
        operators
        == {
            *get_args(nodes.ComparisonOperator),
            *get_args(nodes.ArithmeticOperator),
        }
        - OUTSIDE
    )
    assert {
        node.quantifier for node in WRITTEN if isinstance(node, nodes.Quantified)
    } == {"some", "every"}
    assert all(any(operator in text for text, *_ in REFUSED) for operator in OUTSIDE)


def test_every_bracket_and_open_end_of_a_range_is_in_an_example() -> None:
    ranges = [node for node in WRITTEN if isinstance(node, nodes.Interval)]
    assert {(each.low_closed, each.high_closed) for each in ranges} >= {
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    }
    assert {(each.low is None, each.high is None) for each in ranges} >= {
        (True, False),
        (False, True),
    }


def test_every_function_is_in_an_example() -> None:
    # `duration("P3M")` is read as a constant, so its text tells, and not its node.
    called = {node.span.text.partition("(")[0] for node in WRITTEN if node.span}
    assert PROFILE.keys() <= called


def test_every_part_of_a_day_and_a_duration_is_in_an_example() -> None:
    parts = {node.member for node in WRITTEN if isinstance(node, nodes.Path)}
    assert {part for several in PARTS.values() for part in several} <= parts


def test_every_word_has_its_danish() -> None:
    operators = {word for word in PRECEDENCE if word.isalpha()}
    assert {*PROFILE, *operators} <= WORDS.keys()


def test_every_fault_of_a_condition_is_among_what_is_refused_or_doubted() -> None:
    bands = ("PE150", "PE151", "PE152", "PE201", "PE21", "PE30", "PE32")
    assert {code for _, code, _ in (*REFUSED, *DOUBTFUL)} == {
        code for code in CODES if code.startswith(bands)
    }

"""Any text is read or refused: nothing but the language's own error is raised, in a bounded number of steps."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.diagnostics.codes import CODES
from policyengine.feel import FeelError, evaluate, nodes, parse, show
from policyengine.feel.checker import check
from policyengine.feel.lexer import MOST_CHARACTERS
from policyengine.feel.maps import from_map
from policyengine.feel.parser import DEEPEST, parse_tests, parse_unary_tests
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.odd_values import odd_value
from tests.generative.feel.texts import mistaken, mixed
from tests.generative.feel.values import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.evaluator import Equality
    from policyengine.feel.nodes import Expr

FACT = parse("size")


def read(reader: Callable[[], Expr | tuple[Expr, ...]]) -> Expr | None:
    """What a reader returns, None where it refuses; a refusal names its code and its place."""
    try:
        found = reader()
    except FeelError as error:
        assert_told(error.diagnostics)
        return None
    return found if isinstance(found, nodes.Node) else None


def assert_told(faults: tuple[Diagnostic, ...]) -> None:
    assert all(each.code in CODES and each.message and each.span for each in faults)


def read_every_way(text: str) -> None:
    """Read a text as an expression, as tests and as a row of a map; what is read can be shown and checked."""
    trees = (
        read(lambda: parse(text)),
        read(lambda: parse_unary_tests(text, FACT)),
        read(lambda: from_map({"size": text})),
    )
    read(lambda: parse_tests(text))
    for tree in trees:
        if tree is not None:
            assert parse(show(tree)) == tree
            assert_told(check(tree, NAMES)[1])


@rolled
def inputs(dice: Dice) -> tuple[dict[str, object], Equality]:
    """Values of any kind for some of the names, and a meaning."""
    equality: Equality = dice.pick(("unknown", "feel"))
    named = [name for name in sorted(NAMES) if not dice.one_in(3)]
    return {name: odd_value(dice) for name in named}, equality


@examples(500)
@given(st.text(max_size=40))
def test_any_characters_are_read_or_refused(text: str) -> None:
    read_every_way(text)


@examples(1_000)
@given(mixed())
def test_any_pieces_of_the_language_are_read_or_refused(text: str) -> None:
    read_every_way(text)


@examples(1_000)
@given(mistaken())
def test_an_expression_with_slips_is_read_or_refused(text: str) -> None:
    read_every_way(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\0", "9" * 5_000, "0" * 5_000, "0." + "0" * 5_000, "1e999999999"),
        *('"\\ud800"', '"\\U110000"', '"\\', '@"', "/*", "x" * (MOST_CHARACTERS + 1)),
        *("duration(" + '"P' + "9" * 40 + 'Y")', 'date("0000-00-00")', "date(1e6144)"),
    ],
)
def test_the_oddest_texts_are_read_or_refused(text: str) -> None:
    read_every_way(text)


@examples(1_000)
@given(mixed() | mistaken(), inputs())
def test_what_is_read_has_a_value_whatever_its_names_stand_for(
    text: str, given_inputs: tuple[dict[str, object], Equality]
) -> None:
    values, equality = given_inputs
    with suppress(FeelError):
        evaluate(text, values, equality=equality)


# --- bounds -----------------------------------------------------------------------------


MOST_STEPS = 60  # for each character


def steps(text: str) -> int:
    """How many functions are called to read a text."""
    called = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal called
        called += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(lambda: parse(text))
    finally:
        sys.setprofile(before)
    return called


REPEATED = (
    *("(", "[1,", "1+", "-", "x.y.", "a and ", "not(", "if ", "x in (", "some x in "),
    *("min(1,", "list contains(", "years and months ", "[1..", "a ", " ", "0", "9"),
    *("/*", "//", '"', '@"', '"\\u', '@"P1D"+', "1,", "1 between "),
)


@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.parametrize("opening", ["", "x in ["])
def test_reading_takes_steps_in_proportion_to_the_length(
    piece: str, opening: str
) -> None:
    text = (opening + piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    assert steps(text) <= MOST_STEPS * len(text)


@examples(300)
@given(mixed() | mistaken())
def test_so_does_any_text(text: str) -> None:
    assert steps(text) <= 1_000 + MOST_STEPS * len(text)


@pytest.mark.parametrize(
    "nested",
    [
        "({})",
        "[{}]",
        "not({})",
        "-{}",
        "1 + ({})",
        "({}) + 1",
        "count({})",
        "x[{}]",
        "{}.x",
        "x in ({})",
        "if x then {} else x",
        "some x in {} satisfies x",
        "x between ({}) and 1",
        "x and ({} or x)",
    ],
)
def test_depth_is_bounded_and_the_bound_is_told(nested: str) -> None:
    text = "x"
    for _ in range(DEEPEST // 2 - 1):
        text = nested.format(text)
    assert parse(show(parse(text))) == parse(text)
    for _ in range(2 * DEEPEST):
        text = nested.format(text)
    with pytest.raises(FeelError) as refused:
        parse(text)
    (fault,) = refused.value.diagnostics
    assert (fault.code, str(DEEPEST) in fault.message) == ("PE153", True)


def test_length_is_bounded_and_the_bound_is_told() -> None:
    longest = "x" * MOST_CHARACTERS
    assert parse(longest) == nodes.Name(longest)
    with pytest.raises(FeelError, match="PE153") as refused:
        parse(longest + "x")
    assert str(MOST_CHARACTERS) in str(refused.value)

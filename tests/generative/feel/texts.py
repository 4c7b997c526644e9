"""Texts that may or may not be conditions: pieces of the language in any order, and expressions with slips in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel import show
from policyengine.feel.builtins import OUTSIDE, PROFILE
from policyengine.feel.parser import PRECEDENCE
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import expression
from tests.generative.feel.values import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = (
    *PRECEDENCE,
    *(f"{name}(" for name in (*sorted(PROFILE), *sorted(OUTSIDE)[:12], "not")),
    *sorted(NAMES),
    *(
        "(",
        ")",
        "[",
        "]",
        "..",
        ".",
        ",",
        "{",
        "}",
        ":",
        "?",
        '"',
        "@",
        "//",
        "/*",
        "*/",
    ),
    *("if", "then", "else", "some", "every", "satisfies", "for", "return", "function"),
    *("null", "true", "false", "instance", "of", "not", "list", "years and", "item"),
    *("1", "2.5", ".5", "1e3", "1e9999", "9" * 35, '"a"', '"\\u00e6"', '"\\ud800"'),
    *('@"P1D"', '@"2020-02-29"', '@"10:00"', 'date("2020-02-30")', "2018-01-01"),
    *("æ", "_", "'", "&&", "==", "≥", "½", "²", "\u00a0", "\u200b", "\n", "\t", "\0"),
)


@rolled
def mixed(dice: Dice) -> str:
    """Pieces of the language in any order, with and without spaces."""
    glue = dice.pick((" ", " ", ""))
    return glue.join(dice.pick(PIECES) for _ in range(dice.below(24)))


@rolled
def mistaken(dice: Dice) -> str:
    """The text of an expression with up to three slips."""
    text = show(expression(dice))
    for _ in range(1 + dice.below(3)):
        slip = dice.pick(SLIPS)
        start = _place(dice, text)
        text = slip(dice, text, start, min(len(text), start + dice.below(12)))
    return text


def _place(dice: Dice, text: str) -> int:
    return (256 * dice.below(256) + dice.below(256)) % (len(text) + 1)


def _left_out(_: Dice, text: str, start: int, end: int) -> str:
    return text[:start] + text[end:]


def _doubled(_: Dice, text: str, start: int, end: int) -> str:
    return text[:end] + text[start:]


def _slipped_in(dice: Dice, text: str, start: int, _: int) -> str:
    return f"{text[:start]} {dice.pick(PIECES)} {text[start:]}"


def _replaced(dice: Dice, text: str, start: int, end: int) -> str:
    return text[:start] + dice.pick(PIECES) + text[end:]


def _cut_off(_: Dice, text: str, start: int, __: int) -> str:
    return text[:start]


SLIPS: tuple[Callable[[Dice, str, int, int], str], ...] = (
    _left_out,
    _doubled,
    _slipped_in,
    _replaced,
    _cut_off,
)

"""The choices of one example, all cut from one string of bytes: quick to draw, and shrunk toward the first of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = ParamSpec("Given")
Made = TypeVar("Made")

MOST_CHOICES = 160


class Dice:
    """Makes the choices of one example; when its bytes are used up it always chooses the first."""

    def __init__(self, choices: bytes) -> None:
        self._choices = iter(choices)

    def below(self, number: int) -> int:
        """A number from 0, and less than `number`, which is at most 256."""
        return next(self._choices, 0) % number if number > 1 else 0

    def pick(self, options: Sequence[Made]) -> Made:
        """One of some options."""
        return options[self.below(len(options))]

    def one_in(self, number: int) -> bool:
        """Yes once in so many times."""
        return self.below(number) == number - 1


def rolled(
    make: Callable[Concatenate[Dice, Given], Made],
) -> Callable[Given, st.SearchStrategy[Made]]:
    """Turn a function that makes something by dice into a strategy of it."""

    def strategy(*args: Given.args, **kwargs: Given.kwargs) -> st.SearchStrategy[Made]:
        choices = st.binary(min_size=MOST_CHOICES, max_size=MOST_CHOICES)
        return choices.map(lambda drawn: make(Dice(drawn), *args, **kwargs))

    return strategy

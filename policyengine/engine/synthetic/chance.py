"""Seeded chance: the few draws that every synthetic record is made of."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
RawRecord: TypeAlias = dict[str, object]


class Chance:
    """A source of draws; the same seed gives the same draws on every machine."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - a cohort to show, no secret

    def likely(self, share: float) -> bool:
        """Return True in that share of all draws."""
        return self._random.random() < share

    def number(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(least, most)

    def pick(self, among: Sequence[T]) -> T:
        """Return one of several, all as likely."""
        return self._random.choice(among)

    def one_of(self, **weights: float) -> str:
        """Return a name, as likely as its weight among all weights."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def some(self, among: Sequence[T], share: float) -> list[T]:
        """Return those of several that are drawn, each with that share, in their order."""
        return [each for each in among if self.likely(share)]

    def day(self, start: date, least: int, most: int) -> date:
        """Return a day that lies so many days after another, both ends included."""
        return start + timedelta(days=self.number(least, most))

    def done(
        self, start: date, limit: int, *, in_time: float = 0.8, late: float = 0.1
    ) -> date | None:
        """Return when something was done that should be done within `limit` days: in time, late, or never."""
        drawn = self._random.random()
        if drawn < in_time:
            return self.day(start, 0, limit)
        if drawn < in_time + late:
            return self.day(start, limit + 1, 2 * limit + 10)
        return None

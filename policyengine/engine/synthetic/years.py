"""The days a cohort lies around, and figures that move from year to year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyengine.engine.synthetic.chance import Chance
    from policyengine.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Years:
    """From a policy's first day to the day its targets are asked about."""

    first: date
    asked: date

    @property
    def numbers(self) -> range:
        """The years with figures: one more at both ends, to compare with and to look back from."""
        return range(self.first.year - 1, self.asked.year + 2)

    @property
    def written(self) -> list[str]:
        """The years as the keys of a figure by year."""
        return [str(year) for year in self.numbers]

    def figure(self, start: int, growth: float, chance: Chance) -> dict[str, int]:
        """Return a figure by year that grows by a share a year, a little more or less each time."""
        level = float(start)
        by_year: dict[str, int] = {}
        for year in self.written:
            by_year[year] = max(0, round(level))
            level *= 1 + growth + chance.number(-20, 20) / 1000
        return by_year


def years_of(policy: Policy) -> Years:
    """Return the years of a policy.

    One that ends is asked about on the day after, when its last targets are decided; another at midsummer after its
    third whole year, when the year's exams are over. Without a first day it begins in 2016.
    """
    first = policy.from_day or date(2016, 1, 1)
    if policy.until_day is not None:
        return Years(first, policy.until_day + timedelta(days=1))
    whole = first.year if (first.month, first.day) == (1, 1) else first.year + 1
    return Years(first, date(whole + 3, 6, 30))

"""What a target asks for, in words: `mindst 90 % senest 2018-12-31`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from datetime import date

    from policyengine.findings.measure_result import Unit

_RELATIONS = {
    "at_least": Text("mindst", "at least"),
    "more_than": Text("mere end", "more than"),
    "at_most": Text("højst", "at most"),
    "less_than": Text("mindre end", "less than"),
    "exactly": Text("præcis", "exactly"),
}
_TRENDS = {
    "rising": Text("stigende", "rising"),
    "falling": Text("faldende", "falling"),
    "not_rising": Text("ikke stigende", "not rising"),
    "not_falling": Text("ikke faldende", "not falling"),
}
_PERIODS = {
    "year": Text("fra år til år", "from year to year"),
    "half_year": Text("fra halvår til halvår", "from half-year to half-year"),
    "quarter": Text("fra kvartal til kvartal", "from quarter to quarter"),
    "month": Text("fra måned til måned", "from month to month"),
    "electoral_term": Text("fra valgperiode til valgperiode", "from term to term"),
}
_LEVEL = Text("samme niveau som sammenligningen", "the same level as the reference")
_SUFFIX = {
    "percent": Text(" %", " %"),
    "points": Text(" procentpoint", " percentage points"),
    "number": Text("", ""),
}


def bound_in_words(
    relation: str,
    figure: Fraction | None,
    unit: Unit,
    slack: Fraction = Fraction(0),
    by: date | None = None,
) -> Text:
    """Return a bound in words; without a figure it is the level of another measure, strayed from by `slack`.

    >>> bound_in_words("at_least", Fraction("0.895"), "percent")
    Text(da='mindst 89,5 %', en='at least 89.5 %')
    """
    level = _LEVEL if figure is None else figure_in_words(figure, unit)
    unit = "points" if unit == "percent" else unit
    give = figure_in_words(slack, unit) if slack else None
    words = _RELATIONS[relation]
    return Text(
        f"{words.da} {level.da}"
        + (f" (± {give.da})" if give else "")
        + (f" senest {by}" if by else ""),
        f"{words.en} {level.en}"
        + (f" (± {give.en})" if give else "")
        + (f" by {by}" if by else ""),
    )


_EACH = {
    "year": Text("hvert år", "each year"),
    "half_year": Text("hvert halvår", "each half-year"),
    "quarter": Text("hvert kvartal", "each quarter"),
    "month": Text("hver måned", "each month"),
    "electoral_term": Text("hver valgperiode", "each term"),
}


def trend_in_words(
    direction: str, every: str, since: date | None, *, each: bool
) -> Text:
    """Return a trend in words: from period to period, in each period, or since a day."""
    words, period = _TRENDS[direction], (_EACH if each else _PERIODS)[every]
    if since is None:
        return Text(f"{words.da} {period.da}", f"{words.en} {period.en}")
    return Text(f"{words.da} siden {since}", f"{words.en} since {since}")


def figure_in_words(figure: Fraction, unit: Unit) -> Text:
    """Return a figure, unrounded: a decimal where it has an end, else a fraction."""
    shown = figure if unit == "number" else figure * 100
    suffix = _SUFFIX[unit]
    spelled = _spelled(shown)
    return Text(spelled.replace(".", ",") + suffix.da, spelled + suffix.en)


def _spelled(figure: Fraction) -> str:
    """Return the exact decimal or, where none exists, the fraction."""
    power = 0
    while (10**power) % figure.denominator and power <= figure.denominator.bit_length():
        power += 1
    if (10**power) % figure.denominator:
        return str(figure)
    return f"{Decimal((figure * 10**power).numerator).scaleb(-power):f}"

"""Days, figures and facts as text, in Danish or English."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from policyengine.reports import words
from policyengine.reports.as_json import plain

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from policyengine.feel.values import Value
    from policyengine.findings.measure_result import Bounds, Unit
    from policyengine.policy.model import Citation, Policy
    from policyengine.reports.words import Language

_SUFFIX = {"percent": " %", "points": " pp", "number": ""}


def figure(value: Fraction, unit: Unit, language: Language) -> str:
    """Return a figure with two decimals at most; `≈` where rounding hides that it is not the round figure shown.

    >>> from fractions import Fraction
    >>> figure(Fraction(179, 200), "percent", "da"), figure(Fraction(8), "number", "en")
    ('89,5 %', '8')
    >>> (
    ...     figure(Fraction(949999, 1000000), "percent", "en"),
    ...     figure(Fraction(2, 3), "percent", "en"),
    ... )
    ('≈ 95 %', '66.67 %')
    """
    scaled = value if unit == "number" else value * 100
    rounded = round(scaled, 2)
    text = f"{Decimal(rounded.numerator) / rounded.denominator:.2f}"
    short = text.rstrip("0").rstrip(".")
    hidden = "≈ " if rounded != scaled and short != text else ""
    return hidden + _spelled(short, language) + _SUFFIX[unit]


def interval(bounds: Bounds, unit: Unit, language: Language) -> str:
    """Return the value itself where it is certain, else its bounds; an open end is `…`."""
    if bounds.exact is not None:
        return figure(bounds.exact, unit, language)
    if bounds.low is None and bounds.high is None:
        return words.UNKNOWN[language]
    ends = (
        "…"
        if end is None
        else figure(end, unit, language).removesuffix(_SUFFIX[unit]).removeprefix("≈ ")
        for end in (bounds.low, bounds.high)
    )
    return "–".join(ends) + _SUFFIX[unit]


def distance(day: date, as_of: date, language: Language) -> str:
    """Return how far a day lies from the day of assessment, in days.

    >>> from datetime import date
    >>> distance(date(2018, 3, 1), date(2018, 2, 28), "da")
    'i morgen'
    """
    match (day - as_of).days:
        case -1:
            told = words.YESTERDAY
        case 0:
            told = words.TODAY
        case 1:
            told = words.TOMORROW
        case days:
            told = words.DAYS_LEFT if days > 0 else words.DAYS_AGO
    return told[language].format(abs((day - as_of).days))


def fact(value: Value, language: Language) -> str:
    """Return a fact's value; a list of events as its entries, each with its members."""
    if value is None:
        return words.NONE[language]
    if isinstance(value, bool):
        return words.YES[language] if value else words.NO[language]
    if isinstance(value, int | Decimal):
        return _spelled(str(value), language)
    if isinstance(value, tuple):
        return "; ".join(fact(each, language) for each in value) or words.NONE[language]
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name} {fact(each, language)}" for name, each in value.items()
        )
    return str(plain(value))


def citation(cited: Citation, language: Language) -> str:
    """Return document, paragraph and sentence."""
    text = f"{cited.document}, {words.PARAGRAPH[language]} {cited.paragraph}"
    if cited.sentence is None:
        return text
    return f"{text}, {words.SENTENCE[language]} {cited.sentence}"


def actors(policy: Policy, ids: tuple[str, ...], language: Language) -> str:
    """Return the names of those who must act."""
    named = {**policy.vocabulary.actors, **policy.actors}
    return ", ".join(named[each][language] if each in named else each for each in ids)


def _spelled(number: str, language: Language) -> str:
    return number.replace(".", ",") if language == "da" else number

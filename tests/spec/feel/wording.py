"""Values and facts in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.feel import UNKNOWN, Months

if TYPE_CHECKING:
    from collections.abc import Iterable


def code(text: str) -> str:
    """Return the text as the author writes it."""
    return f"`{text}`"


def value_in_words(value: object) -> str:
    """Return a value of the language: `true`, `unknown`, `1 year 6 months`, `"da"`."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case Months(count):
            years, months = divmod(abs(count), 12)
            parts = (_counted(years, "year"), _counted(months, "month"))
            told = " ".join(filter(None, parts)) or "0 months"
            return f"minus {told}" if count < 0 else told
        case timedelta():
            days = _counted(abs(value.days), "day") or "0 days"
            return f"minus {days}" if value.days < 0 else days
        case tuple():
            return _list(map(value_in_words, value))
        case _:
            return fact_in_words(value)


def fact_in_words(raw: object) -> str:
    """Return what a record has for a fact: `none`, `unknown`, a word, a day, a list of entries."""
    match raw:
        case None:
            return "none"
        case _ if raw is UNKNOWN:
            return "unknown"
        case bool():
            return str(raw).lower()
        case list():
            return _list(map(fact_in_words, raw))
        case Mapping():
            told = (f"{name} {fact_in_words(each)}" for name, each in raw.items())
            return f"({', '.join(told)})"
        case date():
            return raw.isoformat()
        case _:
            return str(raw)


def facts_in_words(facts: Mapping[str, object]) -> str:
    """Return the facts of an example, each by its name."""
    told = (f"{code(name)} {fact_in_words(raw)}" for name, raw in facts.items())
    return ", ".join(told)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}" if number else ""


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"

"""Figures as a policy's author wrote them, in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyengine.reports.handbook.markdown import code, escape
from policyengine.reports.handbook.phrases import UNITS

if TYPE_CHECKING:
    from policyengine.policy.model import Parameter, Provision
    from policyengine.reports.words import Language

_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?: (?P<unit>[a-z_%]+))?")
_PLAIN = re.compile(r"[\d\s,.:%-]+")


def written(value: str, language: Language) -> str:
    """Return a figure as Markdown; what is neither a number nor a day is FEEL, and stays so.

    >>> written("3 months", "da"), written("0.5", "da"), written("1 working_day", "en")
    ('3 måneder', '0,5', '1 working day')
    """
    match = _NUMBER.fullmatch(value)
    if match is None:
        return escape(value) if _PLAIN.fullmatch(value) else code(value)
    number, unit = match["number"], match["unit"]
    spelled = number.replace(".", ",") if language == "da" else number
    if unit is None:
        return spelled
    if (named := UNITS.get(unit.removesuffix("s"))) is not None:
        unit = named[0 if number == "1" else 1][language]
    return f"{spelled} {escape(unit)}"


def own_name(figure: Parameter, provision: Provision) -> str:
    """Return a figure's name without that of its own provision."""
    return figure.name.removeprefix(f"{provision.id}.")

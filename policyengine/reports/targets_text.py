"""The targets of several municipalities on one screen: what was not reached a line each, the rest by name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from policyengine.reports import words
from policyengine.reports.figures import actors, figure, interval
from policyengine.reports.measure_text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from policyengine.findings.measure_result import (
        MeasureReport,
        MeasureResult,
        Verdict,
    )
    from policyengine.reports.words import Language

MUNICIPALITY = "municipality"
# What a manager reads first.
_ORDER: Sequence[Verdict] = (
    "missed",
    "undecidable",
    "not_yet_due",
    "met",
    "not_computable",
)
_BY_NAME: Sequence[Verdict] = ("met", "not_computable")
_SIGNS = {
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
    "exactly": "=",
    # A trend is held against the period before.
    "rising": ">",
    "falling": "<",
    "not_rising": "≤",
    "not_falling": "≥",
}


def targets_text(
    reports: Iterable[MeasureReport], language: Language
) -> RenderableType:
    """Return each report's targets under the name of its municipality; indicators are left out."""
    parts: list[RenderableType] = [_legend(language)]
    for report in reports:
        targets = [each for each in report.measures if each.kind != "indicator"]
        parts += [Line(), _heading(report, targets, language)]
        told = [each for each in targets if each.verdict not in _BY_NAME]
        if told:
            parts.append(_table(told, language))
        parts += [
            _named(verdict, targets)
            for verdict in _BY_NAME
            if any(each.verdict == verdict for each in targets)
        ]
    return Group(*parts)


def _legend(language: Language) -> Line:
    line = Line()
    for verdict in _ORDER:
        sign = words.VERDICTS[verdict]
        line.append(sign.symbol, sign.style)
        line.append(f" {sign.word[language]}  ")
    return line.append(f"\n{words.LEGEND[language]}", "dim")


def _heading(
    report: MeasureReport, targets: list[MeasureResult], language: Language
) -> Line:
    """Whose targets, on which day, with what reservation, and how many came to which verdict."""
    names = ", ".join(each.authority_name for each in report.policies)
    line = Line.assemble((names, "bold"), f" · {report.as_of}")
    for label in dict.fromkeys(label for each in targets for label in each.labels):
        line.append(f" ({words.LABELS[label][language]})")
    for verdict in _ORDER:
        count = sum(each.verdict == verdict for each in targets)
        if count:
            sign = words.VERDICTS[verdict]
            line.append(" · ")
            line.append(f"{sign.symbol} {count}", sign.style)
    return line


def _table(told: list[MeasureResult], language: Language) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=False, expand=True
    )
    table.add_column(width=1)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for each in sorted(told, key=lambda each: _ORDER.index(each.verdict or "met")):
        sign = words.VERDICTS[each.verdict or "met"]
        table.add_row(
            Line(sign.symbol, sign.style),
            Line(each.text[language] + _aside(each, language)),
            Line(counted(each, language), "dim"),
            interval(each.bounds, each.unit, language) if each.bounds else "–",
            _asked(each, language),
        )
    return table


def _aside(each: MeasureResult, language: Language) -> str:
    """Which part of the cohort it is, and who must reach it where that is not the municipality."""
    asides = [each.group] if each.group else []
    if MUNICIPALITY not in each.bearer:
        asides.append(actors(each.policy, each.bearer, language))
    return f" ({', '.join(asides)})" if asides else ""


def _asked(each: MeasureResult, language: Language) -> str:
    """What the value is held against: a figure, the reference, or the value of the period before."""
    if each.target is None:
        return ""
    if each.target.figure is not None:
        against = figure(each.target.figure, each.unit, language)
    elif bounds := each.reference or each.previous:
        against = interval(bounds, each.unit, language)
    else:
        against = words.UNKNOWN[language]
    return f"{_SIGNS[each.target.relation]} {against}"


def _named(verdict: Verdict, targets: list[MeasureResult]) -> Line:
    """The targets of one verdict by name, with how many parts of the cohort where it is one a part."""
    sign = words.VERDICTS[verdict]
    counts = Counter(each.provision for each in targets if each.verdict == verdict)
    names = (
        f"{name} ({count})" if count > 1 else name for name, count in counts.items()
    )
    return Line.assemble((sign.symbol, sign.style), f" {', '.join(names)}", style="dim")

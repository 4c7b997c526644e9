"""A measure report as a table, and beneath it what each measure rests on; each kind of measure by itself."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line
from policyengine.reports.figures import citation, figure, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from policyengine.findings.measure_result import (
        Counts,
        MeasureReport,
        MeasureResult,
    )
    from policyengine.policy.vocabulary import Text
    from policyengine.reports.words import Language


def measure_text(report: MeasureReport, language: Language) -> RenderableType:
    """Return a measure report as something rich can print; targets and indicators stand apart."""
    parts: list[RenderableType] = [
        policy_line(each, language) for each in report.policies
    ]
    if not report.measures:
        parts.append(Line(words.NO_MEASURES[language]))
    for heading, measures in _kinds(report):
        parts.append(Line(f"\n{heading[language]} · {report.as_of}", "bold"))
        parts.append(measures_table(measures, language))
        parts.append(Line(f"\n{words.FINDINGS[language]}", "underline"))
        for each in measures:
            parts.append(Line(_named(each), "bold"))
            lines = Line("\n".join(_details(each, language)))
            parts.append(Padding(lines, (0, 0, 0, 2)))
    parts.append(Line(f"\n{words.SHARES_APART[language]}", "italic"))
    return Group(*parts)


def measures_table(measures: Iterable[MeasureResult], language: Language) -> Table:
    """Return one row a measure: verdict, counts, value or bounds, and what was asked for."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(words.VERDICT[language])
    table.add_column(words.WHAT[language], ratio=3)
    table.add_column(words.COUNTED[language], justify="right", no_wrap=True)
    table.add_column(words.VALUE[language], justify="right", no_wrap=True)
    table.add_column(words.TARGET[language], ratio=2)
    for each in measures:
        sign = words.VERDICTS[each.verdict] if each.verdict else words.FOLLOWED
        group = f" ({each.group})" if each.group else ""
        table.add_row(
            Line(f"{sign.symbol} {sign.word[language]}", sign.style),
            Line(f"{each.text[language]}{group}"),
            counted(each, language),
            interval(each.bounds, each.unit, language) if each.bounds else "–",
            each.target.text[language] if each.target else "–",
        )
    return table


def _kinds(
    report: MeasureReport,
) -> Iterator[tuple[Text, list[MeasureResult]]]:
    followed = [each for each in report.measures if each.kind == "indicator"]
    targets = [each for each in report.measures if each.kind != "indicator"]
    if targets:
        yield words.MEASURES, targets
    if followed:
        yield words.INDICATORS, followed


def _details(each: MeasureResult, language: Language) -> Iterator[str]:
    if each.reason:
        yield each.reason[language]
    if each.counts and (rest := _rest(each.counts, language)):
        yield rest
    if each.reference:
        reference = interval(each.reference, each.unit, language)
        yield f"{words.REFERENCE[language]}: {reference}"
    if each.previous:
        previous = interval(each.previous, each.unit, language)
        yield f"{words.PREVIOUS[language]} ({each.previous_day}): {previous}"
    if each.baseline is not None and each.progress is not None:
        start = figure(each.baseline, each.unit, language)
        travelled = figure(each.progress, "percent", language)
        way = words.PROGRESS if each.progress >= 0 else words.REGRESS
        yield way[language].format(travelled.removeprefix("-"), start)
    if each.may_be_wide:
        yield words.MAY_BE_WIDE[language]
    for assumed in each.assumptions:
        reason = f": {assumed.reason[language]}" if assumed.reason else ""
        yield f"{words.ASSUMES[language]} {assumed.name} = {assumed.value}{reason}"
    if each.reading:
        yield f"{words.READING[language]}: {each.reading[language]}"
    for note in each.notes:
        yield f"{words.NOTE[language]}: {note[language]}"
    for action in each.actions:
        yield f"→ {action.text[language]}"
    for label in each.labels:
        yield f"{words.LABEL[language]}: {words.LABELS[label][language]}"
    cited = "; ".join(citation(each, language) for each in each.citations)
    yield f"{words.SOURCE[language]}: {cited}"


def _rest(counts: Counts, language: Language) -> str:
    """The counts that the fraction does not show; zeros are left out."""
    named = (
        (words.POPULATION, counts.population),
        (words.EXCLUSIONS, counts.exclusions),
        (words.EXCEPTIONS, counts.exceptions),
        (words.UNDETERMINED, counts.undetermined),
    )
    return ", ".join(f"{word[language]} {count}" for word, count in named if count)


def counted(each: MeasureResult, language: Language) -> str:
    """Return the numerator of how many, and how many of these are open; `–` for what is no share."""
    if each.counts is None or not each.is_share:
        return "–"
    counts = each.counts
    rest = counts.denominator - counts.exclusions - counts.exceptions
    unsettled = f" ({counts.undetermined} ?)" if counts.undetermined else ""
    part, whole = (
        figure(Fraction(each), "number", language) for each in (counts.numerator, rest)
    )
    return f"{part}/{whole}{unsettled}"


def _named(each: MeasureResult) -> str:
    group = f" {each.group}" if each.group else ""
    return f"{each.policy.id}/{each.provision}{group}"

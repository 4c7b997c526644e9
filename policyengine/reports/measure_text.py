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
        Within,
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
        if whole := [each for each in measures if not each.within]:
            parts.append(measures_table(whole, language))
        for of_one in _by_measure(measures):
            parts.append(Line(f"\n{_heading(of_one[0], language)}"))
            parts.append(groups_table(of_one, language))
        parts.append(Line(f"\n{words.FINDINGS[language]}", "underline"))
        for name, lines in _explained(measures, language).items():
            parts.append(Line(name, "bold"))
            parts.append(Padding(Line("\n".join(lines)), (0, 0, 0, 2)))
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


def groups_table(measures: list[MeasureResult], language: Language) -> RenderableType:
    """Return one row a group of one measure; groups with nobody in them are counted below."""
    keys = [each.by for each in measures[0].within]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for key in keys:
        table.add_column(key)
    table.add_column(words.VERDICT[language])
    table.add_column(words.COUNTED[language], justify="right", no_wrap=True)
    table.add_column(words.VALUE[language], justify="right", no_wrap=True)
    empty = 0
    for each in measures:
        if each.counts is not None and not each.counts.population:
            empty += 1
            continue
        sign = words.VERDICTS[each.verdict] if each.verdict else words.FOLLOWED
        table.add_row(
            *(_value_of(one, language) for one in each.within),
            Line(f"{sign.symbol} {sign.word[language]}", sign.style),
            counted(each, language),
            interval(each.bounds, each.unit, language) if each.bounds else "–",
        )
    if not empty:
        return table
    return Group(table, Line(words.EMPTY_GROUPS[language].format(empty), "dim"))


def _heading(each: MeasureResult, language: Language) -> str:
    target = f" ({each.target.text[language]})" if each.target else ""
    return f"{_named(each)}: {each.text[language]}{target}"


def _by_measure(measures: Iterable[MeasureResult]) -> list[list[MeasureResult]]:
    found: dict[tuple[str, str | None, str], list[MeasureResult]] = {}
    for each in measures:
        if each.within:
            key = (_named(each), each.group, each.kind)
            found.setdefault(key, []).append(each)
    return list(found.values())


def _kinds(
    report: MeasureReport,
) -> Iterator[tuple[Text, list[MeasureResult]]]:
    followed = [each for each in report.measures if each.kind == "indicator"]
    targets = [each for each in report.measures if each.kind != "indicator"]
    if targets:
        yield words.MEASURES, targets
    if followed:
        yield words.INDICATORS, followed


def _explained(
    measures: list[MeasureResult], language: Language
) -> dict[str, list[str]]:
    """Return what each measure rests on; of groups, once what is true of all of them."""
    found: dict[str, list[str]] = {}
    for each in measures:
        name, about = _named(each), list(_about(each, language))
        if not each.within:
            found[name] = [*_found(each, language), *about]
        elif name not in found or each.actions:
            found[name] = about
    return found


def _value_of(within: Within, language: Language) -> str:
    if within.value is not None:
        return within.value
    return words.NONE[language] if within.known else words.UNKNOWN[language]


def _found(each: MeasureResult, language: Language) -> Iterator[str]:
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


def _about(each: MeasureResult, language: Language) -> Iterator[str]:
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

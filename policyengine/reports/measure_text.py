"""A measure report as a table: counts, value or bounds, target and verdict, each kind of measure by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.model import (
    GapBetween,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
)
from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line
from policyengine.reports.figures import citation, figure, interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from policyengine.findings.measure_result import (
        Counts,
        MeasureReport,
        MeasureResult,
    )
    from policyengine.policy.model import Measure
    from policyengine.reports.figures import Unit
    from policyengine.reports.words import Language


def measure_text(report: MeasureReport, language: Language) -> RenderableType:
    """Return a measure report as something rich can print; targets and indicators stand apart."""
    parts: list[RenderableType] = [
        policy_line(each, language) for each in report.policies
    ]
    if not report.measures:
        parts.append(Line(words.NO_MEASURES[language]))
    results = [each for each in report.measures if each.verdict is not None]
    followed = [each for each in report.measures if each.verdict is None]
    for heading, measures in ((words.MEASURES, results), (words.INDICATORS, followed)):
        if measures:
            parts.append(Line(f"\n{heading[language]} · {report.as_of}", "bold"))
            parts.append(measures_table(measures, language))
    parts.append(Line(f"\n{words.SHARES_APART[language]}", "italic"))
    return Group(*parts)


def brief_measures(report: MeasureReport, language: Language) -> RenderableType:
    """Return the targets alone, a row each without its sources."""
    targets = [each for each in report.measures if each.verdict is not None]
    return Group(
        Line(f"{words.MEASURES[language]} · {report.as_of}", "bold"),
        measures_table(targets, language, brief=True),
        Line(words.SHARES_APART[language], "italic"),
    )


def measures_table(
    measures: list[MeasureResult], language: Language, *, brief: bool = False
) -> Table:
    """Return one row a measure, with what it rests on unless it is to be brief."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(words.VERDICT[language])
    table.add_column(words.WHAT[language], ratio=1)
    table.add_column(words.COUNTED[language], justify="right", no_wrap=True)
    table.add_column(words.VALUE[language], justify="right", no_wrap=True)
    table.add_column(words.TARGET[language])
    for each in measures:
        asides = () if brief else _asides(each, language)
        sign = words.VERDICTS[each.verdict] if each.verdict else words.FOLLOWED
        table.add_row(
            Line(f"{sign.symbol} {sign.word[language]}", sign.style),
            Line.assemble(
                each.text[language], *((f"\n{aside}", "dim") for aside in asides)
            ),
            _counted(each.counts),
            interval(each.bounds, _unit(each), language) if each.bounds else "–",
            each.target.text[language] if each.target else "–",
        )
    return table


def _asides(each: MeasureResult, language: Language) -> Iterator[str]:
    labels = (words.LABELS[label][language] for label in each.labels)
    yield ", ".join([_named(each), *labels])
    if each.reason:
        yield each.reason[language]
    if each.counts:
        yield _rest(each.counts, language)
    if each.baseline is not None and each.progress is not None:
        start = figure(each.baseline, _unit(each), language)
        travelled = figure(each.progress, "percent", language)
        yield f"{travelled} {words.PROGRESS[language].format(start)}"
    if each.may_be_wide:
        yield words.MAY_BE_WIDE[language]
    for assumed in each.assumptions:
        yield f"{words.ASSUMES[language]} {assumed.name} = {assumed.value}"
    yield "; ".join(citation(cited, language) for cited in each.citations)


def _rest(counts: Counts, language: Language) -> str:
    """The counts that the fraction does not show; zeros are left out."""
    named = (
        (words.POPULATION, counts.population),
        (words.EXCLUSIONS, counts.exclusions),
        (words.EXCEPTIONS, counts.exceptions),
        (words.UNDETERMINED, counts.undetermined),
    )
    return ", ".join(f"{word[language]} {count}" for word, count in named if count)


def _counted(counts: Counts | None) -> str:
    if counts is None:
        return "–"
    rest = counts.denominator - counts.exclusions - counts.exceptions
    return f"{counts.numerator}/{rest}"


def _named(each: MeasureResult) -> str:
    group = f" {each.group}" if each.group else ""
    return f"{each.policy.id}/{each.provision}{group}"


def _unit(each: MeasureResult) -> Unit:
    """Differences of shares are told in percentage points."""
    if each.is_share:
        return "percent"
    norm = next(
        provision.norm
        for provision in each.policy.provisions
        if provision.id == each.provision
    )
    return "points" if _is_gap_of_shares(getattr(norm, "measure", None)) else "number"


def _is_gap_of_shares(measure: Measure | None) -> bool:
    shares = (ShareOfSubjects, ShareInTime, ShareOfVolume)
    return isinstance(measure, GapBetween) and isinstance(measure.first, shares)

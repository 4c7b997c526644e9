"""A comparison as a caseworker reads it: an overview of topics and municipalities, then each topic by itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.in_force import labels
from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line
from policyengine.reports.topic_text import (
    APART,
    NOT_APPLICABLE,
    labelled,
    order,
    short_name,
    topic_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rich.console import RenderableType

    from policyengine.engine.compare import ComparedTopic, Comparison, Demands
    from policyengine.policy.in_force import Label
    from policyengine.policy.model import Policy
    from policyengine.reports.words import Language

_UNASKED = "·"
_MARKS: Mapping[Label, str] = {"draft": "*", "not_in_force": "†"}


def compare_text(result: Comparison, language: Language) -> RenderableType:
    """Return a comparison as something rich can print; topics without a finding stand in the overview alone."""
    subjects = dict.fromkeys(
        f"{each.subject_kind} {each.subject}" for each in result.findings
    )
    parts: list[RenderableType] = [
        Line(" · ".join([*subjects, str(result.as_of)]), "bold"),
        *(_policy(each, result.as_of, language) for each in result.policies),
        *(_silent(each, result.as_of, language) for each in result.silent),
    ]
    if result.topics:
        parts.append(Line(f"\n{words.OVERVIEW[language]}", "underline"))
        parts.append(_overview(result, language))
        parts.append(_legend(result, language))
    else:
        parts.append(Line(words.NO_FINDINGS[language]))
    for topic in result.topics:
        if topic.contradictions or any(each.findings for each in topic.demands):
            title = Line(_title(topic, language), "bold")
            parts += [Line(), Rule(title, align="left", style="dim")]
            parts += topic_text(
                topic, result.as_of, language, several=len(subjects) > 1
            )
    parts.append(Line(f"\n{words.ADVICE[language]}", "italic"))
    return Group(*parts)


# --- the policies ---


def _policy(policy: Policy, as_of: date, language: Language) -> Line:
    return Line.assemble(
        policy_line(policy, language), labelled(policy, as_of, language)
    )


def _silent(policy: Policy, as_of: date, language: Language) -> Line:
    told = _policy(policy, as_of, language)
    return Line.assemble(told, (f" – {words.NO_ANSWER[language]}", "yellow"))


# --- the overview ---


def _overview(result: Comparison, language: Language) -> Table:
    """Return a row for each topic and a column for each policy: how many findings of each sign."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Line(words.TOPIC[language], "dim"))
    for policy in result.policies:
        marks = "".join(_MARKS[label] for label in labels(policy, result.as_of))
        table.add_column(Line(f"{short_name(policy)} {marks}".strip(), "bold"))
    for topic in result.topics:
        title = Line(_title(topic, language))
        if topic.contradictions:
            title.append(f" {APART}", "bold yellow")
        table.add_row(title, *map(_counted, topic.demands))
    return table


def _counted(demands: Demands) -> Line:
    found = sorted(demands.findings, key=order)
    signs = [words.OUTCOMES[each.outcome] for each in found]
    signs += [NOT_APPLICABLE] * demands.not_applicable
    counts = Counter((sign.symbol, sign.style) for sign in signs)
    if not counts and demands.unasked:
        return Line(_UNASKED, "dim")
    return Line(" ").join(
        Line(f"{symbol}{count}", style) for (symbol, style), count in counts.items()
    )


def _legend(result: Comparison, language: Language) -> Line:
    """Return what each sign of the overview means, of those that stand in it."""
    shown = {each.outcome for each in result.findings}
    told = [
        f"{sign.symbol} {sign.word[language]}"
        for outcome, sign in words.OUTCOMES.items()
        if outcome in shown or sign is NOT_APPLICABLE
    ]
    told.append(f"{_UNASKED} {words.UNASKED[language]}")
    if any(topic.contradictions for topic in result.topics):
        told.append(f"{APART} {words.DIFFERENT_STANCES[language]}")
    said = {label for each in result.policies for label in labels(each, result.as_of)}
    told += [
        f"{mark} {words.LABELS[label][language]}"
        for label, mark in _MARKS.items()
        if label in said
    ]
    return Line("   ".join(told), "dim")


def _title(topic: ComparedTopic, language: Language) -> str:
    return (topic.text or words.OTHER_TOPIC)[language]

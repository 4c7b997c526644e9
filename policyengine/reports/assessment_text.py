"""An assessment as a caseworker reads it: what to do next, then what each finding rests on."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from policyengine.reports import words
from policyengine.reports.figures import actors, citation, distance, fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from policyengine.findings.assessment import Assessment
    from policyengine.findings.finding import Action, Evidence, Finding
    from policyengine.policy.model import Policy
    from policyengine.reports.words import Language

_SEVERITY = {outcome: rank for rank, outcome in enumerate(words.OUTCOMES)}
_PRIORITIES = {priority: rank for rank, priority in enumerate(words.PRIORITIES)}
# Shown in a line each: there is nothing to explain but the name.
_BRIEF = ("needs_judgement", "not_applicable")


def assessment_text(result: Assessment, language: Language) -> RenderableType:
    """Return an assessment as something rich can print, one part for each subject."""
    parts: list[RenderableType] = [
        policy_line(each, language) for each in result.policies
    ]
    if not result.findings:
        parts.append(Line(words.NO_FINDINGS[language]))
    in_order = sorted(result.findings, key=_subject)
    for (kind, subject), findings in groupby(in_order, key=_subject):
        parts.append(Line(f"\n{kind} {subject} · {result.as_of}", style="bold"))
        parts.extend(_subject_part(list(findings), language))
    parts.append(Line(f"\n{words.ADVICE[language]}", style="italic"))
    return Group(*parts)


def brief_text(result: Assessment, language: Language) -> RenderableType:
    """Return an assessment's next steps, and a line for each finding that a computation did not find fulfilled."""
    shown = [each for each in result.findings if each.outcome not in _BRIEF]
    subjects = ", ".join(dict.fromkeys(each.subject for each in shown))
    parts: list[RenderableType] = [
        *(policy_line(each, language) for each in result.policies),
        Line(f"{subjects} · {result.as_of} · {words.NEXT_STEPS[language]}", "bold"),
        steps_table(shown, language),
        Line(f"\n{words.FINDINGS[language]}", style="underline"),
    ]
    for finding in sorted(shown, key=_order):
        if finding.outcome != "fulfilled":
            line = _headline(finding, language)
            if due := _due(finding, language):
                line.append(f" {words.DUE[language]} {due}")
            parts.append(line)
    fulfilled = [each.provision for each in shown if each.outcome == "fulfilled"]
    sign = words.OUTCOMES["fulfilled"]
    word = f"{sign.symbol} {sign.word[language]} ({len(fulfilled)})"
    parts.append(Line.assemble((word, sign.style), f"  {', '.join(fulfilled)}"))
    parts.append(Line(words.ADVICE[language], style="italic"))
    return Group(*parts)


def policy_line(policy: Policy, language: Language) -> Line:
    """Return whose policy it is, its version, and the first digits of its fingerprint."""
    return Line(
        f"{policy.authority_name}: {policy.text[language]}"
        f" ({policy.id} {policy.version}, {policy.sha256[:12]})"
    )


def steps_table(findings: list[Finding], language: Language) -> RenderableType:
    """Return the actions of the findings, the most pressing first."""
    steps = sorted(
        ((action, finding) for finding in findings for action in finding.actions),
        key=lambda step: _pressing(*step),
    )
    if not steps:
        return Line(words.NO_STEPS[language])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(words.BY[language], no_wrap=True)
    table.add_column(words.WHAT[language], ratio=1)
    table.add_column(words.WHO[language])
    table.add_column(words.PRIORITY[language], no_wrap=True)
    for action, finding in steps:
        table.add_row(
            _by(action, finding, language),
            Line.assemble(
                action.text[language], (f"\n{_named(finding)}", "dim"), overflow="fold"
            ),
            actors(finding.policy, action.who, language),
            words.PRIORITIES[action.priority][language],
        )
    return table


def _subject_part(
    findings: list[Finding], language: Language
) -> Iterator[RenderableType]:
    yield Line(words.NEXT_STEPS[language], style="underline")
    yield steps_table(findings, language)
    full = [each for each in findings if each.outcome not in _BRIEF]
    if full:
        yield Line(f"\n{words.FINDINGS[language]}", style="underline")
    for finding in sorted(full, key=_order):
        yield _block(finding, language)
    judged = [each for each in findings if each.outcome == "needs_judgement"]
    if judged:
        yield Line(f"\n{words.JUDGEMENTS[language]}", style="underline")
    for finding in judged:
        yield _headline(finding, language)
    apart = [_named(each) for each in findings if each.outcome == "not_applicable"]
    if apart:
        names = ", ".join(apart)
        yield Line(f"\n{words.NOT_RELEVANT[language]} ({len(apart)}): {names}", "dim")


def _block(finding: Finding, language: Language) -> RenderableType:
    details = Table.grid(padding=(0, 1))
    details.add_column(style="dim", no_wrap=True)
    details.add_column(ratio=1, overflow="fold")
    for label, text in _details(finding, language):
        details.add_row(f"{label}:", Line(text))
    return Group(_headline(finding, language), Padding(details, (0, 0, 1, 2)))


def _headline(finding: Finding, language: Language) -> Line:
    sign = words.OUTCOMES[finding.outcome]
    line = Line.assemble(
        (f"{sign.symbol} {sign.word[language]}", sign.style),
        f"  {finding.text[language]} ",
        (f"[{_named(finding)}]", "dim"),
    )
    for label in finding.labels:
        line.append(f" ({words.LABELS[label][language]})", "bold")
    return line


def _details(finding: Finding, language: Language) -> Iterator[tuple[str, str]]:
    if finding.outcome == "undetermined":
        yield (
            words.POSSIBLE[language],
            ", ".join(
                words.OUTCOMES[each].word[language] for each in finding.possible.words
            ),
        )
    if due := _due(finding, language):
        yield words.DUE[language], due
    if finding.since:
        yield words.SINCE[language], str(finding.since)
    strength = words.STRENGTHS[finding.strength][language]
    bearer = actors(finding.policy, finding.bearer, language)
    yield words.BEARER[language], f"{bearer} ({strength})"
    if finding.evidence:
        used = (_used(each, language) for each in finding.evidence)
        yield words.USED[language], "\n".join(used)
    if finding.missing:
        missing = (f"{each.label[language]} ({each.fact})" for each in finding.missing)
        yield words.MISSING[language], "\n".join(missing)
    for assumed in finding.assumptions:
        reason = f": {assumed.reason[language]}" if assumed.reason else ""
        yield words.ASSUMES[language], f"{assumed.name} = {assumed.value}{reason}"
    if finding.reading:
        yield words.READING[language], finding.reading[language]
    for note in finding.notes:
        yield words.NOTE[language], note[language]
    cited = "; ".join(citation(each, language) for each in finding.citations)
    yield words.SOURCE[language], cited
    for quotation in finding.quotations:
        yield "", f"“{quotation}”"


def _due(finding: Finding, language: Language) -> str | None:
    if finding.due:
        if not finding.arithmetic:
            return str(finding.due)
        return f"{finding.due} ({finding.arithmetic[language]})"
    if not finding.due_between:
        return None
    first, last = (
        str(day) if day else words.OPEN_END[language] for day in finding.due_between
    )
    return f"{words.BETWEEN[language]} {first} {words.AND[language]} {last}"


def _used(used: Evidence, language: Language) -> str:
    purpose = words.USES.get(used.used_for)
    asides = [
        *([purpose[language]] if purpose else []),
        *([used.note[language]] if used.note else []),
    ]
    aside = f" ({', '.join(asides)})" if asides else ""
    return f"{used.label[language]}: {fact(used.value, language)}{aside}"


def _by(action: Action, finding: Finding, language: Language) -> str:
    if action.due is None:
        return "–"
    return f"{action.due}\n{distance(action.due, finding.as_of, language)}"


def _named(finding: Finding) -> str:
    instance = f" {finding.instance}" if finding.instance else ""
    return f"{finding.policy.id}/{finding.provision}{instance}"


def _subject(finding: Finding) -> tuple[str, str]:
    return finding.subject_kind, finding.subject


def _order(finding: Finding) -> tuple[int, date]:
    return _SEVERITY[finding.outcome], finding.due or date.max


def _pressing(action: Action, finding: Finding) -> tuple[date, int, int]:
    return (
        action.due or date.max,
        _PRIORITIES[action.priority],
        _SEVERITY[finding.outcome],
    )

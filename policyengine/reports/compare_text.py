"""A comparison as a caseworker reads it: an overview of topics and municipalities, then each topic by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.in_force import labels
from policyengine.policy.names import HOME
from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line
from policyengine.reports.figures import actors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rich.console import RenderableType

    from policyengine.engine.compare import (
        ComparedTopic,
        Comparison,
        Contradiction,
        Demands,
        Position,
    )
    from policyengine.findings.finding import Finding
    from policyengine.policy.in_force import Label
    from policyengine.policy.model import Citation, Policy
    from policyengine.policy.vocabulary import Text
    from policyengine.reports.words import Language

_SEVERITY = {outcome: rank for rank, outcome in enumerate(words.OUTCOMES)}
_NOT_APPLICABLE = words.OUTCOMES["not_applicable"]
_APART, _UNASKED = "≠", "·"
_MARKS: Mapping[Label, str] = {"draft": "*", "not_in_force": "†"}
# What is shown in short: a line, and of several one outcome.
_SHORT = ("principle", "permission")
_PLAIN = "default not bold"
# Room for an outcome, and for the day beneath it.
_WIDTH = 26


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
            parts += _topic(topic, result.as_of, language, several=len(subjects) > 1)
    parts.append(Line(f"\n{words.ADVICE[language]}", "italic"))
    return Group(*parts)


# --- the policies ---


def _policy(policy: Policy, as_of: date, language: Language) -> Line:
    return Line.assemble(
        policy_line(policy, language), _labels(policy, as_of, language)
    )


def _silent(policy: Policy, as_of: date, language: Language) -> Line:
    told = _policy(policy, as_of, language)
    return Line.assemble(told, (f" – {words.NO_ANSWER[language]}", "yellow"))


def _heading(policy: Policy, as_of: date, language: Language) -> Line:
    name = (policy.authority_name, "bold")
    return Line.assemble(name, _labels(policy, as_of, language))


def _labels(policy: Policy, as_of: date, language: Language) -> Line:
    """Return what must be said of every answer of a policy, in brackets, or nothing."""
    said = [words.LABELS[label][language] for label in labels(policy, as_of)]
    return Line(f" ({'; '.join(said)})" if said else "", "yellow")


def _short(policy: Policy) -> str:
    return policy.authority_name.removesuffix(" Kommune")


# --- the overview ---


def _overview(result: Comparison, language: Language) -> Table:
    """Return a row for each topic and a column for each policy: how many findings of each sign."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Line(words.TOPIC[language], "dim"))
    for policy in result.policies:
        marks = "".join(_MARKS[label] for label in labels(policy, result.as_of))
        table.add_column(Line(f"{_short(policy)} {marks}".strip(), "bold"))
    for topic in result.topics:
        title = Line(_title(topic, language))
        if topic.contradictions:
            title.append(f" {_APART}", "bold yellow")
        table.add_row(title, *map(_counted, topic.demands))
    return table


def _counted(demands: Demands) -> Line:
    found = sorted(demands.findings, key=_order)
    signs = [words.OUTCOMES[each.outcome] for each in found]
    signs += [_NOT_APPLICABLE] * demands.not_applicable
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
        if outcome in shown or sign is _NOT_APPLICABLE
    ]
    told.append(f"{_UNASKED} {words.UNASKED[language]}")
    if any(topic.contradictions for topic in result.topics):
        told.append(f"{_APART} {words.DIFFERENT_STANCES[language]}")
    said = {label for each in result.policies for label in labels(each, result.as_of)}
    told += [
        f"{mark} {words.LABELS[label][language]}"
        for label, mark in _MARKS.items()
        if label in said
    ]
    return Line("   ".join(told), "dim")


# --- a topic ---


def _topic(
    topic: ComparedTopic, as_of: date, language: Language, *, several: bool
) -> Iterator[RenderableType]:
    for contradiction in topic.contradictions:
        yield _contradiction(contradiction, as_of, language)
    for demands in topic.demands:
        if demands.findings:
            yield _heading(demands.policy, as_of, language)
            table = _findings(demands, language, several=several)
            yield Padding(table, (0, 0, 0, 2))
    for text, rest in _rests(topic, language):
        if rest:
            yield Line(f"{text[language].capitalize()}: {', '.join(rest)}", "dim")


def _rests(
    topic: ComparedTopic, language: Language
) -> Iterator[tuple[Text, list[str]]]:
    """Yield what no finding is shown of, and each policy with its share of it."""
    yield (
        _NOT_APPLICABLE.word,
        [
            f"{_short(each.policy)} {each.not_applicable}"
            for each in topic.demands
            if each.not_applicable
        ],
    )
    yield (
        words.UNASKED,
        [
            f"{_short(each.policy)} ({_kinds(each, language)})"
            for each in topic.demands
            if each.unasked
        ],
    )
    yield (
        words.NOTHING_SAID,
        [_short(each.policy) for each in topic.demands if not each.speaks],
    )


def _kinds(demands: Demands, language: Language) -> str:
    kinds = Counter(each.kind for each in demands.unasked)
    return ", ".join(f"{words.KINDS[kind][language]} {n}" for kind, n in kinds.items())


def _findings(demands: Demands, language: Language, *, several: bool) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True
    )
    table.add_column(no_wrap=True, width=_WIDTH)
    table.add_column(ratio=1)
    questions = {each.id: each.question for each in demands.policy.provisions}
    in_order = sorted(demands.findings, key=_order)
    for outcome, run in groupby(in_order, key=lambda each: each.outcome):
        short = []
        for each in run:
            if each.kind in _SHORT:
                short.append(_brief(each, language))
                continue
            asked = questions[each.provision] if each.instance == "judgement" else None
            text = Line((asked or each.text)[language])
            text.append(f"\n{_details(each, language, several=several)}", "dim")
            table.add_row(_outcome(each, language), text)
        if short:
            table.add_row(_sign(outcome, language), Line("\n").join(short))
    return table


def _brief(finding: Finding, language: Language) -> Line:
    """Return a principle or permission in a line, with who bears it where that is not the municipality."""
    aside = _cited(finding.citations, language)
    if finding.bearer != (HOME,):
        aside += f" · {actors(finding.policy, finding.bearer, language)}"
    return Line.assemble(f"• {finding.text[language]}", (f" · {aside}", "dim"))


def _sign(outcome: str, language: Language) -> Line:
    sign = words.OUTCOMES[outcome]
    return Line(f"{sign.symbol} {sign.word[language]}", sign.style)


def _outcome(finding: Finding, language: Language) -> Line:
    """Return the outcome and, beneath it, the last day."""
    line = _sign(finding.outcome, language)
    if finding.due:
        line.append(f"\n  {words.DUE[language]} {finding.due}", _PLAIN)
    elif finding.due_between:
        first, last = (str(day) if day else "…" for day in finding.due_between)
        line.append(
            f"\n  {words.DUE[language]} {words.BETWEEN[language]} {first}"
            f"\n  {words.AND[language]} {last}",
            _PLAIN,
        )
    return line


def _details(finding: Finding, language: Language, *, several: bool) -> str:
    """Return bearer, strength, source and subject, and beneath them what is missing."""
    strength = words.STRENGTHS[finding.strength][language]
    parts = [
        f"{actors(finding.policy, finding.bearer, language)} ({strength})",
        _cited(finding.citations, language),
        finding.provision,
    ]
    if several:
        parts.append(f"{finding.subject_kind} {finding.subject}")
    told = " · ".join(parts)
    if finding.missing:
        missing = ", ".join(each.label[language] for each in finding.missing)
        told += f"\n{words.MISSING[language]}: {missing}"
    return told


def _contradiction(
    contradiction: Contradiction, as_of: date, language: Language
) -> RenderableType:
    question = contradiction.question.text[language]
    title = f"{_APART} {question} {words.DIFFERENT_STANCES[language].capitalize()}:"
    lines = []
    for _, run in groupby(
        contradiction.positions, key=lambda each: (each.policy, each.answer)
    ):
        positions = list(run)
        heading = _heading(positions[0].policy, as_of, language)
        lines.append(heading.append(f" {positions[0].text[language]}"))
        lines += [_position(each, language) for each in positions]
    return Group(Line(title, "bold yellow"), Padding(Group(*lines), (0, 0, 1, 2)))


def _position(position: Position, language: Language) -> Line:
    """Return where the answer stands, and the outcome; or what it is about, where that is not among the records."""
    provision = position.provision
    line = Line(f"  {_cited(provision.citations, language)} · {provision.id} · ", "dim")
    if position.findings:
        told = [_sign(each.outcome, language) for each in position.findings]
        return Line.assemble(line, Line(", ").join(told))
    line.append(words.KINDS[provision.kind][language])
    match provision.kind:
        case "target" | "indicator":
            line.append(f" {words.OVER_A_COHORT[language]}")
        case "duty" | "right" | "permission" | "principle":
            kind = position.policy.vocabulary.kinds[provision.subject].label[language]
            line.append(f" {words.NOT_GIVEN[language].format(kind.lower())}")
        case "definition":
            pass
        case _:
            assert_never(provision.kind)
    return line


def _cited(citations: Iterable[Citation], language: Language) -> str:
    numbers = (
        f"{each.paragraph}/{each.sentence}" if each.sentence else str(each.paragraph)
        for each in citations
    )
    return f"{words.PARAGRAPH[language]} {', '.join(numbers)}"


def _title(topic: ComparedTopic, language: Language) -> str:
    return (topic.text or words.OTHER_TOPIC)[language]


def _order(finding: Finding) -> tuple[int, date]:
    return _SEVERITY[finding.outcome], finding.due or date.max

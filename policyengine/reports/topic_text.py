"""One topic of a comparison: where policies contradict each other, then what each demands, then what is not shown."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.in_force import labels
from policyengine.policy.names import HOME
from policyengine.reports import words
from policyengine.reports.figures import actors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from policyengine.engine.compare import (
        ComparedTopic,
        Contradiction,
        Demands,
        Position,
    )
    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Citation, Policy
    from policyengine.policy.vocabulary import Text
    from policyengine.reports.words import Language

NOT_APPLICABLE = words.OUTCOMES["not_applicable"]
APART = "≠"
_SEVERITY = {outcome: rank for rank, outcome in enumerate(words.OUTCOMES)}
# What is shown in short: a line, and of several one outcome.
_SHORT = ("principle", "permission")
_PLAIN = "default not bold"
# Room for an outcome, and for the day beneath it.
_WIDTH = 26


def topic_text(
    topic: ComparedTopic, as_of: date, language: Language, *, several: bool
) -> Iterator[RenderableType]:
    """Yield a topic's parts; with `several` each finding says whose it is."""
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
        NOT_APPLICABLE.word,
        [
            f"{short_name(each.policy)} {each.not_applicable}"
            for each in topic.demands
            if each.not_applicable
        ],
    )
    yield (
        words.UNASKED,
        [
            f"{short_name(each.policy)} ({_kinds(each, language)})"
            for each in topic.demands
            if each.unasked
        ],
    )
    yield (
        words.NOTHING_SAID,
        [short_name(each.policy) for each in topic.demands if not each.speaks],
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
    in_order = sorted(demands.findings, key=order)
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
    title = f"{APART} {question} {words.DIFFERENT_STANCES[language].capitalize()}:"
    lines = []
    for _, run in groupby(
        contradiction.positions, key=lambda each: (each.policy, each.answer)
    ):
        positions = list(run)
        name = _heading(positions[0].policy, as_of, language)
        lines.append(name.append(f" {positions[0].text[language]}"))
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


def order(finding: Finding) -> tuple[int, date]:
    """Return by what findings are sorted: what has gone wrong first, then what is due first."""
    return _SEVERITY[finding.outcome], finding.due or date.max


def _heading(policy: Policy, as_of: date, language: Language) -> Line:
    name = (policy.authority_name, "bold")
    return Line.assemble(name, labelled(policy, as_of, language))


def labelled(policy: Policy, as_of: date, language: Language) -> Line:
    """Return what must be said of every answer of a policy, in brackets, or nothing."""
    said = [words.LABELS[label][language] for label in labels(policy, as_of)]
    return Line(f" ({'; '.join(said)})" if said else "", "yellow")


def short_name(policy: Policy) -> str:
    """Return the municipality's name without what all of them share."""
    return policy.authority_name.removesuffix(" Kommune")

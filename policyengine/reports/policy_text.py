"""What a policy declares, as a table an auditor can hold against the document."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line
from policyengine.reports.figures import actors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from policyengine.policy.model import Citation, Parameter, Policy, Provision, Stance
    from policyengine.reports.words import Language


def policy_text(policy: Policy, language: Language) -> RenderableType:
    """Return every provision under its section, and how the document's paragraphs are accounted for."""
    parts: list[RenderableType] = [policy_line(policy, language)]
    titles = {section.id: section.text[language] for section in policy.sections}
    for section, provisions in groupby(
        policy.provisions, key=lambda each: each.section
    ):
        parts.append(Line(f"\n{titles.get(section, section)}", style="bold"))
        parts.append(_table(policy, provisions, language))
    kinds = Counter(provision.kind for provision in policy.provisions)
    told = (f"{count} {words.KINDS[kind][language]}" for kind, count in kinds.items())
    parts.append(Line(f"\n{words.PROVISIONS[language]}: {', '.join(told)}"))
    parts.append(_paragraphs(policy, language))
    return Group(*parts)


def _table(
    policy: Policy, provisions: Iterable[Provision], language: Language
) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True
    )
    table.add_column(no_wrap=True, min_width=11)
    table.add_column(ratio=1)
    table.add_column(justify="right", min_width=8)
    for each in provisions:
        decided = words.COMPUTED if each.computable else words.JUDGED
        table.add_row(
            Line(words.KINDS[each.kind][language]),
            Line.assemble(
                each.text[language],
                (f"\n{each.id} · {decided[language]}", "dim"),
                (f" · {words.STRENGTHS[each.strength][language]}", "dim"),
                (f" · {actors(policy, each.bearer, language)}", "dim"),
                (_topic(policy, each, language), "dim"),
                *(
                    (f"\n{stance_text(policy, stance, language)}", "dim")
                    for stance in each.takes
                ),
                *(
                    (f"\n{_figure(figure, language)}", "dim")
                    for figure in each.parameters
                ),
            ),
            Line(", ".join(map(_paragraph, each.citations)), "dim"),
        )
    return table


def _paragraphs(policy: Policy, language: Language) -> Line:
    line = Line(
        words.ACCOUNTS[language].format(
            len(policy.accounted_for), policy.paragraphs, policy.document
        ),
        style="bold",
    )
    for reason, numbers in policy.not_normative.items():
        word = words.NOT_NORMATIVE[reason][language]
        line.append(f"\n  {word}: {spans(numbers)}", style="not bold")
    return line


def spans(numbers: Iterable[int]) -> str:
    """Return numbers in order with neighbours joined.

    >>> spans([7, 1, 3, 4, 5])
    '1, 3-5, 7'
    """
    ordered = sorted(numbers)
    runs = groupby(enumerate(ordered), key=lambda each: each[1] - each[0])
    ends = [(run[0], run[-1]) for run in ([n for _, n in run] for _, run in runs)]
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ends)


def _topic(policy: Policy, provision: Provision, language: Language) -> str:
    topic = policy.vocabulary.topics.get(provision.topic or "")
    return f" · {topic[language]}" if topic else ""


def stance_text(policy: Policy, stance: Stance, language: Language) -> str:
    """Return a question on which policies differ, and what this one answers."""
    question = policy.vocabulary.questions[stance.question]
    answer = question.answers[stance.answer][language]
    return f"{question.text[language]} {policy.authority_name} {answer}"


def _figure(figure: Parameter, language: Language) -> str:
    provenance = words.PROVENANCES[figure.provenance][language]
    reason = f": {figure.reason[language]}" if figure.reason else ""
    return f"{figure.name} = {figure.value} ({provenance}{reason})"


def _paragraph(cited: Citation) -> str:
    sentence = f"/{cited.sentence}" if cited.sentence else ""
    return f"{cited.paragraph}{sentence}"

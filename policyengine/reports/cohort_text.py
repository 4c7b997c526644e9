"""The answers about a cohort in a table: how many subjects have each outcome, a row for each provision."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.vocabulary import Text
from policyengine.reports import words
from policyengine.reports.assessment_text import policy_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from policyengine.engine.cohort import CohortAssessment, Tally
    from policyengine.policy.model import Policy
    from policyengine.reports.words import Language

NOTHING = Text(
    "Ingen bestemmelse vedrører kohorten", "No provision concerns the cohort"
)


def cohort_text(
    result: CohortAssessment, tally: Tally, language: Language
) -> RenderableType:
    """Return how often each provision has each outcome as something rich can print, a table for each policy."""
    kinds = result.policies[0].vocabulary.kinds
    counted = ", ".join(
        f"{kinds[kind].label[language].lower()}: {_number(count, language)}"
        for kind, count in result.subjects.items()
    )
    heading = " · ".join(filter(None, (counted, str(result.as_of))))
    parts: list[RenderableType] = [Line(heading, "bold")]
    together = sum(tally.values(), Counter[str]())
    shown = [each for each in words.OUTCOMES if together[each]]
    for policy in result.policies:
        mine = {p: counts for (of, p), counts in tally.items() if of == policy.id}
        if mine:
            parts += [Line(""), policy_line(policy, language)]
            parts.append(_table(policy, mine, shown, language))
    parts.append(_legend(shown, language) if tally else Line(NOTHING[language]))
    return Group(*parts)


def _table(
    policy: Policy,
    tally: Mapping[str, Counter[str]],
    shown: list[str],
    language: Language,
) -> Table:
    """Return a row for each provision; its columns are headed by the signs alone, for there are many."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(words.WHAT[language], header_style="dim", overflow="fold")
    for each in shown:
        sign = words.OUTCOMES[each]
        table.add_column(sign.symbol, justify="right", style=sign.style, no_wrap=True)
    for provision in policy.provisions:
        if provision.id in tally:
            counts = (tally[provision.id][each] for each in shown)
            cells = (_number(each, language) if each else "·" for each in counts)
            table.add_row(Line(provision.id), *cells)
    return table


def _legend(shown: list[str], language: Language) -> Line:
    signs = (words.OUTCOMES[each] for each in shown)
    return Line(
        " · ".join(f"{each.symbol} {each.word[language]}" for each in signs), "dim"
    )


def _number(count: int, language: Language) -> str:
    """Return a count with its thousands apart, as the language writes them."""
    text = f"{count:,}"
    return text.replace(",", ".") if language == "da" else text

"""A policy beside its document, as an auditor reads it: what no longer holds, and what nobody cites."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from policyengine.engine.verify import Traced, Uncited, Verification
    from policyengine.reports.words import Language

FATES = {
    "moved": Text("flyttet til {}", "moved to {}"),
    "changed": Text("ændret, nu {}", "changed, now {}"),
    "vanished": Text("forsvundet", "vanished"),
}
NO_FINGERPRINT = Text("uden fingeraftryk", "without a fingerprint")
SOUND = Text(
    "alle {} citerede afsnit er uændrede, og alle {} afsnit er der gjort rede for",
    "all {} cited paragraphs are unchanged, and all {} paragraphs are accounted for",
)
INTACT = Text(
    "{} af {} citerede afsnit er uændrede", "{} of {} cited paragraphs are unchanged"
)
DISTURBED = Text(
    "Citerede afsnit, der ikke længere passer", "Cited paragraphs that no longer hold"
)
UNCITED = Text(
    "Afsnit, som ingen bestemmelse citerer", "Paragraphs that no provision cites"
)
COUNTED = Text(
    "dokumentet har {} afsnit, politikken siger {}",
    "the document has {} paragraphs, the policy says {}",
)  # fmt: skip


def verification_text(result: Verification, language: Language) -> RenderableType:
    """Return the report on one policy as something rich can print."""
    total, off = len(result.traced), result.disturbed
    head = SOUND if result.sound else INTACT
    counts = (total, result.paragraphs) if result.sound else (total - len(off), total)
    sign = ("✓", "green") if result.sound else ("✗", "bold red")
    name = f" {result.policy} ({result.document}): "
    parts: list[RenderableType] = [
        Line.assemble(sign, (name, "bold"), head[language].format(*counts))
    ]
    if result.declared != result.paragraphs:
        told = COUNTED[language].format(result.paragraphs, result.declared)
        parts.append(Line(f"  {told}"))
    if off:
        parts += [Line(f"\n{DISTURBED[language]}", "bold"), _disturbed(off, language)]
    if result.uncited:
        parts += [Line(f"\n{UNCITED[language]}", "bold"), _uncited(result.uncited)]
    return Group(*parts)


def _disturbed(traced: Iterable[Traced], language: Language) -> Table:
    table = _table()
    for _, run in groupby(enumerate(traced), _run):
        first, *others = (each for _, each in run)
        last = others[-1] if others else first
        what = Line(_fate(first, last, language))
        if first.text and first.place and first.place.fate == "changed":
            what.append(f"\n{first.text}", "dim")
        by = dict.fromkeys(name for each in (first, *others) for name in each.cited_by)
        table.add_row(
            _span(first.paragraph, last.paragraph), what, Line(", ".join(by), "dim")
        )
    return table


def _run(numbered: tuple[int, Traced]) -> object:
    """Return what the paragraphs of one row share: they stand together and moved by as much."""
    number, each = numbered
    if each.place is None or each.place.fate != "moved":
        return each.paragraph
    assert each.place.paragraph is not None
    return (each.paragraph - number, each.place.paragraph - each.paragraph)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _fate(first: Traced, last: Traced, language: Language) -> str:
    if first.place is None or last.place is None or first.place.fate == "intact":
        return NO_FINGERPRINT[language]
    if first.place.paragraph is None or last.place.paragraph is None:
        return FATES[first.place.fate][language]
    now = _span(first.place.paragraph, last.place.paragraph)
    return FATES[first.place.fate][language].format(now)


def _uncited(uncited: Iterable[Uncited]) -> Table:
    table = _table()
    for each in uncited:
        table.add_row(str(each.paragraph), Line(each.text, "dim"), "")
    return table


def _table() -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 2), show_header=False, expand=True
    )
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=2)
    table.add_column(ratio=3, overflow="fold")
    return table

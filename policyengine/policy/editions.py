"""Two editions of a document: where each paragraph of the older one stands in the newer."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Fate = Literal["intact", "moved", "changed", "vanished"]


@dataclass(frozen=True, slots=True)
class Place:
    """What became of a paragraph, and its number in the newer edition; None where it has vanished."""

    fate: Fate
    paragraph: int | None


def align(older: Sequence[str], newer: Sequence[str]) -> tuple[Place, ...]:
    """Return the fate of each paragraph of the older edition; both editions are given as fingerprints, in order.

    A paragraph of which the same text stands in the newer edition is intact or has moved. Of what is left, the
    paragraphs between the same neighbours are taken for changed, in order; the others have vanished.
    """
    pairs: dict[int, int] = {}
    open_old: list[int] = []
    open_new: set[int] = set()
    blocks: list[tuple[range, range]] = []
    matcher = SequenceMatcher(None, older, newer, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pairs.update(zip(range(a, b), range(c, d), strict=True))
        else:
            open_old += range(a, b)
            open_new.update(range(c, d))
            blocks.append((range(a, b), range(c, d)))
    for i in open_old:
        elsewhere = next((j for j in sorted(open_new) if newer[j] == older[i]), None)
        if elsewhere is not None:
            pairs[i] = elsewhere
            open_new.remove(elsewhere)
    changed: dict[int, int] = {}
    for before, after in blocks:
        left = [i for i in before if i not in pairs]
        changed.update(zip(left, [j for j in after if j in open_new], strict=False))
    return tuple(_place(i, pairs, changed) for i in range(len(older)))


def _place(i: int, pairs: dict[int, int], changed: dict[int, int]) -> Place:
    if i in pairs:
        return Place("intact" if pairs[i] == i else "moved", pairs[i] + 1)
    if i in changed:
        return Place("changed", changed[i] + 1)
    return Place("vanished", None)

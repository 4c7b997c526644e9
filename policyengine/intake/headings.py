"""Headings matched with facts: by name and by labels in Danish and English, exactly or nearly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policyengine.policy.vocabulary import Text

NameT = TypeVar("NameT")

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_NEAR = 0.8
# One text may be the beginning of the other, as `Ophold` is of `Opholdsgrundlag`.
_SHORTEST, _BEGINNING = 5, 0.85


@dataclass(frozen=True, slots=True)
class Match(Generic[NameT]):
    """What a text was matched with; `sure` where it is the name or a label itself."""

    name: NameT
    sure: bool


def plain(text: str) -> str:
    """Return a text as it is compared: letters a to z and digits, one blank between words."""
    spelt = text.casefold().translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def known_by(name: str, label: Text) -> frozenset[str]:
    """Return every text that something may be called by."""
    return frozenset(map(plain, (name, label.da, label.en)))


def matched(
    texts: Sequence[str], known: Mapping[NameT, Iterable[str]]
) -> dict[str, Match[NameT]]:
    """Return what each text stands for; each name is taken once, by the text that is nearest to it."""
    found: dict[str, Match[NameT]] = {}
    taken: set[NameT] = set()
    scores = sorted(
        (
            (-score, place, number, text, name)
            for place, text in enumerate(texts)
            for number, (name, called) in enumerate(known.items())
            if (score := max(_alike(plain(text), each) for each in called)) >= _NEAR
        ),
        key=lambda each: each[:3],
    )
    for score, _, _, text, name in scores:
        if text not in found and name not in taken:
            found[text] = Match(name, sure=score == -1)
            taken.add(name)
    return found


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1
    if len(one) >= _SHORTEST and (other.startswith(one) or one.startswith(other)):
        return _BEGINNING
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return min(matcher.ratio(), 0.99) if matcher.quick_ratio() >= _NEAR else 0

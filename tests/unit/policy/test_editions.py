"""What becomes of each paragraph of a document in a newer edition of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.policy.editions import Place, align

TABLE = [
    # older, newer, fate and new number of each older paragraph
    ("abc",   "abc",   "a=1 b=2 c=3"),
    ("",      "abc",   ""),
    ("abc",   "",      "a- b- c-"),
    ("abc",   "xabc",  "a>2 b>3 c>4"),
    ("abc",   "axc",   "a=1 b~2 c=3"),
    ("abc",   "ac",    "a=1 b- c>2"),
    ("abc",   "bca",   "a>3 b>1 c>2"),
    ("abcd",  "axyd",  "a=1 b~2 c~3 d=4"),
    ("abcd",  "axd",   "a=1 b~2 c- d>3"),
    ("abcd",  "acxbd", "a=1 b>4 c>2 d>5"),
    ("hahb",  "hahxb", "h=1 a=2 h=3 b>5"),
    ("ab",    "xy",    "a~1 b~2"),
    ("aa",    "a",     "a=1 a-"),
]  # fmt: skip
SIGNS = {"intact": "=", "moved": ">", "changed": "~", "vanished": "-"}


@pytest.mark.parametrize(("older", "newer", "expected"), TABLE)
def test_a_paragraph_is_intact_moved_changed_or_vanished(
    older: str, newer: str, expected: str
) -> None:
    told = (
        f"{text}{SIGNS[place.fate]}{place.paragraph or ''}"
        for text, place in zip(older, align(older, newer), strict=True)
    )
    assert " ".join(told) == expected


editions = st.text("abcdef", max_size=8)


@given(editions, editions)
def test_each_new_paragraph_is_the_place_of_at_most_one_old_one(
    older: str, newer: str
) -> None:
    places = align(older, newer)
    taken = [each.paragraph for each in places if each.paragraph is not None]
    assert len(taken) == len(set(taken))
    for text, place in zip(older, places, strict=True):
        if place.fate in ("intact", "moved"):
            assert place.paragraph is not None
            assert newer[place.paragraph - 1] == text
    assert align(older, older) == tuple(
        Place("intact", number) for number in range(1, len(older) + 1)
    )


@given(st.permutations("abcdefgh"))
def test_no_paragraph_that_still_stands_somewhere_is_lost(newer: list[str]) -> None:
    fates = {each.fate for each in align("abcdefgh", newer)}
    assert fates <= {"intact", "moved"}

"""Lists of which it is unknown what is in them: all short ones, and every answer that their settling leaves open."""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, TypeAlias

import pytest

from policyengine.feel import UNKNOWN, parse
from policyengine.feel.evaluator import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Value

Items: TypeAlias = "tuple[tuple[int, Value], ...]"

# An item has an amount, and is in the list, is not, or may be.
THERE: tuple[Value, ...] = (True, False, UNKNOWN)
ITEMS = tuple(product((-1, 0, 2), THERE))
LISTS = tuple(chain.from_iterable(product(ITEMS, repeat=n) for n in range(3)))
LIMITS = (-2, -1, 0, 1, 2, 3)


def value(tree: Expr, items: Items, limit: int) -> Value:
    listed: Value = tuple(
        {"amount": amount} if there is UNKNOWN else {"amount": amount, "there": there}
        for amount, there in items
    )
    facts = {"items": listed, "limit": limit}
    return evaluate(tree, facts.__getitem__)


def settled(
    items: Items,
) -> Iterator[Items]:
    """Every way in which the items that may be in the list are in it or not."""
    for there in product((True, False), repeat=len(items)):
        way = tuple(zip((amount for amount, _ in items), there, strict=True))
        if all(
            was in (UNKNOWN, now) for (_, was), (_, now) in zip(items, way, strict=True)
        ):
            yield way


IN_THEM = "items[item.there].amount"
EXACT = (
    *(f"{name}({IN_THEM}) {sign} limit" for name in ("count", "sum", "min", "max") for sign in ("<", "<=", ">", ">=")),
    *(f"{name}({IN_THEM}) {sign} null" for name in ("min", "max") for sign in ("=", "!=")),
    *(f"{word} x in {IN_THEM} satisfies x > limit" for word in ("some", "every")),
    f"list contains({IN_THEM}, limit)",
    f"limit in {IN_THEM}",
    "any(items[item.there].there)",
)  # fmt: skip
SOUND = (
    *(f"{name}({IN_THEM}) {sign} limit" for name in ("count", "sum", "min", "max") for sign in ("=", "!=")),
    *(f"{name}({IN_THEM}) between limit and limit + 1" for name in ("count", "sum", "min", "max")),
    f"count({IN_THEM}) in [limit..limit + 1)",
    f"if count({IN_THEM}) > 1 then limit else limit + 1",
    f"sum({IN_THEM}[item > 0])",
    "all(items[item.there].there)",
)  # fmt: skip


@pytest.mark.parametrize("text", EXACT + SOUND)
def test_an_answer_is_given_where_all_ways_to_settle_a_list_agree(text: str) -> None:
    tree = parse(text)
    for items, limit in product(LISTS, LIMITS):
        answers = {value(tree, way, limit) for way in settled(items)}
        answer = value(tree, items, limit)
        if answer is not UNKNOWN:
            assert answers == {answer}, (items, limit)
        elif text in EXACT:
            assert len(answers) > 1, (items, limit)

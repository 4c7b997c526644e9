"""Laws of lists and of filters that keep maybes; their examples are in `chapters/lists.py`."""

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

from policyengine.feel import UNKNOWN, evaluate, parse
from policyengine.feel.evaluator import evaluate as evaluate_tree

SURE = {"kind": "danish", "hours": 20}
MAYBE = {"hours": 10}  # its kind is unknown


def test_a_list_that_is_none_is_none_by_name_and_empty_by_its_entries() -> None:
    assert evaluate("L = null", {"L": None}) is True
    assert evaluate("L = null", {"L": []}) is False
    assert evaluate('L[kind = "danish"] = null', {"L": None}) is False


def test_the_item_of_a_list_of_figures_has_a_name() -> None:
    assert evaluate("[1, 2, 3][item > 1]", {}) == (2, 3)


KINDS = ("danish", "work", UNKNOWN)
HOURS = (1, -2, None, UNKNOWN)
Items: TypeAlias = tuple[tuple[object, object], ...]
ITEMS: Items = tuple(product(KINDS, HOURS))
QUESTIONS = [
    parse(text.replace("D", 'L[kind = "danish"]'))
    for text in (
        "count(D)", "count(D) = 1", "count(D) > 1", "count(D) in [1..2]", "count(D) != 2",
        "sum(D.hours)", "sum(D.hours) > 0", "sum(D.hours) = -1", "min(D.hours) < 0",
        "max(D.hours) >= 1", "max(D.hours) != 1", "min(D.hours) = null",
        "max(D.hours) = min(D.hours)", "count(D) > sum(D.hours)",
        "some c in D satisfies c.hours > 0", "every c in D satisfies c.hours > 0",
        "list contains(D.hours, 1)", "1 in D.hours", "count(D[hours > 0]) = 0",
        "any(D.hours)", "if count(D) > 0 then 1 else 1", "D = []", "D[hours = 1].hours = [1]",
    )
]  # fmt: skip


def as_list(items: Items) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            name: value
            for name, value in zip(("kind", "hours"), item, strict=True)
            if value is not UNKNOWN
        }
        for item in items
    )


def completions(
    items: Items,
) -> Iterator[Items]:
    ways = [
        product(
            KINDS[:2] if kind is UNKNOWN else (kind,),
            HOURS[:3] if hours is UNKNOWN else (hours,),
        )
        for kind, hours in items
    ]
    return product(*ways)


def answers(items: Items) -> list[object]:
    facts: dict[str, Any] = {"L": as_list(items)}
    return [
        evaluate_tree(tree, lambda name: facts.get(name, UNKNOWN)) for tree in QUESTIONS
    ]


def test_a_definite_answer_about_maybes_holds_in_every_completion() -> None:
    complete = {items: answers(items) for items in product(ITEMS, repeat=2)}
    definite = 0
    for items, before in complete.items():
        for filled in completions(items):
            for answer, later in zip(before, complete[filled], strict=True):
                if answer is not UNKNOWN:
                    definite += 1
                    assert (answer, type(answer)) == (later, type(later))
                else:
                    assert items != filled
    assert definite > 4_000


def test_a_member_of_one_item_is_a_member_of_all_and_never_a_fact_outside() -> None:
    facts = {"L": [SURE, MAYBE], "kind": "danish", "limit": 15}
    assert evaluate('count(L[kind = "danish"])', facts) is UNKNOWN
    assert evaluate("count(L[hours > limit])", facts) == 1

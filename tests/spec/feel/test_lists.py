"""Lists: present they are complete, none is empty, absent they are unknown; filters keep maybes."""

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

import pytest

from policyengine.feel import UNKNOWN, evaluate, parse
from policyengine.feel.evaluator import evaluate as evaluate_tree

SURE = {"kind": "danish", "hours": 20}
OTHER = {"kind": "work", "hours": 5}
MAYBE = {"hours": 10}  # its kind is unknown
LISTS: dict[str, object] = {
    "sure": [SURE, OTHER],
    "maybe": [SURE, MAYBE],
    "only_maybe": [MAYBE, OTHER],
    "empty": [],
    "none": None,
    "absent": UNKNOWN,
}

TABLE = [
    ('count(L[kind = "danish"])', [1, UNKNOWN, UNKNOWN, 0, 0, UNKNOWN]),
    ('count(L[kind = "danish"]) >= 1', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('count(L[kind = "danish"]) > 2', [False, False, False, False, False, UNKNOWN]),
    ('count(L[kind = "danish"]) = 0', [False, False, UNKNOWN, True, True, UNKNOWN]),
    ('count(L[kind = "danish"]) in [1..2]', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('sum(L[kind = "danish"].hours)', [20, UNKNOWN, UNKNOWN, None, None, UNKNOWN]),
    ('sum(L[kind = "danish"].hours) >= 20', [True, True, False, False, False, UNKNOWN]),
    ('sum(L[kind = "danish"].hours) >= 10', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('min(L[kind = "danish"].hours) <= 20', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('max(L[kind = "danish"].hours) = 20', [True, True, False, False, False, UNKNOWN]),
    ('max(L[kind = "danish"].hours) < 21', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('list contains(L[kind = "danish"].hours, 20)', [True, True, False, False, False, UNKNOWN]),
    ('list contains(L[kind = "danish"].hours, 10)', [False, UNKNOWN, UNKNOWN, False, False, UNKNOWN]),
    ('some c in L satisfies c.kind = "danish"', [True, True, UNKNOWN, False, False, UNKNOWN]),
    ('every c in L satisfies c.kind = "danish"', [False, UNKNOWN, False, True, True, UNKNOWN]),
    ('every c in L[kind = "danish"] satisfies c.hours > 15', [True, UNKNOWN, UNKNOWN, True, True, UNKNOWN]),
    ('every c in L[kind = "danish"] satisfies c.hours > 5', [True, True, True, True, True, UNKNOWN]),
    ('some c in L[kind = "danish"] satisfies c.hours > 15', [True, True, False, False, False, UNKNOWN]),
    ('count(L[kind = "danish"][hours > 15])', [1, 1, 0, 0, 0, UNKNOWN]),
    ('20 in L[kind = "danish"].hours', [True, True, False, False, False, UNKNOWN]),
    ('L[kind = "danish"] = null', [False, False, False, False, False, UNKNOWN]),
    ("L = null", [False, False, False, False, True, UNKNOWN]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_a_maybe_makes_unknown_only_what_it_can_change(
    text: str, expected: list[object]
) -> None:
    results = [evaluate(text, {"L": items}) for items in LISTS.values()]
    assert results == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count([])", 0),
        ("sum([])", None),
        ("min([1, null])", None),
        ("max([1, u])", UNKNOWN),
        ("min([u, null])", None),
        ("min(3, 1, 2)", 1),
        ("sum(1, 2)", 3),
        ("all([])", True),
        ("any([])", False),
        ("all([true, u])", UNKNOWN),
        ("all([false, u])", False),
        ("any([true, u])", True),
        ("any([null, false])", False),
        ("list contains([1, 2], u)", UNKNOWN),
        ("list contains([], u)", False),
        ("[1, 2, 3][item > 1]", (2, 3)),
        ("[1, 2] = [1, u]", UNKNOWN),
        ("[1, 2] = [2, u]", False),
    ],
)
def test_functions_of_lists(text: str, expected: object) -> None:
    assert evaluate(text, {"u": UNKNOWN}) == expected


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

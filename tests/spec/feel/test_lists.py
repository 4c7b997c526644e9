"""Lists: present they are complete, none is empty, absent they are unknown; filters keep maybes."""

import pytest

from policyengine.feel import UNKNOWN, evaluate

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

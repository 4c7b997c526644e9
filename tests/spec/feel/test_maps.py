"""A map of fact and test is one condition."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from policyengine.diagnostics.source import Source, Span
from policyengine.feel import FeelError, show
from policyengine.feel.maps import Place, from_map

ROWS: list[tuple[dict[str, Any], str]] = [
    ({"refugee": "true"}, "refugee = true"),
    ({"refugee": "false"}, "refugee = false"),
    ({"hours": ">= 37", "age": "[20..24]"}, "hours >= 37 and age in [20..24]"),
    ({"basis": "refugee"}, 'basis = "refugee"'),
    ({"basis": ["refugee", "worker"]}, 'basis in ("refugee", "worker")'),
    ({"basis": ("refugee", "none")}, 'basis in ("refugee", null)'),
    ({"passed_on": "recorded"}, "passed_on != null"),
    ({"passed_on": "none"}, "passed_on = null"),
    ({"family.income": "< 1000"}, "family.income < 1000"),
    (
        {"needs": {"all_of": ["health", "money"]}},
        'list contains(needs, "health") and list contains(needs, "money")',
    ),
    (
        {"needs": SimpleNamespace(any_of=("health", "money")), "a": "1"},
        '(list contains(needs, "health") or list contains(needs, "money")) and a = 1',
    ),
    (
        {"any_of": [{"a": "1", "b": "2"}, {"c": "3"}], "d": "4"},
        "(a = 1 and b = 2 or c = 3) and d = 4",
    ),
]


@pytest.mark.parametrize(("rows", "condition"), ROWS)
def test_all_rows_of_a_map_hold(rows: dict[str, Any], condition: str) -> None:
    assert show(from_map(rows)) == condition


def test_every_faulty_row_is_reported() -> None:
    rows = {
        "a": ">",
        "b": "1",
        "c": [],
        "any_of": [{"d": "x y"}, {}],
        "e": {"some_of": ["x"]},
    }
    with pytest.raises(FeelError) as caught:
        from_map(rows)
    assert sorted(fault.code for fault in caught.value.diagnostics) == [
        "PE150",
        "PE150",
        "PE154",
        "PE154",
        "PE154",
    ]


@pytest.mark.parametrize("rows", [{}, {"any_of": []}])
def test_an_empty_map_is_no_condition(rows: dict[str, Any]) -> None:
    with pytest.raises(FeelError):
        from_map(rows)


def test_a_row_knows_its_place_in_the_file() -> None:
    source = Source("p.yaml", "hours: >= 37\nbasis: [refugee]")
    starts: dict[Place, int] = {(): 0, ("hours",): 7, ("basis",): 20, ("basis", 0): 21}

    def locate(place: Place, start: int, end: int) -> Span:
        return Span(source, starts[place] + start, starts[place] + end)

    def key(place: Place) -> Span:
        start = source.text.index(str(place[0]))
        return Span(source, start, start + 5)

    tree: Any = from_map({"hours": ">= 37", "basis": ["refugee"]}, locate, key)
    hours, basis = tree.operands
    assert [each.span.text for each in (hours, hours.left, hours.right)] == [
        ">= 37",
        "hours",
        "37",
    ]
    assert (basis.operand.span.text, basis.tests[0].span.text) == ("basis", "refugee")

"""The value of each part of a condition, as someone who tries it out sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.feel import UNKNOWN, parse
from policyengine.feel.trace import trace

if TYPE_CHECKING:
    from policyengine.feel.evaluator import Equality

FACTS: dict[str, Any] = {
    "birth_date": date(2000, 2, 29),
    "as_of": date(2018, 2, 28),
    "hours": Decimal("7.5"),
    "left_on": None,
    "courses": ({"kind": "danish", "hours": 3}, {"hours": 4}),
}


def parts(text: str, equality: Equality = "unknown") -> list[str]:
    found = trace(parse(text), lambda name: FACTS.get(name, UNKNOWN), equality=equality)
    return [f"{'  ' * each.depth}{each.text} = {each.value}" for each in found]


TRACES = [
    ("3", ["3 = 3"]),
    (
        "age(birth_date, as_of) >= 18 and hours in [limit..10]",
        [
            "age(birth_date, as_of) >= 18 and hours in [limit..10] = unknown",
            "  age(birth_date, as_of) >= 18 = true",
            "    age(birth_date, as_of) = 18",
            "      birth_date = 2000-02-29",
            "      as_of = 2018-02-28",
            "  hours in [limit..10] = unknown",
            "    hours = 7.5",
            "    limit = unknown",
        ],
    ),
    (
        'count(courses[kind = "danish"]) > 1',
        [
            'count(courses[kind = "danish"]) > 1 = unknown',
            '  count(courses[kind = "danish"]) = 1 to 2',
            '    courses[kind = "danish"] = [{kind: "danish", hours: 3}, {hours: 4} perhaps]',
            '      courses = [{kind: "danish", hours: 3}, {hours: 4}]',
            '      item 1 = {kind: "danish", hours: 3}',
            '        kind = "danish" = true',
            '          kind = "danish"',
            "      item 2 = {hours: 4}",
            '        kind = "danish" = unknown',
            "          kind = unknown",
        ],
    ),
    (
        "every c in courses satisfies c.hours\n  > 3",
        [
            "every c in courses satisfies c.hours > 3 = false",
            '  courses = [{kind: "danish", hours: 3}, {hours: 4}]',
            '  c 1 = {kind: "danish", hours: 3}',
            "    c.hours > 3 = false",
            "      c.hours = 3",
            "  c 2 = {hours: 4}",
            "    c.hours > 3 = true",
            "      c.hours = 4",
        ],
    ),
    (
        'left_on = null or as_of > left_on + duration("P1M")',
        [
            'left_on = null or as_of > left_on + duration("P1M") = true',
            "  left_on = null = true",
            "    left_on = none",
            '  as_of > left_on + duration("P1M") = false',
            "    as_of = 2018-02-28",
            '    left_on + duration("P1M") = none',
            "      left_on = none",
        ],
    ),
    ("as_of - birth_date", ["as_of - birth_date = P6574D", "  as_of = 2018-02-28", "  birth_date = 2000-02-29"]),
    ("some x in unheard satisfies x", ["some x in unheard satisfies x = unknown", "  unheard = unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TRACES, ids=[each for each, _ in TRACES])
def test_every_part_is_told_with_its_value(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_the_standards_meaning_is_told_where_it_is_asked_for() -> None:
    assert parts("left_on < as_of")[0] == "left_on < as_of = false"
    assert parts("left_on < as_of", "feel")[0] == "left_on < as_of = none"

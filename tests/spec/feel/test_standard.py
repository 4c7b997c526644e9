"""What the standard says, where policies mean something else: `equality="feel"`."""

import pytest

from policyengine.feel import Months, evaluate

T, F = True, False

STANDARD_AND = [
    (T, None, None), (None, T, None), (F, None, F), (None, F, F), (None, None, None),
    (T, 123, None), (F, "true", F),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected"), STANDARD_AND)
def test_in_the_standard_null_and_all_but_booleans_are_the_third_truth_value(
    a: object, b: object, expected: object
) -> None:
    assert evaluate("a and b", {"a": a, "b": b}, equality="feel") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = null", True),
        ("x != null", False),
        ("x = 5", False),
        ("x != 5", True),
        ("x < 5", None),
        ("5 = true", None),
        ('100 = "100"', None),
        ("if x then 1 else 2", 2),
        ("[1, x, 3][item > 2]", (3,)),
        ("count(x)", None),
        ("x in [1..null]", None),
        ("some i in x satisfies i > 1", None),
    ],
)
def test_the_standard_has_two_valued_equality_and_drops_null(
    text: str, expected: object
) -> None:
    assert evaluate(text, {}, equality="feel") == expected
    assert evaluate(text, {"x": None}, equality="feel") == expected


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2018-01-31", "2018-02-28", 0),
        ("2004-02-29", "2025-02-28", 251),
        ("2018-01-15", "2018-03-14", 1),
        ("2018-03-15", "2018-01-15", -2),
        ("2016-01-21", "2015-01-22", -11),
    ],
)
def test_the_standard_counts_whole_months_by_day_numbers(
    start: str, end: str, months: int
) -> None:
    text = f'years and months duration(date("{start}"), date("{end}"))'
    assert evaluate(text, {}, equality="feel") == Months(months)

"""None is known not to be; unknown may be anything. Only unknown gives unknown."""

from datetime import date

import pytest

from policyengine.feel import UNKNOWN, evaluate

T, F, U = True, False, UNKNOWN
X = {"value": 5, "none": None, "unknown": UNKNOWN}

TABLE = [
    # condition        value  none  unknown
    ("x = null",       F,     T,    U),
    ("x != null",      T,     F,    U),
    ("null = x",       F,     T,    U),
    ("x = 5",          T,     F,    U),
    ("x != 5",         F,     T,    U),
    ("x < 6",          T,     F,    U),
    ("x <= 5",         T,     F,    U),
    ("x > 4",          T,     F,    U),
    ("x >= 6",         F,     F,    U),
    ("x between 5 and 6", T,  F,    U),
    ("x in [5..6]",    T,     F,    U),
    ("x in (5..6]",    F,     F,    U),
    ("x in [1, 5]",    T,     F,    U),
    ("x in (1, null)", F,     T,    U),
    ("x in > 4",       T,     F,    U),
    ("x in [1..null]", T,     F,    U),
    ("not(x = 5)",     F,     T,    U),
    ("x < null",       F,     F,    F),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "none", "unknown"), TABLE)
def test_a_comparison_with_none_is_false_and_with_unknown_unknown(
    text: str, value: object, none: object, unknown: object
) -> None:
    results = {name: evaluate(text, {"x": x}) for name, x in X.items()}
    assert results == {"value": value, "none": none, "unknown": unknown}


@pytest.mark.parametrize("other", [5, None, UNKNOWN])
def test_two_facts_of_which_one_is_none_are_never_equal(other: object) -> None:
    facts = {"x": None, "y": other}
    assert evaluate("x = y", facts) is False
    assert evaluate("y = x", facts) is False
    assert evaluate("x != y", facts) is True
    assert evaluate("x < y", facts) is False
    assert evaluate("y >= x", facts) is False


def test_a_name_that_the_record_lacks_is_unknown() -> None:
    assert evaluate("x > 1", {}) is UNKNOWN
    assert evaluate("r.x > 1", {"r": {}}) is UNKNOWN
    assert evaluate("r.x > 1", {"r": None}) is False


ARITHMETIC = [
    ("x + 1", None, None), ("x + y", None, None), ("x + y", 1, UNKNOWN), ("x * 2", UNKNOWN, UNKNOWN),
    ("x / 0", 4, None), ("x / 0", UNKNOWN, None), ("x / y", 4, UNKNOWN),
    ("-x", None, None), ("-x", UNKNOWN, UNKNOWN), ("abs(x)", -4, 4),
    ("abs(x)", None, None), ("abs(x)", UNKNOWN, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("text", "x", "expected"), ARITHMETIC)
def test_arithmetic_with_none_and_division_by_zero_are_none(
    text: str, x: object, expected: object
) -> None:
    assert evaluate(text, {"x": x}) == expected


DAY = date(2018, 1, 31)


@pytest.mark.parametrize(
    ("birth", "on", "expected"),
    [
        (None, DAY, None),
        (DAY, None, None),
        (None, UNKNOWN, None),
        (UNKNOWN, DAY, UNKNOWN),
        (DAY, DAY, 0),
    ],
)
def test_a_function_of_none_is_none_and_of_unknown_unknown(
    birth: object, on: object, expected: object
) -> None:
    assert evaluate("age(birth, on)", {"birth": birth, "on": on}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if u then 1 else 1", 1),
        ("if u then 1 else 1.0", 1),
        ("if u then 1 else 2", UNKNOWN),
        ("if u then u else u", UNKNOWN),
        ("if u then n else n", None),
        ("if n then 1 else 2", 2),
        ("if true then 1 else u", 1),
    ],
)
def test_an_if_whose_condition_is_unknown_is_definite_where_both_branches_agree(
    text: str, expected: object
) -> None:
    assert evaluate(text, {"u": UNKNOWN, "n": None}) == expected


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

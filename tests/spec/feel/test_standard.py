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


RECORDS = {"l": [{"a": 1}, {"a": 2, "b": 3}, {"a": None}], "n": [3, 1, 2]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Months and days have no length in common but none at all.
        ('duration("P0D") = duration("P0Y")', True),
        ('duration("P0D") != duration("P0Y")', False),
        ('duration("P1D") = duration("P1Y")', False),
        ('duration("P1D") != duration("P1Y")', True),
        ('duration("P0D") <= duration("P0Y")', None),
        ('duration("P0D") = 0', None),
        # A list is not the value that it holds.
        ("[1] = 1", None),
        ('[1] = ["1"]', False),
        ("[null] = [null]", True),
        ("[null] = []", False),
    ],
)
def test_what_equals_what_in_the_standard(text: str, expected: object) -> None:
    assert evaluate(text, {}, equality="feel") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2] in [1, 2]", False),
        ("[1, 2] in [[1, 2], 3]", True),
        ("[1, 2] in ([[1, 2]], [[3]])", True),
        ("n in n", False),
        ("n in [n]", True),
        ("[] in []", False),
        ("[] in [[]]", True),
        ("1 in []", False),
        ("null in [1, null]", True),
        ("null in (1, 2)", False),
        ("null in < 5", None),
        ('1 in ("a", 2)', False),
        ('1 in ["a".."b"]', None),
        ('1 in (["a".."b"], 1)', True),
        ("5 in [6..4]", False),
        ("0 in [1..null]", False),
        ("5 in [1..null]", None),
        ("2 in [1..n[1]]", True),
        ("3 in [1..n[1][", False),
    ],
)
def test_what_is_in_what_in_the_standard(text: str, expected: object) -> None:
    assert evaluate(text, RECORDS, equality="feel") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n[1]", 3),
        ("n[-1]", 2),
        ("n[0]", None),
        ("n[4]", None),
        ("n[-4]", None),
        ("n[1.5]", None),
        ("n[1.0]", 3),
        ("n[count(n)]", 2),
        ("[][1]", None),
        ("[][-1]", None),
        ("[][item > 1]", ()),
        ("n[null]", ()),
        ('n["a"]', None),
        ("n[n]", None),
        ("null[1]", None),
        ("null[true]", None),
        ("5[1]", 5),
        ("5[2]", None),
        ("5[item > 4]", (5,)),
        ("l[a = 2].b", (3,)),
        ("l[a > 0].a", (1, 2)),
        ("l[b = null].a", (1, None)),
        ("l[item.b = 3].a[1]", 2),
        ("l.c", (None, None, None)),
        ("n.a", (None, None, None)),
    ],
)
def test_filters_and_paths_of_the_standard(text: str, expected: object) -> None:
    assert evaluate(text, RECORDS, equality="feel") == expected


def test_in_the_standard_a_member_called_item_hides_the_item() -> None:
    records = {"l": [{"item": 1}, {"item": 2}, {"a": 3}]}
    found = evaluate("l[item = 2]", records, equality="feel")
    assert found == ({"item": 2},)
    assert evaluate("l[item.a = 3]", records, equality="feel") == ({"a": 3},)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs([-1])", 1),
        ("abs([])", None),
        ("abs([1, 2])", None),
        ('contains(["foobar"], "oo")', True),
        ('starts with("foobar", ["foo"])', True),
        ("not([false])", True),
        ("not([])", None),
        ('date(["2018-12-10"]).day', 10),
        ("count(1)", 1),
        ("sum(5)", 5),
        ("list contains(1, 1)", True),
        ("list contains([1, null], null)", True),
        ("list contains(null, null)", None),
        ("min()", None),
        ("max([])", None),
        ('max(1, "a")', None),
        ("all(null)", None),
        ("any([null, true])", True),
        ("any([null, false])", None),
    ],
)
def test_a_function_of_the_standard_takes_a_list_of_one_for_its_item_and_an_item_for_the_list(
    text: str, expected: object
) -> None:
    assert evaluate(text, {}, equality="feel") == expected


@pytest.mark.parametrize("text", ["abs([-1])", 'contains(["foobar"], "oo")'])
def test_in_a_policy_a_list_of_one_stays_a_list(text: str) -> None:
    assert evaluate(text, {}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("every x in [1, 2], y in [x, 3] satisfies y >= x", True),
        ("some x in 5 satisfies x > 1", True),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("every x in null satisfies true", None),
        ("some x in [null, 1] satisfies x > 0", True),
        ("every x in [null, 0] satisfies x > 0", False),
        ("some x in [1, 2] satisfies x", None),
        ('if "a" then 1 else 2', 2),
        ("if null then 1 else if true then 3 else 4", 3),
        ("1 < 2 < 3", None),
        ("1 = 1 = true", True),
        ("1 in [1] and true", True),
        ("10 - -5 - 3", 12),
        ('2 * -@"P1D" = @"-P2D"', True),
    ],
)
def test_quantifiers_choices_and_precedence_of_the_standard(
    text: str, expected: object
) -> None:
    assert evaluate(text, {}, equality="feel") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"foo" + "bar"', "foobar"),
        ('"foo" + 1', None),
        ('"foo" - "f"', None),
        ('date("2018-12-10").weekday', 1),
        ('date("2018-12-09").weekday', 7),
        ('date("2018-12-10").hour', None),
        ('duration("-P14M").years', -1),
        ('duration("-P14M").months', -2),
        ("[1, 2](3)", None),
        ("(1)()", None),
        ('@"P1D"()', None),
        ("no_such(1)", None),
        ("1\ufeff+\u200b1", 2),
        ("1 // then\r+ 1", 2),
    ],
)
def test_smaller_things_of_the_standard(text: str, expected: object) -> None:
    assert evaluate(text, {}, equality="feel") == expected

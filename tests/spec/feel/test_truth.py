"""`and`, `or` and `not` over true, false and unknown, written out."""

import pytest

from policyengine.feel import UNKNOWN, evaluate

T, F, U = True, False, UNKNOWN

AND = [
    (T, T, T), (T, F, F), (T, U, U),
    (F, T, F), (F, F, F), (F, U, F),
    (U, T, U), (U, F, F), (U, U, U),
]  # fmt: skip
OR = [
    (T, T, T), (T, F, T), (T, U, T),
    (F, T, T), (F, F, F), (F, U, U),
    (U, T, T), (U, F, U), (U, U, U),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected"), AND)
def test_and(a: object, b: object, expected: object) -> None:
    assert evaluate("a and b", {"a": a, "b": b}) is expected


@pytest.mark.parametrize(("a", "b", "expected"), OR)
def test_or(a: object, b: object, expected: object) -> None:
    assert evaluate("a or b", {"a": a, "b": b}) is expected


@pytest.mark.parametrize(("a", "expected"), [(T, F), (F, T), (U, U), (None, T)])
def test_not(a: object, expected: object) -> None:
    assert evaluate("not(a)", {"a": a}) is expected


@pytest.mark.parametrize(("a", "expected"), [(T, T), (F, F), (U, U), (None, F)])
def test_a_boolean_that_is_none_is_false(a: object, expected: object) -> None:
    assert evaluate("a and true", {"a": a}) is expected
    assert evaluate("a or false", {"a": a}) is expected


STANDARD_AND = [
    (T, None, None), (None, T, None), (F, None, F), (None, F, F), (None, None, None),
    (T, 123, None), (F, "true", F),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected"), STANDARD_AND)
def test_in_the_standard_null_and_all_but_booleans_are_the_third_truth_value(
    a: object, b: object, expected: object
) -> None:
    assert evaluate("a and b", {"a": a, "b": b}, equality="feel") is expected

"""What a policy cannot say, and a tool that evaluates an expression by itself can; the rest is in the chapters."""

import pytest

from policyengine.feel import UNKNOWN, evaluate


def test_a_name_that_the_record_lacks_is_unknown() -> None:
    assert evaluate("x > 1", {}) is UNKNOWN
    assert evaluate("r.x > 1", {"r": {}}) is UNKNOWN
    assert evaluate("r.x > 1", {"r": None}) is False


@pytest.mark.parametrize("x", [5, None, UNKNOWN])
def test_no_value_is_less_than_none(x: object) -> None:
    assert evaluate("x < null", {"x": x}) is False

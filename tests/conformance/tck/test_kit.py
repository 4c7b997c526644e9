"""The DMN Technology Compatibility Kit's cases, which nobody here wrote.

Their licence is not fully clear, so no case is part of the project: they are read from
`$POLICYENGINE_TCK`, or from `shared/tck` beside the repository.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.feel import FeelError, Months, evaluate
from policyengine.feel.literals import read_date, read_duration, write_duration

if TYPE_CHECKING:
    from types import ModuleType

    from policyengine.feel.values import Value

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "tck"
KIT = Path(os.environ.get("POLICYENGINE_TCK", BESIDE))
CASES = KIT / "feel_cases.jsonl"

# Every case of the profile that fails, with the reason. One that passes must be taken off.
WAIVERS = {
    "0032-conditionals/005/conditionWithFunctions": "it builds a text (`substring before`), which no condition needs",
}

pytestmark = pytest.mark.skipif(
    not CASES.exists(), reason=f"the conformance kit is not at {KIT.name}/"
)


def test_the_cases_of_the_profile_pass_but_for_those_waived(
    capsys: pytest.CaptureFixture[str],
) -> None:
    score = scorer()
    cases = score.load(CASES)
    passed = [passes(case, score) for case in cases]
    inside = [case["profile"] for case in cases]
    with capsys.disabled():
        for title, chosen in (("profile", inside), ("whole kit", [True] * len(cases))):
            print(f"\nTCK {title}: {tally(cases, passed, chosen)}", end="")  # noqa: T201 - the score is for people
    failed = {
        case_id(case)
        for case, ok in zip(cases, passed, strict=True)
        if case["profile"] and not ok
    }
    assert failed == set(WAIVERS)


def case_id(case: Mapping[str, Any]) -> str:
    """The case as the kit names it: suite, test and result."""
    return f"{case['suite'].partition('/')[2]}/{case['case']}/{case['node']}"


def tally(cases: list[dict[str, Any]], passed: list[bool], chosen: list[bool]) -> str:
    """How many of the chosen cases pass, and how many of those with a value."""
    rows = list(compress(zip(cases, passed, strict=True), chosen))
    real = [ok for case, ok in rows if case["expected"]["type"] != "null"]
    return (
        f"{sum(ok for _, ok in rows)} of {len(rows)}, "
        f"non-null {sum(real)} of {len(real)}"
    )


def scorer() -> ModuleType:
    """The kit's own module, which reads the cases and compares values."""
    spec = importlib.util.spec_from_file_location("tck_score", KIT / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passes(case: Mapping[str, Any], score: ModuleType) -> bool:
    """Whether the evaluator gives the expected value; a text it cannot read is a failure."""
    inputs = {name: from_kit(value) for name, value in case["inputs"].items()}
    try:
        value = evaluate(case["expression"], inputs, equality="feel")
    except FeelError:
        return False
    got = score.coerce(to_kit(value), case["result_type"])
    return bool(score.same(case["expected"], got))


def from_kit(written: Mapping[str, Any]) -> object:
    text = written["value"]
    match written["type"]:
        case _ if text is None:
            return None
        case "number":
            return Decimal(text)
        case "boolean":
            return text == "true"
        case "date":
            return read_date(text)
        case "duration":
            return read_duration(text)
        case "list":
            return [from_kit(each) for each in text]
        case "context":
            return {name: from_kit(each) for name, each in text.items()}
        case _:
            return text


def to_kit(value: Value) -> dict[str, Any]:
    match value:
        case None:
            return {"type": "null", "value": None}
        case bool():
            return {"type": "boolean", "value": str(value).lower()}
        case int() | Decimal():
            return {"type": "number", "value": str(value)}
        case str():
            return {"type": "string", "value": value}
        case date():
            return {"type": "date", "value": value.isoformat()}
        case timedelta() | Months():
            return {"type": "duration", "value": write_duration(value)}
        case tuple():
            return {"type": "list", "value": list(map(to_kit, value))}
        case Mapping():
            members = {name: to_kit(each) for name, each in value.items()}
            return {"type": "context", "value": members}
        case _:
            raise AssertionError(value)

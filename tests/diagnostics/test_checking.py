"""What an author is told of what is fishy: a directory for each code, a policy that can be used and the report.

`RECORD=1 pytest tests/diagnostics` writes the reports anew; review them as prose.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyengine.checks.registry import check_policy
from policyengine.diagnostics.codes import CODES
from policyengine.diagnostics.render import render
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource

HERE = Path(__file__).parent
CASES = sorted((*HERE.glob("PE32*"), *HERE.glob("PE4*")))
VOCABULARY = load_vocabulary(HERE.parent / "spec" / "vocabulary.yaml")
LOCK = {"exampleby": {1: "0123456789ab"}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_fishy_is_told_as_recorded(case: Path) -> None:
    data = (case / "policy.yaml").read_bytes()
    lock = {} if case.name.startswith("PE403") else LOCK
    read = read_bytes("policy.yaml", data, PolicySource)
    found = check_policy(policy_from_source(read, VOCABULARY, lock))
    report = "\n\n".join(map(render, found)) + "\n"
    expected = case / "expected.txt"
    if os.environ.get("RECORD"):
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")
    assert {each.code for each in found} == {case.name.partition("-")[0]}


def test_every_code_of_a_check_has_a_directory() -> None:
    names = {
        f"{code}-{each.name}"
        for code, each in CODES.items()
        if "PE320" < code < "PE330" or "PE400" < code < "PE500"
    }
    assert names == {case.name for case in CASES}

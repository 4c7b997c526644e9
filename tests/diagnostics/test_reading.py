"""What an author is told of a file that cannot be read: a directory for each code, a file of faults and the report.

`RECORD=1 pytest tests/diagnostics` writes the reports anew; review them as prose.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyengine.diagnostics.codes import CODES
from policyengine.diagnostics.diagnostic import PolicyError
from policyengine.diagnostics.render import render
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource

CASES = sorted(Path(__file__).parent.glob("PE1[012]*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_of_faults_is_told_as_recorded(case: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_bytes("policy.yaml", (case / "policy.yaml").read_bytes(), PolicySource)
    report = "\n\n".join(map(render, caught.value.diagnostics)) + "\n"
    expected = case / "expected.txt"
    if os.environ.get("RECORD"):
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")
    assert case.name.partition("-")[0] in {
        each.code for each in caught.value.diagnostics
    }


def test_every_code_of_reading_has_a_directory() -> None:
    names = {f"{code}-{each.name}" for code, each in CODES.items() if code < "PE130"}
    assert names == {case.name for case in CASES}

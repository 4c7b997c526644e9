"""What an author is told of names and types: a directory for each code, a file of faults and the report.

`RECORD=1 pytest tests/diagnostics` writes the reports anew; review them as prose.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyengine.diagnostics.codes import CODES
from policyengine.diagnostics.diagnostic import PolicyError
from policyengine.diagnostics.render import render
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.policy.vocabulary_from_source import vocabulary_from_source
from policyengine.source.load import salvage_bytes
from policyengine.source.models import PolicySource, VocabularySource

HERE = Path(__file__).parent
CASES = sorted((*HERE.glob("PE2*"), *HERE.glob("PE3[01]*")))
VOCABULARY = load_vocabulary(HERE.parent / "spec" / "vocabulary.yaml")


def resolve(file: Path) -> None:
    data = file.read_bytes()
    if file.name == "vocabulary.yaml":
        vocabulary_from_source(salvage_bytes(file.name, data, VocabularySource))
    else:
        read = salvage_bytes(file.name, data, PolicySource)
        policy_from_source(read, VOCABULARY, {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_policy_of_faults_is_told_as_recorded(case: Path) -> None:
    (file,) = case.glob("*.yaml")
    with pytest.raises(PolicyError) as caught:
        resolve(file)
    found = caught.value.diagnostics
    report = "\n\n".join(map(render, found)) + "\n"
    expected = case / "expected.txt"
    if os.environ.get("RECORD"):
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")
    assert case.name.partition("-")[0] in {each.code for each in found}


def test_every_code_of_names_and_types_has_a_directory() -> None:
    names = {
        f"{code}-{each.name}"
        for code, each in CODES.items()
        if "PE200" < code < "PE320"
    }
    assert names == {case.name for case in CASES}

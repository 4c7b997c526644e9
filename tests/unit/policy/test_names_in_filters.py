"""What a name in a filter means once it is written out: an item's member, a loop variable, or a fact of the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policyengine.feel import parse, show
from policyengine.feel.evaluator import evaluate
from policyengine.policy.library import load_vocabulary
from policyengine.policy.names import Names, Scope, write_out
from policyengine.policy.vocabulary import Derived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.feel.values import Value

SPEC = load_vocabulary(Path(__file__).parents[2] / "spec" / "vocabulary.yaml")
PERSON = SPEC.kinds["person"]
HOURS = PERSON.facts["hours"]
TWICE = Derived("twice", parse("hours * 2"), HOURS.type, HOURS.label)
WITH_TWICE = replace(PERSON, derived={"twice": TWICE})
SCOPE = Scope(
    Names(replace(SPEC, kinds={**SPEC.kinds, "person": WITH_TWICE})), "person"
)

# A person with one hour, and an event of three.
FACTS: Mapping[str, Value] = {
    "hours": 1,
    "elements": ("health",),
    "events": ({"hours": 3, "kind": "job"},),
}


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("count(events[hours > 2])", "count(events[item.hours > 2])", 1),
        ("count(events[hours > twice])", "count(events[item.hours > hours * 2])", 1),
        (
            'some kind in elements satisfies kind = "health" and count(events[kind = "job"]) > 0',
            'some kind in elements satisfies kind = "health" and count(events[item.kind = "job"]) > 0',
            True,
        ),
        (
            "count(events[some hours in elements satisfies hours = kind])",
            "count(events[some hours in elements satisfies hours = item.kind])",
            0,
        ),
    ],
)
def test_a_bare_name_is_the_items_and_what_stands_for_a_derived_fact_is_the_records(
    text: str, written: str, value: Value
) -> None:
    tree, faults = write_out(parse(text), SCOPE)
    assert faults == ()
    assert tree is not None
    assert show(tree) == written
    found = evaluate(tree, FACTS.__getitem__, written_out=True)
    assert found == value

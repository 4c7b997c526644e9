"""What more knowledge changes: less stays possible, and nothing that does not bear on the question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from policyengine.engine.assess import assess
from tests.generative.outcomes import strategies
from tests.generative.outcomes.engine import findings, policy_of

if TYPE_CHECKING:
    from policyengine.findings.finding import Finding
    from tests.generative.outcomes.enumeration import Case

NORMS = (
    strategies.duties,
    strategies.concurrent,
    strategies.recurring,
    strategies.at_every,
)
CASES = st.sampled_from(NORMS).flatmap(strategies.cases)


def told(found: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [
        (
            each.provision,
            each.instance,
            each.possible,
            each.due,
            each.due_between,
            frozenset(missing.fact for missing in each.missing),
        )
        for each in found
    ]


@strategies.examples(25)
@given(CASES)
def test_facts_are_missing_exactly_where_the_outcome_is_undetermined(
    case: Case,
) -> None:
    for finding in findings(case):
        assert bool(finding.missing) == (not finding.possible.is_single)
        assert {each.fact for each in finding.missing} <= set(case.unknown)


@strategies.examples(25)
@given(CASES, st.data())
def test_filling_in_a_fact_never_makes_more_possible(
    case: Case, data: st.DataObject
) -> None:
    """Periods counted from an unknown day become several findings, so these are left out."""
    unknown = [each for each in case.unknown if each != "started_on"]
    if not unknown:
        return
    filled = data.draw(st.sampled_from(unknown))
    value = data.draw(st.sampled_from(case.domains[case.unknown.index(filled)]))
    rest = tuple(each for each in case.unknown if each != filled)
    facts = replace(case, unknown=(filled,)).completed([value])
    after = replace(case, facts=facts, unknown=rest)
    for less, more in zip(findings(case), findings(after), strict=True):
        assert more.possible in less.possible
        if less.possible.is_single:
            assert more.possible == less.possible


@strategies.examples(25)
@given(CASES)
def test_a_fact_that_nothing_reads_changes_nothing(case: Case) -> None:
    beside = {"language": "da", "more_hours": 5, "elements": ["health"], "family": None}
    other = {"kind": "municipality", "id": "0001", "meetings": []}
    result = assess(
        policy_of(case),
        [other, {**case.record, **beside}],
        as_of=case.as_of,
        as_if_in_force=True,
    )
    assert told(result.findings) == told(findings(case))


@strategies.examples(25)
@given(CASES)
def test_the_order_of_records_facts_and_entries_changes_nothing(case: Case) -> None:
    """Entries are named by their place, so their order counts where one of them is missing something."""
    record = dict(reversed(case.record.items()))
    if "events" in record and not any("events" in each for each in case.unknown):
        record["events"] = list(reversed(record["events"]))
    other = {"kind": "person", "id": "p-0", **case.facts}
    result = assess(
        policy_of(case), [record, other], as_of=case.as_of, as_if_in_force=True
    )
    own = tuple(each for each in result.findings if each.subject == "p-1")
    assert told(own) == told(findings(case))


@strategies.examples(25)
@given(CASES, st.data())
def test_a_replay_sees_what_was_registered_by_its_day_and_no_more(
    case: Case, data: st.DataObject
) -> None:
    """Each unknown fact of the case is registered late; before that day it is not known, after it is."""
    policy = policy_of(case)
    on = case.as_of + timedelta(days=data.draw(st.integers(-3, 3)))
    late = [each for each in case.unknown if "[" not in each]
    early = {**case.record, "known_on": (on - timedelta(days=1)).isoformat()}
    appended = {
        "kind": "person",
        "id": "p-1",
        "known_on": on.isoformat(),
        **{name: case.facts[name] for name in late},
    }

    def replayed(records: list[dict[str, Any]], known_by: Any) -> list[Any]:
        result = assess(
            policy, records, as_of=case.as_of, as_if_in_force=True, known_by=known_by
        )
        assert result.diagnostics == ()
        return told(result.findings)

    before = on - timedelta(days=1)
    assert replayed([early, appended], before) == replayed([early], before)
    assert replayed([appended, early], before) == told(findings(case))
    assert replayed([early, appended], on) == replayed([early, appended], None)

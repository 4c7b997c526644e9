"""The golden cohort holds what it promises: every answer of every provision, and every trap."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from policyengine.engine.coverage import decidable, possible_outcomes
from policyengine.feel.types import ListType
from policyengine.findings.outcome import Outcome
from policyengine.policy.records import CPR_LIKE
from tests.conformance.golden import (
    ASKED,
    DAYS,
    IN_FORCE,
    SIZE,
    golden,
    judged,
    policies,
    records,
)
from tests.conformance.traps import Raw, decided, facts_read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.vocabulary import Fact

ONE_DAY = timedelta(days=1)

# What no record can answer on the days asked.
NEVER: dict[tuple[str, str], set[str]] = {
    # Its first five years end in 2025.
    ("aabenraa", "evaluation"): {"breached"},
    # It was due in 2018.
    ("frederikssund", "strategy_followed_up"): {"pending"},
    # The first of its periods had begun by then.
    ("frederikssund", "welcome_meetings"): {"not_applicable"},
    ("rebild", "action_plans"): {"not_applicable"},
    ("soenderborg", "yearly_status"): {"not_applicable"},
}


def expected_outcomes() -> Iterator[tuple[str, str, str]]:
    for name, policy in policies().items():
        asked = {each.id for each in decided(policy)}
        for provision in decidable(policy):
            if provision.id in asked:
                for outcome in sorted(possible_outcomes(provision)):
                    yield name, provision.id, outcome


@cache
def reached() -> Counter[tuple[str, str, str]]:
    return Counter(
        (key.policy, key.provision, Outcome(answer.possible).word)
        for name, as_of in ASKED
        for key, answer in judged(name, as_of).items()
    )


def read_facts() -> list[tuple[str, str]]:
    """The facts that some provision reads: kind of record and name."""
    found = {
        (name.split(".")[-2] if "." in name else provision.subject, name.split(".")[-1])
        for policy in policies().values()
        for provision in decided(policy)
        for name in facts_read(policy, provision)
    }
    return sorted(found)


def of_kind(kind: str) -> list[Raw]:
    return [each for each in golden() if each["kind"] == kind]


def declared(kind: str, name: str) -> Fact:
    return policies()["rebild"].vocabulary.kinds[kind].facts[name]


def days_in(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from days_in(each)
        case dict():
            for each in value.values():
                yield from days_in(each)
        case _:
            pass


# --- the tests ------------------------------------------------------------------------


def test_there_are_a_thousand_records_and_none_has_a_fault() -> None:
    assert len(golden()) == SIZE
    assert len(records().subjects) == SIZE


def test_no_id_looks_like_a_cpr_number() -> None:
    assert not [each["id"] for each in golden() if CPR_LIKE.search(str(each["id"]))]


@pytest.mark.parametrize("name", IN_FORCE)
def test_each_policy_is_asked_on_a_day_it_is_in_force(name: str) -> None:
    policy, day = policies()[name], IN_FORCE[name]
    assert policy.in_force(day) or policy.from_day == day or policy.status == "draft"


def test_every_outcome_of_every_provision_occurs() -> None:
    missing = {
        each
        for each in expected_outcomes()
        if not reached()[each] and each[2] not in NEVER.get(each[:2], ())
    }
    assert not missing
    assert not [
        (key, outcome)
        for key, outcomes in NEVER.items()
        for outcome in outcomes
        if reached()[*key, outcome]
    ]


@pytest.mark.parametrize(("kind", "name"), read_facts())
def test_every_fact_is_known_unknown_and_none(kind: str, name: str) -> None:
    fact = declared(kind, name)
    given = [each[name] for each in of_kind(kind) if name in each]
    assert len(given) < len(of_kind(kind))
    assert any(each is not None for each in given)
    if fact.per_year:
        years = [each for each in given if isinstance(each, dict)]
        assert {None} <= {figure for each in years for figure in each.values()}
        assert any(str(DAYS[0].year) not in each for each in years)
    elif isinstance(fact.type, ListType):
        assert [] in given
    elif fact.timing != "prior":
        assert None in given


@pytest.mark.parametrize(
    ("kind", "name"), [each for each in read_facts() if declared(*each).entry]
)
def test_lists_have_one_and_several_entries_with_members_unknown_and_none(
    kind: str, name: str
) -> None:
    entry = declared(kind, name).entry
    assert entry is not None
    lists = [each[name] for each in of_kind(kind) if isinstance(each.get(name), list)]
    assert {0, 1, 2, 3} <= {len(each) for each in lists}  # type: ignore[arg-type]
    entries = [entry_ for each in lists for entry_ in each]  # type: ignore[attr-defined]
    assert any(entry.facts.keys() - each.keys() for each in entries)
    assert any(None in each.values() for each in entries)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_there_are_dates_before_on_and_after_every_day_asked(as_of: date) -> None:
    held = Counter(each for record in golden() for each in days_in(record))
    for day in (as_of - ONE_DAY, as_of, as_of + ONE_DAY):
        assert held[day.isoformat()] > 10


@pytest.mark.parametrize(("name", "as_of"), ASKED, ids=str)
def test_some_are_due_on_the_day_asked_and_some_the_day_before(
    name: str, as_of: date
) -> None:
    policy = policies()[name]
    if policy.from_day is not None and as_of < policy.from_day:
        pytest.skip("nothing binds yet")
    due = {answer.due_until for answer in judged(name, as_of).values()}
    assert {as_of, as_of - ONE_DAY} <= due


def test_links_lead_to_a_record_to_none_and_nowhere() -> None:
    families = {each["id"] for each in of_kind("family")}
    links = [each.get("family", "unknown") for each in of_kind("person")]
    assert {None, "unknown", "family-absent"} <= set(links)
    assert families & set(links)

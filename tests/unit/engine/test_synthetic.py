"""The people who do not exist: drawn again the same, plausible together, and enough for every policy to have much to say."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.engine.coverage import decidable, possible_outcomes
from policyengine.engine.measure import measure
from policyengine.engine.synthetic.chance import Chance
from policyengine.engine.synthetic.cohort import WRITTEN_AFTER, cohort, day_asked
from policyengine.engine.synthetic.years import Years
from policyengine.policy.library import load, shipped_names
from policyengine.policy.model import Policy
from policyengine.policy.records import CPR_LIKE, Records, read_records

POLICIES = shipped_names()
MANY = ("person", "family")


@cache
def policy_of(name: str) -> Policy:
    return load(name)


@cache
def drawn(name: str) -> list[dict[str, Any]]:
    return cohort(policy_of(name), size=400)


@cache
def outcomes(name: str) -> Mapping[str, set[str]]:
    """Which outcomes each decidable provision has for some subject of the cohort."""
    policy = policy_of(name)
    found: dict[str, set[str]] = defaultdict(set)
    records, _ = read_records(drawn(name), policy.vocabulary)
    for provision, outcome in _outcomes(policy, records):
        found[provision].add(outcome)
    return found


def _outcomes(policy: Policy, records: Records) -> Iterator[tuple[str, str]]:
    setting, day = setting_of(policy), day_asked(policy)
    for subject in records.subjects:
        view = view_of(policy, subject, records, day)
        for provision in decidable(policy):
            if provision.subject == subject.kind:
                for instance in evaluate_provision(policy, provision, view, setting):
                    possible = instance.possibilities.outcomes.words
                    yield (
                        provision.id,
                        possible[0] if len(possible) == 1 else "undetermined",
                    )


def of_kind(name: str, kind: str) -> list[dict[str, Any]]:
    return [each for each in drawn(name) if each["kind"] == kind]


def days(value: object) -> Iterator[str]:
    """Yield every day in a record, of scheduled ends too."""
    match value:
        case dict():
            for each in value.values():
                yield from days(each)
        case list():
            for each in value:
                yield from days(each)
        case str() if len(value) == len("2018-12-31") and value[4] == value[7] == "-":
            yield value


# --- drawn again the same ---------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = (json.dumps(cohort(policy_of("rebild"), size=40)) for _ in "12")
    assert first == second
    assert first != json.dumps(cohort(policy_of("rebild"), size=40, seed=2))


def test_each_policy_has_people_of_its_own() -> None:
    births = {
        name: tuple(each["birth_date"] for each in of_kind(name, "person"))
        for name in POLICIES
    }
    assert len(set(births.values())) == len(POLICIES)


@pytest.mark.parametrize("size", [1, 2, 57])
def test_a_cohort_has_as_many_persons_as_asked_for(size: int) -> None:
    people = cohort(policy_of("slagelse"), size=size)
    assert sum(each["kind"] == "person" for each in people) == size


def test_a_larger_cohort_begins_with_the_families_of_a_smaller_one() -> None:
    small = cohort(policy_of("slagelse"), size=60)
    last_family = max(n for n, each in enumerate(small) if each["kind"] == "family")
    assert drawn("slagelse")[:last_family] == small[:last_family]


# --- plausible --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_every_vocabulary_accepts_every_record(name: str) -> None:
    for other in POLICIES:
        _, faults = read_records(drawn(name), policy_of(other).vocabulary)
        assert not faults


@pytest.mark.parametrize("name", POLICIES)
def test_no_id_looks_like_a_cpr_number(name: str) -> None:
    ids = [str(each["id"]) for each in drawn(name)]
    assert len(set(ids)) == len(ids)
    assert not any(CPR_LIKE.search(each) for each in ids)


@pytest.mark.parametrize("name", POLICIES)
def test_nothing_was_written_down_long_before_it_happened(name: str) -> None:
    last = str(day_asked(policy_of(name)) + WRITTEN_AFTER)
    vocabulary = policy_of(name).vocabulary
    for record in drawn(name):
        facts = vocabulary.kinds[record["kind"]].facts
        events = {
            fact: value
            for fact, value in record.items()
            if fact in facts and facts[fact].timing == "event" and value is not None
        }
        assert all(value <= last for value in events.values())
    assert any(
        str(day_asked(policy_of(name))) < day <= last for day in days(drawn(name))
    )


@pytest.mark.parametrize("name", POLICIES)
def test_a_family_shares_arrival_residence_and_language(name: str) -> None:
    families = defaultdict(list)
    for person in of_kind(name, "person"):
        families[person["family"]].append(person)
    for members in families.values():
        for fact in ("residence_basis", "home_language", "origin_group"):
            assert len({each[fact] for each in members if fact in each}) <= 1
        came = {each.get("arrived_on") for each in members if not each["is_descendant"]}
        assert len(came - {None}) <= 1
        for each in members:
            if each["is_descendant"]:
                assert each.get("arrived_on") is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("birth_date", "arrived_in_denmark_on"),
        ("arrived_in_denmark_on", "arrived_on"),
        ("birth_date", "daycare_enrolled_on"),
        ("daycare_enrolled_on", "daycare_left_on"),
        ("birth_date", "school_started_on"),
        ("school_started_on", "mainstream_class_started_on"),
        ("school_started_on", "leaving_exam_on"),
        ("leaving_exam_on", "youth_education_completed_on"),
        ("youth_education_completed_on", "higher_education_completed_on"),
        ("contact_person_offered_on", "contact_person_assigned_on"),
        ("reception_programme_planned_on", "reception_programme_started_on"),
        ("danish_course_started_on", "danish_exam_passed_on"),
        ("employed_from", "employed_until"),
        ("public_support_from", "public_support_until"),
        ("preventive_visit_offered_on", "preventive_visit_held_on"),
        ("leisure_started_on", "leisure_ended_on"),
    ],
)
def test_a_life_has_its_order(earlier: str, later: str) -> None:
    both = [
        (each[earlier], each[later])
        for name in POLICIES
        for each in of_kind(name, "person")
        if each.get(earlier) and each.get(later)
    ]
    assert both
    assert all(first <= second for first, second in both)


@pytest.mark.parametrize("name", POLICIES)
def test_there_are_children_seniors_and_facts_that_are_missing(name: str) -> None:
    asked = day_asked(policy_of(name))
    people = of_kind(name, "person")
    ages = [asked.year - int(each["birth_date"][:4]) for each in people]
    assert sum(age < 18 for age in ages) > 60
    assert sum(age > 65 for age in ages) > 10
    facts = {fact for each in people for fact in each}
    assert any("home_language" not in each for each in people)
    assert {"danish_exam_passed_on", "school_started_on", "offers"} <= facts


def test_a_figure_by_year_covers_the_year_before_and_the_year_after() -> None:
    years = Years(date(2016, 6, 1), date(2018, 6, 30))
    assert list(years.figure(100, 0.0, Chance("x"))) == ["2015", "2016", "2017", "2018", "2019"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("rebild", "2021-01-01"),
        ("frederikssund", "2020-06-30"),
        ("slagelse", "2026-06-30"),
    ],
)
def test_targets_are_asked_about_once_they_can_be_decided(
    name: str, asked: str
) -> None:
    assert str(day_asked(policy_of(name))) == asked


# --- enough to say ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_nine_tenths_of_the_decidable_provisions_are_decided_for_somebody(
    name: str,
) -> None:
    found = outcomes(name)
    with_outcomes = [
        each.id for each in decidable(policy_of(name)) if possible_outcomes(each)
    ]
    decided = [
        each for each in with_outcomes if found[each] - {"undetermined", "not_applicable"}
    ]  # fmt: skip
    assert len(decided) >= 0.9 * len(with_outcomes)


@pytest.mark.parametrize("name", POLICIES)
def test_provisions_about_people_have_most_of_their_outcomes(name: str) -> None:
    about_many = [
        each for each in decidable(policy_of(name)) if each.subject in MANY
    ]  # fmt: skip
    can_be = {
        (each.id, word) for each in about_many for word in possible_outcomes(each)
    }
    are = {pair for pair in can_be if pair[1] in outcomes(name)[pair[0]]}
    assert len(are) >= 0.8 * len(can_be)


@pytest.mark.parametrize("name", POLICIES)
def test_some_is_fulfilled_some_is_not_and_some_has_time(name: str) -> None:
    seen = set().union(*outcomes(name).values())
    assert seen >= {"fulfilled", "pending", "breached", "not_applicable", "undetermined"}  # fmt: skip


def test_most_targets_get_a_verdict_and_both_verdicts_occur() -> None:
    verdicts = [
        each.verdict
        for name in POLICIES
        for each in measure(
            policy_of(name),
            cohort(policy_of(name), size=150),
            as_of=day_asked(policy_of(name)),
            as_if_in_force=True,
        ).measures
        if each.kind != "indicator"
    ]
    settled = [each for each in verdicts if each in ("met", "missed", "not_yet_due")]
    assert set(settled) == {"met", "missed", "not_yet_due"}
    assert len(settled) >= 0.85 * len(verdicts)

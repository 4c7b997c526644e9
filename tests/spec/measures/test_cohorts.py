"""Measures over cohorts, by a policy written in YAML."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from policyengine.backends.python.measures.cohort import Cohort
from policyengine.backends.python.measures.readings import take
from policyengine.engine.measure import measure
from policyengine.feel.parser import parse
from policyengine.findings.measure_result import Bounds, MeasureResult
from policyengine.policy.library import load
from policyengine.policy.model import ShareOfSubjects
from policyengine.policy.records import Record, Records

TOWN = load(Path(__file__).with_name("town.yaml"))
DAY = timedelta(days=1)
ARRIVED = "2018-03-31"
DUE = date(2018, 6, 30)
NEW_YEAR = date(2019, 1, 1)

Raw = dict[str, Any]


UNKNOWN = object()
NOTHING_ELSE: Raw = {
    "area": None,
    "arrived_on": None,
    "newcomer": False,
    "employed_from": None,
    "mark": None,
    "offers": [],
}


def person(number: int, **facts: object) -> Raw:
    """A person of whom nothing is unknown but what a test leaves so."""
    known = {**NOTHING_ELSE, **facts}
    recorded = {name: fact for name, fact in known.items() if fact is not UNKNOWN}
    return {"kind": "person", "id": f"case-{number}", **recorded}


def people(*kinds: tuple[int, Raw]) -> list[Raw]:
    """So many persons with the same facts, for each kind of person."""
    every = [facts for count, facts in kinds for _ in range(count)]
    return [person(number, **facts) for number, facts in enumerate(every, start=1)]


def town(**facts: object) -> Raw:
    return {"kind": "municipality", "id": "0999", **facts}


def results(provision: str, records: list[Raw], as_of: date) -> list[MeasureResult]:
    report = measure(TOWN, records, as_of=as_of)
    assert not report.diagnostics
    return [each for each in report.measures if each.provision == provision]


def result(provision: str, records: list[Raw], as_of: date) -> MeasureResult:
    (found,) = results(provision, records, as_of)
    return found


def bounds(low: str, high: str) -> Bounds:
    return Bounds(Fraction(low), Fraction(high))


IN_TIME = {"arrived_on": ARRIVED, "plan_made_on": "2018-06-30", "too_ill": False}
LATE = {"arrived_on": ARRIVED, "plan_made_on": "2018-07-01", "too_ill": False}
NEVER = {"arrived_on": ARRIVED, "plan_made_on": None, "too_ill": False}
ILL = {"arrived_on": ARRIVED, "plan_made_on": None, "too_ill": True}
UNKNOWN_PLAN = {"arrived_on": ARRIVED, "too_ill": False}
UNKNOWN_ARRIVAL = {"arrived_on": UNKNOWN, "plan_made_on": None, "too_ill": False}
NOT_ARRIVED = {"arrived_on": None, "plan_made_on": None, "too_ill": False}
RUNNING = {"arrived_on": "2018-12-01", "plan_made_on": None, "too_ill": False}
EARLY = {"arrived_on": "2018-12-01", "plan_made_on": "2018-12-02", "too_ill": False}


# --- a duty met in time -------------------------------------------------------


def test_an_unknown_inside_the_threshold_is_undecidable() -> None:
    cohort = people((8, IN_TIME), (1, LATE), (1, UNKNOWN_PLAN))
    found = result("plan", cohort, NEW_YEAR)
    assert found.rate is None
    assert found.rate_bounds == bounds("8/10", "9/10")
    assert found.verdict == "undecidable"
    assert found.counts is not None
    assert (found.counts.denominator, found.counts.numerator) == (10, 8)
    assert found.counts.undetermined == 1
    assert found.counts.outcomes == {
        "fulfilled": 8,
        "fulfilled_late": 1,
        "undetermined": 1,
    }


def test_an_unknown_above_the_threshold_is_met() -> None:
    found = result("plan", people((9, IN_TIME), (1, UNKNOWN_PLAN)), NEW_YEAR)
    assert found.rate_bounds == bounds("9/10", "1")
    assert found.verdict == "met"
    assert found.actions == ()


def test_a_missed_target_gives_its_bearer_an_action() -> None:
    found = result("plan", people((8, IN_TIME), (2, NEVER)), NEW_YEAR)
    assert (found.rate, found.verdict) == (Fraction(4, 5), "missed")
    (action,) = found.actions
    assert (action.text, action.who) == (found.text, ("municipality",))
    assert action.priority == "medium"


def test_nobody_counts_before_the_day_after_the_last_compliant_day() -> None:
    cohort = people((9, IN_TIME), (1, NEVER))
    for as_of, denominator, verdict in (
        (DUE - DAY, 0, "not_yet_due"),
        (DUE, 0, "not_yet_due"),
        (DUE + DAY, 10, "met"),
    ):
        found = result("plan", cohort, as_of)
        assert found.counts is not None
        assert found.counts.population == 10
        assert found.counts.denominator == denominator
        assert found.verdict == verdict


def test_an_early_success_waits_for_its_last_day() -> None:
    found = result("plan", people((1, NEVER), (9, EARLY)), NEW_YEAR)
    assert found.rate == 0
    assert found.counts is not None
    assert (found.counts.population, found.counts.denominator) == (10, 1)


def test_who_is_exempt_is_an_exception_not_a_failure() -> None:
    found = result("plan", people((9, IN_TIME), (1, NEVER), (3, ILL)), NEW_YEAR)
    counts = found.counts
    assert counts is not None
    assert (counts.population, counts.denominator, counts.exceptions) == (13, 13, 3)
    assert found.rate == Fraction(9, 13 - 3)


def test_who_is_known_to_be_outside_is_not_in_the_population() -> None:
    found = result("plan", people((1, IN_TIME), (4, NOT_ARRIVED)), NEW_YEAR)
    assert found.counts is not None
    assert (found.counts.population, found.counts.denominator) == (1, 1)


def test_who_may_be_outside_stays_in_the_denominator_where_it_lowers_the_rate() -> None:
    found = result("plan", people((1, IN_TIME), (1, UNKNOWN_ARRIVAL)), NEW_YEAR)
    assert found.counts is not None
    assert (found.counts.denominator, found.counts.undetermined) == (2, 1)
    assert found.rate_bounds == bounds("1/2", "1")
    assert found.verdict == "undecidable"


def test_a_target_with_a_day_is_frozen_on_it() -> None:
    # The limit of those who arrive at the end of September ends on the target's day.
    last = date(2018, 12, 30)
    arrived = {"arrived_on": "2018-09-30", "too_ill": False}
    timely = {**arrived, "plan_made_on": "2018-12-30"}
    after = {**arrived, "plan_made_on": "2018-12-31"}
    newer = {"arrived_on": "2018-10-01", "plan_made_on": None, "too_ill": False}
    cohort = people((9, timely), (1, after), (5, newer))
    before = result("plan_by_2018", cohort, last)
    assert (before.day, before.verdict) == (last, "not_yet_due")
    assert before.target is not None
    assert before.target.text.en == "at least 50 %"
    for as_of in (last + DAY, NEW_YEAR, date(2020, 12, 31)):
        found = result("plan_by_2018", cohort, as_of)
        assert found.day == last
        assert found.target is not None
        assert found.target.text.en == "at least 90 % by 2018-12-30"
        assert found.rate_bounds == bounds("9/10", "9/10")
        assert found.verdict == "met"


def assessed(number: int, verdict: str, on: str) -> Raw:
    return {
        "kind": "assessment",
        "provision": "town/satisfied",
        "subject": f"case-{number}",
        "verdict": verdict,
        "assessed_on": on,
    }


def test_what_humans_found_counts_and_partly_is_not_good() -> None:
    records = [
        *people((4, newcomer(None)), (3, other(None))),
        assessed(1, "met", "2018-12-31"),
        assessed(2, "partly", "2018-06-01"),
        assessed(3, "not_met", "2018-06-01"),
        assessed(4, "met", "2019-01-02"),
    ]
    found = result("satisfaction", records, NEW_YEAR)
    assert found.rate_bounds == bounds("1/4", "1/2")
    assert found.verdict == "undecidable"
    assert found.counts is not None
    assert found.counts.outcomes == {
        "assessed_met": 1,
        "assessed_not_met": 1,
        "assessed_partly": 1,
        "needs_judgement": 1,
        "not_applicable": 3,
    }


def test_a_recurring_duty_counts_each_period_that_is_over() -> None:
    agreements = [agreement("a", signed_on=day) for day in ("2016-01-01", "2018-12-31")]
    records = [town(agreements=agreements)]
    for as_of, rate in (
        (date(2018, 12, 31), "1/2"),
        (NEW_YEAR, "2/3"),
        (date(2020, 12, 31), "1/2"),
    ):
        found = result("agreement_a_year", records, as_of)
        assert found.rate == Fraction(rate)


# --- conditions, gaps, trends -------------------------------------------------


def newcomer(since: str | None) -> Raw:
    return {"newcomer": True, "employed_from": since}


def other(since: str | None) -> Raw:
    return {"newcomer": False, "employed_from": since}


OLD, NEW = "2016-05-01", "2018-05-01"


@pytest.mark.parametrize(
    ("cohort", "as_of", "verdict", "day"),
    [
        # 2016 is not over.
        (people((1, newcomer(OLD))), date(2016, 12, 31), "not_yet_due", "2016-12-31"),
        # 2016 against 2015: from none to half.
        (
            people((1, newcomer(OLD)), (1, newcomer(None))),
            date(2017, 1, 1),
            "met",
            "2016-12-31",
        ),
        # In 2017 nothing changed.
        (
            people((1, newcomer(OLD)), (1, newcomer(NEW))),
            date(2018, 12, 31),
            "missed",
            "2017-12-31",
        ),
        (people((1, newcomer(OLD)), (1, newcomer(NEW))), NEW_YEAR, "met", "2018-12-31"),
        # Full employment cannot rise.
        (people((2, newcomer(OLD))), NEW_YEAR, "not_computable", "2018-12-31"),
        # Nobody belongs to the group.
        (people((2, other(OLD))), NEW_YEAR, "not_computable", "2018-12-31"),
    ],
)
def test_a_rise_is_judged_on_the_last_year_that_is_over(
    cohort: list[Raw], as_of: date, verdict: str, day: str
) -> None:
    found = result("employment_rises", cohort, as_of)
    assert (found.verdict, str(found.day)) == (verdict, day)


@pytest.mark.parametrize(
    ("members", "as_of", "verdict", "day"),
    [
        # The members of 2015, 2016 and so on; ? is not recorded. The policy is of 2016 to 2020.
        ("5 6 7", date(2016, 12, 31), "not_yet_due", "2016-12-31"),
        ("5 6 7", date(2017, 1, 1), "met", "2016-12-31"),
        ("5 6 7", date(2018, 1, 1), "met", "2017-12-31"),
        ("5 5 7", date(2017, 1, 1), "missed", "2016-12-31"),
        # One year that did not rise is not mended by the next.
        ("5 5 7 8", date(2019, 1, 1), "missed", "2016-12-31"),
        ("5 6 6 8 8", date(2020, 1, 1), "missed", "2019-12-31"),
        # An open year leaves the whole open, unless another was missed.
        ("5 ? 7 8", date(2019, 1, 1), "undecidable", "2017-12-31"),
        ("5 ? 7 7", date(2019, 1, 1), "missed", "2018-12-31"),
        # What happens after the policy's last year does not count.
        ("5 6 7 8 9 10 1", date(2022, 1, 1), "met", "2020-12-31"),
    ],
)
def test_a_rise_each_year_is_missed_where_one_year_did_not_rise(
    members: str, as_of: date, verdict: str, day: str
) -> None:
    years = {
        str(year): int(count)
        for year, count in enumerate(members.split(), start=2015)
        if count != "?"
    }
    report = measure(TOWN, [town(members=years)], as_of=as_of, as_if_in_force=True)
    (found,) = (
        each for each in report.measures if each.provision == "members_rise_each_year"
    )
    assert (found.verdict, str(found.day)) == (verdict, day)
    assert found.target is not None
    assert found.target.text.en == "rising each year"


def test_one_unknown_person_does_not_blur_what_changed_for_the_others() -> None:
    # Whatever the unknown day is, it can only add to the rise of the one who began in 2018.
    cohort = people((1, newcomer(NEW)), (8, newcomer(OLD)))
    cohort.append(person(99, newcomer=True, employed_from=UNKNOWN))
    found = result("employment_rises", cohort, NEW_YEAR)
    assert found.rate_bounds == bounds("9/10", "1")
    assert found.previous == bounds("8/10", "9/10")
    assert (found.verdict, found.may_be_wide) == ("met", False)


@pytest.mark.parametrize(
    ("in_work", "gap", "progress", "verdict"),
    [
        (8, "1/9", "17/18", "missed"),
        (9, "1/12", "13/12", "met"),
        (0, "1/3", "-1/6", "missed"),
    ],
)
def test_a_gap_is_the_difference_of_two_rates(
    in_work: int, gap: str, progress: str, verdict: str
) -> None:
    # A third of all are others, all in work: the gap is a third of what newcomers lack.
    cohort = people(
        (6, other(OLD)), (in_work, newcomer(OLD)), (12 - in_work, newcomer(None))
    )
    found = result("gap", cohort, NEW_YEAR)
    assert found.value == Fraction(gap)
    assert found.rate_bounds is None
    assert found.unit == "points"
    assert found.progress == Fraction(progress)
    assert found.verdict == verdict


def test_a_person_in_both_groups_moves_both_rates() -> None:
    # All are newcomers, so the two rates are the same, however many are unknown.
    cohort = people((4, {"newcomer": True, "employed_from": UNKNOWN}))
    found = result("gap", cohort, NEW_YEAR)
    assert found.value == 0
    assert (found.verdict, found.may_be_wide) == ("met", False)


def test_a_person_who_may_be_in_a_group_makes_the_gap_wide() -> None:
    cohort = [
        *people((4, newcomer(OLD)), (4, other(None))),
        person(99, newcomer=UNKNOWN, employed_from=UNKNOWN),
    ]
    found = result("gap", cohort, NEW_YEAR)
    assert found.may_be_wide
    assert found.value_bounds is not None
    assert found.value_bounds.exact is None


@pytest.mark.parametrize(
    ("newcomers", "as_of", "verdict"),
    [
        (10, date(2018, 12, 31), "not_yet_due"),
        (10, NEW_YEAR, "met"),
        (8, NEW_YEAR, "met"),
        (7, NEW_YEAR, "missed"),
    ],
)
def test_parity_is_level_within_the_tolerance(
    newcomers: int, as_of: date, verdict: str
) -> None:
    # Of ten newcomers so many are in work, and of ten others all: 8 of 10 are 10 points below 18 of 20.
    cohort = people(
        (newcomers, newcomer(OLD)), (10 - newcomers, newcomer(None)), (10, other(OLD))
    )
    found = result("level", cohort, as_of)
    assert found.verdict == verdict
    assert found.reference == bounds(f"{10 + newcomers}/20", f"{10 + newcomers}/20")
    assert [each.name for each in found.assumptions] == ["slack"]


# --- counts, volumes, means, figures ------------------------------------------


def agreement(partner: str | None = None, **facts: object) -> Raw:
    named = {"partner": partner} if partner else {}
    return {"signed_on": "2017-03-01", "binding": True, **named, **facts}


@pytest.mark.parametrize(
    ("agreements", "low", "high", "verdict"),
    [
        ([], 0, 0, "missed"),
        ([agreement("a"), agreement("a")], 1, 1, "missed"),
        ([agreement("a"), agreement("b")], 2, 2, "met"),
        ([agreement("a"), agreement("b", binding=False)], 1, 1, "missed"),
        ([agreement("a"), agreement("b", signed_on="2019-01-02")], 1, 1, "missed"),
        ([agreement("a"), agreement()], 1, 2, "undecidable"),
        ([agreement(), agreement()], 1, 2, "undecidable"),
        ([agreement("a"), {"partner": "b", "binding": True}], 1, 2, "undecidable"),
        (
            [agreement("a"), {"partner": "b", "signed_on": "2017-03-01"}],
            1,
            2,
            "undecidable",
        ),
    ],
)
def test_partners_are_counted_not_agreements(
    agreements: list[Raw], low: int, high: int, verdict: str
) -> None:
    found = result("partners", [town(agreements=agreements)], NEW_YEAR)
    assert found.value_bounds == Bounds(Fraction(low), Fraction(high))
    assert found.rate_bounds is None
    assert found.verdict == verdict


def test_an_unknown_list_may_hold_any_number() -> None:
    found = result("partners", [town()], NEW_YEAR)
    assert found.value_bounds == Bounds(Fraction(0), None)
    assert found.verdict == "undecidable"


def offer(hours: float | None, *, in_company: bool | None = None) -> Raw:
    where = {} if in_company is None else {"in_company": in_company}
    amount = {} if hours is None else {"hours": hours}
    return {"given_on": "2018-02-01", **where, **amount}


@pytest.mark.parametrize(
    ("offers", "expected", "verdict"),
    [
        (
            [offer(30.5, in_company=True), offer(6.5, in_company=False)],
            ("61/74", "61/74"),
            "met",
        ),
        (
            [offer(80, in_company=True), offer(20, in_company=False)],
            ("4/5", "4/5"),
            "met",
        ),
        (
            [offer(79, in_company=True), offer(21, in_company=False)],
            ("0.79", "0.79"),
            "missed",
        ),
        ([offer(80, in_company=True), offer(20)], ("4/5", "1"), "met"),
        ([offer(79, in_company=True), offer(21)], ("0.79", "1"), "undecidable"),
        ([offer(1, in_company=True), offer(None, in_company=True)], ("1", "1"), "met"),
        ([offer(1, in_company=True), offer(None)], ("0", "1"), "undecidable"),
        ([], None, "not_computable"),
    ],
)
def test_a_share_of_hours_weighs_hours_not_persons(
    offers: list[Raw], expected: tuple[str, str] | None, verdict: str
) -> None:
    cohort = [person(1, offers=offers), person(2, offers=[])]
    found = result("in_companies", cohort, NEW_YEAR)
    assert found.rate_bounds == (bounds(*expected) if expected else None)
    assert found.verdict == verdict


def test_a_mean_waits_for_every_mark_and_for_a_group_large_enough() -> None:
    for marks, verdict in (
        ([7, 5], "met"),
        ([7, 4], "missed"),
        ([7], "undecidable"),
        ([7, None], "undecidable"),
    ):
        cohort = [person(number, mark=mark) for number, mark in enumerate(marks)]
        assert result("mean_mark", cohort, NEW_YEAR).verdict == verdict
    unknown = [person(1, mark=12), person(2, mark=12), person(3, mark=UNKNOWN)]
    found = result("mean_mark", unknown, NEW_YEAR)
    assert found.value_bounds == Bounds(None, None)
    assert found.verdict == "undecidable"


def area(name: str, **facts: object) -> Raw:
    return {"kind": "area", "id": name, **facts}


def test_each_area_has_its_own_verdict() -> None:
    records = [
        area("north", newcomers=3, residents=10),
        area("south", newcomers=301, residents=1000),
        area("east", residents=10),
        area("west", newcomers=1, residents=0),
    ]
    found = {each.group: each for each in results("spread", records, NEW_YEAR)}
    assert {name: each.verdict for name, each in found.items()} == {
        "north": "met",
        "south": "missed",
        "east": "undecidable",
        "west": "not_computable",
    }
    assert found["north"].value == Fraction(3, 10)
    assert found["north"].unit == "percent"


def test_an_area_counts_those_who_live_there_and_those_who_may() -> None:
    records = [
        area("north"),
        area("south"),
        person(1, area="north", employed_from=OLD),
        person(2, area="south", employed_from=None),
        person(3, area=UNKNOWN, employed_from=OLD),
        person(4, area=None, employed_from=None),
    ]
    found = {each.group: each for each in results("working_areas", records, NEW_YEAR)}
    assert found["north"].rate_bounds == bounds("1", "1")
    assert found["south"].rate_bounds == bounds("0", "1/2")


def test_an_indicator_has_a_value_and_the_one_before_but_no_verdict() -> None:
    records = [
        town(
            members={"2017": 10, "2018": 1},
            residents={"2017": 30, "2018": 3},
        )
    ]
    found = result("membership", records, date(2018, 6, 30))
    assert (found.value, found.verdict) == (Fraction(1, 3), None)
    assert found.previous == bounds("1/3", "1/3")
    assert found.previous_day == date(2017, 12, 31)


def test_another_municipality_is_not_counted() -> None:
    records = [town(agreements=[]), {"kind": "municipality", "id": "0001"}]
    assert result("partners", records, NEW_YEAR).value == 0


def test_one_unknown_fact_in_group_and_condition_is_one_unknown() -> None:
    # Marks above 4 are counted, marks from 6 to 8 are good: a mark of 5 or 9 is bad, one of 2 outside.
    of, where = parse("mark > 4"), parse("mark between 6 and 8")
    someone = Record("person", "case-1", {})
    cohort = Cohort(TOWN, Records((someone,)), NEW_YEAR)
    share = ShareOfSubjects("person", of, where)
    assert take(share, cohort, NEW_YEAR).reading.bounds == bounds("0", "1")
    never = ShareOfSubjects("person", of, parse("mark < 3"))
    assert take(never, cohort, NEW_YEAR).reading.bounds == bounds("0", "0")


# --- cohorts, policies and records at fault -----------------------------------


def test_an_empty_cohort_has_no_rate() -> None:
    report = measure(TOWN, [], as_of=NEW_YEAR)
    assert report.measures
    for each in report.measures:
        assert each.counts is not None
        assert each.counts.denominator == 0
        assert (each.rate_bounds, each.value_bounds) == (None, None)
        assert each.verdict == "not_computable"
        assert each.reason is not None


def test_a_text_without_a_denominator_says_so() -> None:
    found = result("shares_of_what", [town()], NEW_YEAR)
    assert found.reason is not None
    assert "share" in found.reason.en


def test_a_policy_that_is_not_in_force_gives_a_diagnostic_and_no_measure() -> None:
    cohort = people((1, IN_TIME))
    after = date(2021, 1, 1)
    report = measure(TOWN, cohort, as_of=after)
    assert report.measures == ()
    assert [each.code for each in report.diagnostics] == ["PE710"]
    asked = measure(TOWN, cohort, as_of=after, as_if_in_force=True)
    assert asked.diagnostics == ()
    assert all(each.labels == ("not_in_force",) for each in asked.measures)


def test_a_faulty_record_is_reported_and_the_others_are_measured() -> None:
    cohort = people((9, IN_TIME), (1, NEVER))
    faulty = person(99, arrived_on="2018-02-30", plan_made_on=None)
    report = measure(TOWN, [*cohort, faulty], as_of=NEW_YEAR)
    (diagnostic,) = report.diagnostics
    assert "case-99" in diagnostic.message
    assert "arrived_on" in diagnostic.message
    assert "2018-02-30" not in diagnostic.message
    (found,) = (each for each in report.measures if each.provision == "plan")
    assert found.rate == Fraction(9, 10)

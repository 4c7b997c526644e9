"""People who do not exist: a seeded cohort on which a policy's targets can be shown, and one citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.policy.model import Policy

RawRecord: TypeAlias = dict[str, object]

CITIZEN_DAY = date(2018, 6, 18)
LANGUAGES = ("ar", "ti", "fa", "so", "pl", "uk")
TOPICS = ("culture_and_leisure", "social_activities", "care", "health")
AREAS = ("north", "south")
# Some facts are never written down; who somebody is mostly is.
SHARE_UNRECORDED = 0.02
ALWAYS_RECORDED = (
    "kind",
    "id",
    "birth_date",
    "residence_basis",
    "is_descendant",
    "leaving_exam_on",
    "leaving_exam_mean",
)


def citizen() -> list[RawRecord]:
    """Return one citizen's records as they stand on `CITIZEN_DAY`: some duties met, some not, some facts unknown."""
    return [
        {
            "kind": "person",
            "id": "case-17",
            "birth_date": "1984-05-11",
            "residence_basis": "refugee",
            "is_descendant": False,
            "home_language": "ti",
            "in_integration_programme": True,
            "arrived_on": "2018-03-15",
            "permanent_dwelling_planned_on": None,
            "settlement_programme_started_on": None,
            "reception_programme_planned_on": "2018-03-20",
            "reception_programme_agreed_on": "2018-03-20",
            "reception_programme_started_on": "2018-03-21",
            "reception_programme_completed_on": None,
            "reception_programme_elements": [
                "assessment_interview",
                "integration_contract",
                "health",
                "labour_market",
                "finances",
            ],
            "reception_programme_roles": ["citizen", "volunteers", "municipality"],
            "integration_contract_signed_on": "2018-03-20",
            "integration_contract_contents": [
                "residence_permit",
                "integration_programme",
            ],
            "conversations": [
                {
                    "held_on": "2018-03-19",
                    "topics": [
                        "resources",
                        "qualifications",
                        "wishes",
                        "challenges",
                        "background",
                        "relations",
                        "future_life",
                    ],
                }
            ],
            "information": [
                {
                    "given_on": "2018-04-09",
                    "topics": ["culture_and_leisure", "social_activities"],
                    "recipient": "citizen",
                    "language": "ti",
                }
            ],
            "offers": [
                {
                    "offered_on": "2018-03-22",
                    "kind": "danish_course",
                    "places": ["language_school", "company"],
                },
                {"offered_on": "2018-05-02", "kind": "work_related_danish"},
            ],
            "danish_referred_on": "2018-03-22",
            "danish_course_started_on": "2018-04-03",
            "danish_exam_passed_on": None,
            "dwellings": [
                {"moved_in_on": "2018-03-15", "moved_out_on": None, "permanent": False}
            ],
            "employed_from": None,
            "daycare_enrolled_on": None,
            "school_started_on": None,
            "activities": [{"kind": "placement", "started_on": "2018-05-14"}],
        }
    ]


def cohort(policy: Policy, *, size: int = 400, seed: int = 1) -> list[RawRecord]:
    """Return a municipality, its housing areas, and families until there are `size` persons.

    The same seed gives the same records. Days lie around the policy's period, 2016 to 2020 where it has none.
    """
    first = policy.from_day or date(2016, 1, 1)
    last = policy.until_day or date(first.year + 4, 12, 31)
    world = _World(Random(seed), first, last)  # noqa: S311 - a cohort to show, no secret
    people: list[RawRecord] = []
    families: list[RawRecord] = []
    while len(people) < size:
        key = f"f-{len(families) + 1:04}"
        family, members = world.family(key)
        families.append(family)
        for member in members[: size - len(people)]:
            people.append(member | {"id": f"p-{len(people) + 1:04}", "family": key})
    known = [world.recorded(record) for record in (*families, *people)]
    return [world.municipality(policy.authority_code), *world.areas(), *known]


@dataclass(frozen=True)
class _World:
    """What the records are drawn from: chance, and the first and last day of the policy."""

    random: Random
    first: date
    last: date

    def family(self, key: str) -> tuple[RawRecord, list[RawRecord]]:
        """Return a family that came in the policy's years or the five before, and its members."""
        span = (self.last - self.first).days + 5 * 365
        arrived = self.last - timedelta(days=self.random.randrange(span))
        language = self.random.choice(LANGUAGES)
        basis = self._one_of(
            refugee=45, family_reunified=25, worker=20, student=5, other=5
        )
        ages = [self.random.randrange(19, 60)]
        if self._likely(0.5):
            ages.append(self.random.randrange(19, 60))
        ages.extend(self.random.randrange(17) for _ in range(self.random.randrange(4)))
        if self._likely(0.15):
            ages.append(self.random.randrange(60, 72))
        members = [self._person(age, arrived, language, basis) for age in ages]
        family: RawRecord = {
            "kind": "family",
            "id": key,
            "arrived_on": str(arrived),
            "has_children": any(age < 18 for age in ages),
            "is_refugee_family": basis == "refugee",
        }
        return family, members

    def municipality(self, code: str) -> RawRecord:
        """Return the municipality with its figures for every year and its partners."""
        years = range(self.first.year - 1, self.last.year + 2)
        partners = ("local_council", "village_council", "residents_association")
        return {
            "kind": "municipality",
            "id": code,
            "working_age_residents": {str(year): 18_000 for year in years},
            "employed_residents": {str(year): 13_900 + (year % 100) for year in years},
            "young_danes": {str(year): 1_500 for year in years},
            "young_danes_with_youth_education": {str(year): 930 for year in years},
            "other_daycare_children": {str(year): 1_800 for year in years},
            "other_children_in_daycare": {str(year): 1_620 for year in years},
            "other_residents": {str(year): 28_000 for year in years},
            "other_residents_in_leisure": {str(year): 15_400 for year in years},
            "other_pupils_exam_mean": {str(year): 7 for year in years},
            "agreements": [
                {
                    "signed_on": self._after(self.first, 60, 1500),
                    "ends_on": None,
                    "partner": f"partner-{number}",
                    "partner_type": self.random.choice(partners),
                    "binding": True,
                    "covers_settlement": True,
                }
                for number in range(1, 10)
            ],
            "action_plans": [
                {"published_on": f"{year}-03-01"}
                for year in range(self.first.year, self.last.year)
            ],
            "translations": [
                {"published_on": str(self.first), "language": language}
                for language in LANGUAGES[:4]
            ],
        }

    def areas(self) -> Iterator[RawRecord]:
        """Return the housing areas with their residents and refugees by year."""
        for area in AREAS:
            residents = self.random.randrange(150, 600)
            refugees = residents * self.random.randrange(2, 35) // 100
            years = [str(y) for y in range(self.first.year, self.last.year + 2)]
            yield {
                "kind": "housing_area",
                "id": f"area-{area}",
                "residents": dict.fromkeys(years, residents),
                "refugees": dict.fromkeys(years, refugees),
            }

    def recorded(self, record: RawRecord) -> RawRecord:
        """Return what was written down of a record: now and then a fact is missing."""
        return {
            name: value
            for name, value in record.items()
            if name in ALWAYS_RECORDED or not self._likely(SHARE_UNRECORDED)
        }

    def _person(self, age: int, arrived: date, language: str, basis: str) -> RawRecord:
        """Return a person who is `age` years old in the middle of the policy's period."""
        middle = self.first + (self.last - self.first) / 2
        born = middle - timedelta(days=age * 365 + self.random.randrange(365))
        descendant = born > arrived
        person: RawRecord = {
            "kind": "person",
            "birth_date": str(born),
            "residence_basis": basis,
            "is_descendant": descendant,
            "home_language": language,
            "arrived_on": None if descendant else str(arrived),
            "in_integration_programme": basis != "worker" and age >= 18,
            "has_relatives": self._likely(0.8),
        }
        if not descendant:
            person |= self._reception(arrived)
        if age >= 15:
            person |= self._language_and_work(arrived)
        person |= self._childhood(born) if age < 25 else self._later_life(born)
        person["information"] = list(self._information(max(born, arrived), language))
        return person

    def _reception(self, arrived: date) -> RawRecord:
        started = self._after(arrived, 0, 9)
        return {
            "reception_programme_planned_on": started,
            "reception_programme_agreed_on": started,
            "reception_programme_started_on": started,
            "reception_programme_completed_on": self._usually(0.97, arrived, 40, 93),
            "dwellings": [
                {
                    "moved_in_on": self._after(arrived, 20, 240),
                    "permanent": True,
                    "transport_meets_needs": self._likely(0.95),
                }
            ],
            "integration_contract_signed_on": self._usually(0.95, arrived, 0, 30),
        }

    def _language_and_work(self, arrived: date) -> RawRecord:
        course = arrived + timedelta(days=self.random.randrange(14, 60))
        work = self.first if self._likely(0.5) else arrived
        return {
            "danish_referred_on": self._after(arrived, 0, 14),
            "danish_course_started_on": str(course),
            "danish_exam_passed_on": self._usually(0.98, course, 500, 1840),
            "employed_from": self._usually(0.85, work, 0, 1500),
            "employed_until": None,
        }

    def _childhood(self, born: date) -> RawRecord:
        school = date(born.year + 6, 8, 1)
        exam = date(born.year + 16, 6, 15)
        return {
            "daycare_enrolled_on": self._usually(0.88, born, 300, 700),
            "daycare_left_on": str(school),
            "danish_as_second_language": True,
            "leaving_exam_on": str(exam),
            "leaving_exam_mean": self.random.randrange(40, 95) / 10,
            "youth_education_completed_on": self._usually(0.64, exam, 900, 1500),
            "higher_education_completed_on": None,
            "leisure_started_on": self._usually(0.55, born, 1500, 4000),
            "leisure_ended_on": None,
        }

    def _later_life(self, born: date) -> RawRecord:
        turns_65 = date(born.year + 65, born.month, min(born.day, 28))
        offered = self._usually(0.97, turns_65, -20, 80)
        return {
            "preventive_visit_offered_on": offered,
            "preventive_visit_held_on": self._usually(0.9, turns_65, 80, 200),
            "leaving_exam_on": None,
            "youth_education_completed_on": None,
            "danish_as_second_language": False,
            "leisure_started_on": self._usually(0.5, self.first, -400, 1500),
            "leisure_ended_on": None,
        }

    def _information(self, start: date, language: str) -> Iterator[RawRecord]:
        for recipient in ("citizen", "relatives"):
            if self._likely(0.9):
                yield {
                    "given_on": self._after(start, 5, 200),
                    "topics": [topic for topic in TOPICS if self._likely(0.95)],
                    "recipient": recipient,
                    "language": language if self._likely(0.9) else "da",
                }

    def _likely(self, chance: float) -> bool:
        return self.random.random() < chance

    def _one_of(self, **weights: int) -> str:
        names: Sequence[str] = list(weights)
        return self.random.choices(names, list(weights.values()))[0]

    def _after(self, day: date, least: int, most: int) -> str:
        return str(day + timedelta(days=self.random.randrange(least, most)))

    def _usually(self, chance: float, day: date, least: int, most: int) -> str | None:
        return self._after(day, least, most) if self._likely(chance) else None

"""A municipality that does not exist: its figures by year, its partners, plans, meetings and committees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from policyengine.engine.synthetic.families import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.years import Years

PARTNERS = (
    "local_council",
    "village_council",
    "residents_association",
    "association",
    "evening_school",
    "volunteers",
    "interest_organisation",
    "housing_association",
    "company",
    "municipal_unit",
)
COMMITTEES = ("labour_market", "children_education", "culture_leisure", "social_health")
# What is counted among whom: figure → the whole, its start and growth a year, and the part of it.
SHARES = {
    "employed_residents": ("working_age_residents", 18_000, 0.75),
    "employed_danes": ("working_age_danes", 15_500, 0.78),
    "young_danes_with_youth_education": ("young_danes", 1_500, 0.63),
    "other_children_in_daycare": ("other_daycare_children", 1_800, 0.88),
    "other_residents_in_leisure": ("other_residents", 28_000, 0.5),
    "other_young_with_youth_education": ("other_young_residents", 1_600, 0.62),
}
# Figure → its first value and its growth a year.
FIGURES = {
    "permanent_refugee_dwellings": (90, 0.05),
    "temporarily_housed": (60, -0.1),
    "company_consultants": (6, 0.08),
    "result_subsidies": (70, 0.05),
    "reception_classes": (8, -0.08),
    "deprived_areas": (2, 0.0),
    "youth_education_rate": (91, 0.008),
    "higher_education_rate": (55, 0.01),
    "other_children_language_mean": (50, 0.0),
    "other_pupils_exam_mean": (6, 0.01),
}


def draw_municipality(
    code: str, areas: list[RawRecord], years: Years, chance: Chance
) -> RawRecord:
    """Return the municipality; its refugees are those of its housing areas, and some who live elsewhere."""
    record: RawRecord = {
        "kind": "municipality",
        "id": code,
        "refugees": _refugees(areas, years),
        "single_housing_contact": chance.likely(0.8),
    }
    for part, (whole, start, share) in SHARES.items():
        record[whole] = years.figure(start, 0.005, chance)
        record[part] = years.figure(round(start * share), 0.005, chance)
    for name, (start, growth) in FIGURES.items():
        record[name] = years.figure(start, growth, chance)
    return record | _events(years, chance)


def draw_committees(years: Years, chance: Chance) -> Iterator[RawRecord]:
    """Yield the political committees and what each has done about the policy."""
    for name in COMMITTEES:
        yield {
            "kind": "committee",
            "id": f"committee-{name}",
            "field": name,
            "feedback_given_on": chance.done(years.first, 200, in_time=0.7),
            "initiatives": [
                {"published_on": chance.day(years.first, 60, 900)}
                for _ in range(chance.number(0, 3))
            ],
            "discussions": [{"held_on": held} for held in _yearly(years, chance)],
        }


def _refugees(areas: list[RawRecord], years: Years) -> dict[str, int]:
    counted = [area["refugees"] for area in areas]
    return {
        year: 40 + sum(each[year] for each in counted if isinstance(each, dict))
        for year in years.written
    }


def _events(years: Years, chance: Chance) -> RawRecord:
    first = years.first
    spring = date(first.year + 2, 1, 4)
    closing = chance.likely(0.6)
    return {
        "closure_decided_on": chance.day(first, 500, 1100) if closing else None,
        "status_followed_up_on": chance.done(spring, 80, in_time=0.7, late=0.2),
        "inspiration_catalogue_on": chance.done(first, 500),
        "agreements": [_agreement(number, years, chance) for number in range(1, 31)],
        "action_plans": [
            {"published_on": published} for published in _yearly(years, chance)
        ],
        "status_reports": [
            {
                "published_on": published,
                "contents": chance.some(("guideposts", "key_figures", "goals"), 0.9),
                "presented_on": chance.done(published, 90),
            }
            for published in _yearly(years, chance)
        ],
        "descriptions": [
            {
                "written_on": chance.day(first, 300, 900),
                "contents": chance.some(("offer", "phasing_in", "staff_training"), 0.9),
            }
        ],
        "evaluations": [
            {
                "evaluated_on": chance.day(first, 700, 1300),
                "with_stakeholders": chance.likely(0.8),
            }
        ],
        "welcome_meetings": [
            {
                "held_on": held,
                "services_presented": chance.likely(0.95),
                "bus_tour_offered": chance.likely(0.85),
            }
            for _ in range(2)
            for held in _yearly(years, chance)
        ],
        "translations": [
            {
                "published_on": chance.day(first, 30, 400),
                "language": language,
                "subject": subject,
            }
            for subject in ("policy", "senior_services")
            for language in chance.some(LANGUAGES["non_western"], 0.6)
        ],
        "staff_trainings": [
            {
                "held_on": held,
                "staff": chance.some(("health_staff", "other_staff"), 0.85),
            }
            for held in _yearly(years, chance)
        ],
    }


def _yearly(years: Years, chance: Chance) -> list[date]:
    """Return a day in the first half of most years of the policy."""
    return [
        chance.day(date(year, 1, 8), 0, 170)
        for year in range(years.first.year, years.asked.year + 1)
        if chance.likely(0.92)
    ]


def _agreement(number: int, years: Years, chance: Chance) -> RawRecord:
    signed = chance.day(years.first, -200, 1400)
    return {
        "signed_on": signed,
        "ends_on": chance.day(signed, 400, 1500) if chance.likely(0.3) else None,
        "partner": f"partner-{number}",
        "partner_type": chance.pick(PARTNERS),
        "binding": chance.likely(0.85),
        "covers_settlement": chance.likely(0.8),
        "covers_leisure": chance.likely(0.5),
    }

"""What an adult goes through: the Danish course, then placements, work and education."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member


# From this age few begin to work, and those who do have stopped.
PENSION_AT = 67


def draw_adult_life(who: Member, arrived: date, chance: Chance) -> RawRecord:
    """Return what follows an arrival: the Danish course first, and then for most of them work."""
    responsible = who.family.responsible_from or arrived
    hindered = chance.likely(0.08)
    course = chance.done(responsible, 28, in_time=0.2 if hindered else 0.85)
    employed = _employed(who, course or arrived, chance)
    return {
        "danish_start_hindered": hindered,
        **_danish(responsible, course, chance),
        **_work(employed, chance),
        **_support(who, responsible, employed, chance),
        **_education(who, arrived, chance),
        "activities": list(_activities(arrived, employed, chance)),
    }


def draw_settled_life(who: Member, chance: Chance) -> RawRecord:
    """Return the work and education of one who was born in Denmark: nothing of it follows an arrival."""
    employed = chance.day(who.birthday(18), 0, 2500) if chance.likely(0.8) else None
    retired = employed and who.age >= PENSION_AT
    return {
        "employed_from": employed,
        "employed_until": who.birthday(PENSION_AT) if retired else None,
        "ordinary_job_started_on": employed,
        "self_support_possible": True,
        "education_started_on": who.birthday(17) if chance.likely(0.6) else None,
    }


def _danish(responsible: date, course: date | None, chance: Chance) -> RawRecord:
    exam = course and chance.done(course, 1000, in_time=0.55, late=0.35)
    untested = course and chance.day(course, 700, 1400) if chance.likely(0.1) else None
    completed = exam or untested
    hours = chance.number(8, 20)
    in_full = chance.likely(0.75)
    return {
        "danish_referred_on": chance.day(responsible, 0, 14),
        "danish_course_started_on": course,
        "danish_course_ended_on": completed or (course and chance.day(course, 900, 1500)),
        "danish_course_completed_on": completed,
        "danish_exam_passed_on": exam,
        "danish_attendance": chance.number(50, 100),
        "language_hours": hours,
        "company_hours": 37 - hours if in_full else chance.number(5, 16),
    }  # fmt: skip


def _work(employed: date | None, chance: Chance) -> RawRecord:
    stopped = employed and chance.likely(0.2)
    return {
        "employed_from": employed,
        "employed_until": chance.day(employed, 200, 1500)
        if employed and stopped
        else None,
        "ordinary_job_started_on": employed if chance.likely(0.9) else None,
    }


def _support(
    who: Member, responsible: date, employed: date | None, chance: Chance
) -> RawRecord:
    """Return what a newcomer lives of until there is work, and what is arranged where health stands in the way."""
    supported = chance.likely(0.85 if who.family.is_protected else 0.05)
    benefit = supported and chance.likely(0.3)
    unwell = chance.likely(0.12)
    return {
        "public_support_from": responsible if supported else None,
        "public_support_until": employed if supported else None,
        "cash_benefit_from": responsible if benefit else None,
        "cash_benefit_until": employed if benefit else None,
        "self_support_possible": chance.likely(0.9),
        "health_exception": unwell,
        "individual_solution_planned_on": chance.done(responsible, 200)
        if unwell
        else None,
    }


def _education(who: Member, arrived: date, chance: Chance) -> RawRecord:
    studies = chance.likely(0.4 if who.age < 30 else 0.08)
    equivalent = chance.likely(0.25)
    return {
        "education_started_on": chance.day(arrived, 100, 1000) if studies else None,
        "foreign_education_equivalent": equivalent,
        "qualifications_recognised_on": chance.done(arrived, 300)
        if equivalent
        else None,
    }


def _employed(who: Member, course: date, chance: Chance) -> date | None:
    if who.family.basis == "worker" and who.arrived is not None:
        return chance.day(who.arrived, 0, 20)
    finds_work = chance.likely(0.8 if who.age < PENSION_AT else 0.1)
    return chance.day(course, 50, 1100) if finds_work else None


def _activities(
    arrived: date, employed: date | None, chance: Chance
) -> Iterator[RawRecord]:
    """Yield what was arranged: a placement in the first weeks, and for some a basic education or a subsidy later."""
    placed = chance.done(arrived, 28, in_time=0.7, late=0.2)
    if placed is not None:
        yield _activity("placement", placed, chance.day(placed, 90, 400), chance)
    for kind, share in (("wage_subsidy", 0.2), ("igu", 0.15), ("guidance", 0.25)):
        if chance.likely(share):
            started = chance.day(arrived, 200, 1000)
            yield _activity(kind, started, chance.day(started, 180, 730), chance)
    if employed is not None:
        yield _activity("ordinary_job", employed, None, chance)


def _activity(
    kind: str, started: date, ended: date | None, chance: Chance
) -> RawRecord:
    return {
        "kind": kind,
        "started_on": started,
        "ended_on": ended,
        "with_language_learning": chance.likely(0.85),
    }

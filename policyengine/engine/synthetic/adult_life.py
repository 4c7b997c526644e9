"""What an adult goes through: the Danish course, then placements, work and education."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member


def draw_danish(who: Member, arrived: date, chance: Chance) -> RawRecord:
    """Return the facts of the Danish course, from referral to exam."""
    responsible = who.family.responsible_from or arrived
    hindered = chance.likely(0.08)
    started = chance.done(responsible, 28, in_time=0.2 if hindered else 0.85)
    exam = started and chance.done(started, 1000, in_time=0.55, late=0.35)
    completed = exam or (started and chance.likely(0.1) and chance.day(started, 700, 1400))  # fmt: skip
    hours = chance.number(8, 20)
    in_full = chance.likely(0.75)
    return {
        "danish_referred_on": chance.day(responsible, 0, 14),
        "danish_start_hindered": hindered,
        "danish_course_started_on": started,
        "danish_course_ended_on": completed or (started and chance.day(started, 900, 1500)),
        "danish_course_completed_on": completed or None,
        "danish_exam_passed_on": exam,
        "danish_attendance": chance.number(50, 100),
        "language_hours": hours,
        "company_hours": 37 - hours if in_full else chance.number(5, 16),
    }  # fmt: skip


def draw_work(who: Member, arrived: date, chance: Chance) -> RawRecord:
    """Return the facts of work, support and education after arrival; most find work once they know some Danish."""
    responsible = who.family.responsible_from or arrived
    employed = _employed(who, arrived, chance)
    until = chance.day(employed, 200, 1500) if employed and chance.likely(0.2) else None
    supported = chance.likely(0.85 if who.family.is_protected else 0.05)
    benefit = supported and chance.likely(0.3)
    hindered = chance.likely(0.12)
    studies = chance.likely(0.4 if who.age < 30 else 0.08)
    equivalent = chance.likely(0.25)
    return {
        "employed_from": employed,
        "employed_until": until,
        "ordinary_job_started_on": employed if chance.likely(0.9) else None,
        "public_support_from": responsible if supported else None,
        "public_support_until": employed if supported else None,
        "cash_benefit_from": responsible if benefit else None,
        "cash_benefit_until": employed if benefit else None,
        "self_support_possible": chance.likely(0.9),
        "health_exception": hindered,
        "individual_solution_planned_on": chance.done(responsible, 200)
        if hindered
        else None,
        "education_started_on": chance.day(arrived, 100, 1000) if studies else None,
        "foreign_education_equivalent": equivalent,
        "qualifications_recognised_on": chance.done(arrived, 300)
        if equivalent
        else None,
        "activities": list(_activities(arrived, employed, chance)),
    }


def _employed(who: Member, arrived: date, chance: Chance) -> date | None:
    if who.family.basis == "worker":
        return chance.day(arrived, -10, 20)
    return chance.day(arrived, 60, 1200) if chance.likely(0.78) else None


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

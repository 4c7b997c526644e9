"""What a child goes through: day care, school, exam, and a youth education after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member

SCHOOL_AT, EXAM_AT = 6, 16
# Each as often as it stands here.
MARKS = (0, 2, 4, 4, 7, 7, 10, 12)
LEISURE_PASS = ("membership", "expenses")


def draw_daycare(who: Member, chance: Chance) -> RawRecord:
    """Return the facts of day care; none where the child came at school age."""
    needed = chance.day(max(who.birthday(1), who.here_from), 0, 60)
    left = _school_start(who)
    if needed >= left:
        return {}
    offered = chance.done(needed, 1, in_time=0.8, late=0.12)
    enrolled = offered and chance.done(offered, 20, in_time=0.92, late=0.05)
    if enrolled and enrolled >= left:
        enrolled = None
    return {
        "daycare_needed_from": needed,
        "daycare_offered_on": offered,
        "daycare_enrolled_on": enrolled,
        "daycare_left_on": left if enrolled else None,
        "free_place_offered_on": offered and chance.done(offered, 30),
        "parents_informed_on": enrolled and _informed(enrolled, chance),
    }


def draw_school(who: Member, chance: Chance) -> RawRecord:
    """Return the facts of school: those who came at school age most often start in a reception class."""
    start = _school_start(who)
    came_later = who.arrived is not None and who.arrived > start
    if came_later:
        offered = chance.done(who.here_from, 7)
        start = chance.day(offered or who.here_from, 3, 30)
        mainstream = chance.done(start, 700, in_time=0.75)
    else:
        offered, mainstream = None, start
    enrolled = chance.done(start, 25, in_time=0.65)
    facts: RawRecord = {
        "reception_class_offered_on": offered,
        "school_started_on": start,
        "mainstream_class_started_on": mainstream,
        "sfo_enrolled_on": enrolled,
        "sfo_left_on": enrolled and max(who.birthday(13), enrolled),
        "language_score": chance.number(30, 62),
        "danish_as_second_language": who.family.language != "da",
    }
    if came_later:
        facts["parents_informed_on"] = _informed(start, chance)
    return facts


def draw_leisure_pass(who: Member, chance: Chance) -> RawRecord:
    """Return the facts of the leisure pass that a child may be given."""
    return {
        "leisure_pass_offered_on": chance.done(who.here_from, 60, in_time=0.6),
        "leisure_pass_contents": chance.some(LEISURE_PASS, 0.93),
    }


def draw_education(who: Member, chance: Chance) -> RawRecord:
    """Return the facts of exam, youth education and higher education; who came too late to sit the exam sat none."""
    exam = date(who.born.year + EXAM_AT, 6, 15)
    youth = chance.day(exam, 900, 1500) if chance.likely(0.62) else None
    higher = chance.day(exam, 2200, 3600) if youth and chance.likely(0.4) else None
    facts: RawRecord = {
        "youth_education_completed_on": youth,
        "higher_education_completed_on": higher,
    }
    if exam < who.here_from + timedelta(days=365):
        return facts
    marks = [chance.pick(MARKS) for _ in range(4)]
    oral, written, spelling, maths = marks
    return facts | {
        "leaving_exam_on": exam,
        "leaving_exam_mean": sum(marks) / len(marks),
        "leaving_exam_passed": sum(marks) >= 2 * len(marks),
        "oral_danish_mark": oral,
        "written_danish_mark": written,
        "spelling_mark": spelling,
        "maths_mark": maths,
    }


def _school_start(who: Member) -> date:
    return date(who.born.year + SCHOOL_AT, 8, 1)


def _informed(start: date, chance: Chance) -> date | None:
    """The parents are told before the start, or too late, or never."""
    return chance.done(start - timedelta(days=40), 39)

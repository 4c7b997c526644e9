"""Persons who do not exist: who somebody is, and what has happened in their life since they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.engine.synthetic.adult_life import draw_adult_life, draw_settled_life
from policyengine.engine.synthetic.childhood import (
    EXAM_AT,
    draw_daycare,
    draw_education,
    draw_leisure_pass,
    draw_school,
)
from policyengine.engine.synthetic.encounters import (
    SENIOR_AT,
    draw_conversations,
    draw_information,
    draw_offers,
    draw_visit,
)
from policyengine.engine.synthetic.families import ADULT_AT
from policyengine.engine.synthetic.reception import draw_reception

if TYPE_CHECKING:
    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member

COVERED_YEARS = 8


def draw_person(who: Member, chance: Chance) -> RawRecord:
    """Return the record of a member of a family, without an id."""
    person = _identity(who, chance) | _leisure(who, chance)
    arrived = who.arrived
    if arrived is not None:
        person |= draw_reception(who, arrived, chance)
        person["conversations"] = list(draw_conversations(arrived, chance))
    grown_up = who.age >= EXAM_AT
    if grown_up and arrived is not None:
        person |= draw_adult_life(who, arrived, chance)
        person["offers"] = list(draw_offers(arrived, chance))
    elif grown_up:
        person |= draw_settled_life(who, chance)
    if who.age < ADULT_AT:
        person |= draw_daycare(who, chance) | draw_school(who, chance)
        person |= draw_leisure_pass(who, chance)
    person |= draw_education(who, chance)
    if who.age >= SENIOR_AT:
        person |= draw_visit(who, chance)
    person["information"] = list(draw_information(who, chance))
    return person


def _identity(who: Member, chance: Chance) -> RawRecord:
    family = who.family
    arrived, asked = who.arrived, family.asked
    newcomer = arrived is not None and (asked - arrived).days < COVERED_YEARS * 365
    covered = newcomer and family.basis != "danish"
    return {
        "kind": "person",
        "birth_date": who.born,
        "residence_basis": family.basis,
        "is_descendant": who.is_descendant,
        "origin_group": family.origin,
        "home_language": family.language,
        "arrived_in_denmark_on": None if who.is_descendant else family.came_to_denmark,
        "arrived_on": arrived,
        "responsible_from": None if who.is_descendant else family.responsible_from,
        "needs_interpreter": newcomer and chance.likely(0.5),
        "has_relatives": len(family.births) > 1 or chance.likely(0.4),
        "covered_by_integration_act": covered and chance.likely(0.95),
        "in_integration_programme": covered
        and family.basis != "worker"
        and who.age >= ADULT_AT,
        "needs_extra_effort": family.basis != "danish" and chance.likely(0.15),
        "is_among_most_vulnerable": chance.likely(0.08),
        "has_integration_challenges": not newcomer and chance.likely(0.25),
        "foreign_education_equivalent": False,
        "wants_repatriation": family.is_protected and chance.likely(0.08),
    }


def _leisure(who: Member, chance: Chance) -> RawRecord:
    started = chance.day(max(who.here_from, who.birthday(5)), 30, 1200)
    joined = chance.likely(0.78)
    left = joined and chance.likely(0.12)
    return {
        "leisure_started_on": started if joined else None,
        "leisure_ended_on": chance.day(started, 200, 900) if left else None,
    }

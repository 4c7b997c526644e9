"""How a newcomer is received: programme, contract, plan, contact person, health, dwelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member

ELEMENTS = (
    "assessment_interview",
    "integration_contract",
    "health",
    "labour_market",
    "finances",
    "civic_life",
)
ROLES = ("citizen", "volunteers", "municipality")
CONTENTS = ("residence_permit", "integration_programme")


def draw_reception(who: Member, arrived: date, chance: Chance) -> RawRecord:
    """Return the facts of one person's reception, which begins on the day of arrival."""
    planned = chance.done(arrived, 5, in_time=0.95, late=0.03)
    started = planned and chance.done(planned, 4, in_time=0.9, late=0.06)
    signed = chance.done(arrived, 14, in_time=0.9, late=0.06)
    plan = chance.done(who.family.responsible_from or arrived, 30)
    offered = chance.done(arrived, 14)
    assigned = offered and chance.done(offered, 14, in_time=0.85)
    assessed = chance.done(arrived, 60)
    in_prospect = chance.day(arrived, 0, 90)
    return {
        "reception_programme_planned_on": planned,
        "reception_programme_agreed_on": planned and chance.done(planned, 5),
        "reception_programme_started_on": started,
        "reception_programme_completed_on": started
        and chance.done(started, 75, in_time=0.96, late=0.03),
        "reception_programme_elements": chance.some(ELEMENTS, 0.97),
        "reception_programme_roles": chance.some(ROLES, 0.97),
        "integration_contract_signed_on": signed,
        "integration_contract_contents": chance.some(CONTENTS, 0.95),
        "plan_made_on": plan,
        "plan_agreed_on": plan and chance.done(plan, 14),
        "contact_person_offered_on": offered,
        "contact_person_assigned_on": assigned,
        "contact_person_until": assigned
        and (chance.day(assigned, 120, 900) if chance.likely(0.7) else None),
        "contact_person_in_integration_team": chance.likely(0.9),
        "health_assessed_on": assessed,
        "health_assessment_interpreted": assessed is not None and chance.likely(0.8),
        "permanent_dwelling_planned_on": in_prospect,
        "settlement_programme_started_on": chance.done(in_prospect, 14),
        "dwellings": list(who.family.dwellings),
    }

"""What a municipality says to a person: information, conversations, offers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.families import Member

SENIOR_AT = 63
# What is told together: the topics, and the days after arrival within which it is told.
Told: TypeAlias = "tuple[tuple[str, ...], int]"
TOLD_TO_ADULTS: tuple[Told, ...] = (
    (("rights_and_duties", "legal_framework", "municipal_services", "citizen_role"), 300),
    (("society_and_norms", "democracy", "civil_rights"), 200),
    (("daycare_and_school", "repatriation"), 120),
)  # fmt: skip
TOLD_TO_ALL: tuple[Told, ...] = (
    (("culture_and_leisure", "social_activities"), 150),
    (("health",), 90),
)
TOLD_TO_SENIORS: tuple[Told, ...] = ((("care", "social_activities", "health"), 200),)
CONVERSATION_TOPICS = (
    "resources",
    "qualifications",
    "wishes",
    "challenges",
    "background",
    "relations",
    "future_life",
)
# Kind of offer: how many get it, and its hours of active effort, of which lessons are no part.
OFFERS = {
    "danish_course": (0.95, None),
    "work_related_danish": (0.7, None),
    "company": (0.75, (150, 500)),
    "education": (0.4, (150, 500)),
    "trial_membership": (0.6, None),
    "democratic_participation": (0.55, None),
    "other": (0.6, (80, 240)),
}


def draw_information(who: Member, chance: Chance) -> Iterator[RawRecord]:
    """Yield what a person, and a senior's relatives, have been told."""
    told = [(each, "citizen") for each in TOLD_TO_ALL]
    if who.age >= SENIOR_AT:
        told += [(each, "citizen") for each in TOLD_TO_SENIORS]
        told += [(each, "relatives") for each in TOLD_TO_SENIORS]
    elif who.age >= 18:
        told += [(each, "citizen") for each in TOLD_TO_ADULTS]
    for (topics, days), recipient in told:
        if chance.likely(0.92):
            own = who.family.language
            yield {
                "given_on": chance.day(who.here_from, 5, days),
                "topics": chance.some(topics, 0.96),
                "recipient": recipient,
                "language": own if chance.likely(0.9) else "da",
            }


def draw_conversations(arrived: date, chance: Chance) -> Iterator[RawRecord]:
    """Yield the conversations of the first two years, the first of them about the whole of life."""
    for number in range(chance.number(1, 3)):
        yield {
            "held_on": chance.day(arrived, number * 180, number * 180 + 60),
            "topics": chance.some(CONVERSATION_TOPICS, 0.6 if number else 0.96),
            "guidance_given": chance.likely(0.85),
            "qualified_interpreter": chance.likely(0.85),
        }


def draw_offers(arrived: date, chance: Chance) -> Iterator[RawRecord]:
    """Yield what an adult newcomer has been offered, and how many hours it takes."""
    dwelling = chance.done(arrived, 0, in_time=0.5, late=0.3)
    if dwelling is not None:
        yield {"offered_on": dwelling, "kind": "permanent_dwelling", "hours": 0}
    for kind, (share, hours) in OFFERS.items():
        if chance.likely(share):
            offer: RawRecord = {
                "offered_on": chance.day(arrived, 0, 120),
                "kind": kind,
                "hours": chance.number(*hours) if hours else 0,
            }
            if kind == "danish_course":
                offer["places"] = chance.some(("language_school", "company"), 0.85)
            yield offer


def draw_visit(who: Member, chance: Chance) -> RawRecord:
    """Return the facts of the preventive home visit that comes with turning 65."""
    turned = max(who.birthday(65), who.here_from)
    offered = chance.done(turned - timedelta(days=20), 90, in_time=0.85)
    held = offered and chance.done(offered, 80, in_time=0.7, late=0.15)
    refused = offered and not held and chance.likely(0.6)
    return {
        "preventive_visit_offered_on": offered,
        "preventive_visit_held_on": held,
        "preventive_visit_declined_on": chance.day(offered, 1, 60)
        if offered and refused
        else None,
    }

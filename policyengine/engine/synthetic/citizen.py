"""One citizen who does not exist: some duties met, some not, some facts unknown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyengine.engine.synthetic.chance import RawRecord

CITIZEN_DAY = date(2018, 6, 18)


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

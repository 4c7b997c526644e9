"""Places that do not exist: housing areas, day care institutions, schools and clubs, with figures by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.synthetic.chance import Chance, RawRecord
    from policyengine.engine.synthetic.years import Years

AREAS = ("north", "south", "east", "west", "harbour", "old-town")
# In the order of their letters: institution type and number.
INSTITUTIONS = ("daycare", "daycare", "daycare", "school", "school", "school", "club")


def draw_areas(years: Years, chance: Chance) -> Iterator[RawRecord]:
    """Yield the housing areas; in each the refugees become a few more or fewer from year to year."""
    for name in AREAS:
        residents = chance.number(300, 900)
        refugees = chance.number(1, 120)
        dwellings = chance.day(years.first, -300, 700)
        has_dwellings = chance.likely(0.8)
        yield {
            "kind": "housing_area",
            "id": f"area-{name}",
            "residents": years.figure(residents, 0.0, chance),
            "refugees": years.figure(refugees, 0.03, chance),
            "non_western_residents": years.figure(residents // 4, 0.02, chance),
            "on_deprived_list": dict.fromkeys(years.written, chance.likely(0.2)),
            "has_public_transport": chance.likely(0.8),
            "dwellings_established_on": dwellings if has_dwellings else None,
            "local_dialogue_on": chance.done(dwellings, 28) if has_dwellings else None,
            "neighbourhood_informed_on": chance.done(dwellings, 28)
            if has_dwellings
            else None,
        }


def draw_institutions(years: Years, chance: Chance) -> Iterator[RawRecord]:
    """Yield the institutions; the share of bilingual children differs more between them than over the years."""
    for number, kind in enumerate(INSTITUTIONS, start=1):
        children = chance.number(40, 110) * (5 if kind == "school" else 1)
        bilingual = children * chance.number(4, 48) // 100
        yield {
            "kind": "institution",
            "id": f"institution-{number}",
            "institution_type": kind,
            "district": chance.pick(AREAS),
            "children": dict.fromkeys(years.written, children),
            "bilingual_children": dict.fromkeys(years.written, bilingual),
            "non_western_children": years.figure(bilingual * 3 // 4, 0.02, chance),
            "resource_persons": dict.fromkeys(years.written, chance.number(0, 2)),
            "district_resource_persons": dict.fromkeys(
                years.written, chance.number(0, 1)
            ),
        }

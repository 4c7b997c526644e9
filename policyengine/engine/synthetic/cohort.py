"""A municipality's synthetic cohort, as the records that were written down of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.engine.synthetic.chance import Chance
from policyengine.engine.synthetic.families import draw_family, draw_family_record
from policyengine.engine.synthetic.municipality import (
    draw_committees,
    draw_municipality,
)
from policyengine.engine.synthetic.persons import draw_person
from policyengine.engine.synthetic.places import AREAS, draw_areas, draw_institutions
from policyengine.engine.synthetic.years import years_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policyengine.engine.synthetic.chance import RawRecord
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Fact, Vocabulary

# Some facts are never written down; who somebody is mostly is.
SHARE_UNRECORDED = 0.01
ALWAYS_RECORDED = (
    "kind",
    "id",
    "family",
    "birth_date",
    "residence_basis",
    "is_descendant",
    # One of these that is missing leaves a whole mean, or a share of hours, open.
    "leaving_exam_on",
    "leaving_exam_mean",
    "offers",
)
# The records were written some weeks after the day asked, so a few events are later than it.
WRITTEN_AFTER = timedelta(days=45)


def day_asked(policy: Policy) -> date:
    """Return the day on which a policy's targets are worth asking about."""
    return years_of(policy).asked


def cohort(policy: Policy, *, size: int = 400, seed: int = 1) -> list[RawRecord]:
    """Return a municipality, its committees, areas and institutions, and families until there are `size` persons.

    The same seed gives the same records; another policy gives others, around its own days. A larger cohort begins
    with the families of a smaller one.
    """
    years = years_of(policy)
    chance = Chance(f"{seed}/{policy.id}/municipality")
    areas = list(draw_areas(years, chance))
    municipality = draw_municipality(policy.authority_code, areas, years, chance)
    beside = [
        *areas,
        *draw_institutions(years, chance),
        *draw_committees(years, chance),
    ]
    families = _families(years.asked, size, Chance(f"{seed}/{policy.id}/families"))
    seen = _Seen(policy.vocabulary, years.asked + WRITTEN_AFTER)
    gaps = Chance(f"{seed}/{policy.id}/gaps")
    return [
        seen.of(municipality),
        *(_with_gaps(seen.of(record), gaps) for record in (*beside, *families)),
    ]


def _families(asked: date, size: int, chance: Chance) -> Iterator[RawRecord]:
    """Yield each family and then its members, until there are `size` persons."""
    persons = families = 0
    while persons < size:
        families += 1
        key = f"f-{families:04}"
        family = draw_family(chance, asked, AREAS, most=size - persons)
        yield draw_family_record(family, chance) | {"id": key}
        for member in family.members():
            persons += 1
            yield draw_person(member, chance) | {"id": f"p-{persons:04}", "family": key}


def _with_gaps(record: RawRecord, chance: Chance) -> RawRecord:
    """Return what was written down of a record: now and then a fact is missing."""
    return {
        name: value
        for name, value in record.items()
        if name in ALWAYS_RECORDED or not chance.likely(SHARE_UNRECORDED)
    }


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of the records on the day they were written; days become text."""

    vocabulary: Vocabulary
    written_on: date

    def of(self, record: RawRecord) -> RawRecord:
        """Return a record without the events that had not happened yet; what never happened is written as none."""
        facts = self.vocabulary.kinds[str(record["kind"])].facts
        silent: RawRecord = {
            name: [] if fact.entry else None
            for name, fact in facts.items()
            if fact.entry or fact.timing in ("event", "scheduled")
        }
        return self._facts(record | (silent | record), facts)

    def _facts(self, given: RawRecord, facts: Mapping[str, Fact]) -> RawRecord:
        return {
            name: self._value(value, facts.get(name)) for name, value in given.items()
        }

    def _value(self, value: object, fact: Fact | None) -> object:
        match value:
            case date():
                unseen = fact is not None and fact.timing == "event"
                return None if unseen and value > self.written_on else str(value)
            case list() if fact is not None and fact.entry is not None:
                entry = fact.entry
                return [
                    self._facts(each, entry.facts)
                    for each in value
                    if each[entry.dated_by] <= self.written_on
                ]
            case _:
                return value

"""Families that do not exist: who lives together, where they come from, when they came and where they live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.synthetic.chance import Chance, RawRecord

ADULT_AT, YEAR = 18, 365.25
# Share of non-western origin by residence basis.
NON_WESTERN = {
    "refugee": 1.0,
    "family_reunified": 0.85,
    "worker": 0.3,
    "student": 0.5,
    "other": 0.5,
    "danish": 0.0,
}
LANGUAGES = {
    "non_western": ("ar", "ti", "fa", "so", "uk", "tr"),
    "western": ("pl", "ro", "de", "lt"),
    "danish": ("da",),
}


@dataclass(frozen=True, slots=True)
class Family:
    """What the members of a family share; a Danish family has come from nowhere."""

    basis: str
    origin: str
    language: str
    came_to_denmark: date | None
    arrived: date | None
    responsible_from: date | None
    dwellings: tuple[RawRecord, ...]
    births: tuple[date, ...]
    asked: date

    @property
    def is_protected(self) -> bool:
        """Whether the family came as refugees or was reunified with some."""
        return self.basis in ("refugee", "family_reunified")

    def members(self) -> Iterator[Member]:
        """Yield who lives in the family, adults first."""
        return (Member(self, born) for born in self.births)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a family."""

    family: Family
    born: date

    @property
    def age(self) -> int:
        """The person's age in whole years on the day asked."""
        return int((self.family.asked - self.born).days / YEAR)

    @property
    def is_descendant(self) -> bool:
        """Whether the person was born in Denmark to a family that had come there."""
        came = self.family.came_to_denmark
        return came is not None and self.born > came

    @property
    def arrived(self) -> date | None:
        """The day the person came to the municipality, None for one who was born in Denmark."""
        return None if self.is_descendant else self.family.arrived

    @property
    def here_from(self) -> date:
        """The first day the person lived in the municipality."""
        return max(self.born, self.family.arrived or self.born)

    def birthday(self, age: int) -> date:
        """Return the day the person reaches an age; those born on 29 February reach it on the 28th."""
        day = min(self.born.day, 28) if self.born.month == 2 else self.born.day
        return date(self.born.year + age, self.born.month, day)


def draw_family(
    chance: Chance, asked: date, areas: tuple[str, ...], most: int
) -> Family:
    """Return a family of `most` members at most, that came in the years before the day asked, often the last few."""
    basis = chance.one_of(
        refugee=45, family_reunified=22, worker=12, student=4, other=7, danish=10
    )
    births = tuple(_births(chance, asked))[:most]
    if basis == "danish":
        return Family(basis, "danish", "da", None, None, None, (), births, asked)
    origin = "non_western" if chance.likely(NON_WESTERN[basis]) else "western"
    language = chance.pick(LANGUAGES[origin])
    years = chance.one_of(new=18, recent=47, settled=20, long=15)
    first, last = {"new": (-30, 150), "recent": (150, 1500), "settled": (1500, 3650), "long": (3650, 9500)}[
        years
    ]  # fmt: skip
    arrived = chance.day(asked, -last, -first)
    # Refugees wait for their permit in an asylum centre elsewhere in the country.
    waited = chance.number(40, 400) if basis == "refugee" else chance.number(0, 20)
    came = arrived - timedelta(days=waited)
    responsible_from = chance.day(arrived, -5, 0)
    dwellings = tuple(_dwellings(chance, arrived, areas))
    return Family(
        basis,
        origin,
        language,
        came,
        arrived,
        responsible_from,
        dwellings,
        births,
        asked,
    )


def draw_family_record(family: Family, chance: Chance) -> RawRecord:
    """Return what is known of a family besides its members."""
    permanent = [each for each in family.dwellings if each["permanent"]]
    has_children = any(each.age < ADULT_AT for each in family.members())
    record: RawRecord = {
        "kind": "family",
        "arrived_on": family.arrived,
        "responsible_from": family.responsible_from,
        "is_refugee_family": family.basis == "refugee",
        "has_children": has_children,
        "household_income": chance.number(180, 700) * 1000,
    }
    if family.arrived is None or family.responsible_from is None:
        return record
    integrated = family.responsible_from + timedelta(days=3 * 365)
    return record | {
        "permanent_dwelling_from": permanent[0]["moved_in_on"] if permanent else None,
        "permanent_dwelling_available": chance.likely(0.7),
        "parents_guided_on": chance.done(family.arrived, 90) if has_children else None,
        "followups": [
            {"followed_up_on": chance.day(integrated, year * 365, year * 365 + 330)}
            for year in range(2)
            if chance.likely(0.8)
        ],
    }


def _births(chance: Chance, asked: date) -> Iterator[date]:
    """Yield days of birth: one or two adults or an old couple, then their children, then perhaps a grandparent."""
    household = chance.one_of(young=18, single=15, couple=50, old=17)
    ages = {"young": (17, 25), "single": (24, 58), "couple": (22, 55), "old": (63, 78)}
    eldest = chance.number(*ages[household])
    yield _born(chance, asked, eldest)
    if household == "couple" or (household == "old" and chance.likely(0.5)):
        yield _born(chance, asked, max(18, eldest + chance.number(-6, 6)))
    if household in ("single", "couple"):
        for _ in range(chance.number(0, 4)):
            yield _born(chance, asked, chance.number(0, max(0, min(eldest - 19, 24))))
        if chance.likely(0.1):
            yield _born(chance, asked, eldest + chance.number(20, 30))


def _born(chance: Chance, asked: date, age: int) -> date:
    return chance.day(asked - timedelta(days=int((age + 1) * YEAR)), 1, 365)


def _dwellings(
    chance: Chance, arrived: date, areas: tuple[str, ...]
) -> Iterator[RawRecord]:
    """Yield the dwellings that the family moves through: most begin in a temporary one."""
    at_once = chance.likely(0.4)
    moved = arrived if at_once else chance.done(arrived, 180, in_time=0.75, late=0.15)
    if not at_once:
        yield _dwelling(chance, arrived, moved, areas, permanent=False)
    if moved is not None:
        yield _dwelling(chance, moved, None, areas, permanent=True)


def _dwelling(
    chance: Chance,
    moved_in: date,
    moved_out: date | None,
    areas: tuple[str, ...],
    *,
    permanent: bool,
) -> RawRecord:
    return {
        "moved_in_on": moved_in,
        "moved_out_on": moved_out,
        "permanent": permanent,
        "area": chance.pick(areas),
        "transport_meets_needs": chance.likely(0.93),
        "work_considered": chance.likely(0.7),
        "childcare_considered": chance.likely(0.7),
    }

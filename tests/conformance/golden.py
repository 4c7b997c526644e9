"""The golden cohort: a thousand records, always the same, that hold every trap a back end may fall into.

They are made from the policies: some are the policies' own examples, moved to a day that is asked about, so that every
provision gives every answer it can; the others stand where an answer turns, with facts that are unknown, none, missing
from an entry, still to come, or a day or a unit beside a limit.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from policyengine.policy.library import load, shipped_names
from policyengine.policy.records import Records, read_records
from tests.conformance.moved_examples import Packed, packed
from tests.conformance.oracle import Answers, reference
from tests.conformance.traps import Mood, Raw, Trapper, held_against

if TYPE_CHECKING:
    from policyengine.policy.model import Policy

SIZE = 1_000
SEED = "golden"

LEAP_DAY, YEAR_END, LATER_LEAP_DAY = date(2020, 2, 29), date(2020, 12, 31), date(2024, 2, 29)  # fmt: skip
DAYS = (LEAP_DAY, YEAR_END, LATER_LEAP_DAY)

# The day that each policy is asked about first, when it is in force; Rebild's is its last.
IN_FORCE = {
    "aabenraa": LATER_LEAP_DAY,
    "frederikssund": LEAP_DAY,
    "rebild": YEAR_END,
    "slagelse": LATER_LEAP_DAY,
    "soenderborg": LEAP_DAY,
}

# Some are asked before their first day too, or after their last, as if they were in force.
ASKED = (
    *IN_FORCE.items(),
    ("aabenraa", LEAP_DAY),
    ("rebild", LATER_LEAP_DAY),
    ("slagelse", LEAP_DAY),
)

# How many of the other records are of each kind, in a hundred; and how much is unknown, and none, and either in an entry.
SHARES = {"person": 70, "family": 6, "municipality": 10, "housing_area": 5, "institution": 4, "committee": 5}  # fmt: skip
MOODS = (
    Mood(0, 0.1, 0.02),
    Mood(0.04, 0.04, 0.02),
    Mood(0.08, 0.12, 0),
    Mood(0.02, 0.3, 0),
)
# Where much is unknown at once the reference takes long, so few persons are like that.
MUCH_UNKNOWN, SEVERAL_MAYBES = Mood(0.25, 0.1, 0), Mood(0, 0.1, 0.25)
ONE_PERSON_IN, ONE_OTHER_IN = 40, 4

# What the provisions of a policy read of its municipality: there is one of these each, so it has to be told.
MUNICIPALITIES: tuple[Raw, ...] = (
    {"kind": "municipality", "id": "0580", "inspiration_catalogue_on": "2024-01-31"},
    {"kind": "municipality", "id": "0250", "action_plans": []},
    {
        "kind": "municipality",
        "id": "0840",
        "translations": [
            {
                "published_on": "2019-02-28",
                "language": "ar",
                "subject": "senior_services",
            },
            {
                "published_on": "2020-12-31",
                "language": "so",
                "subject": "senior_services",
            },
            {
                "published_on": "2021-01-01",
                "language": "da",
                "subject": "senior_services",
            },
            {"published_on": "2020-03-31", "language": "en", "subject": None},
        ],
    },
    {"kind": "municipality", "id": "0540"},
)


@cache
def policies() -> dict[str, Policy]:
    """The five policies by name."""
    return {name: load(name) for name in shipped_names()}


@cache
def golden() -> tuple[Raw, ...]:
    """The cohort as raw records: an absent fact is unknown, null is none."""
    return tuple(_Maker().make())


@cache
def records() -> Records:
    """The cohort, read."""
    vocabulary = policies()["rebild"].vocabulary
    read, faults = read_records(golden(), vocabulary)
    assert not faults, faults[0].message
    return read


@cache
def judged(name: str, as_of: date) -> Answers:
    """What the reference says of the cohort, by one policy on one day."""
    return reference(policies()[name], records(), as_of)


class _Maker:
    """Makes the records one after another; each has its kind and its number for an id."""

    def __init__(self) -> None:
        self._chance = Random(SEED)
        self._vocabulary = policies()["rebild"].vocabulary
        self._trapper = Trapper(self._chance, DAYS, held_against(policies().values()))
        self._made: list[Raw] = list(MUNICIPALITIES)
        self._families: list[str] = []

    def make(self) -> list[Raw]:
        of_examples = [
            (each, day)
            for name, day in IN_FORCE.items()
            for each in packed(policies()[name], (day,), most=2)
        ]
        # Families first, so that persons find theirs.
        of_examples.sort(key=lambda each: each[0].kind != "family")
        for each, day in of_examples:
            self._add_example(each, day)
        kinds = list(SHARES)
        while len(self._made) < SIZE:
            (kind,) = self._chance.choices(kinds, list(SHARES.values()))
            number = len(self._made)
            mood, day = MOODS[number % len(MOODS)], DAYS[number % len(DAYS)]
            one_in = ONE_PERSON_IN if kind == "person" else ONE_OTHER_IN
            mood = {0: SEVERAL_MAYBES, 1: MUCH_UNKNOWN}.get(number % one_in, mood)
            facts = self._trapper.facts(self._vocabulary, kind, day, mood)
            self._add(kind, facts, linked=kind == "person")
        return self._made

    def _add_example(self, each: Packed, day: date) -> None:
        for linked in each.linked:
            key = self._add(str(linked["kind"]), linked)
            each.facts[str(linked["kind"])] = key
        filled = self._trapper.facts(self._vocabulary, each.kind, day, MOODS[1])
        others = {n: value for n, value in filled.items() if n not in each.read}
        asks_for_family = each.kind == "person" and "family" not in each.read
        self._add(each.kind, others | each.facts, linked=asks_for_family)

    def _add(self, kind: str, facts: Raw, *, linked: bool = False) -> str:
        key = f"{kind}-{len(self._made) + 1:04}"
        given = {name: value for name, value in facts.items() if name not in ("kind", "id")}  # fmt: skip
        if linked:
            given |= self._link()
        if kind == "family":
            self._families.append(key)
        self._made.append({"kind": kind, "id": key, **given})
        return key

    def _link(self) -> Raw:
        """A link to a family: mostly one that is there, else an absent one, none, or unknown."""
        match self._chance.randrange(10):
            case 0:
                return {"family": "family-absent"}
            case 1:
                return {"family": None}
            case 2:
                return {}
            case _:
                return {"family": self._chance.choice(self._families)}

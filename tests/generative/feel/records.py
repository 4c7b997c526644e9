"""The names of the random expressions as the facts of a record, as a policy's vocabulary would declare them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from policyengine.backends.python.reference.view import View
from policyengine.feel.types import Boolean, Day, ListType, Number, Text, Type
from policyengine.policy.records import Record, Records
from policyengine.policy.vocabulary import Entry, Fact, RecordKind, Vocabulary
from policyengine.policy.vocabulary import Text as Label
from tests.generative.feel.values import COURSE, HOURS, KIND, MONEY, NAMES, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.feel.values import Value
    from policyengine.policy.vocabulary import Timing
    from tests.generative.feel.dice import Dice
    from tests.generative.feel.values import Facts

NO_TEXT = Label("", "")
TIMINGS: Mapping[str, Timing] = {"arrived_on": "event", "held_on": "event"}


def _facts(members: Mapping[str, Type]) -> dict[str, Fact]:
    return {name: _fact(name, kind) for name, kind in members.items()}


def _fact(name: str, kind: Type) -> Fact:
    timing = TIMINGS.get(name, "scheduled") if isinstance(kind, Day) else None
    entry = None
    if kind == ListType(COURSE):
        entry = Entry("course", NO_TEXT, "held_on", _facts(COURSE.members))
    return Fact(name, kind, NO_TEXT, timing=timing, entry=entry)


DECLARED: tuple[Type, ...] = (
    *(Boolean(), Number(), HOURS, MONEY, Day(), KIND, Text()),
    *(ListType(KIND), ListType(COURSE)),
)
"""The types that a fact may have."""

OWN: Mapping[str, Type] = {
    **{name: kind for name, kind in NAMES.items() if kind in DECLARED},
    "weekly": HOURS,
    "passed": Boolean(),
}
"""The facts of a record; some have the names of an entry's members, too."""

PERSON = RecordKind("person", NO_TEXT, _facts(OWN), {}, {}, {})
VOCABULARY = Vocabulary("random", {"person": PERSON}, {}, {}, {}, {}, "")

SCOPE: Mapping[str, Type] = {**OWN, "as_of": Day(), "due": Day()}
"""What a condition on such a record may name."""


def view(facts: Facts, as_of: date, due: date | None) -> View:
    """What the reference evaluator knows of a record."""
    subject = Record("person", "p-1", facts)
    return View(subject, Records(()), VOCABULARY, "", as_of, as_of, due=due)


def known_of_record(dice: Dice, names: Iterable[str], *, unknown: int = 3) -> Facts:
    """Facts as a record holds them: there a list is never none, but empty."""
    facts = known(dice, {name: OWN[name] for name in sorted(names)}, unknown=unknown)
    return {
        name: () if value is None and isinstance(OWN[name], ListType) else value
        for name, value in facts.items()
    }


def as_written(dice: Dice, facts: Facts) -> Facts:
    """The facts as a record may hold them: some days as text."""
    return {name: _as_written(dice, value) for name, value in facts.items()}


def _as_written(dice: Dice, value: Value) -> Value:
    match value:
        case date():
            return value.isoformat() if dice.one_in(3) else value
        case tuple():
            return tuple(
                as_written(dice, each) if isinstance(each, Mapping) else each
                for each in value
            )
        case _:
            return value

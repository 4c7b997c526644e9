"""Random policies, a few provisions of each shape, and random records of what they read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from policyengine.feel.calendar import add
from policyengine.feel.names import free_names
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number
from policyengine.feel.values import Months
from policyengine.policy.expressions import expressions
from policyengine.policy.model import Replacement
from policyengine.policy.records import Record, Records
from tests.generative.feel.dice import MOST_CHOICES, Dice
from tests.generative.feel.records import OWN, VOCABULARY, known_of_record
from tests.generative.feel.test_compiled_duties import make_case
from tests.generative.feel.values import DAYS as DAYS_OF_CONDITIONS
from tests.generative.outcomes.engine import empty_policy
from tests.generative.outcomes.oracle import Duty
from tests.generative.outcomes.strategies import (
    DAYS,
    at_every,
    concurrent,
    duties,
    near,
    recurring,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyengine.feel.values import Value
    from policyengine.policy.model import Norm, Policy
    from policyengine.policy.vocabulary import Fact
    from tests.generative.feel.values import Facts

RECORDS = 40
# Many of them are refused.
CONDITIONS = 8
KIND = "person"
UNKNOWN_ONE_IN, NONE_ONE_IN = 8, 6
HOURS = (9, 10, 15, 20, 30)
AGES = (17, 18, 19, 25, 26)


@dataclass(frozen=True)
class Asked:
    """A policy, a day to ask about, and how the facts of a record are drawn."""

    policy: Policy
    as_of: date
    facts: Callable[[Random], Facts]


@st.composite
def policies(draw: st.DrawFn) -> Asked:
    """A policy with some provisions of each shape; days crowd around the day asked about."""
    as_of = draw(DAYS)
    norms: list[Any] = [
        *draw(st.lists(duties(as_of), min_size=2, max_size=2)),
        draw(recurring(as_of)),
        draw(at_every(as_of)),
        draw(concurrent(as_of)),
    ]
    from_day = draw(st.none() | near(as_of))
    policy = policy_of(norms, from_day)
    declared = policy.vocabulary.kinds[KIND].facts

    def facts(random: Random) -> Facts:
        return _facts(random, declared, as_of, UNKNOWN_ONE_IN)

    return Asked(policy, as_of, facts)


@st.composite
def conditions(draw: st.DrawFn) -> Asked:
    """A policy of duties whose parts are random expressions."""
    # Hypothesis would draw much the same duty several times.
    random = Random(draw(st.integers(0, 10**9)))
    norms = tuple(make_case(dice(random)).duty for _ in range(CONDITIONS))
    policy = empty_policy()
    (provision,) = policy.provisions
    provisions = (
        replace(provision, id=f"r{number}", norm=duty)
        for number, duty in enumerate(norms)
    )
    read = {name for part in expressions(norms) for name in free_names(part)}

    def facts(random: Random) -> Facts:
        return known_of_record(dice(random), read & OWN.keys(), unknown=UNKNOWN_ONE_IN)

    policy = replace(policy, vocabulary=VOCABULARY, provisions=tuple(provisions))
    return Asked(policy, draw(st.sampled_from(DAYS_OF_CONDITIONS)), facts)


def dice(random: Random) -> Dice:
    return Dice(random.randbytes(MOST_CHOICES))


def policy_of(norms: list[Any], from_day: date | None) -> Policy:
    """A policy of norms, and of the duties that may take the place of one."""
    policy = empty_policy()
    (provision,) = policy.provisions
    found: dict[str, Norm] = {}
    for number, norm in enumerate(norms):
        own, other = f"r{number}", f"s{number}"
        found[own] = norm.model
        if isinstance(norm, Duty) and norm.instead is not None:
            instead = norm.instead.model
            found[own] = replace(norm.model, replaced_by=(Replacement(other, instead.group),))  # fmt: skip
            found[other] = replace(instead, replaces=Replacement(own, instead.group))
    provisions = (replace(provision, id=name, norm=norm) for name, norm in found.items())  # fmt: skip
    return replace(policy, from_day=from_day, provisions=tuple(provisions))


def records_of(asked: Asked, seed: int) -> Records:
    """Random records of which each fact is known, none or unknown."""
    random = Random(seed)
    return Records(
        tuple(
            Record(KIND, f"person-{number}", asked.facts(random))
            for number in range(RECORDS)
        )
    )


def _facts(
    random: Random, facts: Mapping[str, Fact], as_of: date, unknown_one_in: int
) -> dict[str, Value]:
    return {
        name: _value(random, fact, as_of)
        for name, fact in facts.items()
        if random.randrange(unknown_one_in)
    }


def _value(random: Random, fact: Fact, as_of: date) -> Value:
    listed = isinstance(fact.type, ListType)
    if not listed and fact.timing != "prior" and not random.randrange(NONE_ONE_IN):
        return None
    match fact.type:
        case Boolean():
            return random.random() < 0.6
        case Number():
            return random.choice(HOURS)
        case Choice(values):
            return random.choice(values)
        case ListType(Choice(values)):
            return tuple(random.sample(values, random.randrange(len(values) + 1)))
        case ListType():
            assert fact.entry is not None
            members = fact.entry.facts
            return tuple(_facts(random, members, as_of, 4 * UNKNOWN_ONE_IN) for _ in range(random.randrange(4)))  # fmt: skip
        case Day():
            return _day(random, fact, as_of)
        case _:
            return random.choice(("da", "ar"))


def _day(random: Random, fact: Fact, as_of: date) -> date:
    day = as_of + timedelta(days=random.randint(-14, 4))
    if fact.timing == "prior":
        born = add(day, Months(-12 * random.choice(AGES)))
        assert born is not None
        return born
    if not random.randrange(8):
        return as_of - timedelta(days=random.randrange(400))
    return day

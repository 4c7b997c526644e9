"""The values that trap a back end: taken from what a policy's provisions read and hold it against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.calendar import add
from policyengine.feel.names import free_names, walk
from policyengine.feel.nodes import Literal
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number
from policyengine.feel.values import Months
from policyengine.policy.expressions import durations, expressions
from policyengine.policy.model import (
    AtEvery,
    Concurrent,
    Duty,
    Norm,
    Recurring,
    WorkingDays,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from policyengine.policy.model import Policy, Provision
    from policyengine.policy.vocabulary import Fact, Vocabulary

Raw: TypeAlias = dict[str, object]

NO_FACTS = ("as_of", "due", "item")
CALENDAR = (
    *(date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29), date(2004, 2, 29)),
    *(date(2019, 1, 31), date(2019, 2, 28), date(2019, 3, 31), date(2019, 11, 30)),
    *(date(2020, 1, 31), date(2020, 12, 31), date(2021, 1, 1), date(2023, 2, 28)),
)


def decided(policy: Policy) -> tuple[Provision, ...]:
    """The provisions that a record decides for one subject: what a back end answers cell by cell."""
    shapes = Duty | Recurring | AtEvery | Concurrent
    return tuple(each for each in policy.provisions if isinstance(each.norm, shapes))


def norms(policy: Policy, provision: Provision) -> Iterator[Norm]:
    """A provision's norm, and those of the duties that it stands in for or that stand in for it."""
    yield provision.norm
    if isinstance(provision.norm, Duty):
        beside = [provision.norm.replaces, *provision.norm.replaced_by]
        named = {each.provision for each in beside if each is not None}
        yield from (each.norm for each in policy.provisions if each.id in named)


def facts_read(policy: Policy, provision: Provision) -> frozenset[str]:
    """The facts that a provision reads, dotted where they are a linked record's."""
    return frozenset(
        name
        for norm in norms(policy, provision)
        for expr in expressions(norm)
        for name in free_names(expr)
        if name not in NO_FACTS and not name.startswith("parameter.")
    )


@dataclass
class Held:
    """What the provisions that read a fact hold it against, or count from it."""

    numbers: set[int | Decimal] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    spans: set[Months | timedelta] = field(default_factory=set)


def held_against(policies: Iterable[Policy]) -> dict[tuple[str, str], Held]:
    """By kind of record and fact: the constants and durations of the provisions that read it."""
    found: dict[tuple[str, str], Held] = {}
    for policy in policies:
        for provision in decided(policy):
            for name in facts_read(policy, provision):
                *links, last = name.split(".")
                held = found.setdefault((links[-1] if links else provision.subject, last), Held())  # fmt: skip
                if policy.from_day is not None:
                    held.days.add(policy.from_day)
                for norm in norms(policy, provision):
                    _hold(held, norm)
    return found


def _hold(held: Held, norm: Norm) -> None:
    for span in durations(norm):
        held.spans.add(timedelta(span.count) if isinstance(span, WorkingDays) else span)
    for expr in expressions(norm):
        for part in walk(expr):
            match part:
                case Literal(bool() | None):
                    pass
                case Literal(int() | Decimal() as number):
                    held.numbers.add(number)
                case Literal(str() as text):
                    held.texts.add(text)
                case Literal(date() as day):
                    held.days.add(day)
                case Literal(Months() | timedelta() as span):
                    held.spans.add(span)
                case _:
                    pass


@dataclass(frozen=True)
class Mood:
    """How often a value is unknown, and how often none; how often a member of an entry is either."""

    unknown: float
    none: float
    in_entries: float


@dataclass(frozen=True)
class Trapper:
    """Draws values that stand where an answer turns: `days` are the days that will be asked about."""

    random: Random
    days: tuple[date, ...]
    held: Mapping[tuple[str, str], Held]

    def facts(self, vocabulary: Vocabulary, kind: str, today: date, mood: Mood) -> Raw:
        """The facts of a record of a kind: those that policies read; an absent one is unknown."""
        found: Raw = {}
        for name, fact in vocabulary.kinds[kind].facts.items():
            held = self.held.get((kind, name))
            if held is not None and self.random.random() >= mood.unknown:
                found[name] = self.value(fact, held, today, mood)
        return found

    def value(self, fact: Fact, held: Held, today: date, mood: Mood) -> object:
        """A known value of a fact, null where it is none."""
        if fact.per_year:
            return {
                str(day.year): self._single(fact, held, today, mood)
                for day in self.days
                if self.random.random() < 0.8
            }
        if fact.entry is not None:
            return [
                self._entry(fact.entry.facts, held, today, mood)
                for _ in range(self.random.choice((0, 1, 1, 2, 2, 3)))
            ]
        return self._single(fact, held, today, mood)

    def _entry(
        self, members: Mapping[str, Fact], held: Held, today: date, mood: Mood
    ) -> Raw:
        inside = Mood(mood.in_entries, mood.in_entries, 0)
        return {
            name: self._single(member, held, today, inside)
            for name, member in members.items()
            if self.random.random() >= inside.unknown
        }

    def _single(self, fact: Fact, held: Held, today: date, mood: Mood) -> object:
        can_be_none = fact.timing != "prior"
        if can_be_none and self.random.random() < mood.none:
            return None
        match fact.type:
            case Boolean():
                return self.random.random() < 0.6
            case Number():
                return self._number(held)
            case Choice(values):
                wanted = [each for each in values if each in held.texts]
                return self._pick(wanted, values)
            case Day():
                return self._day(fact, held, today).isoformat()
            case ListType(Choice(values)):
                wanted = [each for each in values if each in held.texts]
                return self._some(wanted or list(values), values)
            case _:
                return self.random.choice(("da", "so", "ar", "en"))

    def _number(self, held: Held) -> int | Decimal:
        exact = self.random.choice(sorted(held.numbers | {0, 1, 3, 10}))
        off = self.random.choice((0, 0, 0, 1, -1, Decimal("0.5"), Decimal("-0.5")))
        number = exact + off
        return int(number) if number == int(number) else number

    def _day(self, fact: Fact, held: Held, today: date) -> date:
        """A day from which a span of the provision leads to `today` or nearly; or one of the calendar's traps."""
        near = timedelta(self.random.choice((-1, 0, 0, 1, 1, 2)))
        spans = sorted(held.spans, key=repr)
        if fact.timing == "prior":
            years = self.random.choice((1, 5, 6, 16, 18, 18, 30, 64, 65, 65, 70))
            born = _before(today, Months(12 * years))
            return self.random.choice((born + near, born + near, date(2004, 2, 29)))
        match self.random.randrange(8):
            case 0 | 1 | 2 | 3 if spans:
                return _before(today, self.random.choice(spans)) + near
            case 4 if held.days:
                return self.random.choice(sorted(held.days)) + near
            case 5:
                return self.random.choice(CALENDAR)
            case 6:
                return today + timedelta(self.random.randrange(-900, 60))
            case _:
                pass
        return today + near

    def _pick(self, wanted: list[str], others: tuple[str, ...]) -> str:
        likely = wanted if wanted and self.random.random() < 0.7 else others
        return self.random.choice(likely)

    def _some(self, wanted: list[str], others: tuple[str, ...]) -> list[str]:
        if self.random.random() < 0.4:
            return list(wanted)
        return self.random.sample(others, self.random.randrange(len(others) + 1))


def _before(day: date, span: Months | timedelta) -> date:
    """The day that lies a span before another."""
    back = Months(-span.count) if isinstance(span, Months) else -span
    found = add(day, back)
    assert found is not None
    return found

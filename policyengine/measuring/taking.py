"""What a measure comes to on one day, once it is counted how many subjects can add what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, assert_never

from policyengine.feel.values import UNKNOWN
from policyengine.findings.measure_result import Bounds, Counts
from policyengine.findings.outcome import Outcome, Side
from policyengine.measuring.options import (
    Amount,
    Answer,
    Beside,
    Figure,
    Items,
    Since,
    Volume,
)
from policyengine.measuring.rates import (
    ONE,
    ZERO,
    Item,
    Part,
    Tally,
    how_many,
    how_many_distinct,
    joint_difference,
    ratio,
    tally,
    total,
)
from policyengine.measuring.verdicts import Reading, less
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    GapBetween,
    Measure,
    Policy,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    ValueOf,
)

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from policyengine.measuring.options import Option, Question

T = TypeVar("T")

NOBODY = Counts(0, 0, 0, 0, 0, 0, {})
OPEN = Bounds(None, None)


class Subjects(Protocol):
    """Those whom a policy's measures are about, in one part of a cohort, wherever their records are."""

    @property
    def policy(self) -> Policy:
        """The policy that measures them."""

    @property
    def as_of(self) -> date:
        """The day of assessment."""

    @property
    def whole(self) -> Subjects | None:
        """All of those this is one part `for_each` of; None where it is no such part."""

    def options(self, question: Question, day: date) -> Counter[Option]:
        """Return how often subjects have each option, as seen on a day; each subject has one, be it `Nothing`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A reading and whom it counted; None where there is no one group of people to count."""

    reading: Reading
    counts: Counts | None


def take(measure: Measure, subjects: Subjects, day: date) -> Taken:
    """Read a measure as it stood on a day: what happened later is not seen."""
    if isinstance(measure, GapBetween):
        return _gap(measure, subjects, day)
    options = subjects.options(measure, day)
    if isinstance(measure, ShareInTime):
        # On a day that is past nobody's time is still to come.
        return _share_in_time(_only(Answer, options), over=day != subjects.as_of)
    if not options:
        return Taken(Reading(None, fewest=0), NOBODY)
    match measure:
        case ShareOfSubjects():
            return _share(tally(options))  # type: ignore[arg-type]
        case ShareOfVolume():
            return _share_of_volume(_only(Volume, options))
        case CountOf():
            distinct = measure.distinct is not None
            return _count(_only(Items, options), options.total(), distinct=distinct)
        case Aggregate(how=how):
            return _aggregate(_only(Amount, options), is_mean=how == "mean")
        case ValueOf():
            return _value(next(iter(_only(Figure, options))))
        case _:
            assert_never(measure)


def change(
    measure: Measure, subjects: Subjects, before: date, now: date
) -> Bounds | None:
    """Return the exact change of a measure between two days, None where only the difference of its bounds is known."""
    if isinstance(measure, ShareOfSubjects) and all(
        _is_settled(subjects.options(measure, day)) for day in (before, now)
    ):
        options = subjects.options(Since(measure, before), now)
        return joint_difference(options)  # type: ignore[arg-type]
    return None


def apart(
    first: Measure, second: Measure, subjects: Subjects, day: date
) -> Bounds | None:
    """Return the exact difference of two measures, None where only that of their bounds is known."""
    match first, second:
        case ShareOfSubjects(), ShareOfSubjects() if first.kind == second.kind:
            if not all(_is_settled(subjects.options(x, day)) for x in (first, second)):
                return None
            options = subjects.options(Beside(first, second), day)
            return joint_difference(options)  # type: ignore[arg-type]
        case _:
            return None


def _is_settled(sides: Counter[Option]) -> bool:
    """Whether it is certain who is in a denominator: without that, asking for both sides together is in vain."""
    return all(
        option == Side.OUT or not option & Side.OUT
        for option in sides
        if isinstance(option, Side)
    )


def _gap(measure: GapBetween, subjects: Subjects, day: date) -> Taken:
    first = take(measure.first, subjects, day)
    second = take(measure.second, subjects, day)
    exactly = apart(measure.first, measure.second, subjects, day)
    empty = first.counts == second.counts == NOBODY
    return Taken(
        less(first.reading, second.reading, exactly), NOBODY if empty else None
    )


def _only(kind: type[T], options: Counter[Option]) -> Counter[T]:
    """Return the options of those who have a part in a measure."""
    return Counter({o: n for o, n in options.items() if isinstance(o, kind)})


# --- shares ---------------------------------------------------------------------------


def _share(counted: Tally) -> Taken:
    inside = counted.certain + counted.undetermined - counted.good_or_bad
    counts = Counts(inside, inside, counted.good, 0, 0, counted.undetermined, {})
    return Taken(_reading(counted), counts)


def _share_in_time(answers: Counter[Answer], *, over: bool) -> Taken:
    sides, outcomes, words = Counter[Side](), Counter[Outcome](), Counter[str]()
    for answer, number in answers.items():
        sides[answer.side] += number
        outcomes[answer.outcomes] += number
        words[answer.outcomes.word] += number
    counted = tally(sides)
    exempt = outcomes[Outcome.EXEMPT]
    counts = Counts(
        population=outcomes.total() - outcomes[Outcome.NOT_APPLICABLE],
        denominator=outcomes.total() - counted.out + exempt,
        numerator=counted.good,
        exclusions=0,
        exceptions=exempt,
        undetermined=counted.undetermined,
        outcomes=dict(sorted(words.items())),
    )
    running = not over and any(each.runs for each in answers)
    return Taken(_reading(counted, running=running), counts)


def _reading(counted: Tally, *, running: bool = False) -> Reading:
    return Reading(
        counted.share,
        fewest=counted.certain,
        running=running,
        floor=ZERO,
        ceiling=ONE,
    )


def _share_of_volume(volumes: Counter[Volume]) -> Taken:
    """Read the share of a quantity; numerator and denominator are amounts, the other counts subjects."""
    parts = [
        _times(part, number)
        for volume, number in volumes.items()
        for part in volume.parts
    ]
    share = ratio(parts)
    open_low = any(volume.open_low for volume in volumes)
    open_high = any(volume.open_high for volume in volumes)
    bounds = None
    if share is not None or open_low or open_high:
        bounds = Bounds(
            ZERO if open_low else share.low if share else ONE,
            ONE if open_high else share.high if share else ZERO,
        )
    counts = Counts(
        population=sum(each.subjects * n for each, n in volumes.items()),
        denominator=_plain(sum((part.weight for part in parts), ZERO)),
        numerator=_plain(sum((part.low for part in parts if not part.optional), ZERO)),
        exclusions=0,
        exceptions=0,
        undetermined=sum(each.uncertain * n for each, n in volumes.items()),
        outcomes={},
    )
    fewest = sum(each.weighty * n for each, n in volumes.items())
    return Taken(Reading(bounds, fewest=fewest, floor=ZERO, ceiling=ONE), counts)


def _times(part: Part, number: int) -> Part:
    """Return as many equal parts as one: whatever makes one of them extreme makes all of them so."""
    return Part(
        part.low * number, part.high * number, part.weight * number, part.optional
    )


def _plain(amount: Fraction) -> int | Fraction:
    return amount.numerator if amount.denominator == 1 else amount


# --- counts, sums, figures ------------------------------------------------------------


def _count(found: Counter[Items], population: int, *, distinct: bool) -> Taken:
    items = Counter[Item]()
    for each, number in found.items():
        for item in each.items:
            items[item] += number
    bounds = how_many_distinct(items) if distinct else how_many(items)
    more = sum(number for each, number in found.items() if each.more)
    if more:
        bounds = Bounds(bounds.low, None)
    sure = sum(number for item, number in items.items() if item.sure)
    unsettled = items.total() - sure + more
    counts = Counts(population, items.total(), sure, 0, 0, unsettled, {})
    return Taken(Reading(bounds, floor=ZERO), counts)


def _aggregate(amounts: Counter[Amount], *, is_mean: bool) -> Taken:
    """Read a sum or a mean; a subject for whom it is none has no part in it."""
    parts = [
        _times(Part(each.value, each.value, ONE * each.subjects, each.optional), number)
        for each, number in amounts.items()
        if each.value is not UNKNOWN
    ]
    unknown = any(each.value is UNKNOWN for each in amounts)
    subjects = sum(each.subjects * number for each, number in amounts.items())
    sure = sum(
        each.subjects * number
        for each, number in amounts.items()
        if each.value is not UNKNOWN and not each.optional
    )
    bounds = OPEN if unknown else ratio(parts) if is_mean else total(parts)
    return Taken(
        Reading(bounds, fewest=sure if is_mean else None),
        Counts(subjects, subjects, sure, 0, 0, subjects - sure, {}),
    )


def _value(figure: Figure) -> Taken:
    if figure.value is None:
        return Taken(Reading(None), None)
    bounds = OPEN if figure.value is UNKNOWN else Bounds(figure.value, figure.value)
    return Taken(Reading(bounds), None)

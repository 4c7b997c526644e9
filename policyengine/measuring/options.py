"""What one subject can add to a measure, over all completions of its unknown facts: the same for every back end.

A back end counts how many subjects have each option; what they come to is `taking`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.feel.nodes import And
from policyengine.findings.outcome import Outcome, Side
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    ValueOf,
)

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Unknown
    from policyengine.measuring.rates import Item, Part
    from policyengine.policy.model import Policy, Provision

ANY_SIDE = Side.OUT | Side.GOOD | Side.BAD

SIDE_OF = {
    Outcome.NOT_APPLICABLE: Side.OUT,
    Outcome.EXEMPT: Side.OUT,
    Outcome.PENDING: Side.OUT,
    Outcome.FULFILLED: Side.GOOD,
    Outcome.FULFILLED_LATE: Side.BAD,
    Outcome.BREACHED: Side.BAD,
    Outcome.NEEDS_JUDGEMENT: Side.GOOD | Side.BAD,
    Outcome.ASSESSED_MET: Side.GOOD,
    Outcome.ASSESSED_PARTLY: Side.BAD,
    Outcome.ASSESSED_NOT_MET: Side.BAD,
    Outcome.ERROR: ANY_SIDE,
}


# --- what is asked of a subject -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """On which sides of two shares a subject can be together."""

    first: ShareOfSubjects
    second: ShareOfSubjects


@dataclass(frozen=True, slots=True)
class Since:
    """On which sides of a share a subject can be now and on an earlier day, together."""

    measure: ShareOfSubjects
    before: date


Question: TypeAlias = (
    ShareOfSubjects
    | ShareInTime
    | ShareOfVolume
    | CountOf
    | Aggregate
    | ValueOf
    | Beside
    | Since
)


def condition_of(measure: CountOf | Aggregate) -> Expr:
    """Return the condition on which a subject counts: the group's, and its own where subjects are counted."""
    of_entries = isinstance(measure, CountOf) and measure.entries is not None
    if of_entries or measure.where is None:
        return measure.of
    return And((measure.of, measure.where))


def kind_of(question: Question, policy: Policy) -> str:
    """Return the kind of record that a question is about."""
    match question:
        case ShareInTime():
            return provision_of(question, policy).subject
        case Beside(first):
            return first.kind
        case Since(measure):
            return measure.kind
        case _:
            return question.kind


def provision_of(measure: ShareInTime, policy: Policy) -> Provision:
    """Return the duty whose meeting a share counts."""
    return next(each for each in policy.provisions if each.id == measure.provision)


def judged_on(day: date, as_of: date) -> date:
    """Return the day on which a duty is judged: a deadline on the day measured is over once that day is."""
    return min(as_of, day + timedelta(days=1))


# --- what it can add ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What a duty says of a subject; `runs`: its time may still be to come."""

    outcomes: Outcome
    side: Side
    runs: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """A part of a volume; an unknown amount that may count for or against leaves an end open.

    It is that of so many `subjects`, of whom `weighty` surely have an amount and `uncertain` may have several.
    """

    parts: tuple[Part, ...]
    open_low: bool = False
    open_high: bool = False
    subjects: int = 1
    weighty: int = 0
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    """What there is to count; `more`: there may be any number of others."""

    items: tuple[Item, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """What so many `subjects` add to a sum together; alone and `optional`, one may add nothing."""

    value: Fraction | Unknown
    optional: bool = False
    subjects: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one record; None where it is none."""

    value: Fraction | Unknown | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """The subject has no part in the measure."""


Pairs: TypeAlias = frozenset[tuple[Side, Side]]
Option: TypeAlias = Side | Pairs | Answer | Volume | Items | Amount | Figure | Nothing

NOTHING = Nothing()


def maybe(option: Option) -> Option:
    """Return the option of a subject that may as well belong elsewhere."""
    match option:
        case Side():
            return option | Side.OUT
        case frozenset():
            return option | {(Side.OUT, Side.OUT)}
        case Answer():
            return replace(option, side=option.side | Side.OUT)
        case Volume(parts):
            loose = tuple(replace(each, optional=True) for each in parts)
            return replace(option, parts=loose, weighty=0, uncertain=option.subjects)
        case Items(items):
            return replace(option, items=tuple(replace(i, sure=False) for i in items))
        case Amount():
            return replace(option, optional=True)
        case Figure() | Nothing():
            return option
        case _:
            assert_never(option)

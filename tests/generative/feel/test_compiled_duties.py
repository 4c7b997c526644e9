"""Duties whose parts are random expressions say, compiled, what the reference says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given

from policyengine.backends.python.compiled.closed_form import EARLIEST_REAL, due_of
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.feel import UNKNOWN, parse
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Expr, Literal, Name
from policyengine.feel.types import Boolean, Day, Type
from policyengine.feel.values import Months, Value
from policyengine.policy.expressions import expressions as expressions_in
from policyengine.policy.library import load
from policyengine.policy.model import (
    By,
    DayOf,
    Done,
    Duty,
    Holds,
    Policy,
    Provision,
    Within,
)
from policyengine.policy.records import Record, Records
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import (
    Maker,
    all_or_any,
    quantified,
    question_of_a_filtered_list,
)
from tests.generative.feel.records import (
    NO_TEXT,
    OWN,
    SCOPE,
    VOCABULARY,
    as_written,
    known_of_record,
)
from tests.generative.feel.values import DAYS, Facts

REBILD = load("rebild")
WITHOUT_DUE = {name: kind for name, kind in SCOPE.items() if name != "due"}


OF_LISTS = (quantified, question_of_a_filtered_list, all_or_any)


@dataclass(frozen=True)
class Case:
    """A duty, and a record on a day; `written` is the record as it may be stored."""

    duty: Duty
    facts: Facts
    written: Facts
    as_of: date


def make_case(dice: Dice) -> Case:
    duty = _duty(dice)
    read = {name for part in expressions_in(duty) for name in free_names(part)}
    facts = known_of_record(dice, read & OWN.keys(), unknown=8)
    return Case(duty, facts, as_written(dice, facts), dice.pick(DAYS))


cases = rolled(make_case)


def _duty(dice: Dice) -> Duty:
    """A duty of which one or two parts are written out and the others are names."""

    def part(kind: Type, name: str, *, due: bool = False) -> Expr:
        if not dice.one_in(3):
            return Name(name)
        scope = SCOPE if due else WITHOUT_DUE
        maker = Maker(dice, scope, 1 + dice.below(2), bare=False)
        if kind == Boolean() and dice.one_in(2):
            return maker.by(dice.pick(OF_LISTS), kind)
        return maker.make(kind)

    starts = DayOf(part(Day(), "arrived_on"))
    by = By(DayOf(part(Day(), "left_on")))
    deadline = dice.pick((Within(Months(1)), Within(Months(12)), by, None))
    has_due = deadline is not None
    done = Done(DayOf(part(Day(), "left_on")))
    standing = not has_due and dice.one_in(2)
    holds = Holds(part(Boolean(), "bor_på_øen", due=has_due), standing=standing)
    return Duty(
        group=part(Boolean(), "refugee"),
        trigger=None if standing else starts,
        deadline=deadline,
        fulfilment=holds if standing or dice.one_in(2) else done,
        lifted=part(Boolean(), "refugee", due=has_due) if dice.one_in(3) else None,
        excused=part(Boolean(), "refugee", due=has_due) if dice.one_in(3) else None,
    )


def _policy(duty: Duty) -> Policy:
    provision = Provision(
        "r", "duty", "s", NO_TEXT, (), (), "must", "person", None, duty
    )
    return replace(
        REBILD,
        provisions=(provision,),
        vocabulary=VOCABULARY,
        from_day=None,
        until_day=None,
    )


def check_case(case: Case) -> None:
    """The compiled duty answers as the reference does."""
    policy, subject = _policy(case.duty), Record("person", "p-1", case.facts)
    compiled = compile_policy(policy)
    assert not compiled.delegated
    ((possible,), (due,)) = compiled.on(case.as_of)["person"](case.written)
    view = view_of(policy, subject, Records((subject,)), case.as_of)
    (provision,) = policy.provisions
    (found,) = evaluate_provision(policy, provision, view, setting_of(policy))
    expected = found.possibilities
    if expected.complete:
        assert possible == int(expected.outcomes)
        # To the reference a day before the year 1500 is long ago, and has no name.
        assert due == due_of(expected) or (
            isinstance(due, date) and due < EARLIEST_REAL
        )


@examples(400)
@given(cases())
def test_a_duty_of_random_parts_compiled_says_what_the_reference_says(
    case: Case,
) -> None:
    check_case(case)


# A month after the arrival is 29 February 2020.
ARRIVED = date(2020, 1, 31)
AS_OF = (date(2020, 2, 29), date(2020, 3, 1), date(2020, 4, 1))
HELD: tuple[Value, ...] = (None, ARRIVED, *AS_OF, UNKNOWN)
PASSED: tuple[Value, ...] = (True, UNKNOWN)


@pytest.mark.parametrize("place", ["group", "holds", "lifted", "excused"])
@pytest.mark.parametrize(
    "text",
    [
        "count(courses[item.held_on != null]) >= 1",
        "some c in courses satisfies c.passed and c.held_on <= as_of",
        "max(courses.held_on) != null",
        "every c in courses satisfies c.passed or not(c.passed)",
        "every c in courses satisfies c.held_on = null or c.weekly > 2",
        "if refugee then courses[item.passed] = [] else any(courses.passed)",
    ],
)
def test_entries_are_read_on_the_day_that_counts(text: str, place: str) -> None:
    condition = parse(text)
    duty = Duty(
        group=condition if place == "group" else Literal(True),
        trigger=DayOf(Name("arrived_on")),
        deadline=Within(Months(1)),
        fulfilment=Holds(condition, standing=False)
        if place == "holds"
        else Done(DayOf(Name("left_on"))),
        lifted=condition if place == "lifted" else None,
        excused=condition if place == "excused" else None,
    )
    for held, passed, as_of in product(HELD, PASSED, AS_OF):
        entry: Facts = {"held_on": held, "passed": passed, "weekly": 2}
        courses: Value = ({k: v for k, v in entry.items() if v is not UNKNOWN},)
        facts: Facts = {"arrived_on": ARRIVED, "left_on": None, "courses": courses}
        check_case(Case(duty, facts, facts, as_of))

"""Duties whose parts are random expressions say, compiled, what the reference says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given

from policyengine.backends.python.compiled.closed_form import EARLIEST_REAL, due_of
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Expr, Name
from policyengine.feel.types import Boolean, Day, Type
from policyengine.feel.values import Months
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
from tests.generative.feel.expressions import Maker
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
        return Maker(dice, scope, 1 + dice.below(2), bare=False).make(kind)

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


@examples(300)
@given(cases())
def test_a_duty_of_random_parts_compiled_says_what_the_reference_says(
    case: Case,
) -> None:
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

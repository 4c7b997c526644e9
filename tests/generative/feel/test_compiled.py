"""Generated Python says what the reference evaluator says, of every expression, with none and with unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from policyengine.backends.python.compiled import condition as compile_condition
from policyengine.backends.python.compiled.day_tables import ENDLESS, SeenDays
from policyengine.backends.python.compiled.duty import readings
from policyengine.backends.python.compiled.policy import NAMED
from policyengine.backends.python.compiled.scope import Names, Refused, Scope
from policyengine.backends.python.compiled.value import value_source
from policyengine.feel import UNKNOWN, parse
from policyengine.feel.evaluator import evaluate
from policyengine.feel.inner import settled
from policyengine.feel.meaning import POLICY
from policyengine.feel.names import free_names
from policyengine.feel.types import Boolean, Day, Number, Type
from policyengine.policy.vocabulary import Fact
from tests.generative.examples import examples
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.expressions import LISTS, SCALARS, expression
from tests.generative.feel.records import (
    NO_TEXT,
    OWN,
    PERSON,
    SCOPE,
    as_written,
    known_of_record,
    view,
)
from tests.generative.feel.values import DAYS, Facts

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Value


@dataclass(frozen=True)
class Case:
    """An expression, and a record on a day; `written` is the record as it may be stored."""

    tree: Expr
    facts: Facts
    written: Facts
    as_of: date
    due: date | None

    @property
    def expected(self) -> Value:
        return evaluate(self.tree, view(self.facts, self.as_of, self.due))


def make_case(dice: Dice, *kinds: Type) -> Case:
    tree = expression(dice, kinds, scope=SCOPE, bare=False)
    facts = known_of_record(dice, set(free_names(tree)) & OWN.keys())
    due = None if dice.one_in(6) else dice.pick(DAYS)
    return Case(tree, facts, as_written(dice, facts), dice.pick(DAYS), due)


cases = rolled(make_case)


def run(source: str, scope: Scope, case: Case) -> Any:
    """What generated source gives for a case."""
    today = case.as_of.toordinal()
    names = {
        **NAMED,
        **scope.names.objects,
        "__builtins__": {},
        "today": today,
        "due": case.due.toordinal() if case.due else ENDLESS,
        "seen": SeenDays(today),
        "written": SeenDays(ENDLESS),
        "get": case.written.get,
    }
    exec("\n".join(readings(scope.read, scope.names)), names)
    return eval(source, names)


def new_scope() -> Scope:
    return Scope(PERSON, Names(), due="due")


@examples(1_000)
@given(cases(Boolean()))
def test_a_condition_compiled_is_surely_true_or_false_where_the_evaluator_says_so(
    case: Case,
) -> None:
    scope = new_scope()
    test = compile_condition.test_of(case.tree, scope)
    surely = [run(f"({each})", scope, case) for each in (test.true, test.false)]
    truth = POLICY.truth(case.expected)
    assert surely == [truth is True, truth is False]


@examples(1_000)
@given(cases(*SCALARS, *LISTS))
def test_a_value_compiled_is_what_the_evaluator_says(case: Case) -> None:
    scope = new_scope()
    found = settled(run(value_source(case.tree, scope), scope, case))
    assert found == case.expected
    assert isinstance(found, bool) == isinstance(case.expected, bool)


@examples(500)
@given(cases(Day()))
def test_a_day_compiled_is_the_evaluators_as_a_number(case: Case) -> None:
    scope = new_scope()
    day = compile_condition.day_of(case.tree, scope)
    expected = case.expected
    assert run(day.known or "True", scope, case) is (expected is not UNKNOWN)
    assert run(day.present or "True", scope, case) is isinstance(expected, date)
    if isinstance(expected, date):
        assert run(day.source, scope, case) == expected.toordinal()


@pytest.mark.parametrize(
    "text",
    [
        "not(" * 57 + "refugee" + ")" * 57,
        "[" * 57 + "1" + "]" * 57 + " = courses",
        "size in (" * 28 + "refugee" + ")" * 28,
        "(" * 57 + "size" + " + 1)" * 57 + " > 0",
        "(" * 57 + "size" + " in size)" * 57,
        "(" * 57 + "size" + " between 0 and 1)" * 57,
        "courses[" * 57 + "true" + "]" * 57 + " = null",
        "some c in courses satisfies " * 57 + "c.passed",
        "if refugee then true else " * 57 + "false",
        "-" * 57 + "size > 0",
        "size in " + "[" * 57 + "(> 1)" + "]" * 57,
    ],
)
def test_the_deepest_expression_is_compiled(text: str) -> None:
    tree = parse(text)
    case = Case(tree, {}, {}, DAYS[0], None)
    scope = new_scope()
    truth = POLICY.truth(case.expected)
    test = compile_condition.test_of(tree, scope)
    assert run(test.true, scope, case) is (truth is True)
    assert run(value_source(tree, scope), scope, case) == case.expected


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (parse("count(elsewhere) > 0"), "reads a fact of a linked record"),
        (parse("residents / 2 > 1000"), "reads a figure by year"),
        (parse("some x in courses satisfies x.held_on > due"), "reads `due` where there is none"),
    ],
)  # fmt: skip
def test_what_one_record_does_not_hold_is_refused_by_name(tree: Expr, why: str) -> None:
    residents = Fact("residents", Number(), NO_TEXT, per_year=True)
    kind = replace(PERSON, facts={**PERSON.facts, "residents": residents})
    with pytest.raises(Refused, match=f"^{why}$"):
        compile_condition.test_of(tree, Scope(kind, Names()))

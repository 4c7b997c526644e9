"""Generated Python says what the reference evaluator says, of every expression, with none and with unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.backends.python.compiled import condition
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
from tests.generative.feel.expressions import (
    EVERY_WAY,
    LISTS,
    SCALARS,
    Way,
    expression,
    made_by,
)
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
        known = view(self.facts, self.as_of, self.due)
        return evaluate(self.tree, known, written_out=True)


def case(dice: Dice, tree: Expr) -> Case:
    facts = known_of_record(dice, set(free_names(tree)) & OWN.keys())
    due = None if dice.one_in(6) else dice.pick(DAYS)
    return Case(tree, facts, as_written(dice, facts), dice.pick(DAYS), due)


@rolled
def cases(dice: Dice, *kinds: Type) -> Case:
    """Cases of any expression of these types."""
    return case(dice, expression(dice, kinds, scope=SCOPE, bare=False))


@rolled
def cases_of(dice: Dice, way: Way) -> Case:
    """Cases of expressions whose outermost operator is made in a certain way."""
    return case(dice, made_by(dice, way, scope=SCOPE, bare=False))


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


def check_condition(case: Case) -> None:
    """A condition's source says surely true, surely false or neither, as the evaluator does."""
    scope = new_scope()
    test = condition.test_of(case.tree, scope)
    surely = [run(f"({each})", scope, case) for each in (test.true, test.false)]
    truth = POLICY.truth(case.expected)
    assert surely == [truth is True, truth is False]


def check_value(case: Case) -> None:
    """A value's source gives what the evaluator gives."""
    scope = new_scope()
    found = settled(run(value_source(case.tree, scope), scope, case))
    assert found == case.expected
    assert isinstance(found, bool) == isinstance(case.expected, bool)


@examples(1_000)
@given(cases(Boolean()))
def test_a_condition_compiled_holds_where_the_evaluator_says_so(case: Case) -> None:
    check_condition(case)


@examples(1_000)
@given(cases(*SCALARS, *LISTS))
def test_a_value_compiled_is_what_the_evaluator_says(case: Case) -> None:
    check_value(case)


@pytest.mark.parametrize("way", EVERY_WAY)
@examples(100)
@given(data=st.data())
def test_so_is_one_made_in_a_certain_way(way: str, data: st.DataObject) -> None:
    case = data.draw(cases_of(EVERY_WAY[way]))
    check_value(case)
    check_condition(case)


@examples(500)
@given(cases(Day()))
def test_a_day_compiled_is_the_evaluators_as_a_number(case: Case) -> None:
    scope = new_scope()
    day = condition.day_of(case.tree, scope)
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
    check_condition(case)
    check_value(case)


@pytest.mark.parametrize(
    "text",
    [
        "some c in courses satisfies some c in courses satisfies some d in courses satisfies c.weekly < d.weekly",
        "count(courses[count(courses[count(wishes[item = language]) > 0]) > 1 and item.weekly > 1]) > 0",
        "some c in wishes satisfies c in (language, if c in wishes then mother_tongue else c)",
        "some item in wishes satisfies count(courses[item.kind = language]) > 0 and item = language",
    ],
)
def test_a_name_bound_twice_means_the_inner_one(text: str) -> None:
    courses: Value = ({"weekly": 1, "kind": "work"}, {"weekly": 2, "kind": "danish"})
    for word in ("danish", "work", None):
        facts: Facts = {"courses": courses, "wishes": ("work",), "language": word}
        check_value(Case(parse(text), facts, facts, DAYS[0], None))


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
        condition.test_of(tree, Scope(kind, Names()))

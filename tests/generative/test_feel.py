"""Laws of the condition language, tried on random well-typed expressions and random facts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from policyengine.feel import UNKNOWN, FeelError, Months, nodes, parse, show
from policyengine.feel.checker import check
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import walk
from policyengine.feel.nodes import Expr
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Number,
    RecordType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = ("danish", "work", "praktik_på_dansk")
COURSE = RecordType(
    "course",
    {"kind": Choice(WORDS), "hours": Number(), "passed_on": Day(), "done": Boolean()},
)
NAMES: dict[str, Type] = {
    "refugee": Boolean(),
    "bor_på_øen": Boolean(),
    "hours": Number(),
    "income": Number(),
    "arrived_on": Day(),
    "as_of": Day(),
    "language": Choice(WORDS),
    "courses": ListType(COURSE),
    "figures": ListType(Number()),
    "wishes": ListType(Choice(WORDS)),
}

# --- values -------------------------------------------------------------------------

BASE = date(2016, 2, 29)
days = st.integers(-40, 800).map(lambda n: BASE + timedelta(n))
VALUES: dict[type, st.SearchStrategy[Any]] = {
    Boolean: st.booleans(),
    Number: st.integers(-3, 3) | st.sampled_from([Decimal("0.5"), Decimal(2)]),
    Day: days,
    Choice: st.sampled_from(WORDS),
    DaysDuration: st.integers(-40, 400).map(timedelta),
    MonthsDuration: st.integers(-14, 14).map(Months),
}


def value_of(kind: Type) -> st.SearchStrategy[Any]:
    """A value, or none; records may lack members."""
    match kind:
        case ListType(item):
            return st.none() | st.lists(value_of(item), max_size=3).map(tuple)
        case RecordType(_, members):
            return st.fixed_dictionaries(
                {}, optional={name: value_of(each) for name, each in members.items()}
            )
        case _:
            return st.none() | VALUES[type(kind)]


facts = st.fixed_dictionaries(
    {}, optional={name: value_of(kind) for name, kind in NAMES.items()}
)


@st.composite
def filled(draw: st.DrawFn, known: Any, kind: Type) -> Any:
    """The value with every unknown in it filled in."""
    match kind:
        case _ if known is UNKNOWN:
            return draw(filled(draw(value_of(kind)), kind))
        case ListType(item) if known is not None:
            return tuple(draw(filled(each, item)) for each in known)
        case RecordType(_, members) if known is not None:
            return {
                name: draw(filled(known.get(name, UNKNOWN), each))
                for name, each in members.items()
            }
        case _:
            return known


@st.composite
def facts_and_completion(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    known = draw(facts)
    return known, {
        name: draw(filled(known.get(name, UNKNOWN), kind))
        for name, kind in NAMES.items()
    }


# --- expressions, backwards from the type rules -------------------------------------


@st.composite
def expression(
    draw: st.DrawFn, kind: Type, scope: Mapping[str, Type] = NAMES, depth: int = 3
) -> Expr:
    def make(wanted: Type, inner: Mapping[str, Type] = scope) -> Expr:
        return draw(expression(wanted, inner, depth - 1))

    leaves = [nodes.Name(name) for name, each in scope.items() if each == kind]
    for name, each in scope.items():
        if isinstance(each, RecordType):
            leaves += [
                nodes.Path(nodes.Name(name), member)
                for member, inner in each.members.items()
                if inner == kind
            ]
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        constants = VALUES.get(type(kind))
        if constants is None or (leaves and draw(st.booleans())):
            return draw(st.sampled_from(leaves)) if leaves else nodes.ListOf(())
        return nodes.Literal(draw(constants))
    if draw(st.integers(0, 9)) == 0:
        return nodes.If(make(Boolean()), make(kind), make(kind))
    match kind:
        case Boolean():
            return draw(condition(scope, depth))
        case Number():
            return draw(number(scope, depth))
        case Day():
            if draw(st.booleans()):
                duration = make(
                    draw(st.sampled_from([DaysDuration(), MonthsDuration()]))
                )
                return nodes.Arithmetic(
                    draw(st.sampled_from("+-")), make(kind), duration
                )
            name = draw(st.sampled_from(["min", "max"]))
            return nodes.Call(name, (nodes.Path(make(ListType(COURSE)), "passed_on"),))
        case DaysDuration():
            return nodes.Arithmetic("-", make(Day()), make(Day()))
        case MonthsDuration():
            return nodes.Call("years and months duration", (make(Day()), make(Day())))
        case ListType(RecordType()):
            inner = {**scope, "item": COURSE}
            return nodes.Filter(make(kind), make(Boolean(), inner))
        case ListType(item):
            return nodes.ListOf(
                tuple(make(item) for _ in range(draw(st.integers(0, 3))))
            )
        case _:
            return nodes.If(make(Boolean()), make(kind), make(kind))


ORDERED = st.sampled_from([Number(), Day(), DaysDuration(), MonthsDuration()])
ORDERS: st.SearchStrategy[Any] = st.sampled_from(["<", "<=", ">", ">="])


@st.composite
def condition(draw: st.DrawFn, scope: Mapping[str, Type], depth: int) -> Expr:
    def make(wanted: Type, inner: Mapping[str, Type] = scope) -> Expr:
        return draw(expression(wanted, inner, depth - 1))

    several = st.integers(2, 3)
    match draw(st.integers(0, 12)):
        case 0:
            return nodes.And(tuple(make(Boolean()) for _ in range(draw(several))))
        case 1:
            return nodes.Or(tuple(make(Boolean()) for _ in range(draw(several))))
        case 2:
            return nodes.Not(make(Boolean()))
        case 3:
            kind = draw(ORDERED)
            return nodes.Compare(draw(ORDERS), make(kind), make(kind))
        case 4:
            kind = draw(ORDERED | st.sampled_from([Boolean(), Choice(WORDS)]))
            return nodes.Compare(
                draw(st.sampled_from(["=", "!="])), make(kind), make(kind)
            )
        case 5:
            operator = draw(st.sampled_from(["=", "!="]))
            kind = draw(st.sampled_from(list(NAMES.values())))
            return nodes.Compare(operator, make(kind), nodes.Literal(None))
        case 6:
            kind = draw(ORDERED)
            return nodes.Between(make(kind), make(kind), make(kind))
        case 7:
            kind = draw(ORDERED)
            low = nodes.UnaryTest(draw(ORDERS), make(kind))
            test = nodes.Interval(
                make(kind), make(kind), draw(st.booleans()), draw(st.booleans())
            )
            open_ended = nodes.Interval(make(kind), None)
            tests = draw(
                st.lists(
                    st.sampled_from([low, test, open_ended]), min_size=1, max_size=2
                )
            )
            return nodes.In(make(kind), tuple(tests))
        case 8:
            kind = Choice(WORDS)
            tests = [
                make(kind),
                nodes.ListOf((make(kind), make(kind))),
                nodes.Literal(None),
            ]
            chosen = draw(st.lists(st.sampled_from(tests), min_size=1, max_size=2))
            return nodes.In(make(kind), tuple(chosen))
        case 9 | 10:
            inner = {**scope, "c": COURSE}
            quantifier: Any = draw(st.sampled_from(["some", "every"]))
            source = make(ListType(COURSE))
            return nodes.Quantified(quantifier, "c", source, make(Boolean(), inner))
        case 11:
            name = draw(st.sampled_from(["all", "any"]))
            return nodes.Call(name, (nodes.Path(make(ListType(COURSE)), "done"),))
        case _:
            listed = nodes.Path(make(ListType(COURSE)), "kind")
            return nodes.Call("list contains", (listed, make(Choice(WORDS))))


@st.composite
def number(draw: st.DrawFn, scope: Mapping[str, Type], depth: int) -> Expr:
    def make(wanted: Type) -> Expr:
        return draw(expression(wanted, scope, depth - 1))

    match draw(st.integers(0, 7)):
        case 0 | 1:
            operator: Any = draw(st.sampled_from("+-*/"))
            return nodes.Arithmetic(operator, make(Number()), make(Number()))
        case 2:
            return nodes.Negate(make(Number()))
        case 3:
            return nodes.Call("count", (make(ListType(COURSE)),))
        case 4:
            name = draw(st.sampled_from(["sum", "min", "max"]))
            return nodes.Call(name, (nodes.Path(make(ListType(COURSE)), "hours"),))
        case 5:
            return nodes.Call("age", (make(Day()), make(Day())))
        case 6:
            return nodes.Call("abs", (make(Number()),))
        case _:
            return nodes.Path(
                make(Day()), draw(st.sampled_from(["year", "month", "day"]))
            )


KINDS = st.sampled_from(
    [Boolean(), Number(), Day(), DaysDuration(), MonthsDuration(), Choice(WORDS)]
)
expressions = KINDS.flatmap(expression)
conditions = expression(Boolean())
quick = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

# --- the laws -----------------------------------------------------------------------


def test_the_generator_reaches_every_node() -> None:
    reached: set[type] = set()

    @settings(quick, derandomize=True, database=None)
    @given(conditions)
    def gather(tree: Expr) -> None:
        reached.update(type(each) for each in walk(tree))

    gather()
    assert reached == set(get_args(Expr))


@quick
@given(expressions)
@example(nodes.Negate(nodes.Literal(1)))
@example(nodes.Negate(nodes.Literal(-1)))
@example(nodes.Literal('a "quoted" \\ text\n'))
@example(nodes.Path(nodes.Literal(-1), "years"))
@example(nodes.And((nodes.And((nodes.Name("a"), nodes.Name("b"))), nodes.Name("c"))))
@example(nodes.In(nodes.Name("a"), (nodes.Interval(None, nodes.Literal(1)),)))
@example(nodes.In(nodes.Name("a"), (nodes.Negate(nodes.Name("b")),)))
@example(nodes.Compare("=", nodes.Literal(1), nodes.UnaryTest("<", nodes.Literal(2))))
@example(nodes.Literal(Decimal("1E+40")))
def test_what_is_shown_reads_back_as_the_same_tree(tree: Expr) -> None:
    assert parse(show(tree)) == tree


@quick
@given(conditions)
def test_what_is_well_typed_passes_the_checker(tree: Expr) -> None:
    assert check(tree, NAMES, expect=Boolean()) == (Boolean(), ())


@settings(quick, max_examples=250)
@given(expressions, facts_and_completion())
def test_filling_in_an_unknown_never_changes_a_definite_value(
    tree: Expr, known: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    before, after = known
    first = evaluate(tree, lambda name: before.get(name, UNKNOWN))
    then = evaluate(tree, lambda name: after[name])
    assert then is not UNKNOWN
    if first is not UNKNOWN:
        assert (first is True) == (then is True)
        assert first == then


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(max_size=3)
    | st.dates()
    | st.timedeltas()
    | st.integers(-(10**9), 10**9).map(Months)
    | st.just(UNKNOWN),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["kind", "hours", "item"]), inner)
    ),
    max_leaves=6,
)


@settings(quick, max_examples=250)
@given(
    expressions,
    st.fixed_dictionaries(dict.fromkeys(NAMES, anything)),
    st.sampled_from(["unknown", "feel"]),
)
def test_no_value_makes_an_evaluation_raise(
    tree: Expr, values: dict[str, Any], equality: Any
) -> None:
    evaluate(tree, values.__getitem__, equality=equality)


PIECES = st.sampled_from(
    "and or not ( ) [ ] .. . , = != < <= > >= + - * / if then else some every in "
    'satisfies between null true false x y æ 1 2.5 "a" @"P1D" date( duration( count( '
    'list contains( for function { } : ? // /* */ ** 2018-01-01 instance of " @'.split()
)


@settings(quick, max_examples=1000)
@given(st.text(max_size=40) | st.lists(PIECES, max_size=25).map(" ".join))
@example("(" * 200)
@example("-" * 5000)
@example("[" * 100 + "1" + "]" * 100)
@example("1" + "+1" * 3000)
@example("x" + ".y" * 3000)
@example("not(" * 100)
@example("if " * 100)
@example("9" * 5000)
@example("1e999999999")
@example("a" * 20_000)
@example('"\\ud800"')
@example("/*" * 3000)
@example("x in (" * 100)
def test_a_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text)
    except FeelError as error:
        assert error.diagnostics
        assert all(each.span is not None for each in error.diagnostics)
    else:
        assert parse(show(tree)) == tree
        evaluate(tree, lambda _: UNKNOWN)
        check(tree, NAMES)

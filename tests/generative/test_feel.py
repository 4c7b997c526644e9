"""Laws of the condition language, tried on random well-typed expressions and random facts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
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
from policyengine.feel.parser import parse_unary_tests
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
    from policyengine.feel.evaluator import Equality
    from policyengine.feel.values import Value

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
def filled(draw: st.DrawFn, known: Value, kind: Type) -> Value:
    """The value with every unknown in it filled in."""
    if known is UNKNOWN:
        return draw(filled(draw(value_of(kind)), kind))
    if isinstance(kind, ListType) and isinstance(known, tuple):
        return tuple(draw(filled(each, kind.item)) for each in known)
    if isinstance(kind, RecordType) and isinstance(known, Mapping):
        return {
            name: draw(filled(known.get(name, UNKNOWN), each))
            for name, each in kind.members.items()
        }
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
    """An expression of a type, at most `depth` operators deep."""
    if depth == 0 or draw(st.integers(0, 6)) == 0:
        return draw(leaves(kind, scope) | constants(kind))
    if draw(st.integers(0, 9)) == 0:
        condition, *branches = (
            draw(expression(each, scope, depth - 1)) for each in (Boolean(), kind, kind)
        )
        return nodes.If(condition, *branches)
    match kind:
        case Boolean():
            return draw(conditions_of(scope, depth))
        case Number():
            return draw(numbers_of(scope, depth))
        case ListType():
            return draw(lists_of(kind, scope, depth))
        case Choice():
            return draw(constants(kind))
        case _:
            return draw(days_of(kind, scope, depth))


def leaves(kind: Type, scope: Mapping[str, Type]) -> st.SearchStrategy[Expr]:
    """Names of that type, and members of records."""
    found: list[Expr] = [
        nodes.Name(name) for name, each in scope.items() if each == kind
    ]
    for name, each in scope.items():
        if isinstance(each, RecordType):
            found += [
                nodes.Path(nodes.Name(name), member)
                for member, inner in each.members.items()
                if inner == kind
            ]
    return st.sampled_from(found) if found else st.nothing()


def constants(kind: Type) -> st.SearchStrategy[Expr]:
    values = VALUES.get(type(kind))
    return st.nothing() if values is None else values.map(nodes.Literal)


@st.composite
def days_of(draw: st.DrawFn, kind: Type, scope: Mapping[str, Type], depth: int) -> Expr:
    def make(wanted: Type) -> Expr:
        return draw(expression(wanted, scope, depth - 1))

    match kind, draw(st.booleans()):
        case DaysDuration(), _:
            return nodes.Arithmetic("-", make(Day()), make(Day()))
        case MonthsDuration(), _:
            return nodes.Call("years and months duration", (make(Day()), make(Day())))
        case _, True:
            duration = make(DaysDuration() if draw(st.booleans()) else MonthsDuration())
            sign: Any = draw(st.sampled_from("+-"))
            return nodes.Arithmetic(sign, make(kind), duration)
        case _:
            name = draw(st.sampled_from(["min", "max"]))
            return nodes.Call(name, (nodes.Path(make(ListType(COURSE)), "passed_on"),))


@st.composite
def lists_of(
    draw: st.DrawFn, kind: ListType, scope: Mapping[str, Type], depth: int
) -> Expr:
    if kind.item != COURSE:
        items = st.lists(expression(kind.item, scope, depth - 1), max_size=3)
        return nodes.ListOf(tuple(draw(items)))
    item = nodes.Name("item")
    simple: st.SearchStrategy[Expr] = st.sampled_from(
        [
            nodes.Path(item, "done"),
            nodes.Compare("=", nodes.Path(item, "kind"), nodes.Literal(WORDS[0])),
            nodes.Compare(">", nodes.Path(item, "hours"), nodes.Literal(0)),
        ]
    )
    deep = expression(Boolean(), {**scope, "item": COURSE}, depth - 1)
    return nodes.Filter(draw(expression(kind, scope, depth - 1)), draw(simple | deep))


ORDERED: st.SearchStrategy[Type] = st.sampled_from(
    [Number(), Day(), DaysDuration(), MonthsDuration()]
)
COMPARED: st.SearchStrategy[Type] = ORDERED | st.sampled_from(
    [Boolean(), Choice(WORDS)]
)
ORDERS: st.SearchStrategy[Any] = st.sampled_from(["<", "<=", ">", ">="])


@st.composite
def conditions_of(draw: st.DrawFn, scope: Mapping[str, Type], depth: int) -> Expr:
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
            kind = draw(COMPARED)
            return nodes.Compare(
                draw(st.sampled_from(["=", "!="])), make(kind), make(kind)
            )
        case 5:
            operator: Any = draw(st.sampled_from(["=", "!="]))
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
            bounds: list[Expr] = [low, test, open_ended]
            tests = draw(st.lists(st.sampled_from(bounds), min_size=1, max_size=2))
            return nodes.In(make(kind), tuple(tests))
        case 8:
            kind = Choice(WORDS)
            pair = nodes.ListOf((make(kind), make(kind)))
            words: list[Expr] = [make(kind), pair, nodes.Literal(None)]
            chosen = draw(st.lists(st.sampled_from(words), min_size=1, max_size=2))
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
def numbers_of(draw: st.DrawFn, scope: Mapping[str, Type], depth: int) -> Expr:
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


KINDS: st.SearchStrategy[Type] = st.sampled_from(
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

    @settings(quick, derandomize=True, database=None, max_examples=300)
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
    tree: Expr, values: dict[str, Any], equality: Equality
) -> None:
    evaluate(tree, values.__getitem__, equality=equality)


PIECES = st.sampled_from(
    [
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        "..",
        ".",
        ",",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "if",
        "then",
        "else",
        "some",
        "every",
        "in",
        "satisfies",
        "between",
        "null",
        "true",
        "false",
        "x",
        "y",
        "æ",
        "1",
        "2.5",
        '"a"',
        '@"P1D"',
        "date(",
        "duration(",
        "count(",
        "list",
        "contains(",
        "for",
        "function",
        "{",
        "}",
        ":",
        "?",
        "//",
        "/*",
        "*/",
        "**",
        "2018-01-01",
        "instance",
        "of",
        '"',
        "@",
    ]
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
        faults = error.diagnostics
    else:
        faults = check(tree, NAMES)[1]
        assert parse(show(tree)) == tree
        evaluate(tree, lambda _: UNKNOWN)
    assert all(each.span is not None for each in faults)
    with suppress(FeelError):
        parse_unary_tests(text, nodes.Name("fact"))

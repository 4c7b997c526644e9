"""How conditions are written, and what a text that cannot be read is answered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from policyengine.diagnostics.source import Source, Span
from policyengine.feel import FeelError, Months, parse, show
from policyengine.feel.nodes import Call, Literal, Name, Negate
from policyengine.feel.parser import parse_unary_tests

CANONICAL = [
    # written                                  shown
    ("a and b or c and d",                     "a and b or c and d"),
    ("(a or b) and c",                         "(a or b) and c"),
    ("not (a)",                                "not(a)"),
    ("1+2*3",                                  "1 + 2 * 3"),
    ("1*-2**3**x",                             "1 * -2 ** 3 ** x"),
    ("(2**3)**(4**-x)",                        "2 ** 3 ** (4 ** -x)"),
    ("-(2**3)",                                "-(2 ** 3)"),
    ('"some text"(1)',                         '"some text"(1)'),
    ("(1+2)*3",                                "(1 + 2) * 3"),
    ("10-(5-3)",                               "10 - (5 - 3)"),
    ("10-5-3",                                 "10 - 5 - 3"),
    ("- -x",                                   "--x"),
    ("-(1)",                                   "-(1)"),
    (".5 + 1.50",                              "0.5 + 1.50"),
    ("ugentlig_timetal>=37",                   "ugentlig_timetal >= 37"),
    ("x between 1 and 2 and y",                "x between 1 and 2 and y"),
    ("x in [1..10[",                           "x in [1..10)"),
    ("x in ]1..10]",                           "x in (1..10]"),
    ("x in [1..n[1]]",                         "x in [1..n[1]]"),
    ("x in [1..n[-1][",                        "x in [1..n[-1])"),
    ("x in [1..(n[y])]",                       "x in [1..n[y]]"),
    ("x in [1..n[[1] = y])",                   "x in [1..n[[1] = y])"),
    ("x in ([1..n[, [2..3[) or y",             "x in ([1..n), [2..3)) or y"),
    ("if x in [1..n[ then y else z",           "if x in [1..n) then y else z"),
    ("[x in ]1..n[]",                          "[x in (1..n)]"),
    ("x in [1..null]",                         "x in [1..null]"),
    ("x in (<5,>10,7)",                        "x in (< 5, > 10, 7)"),
    ("x in >=5",                               "x in >= 5"),
    ('x in ["a","b"]',                         'x in ["a", "b"]'),
    ("as_of in danish_course",                 "as_of in danish_course"),
    ('@"P3M"',                                 'duration("P3M")'),
    ('duration("P4W")',                        'duration("P28D")'),
    ('duration("P18M")',                       'duration("P1Y6M")'),
    ('@"2018-01-31"',                          'date("2018-01-31")'),
    ('"å\\u00e6 \\"x\\""',                     '"åæ \\"x\\""'),
    ("l[a=1].b",                               "l[a = 1].b"),
    ("some c in l,d in m satisfies c=d",
     "some c in l satisfies some d in m satisfies c = d"),
    ("1 + (if a then 1 else 2)",               "1 + (if a then 1 else 2)"),
    ("list  contains ( l , 1 )",               "list contains(l, 1)"),
    ("years and months duration(a,b).years",   "years and months duration(a, b).years"),
    ("a // the rest is a remark",              "a"),
    ("a /* a remark */ and b",                 "a and b"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), CANONICAL)
def test_a_condition_has_one_canonical_text(written: str, shown: str) -> None:
    assert show(parse(written)) == shown
    assert parse(shown) == parse(written)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("1.5", Decimal("1.5")),
        ("1e3", Decimal(1000)),
        ("true", True),
        ("null", None),
        ('date("2020-02-29")', date(2020, 2, 29)),
        ('duration("P4W")', timedelta(28)),
        ('duration("-P1Y2M")', Months(-14)),
        ('"\\U01F40E"', "🐎"),
        ('"\\ud83d\\udc0e"', "🐎"),
    ],
)
def test_constants(text: str, value: object) -> None:
    found = parse(text)
    assert isinstance(found, Literal)
    assert (found.value, type(found.value)) == (value, type(value))


def test_a_day_that_the_calendar_lacks_is_left_to_the_checker() -> None:
    assert parse('date("2018-02-30")') == Call("date", (Literal("2018-02-30"),))
    assert parse('duration("P1M2D")') == Call("duration", (Literal("P1M2D"),))


def test_one_and_true_are_two_constants() -> None:
    assert Literal(1) != Literal(True)
    assert Literal(1) == Literal(Decimal(1))
    assert parse("-(1)") == Negate(Literal(1))


def test_every_node_knows_where_it_was_written() -> None:
    tree = parse("a and\n  weekly_hours >= 37")
    assert str(tree.span) == "expression:1:1"
    assert tree.span is not None
    assert tree.span.text == "a and\n  weekly_hours >= 37"
    spans = [each.span for each in tree.operands]  # type: ignore[union-attr]
    assert [span.text for span in spans if span] == ["a", "weekly_hours >= 37"]
    assert str(spans[1]) == "expression:2:3"


def test_a_condition_inside_a_file_has_the_places_of_the_file() -> None:
    source = Source("rebild.yaml", 'when: "x >= y"')
    tree = parse("x >= y", locate=lambda a, b: Span(source, a + 7, b + 7))
    assert tree.span is not None
    assert (str(tree.span), tree.span.text) == ("rebild.yaml:1:8", "x >= y")


REFUSED = [
    # text                       code    column  message contains
    ("",                         "PE150", 1, "expected a value, found the end"),
    ("a and",                    "PE150", 6, "expected a value"),
    ("a b",                      "PE150", 3, "found `b`"),
    ("a == 1",                   "PE150", 4, "after `=`"),
    ("a && b",                   "PE150", 3, "`&` is no operator"),
    ("a = 'x'",                  "PE150", 5, "does not quote"),
    ('a = "x',                   "PE151", 5, "no closing quotation mark"),
    ("a /* b",                   "PE151", 3, "no end"),
    ("(a",                       "PE150", 3, "expected `)`"),
    ("[a, b",                    "PE150", 6, "expected `]`"),
    ("if a then b",              "PE150", 12, "an `if` always has both"),
    ("some c in l",              "PE150", 12, "expected `satisfies`"),
    ("some in in l satisfies c", "PE150", 6, "expected a name"),
    ("not a",                    "PE150", 1, "found `not`"),
    ("x in [1..2",               "PE150", 11, "after a range"),
    ("a.1",                      "PE150", 2, "found `.1`"),
    ("a.",                       "PE150", 3, "expected a name"),
    ("f(1)(2)",                  "PE152", 5, "calling what a call returns"),
    ("arrived_on <= today()",    "PE152", 15, "`today`"),
    ('a < @"10:30:00"',            "PE152", 5, "a time of day"),
    ('@"2018-12-08T10:30:00Z"',    "PE152", 1, "a time of day"),
    ("string  length(x) > 3",    "PE152", 1, "`string length`"),
    ("2018-01-01",               "PE151", 1, "is a subtraction"),
    ('"\\ud800"',                "PE151", 1, "no character"),
    ("1" * 35,                   "PE151", 1, "34 digits"),
    ("1e9999",                   "PE151", 1, "34 digits"),
    ("{a: 1}",                   "PE152", 1, "a context"),
    ("for x in l return x",      "PE152", 1, "`for`"),
    ("function(x) x",            "PE152", 1, "a function"),
    ("x instance of number",     "PE152", 3, "`instance of`"),
    ("date(year: 2018)",         "PE152", 10, "named arguments"),
    ("(" * 61 + "1" + ")" * 61,  "PE153", 61, "60 levels"),
    ("-" * 61 + "a",             "PE153", 60, "60 levels"),
    ("1" + " + 1" * 61,          "PE153", 1, "60 levels"),
    (" " * 10_001,               "PE153", 1, "10000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "column", "message"), REFUSED)
def test_a_text_that_cannot_be_read(
    text: str, code: str, column: int, message: str
) -> None:
    with pytest.raises(FeelError) as caught:
        parse(text)
    (fault,) = caught.value.diagnostics
    assert fault.span is not None
    assert (fault.code, fault.span.column) == (code, column)
    assert message in fault.message


@pytest.mark.parametrize("text", ["(" * 59 + "1" + ")" * 59, "1" + " + 1" * 58])
def test_sixty_levels_are_read(text: str) -> None:
    parse(text)


TESTS = [
    # test                         condition on f
    (">= 37",                      "f >= 37"),
    ("< 5, > 10",                  "f in (< 5, > 10)"),
    ("[20..24]",                   "f in [20..24]"),
    ("[2018-01-01..2018-07-01)",
     'f in [date("2018-01-01")..date("2018-07-01"))'),
    ("2018-01-01",                 'f = date("2018-01-01")'),
    (">= 2018-01-01",              'f >= date("2018-01-01")'),
    ("single",                     'f = "single"'),
    ("!= single",                  'f != "single"'),
    ("single, divorced",           'f in ("single", "divorced")'),
    ('"single","divorced"',        'f in ("single", "divorced")'),
    ("not(single, divorced)",      'not(f in ("single", "divorced"))'),
    ("not(> 3)",                   "not(f > 3)"),
    ("[single, divorced]",         'f in ["single", "divorced"]'),
    ("true",                       "f = true"),
    ("12",                         "f = 12"),
    ("-1.5",                       "f = -1.5"),
    (">= limit",                   "f >= limit"),
    ("[low..high]",                "f in [low..high]"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "condition"), TESTS)
def test_unary_tests_are_conditions_on_a_fact(test: str, condition: str) -> None:
    assert show(parse_unary_tests(test, Name("f"))) == condition


@pytest.mark.parametrize(
    "test", ["", ">", "[1..", "2018-02-30", "a b", ">= 3,", "not("]
)
def test_unary_tests_that_cannot_be_read(test: str) -> None:
    with pytest.raises(FeelError):
        parse_unary_tests(test, Name("f"))


HINTS = [
    # text                       hint
    ("a => 1",                   "write `>=`"),
    ("a =< 1",                   "write `<=`"),
    ("a <> 1",                   "write `!=`"),
    ("a == 1",                   "write `=`"),
    ("a ≥ 1",                    "write `>=`"),
    ("a ≠ 1",                    "write `!=`"),
    ("a ! 1",                    "write `!=`"),
    ("a – 1",                    "write `-`"),
    ("a || b",                   "write `or`"),
    ("a OR b",                   "write `or`"),
    ("a And b",                  "write `and`"),
    ("a og b",                   "write `and`"),
    ("a eller b",                "write `or`"),
    ("ikke a",                   "write `not(…)`"),
    ("NOT a",                    "write `not(…)`"),
    ("not a",                    "write `not(…)`"),
    ("a not in [b]",             "write `not(…)`"),
    ("a is b",                   "write `=`"),
    ("a is not b",               "write `!=`"),
    ("a er ikke b",              "write `!=`"),
    ("a between 1 to 2",         "write `and`"),
    ("a mellem 1 and 2",         "write `between`"),
    ("every x in l has x",       "write `satisfies`"),
    ("if a så b else c",         "write `then`"),
    ("a > 7,5",                  "decimals stand after a point: `7.5`"),
    ("a > 1 000",                "a number has no spaces: `1000`"),
    ("a > 5 hours",              "a number stands without its unit: `5`"),
    ("a + 3 months",             'write `duration("P3M")`'),
    ("a + 4 uger",               'write `duration("P4W")`'),
    ("a + 1 år",                 'write `duration("P1Y")`'),
    ("weekly hours > 5",         "a name has no spaces: is it `weekly_hours`?"),
    ("a and",                    None),
    ("a b",                      "a name has no spaces: is it `a_b`?"),
    ("a (b",                     None),
    ("if a then b",              None),
    ("(a, b)",                   None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_a_slip_is_answered_by_what_to_write(text: str, hint: str | None) -> None:
    with pytest.raises(FeelError) as raised:
        parse(text)
    assert [fault.hint for fault in raised.value.diagnostics] == [hint]

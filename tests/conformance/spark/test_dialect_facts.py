"""What Spark makes of the nodes that a policy is compiled to: what the compiler relies on, and what it has to avoid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

Type = exp.DType

SCHEMA = """
    jan_31 date, feb_28 date, mar_31 date, leap_day date, sunday date, no_day date,
    one int, many bigint, negative int, nothing int, price decimal(18, 4),
    yes boolean, maybe boolean,
    no_maybe array<boolean>, yes_maybe array<boolean>, empty array<boolean>, missing array<boolean>,
    numbers array<int>, all_null array<int>, no_numbers array<int>,
    days array<date>, courses array<struct<kind: string, hours: int>>, goals array<struct<kind: string>>,
    years map<string, decimal(5, 1)>, no_years map<string, decimal(5, 1)>
"""
ROW = {
    "jan_31": date(2018, 1, 31),
    "feb_28": date(2018, 2, 28),
    "mar_31": date(2018, 3, 31),
    "leap_day": date(2020, 2, 29),
    "sunday": date(2018, 11, 25),
    "no_day": None,
    "one": 1,
    "many": 4_000_000_000,
    "negative": -7,
    "nothing": None,
    "price": Decimal("10.0001"),
    "yes": True,
    "maybe": None,
    "no_maybe": [False, None],
    "yes_maybe": [True, None],
    "empty": [],
    "missing": None,
    "numbers": [1, None, 4],
    "all_null": [None],
    "no_numbers": None,
    "days": [date(2019, 1, 1), date(2018, 1, 31), None],
    "courses": [
        {"kind": "danish", "hours": 3},
        {"kind": "maths", "hours": None},
    ],
    "goals": [{"kind": "danish"}],
    "years": {"2018": Decimal("1.5")},
    "no_years": None,
}


def col(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def num(value: str | int) -> exp.Expression:
    return exp.Literal.number(value)


def word(value: str) -> exp.Expression:
    return exp.Literal.string(value)


def each(body: exp.Expression, *names: str) -> exp.Lambda:
    """A lambda of quoted names; `i` where none is given."""
    return exp.Lambda(
        this=body,
        expressions=[exp.to_identifier(name, quoted=True) for name in names or ("i",)],
    )


def member(of: str, name: str) -> exp.Dot:
    return exp.Dot(this=col(of), expression=exp.to_identifier(name, quoted=True))


def call(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def null(of: exp.DType) -> exp.Cast:
    return exp.Cast(this=exp.Null(), to=exp.DataType(this=of))


def as_(of: exp.DType, this: exp.Expression) -> exp.Cast:
    return exp.Cast(this=this, to=exp.DataType(this=of))


def wide(name: str) -> exp.Cast:
    """A number with all the digits that Spark has, ten of them after the point."""
    digits = [exp.DataTypeParam(this=num(each)) for each in (38, 10)]
    to = exp.DataType(this=Type.DECIMAL, expressions=digits)
    return exp.Cast(this=col(name), to=to)


def case(
    when: exp.Expression, then: exp.Expression, otherwise: exp.Expression
) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=when, true=then)], default=otherwise)


def plus(day: str, many: exp.Expression, unit: str) -> exp.DateAdd:
    return exp.DateAdd(this=col(day), expression=many, unit=exp.var(unit))


def some(over: str, satisfies: exp.Expression, of: str = "i") -> exp.Anonymous:
    return call("exists", col(over), each(satisfies, of))


def every(over: str, satisfies: exp.Expression, of: str = "i") -> exp.Anonymous:
    return call("forall", col(over), each(satisfies, of))


def smallest(name: str) -> exp.Reduce:
    """The first of some days, NULLs left out: an accumulator that begins as a NULL of its type."""
    earlier = exp.Or(
        this=exp.Is(this=col("acc"), expression=exp.Null()),
        expression=exp.LT(this=col("i"), expression=col("acc")),
    )
    return exp.Reduce(
        this=col(name),
        initial=null(Type.DATE),
        merge=each(case(earlier, col("i"), col("acc")), "acc", "i"),
    )


def bits(zero: exp.Expression, body: exp.Expression) -> exp.Reduce:
    return exp.Reduce(this=col("courses"), initial=zero, merge=each(body, "acc", "i"))


class Fact(NamedTuple):
    node: exp.Expression
    value: object
    type: str


SAME_KIND = exp.EQ(this=member("j", "kind"), expression=member("i", "kind"))
LONGER = exp.GTE(this=member("i", "hours"), expression=col("one"))
ANY_BIT = exp.BitwiseOr(this=col("acc"), expression=case(LONGER, num(2), num(1)))

FACTS: dict[str, Fact] = {
    # Months and days.
    "a month after 31 January": Fact(plus("jan_31", num(1), "MONTH"), date(2018, 2, 28), "date"),
    "a month after 28 February": Fact(plus("feb_28", num(1), "MONTH"), date(2018, 3, 28), "date"),
    "a year after a leap day": Fact(plus("leap_day", num(12), "MONTH"), date(2021, 2, 28), "date"),
    "a month before 31 March": Fact(plus("mar_31", num(-1), "MONTH"), date(2018, 2, 28), "date"),
    "months from a column": Fact(plus("jan_31", col("one"), "MONTH"), date(2018, 2, 28), "date"),
    "a month after no day": Fact(plus("no_day", num(1), "MONTH"), None, "date"),
    "unknown months": Fact(plus("jan_31", col("nothing"), "MONTH"), None, "date"),
    "a day later": Fact(plus("feb_28", num(1), "DAY"), date(2018, 3, 1), "date"),
    "two weeks later": Fact(plus("feb_28", num(2), "WEEK"), date(2018, 3, 14), "date"),
    "days from a column": Fact(exp.Add(this=col("feb_28"), expression=col("one")), date(2018, 3, 1), "date"),
    "days between": Fact(exp.DateDiff(this=col("mar_31"), expression=col("feb_28")), 31, "int"),
    "days between by unit": Fact(
        exp.DateDiff(this=col("mar_31"), expression=col("feb_28"), unit=exp.var("DAY")), 31, "bigint"
    ),
    "a date from its parts": Fact(
        exp.DateFromParts(year=exp.Year(this=col("leap_day")), month=num(1), day=num(1)),
        date(2020, 1, 1),
        "date",
    ),
    "the last of the month": Fact(exp.LastDay(this=col("feb_28")), date(2018, 2, 28), "date"),
    "the parts of a date": Fact(
        exp.Array(expressions=[kind(this=col("feb_28")) for kind in (exp.Year, exp.Month, exp.Day)]),
        [2018, 2, 28],
        "array<int>",
    ),
    "the day of the week": Fact(
        exp.Mod(
            this=exp.Paren(
                this=exp.DateDiff(this=col("sunday"), expression=as_(Type.DATE, word("1900-01-01")))
            ),
            expression=num(7),
        ),
        6,
        "int",
    ),
    # Three values.
    "some of false and unknown": Fact(some("no_maybe", col("i")), None, "boolean"),
    "some of true and unknown": Fact(some("yes_maybe", col("i")), True, "boolean"),
    "some of nothing": Fact(some("empty", col("i")), False, "boolean"),
    "some of an unknown list": Fact(some("missing", col("i")), None, "boolean"),
    "every of true and unknown": Fact(every("yes_maybe", col("i")), None, "boolean"),
    "every of false and unknown": Fact(every("no_maybe", col("i")), False, "boolean"),
    "every of nothing": Fact(every("empty", col("i")), True, "boolean"),
    "every of an unknown list": Fact(every("missing", col("i")), None, "boolean"),
    "unknown and false": Fact(exp.And(this=col("maybe"), expression=exp.false()), False, "boolean"),
    "unknown or true": Fact(exp.Or(this=col("maybe"), expression=col("yes")), True, "boolean"),
    "not unknown": Fact(exp.Not(this=col("maybe")), None, "boolean"),
    "unknown is true": Fact(exp.Is(this=col("maybe"), expression=exp.true()), False, "boolean"),
    "among words, one unknown": Fact(exp.In(this=col("one"), expressions=[num(2), exp.Null()]), None, "boolean"),
    "the same, none and none": Fact(
        exp.NullSafeEQ(this=col("nothing"), expression=col("nothing")), True, "boolean"
    ),
    "case of an unknown": Fact(case(col("maybe"), num(1), num(2)), 2, "int"),
    "a list holds a word": Fact(
        exp.ArrayContains(this=col("numbers"), expression=num(2)), None, "boolean"
    ),
    # Lists.
    "the greatest beside a NULL": Fact(exp.ArrayMax(this=col("numbers")), 4, "int"),
    "the least beside a NULL": Fact(exp.ArrayMin(this=col("numbers")), 1, "int"),
    "the greatest of NULLs": Fact(exp.ArrayMax(this=col("all_null")), None, "int"),
    "the greatest of nothing": Fact(exp.ArrayMax(this=col("empty")), None, "boolean"),
    "the greatest of no list": Fact(exp.ArrayMax(this=col("no_numbers")), None, "int"),
    "the greatest of a case each": Fact(
        exp.ArrayMax(this=exp.Transform(this=col("courses"), expression=each(case(LONGER, num(2), num(1))))),
        2,
        "int",
    ),
    "filtered": Fact(
        exp.ArrayFilter(
            this=col("numbers"), expression=each(exp.GT(this=col("i"), expression=col("one")))
        ),
        [4],
        "array<int>",
    ),
    "bits of a list": Fact(bits(num(0), ANY_BIT), 3, "int"),
    "bits of a list, narrow": Fact(
        bits(as_(Type.SMALLINT, num(0)), as_(Type.SMALLINT, ANY_BIT)), 3, "smallint"
    ),
    "bits of nothing": Fact(
        exp.Reduce(this=col("empty"), initial=num(5), merge=each(col("acc"), "acc", "i")), 5, "int"
    ),
    "bits of no list": Fact(
        exp.Reduce(this=col("missing"), initial=num(5), merge=each(col("acc"), "acc", "i")), None, "int"
    ),
    "the first day": Fact(smallest("days"), date(2018, 1, 31), "date"),
    "a list within a list": Fact(
        some("courses", call("exists", col("goals"), each(exp.And(this=SAME_KIND, expression=LONGER), "j"))),
        True,
        "boolean",
    ),
    "a lambda's name hides a column's": Fact(
        call("exists", col("numbers"), each(exp.EQ(this=col("one"), expression=num(4)), "one")),
        True,
        "boolean",
    ),
    "the position in a list": Fact(
        exp.Transform(this=col("numbers"), expression=each(col("n"), "i", "n")), [0, 1, 2], "array<int>"
    ),
    "how many of no list": Fact(call("array_size", col("no_numbers")), None, "int"),
    "how many of nothing": Fact(call("array_size", col("empty")), 0, "int"),
    "an item that is not there": Fact(call("get", col("numbers"), num(7)), None, "int"),
    "days by number": Fact(
        exp.Transform(
            this=exp.GenerateSeries(start=num(0), end=num(2)), expression=each(plus("jan_31", col("i"), "MONTH"))
        ),
        [date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)],
        "array<date>",
    ),
    # Figures by year.
    "a year's figure": Fact(
        exp.Bracket(this=col("years"), expressions=[word("2018")]), Decimal("1.5"), "decimal(5,1)"
    ),
    "a year without a figure": Fact(
        exp.Bracket(this=col("years"), expressions=[word("2019")]), None, "decimal(5,1)"
    ),
    "a year of no figures": Fact(
        exp.Bracket(this=col("no_years"), expressions=[word("2018")]), None, "decimal(5,1)"
    ),
    # Numbers.
    "a price times itself": Fact(
        exp.Mul(this=col("price"), expression=col("price")), Decimal("100.00200001"), "decimal(37,8)"
    ),
    "a price times a great number": Fact(
        exp.Mul(this=col("price"), expression=col("many")), Decimal("40000400000.0000"), "decimal(38,4)"
    ),
    "a sum of tenths": Fact(
        exp.EQ(this=exp.Add(this=num("0.1"), expression=num("0.2")), expression=num("0.3")), True, "boolean"
    ),
    "scales side by side": Fact(exp.LT(this=col("price"), expression=num("10.00011")), True, "boolean"),
    "divided by zero": Fact(
        exp.IntDiv(this=col("one"), expression=exp.Nullif(this=num(0), expression=num(0))), None, "bigint"
    ),
    "whole division goes toward zero": Fact(exp.IntDiv(this=col("negative"), expression=num(2)), -3, "bigint"),
    "a remainder has the dividend's sign": Fact(exp.Mod(this=col("negative"), expression=num(3)), -1, "int"),
    "bits of bits": Fact(
        exp.BitwiseAnd(this=as_(Type.SMALLINT, num(6)), expression=as_(Type.SMALLINT, col("one"))), 0, "smallint"
    ),
    "words keep quotes and backslashes": Fact(
        exp.Concat(expressions=[word("it's \\n"), word("`x`")], safe=True), "it's \\n`x`", "string"
    ),
}  # fmt: skip

# What sqlglot prints, and Spark takes, but that means another thing than the node says.
TRAPS: dict[str, Fact] = {
    "any of nothing is true": Fact(
        exp.ArrayAny(this=col("empty"), expression=each(col("i"))), True, "boolean"
    ),
    "any of unknowns is false": Fact(
        exp.ArrayAny(this=col("no_maybe"), expression=each(col("i"))), False, "boolean"
    ),
    "sunday is the second day": Fact(exp.DayOfWeekIso(this=col("sunday")), 2, "int"),
    "the greater of one and unknown": Fact(
        exp.Greatest(this=col("one"), expressions=[col("nothing")]), 1, "int"
    ),
    "dates apart are no number": Fact(
        call("typeof", exp.Sub(this=col("mar_31"), expression=col("feb_28"))),
        "interval day",
        "string",
    ),
    "a wide price times itself loses digits": Fact(
        call(
            "typeof",
            exp.Mul(this=wide("price"), expression=wide("price")),
        ),
        "decimal(38,6)",
        "string",
    ),
}

REFUSED: dict[str, exp.Expression] = {
    "a case of a bare NULL": case(exp.Null(), num(1), num(2)),
    "a great number of days": plus("jan_31", col("many"), "DAY"),
    "a narrow zero with a wide sum": bits(as_(Type.SMALLINT, num(0)), ANY_BIT),
    "bits of booleans": exp.BitwiseOr(this=col("yes"), expression=col("yes")),
    "all by its node": exp.ArrayAll(this=col("empty"), expression=each(col("i"))),
    "a question within a lambda": exp.Transform(
        this=col("numbers"), expression=each(exp.select(num(1)).subquery())
    ),
}


@pytest.fixture
def row(either_mode: SparkSession) -> Iterator[SparkSession]:
    """A session with a view `one_row`, whose values Spark cannot fold away when it plans."""
    either_mode.createDataFrame([ROW], SCHEMA).createOrReplaceTempView("one_row")
    yield either_mode
    either_mode.catalog.dropTempView("one_row")


@pytest.mark.parametrize("facts", [FACTS, TRAPS], ids=["relied on", "avoided"])
def test_a_node_means_what_is_written_here(
    row: SparkSession, facts: dict[str, Fact]
) -> None:
    query = exp.select(
        *(exp.alias_(fact.node, f"fact{n}") for n, fact in enumerate(facts.values()))
    ).from_("one_row")
    answered = row.sql(query.sql("spark"))
    types = [field.dataType.simpleString() for field in answered.schema.fields]
    values = list(answered.collect()[0])
    found = {
        name: (value, type_)
        for name, value, type_ in zip(facts, values, types, strict=True)
    }
    assert found == {name: (fact.value, fact.type) for name, fact in facts.items()}


@pytest.mark.parametrize("name", REFUSED)
def test_a_node_is_refused_before_it_runs(row: SparkSession, name: str) -> None:
    from pyspark.errors import AnalysisException  # noqa: PLC0415

    query = exp.select(REFUSED[name]).from_("one_row")
    with pytest.raises(AnalysisException):
        row.sql(query.sql("spark"))


def test_how_many_of_no_list_depends_on_the_mode(row: SparkSession) -> None:
    ansi = row.conf.get("spark.sql.ansi.enabled") == "true"
    query = exp.select(exp.ArraySize(this=col("missing"))).from_("one_row")
    assert row.sql(query.sql("spark")).collect()[0][0] == (None if ansi else -1)

"""How a column of a Spark table becomes a canonical one: what reads it, and what is true of values it cannot have.

A type is what `schema.jsonValue()` writes: a name, or an object for arrays, maps and structs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias, assert_never

from sqlglot import exp

from policyengine.backends.sql.admission import in_a_table
from policyengine.backends.sql.canonical import ID, Column
from policyengine.backends.sql.spelling import cast, number, quoted, text
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Text,
    Type,
)
from policyengine.policy.records import CPR_LIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from policyengine.policy.vocabulary import Fact

SparkType: TypeAlias = "str | Mapping[str, object]"

DATE, STRING = exp.DataType(this=exp.DType.DATE), exp.DataType(this=exp.DType.TEXT)
FLOATS = {
    "float": exp.DataType(this=exp.DType.FLOAT),
    "double": exp.DataType(this=exp.DType.DOUBLE),
}
WHOLE = ("byte", "short", "integer", "long")
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
YEAR = r"\d{4}"

# What a float is as an exact number: ten digits after the point, and before it fewer than its greatest has.
EXACT = exp.DataType(
    this=exp.DType.DECIMAL,
    expressions=[exp.DataTypeParam(this=number(each)) for each in (28, 10)],
)
GREATEST = 10**18


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` reads a column, and `fault` is true of what it cannot say, None where it says all.

    `members` are those of entries; `diagnostics` name the ones that cannot be read.
    """

    value: exp.Expression
    fault: exp.Expression | None = None
    members: Mapping[str, Column] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """`found` is true of rows that cannot be used because of the column `fact`; `code` and `reason` tell of them."""

    fact: str
    found: exp.Expression
    code: str
    reason: str
    hint: str | None = None

    def told(self, kind: str, rows: int) -> Diagnostic:
        """Say of how many rows it is true."""
        left_out = "1 row is" if rows == 1 else f"{rows:,} rows are"
        message = f"{kind}: {self.reason}; {left_out} left out"
        return Diagnostic(self.code, message, hint=self.hint)


def identity(given: SparkType | None) -> exp.Expression | None:
    """Return what reads the id of a type, None where that is none."""
    if given == "string":
        return named(ID)
    return cast(named(ID), STRING) if given in WHOLE else None


def wrong_ids(given: SparkType, key: exp.Expression) -> Iterator[Fault]:
    """Yield what an id cannot be; a number lacks the zeros that it begins with."""
    blank = exp.EQ(this=exp.Trim(this=key), expression=text(""))
    yield Fault(ID, any_of(is_null(key), blank), "PE703", "there is no `id`")
    whole = call("lpad", key, number(10), text("0")) if given in WHOLE else key
    hint = "use a pseudonym or a case number"
    cpr = _like(whole, CPR_LIKE.pattern)
    yield Fault(ID, cpr, "PE704", "`id` looks like a CPR number", hint)


def columns(
    facts: Mapping[str, Fact],
    given: Mapping[str, SparkType],
    place: Callable[[str], exp.Expression],
) -> tuple[dict[str, tuple[Column, Reading]], list[Diagnostic]]:
    """Return the column of each fact that is given and how it is read, and what is wrong with the others.

    `place` returns how a column is written.
    """
    found: dict[str, tuple[Column, Reading]] = {}
    diagnostics: list[Diagnostic] = []
    for name, type_ in given.items():
        if name.endswith("_known") and name.removesuffix("_known") in given:
            continue
        fact = facts.get(name)
        if fact is None:
            close = get_close_matches(name, list(facts), n=1)
            hint = f"did you mean `{close[0]}`?" if close else None
            message = f"no fact is called `{name}`; the column is not used"
            diagnostics.append(Diagnostic("PE705", message, hint=hint))
            continue
        read = _reading(fact, type_, place(name))
        if read is None:
            message = f"`{name}` must be {in_a_table(fact)}; the column is not used"
            diagnostics.append(Diagnostic("PE706", message))
            continue
        diagnostics += read.diagnostics
        told = given.get(f"{name}_known")
        if told not in (None, "boolean"):
            message = f"`{name}_known` must be true or false; `{name}` is not used"
            diagnostics.append(Diagnostic("PE706", message))
            continue
        nulls = "told" if told else fact.null_means
        found[name] = (Column(name, nulls, members=read.members), read)
    return found, diagnostics


def wrong_values(fact: Fact, column: Column, read: Reading) -> Iterator[Fault]:
    """Yield what the values of a column cannot be."""
    if read.fault is not None:
        reason = f"`{fact.name}` has values that it cannot have"
        yield Fault(fact.name, read.fault, "PE706", reason)
    if fact.timing == "prior" and column.nulls != "unknown":
        none: exp.Expression = is_null(read.value)
        if column.nulls == "told":
            none = exp.And(this=none, expression=named(column.told_by))
        yield Fault(fact.name, none, "PE706", f"`{fact.name}` cannot be none")


def packed(
    found: Mapping[str, tuple[Column, Reading]], place: Callable[[str], exp.Expression]
) -> dict[str, exp.Expression]:
    """Return what reads the canonical columns, each `<fact>_known` beside its fact."""
    parts: dict[str, exp.Expression] = {}
    for name, (column, read) in found.items():
        parts[name] = read.value
        if column.nulls == "told":
            parts[column.told_by] = place(column.told_by)
    return parts


def _reading(fact: Fact, given: SparkType, value: exp.Expression) -> Reading | None:
    """Return how a fact is read from a column of a type; None where that type cannot hold it."""
    if fact.entry is not None:
        return _entries(fact, given, value)
    if fact.per_year:
        return _by_year(fact, given, value)
    return _plain(fact.type, given, value)


def _plain(kind: Type, given: SparkType, value: exp.Expression) -> Reading | None:
    match kind, given:
        case (Boolean(), "boolean") | (Text(), "string"):
            return Reading(value)
        case Number(), str() if given in WHOLE or given.startswith("decimal"):
            return Reading(value)
        case Number(), str() if given in FLOATS:
            return _exact(value, FLOATS[given])
        case Day(), "date" | "timestamp_ntz":
            day = value if given == "date" else cast(value, DATE)
            first, last = (cast(text(each), DATE) for each in (FIRST_DAY, LAST_DAY))
            common = exp.Between(this=day, low=first, high=last)
            return Reading(day, exp.Not(this=common))
        case Choice(words), "string":
            return Reading(value, exp.Not(this=_among(value, words)))
        case ListType(Choice(words)), {"type": "array", "elementType": "string"}:
            known = any_of(_among(named("w"), words))
            return Reading(
                value,
                _some(
                    value, "w", exp.Not(this=exp.Is(this=known, expression=exp.true()))
                ),
            )
        case Boolean() | Day() | Number() | Text() | Choice() | ListType(), _:
            return None
        case DaysDuration() | MonthsDuration() | Null() | RecordType(), _:
            raise AssertionError(f"no fact is declared as {kind}")
        case _:
            assert_never(kind)


def _exact(value: exp.Expression, float_: exp.DataType) -> Reading:
    """Read a float as the shortest decimal that is this float, which is what was written; NaN is greater than all."""
    small = exp.LT(this=exp.Abs(this=value), expression=number(GREATEST))
    exact = cast(cast(value, STRING), EXACT)
    differs = exp.NEQ(this=cast(exact, float_), expression=value)
    great = exp.Not(this=any_of(is_null(value), exp.IsNan(this=value)))
    return Reading(
        exp.Case(ifs=[exp.If(this=small, true=exact)]),
        exp.Case(ifs=[exp.If(this=small, true=differs)], default=great),
    )


def _by_year(fact: Fact, given: SparkType, value: exp.Expression) -> Reading | None:
    match given:
        case {"type": "map", "keyType": "string", "valueType": str(of)}:
            figure = _plain(fact.type, of, named("v"))
        case _:
            return None
    if figure is None:
        return None
    fault = _some(call("map_keys", value), "k", exp.Not(this=_like(named("k"), YEAR)))
    if figure.fault is not None:
        fault = any_of(fault, _some(call("map_values", value), "v", figure.fault))
    if figure.value == named("v"):
        return Reading(value, fault)
    return Reading(
        call("transform_values", value, _each(figure.value, "k", "v")), fault
    )


def _entries(fact: Fact, given: SparkType, value: exp.Expression) -> Reading | None:
    match given:
        case {
            "type": "array",
            "elementType": {"type": "struct", "fields": list(fields)},
        }:
            members = {each["name"]: each["type"] for each in fields}
        case _:
            return None

    def member(name: str) -> exp.Expression:
        return exp.Dot(this=named("e"), expression=quoted(name))

    assert fact.entry is not None
    found, unread = columns(fact.entry.facts, members, member)
    parts = packed(found, member) or {fact.entry.dated_by: cast(exp.Null(), DATE)}
    as_given = all(part == member(name) for name, part in parts.items())
    faults = [read.fault for _, read in found.values() if read.fault is not None]
    return Reading(
        value
        if as_given
        else exp.Transform(this=value, expression=_each(struct(parts), "e")),
        _some(value, "e", any_of(is_null(named("e")), *faults)),
        {name: column for name, (column, _) in found.items()},
        tuple(
            replace(each, message=f"in `{fact.name}`: {each.message}")
            for each in unread
        ),
    )


# --- nodes --------------------------------------------------------------------


def named(name: str) -> exp.Column:
    """Return a column or a lambda's variable."""
    return exp.Column(this=quoted(name))


def call(function: str, *arguments: exp.Expression) -> exp.Expression:
    """Return a call of one of Spark's functions."""
    return exp.Anonymous(this=function, expressions=list(arguments))


def struct(parts: Mapping[str, exp.Expression]) -> exp.Expression:
    """Return a struct of named parts."""
    members = [
        exp.PropertyEQ(this=quoted(name), expression=part)
        for name, part in parts.items()
    ]
    return exp.Struct(expressions=members)


def is_null(value: exp.Expression) -> exp.Expression:
    """Return whether a value is NULL."""
    return exp.Is(this=value, expression=exp.Null())


def any_of(first: exp.Expression, *others: exp.Expression) -> exp.Expression:
    """Return whether one of some conditions is true, in parentheses."""
    either = first
    for each in others:
        either = exp.Or(this=either, expression=exp.Paren(this=each))
    return exp.Paren(this=either)


def _among(value: exp.Expression, words: Iterable[str]) -> exp.Expression:
    return exp.In(this=value, expressions=[text(each) for each in words])


def _like(value: exp.Expression, pattern: str) -> exp.Expression:
    """Whether the whole of a text is of a pattern."""
    return exp.RegexpLike(this=value, expression=text(f"^({pattern})$"))


def _each(body: exp.Expression, *names: str) -> exp.Expression:
    return exp.Lambda(this=body, expressions=[quoted(name) for name in names])


def _some(over: exp.Expression, name: str, odd: exp.Expression) -> exp.Expression:
    return call("exists", over, _each(odd, name))

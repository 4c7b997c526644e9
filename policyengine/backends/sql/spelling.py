"""Terms as sqlglot nodes, in the spelling of each dialect.

Nodes alone, never text: names are quoted, and each spelling is tried on its engine by a conformance test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from policyengine.backends.sql import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policyengine.backends.sql.canonical import Dialect
    from policyengine.backends.sql.terms import Kind, Term

_TYPES: dict[Kind, exp.DType] = {
    "boolean": exp.DType.BOOLEAN,
    "day": exp.DType.DATE,
    "days": exp.DType.INT,
    "months": exp.DType.INT,
    "bits": exp.DType.INT,
}
_COMPARISONS: dict[terms.Operator, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def quoted(name: str) -> exp.Identifier:
    """Return a quoted name."""
    return exp.Identifier(this=name, quoted=True)


def column(table: str, name: str) -> exp.Column:
    """Return a column of a table."""
    return exp.Column(this=quoted(name), table=quoted(table))


def number(value: int | Decimal) -> exp.Expression:
    """Return a number."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if text.startswith("-"):
        return exp.Paren(this=exp.Neg(this=exp.Literal(this=text[1:], is_string=False)))
    return exp.Literal(this=text, is_string=False)


def text(value: str) -> exp.Literal:
    """Return a text."""
    return exp.Literal(this=value, is_string=True)


def data_type(kind: Kind) -> exp.DataType:
    """Return the type of a kind of term."""
    match kind:
        case "number":
            parameters = [exp.DataTypeParam(this=number(n)) for n in (38, 8)]
            return exp.DataType(
                this=exp.DType.DECIMAL, expressions=parameters, nested=False
            )
        case "text" | "list":
            return exp.DataType(this=exp.DType.TEXT)
        case _:
            return exp.DataType(this=_TYPES[kind])


def cast(this: exp.Expression, to: exp.DataType) -> exp.Expression:
    """Return a cast."""
    return exp.Cast(this=this, to=to)


@dataclass(frozen=True)
class Speller:
    """Spells terms in a dialect. `columns` says how a column is written where it has been given another name."""

    dialect: Dialect

    def spell(self, term: Term) -> exp.Expression:  # noqa: C901, PLR0911, PLR0912 - a case for each term
        """Return a term as nodes."""
        spell = self.spell
        match term:
            case terms.Constant(value, kind):
                return self._constant(value, kind)
            case terms.Column(table, name):
                return column(table, name)
            case terms.Local(name):
                return self._local(name)
            case terms.Member(of, name):
                return self._member(of.name, name)
            case terms.All(parts):
                return exp.Paren(this=_joined(exp.And, map(spell, parts)))
            case terms.AnyOf(parts):
                return exp.Paren(this=_joined(exp.Or, map(spell, parts)))
            case terms.Not(inner):
                return exp.Paren(this=exp.Not(this=exp.Paren(this=spell(inner))))
            case terms.Compare(operator, left, right):
                compared = _COMPARISONS[operator](this=spell(left), expression=spell(right))  # fmt: skip
                return exp.Paren(this=compared)
            case terms.Among(of, texts):
                return exp.Paren(this=exp.In(this=spell(of), expressions=[text(each) for each in texts]))  # fmt: skip
            case terms.IsNull(of):
                return exp.Paren(this=exp.Is(this=spell(of), expression=exp.Null()))
            case terms.Case(branches, otherwise):
                return exp.Case(
                    ifs=[exp.If(this=spell(c), true=spell(then)) for c, then in branches],
                    default=spell(otherwise),
                )  # fmt: skip
            case terms.Coalesce(parts):
                first, *others = map(spell, parts)
                return exp.Coalesce(this=first, expressions=others)  # fmt: skip
            case terms.Extreme(how, parts):
                # All three engines pass over NULL; sqlglot's own nodes guard against it.
                return exp.Anonymous(this=how.upper(), expressions=[*map(spell, parts)])
            case terms.Calculate(operator, left, right):
                node = _ARITHMETIC[operator](this=spell(left), expression=spell(right))
                return exp.Paren(this=node)
            case terms.Contains(of, word):
                return self._contains(spell(of), word)
            case terms.Contained(where, of, part):
                return self._contained(where, spell(of), part)
            case terms.ListOf(items, kind):
                return self._list([*map(spell, items)], kind)
            case terms.Fold():
                return self._fold(term)
            case terms.Exists():
                return self._exists(term)
            case terms.Filtered():
                return self._filtered(term)
            case terms.Numbers(last):
                return self._numbers(spell(last))
            case terms.OfYear(figures, year):
                return self._of_year(spell(figures), self._year_key(year))
            case terms.YearKnown(figures, year):
                return self._year_known(spell(figures), self._year_key(year))
            case terms.AddDays() | terms.AddMonths() | terms.DaysBetween() | terms.PartOf():  # fmt: skip
                return self._of_days(term)
            case _:
                assert_never(term)

    # --- what all dialects spell alike -----------------------------------------

    def _constant(self, value: object, kind: Kind) -> exp.Expression:
        match value:
            case None:
                return cast(exp.Null(), data_type(kind))
            case bool():
                return exp.Boolean(this=value)
            case int() | Decimal():
                return number(value)
            case date():
                return cast(text(value.isoformat()), data_type("day"))
            case str():
                return text(value)
            case _:
                raise AssertionError(kind)

    def _of_days(
        self,
        term: terms.AddDays | terms.AddMonths | terms.DaysBetween | terms.PartOf,
    ) -> exp.Expression:
        spell = self.spell
        match term:
            case terms.AddDays(day, terms.Constant(int(days))):
                return self._add_days(spell(day), number(days))
            case terms.AddDays(day, days):
                return self._add_days(spell(day), cast(spell(days), data_type("days")))
            case terms.AddMonths(day, terms.Constant(int(count))):
                return self._add_months(spell(day), count)
            case terms.AddMonths(day, months):
                by = cast(spell(months), data_type("months"))
                return self._add_computed_months(spell(day), by)
            case terms.DaysBetween(start, end):
                return self._days_between(spell(start), spell(end))
            case terms.PartOf(part, day):
                return self._part(part, spell(day))
            case _:
                assert_never(term)

    def _year_key(self, year: Term) -> exp.Expression:
        if isinstance(year, terms.Constant):
            return text(str(year.value))
        return cast(self.spell(year), data_type("text"))

    # --- what each dialect spells in its own way --------------------------------

    def _local(self, name: str) -> exp.Expression:
        if self.dialect == "postgres":
            return column(name, "v")
        return exp.Column(this=quoted(name))

    def _member(self, local: str, name: str) -> exp.Expression:
        if self.dialect == "postgres":
            return column(local, name)
        return exp.Dot(this=exp.Column(this=quoted(local)), expression=quoted(name))

    def _contains(self, texts: exp.Expression, word: str) -> exp.Expression:
        match self.dialect:
            case "duckdb":
                return exp.Anonymous(this="LIST_CONTAINS", expressions=[texts, text(word)])  # fmt: skip
            case "spark":
                return exp.Anonymous(this="ARRAY_CONTAINS", expressions=[texts, text(word)])  # fmt: skip
            case "postgres":
                return exp.Paren(this=exp.EQ(this=text(word), expression=exp.Any(this=exp.Paren(this=texts))))  # fmt: skip

    def _contained(self, where: str, of: exp.Expression, part: str) -> exp.Expression:
        # No LIKE, whose wildcards a part may hold.
        match where:
            case "contains":
                name = "STRPOS" if self.dialect != "spark" else "INSTR"
                found = exp.Anonymous(this=name, expressions=[of, text(part)])
                return exp.Paren(this=exp.GT(this=found, expression=number(0)))
            case "starts with":
                edge = "LEFT"
            case _:
                edge = "RIGHT"
        cut = exp.Anonymous(this=edge, expressions=[of, number(len(part))])
        return exp.Paren(this=exp.EQ(this=cut, expression=text(part)))

    def _list(self, items: list[exp.Expression], kind: Kind) -> exp.Expression:
        if self.dialect == "postgres":
            array = exp.DataType(
                this=exp.DType.ARRAY, expressions=[data_type(kind)], nested=True
            )
            return cast(exp.Array(expressions=items), array)
        if self.dialect == "duckdb":
            return exp.Anonymous(this="LIST_VALUE", expressions=items)
        return exp.Anonymous(this="ARRAY", expressions=items)

    def _numbers(self, last: exp.Expression) -> exp.Expression:
        match self.dialect:
            case "duckdb":
                return exp.Anonymous(this="GENERATE_SERIES", expressions=[number(1), last])  # fmt: skip
            case "spark":
                some = exp.GTE(this=last, expression=number(1))
                upto = exp.Anonymous(this="SEQUENCE", expressions=[number(1), last.copy()])  # fmt: skip
                nothing = exp.Anonymous(
                    this="SLICE",
                    expressions=[
                        exp.Anonymous(this="ARRAY", expressions=[number(1)]),
                        number(1),
                        number(0),
                    ],
                )
                return exp.Case(ifs=[exp.If(this=some, true=upto)], default=nothing)
            case "postgres":
                series = exp.Anonymous(this="GENERATE_SERIES", expressions=[number(1), last])  # fmt: skip
                return exp.Array(expressions=[exp.Select(expressions=[series])])

    def _of_year(self, figures: exp.Expression, key: exp.Expression) -> exp.Expression:
        if self.dialect == "postgres":
            found = exp.JSONExtractScalar(this=figures, expression=key, only_json_types=True)  # fmt: skip
            return cast(exp.Paren(this=found), data_type("number"))
        return exp.Bracket(this=figures, expressions=[key])

    def _year_known(self, figures: exp.Expression, key: exp.Expression) -> exp.Expression:  # fmt: skip
        match self.dialect:
            case "duckdb":
                known = exp.Anonymous(this="MAP_CONTAINS", expressions=[figures, key])
            case "spark":
                known = exp.Anonymous(this="MAP_CONTAINS_KEY", expressions=[figures, key])  # fmt: skip
            case "postgres":
                known = exp.Paren(
                    this=exp.JSONBContainsTopKey(this=figures, expression=key)
                )  # type: ignore[assignment]
            case _:
                assert_never(self.dialect)
        return exp.Coalesce(this=known, expressions=[exp.Boolean(this=False)])

    def _add_days(self, day: exp.Expression, days: exp.Expression) -> exp.Expression:
        if self.dialect == "spark":
            return exp.Anonymous(this="DATE_ADD", expressions=[day, days])
        return exp.Paren(this=exp.Add(this=day, expression=days))

    def _add_months(self, day: exp.Expression, count: int) -> exp.Expression:
        if self.dialect == "spark":
            return exp.Anonymous(this="ADD_MONTHS", expressions=[day, number(count)])
        by = exp.Interval(this=text(str(count)), unit=exp.Var(this="MONTH"))
        return cast(exp.Add(this=day, expression=by), data_type("day"))

    def _add_computed_months(self, day: exp.Expression, count: exp.Expression) -> exp.Expression:  # fmt: skip
        match self.dialect:
            case "spark":
                return exp.Anonymous(this="ADD_MONTHS", expressions=[day, count])
            case "duckdb":
                by = exp.Anonymous(this="TO_MONTHS", expressions=[count])
            case "postgres":
                by = exp.Anonymous(this="MAKE_INTERVAL", expressions=[number(0), count])
            case _:
                assert_never(self.dialect)
        return cast(exp.Add(this=day, expression=by), data_type("day"))

    def _days_between(self, start: exp.Expression, end: exp.Expression) -> exp.Expression:  # fmt: skip
        if self.dialect == "spark":
            return exp.Anonymous(this="DATEDIFF", expressions=[end, start])
        return exp.Paren(this=exp.Sub(this=end, expression=start))

    def _part(self, part: str, day: exp.Expression) -> exp.Expression:
        if self.dialect == "postgres":
            found = exp.Extract(this=exp.Var(this=part.upper()), expression=day)
            return cast(found, data_type("days"))
        return exp.Anonymous(this=part.upper(), expressions=[day])

    # --- lists ------------------------------------------------------------------

    def _fold(self, fold: terms.Fold) -> exp.Expression:
        match self.dialect:
            case "duckdb":
                return self._fold_in_duckdb(fold)
            case "spark":
                return self._fold_in_spark(fold)
            case "postgres":
                return self._fold_in_postgres(fold)

    def _each(self, fold: terms.Fold) -> exp.Expression:
        """Return the list of what each item gives."""
        step = exp.Lambda(this=self.spell(fold.each), expressions=[quoted(fold.local.name)])  # fmt: skip
        return self._over(fold, "LIST_TRANSFORM" if self.dialect == "duckdb" else "TRANSFORM", step)  # fmt: skip

    def _over(self, fold: terms.Fold, function: str, step: exp.Expression) -> exp.Expression:  # fmt: skip
        return exp.Anonymous(this=function, expressions=[self.spell(fold.over), step])

    def _exists(self, asked: terms.Exists) -> exp.Expression:
        step = exp.Lambda(this=self.spell(asked.where), expressions=[quoted(asked.local.name)])  # fmt: skip
        yes, no = exp.Boolean(this=True), exp.Boolean(this=False)
        unknown = self.spell(terms.UNKNOWN)
        match self.dialect:
            case "duckdb":
                held = exp.Anonymous(this="LIST_TRANSFORM", expressions=[self.spell(asked.over), step])  # fmt: skip
                one = exp.Anonymous(this="LIST_CONTAINS", expressions=[held, yes])
                if not terms.nullable(asked.where):
                    return exp.Coalesce(this=one, expressions=[no])
                place = exp.Anonymous(this="LIST_POSITION", expressions=[held.copy(), exp.Null()])  # fmt: skip
                maybe = exp.GT(this=place, expression=number(0))
                return exp.Case(
                    ifs=[exp.If(this=one, true=yes.copy()), exp.If(this=maybe, true=unknown)],
                    default=no,
                )  # fmt: skip
            case "spark":
                # Its own quantifier has three values, but a list that is NULL has none.
                one = exp.Anonymous(this="EXISTS", expressions=[self.spell(asked.over), step])  # fmt: skip
                missing = exp.Is(this=self.spell(asked.over), expression=exp.Null())
                return exp.Case(ifs=[exp.If(this=missing, true=no)], default=one)
            case "postgres":
                where = asked.where
                degree = terms.case(
                    (where, terms.bits(2)),
                    (terms.is_null(where), terms.bits(1)),
                    otherwise=terms.bits(0),
                )
                most = self.spell(terms.Fold("max", asked.over, asked.local, degree, "bits"))  # fmt: skip
                return exp.Case(
                    this=most,
                    ifs=[exp.If(this=number(2), true=yes), exp.If(this=number(1), true=unknown)],
                    default=no,
                )  # fmt: skip
            case _:
                assert_never(self.dialect)

    def _filtered(self, kept: terms.Filtered) -> exp.Expression:
        if self.dialect == "postgres":
            source = exp.Unnest(
                expressions=[self.spell(kept.over)],
                alias=exp.TableAlias(
                    this=quoted(kept.local.name), columns=[quoted("v")]
                ),
            )
            rows = exp.Select(
                expressions=[column(kept.local.name, "v")],
                from_=exp.From(this=source),
                where=exp.Where(this=self.spell(kept.where)),
            )
            return exp.Array(expressions=[rows])
        name = "LIST_FILTER" if self.dialect == "duckdb" else "FILTER"
        step = exp.Lambda(this=self.spell(kept.where), expressions=[quoted(kept.local.name)])  # fmt: skip
        return exp.Anonymous(this=name, expressions=[self.spell(kept.over), step])

    def _fold_in_duckdb(self, fold: terms.Fold) -> exp.Expression:
        names = {"max": "LIST_MAX", "min": "LIST_MIN", "sum": "LIST_SUM", "or": "LIST_BIT_OR"}  # fmt: skip
        return exp.Anonymous(this=names[fold.how], expressions=[self._each(fold)])

    def _fold_in_spark(self, fold: terms.Fold) -> exp.Expression:
        each = self._each(fold)
        if fold.how in ("max", "min"):
            return exp.Anonymous(this=f"ARRAY_{fold.how.upper()}", expressions=[each])
        total, item = quoted("acc"), quoted("x")
        value: exp.Expression = exp.Column(this=item.copy())
        zero = self.spell(terms.Constant(0, fold.kind))
        if fold.kind == "number":
            value, zero = cast(value, data_type("number")), cast(zero, data_type("number"))  # fmt: skip
        node = exp.Add if fold.how == "sum" else exp.BitwiseOr
        merged: exp.Expression = node(
            this=exp.Column(this=total.copy()), expression=value
        )
        if fold.kind == "number":
            merged = cast(merged, data_type("number"))
        step = exp.Lambda(this=merged, expressions=[total, item])
        return exp.Anonymous(this="AGGREGATE", expressions=[each, zero, step])

    def _fold_in_postgres(self, fold: terms.Fold) -> exp.Expression:
        functions: dict[str, Callable[..., exp.Expression]] = {
            "max": exp.Max,
            "min": exp.Min,
            "sum": exp.Sum,
            "or": exp.BitwiseOrAgg,
        }
        simple = not isinstance(fold.over, terms.Column)
        names = [quoted("v")] if simple else []
        source = exp.Unnest(
            expressions=[self.spell(fold.over)],
            alias=exp.TableAlias(this=quoted(fold.local.name), columns=names),
        )
        each = exp.Alias(this=self.spell(fold.each), alias=quoted("v"))
        rows = exp.Select(expressions=[each], from_=exp.From(this=source))
        # An aggregate of outer columns alone would belong to the outer query.
        inner = exp.Subquery(this=rows, alias=exp.TableAlias(this=quoted("q")))
        total: exp.Expression = functions[fold.how](this=column("q", "v"))
        if fold.how == "sum":
            total = cast(total, data_type(fold.kind))
        whole = exp.Select(expressions=[total], from_=exp.From(this=inner))
        return exp.Subquery(this=whole)


def _joined(node: type[exp.Connector], parts: Iterable[exp.Expression]) -> exp.Expression:  # fmt: skip
    joined, *others = parts
    for each in others:
        joined = _both(node, joined, each)
    return joined


def _both(node: type[exp.Connector], left: exp.Expression, right: exp.Expression) -> exp.Expression:  # fmt: skip
    return node(this=left, expression=right)  # type: ignore[return-value]

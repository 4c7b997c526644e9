"""The reference evaluator: what a tree means for given facts, one plain step for each node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from policyengine.feel import nodes
from policyengine.feel.arithmetic import negative
from policyengine.feel.comparison import kind_of
from policyengine.feel.functions import call
from policyengine.feel.inner import Partial, Range, listed, settled
from policyengine.feel.meaning import POLICY, STANDARD
from policyengine.feel.members import member_of
from policyengine.feel.names import ITEM
from policyengine.feel.truth import Truth, all_of, any_of, not_
from policyengine.feel.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policyengine.feel.inner import Entries, Inner
    from policyengine.feel.meaning import Meaning
    from policyengine.feel.nodes import ComparisonOperator, Expr
    from policyengine.feel.values import Unknown, Value

Lookup: TypeAlias = "Callable[[str], Value]"
Equality: TypeAlias = Literal["unknown", "feel"]
Items: TypeAlias = "list[tuple[Value, Truth, Evaluation]]"

# What a filter may say of an item: that it stays or goes, or nothing.
_ANSWERS = ("boolean", "number", None)


def evaluate(
    expr: Expr,
    lookup: Lookup,
    *,
    equality: Equality = "unknown",
    written_out: bool = False,
) -> Value:
    """Return the value of `expr`, where `lookup` gives the value of every name.

    With `equality="unknown"` it means what policies mean: `lookup` answers `UNKNOWN` for an
    unknown fact, and the result may be `UNKNOWN`. With `equality="feel"` it means what the
    standard says, where null stands for unknown too. Operands that do not go together give
    none; no value makes it raise. In a filter a member's bare name means the member, unless
    the expression is `written_out`: there every bare name is a fact, and a member is `item.kind`.
    """
    evaluation = Evaluation.of(lookup, equality, written_out=written_out)
    return settled(evaluation.value(expr))


class Evaluation:
    """What an expression is worth where names have values. `bound` holds loop variables and, in a filter, members."""

    __slots__ = ("_bound", "_lookup", "_meaning", "_written_out")

    def __init__(
        self,
        lookup: Lookup,
        meaning: Meaning,
        bound: Mapping[str, Value] | None = None,
        *,
        written_out: bool = False,
    ) -> None:
        self._lookup = lookup
        self._meaning = meaning
        self._bound = bound or {}
        self._written_out = written_out

    @classmethod
    def of(
        cls, lookup: Lookup, equality: Equality, *, written_out: bool = False
    ) -> Evaluation:
        """Return the evaluation of an expression that stands alone."""
        meaning = POLICY if equality == "unknown" else STANDARD
        return cls(lookup, meaning, written_out=written_out)

    def value(self, expr: Expr) -> Inner:  # noqa: C901, PLR0911, PLR0912 - a case for each node
        """Return the value of `expr`, which may be known in part."""
        match expr:
            case nodes.Literal(value):
                return value
            case nodes.Name(name):
                return self._bound[name] if name in self._bound else self._lookup(name)
            case nodes.Path(of, member):
                return member_of(self.value(of), member, self._meaning.absent())
            case nodes.ListOf(items):
                return tuple(settled(self.value(item)) for item in items)
            case nodes.Arithmetic(operator, left, right):
                a, b = self.value(left), self.value(right)
                return self._meaning.calculate(operator, a, b)
            case nodes.Negate(operand):
                known = settled(self.value(operand))
                return known if known is UNKNOWN else negative(known)
            case nodes.If():
                return self._if(expr)
            case nodes.Filter():
                return self._filter(expr)
            case nodes.Call(function, arguments):
                values = tuple(self.value(each) for each in arguments)
                return call(function, values, self._meaning)
            case nodes.Interval() | nodes.UnaryTest():
                return self._range(expr)
            case nodes.Quantified():
                return self._quantified(expr)
            case nodes.Not(operand):
                known = self._meaning.single(self.value(operand))
                return self._meaning.value(not_(self._meaning.truth(known)))
            case nodes.And(operands):
                return self._meaning.value(all_of(map(self.truth, operands)))
            case nodes.Or(operands):
                return self._meaning.value(any_of(map(self.truth, operands)))
            case nodes.Compare():
                return self._compare(expr)
            case nodes.Between(operand, low, high):
                bounds = Range(((">=", self.value(low)), ("<=", self.value(high))))
                return self._meaning.value(self._within(self.value(operand), bounds))
            case nodes.In(operand, tests):
                wanted = self.value(operand)
                met = any_of(self._meets(wanted, test) for test in tests)
                return self._meaning.value(met)
        assert_never(expr)

    def truth(self, expr: Expr) -> Truth:
        """Return what `expr` says as a condition."""
        return self._meaning.truth(self.value(expr))

    # --- comparison and membership --------------------------------------------------

    def _compare(self, expr: nodes.Compare) -> Inner:
        null = nodes.Literal(None)
        if expr.right == null or expr.left == null:
            value = self.value(expr.left if expr.right == null else expr.right)
            truth = self._meaning.compare_to_null(expr.operator, value)
        else:
            left, right = self.value(expr.left), self.value(expr.right)
            truth = self._meaning.compare(expr.operator, left, right)
        return truth if truth is None else self._meaning.value(truth)

    def _range(self, test: nodes.Interval | nodes.UnaryTest) -> Range:
        if isinstance(test, nodes.UnaryTest):
            return Range(((test.operator, self.value(test.bound)),))
        low: ComparisonOperator = ">=" if test.low_closed else ">"
        high: ComparisonOperator = "<=" if test.high_closed else "<"
        return Range(
            tuple(
                (operator, self.value(end) if end else None)
                for operator, end in ((low, test.low), (high, test.high))
                if end is not None or not self._meaning.null_opens_range
            )
        )

    def _within(self, value: Inner, bounds: Range) -> Truth:
        compare, truth = self._meaning.compare, self._meaning.truth
        return all_of(truth(compare(each, value, end)) for each, end in bounds.bounds)

    def _meets(self, value: Inner, test: Expr) -> Truth:
        """Whether one test right of `in` holds: a list is met by what meets an item."""
        meaning = self._meaning
        match test:
            case nodes.ListOf(items):
                return any_of(self._meets_item(value, item) for item in items)
            case nodes.Literal(None):
                return meaning.compare_to_null("=", value) or False
            case nodes.UnaryTest(operator, nodes.Literal(None)):
                return meaning.truth(meaning.compare_to_null(operator, value))
            case _:
                pass
        wanted = self.value(test)
        if isinstance(wanted, Range):
            return self._within(value, wanted)
        if _is_list(wanted):
            return meaning.truth(call("list contains", (wanted, value), meaning))
        return meaning.compare("=", value, wanted) or False

    def _meets_item(self, value: Inner, item: Expr) -> Truth:
        """Whether an item right of `in` is met: one that is a list, also by an equal list."""
        met = self._meets(value, item)
        if not _is_list(value):
            return met
        same = self._meaning.compare("=", value, self.value(item)) or False
        return any_of((met, same))

    # --- lists ----------------------------------------------------------------------

    def items(self, expr: nodes.Quantified | nodes.Filter) -> Items | Unknown | None:
        """Return the items of the list, and for each whether it is there and the evaluation of the condition."""
        of = expr.of if isinstance(expr, nodes.Filter) else expr.source
        entries = self._meaning.entries(self.value(of))
        if entries is None or entries is UNKNOWN:
            return entries
        if isinstance(expr, nodes.Quantified):
            variable = expr.variable
            return [
                (item, sure, self._with({variable: item})) for item, sure in entries
            ]
        # What one item has is a member of all: it never means a fact outside of the list.
        records = [item for item, _ in entries if isinstance(item, Mapping)]
        members = set() if self._written_out else set().union(*records)
        return [(item, sure, self._inside(item, members)) for item, sure in entries]

    def _quantified(self, expr: nodes.Quantified) -> Inner:
        items = self.items(expr)
        if items is None or items is UNKNOWN:
            return items
        each = ((inner.truth(expr.condition), sure) for _, sure, inner in items)
        if expr.quantifier == "some":
            return self._meaning.value(any_of(map(all_of, each)))
        return self._meaning.value(
            all_of(any_of((truth, not_(sure))) for truth, sure in each)
        )

    def _filter(self, expr: nodes.Filter) -> Inner:
        items = self.items(expr)
        if items is None or items is UNKNOWN:
            return items
        answers = [inner.value(expr.condition) for _, _, inner in items]
        nowhere = self._with({ITEM: None})
        first = answers[0] if answers else nowhere.value(expr.condition)
        if kind_of(first) == "number":
            return _at(first, tuple((item, sure) for item, sure, _ in items))
        if any(kind_of(answer) not in _ANSWERS for answer in answers):
            return None
        kept, truth = self._meaning.kept, self._meaning.truth
        return listed(
            (item, all_of((sure, kept(truth(answer)))))
            for (item, sure, _), answer in zip(items, answers, strict=True)
        )

    def _inside(self, item: Value, members: Iterable[str]) -> Evaluation:
        absent = self._meaning.absent()
        named = {each: settled(member_of(item, each, absent)) for each in members}
        if self._meaning is STANDARD and isinstance(item, Mapping) and ITEM in item:
            return self._with(named)  # a member of that name hides the item
        return self._with({**named, ITEM: item})

    def _with(self, bound: Mapping[str, Value]) -> Evaluation:
        bound = {**self._bound, **bound}
        written_out = self._written_out
        return Evaluation(self._lookup, self._meaning, bound, written_out=written_out)

    # --- choice ---------------------------------------------------------------------

    def _if(self, expr: nodes.If) -> Inner:
        condition = self.truth(expr.condition)
        if condition is True:
            return self.value(expr.then)
        otherwise = self.value(expr.otherwise)
        if condition is False:
            return otherwise
        return self._meaning.undecided_if(self.value(expr.then), otherwise)


def _is_list(value: Inner) -> bool:
    return isinstance(value, tuple | Partial)


def _at(position: Inner, entries: Entries) -> Inner:
    """Return the item at a position, from 1, or from the end where negative; none outside."""
    if any(sure is UNKNOWN for _, sure in entries):
        return UNKNOWN
    places = range(1, len(entries) + 1)
    for place, (item, _) in zip(places, entries, strict=True):
        if position in (place, place - len(entries) - 1):
            return item
    return None

"""Random expressions of a wanted type, made backwards from the type rules: what can give this type, and from what?

Each way to make an expression is a function under `@gives(type)`. It makes its operands by the same road, one step
less deep, until names and constants are left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel import nodes
from policyengine.feel.names import ITEM
from policyengine.feel.nodes import Expr, Literal, Name, Path
from policyengine.feel.type_rules import parts_of
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
from tests.generative.feel.dice import Dice, rolled
from tests.generative.feel.values import (
    COURSE,
    FAMILY,
    HOURS,
    KIND,
    MONEY,
    NAMES,
    constants,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator

DURATIONS: tuple[Type, ...] = (DaysDuration(), MonthsDuration())
ORDERED: tuple[Type, ...] = (Number(), HOURS, MONEY, Day(), Text(), *DURATIONS)
SCALARS: tuple[Type, ...] = (*ORDERED, Boolean(), KIND)
LISTS: tuple[Type, ...] = (
    *map(ListType, SCALARS),
    ListType(COURSE),
    ListType(ListType(Number())),
)
KINDS: tuple[Type, ...] = (*SCALARS, *LISTS, FAMILY, Null())

EQUALS: tuple[ComparisonOperator, ...] = ("=", "!=")
ORDERS: tuple[ComparisonOperator, ...] = ("<", "<=", ">", ">=")
SIGNS: tuple[ArithmeticOperator, ...] = ("+", "-")
ITEMS: tuple[Type, ...] = (COURSE, COURSE, KIND, Number(), Day())
DEPTHS = (1, 2, 3)
VARIABLES = ("c", "each_one", "size")

Way: TypeAlias = "Callable[[Maker, Type], Expr]"
WAYS: dict[type, list[Way]] = defaultdict(list)
AGREED: set[Way] = set()
"""Ways on whose result the two meanings of a condition agree: null comes of none of them by itself."""


def gives(*kinds: type, agreed: bool = True) -> Callable[[Way], Way]:
    """Enter a function among the ways to make an expression of these types."""

    def enter(way: Way) -> Way:
        for kind in kinds:
            WAYS[kind].append(way)
        if agreed:
            AGREED.add(way)
        return way

    return enter


@dataclass(frozen=True)
class Maker:
    """Makes expressions of wanted types, at most `depth` operators deep, from the names in `scope`.

    Where `agreed`, both meanings of a condition agree on them if all that they read is there: no part is null then.
    Where `bare`, a filter may name members by themselves; else it says `item.kind`, as in a policy that is compiled.
    """

    dice: Dice
    scope: Mapping[str, Type]
    depth: int
    agreed: bool = False
    bare: bool = True

    def make(self, kind: Type) -> Expr:
        """An expression of a type; where that is a number, one of its unit or of none."""
        ways = WAYS[type(kind)]
        if self.agreed:
            ways = [way for way in ways if way in AGREED]
        if self.depth == 0 or not ways or self.dice.one_in(5):
            return self.leaf(kind)
        return self.by(self.dice.pick(ways), kind)

    def by(self, way: Way, kind: Type) -> Expr:
        """An expression made in a certain way."""
        return way(replace(self, depth=max(0, self.depth - 1)), kind)

    def or_null(self, kind: Type) -> Expr:
        """An expression for a place that takes null too, and for a list an empty one."""
        if self.agreed or not self.dice.one_in(9):
            return self.make(kind)
        empty = isinstance(kind, ListType) and self.dice.one_in(2)
        return nodes.ListOf(()) if empty else Literal(None)

    def bound(self, operand: Expr, kind: Type) -> Expr:
        """An expression to compare with: the operand itself now and then, for a bound that is met exactly."""
        return operand if self.dice.one_in(4) else self.make(kind)

    def items(self, kind: Type) -> Expr:
        """A list, every other time a filtered one: of some of its items it is unknown whether they are in it."""
        listed = ListType(kind)
        return self.by(filtered, listed) if self.dice.one_in(2) else self.make(listed)

    def several(self, kind: Type, least: int, most: int) -> tuple[Expr, ...]:
        """Expressions of a type, the first of them never null."""
        number = least + self.dice.below(most - least + 1)
        return tuple(
            self.or_null(kind) if place else self.make(kind) for place in range(number)
        )

    def inside(self, **variables: Type) -> Maker:
        """The maker for a place where more names mean something."""
        return replace(self, scope={**self.scope, **variables})

    def leaf(self, kind: Type) -> Expr:
        """A name, a member of a named record, or a constant; a list of one where there is none."""
        if isinstance(kind, Null):
            return Literal(None)
        found = self.named(kind)
        values = constants(kind)
        if values and (not found or self.dice.one_in(3)):
            return Literal(self.dice.pick(values))
        if found:
            return self.dice.pick(found)
        assert isinstance(kind, ListType)
        return nodes.ListOf((self.leaf(kind.item),))

    def named(self, kind: Type) -> list[Expr]:
        """The names of a type, and the members of named records."""
        found: list[Expr] = [
            Name(name) for name, of in self.scope.items() if of == kind
        ]
        for name, of in self.scope.items():
            if isinstance(of, RecordType):
                found += [Path(Name(name), each) for each in members_of(of, kind)]
        return found


def members_of(record: RecordType, kind: Type) -> list[str]:
    """The members of a type."""
    return [name for name, of in record.members.items() if of == kind]


def expression(
    dice: Dice,
    kinds: Sequence[Type] = KINDS,
    *,
    scope: Mapping[str, Type] = NAMES,
    agreed: bool = False,
    bare: bool = True,
) -> Expr:
    """An expression of one of the types, plain or up to three operators deep."""
    depth = dice.pick(DEPTHS)
    return Maker(dice, scope, depth, agreed, bare).make(dice.pick(kinds))


expressions = rolled(expression)


def made_by(
    dice: Dice,
    way: Way,
    *,
    scope: Mapping[str, Type] = NAMES,
    bare: bool = True,
) -> Expr:
    """An expression whose outermost operator is made in a certain way."""
    kinds = [kind for kind in KINDS if way in WAYS[type(kind)]]
    if FAMILY not in scope.values():
        kinds = [kind for kind in kinds if kind != FAMILY]
    maker = Maker(dice, scope, dice.pick(DEPTHS), bare=bare)
    return maker.by(way, dice.pick(kinds))


# --- any type ---------------------------------------------------------------------------


@gives(Boolean, Choice, Day, DaysDuration, ListType, MonthsDuration, Number, RecordType, Text)  # fmt: skip
def choice(maker: Maker, kind: Type) -> Expr:
    branches = [maker.make(kind), maker.make(kind)]
    if not maker.agreed and not isinstance(kind, ListType) and maker.dice.one_in(6):
        branches[maker.dice.below(2)] = Literal(None)
    return nodes.If(maker.or_null(Boolean()), *branches)


# --- true or false ----------------------------------------------------------------------


@gives(Boolean)
def negation(maker: Maker, kind: Type) -> Expr:
    return nodes.Not(maker.or_null(kind))


@gives(Boolean)
def conjunction(maker: Maker, kind: Type) -> Expr:
    return nodes.And(maker.several(kind, 2, 3))


@gives(Boolean)
def disjunction(maker: Maker, kind: Type) -> Expr:
    return nodes.Or(maker.several(kind, 2, 3))


@gives(Boolean)
def order(maker: Maker, _: Type) -> Expr:
    operator, kind = maker.dice.pick(ORDERS), maker.dice.pick(ORDERED)
    left = maker.make(kind)
    return nodes.Compare(operator, left, maker.bound(left, kind))


@gives(Boolean)
def equality(maker: Maker, _: Type) -> Expr:
    kind = maker.dice.pick((*SCALARS, ListType(Number()), ListType(KIND)))
    left, right = maker.several(kind, 2, 2)
    if maker.dice.one_in(4):
        left, right = right, left
    return nodes.Compare(maker.dice.pick(EQUALS), left, right)


@gives(Boolean)
def presence(maker: Maker, _: Type) -> Expr:
    records = [each for each in maker.scope.values() if isinstance(each, RecordType)]
    kind = maker.dice.pick((*SCALARS, ListType(COURSE), *records))
    return nodes.Compare(maker.dice.pick(EQUALS), maker.make(kind), Literal(None))


@gives(Boolean)
def between(maker: Maker, _: Type) -> Expr:
    kind = maker.dice.pick(ORDERED)
    operand = maker.make(kind)
    low, high = maker.bound(operand, kind), maker.bound(operand, kind)
    return nodes.Between(operand, low, high)


@gives(Boolean)
def membership(maker: Maker, _: Type) -> Expr:
    kind = maker.dice.pick(SCALARS)
    operand = maker.make(kind)
    number = 1 + maker.dice.below(2)
    return nodes.In(operand, tuple(_test(maker, kind, operand) for _ in range(number)))


def _test(maker: Maker, kind: Type, operand: Expr) -> Expr:
    """One test right of `in`."""
    dice = maker.dice
    match dice.below(7 if kind in ORDERED else 4):
        case 0:
            return maker.or_null(kind)
        case 1:
            return nodes.UnaryTest(dice.pick(EQUALS), maker.or_null(kind))
        case 2:
            return nodes.ListOf(maker.several(kind, 0, 2))
        case 3:
            return maker.items(kind)
        case 4:
            return nodes.UnaryTest(dice.pick(ORDERS), maker.bound(operand, kind))
        case _:
            low, high = (
                None
                if not maker.agreed and dice.one_in(4)
                else maker.bound(operand, kind)
                for _ in range(2)
            )
            return nodes.Interval(low, high, not dice.one_in(3), not dice.one_in(3))


@gives(Boolean)
def quantified(maker: Maker, _: Type) -> Expr:
    kind = maker.dice.pick(ITEMS)
    variable = maker.dice.pick(VARIABLES)
    return nodes.Quantified(
        "every" if maker.dice.one_in(2) else "some",
        variable,
        maker.items(kind),
        maker.inside(**{variable: kind}).or_null(Boolean()),
    )


@gives(Boolean)
def all_or_any(maker: Maker, kind: Type) -> Expr:
    function = maker.dice.pick(("all", "any"))
    if maker.dice.one_in(2):
        return nodes.Call(function, maker.several(kind, 2, 3))
    return nodes.Call(function, (maker.items(kind),))


@gives(Boolean, agreed=False)
def question_of_a_filtered_list(maker: Maker, _: Type) -> Expr:
    """What is asked of a list most often: how many there are, how much, or the first; unknown items make it a range."""
    dice, item = maker.dice, maker.dice.pick(ORDERED)
    listed = maker.by(filtered, ListType(item))
    functions = ("count", "min", "max", "sum")
    function = dice.pick(functions if isinstance(item, Number) else functions[:3])
    found = nodes.Call(function, (listed,))
    kind = Number() if function == "count" else item
    if dice.one_in(3):
        return nodes.Compare(dice.pick(EQUALS), found, Literal(None))
    if dice.one_in(3):
        return nodes.Between(found, maker.leaf(kind), maker.leaf(kind))
    return nodes.Compare(dice.pick(EQUALS + ORDERS), found, maker.leaf(kind))


@gives(Boolean)
def contained(maker: Maker, _: Type) -> Expr:
    kind = maker.dice.pick(SCALARS)
    return nodes.Call("list contains", (maker.items(kind), maker.or_null(kind)))


@gives(Boolean)
def question_of_text(maker: Maker, _: Type) -> Expr:
    function = maker.dice.pick(("contains", "starts with", "ends with"))
    return nodes.Call(function, (maker.or_null(Text()), maker.or_null(Text())))


# --- numbers ----------------------------------------------------------------------------


@gives(Number)
def calculation(maker: Maker, kind: Type) -> Expr:
    """A sum of one unit, or a product or quotient that leaves the unit."""
    assert isinstance(kind, Number)
    operators: tuple[ArithmeticOperator, ...] = ("+", "-", "*", "/")
    match maker.dice.pick(operators[:3] if maker.agreed else operators):
        case "*":
            units = (kind, Number()) if kind.unit else maker.dice.pick(_PRODUCTS)
            return nodes.Arithmetic("*", maker.make(units[0]), maker.make(units[1]))
        case "/":
            units = (kind, Number()) if kind.unit else maker.dice.pick(_QUOTIENTS)
            return nodes.Arithmetic("/", maker.make(units[0]), maker.make(units[1]))
        case sign:
            return nodes.Arithmetic(sign, maker.make(kind), maker.make(kind))


_PRODUCTS = ((Number(), Number()), (HOURS, MONEY))
_QUOTIENTS = ((Number(), Number()), (HOURS, HOURS), (Number(), MONEY))


@gives(Number, agreed=False)
def total(maker: Maker, kind: Type) -> Expr:
    return nodes.Call("sum", _items(maker, kind))


@gives(Number, agreed=False)
def figure(maker: Maker, kind: Type) -> Expr:
    """A number without a unit that is read off something else."""
    if kind != Number():
        return nodes.Call("abs", (maker.make(kind),))
    match maker.dice.below(3):
        case 0:
            days = maker.or_null(Day()), maker.or_null(Day())
            return nodes.Call("age", days)
        case 1:
            of = maker.dice.pick((Day(), *DURATIONS))
            return Path(maker.make(of), maker.dice.pick(parts_of(of)))
        case _:
            of = maker.dice.pick(DURATIONS)
            return nodes.Arithmetic("/", maker.make(of), maker.make(of))


@gives(Number)
def number_of_items(maker: Maker, _: Type) -> Expr:
    return nodes.Call("count", (maker.items(maker.dice.pick((*SCALARS, *ITEMS))),))


@gives(Number, DaysDuration, MonthsDuration)
def other_sign(maker: Maker, kind: Type) -> Expr:
    if maker.dice.one_in(2):
        return nodes.Call("abs", (maker.make(kind),))
    return nodes.Negate(maker.make(kind))


@gives(Number, Day, Text, DaysDuration, MonthsDuration)
def extreme(maker: Maker, kind: Type) -> Expr:
    """The least or greatest; of an empty list it is null."""
    arguments = maker.several(kind, 2, 3) if maker.agreed else _items(maker, kind)
    return nodes.Call(maker.dice.pick(("min", "max")), arguments)


def _items(maker: Maker, kind: Type) -> tuple[Expr, ...]:
    """One list, or several values."""
    if maker.dice.one_in(3):
        return maker.several(kind, 2, 3)
    return (maker.items(kind),)


# --- days and durations -----------------------------------------------------------------


@gives(Day)
def moved_day(maker: Maker, kind: Type) -> Expr:
    sign = maker.dice.pick(SIGNS)
    day, duration = maker.make(kind), maker.make(maker.dice.pick(DURATIONS))
    if sign == "+" and maker.dice.one_in(4):
        day, duration = duration, day
    return nodes.Arithmetic(sign, day, duration)


@gives(Day, agreed=False)
def made_day(maker: Maker, kind: Type) -> Expr:
    if maker.dice.one_in(3):
        return nodes.Call("date", (maker.make(kind),))
    names = ("year", "month", "day")
    parts: list[Expr] = [Path(maker.make(kind), each) for each in names]
    parts[maker.dice.below(3)] = maker.or_null(Number())
    return nodes.Call("date", tuple(parts))


@gives(DaysDuration)
def days_between(maker: Maker, _: Type) -> Expr:
    return nodes.Arithmetic("-", maker.make(Day()), maker.make(Day()))


@gives(MonthsDuration, agreed=False)
def months_between(maker: Maker, _: Type) -> Expr:
    days = maker.or_null(Day()), maker.or_null(Day())
    return nodes.Call("years and months duration", days)


@gives(DaysDuration, MonthsDuration)
def sum_of_durations(maker: Maker, kind: Type) -> Expr:
    sign = maker.dice.pick(SIGNS)
    return nodes.Arithmetic(sign, maker.make(kind), maker.make(kind))


@gives(DaysDuration, MonthsDuration, agreed=False)
def scaled_duration(maker: Maker, kind: Type) -> Expr:
    """A duration times a number or divided by one; it may grow longer than any day lies away."""
    duration, factor = maker.make(kind), maker.make(Number())
    match maker.dice.below(3):
        case 0:
            return nodes.Arithmetic("*", duration, factor)
        case 1:
            return nodes.Arithmetic("*", factor, duration)
        case _:
            return nodes.Arithmetic("/", duration, factor)


# --- lists ------------------------------------------------------------------------------


@gives(ListType)
def written_list(maker: Maker, kind: Type) -> Expr:
    assert isinstance(kind, ListType)
    if isinstance(kind.item, RecordType) and not maker.named(kind.item):
        return maker.make(kind)
    return nodes.ListOf(maker.several(kind.item, 1, 3))


@gives(ListType)
def filtered(maker: Maker, kind: Type) -> Expr:
    assert isinstance(kind, ListType)
    item = kind.item
    members = item.members if maker.bare and isinstance(item, RecordType) else {}
    condition = maker.inside(**members, **{ITEM: item}).make(Boolean())
    return nodes.Filter(maker.make(kind), condition)


@gives(ListType)
def members_of_items(maker: Maker, kind: Type) -> Expr:
    assert isinstance(kind, ListType)
    members = members_of(COURSE, kind.item)
    if members:
        return Path(maker.items(COURSE), maker.dice.pick(members))
    of = maker.dice.pick((Day(), *DURATIONS))
    if kind.item == Number():
        return Path(maker.items(of), maker.dice.pick(parts_of(of)))
    return maker.make(kind)


EVERY_WAY: Mapping[str, Way] = {
    way.__name__: way for ways in WAYS.values() for way in ways
}
"""All ways to make an expression, by name."""

"""The syntax tree of the condition language: frozen nodes that compare by meaning, not by place.

Every node has `span`, where it was written; `show` prints a node and `parse` reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

if TYPE_CHECKING:
    from datetime import date, timedelta
    from decimal import Decimal

    from policyengine.diagnostics.source import Span
    from policyengine.feel.values import Months

ComparisonOperator: TypeAlias = OneOf["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator: TypeAlias = OneOf["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has. `span` is None in a tree that was built, not written."""

    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: null, true or false, a number, a text, a date or a duration."""

    value: bool | int | Decimal | str | date | timedelta | Months | None

    def __eq__(self, other: object) -> bool:
        """Compare as FEEL does: to Python `True` is 1, to an author it is not."""
        if not isinstance(other, Literal):
            return NotImplemented
        alike = isinstance(self.value, bool) == isinstance(other.value, bool)
        return alike and self.value == other.value

    def __hash__(self) -> int:
        return hash((isinstance(self.value, bool), self.value))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact, parameter, group or loop variable. After resolution a dotted name is a fact of a linked record."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A member of a value: `course.kind`, `arrived_on.year`, or of each item where `of` is a list."""

    of: Expr
    member: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not(a)`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class And(Node):
    """`a and b`, two or more operands."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """`a or b`, two or more operands."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`a = b`, `a < b` and so on. With a literal null it asks whether a value is none."""

    operator: ComparisonOperator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`a between low and high`, both included."""

    operand: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`, right of `in` only; a round bracket leaves the end out; None is an open end."""

    low: Expr | None
    high: Expr | None
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`>= 37`, right of `in` only."""

    operator: ComparisonOperator
    bound: Expr


@dataclass(frozen=True, slots=True)
class In(Node):
    """`a in tests`: true where one test holds. A test is an interval, a unary test, a list, or a value to equal."""

    operand: Expr
    tests: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`a + b`, `a - b`, `a * b`, `a / b`; and `a ** b`, which the checker refuses in a policy."""

    operator: ArithmeticOperator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-a`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then a else b`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some x in list satisfies condition`, or `every`."""

    quantifier: OneOf["some", "every"]
    variable: str
    source: Expr
    condition: Expr


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`list[condition]`; the members of an item are names inside, and so is `item`."""

    of: Expr
    condition: Expr


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A built-in applied to positional arguments: `count(courses)`, `age(birth_date, as_of)`."""

    function: str
    arguments: tuple[Expr, ...]


Expr: TypeAlias = (
    Literal
    | Name
    | Path
    | ListOf
    | Not
    | And
    | Or
    | Compare
    | Between
    | Interval
    | UnaryTest
    | In
    | Arithmetic
    | Negate
    | If
    | Quantified
    | Filter
    | Call
)

"""From tokens to the tree: one table of precedence, a position on every node.

`parse` reads a FEEL expression, `parse_unary_tests` the quoted test of a condition map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from policyengine.feel import nodes
from policyengine.feel.builtins import OUTSIDE, SEVERAL_WORDS
from policyengine.feel.constants import constant, folded, opposite
from policyengine.feel.cursor import Cursor
from policyengine.feel.lexer import expression_source, refuse
from policyengine.feel.names import children

if TYPE_CHECKING:
    from policyengine.diagnostics.source import Span
    from policyengine.feel.cursor import Locate
    from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator, Expr

DEEPEST = 60

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _SIGN = range(1, 8)
PRECEDENCE = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
    "**": _POWER,
}
_COMPARISONS: dict[str, ComparisonOperator] = {
    "=": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_ARITHMETIC: dict[str, ArithmeticOperator] = {
    "+": "+",
    "-": "-",
    "*": "*",
    "/": "/",
    "**": "**",
}
_INSTEAD = dict.fromkeys(("now", "today"), "the day of assessment is `as_of`")
_CONSTANTS = {"true": True, "false": False, "null": None}
_NEVER_FUNCTIONS = nodes.Literal | nodes.ListOf | nodes.Interval
_RESERVED = frozenset(
    (
        "and",
        "or",
        "in",
        "between",
        "then",
        "else",
        "satisfies",
        "for",
        "return",
        "function",
    )
)


def parse(text: str, *, locate: Locate | None = None) -> Expr:
    """Read a FEEL expression.

    `locate` turns a stretch of `text`, counted in characters, into its place in a file.
    Raises FeelError with the first fault.
    """
    parser = _Parser(text, locate or expression_source(text))
    return parser.whole(parser.expression())


def parse_unary_tests(
    text: str, operand: Expr, *, locate: Locate | None = None
) -> Expr:
    """Read the tests of a condition map, `>= 37` or `"a", "b"`, as a condition on `operand`.

    A name that stands alone or after `=` is one of an enumeration's texts: `single` is
    `"single"`. Days need no `date(…)`. Several tests ask for one of them. Raises FeelError.
    """
    parser = _Parser(text, locate or expression_source(text), bare=True)
    return parser.whole(parser.unary_tests(operand))


def parse_tests(text: str, *, locate: Locate | None = None) -> tuple[Expr, ...]:
    """Read unary tests as what may stand right of `in`. Raises FeelError."""
    parser = _Parser(text, locate or expression_source(text), bare=True)
    tests = parser.tests()
    return tuple(map(parser.whole, tests))


class _Parser:
    """A cursor and how deep the parser stands. `bare`: names that stand alone are texts."""

    def __init__(self, text: str, locate: Locate, *, bare: bool = False) -> None:
        self._cursor = Cursor(text, locate)
        self._locate = locate
        self._depth = 0
        self._bare = bare

    # --- expressions ----------------------------------------------------------------

    def whole(self, tree: Expr) -> Expr:
        """Return `tree`, if it is all of the text and not too deep."""
        if self._cursor.next.kind != "end":
            self._cursor.refuse("expected an operator or the end")
        level = [tree]
        for _ in range(DEEPEST):
            level = [child for each in level for child in children(each)]
        if level:
            self._refuse_depth(level[0].span or self._locate(0, 0))
        return tree

    def _refuse_depth(self, span: Span) -> NoReturn:
        message = f"a condition nests at most {DEEPEST} levels deep"
        refuse("PE153", message, span, "name its parts as derived facts")

    def expression(self, above: int = _OR, *, end_of_range: bool = False) -> Expr:
        """Read operators that bind at least as tightly as `above`."""
        token = self._cursor.next
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse_depth(self._locate(token.start, token.end))
        left = self._operand(end_of_range=end_of_range)
        ceiling = _SIGN
        while above <= (found := self._precedence()) <= ceiling:
            left = self._infix(left, token.start, end_of_range=end_of_range)
            ceiling = found
        self._depth -= 1
        return left

    def _precedence(self) -> int:
        if self._cursor.next.kind in ("symbol", "name"):
            return PRECEDENCE.get(self._cursor.next.text, 0)
        return 0

    def _infix(self, left: Expr, start: int, *, end_of_range: bool) -> Expr:
        operator = self._cursor.take().text
        if operator in ("and", "or"):
            return self._logical(operator, left, start)
        if operator == "between":
            low = self.expression(_SUM)
            self._cursor.expect("and", "after the lower end of `between`")
            high = self.expression(_SUM)
            return nodes.Between(left, low, high, span=self._cursor.span_from(start))
        if operator == "in":
            tests = self._tests_of_in()
            return nodes.In(left, tests, span=self._cursor.span_from(start))
        if operator in _ARITHMETIC:
            right = self.expression(PRECEDENCE[operator] + 1, end_of_range=end_of_range)
            return nodes.Arithmetic(
                _ARITHMETIC[operator], left, right, span=self._cursor.span_from(start)
            )
        if self._cursor.at("=", "<", ">"):
            self._cursor.refuse(f"expected a value after `{operator}`")
        right = self.expression(_SUM)
        return nodes.Compare(
            _COMPARISONS[operator], left, right, span=self._cursor.span_from(start)
        )

    def _logical(self, operator: str, left: Expr, start: int) -> Expr:
        above = PRECEDENCE[operator] + 1
        operands = [left, self.expression(above)]
        while self._cursor.took(operator):
            operands.append(self.expression(above))
        node = nodes.And if operator == "and" else nodes.Or
        return node(tuple(operands), span=self._cursor.span_from(start))

    def _operand(self, *, end_of_range: bool = False) -> Expr:
        start = self._cursor.next.start
        if self._cursor.took("-"):
            return self._negative(start, end_of_range=end_of_range)
        left = self._primary()
        while True:
            if self._cursor.took("."):
                if self._cursor.next.kind != "name":
                    self._cursor.refuse("expected a name after `.`")
                member = self._cursor.take().text
                left = nodes.Path(left, member, span=self._cursor.span_from(start))
            elif self._cursor.at("[") and not (end_of_range and self._range_ends()):
                self._cursor.take()
                condition = self.expression()
                self._cursor.expect("]", "after a filter")
                left = nodes.Filter(left, condition, span=self._cursor.span_from(start))
            elif self._cursor.at("(") and isinstance(left, _NEVER_FUNCTIONS):
                # As with `123()` below.
                left = self._call(self._cursor.span_from(start).text, start)
            elif self._cursor.at("("):
                message = "calling what a call returns is standard FEEL outside the profile of policies"
                refuse("PE152", message, self._cursor.span())
            else:
                return left

    def _range_ends(self) -> bool:
        """Whether `[` ends a range, since after it stands nothing that a filter begins with."""
        after = self._cursor.beside(1)
        if after is None or after.kind == "end":
            return True
        if after.kind == "symbol":
            return after.text not in ("(", "[", "-")
        return after.text in PRECEDENCE or after.text in _RESERVED

    def _negative(self, start: int, *, end_of_range: bool) -> Expr:
        written_number = self._cursor.next.kind == "number"
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse_depth(self._locate(start, start + 1))
        operand = self._operand(end_of_range=end_of_range)
        self._depth -= 1
        span = self._cursor.span_from(start)
        if written_number and isinstance(operand, nodes.Literal):
            return nodes.Literal(opposite(operand.value), span=span)
        return nodes.Negate(operand, span=span)

    # --- what stands between operators ----------------------------------------------

    def _primary(self) -> Expr:
        token = self._cursor.next
        if token.kind == "name":
            return self._word()
        if token.kind == "symbol" and token.text in "([]":
            return self._bracketed()
        if token.kind in ("symbol", "end"):
            self._cursor.refuse("expected a value")
        self._cursor.take()
        if self._cursor.at("("):
            # The standard answers null; the checker says that there is no such function.
            return self._call(token.text, token.start)
        return constant(token, self._locate(token.start, token.end), bare=self._bare)

    def _word(self) -> Expr:
        start = self._cursor.next.start
        for words in SEVERAL_WORDS:
            if self._cursor.at_words(*words, "("):
                self._cursor.take(len(words))
                return self._call(" ".join(words), start)
        word = self._cursor.next.text
        called = self._cursor.at_words(word, "(")
        if word in _RESERVED or (word == "not" and not called):
            self._cursor.refuse("expected a value")
        self._cursor.take()
        if word == "if":
            return self._if(start)
        if word in ("some", "every"):
            return self._quantified(word, start)
        if called:
            return self._call(word, start)
        if word in _CONSTANTS:
            return nodes.Literal(_CONSTANTS[word], span=self._cursor.span_from(start))
        return nodes.Name(word, span=self._cursor.span_from(start))

    def _call(self, function: str, start: int) -> Expr:
        self._cursor.expect("(", "after a function's name")
        arguments: list[Expr] = []
        while not self._cursor.at(")"):
            arguments.append(self.expression())
            if self._cursor.at(":"):
                message = "named arguments are standard FEEL outside the profile"
                refuse("PE152", message, self._cursor.span(), "give them in order")
            if not self._cursor.took(","):
                break
        self._cursor.expect(")", f"after the arguments of `{function}`")
        span = self._cursor.span_from(start)
        if function in OUTSIDE:
            message = f"`{function}` is standard FEEL outside the profile of policies"
            refuse("PE152", message, span, _INSTEAD.get(function))
        if function == "not" and len(arguments) == 1:
            return nodes.Not(arguments[0], span=span)
        if function in ("date", "duration") and len(arguments) == 1:
            return folded(function, arguments[0], span)
        return nodes.Call(function, tuple(arguments), span=span)

    def _if(self, start: int) -> Expr:
        condition = self.expression()
        self._cursor.expect("then", "after the condition of `if`")
        then = self.expression()
        self._cursor.expect("else", "after `then`: an `if` always has both")
        otherwise = self.expression()
        return nodes.If(condition, then, otherwise, span=self._cursor.span_from(start))

    def _quantified(self, word: str, start: int) -> Expr:
        sources: list[tuple[int, str, Expr]] = []
        while True:
            variable = self._cursor.next
            if variable.kind != "name" or variable.text in _RESERVED:
                self._cursor.refuse(f"expected a name after `{word}`")
            self._cursor.take()
            self._cursor.expect("in", f"after `{word} {variable.text}`")
            sources.append((start, variable.text, self.expression()))
            start = self._cursor.next.start
            if not self._cursor.took(","):
                break
        self._cursor.expect("satisfies", f"after the list of `{word}`")
        tree = self.expression()
        for begin, name, source in reversed(sources):
            tree = nodes.Quantified(
                "some" if word == "some" else "every",
                name,
                source,
                tree,
                span=self._cursor.span_from(begin),
            )
        return tree

    # --- brackets: groups, ranges, lists, tests -------------------------------------

    def _bracketed(self) -> Expr:
        start = self._cursor.next.start
        bracket = self._cursor.take().text
        if bracket == "(" and self._comparison_follows():
            test = self._unary_test()
            self._cursor.expect(")", "after a test")
            return test
        if bracket == "[" and self._cursor.took("]"):
            return nodes.ListOf((), span=self._cursor.span_from(start))
        first = self.expression()
        if bracket == "]" or self._cursor.at(".."):
            return self._interval(start, first, low_closed=bracket == "[")
        if bracket == "(":
            self._cursor.expect(")", "to close the bracket")
            return first
        items = [first]
        while self._cursor.took(","):
            items.append(self.expression())
        self._cursor.expect("]", "after the items of a list")
        return nodes.ListOf(tuple(items), span=self._cursor.span_from(start))

    def _interval(self, start: int, low: Expr, *, low_closed: bool) -> Expr:
        self._cursor.expect("..", "between the ends of a range")
        high = self.expression(_SUM, end_of_range=True)
        if not self._cursor.at("]", ")", "["):
            self._cursor.refuse("expected `]` or `)` after a range")
        high_closed = self._cursor.take().text == "]"
        return nodes.Interval(
            _end(low),
            _end(high),
            low_closed,
            high_closed,
            span=self._cursor.span_from(start),
        )

    def _comparison_follows(self) -> bool:
        return (
            self._cursor.next.kind == "symbol"
            and self._cursor.next.text in _COMPARISONS
        )

    def _unary_test(self) -> Expr:
        """Read `>= 37`, or a range, or a value."""
        start = self._cursor.next.start
        if not self._comparison_follows():
            return self._text_if_bare(self.expression(_SUM))
        operator = _COMPARISONS[self._cursor.take().text]
        bound = self.expression(_SUM)
        if operator in ("=", "!="):
            bound = self._text_if_bare(bound)
        return nodes.UnaryTest(operator, bound, span=self._cursor.span_from(start))

    def _text_if_bare(self, value: Expr) -> Expr:
        if self._bare and isinstance(value, nodes.Name):
            return nodes.Literal(value.name, span=value.span)
        if self._bare and isinstance(value, nodes.ListOf):
            items = tuple(map(self._text_if_bare, value.items))
            return nodes.ListOf(items, span=value.span)
        return value

    def _tests_of_in(self) -> tuple[Expr, ...]:
        """Read what stands right of `in`: one test, or several in round brackets."""
        if not self._cursor.at("("):
            return (self._unary_test(),)
        start = self._cursor.next.start
        self._cursor.take()
        first = self._unary_test_or_expression()
        if self._cursor.at(".."):
            return (self._interval(start, first, low_closed=False),)
        tests = [first]
        while self._cursor.took(","):
            tests.append(self._unary_test_or_expression())
        self._cursor.expect(")", "after the tests of `in`")
        return tuple(tests)

    def _unary_test_or_expression(self) -> Expr:
        return self._unary_test() if self._comparison_follows() else self.expression()

    def unary_tests(self, operand: Expr) -> Expr:
        """Read tests, parted by commas, as a condition on `operand`."""
        start = self._cursor.next.start
        negated = self._cursor.at_words("not", "(")
        if negated:
            self._cursor.take(2)
        inside = self._cursor.next.start
        tests = self.tests()
        condition = _condition(operand, tests, self._cursor.span_from(inside))
        if not negated:
            return condition
        self._cursor.expect(")", "after the tests of `not`")
        return nodes.Not(condition, span=self._cursor.span_from(start))

    def tests(self) -> tuple[Expr, ...]:
        """Read tests, parted by commas."""
        tests = [self._unary_test()]
        while self._cursor.took(","):
            tests.append(self._unary_test())
        return tuple(tests)


def _condition(operand: Expr, tests: tuple[Expr, ...], span: Span) -> Expr:
    """Return the condition that tests make of `operand`."""
    match tests:
        case (nodes.UnaryTest(operator, bound),):
            return nodes.Compare(operator, operand, bound, span=span)
        case (nodes.Interval() | nodes.ListOf(),):
            return nodes.In(operand, tests, span=span)
        case (value,):
            return nodes.Compare("=", operand, value, span=span)
        case _:
            return nodes.In(operand, tests, span=span)


def _end(value: Expr) -> Expr | None:
    return None if value == nodes.Literal(None) else value

"""From tokens to the tree: one table of precedence, a position on every node.

`parse` reads a FEEL expression, `parse_unary_tests` the quoted test of a condition map.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from policyengine.feel import nodes
from policyengine.feel.builtins import SEVERAL_WORDS
from policyengine.feel.lexer import Token, expression_source, refuse, tokens, unescape
from policyengine.feel.literals import read_date, read_duration, read_number
from policyengine.feel.names import children

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.diagnostics.source import Span
    from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator, Expr

    Locate: TypeAlias = Callable[[int, int], Span]

DEEPEST = 60

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _SIGN = range(1, 7)
PRECEDENCE = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
}
_COMPARISONS: dict[str, ComparisonOperator] = {
    "=": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_ARITHMETIC: dict[str, ArithmeticOperator] = {"+": "+", "-": "-", "*": "*", "/": "/"}
_CONSTANTS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "between",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "for",
        "return",
        "function",
    ]
)
_STANDARD = {
    "for": "a `for` expression",
    "function": "a function definition",
    "instance": "`instance of`",
    "**": "`**`",
    "{": "a context",
    "?": "`?`",
}


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
    """A place in the tokens, and how deep the parser stands. `bare`: names are texts."""

    def __init__(self, text: str, locate: Locate, *, bare: bool = False) -> None:
        self._tokens = tokens(text, locate)
        self._at = 0
        self._depth = 0
        self._locate = locate
        self._bare = bare

    # --- tokens ---------------------------------------------------------------------

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *texts: str) -> bool:
        return self._next.kind in ("symbol", "name") and self._next.text in texts

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":
            self._at += 1
        return token

    def _took(self, *texts: str) -> bool:
        if self._is(*texts):
            self._at += 1
            return True
        return False

    def _expect(self, text: str, purpose: str) -> None:
        if not self._took(text):
            self._refuse_next(f"expected `{text}` {purpose}")

    def _from(self, start: int) -> Span:
        return self._locate(start, self._tokens[self._at - 1].end)

    def _refuse_next(self, expected: str) -> NoReturn:
        token = self._next
        self._refuse_standard()
        found = f"found `{token.text}`" if token.kind != "end" else "found the end"
        span = self._locate(token.start, token.end)
        refuse("PE150", f"{expected}, {found}", span, _HINTS.get(token.text))

    def _refuse_standard(self) -> None:
        token = self._next
        if self._is(*_STANDARD):
            refuse(
                "PE152",
                f"{_STANDARD[token.text]} is standard FEEL outside the profile of policies",
                self._locate(token.start, token.end),
            )

    # --- expressions ----------------------------------------------------------------

    def whole(self, tree: Expr) -> Expr:
        """Return `tree`, if it is all of the text and not too deep."""
        if self._next.kind != "end":
            self._refuse_next("expected an operator or the end")
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
        token = self._next
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
        if self._next.kind in ("symbol", "name"):
            return PRECEDENCE.get(self._next.text, 0)
        return 0

    def _infix(self, left: Expr, start: int, *, end_of_range: bool) -> Expr:
        operator = self._take().text
        if operator in ("and", "or"):
            return self._logical(operator, left, start)
        if operator == "between":
            low = self.expression(_SUM)
            self._expect("and", "after the lower end of `between`")
            high = self.expression(_SUM)
            return nodes.Between(left, low, high, span=self._from(start))
        if operator == "in":
            tests = self._tests_of_in()
            return nodes.In(left, tests, span=self._from(start))
        if operator in _ARITHMETIC:
            right = self.expression(PRECEDENCE[operator] + 1, end_of_range=end_of_range)
            return nodes.Arithmetic(
                _ARITHMETIC[operator], left, right, span=self._from(start)
            )
        if self._is("=", "<", ">"):
            self._refuse_next(f"expected a value after `{operator}`")
        right = self.expression(_SUM)
        return nodes.Compare(
            _COMPARISONS[operator], left, right, span=self._from(start)
        )

    def _logical(self, operator: str, left: Expr, start: int) -> Expr:
        above = PRECEDENCE[operator] + 1
        operands = [left, self.expression(above)]
        while self._took(operator):
            operands.append(self.expression(above))
        node = nodes.And if operator == "and" else nodes.Or
        return node(tuple(operands), span=self._from(start))

    def _operand(self, *, end_of_range: bool = False) -> Expr:
        start = self._next.start
        if self._took("-"):
            return self._negative(start, end_of_range=end_of_range)
        left = self._primary()
        while True:
            if self._took("."):
                member = self._take()
                if member.kind != "name":
                    self._at -= member.kind != "end"
                    self._refuse_next("expected a name after `.`")
                left = nodes.Path(left, member.text, span=self._from(start))
            elif self._is("[") and not end_of_range:
                self._take()
                condition = self.expression()
                self._expect("]", "after a filter")
                left = nodes.Filter(left, condition, span=self._from(start))
            elif self._is("("):
                self._refuse_next("expected an operator: only a function is called")
            else:
                return left

    def _negative(self, start: int, *, end_of_range: bool) -> Expr:
        written_number = self._next.kind == "number"
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse_depth(self._locate(start, start + 1))
        operand = self._operand(end_of_range=end_of_range)
        self._depth -= 1
        span = self._from(start)
        if written_number and isinstance(operand, nodes.Literal):
            return nodes.Literal(_opposite(operand.value), span=span)
        return nodes.Negate(operand, span=span)

    # --- what stands between operators ----------------------------------------------

    def _primary(self) -> Expr:
        token = self._next
        if token.kind == "name":
            return self._word()
        if token.kind == "symbol" and token.text in "([]":
            return self._bracketed()
        if token.kind in ("symbol", "end"):
            self._refuse_next("expected a value")
        return self._constant(self._take())

    def _constant(self, token: Token) -> Expr:
        span = self._locate(token.start, token.end)
        match token.kind:
            case "number":
                number = read_number(token.text)
                if number is None:
                    refuse("PE151", "a number has at most 34 digits", span)
                return nodes.Literal(number, span=span)
            case "text":
                text = unescape(token.text)
                if text is None:
                    refuse("PE151", "an escape stands for no character", span)
                return nodes.Literal(text, span=span)
            case "at":
                text = token.text[2:-1]
                function = "duration" if text.lstrip("-").startswith("P") else "date"
                return _folded(function, nodes.Literal(text, span=span), span)
            case _:
                if not self._bare:
                    hint = f'write `date("{token.text}")`'
                    refuse("PE151", f"`{token.text}` is a subtraction", span, hint)
                day = read_date(token.text)
                if day is None:
                    refuse("PE151", f"`{token.text}` is no day of the calendar", span)
                return nodes.Literal(day, span=span)

    def _word(self) -> Expr:
        start = self._next.start
        for words in SEVERAL_WORDS:
            if self._follows(words):
                self._at += len(words)
                return self._call(" ".join(words), start)
        self._refuse_standard_word()
        word = self._take().text
        if word == "if":
            return self._if(start)
        if word in ("some", "every"):
            return self._quantified(word, start)
        if word in _CONSTANTS and not self._is("("):
            return nodes.Literal(_CONSTANTS[word], span=self._from(start))
        if self._is("("):
            return self._call(word, start)
        if word in _RESERVED:
            self._at -= 1
            self._refuse_next("expected a value")
        return nodes.Name(word, span=self._from(start))

    def _follows(self, words: tuple[str, ...]) -> bool:
        upcoming = self._tokens[self._at : self._at + len(words) + 1]
        return tuple(each.text for each in upcoming) == (*words, "(")

    def _refuse_standard_word(self) -> None:
        if self._is("for", "function"):
            self._refuse_standard()

    def _call(self, function: str, start: int) -> Expr:
        self._expect("(", "after a function's name")
        arguments: list[Expr] = []
        while not self._is(")"):
            arguments.append(self.expression())
            if self._is(":"):
                span = self._locate(self._next.start, self._next.end)
                message = "named arguments are standard FEEL outside the profile"
                refuse("PE152", message, span, "give the arguments in order")
            if not self._took(","):
                break
        self._expect(")", f"after the arguments of `{function}`")
        span = self._from(start)
        if function == "not" and len(arguments) == 1:
            return nodes.Not(arguments[0], span=span)
        if function in ("date", "duration") and len(arguments) == 1:
            return _folded(function, arguments[0], span)
        return nodes.Call(function, tuple(arguments), span=span)

    def _if(self, start: int) -> Expr:
        condition = self.expression()
        self._expect("then", "after the condition of `if`")
        then = self.expression()
        self._expect("else", "after `then`: an `if` always has both")
        otherwise = self.expression()
        return nodes.If(condition, then, otherwise, span=self._from(start))

    def _quantified(self, word: str, start: int) -> Expr:
        sources: list[tuple[int, str, Expr]] = []
        while True:
            variable = self._take()
            if variable.kind != "name" or variable.text in _RESERVED:
                self._at -= variable.kind != "end"
                self._refuse_next(f"expected a name after `{word}`")
            self._expect("in", f"after `{word} {variable.text}`")
            sources.append((start, variable.text, self.expression()))
            start = self._next.start
            if not self._took(","):
                break
        self._expect("satisfies", f"after the list of `{word}`")
        tree = self.expression()
        for begin, name, source in reversed(sources):
            tree = nodes.Quantified(
                "some" if word == "some" else "every",
                name,
                source,
                tree,
                span=self._from(begin),
            )
        return tree

    # --- brackets: groups, ranges, lists, tests -------------------------------------

    def _bracketed(self) -> Expr:
        start = self._next.start
        bracket = self._take().text
        if bracket == "(" and self._comparison_follows():
            test = self._unary_test()
            self._expect(")", "after a test")
            return test
        if bracket == "[" and self._took("]"):
            return nodes.ListOf((), span=self._from(start))
        first = self.expression()
        if bracket == "]" or self._is(".."):
            return self._interval(start, first, low_closed=bracket == "[")
        if bracket == "(":
            self._expect(")", "to close the bracket")
            return first
        items = [first]
        while self._took(","):
            items.append(self.expression())
        self._expect("]", "after the items of a list")
        return nodes.ListOf(tuple(items), span=self._from(start))

    def _interval(self, start: int, low: Expr, *, low_closed: bool) -> Expr:
        self._expect("..", "between the ends of a range")
        high = self.expression(_SUM, end_of_range=True)
        if not self._is("]", ")", "["):
            self._refuse_next("expected `]` or `)` after a range")
        high_closed = self._take().text == "]"
        return nodes.Interval(
            _end(low), _end(high), low_closed, high_closed, span=self._from(start)
        )

    def _comparison_follows(self) -> bool:
        return self._next.kind == "symbol" and self._next.text in _COMPARISONS

    def _unary_test(self) -> Expr:
        """Read `>= 37`, or a range, or a value."""
        start = self._next.start
        if not self._comparison_follows():
            return self._text_if_bare(self.expression(_SUM))
        operator = _COMPARISONS[self._take().text]
        bound = self.expression(_SUM)
        if operator in ("=", "!="):
            bound = self._text_if_bare(bound)
        return nodes.UnaryTest(operator, bound, span=self._from(start))

    def _text_if_bare(self, value: Expr) -> Expr:
        if self._bare and isinstance(value, nodes.Name):
            return nodes.Literal(value.name, span=value.span)
        if self._bare and isinstance(value, nodes.ListOf):
            items = tuple(map(self._text_if_bare, value.items))
            return nodes.ListOf(items, span=value.span)
        return value

    def _tests_of_in(self) -> tuple[Expr, ...]:
        """Read what stands right of `in`: one test, or several in round brackets."""
        if not self._is("("):
            return (self._unary_test(),)
        start = self._next.start
        self._take()
        first = self._unary_test_or_expression()
        if self._is(".."):
            return (self._interval(start, first, low_closed=False),)
        tests = [first]
        while self._took(","):
            tests.append(self._unary_test_or_expression())
        self._expect(")", "after the tests of `in`")
        return tuple(tests)

    def _unary_test_or_expression(self) -> Expr:
        return self._unary_test() if self._comparison_follows() else self.expression()

    def unary_tests(self, operand: Expr) -> Expr:
        """Read tests, parted by commas, as a condition on `operand`."""
        start = self._next.start
        if self._is("not") and self._tokens[self._at + 1].text == "(":
            self._at += 2
            inside = self.unary_tests(operand)
            self._expect(")", "after the tests of `not`")
            return nodes.Not(inside, span=self._from(start))
        tests = self.tests()
        span = self._from(start)
        if len(tests) > 1:
            return nodes.In(operand, tests, span=span)
        return _condition(operand, tests[0], span)

    def tests(self) -> tuple[Expr, ...]:
        """Read tests, parted by commas."""
        tests = [self._unary_test()]
        while self._took(","):
            tests.append(self._unary_test())
        return tuple(tests)


def _condition(operand: Expr, test: Expr, span: Span | None) -> Expr:
    """Return the condition that one test makes of `operand`."""
    match test:
        case nodes.UnaryTest(operator, bound):
            return nodes.Compare(operator, operand, bound, span=span)
        case nodes.Interval() | nodes.ListOf():
            return nodes.In(operand, (test,), span=span)
        case _:
            return nodes.Compare("=", operand, test, span=span)


def _opposite(number: object) -> int | Decimal:
    assert isinstance(number, int | Decimal)
    # A plain minus would round to the number of digits of the context at hand.
    return -number if isinstance(number, int) else number.copy_negate()


def _end(value: Expr) -> Expr | None:
    return None if value == nodes.Literal(None) else value


def _folded(function: str, argument: Expr, span: Span) -> Expr:
    """Return a constant where the text names one; else the call, for the checker to explain."""
    if isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
        read = read_date if function == "date" else read_duration
        constant = read(argument.value)
        if constant is not None:
            return nodes.Literal(constant, span=span)
    return nodes.Call(function, (argument,), span=span)


_HINTS = {
    "=": "equality is one `=`",
    "not": "write `not(…)`",
    "else": "`if … then … else …`",
}

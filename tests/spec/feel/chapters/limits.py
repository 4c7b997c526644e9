"""What is worked out first, how large a condition may be, and how the language differs from the standard."""

from policyengine.feel.lexer import MOST_CHARACTERS
from policyengine.feel.literals import NUMBERS
from policyengine.feel.parser import DEEPEST
from tests.spec.feel.tables import Chapter, Table, examples

ORDER = (
    ("brackets, functions, a dot, a filter", "`(…)`, `count(…)`, `.year`, `[…]`"),
    ("the sign", "`-`"),
    ("times and divided by", "`*`, `/`"),
    ("plus and minus", "`+`, `-`"),
    ("comparisons", "`=`, `!=`, `<`, `<=`, `>`, `>=`, `between`, `in`"),
    ("and", "`and`"),
    ("or", "`or`"),
    ("if, some and every: they reach to the end", "`if`, `some`, `every`"),
)

ORDER_OF_WORK = Chapter(
    "What is worked out first",
    (
        "From the first line to the last; where in doubt, write brackets.",
        Table(("In this order", "Written"), ORDER),
        examples(
            ("true or false and false", {}, True, "`and` first: true or (false and false)"),
            ("(true or false) and false", {}, False),
            ("not(true) or true", {}, True),
            ("1 + 2 = 3 and 2 * 3 > 5", {}, True),
            ("-2 + 3", {}, 1),
            ("10 - 2 * 3", {}, 4),
        ),
    ),
)  # fmt: skip

LIMITS = Chapter(
    "Limits",
    (
        f"""\
- A condition has at most {MOST_CHARACTERS:,} characters and {DEEPEST} levels of nesting. Name a part of a long one in the vocabulary, under `derived`.
- A number has at most {NUMBERS.prec} digits.
- Days lie in the years 1 to 9999; a day outside them is none.
- Everything is counted in whole days; there is no time of day.
- A condition reads the record itself and those it leads to, and nothing else; it changes nothing.
- `// …` and `/* … */` are remarks, and are not read.""",
    ),
)

STANDARD = Chapter(
    "For readers who know FEEL",
    (
        """\
The language is FEEL of the DMN standard, versions 1.4 and 1.5, in a typed part, with these differences.

| Standard | Here | Why |
| --- | --- | --- |
| null stands for none and unknown alike | they are two | a missing fact must not count as a no |
| a filter drops an item whose condition is null | it is kept as a maybe | else an unknown would change a count in silence |
| `if null then a else b` is b | unknown, unless both agree; b for none | the same |
| `null < 1` is null | false: none is known | a finding could otherwise be undetermined with nothing to find out |
| `years and months duration` compares day numbers | counts as deadlines and ages do | one rule for the calendar |
| no weeks in a duration | `P4W` is 28 days | municipal deadlines are in weeks |
| values of two kinds compare to null | refused when the policy is checked | a mistake is found before it matters |""",
    ),
)

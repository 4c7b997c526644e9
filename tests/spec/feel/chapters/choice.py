"""One value or another: if, then, else."""

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Chapter, examples

U = UNKNOWN

CHAPTER = Chapter(
    "If, then, else",
    (
        """\
`if … then … else …` gives one of two values, and always has all three words.
Where the condition is unknown, so is the value, unless both branches agree.
Where it is none, it counts as false.""",
        examples(
            ("language_hours >= (if has_children then 10 else 15)", {"language_hours": 12, "has_children": True}, True),
            ("language_hours >= (if has_children then 10 else 15)", {"language_hours": 12, "has_children": False}, False),
            ("if has_children then 10 else 15", {"has_children": None}, 15),
            ("if has_children then 10 else 15", {"has_children": U}, U),
            ("if has_children then 10 else 10", {"has_children": U}, 10, "either way"),
            ("if has_children then 1 else 1.0", {"has_children": U}, 1),
            ("if has_children then language_hours else language_hours", {"has_children": U, "language_hours": None}, None),
            ("if has_children then language_hours else language_hours", {"has_children": U, "language_hours": U}, U, "two unknowns need not agree"),
            ("if true then 1 else language_hours", {"language_hours": U}, 1, "the branch not taken is not asked"),
            ("language_hours >= (if has_children then 10 else 15)", {"language_hours": 20, "has_children": U}, U, "see below"),
        ),
        """\
The last line could be answered: 20 is enough either way.
A finding is more careful than a single condition: where a fact is missing, the engine tries its values one by one and says *undetermined* only where two of them give two outcomes.""",
    ),
)  # fmt: skip

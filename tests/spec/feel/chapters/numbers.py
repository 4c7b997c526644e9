"""Calculating with numbers."""

from decimal import Decimal

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Cases, Chapter, examples, grid

U = UNKNOWN
HOURS: Cases = {
    "15": {"language_hours": 15},
    "none": {"language_hours": None},
    "unknown": {"language_hours": UNKNOWN},
}

CHAPTER = Chapter(
    "Calculating with numbers",
    (
        """\
Numbers are exact: one tenth is one tenth, and nothing is rounded before 34 digits.
They are written with a point and without a separator of thousands: `2.5`, `200000`.""",
        examples(
            ("language_hours + company_hours >= 37", {"language_hours": 15, "company_hours": 22}, True),
            ("language_hours + company_hours", {"language_hours": 15, "company_hours": 22}, 37),
            ("language_hours - 20", {"language_hours": 15}, -5),
            ("language_hours * 2", {"language_hours": 15}, 30),
            ("language_hours / 2", {"language_hours": 15}, Decimal("7.5")),
            ("0.1 + 0.2 = 0.3", {}, True),
            ("2 + 3 * 4", {}, 14, "`*` and `/` before `+` and `-`"),
            ("(2 + 3) * 4", {}, 20),
            ("10 - 5 - 3", {}, 2, "from the left"),
            ("-language_hours", {"language_hours": 15}, -15),
            ("abs(language_hours - 20)", {"language_hours": 15}, 5, "the distance, without its sign"),
            ("abs(-4)", {}, 4),
            ("min(language_hours, 20)", {"language_hours": 15}, 15, "the least"),
            ("max(language_hours, 20)", {"language_hours": 15}, 20, "the greatest"),
            ("min(3, 1, 2)", {}, 1),
            ("sum(1, 2)", {}, 3),
        ),
        """\
### None, unknown, and division by zero

A sum with none in it is none, and a sum with something unknown in it is unknown.
**Nothing can be divided by zero: the result is none**, and a comparison with none is false.
So a share of nobody is neither large nor small; ask first whether there is anybody, as in the last two lines below.
The columns say what is known of `language_hours`.""",
        grid(
            HOURS,
            ("language_hours + 1", (16, None, U)),
            ("language_hours * 2", (30, None, U)),
            ("-language_hours", (-15, None, U)),
            ("abs(language_hours)", (15, None, U)),
            ("language_hours / 0", (None, None, None)),
            ("language_hours / 0 > 1", (False, False, False)),
            ("language_hours + 1 > 10", (True, False, U)),
        ),
        examples(
            ("language_hours + company_hours", {"language_hours": None, "company_hours": U}, None, "none whatever the other is"),
            ("language_hours + company_hours", {"language_hours": 1, "company_hours": U}, U),
            ("language_hours / company_hours", {"language_hours": 4, "company_hours": U}, U),
            ("language_hours / company_hours", {"language_hours": 4, "company_hours": 0}, None),
            ("company_hours != 0 and language_hours / company_hours >= 1", {"language_hours": 4, "company_hours": 0}, False, "guarded"),
            ("company_hours = 0 or language_hours / company_hours >= 1", {"language_hours": 4, "company_hours": 0}, True, "guarded, the other way"),
        ),
    ),
)  # fmt: skip

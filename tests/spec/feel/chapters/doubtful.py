"""What can be read and is yet told of: conditions that hardly mean what they say."""

from policyengine.diagnostics.render import render
from tests.spec.feel.asking import doubts
from tests.spec.feel.tables import Chapter, Table
from tests.spec.feel.wording import code

# What was written, the warning's code, and what to write instead.
DOUBTFUL = [
    ('as_of > arrived_on + duration("P90D") and as_of <= arrived_on + duration("P3M")', "PE321", 'as_of > arrived_on + duration("P2M") and as_of <= arrived_on + duration("P3M")'),
    ('residence_basis != "refugee" or residence_basis != "student"', "PE322", 'not(residence_basis in ("refugee", "student"))'),
    ('residence_basis = "refugee" and residence_basis = "student"', "PE323", 'residence_basis in ("refugee", "student")'),
    ("exam_passed_on = null and exam_passed_on < as_of", "PE323", "exam_passed_on = null or exam_passed_on < as_of"),
    ("has_children or has_children", "PE324", "has_children"),
    ("birth_date != null", "PE325", "age >= 0"),
    ('activities[kind = "placement"] != null', "PE325", 'count(activities[kind = "placement"]) > 0'),
    ("language_hours / company_hours > 1", "PE326", "company_hours > 0 and language_hours / company_hours > 1"),
    ("count(activities[language = home_language]) > 0", "PE327", "count(activities[item.language = home_language]) > 0"),
]  # fmt: skip

CHAPTER = Chapter(
    "What is doubted",
    (
        f"""\
Some conditions can be answered and yet hardly mean what they say.
`policyengine check` warns of them, and the policy can still be used:

```
{render(doubts(DOUBTFUL[-2][0])[0])}
```""",
        Table(
            ("Written", "What is said", "Write instead"),
            tuple(
                (code(text), f"{doubts(text)[0].message} ({name})", code(instead))
                for text, name, instead in DOUBTFUL
            ),
        ),
    ),
)

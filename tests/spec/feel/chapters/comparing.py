"""Comparing one value with another, and with none and unknown."""

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Cases, Chapter, examples, grid

T, F, U = True, False, UNKNOWN
HOURS: Cases = {
    "15": {"language_hours": 15},
    "none": {"language_hours": None},
    "unknown": {"language_hours": UNKNOWN},
}
WITH_NONE: Cases = {
    f"`company_hours` {word}": {"language_hours": None, "company_hours": value}
    for word, value in (("15", 15), ("none", None), ("unknown", UNKNOWN))
}

CHAPTER = Chapter(
    "The long form: text, and comparing",
    (
        """\
Where rows are not enough, a condition is a text: two facts are compared, figures are added, days are counted, lists are asked about.
A text stands on the line of its key, or below it after `|`:

```yaml
when: |
  residence_basis = "refugee"
  and language_hours + company_hours >= 37
```

In a text, words stand in quotation marks and days are written `date("2018-03-15")`.
(In the rows of the short form both stand bare.)

The table has a column for each thing that can be known of `language_hours`.
It is *15*; or it is known that nothing has been agreed, *none*; or nobody has recorded it, *unknown*.""",
        grid(
            HOURS,
            ("language_hours = 15", (T, F, U)),
            ("language_hours != 15", (F, T, U)),
            ("language_hours < 15", (F, F, U)),
            ("language_hours <= 15", (T, F, U)),
            ("language_hours > 15", (F, F, U)),
            ("language_hours >= 15", (T, F, U)),
            ("language_hours >= 16", (F, F, U)),
            ("language_hours = 0", (F, F, U)),
            ("not(language_hours = 15)", (F, T, U)),
        ),
        """\
- `=` is *equal to* and `!=` is *not equal to*; `<=` is *at most* and `>=` is *at least*.
- **None is an answer, and the answer is no.** What is not there is not equal to 15, nor less, nor more; so only `!=` is true. None is not 0 either.
- **Unknown is no answer**, so a comparison with something unknown is unknown.

### Is there one at all?

`null` is the word for none.
`= null` asks whether it is known that there is none.""",
        grid(
            HOURS,
            ("language_hours = null", (F, T, U)),
            ("language_hours != null", (T, F, U)),
            ("null = language_hours", (F, T, U)),
        ),
        """\
### Between two ends, and one of several

`between … and …` counts both ends with.
After `in` stands a range, or several tests with commas, of which one must hold.
In a range a square bracket counts the end with and a round one leaves it out; an end that is `null` is open.""",
        grid(
            HOURS,
            ("language_hours between 15 and 20", (T, F, U)),
            ("language_hours between 10 and 15", (T, F, U)),
            ("language_hours in [15..20]", (T, F, U)),
            ("language_hours in (15..20]", (F, F, U)),
            ("language_hours in [10..15)", (F, F, U)),
            ("language_hours in [15..null]", (T, F, U)),
            ("language_hours in (null..15)", (F, F, U)),
            ("language_hours in (5, 10, 15)", (T, F, U)),
            ("language_hours in (5, null)", (F, T, U)),
            ("language_hours in (< 5, > 10)", (T, F, U)),
        ),
        """\
### Two facts that are compared

Where a fact is known to be none, the comparison is decided, even if the other fact is unknown.
Here `language_hours` is none:""",
        grid(
            WITH_NONE,
            ("language_hours = company_hours", (F, F, F)),
            ("company_hours = language_hours", (F, F, F)),
            ("language_hours != company_hours", (T, T, T)),
            ("language_hours < company_hours", (F, F, F)),
            ("company_hours >= language_hours", (F, F, F)),
        ),
        """\
Two facts that are both none are not equal: where it is known that a person has neither, `language = home_language` is false.

### What can be compared

Numbers, days, durations and texts have an order, so `<` may be asked of them; words of a choice, true and false, and lists can only be equal or not.
The two sides must be of one kind.""",
        examples(
            ("language_hours = company_hours", {"language_hours": 15, "company_hours": 15}, T),
            ("language_hours = 15.0", {"language_hours": 15}, T, "15 and 15.0 are one number"),
            ('residence_basis = "refugee"', {"residence_basis": "refugee"}, T),
            ('residence_basis in ("refugee", "worker")', {"residence_basis": "student"}, F),
            ("language = home_language", {"language": "da", "home_language": "ar"}, F),
            ('home_language = "da"', {"home_language": "DA"}, F, "capital letters make a difference"),
            ("needs_interpreter = false", {"needs_interpreter": False}, T),
            ("arrived_on < exam_passed_on", {"arrived_on": "2018-03-15", "exam_passed_on": "2018-05-02"}, T, "a day that comes earlier is less"),
            ('arrived_on >= date("2018-03-15")', {"arrived_on": "2018-03-15"}, T),
            ('arrived_on in [date("2018-01-01")..date("2018-07-01"))', {"arrived_on": "2018-06-30", "as_of": "2018-07-01"}, T),
            ("family.household_income < 200000", {"family.household_income": UNKNOWN}, U, "nothing is known of the family"),
        ),
    ),
    beside=(
        grid(
            HOURS,
            ("language_hours < 16", (T, F, U)),
            ("language_hours > 14", (T, F, U)),
            ("language_hours between 16 and 20", (F, F, U)),
            ("language_hours in [10..15]", (T, F, U)),
            ("language_hours in ]10..15[", (F, F, U)),
            ("language_hours in > 14", (T, F, U)),
            ("language_hours in [5, 10, 15]", (T, F, U)),
            ("language_hours in [5, 10]", (F, F, U)),
        ),
    ),
)  # fmt: skip

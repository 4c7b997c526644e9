"""What is refused, what is said of it, and what to write instead."""

from __future__ import annotations

from policyengine.diagnostics.diagnostic import PolicyError
from policyengine.diagnostics.render import render
from tests.spec.feel.asking import faults, policy
from tests.spec.feel.tables import Chapter, Table
from tests.spec.feel.wording import code

# What was written, the fault's code, and what to write instead.
SPELLING = [
    ("language_hours == 15", "PE150", "language_hours = 15"),
    ("language_hours => 15", "PE150", "language_hours >= 15"),
    ("language_hours <> 15", "PE150", "language_hours != 15"),
    ("language_hours > 7,5", "PE150", "language_hours > 7.5"),
    ("language_hours >= 15 hours", "PE150", "language_hours >= 15"),
    ("as_of > arrived_on + 3 months", "PE150", 'as_of > arrived_on + duration("P3M")'),
    ("needs_interpreter && has_children", "PE150", "needs_interpreter and has_children"),
    ("needs_interpreter OR has_children", "PE150", "needs_interpreter or has_children"),
    ("needs_interpreter og has_children", "PE150", "needs_interpreter and has_children"),
    ("not needs_interpreter", "PE150", "not(needs_interpreter)"),
    ("home_language = 'da'", "PE150", 'home_language = "da"'),
    ('home_language = "da', "PE151", 'home_language = "da"'),
    ("arrived_on >= 2018-03-15", "PE151", 'arrived_on >= date("2018-03-15")'),
    ("(language_hours > 15", "PE150", "language_hours > 15"),
    ("language_hours > (if has_children then 10)", "PE150", "language_hours > (if has_children then 10 else 0)"),
    ("10 < language_hours < 15", "PE301", "language_hours in (10..15)"),
]  # fmt: skip
NAMES = [
    ("langauge_hours >= 15", "PE201", "language_hours >= 15"),
    ("residence_basis = refugee", "PE201", 'residence_basis = "refugee"'),
    ('residence_basis = "refuge"', "PE304", 'residence_basis = "refugee"'),
    ("language hours > 15", "PE150", "language_hours > 15"),
    ('some x in activities satisfies kind = "placement"', "PE201", 'some x in activities satisfies x.kind = "placement"'),
    ("needs_interpreter = ja", "PE201", "needs_interpreter = true"),
    ("household_income < 200000", "PE201", "family.household_income < 200000"),
    ("family = null", "PE201", "family.household_income = null"),
    ("danish_course", "PE201", "as_of in danish_course"),
    ("arrived_on.years = 2018", "PE211", "arrived_on.year = 2018"),
    ("activities.length > 15", "PE211", "some x in activities satisfies x.hours > 15"),
    ("cout(activities) > 1", "PE212", "count(activities) > 1"),
    ("NOT(needs_interpreter)", "PE212", "not(needs_interpreter)"),
]  # fmt: skip
KINDS = [
    ('arrived_on >= "2018-03-15"', "PE301", 'arrived_on >= date("2018-03-15")'),
    ('needs = "health"', "PE301", 'list contains(needs, "health")'),
    ("activities.hours > 15", "PE301", "some x in activities satisfies x.hours > 15"),
    ("language_hours > family.household_income", "PE301", "language_hours > company_hours"),
    ('residence_basis < "worker"', "PE301", 'residence_basis in ("refugee", "student")'),
    ("language_hours < null", "PE301", "language_hours = null"),
    ("as_of + 3 > arrived_on", "PE302", 'as_of + duration("P3D") > arrived_on'),
    ("arrived_on", "PE303", "arrived_on != null"),
    ("language_hours = 15 or 20", "PE303", "language_hours in (15, 20)"),
    ("count(language_hours) > 1", "PE306", "language_hours > 1"),
    ("language_hours = (1..10)", "PE306", "language_hours in (1..10)"),
    ("activities[1].hours > 15", "PE307", 'some x in activities[kind = "placement"] satisfies x.hours > 15'),
    ("age(birth_date) >= 18", "PE308", "age(birth_date, as_of) >= 18"),
]  # fmt: skip
CALENDAR = [
    ('as_of - arrived_on > duration("P3M")', "PE305", 'as_of > arrived_on + duration("P3M")'),
    ('as_of > arrived_on + (duration("P1M") + duration("P2D"))', "PE305", 'as_of > arrived_on + duration("P1M") + duration("P2D")'),
    ('as_of > arrived_on + duration("P1M2D")', "PE309", 'as_of > arrived_on + duration("P1M") + duration("P2D")'),
    ('as_of > arrived_on + duration("3M")', "PE309", 'as_of > arrived_on + duration("P3M")'),
    ('as_of > date("2018-02-30")', "PE309", 'as_of > date("2018-02-28")'),
    ("as_of - arrived_on > 90", "PE301", "(as_of - arrived_on).days > 90"),
    ("arrived_on <= today()", "PE152", "arrived_on <= as_of"),
]  # fmt: skip
STANDARD = [
    ("language_hours ** 2 > 100", "PE152", "language_hours * language_hours > 100"),
    ("sum(for x in activities return x.hours) > 15", "PE152", "sum(activities.hours) > 15"),
    ('matches(job_title, "work")', "PE152", 'contains(job_title, "work")'),
    ("arrived_on < now()", "PE152", "arrived_on < as_of"),
]  # fmt: skip
REFUSED = (*SPELLING, *NAMES, *KINDS, *CALENDAR, *STANDARD)

# Five faults as the command line tells them.
SHOWN = (
    "langauge_hours >= 15",
    'residence_basis = "refuge"',
    "arrived_on >= 2018-03-15",
    'as_of - arrived_on > duration("P3M")',
    "activities[1].hours > 15",
)


def told(condition: str) -> str:
    """Return what an author reads of a faulty condition in a policy."""
    try:
        policy(condition)
    except PolicyError as error:
        return "\n".join(map(render, error.diagnostics))
    raise AssertionError(condition)


def _table(rows: list[tuple[str, str, str]]) -> Table:
    return Table(
        ("Written", "What is said", "Write instead"),
        tuple((code(text), _said(text), code(instead)) for text, _, instead in rows),
    )


def _said(text: str) -> str:
    (fault,) = faults(text)
    return f"{fault.message} ({fault.code})"


SHOWN_AS_TOLD = "\n\n".join(map(told, SHOWN))

CHAPTER = Chapter(
    "What is refused",
    (
        f"""\
A faulty condition never runs.
`policyengine check` tells each fault with its place, what is wrong, and mostly a hint at what to write instead:

```
{SHOWN_AS_TOLD}
```

`policyengine explain PE305` says in a line what a code means.

### Spelling""",
        _table(SPELLING),
        "### Names",
        _table(NAMES),
        "### Kinds of values",
        _table(KINDS),
        "### Days and durations",
        _table(CALENDAR),
        """\
### What only the standard has

The language is a part of FEEL, a published standard; what policies do not need is refused by its name.""",
        _table(STANDARD),
    ),
)

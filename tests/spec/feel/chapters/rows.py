"""The short form of a condition: rows of a fact and a test."""

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Chapter, maps

BORN = {"birth_date": "1993-06-18"}

CHAPTER = Chapter(
    "The short form: rows",
    (
        """\
Most conditions are rows of a fact and a test, and **all rows must hold** (*alle rækker skal være opfyldt*).

```yaml
when:
  residence_basis: [refugee, family_reunified]
  language_hours: ">= 15"
```

This reads: the residence basis is refugee or family reunified, and there are at least 15 language lessons a week.
The same can stand on one line in curly brackets, as in the tables below.

A test with a sign or a bracket needs quotation marks, or YAML would take it for something else: `">= 15"`, `"[20..24]"`.
A word, a number, a day and `true` need none.

### Is it this, or one of these?""",
        maps(
            ("{residence_basis: refugee}", {"residence_basis": "refugee"}, True),
            ("{residence_basis: refugee}", {"residence_basis": "student"}, False),
            ("{residence_basis: [refugee, family_reunified]}", {"residence_basis": "family_reunified"}, True, "one of them is enough"),
            ('{residence_basis: "!= student"}', {"residence_basis": "worker"}, True, "anything but"),
            ('{residence_basis: "not(worker, student)"}', {"residence_basis": "student"}, False, "none of these"),
            ("{needs_interpreter: true}", {"needs_interpreter": True}, True),
            ("{needs_interpreter: false}", {"needs_interpreter": True}, False),
            ("{language_hours: 15}", {"language_hours": 15}, True),
            ("{arrived_on: 2018-03-15}", {"arrived_on": "2018-03-15"}, True),
        ),
        """\
### How much, how old, in which time?

A square bracket counts the end with, a round one does not.
`[20..24]` is from 20 up to and with 24; `[20..24)` is from 20 up to, but not with, 24.""",
        maps(
            ('{language_hours: ">= 15"}', {"language_hours": 15}, True, "15 itself counts"),
            ('{language_hours: "> 15"}', {"language_hours": 15}, False, "more than 15"),
            ('{language_hours: "< 5, > 30"}', {"language_hours": 31}, True, "a comma is *or*"),
            ('{age: "[20..24]"}', {**BORN, "as_of": "2018-06-17"}, True, "24 until the day before the birthday"),
            ('{age: "[20..24]"}', {**BORN, "as_of": "2018-06-18"}, False, "25 on the birthday"),
            ('{age: "[18..25)"}', {**BORN, "as_of": "2018-06-18"}, False),
            ('{arrived_on: "[2018-01-01..2018-07-01)"}', {"arrived_on": "2018-06-01"}, True),
            ('{arrived_on: ">= 2018-03-15"}', {"arrived_on": "2018-03-15"}, True, "on that day or later"),
        ),
        """\
### Is it recorded, or is there none?

`recorded` asks whether there is a value by the day of assessment, `none` whether it is known that there is none.""",
        maps(
            ("{exam_passed_on: recorded}", {"exam_passed_on": "2018-05-02"}, True),
            ("{exam_passed_on: recorded}", {"exam_passed_on": None}, False),
            ("{exam_passed_on: recorded}", {"exam_passed_on": UNKNOWN}, UNKNOWN, "nobody has written either"),
            ("{exam_passed_on: recorded}", {"exam_passed_on": "2018-06-19", "as_of": "2018-06-18"}, False, "what comes later has not happened yet"),
            ("{exam_passed_on: none}", {"exam_passed_on": None}, True),
            ("{residence_basis: [refugee, none]}", {"residence_basis": None}, True),
        ),
        """\
### Does a list hold these words?

Some facts are a list of words, such as what a person needs.""",
        maps(
            ("{needs: {all_of: [health, housing]}}", {"needs": ["health"]}, False, "both must be there"),
            ("{needs: {all_of: [health, housing]}}", {"needs": ["finances", "health", "housing"]}, True),
            ("{needs: {any_of: [health, housing]}}", {"needs": ["health"]}, True, "one is enough"),
            ("{needs: {any_of: [health, housing]}}", {"needs": []}, False),
        ),
        """\
### Several rows, and one of several

All rows must hold.
Under `any_of:` stand several sets of rows, each with a dash, and one set must hold (*mindst ét sæt skal være opfyldt*):

```yaml
when:
  any_of:
  - residence_basis: refugee
  - residence_basis: family_reunified
    language_hours: "< 15"
```

This reads: a refugee; or somebody family reunified who has fewer than 15 lessons a week.

A dot leads to another record: `family.household_income` is the income of the person's family.""",
        maps(
            ('{residence_basis: refugee, language_hours: ">= 15"}', {"residence_basis": "refugee", "language_hours": 15}, True),
            ('{residence_basis: refugee, language_hours: ">= 15"}', {"residence_basis": "refugee", "language_hours": 14}, False),
            ('{any_of: [{residence_basis: refugee}, {language_hours: "< 15"}]}', {"residence_basis": "worker", "language_hours": 14}, True),
            ('{any_of: [{residence_basis: refugee}, {language_hours: "< 15"}], has_children: true}', {"residence_basis": "refugee", "language_hours": 20, "has_children": False}, False, "`has_children` must hold as well"),
            ('{family.household_income: "< 200000"}', {"family.household_income": 199999}, True),
        ),
    ),
)  # fmt: skip

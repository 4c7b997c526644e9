"""The calendar: days, durations, month ends, 29 February, ages and working days."""

from datetime import date, timedelta

from policyengine.feel import UNKNOWN, Months
from tests.spec.feel.tables import Cases, Chapter, Table, examples, grid

T, F, U = True, False, UNKNOWN
day = date.fromisoformat

# From a day, a number of working days, the day it leads to, and why.
WORKING_DAYS = [
    ("2018-03-28", 1, "2018-04-03", "Maundy Thursday to Easter Monday lie between"),
    ("2018-03-23", 5, "2018-04-04", "so they do here, with two weekends"),
    ("2018-05-04", 5, "2018-05-14", "Ascension Day, and two weekends"),
    ("2018-06-04", 1, "2018-06-05", "Constitution Day is no public holiday"),
    ("2018-12-21", 2, "2018-12-27", "Christmas Eve is a working day here, the two days after it are not"),
    ("2018-12-30", 1, "2018-12-31", "New Year's Eve is a working day here"),
    ("2018-12-31", 1, "2019-01-02", "New Year's Day is a public holiday"),
    ("2023-05-04", 1, "2023-05-08", "Store Bededag, a holiday for the last time in 2023"),
    ("2024-04-25", 1, "2024-04-26", "a holiday no longer, from 2024"),
    ("2018-04-01", 0, "2018-04-01", "the day itself"),
    ("2018-04-03", -1, "2018-03-28", "backwards"),
]  # fmt: skip

BORN = {"birth_date": "2000-05-17"}
LEAP = {"birth_date": "2004-02-29"}
ARRIVED: Cases = {
    "2018-03-15": {"arrived_on": "2018-03-15"},
    "none": {"arrived_on": None},
    "unknown": {"arrived_on": U},
}

CHAPTER = Chapter(
    "Days, durations and the calendar",
    (
        """\
A day is written year, month, day: `date("2018-03-15")`.
A duration is written with a `P`, a number and a letter: `Y` years, `M` months, `W` weeks, `D` days.

| Duration | Written |
| --- | --- |
| three months | `duration("P3M")` |
| a year and six months | `duration("P1Y6M")` |
| four weeks | `duration("P4W")` |
| ten days | `duration("P10D")` |

In the keys of a provision durations are words instead: `within: 3 months`.

`as_of` is the day of assessment: the day on which the question is asked.
The engine never looks at a clock.
In `unless` and `excused_by`, `due` is the last day of the deadline: `unless: left_on <= due`.

### Adding

The day of the event is day 0: four weeks after a Thursday is a Thursday.
A week is seven days, always.
**A month later is the day of the same number. Where the month has no such day, it is the month's last day.**""",
        examples(
            ('date("2017-03-15") + duration("P3M")', {}, day("2017-06-15")),
            ('date("2018-03-01") + duration("P4W")', {}, day("2018-03-29")),
            ('date("2018-12-31") + duration("P1D")', {}, day("2019-01-01")),
            ('date("2018-01-31") + duration("P1M")', {}, day("2018-02-28"), "there is no 31 February"),
            ('date("2020-01-31") + duration("P1M")', {}, day("2020-02-29"), "in a leap year"),
            ('date("2018-01-31") + duration("P2M")', {}, day("2018-03-31")),
            ('date("2018-02-28") + duration("P1M")', {}, day("2018-03-28"), "the same number, and not the month's end"),
            ('date("2018-03-31") - duration("P1M")', {}, day("2018-02-28"), "backwards"),
            ('date("2018-03-31") + duration("-P1M")', {}, day("2018-02-28"), "the same, as a negative duration"),
            ('date("2020-02-29") + duration("P1Y")', {}, day("2021-02-28"), "29 February, in an ordinary year"),
            ('date("2020-02-29") + duration("P4Y")', {}, day("2024-02-29")),
            ('date(2018, 1, 31) + duration("P1D")', {}, day("2018-02-01"), "a day made of year, month and day"),
            ('arrived_on + duration("P3M")', {"arrived_on": "2018-03-15"}, day("2018-06-15")),
        ),
        """\
Months are added **in one step, from the day of the event**.
Adding one month twice is another thing, for the short month on the way cuts the day off:""",
        examples(
            ('date("2018-01-31") + duration("P2M")', {}, day("2018-03-31")),
            ('date("2018-01-31") + (duration("P1M") + duration("P1M"))', {}, day("2018-03-31")),
            ('date("2018-01-31") + duration("P1M") + duration("P1M")', {}, day("2018-03-28"), "first to 28 February, from there to 28 March"),
        ),
        """\
### A deadline: the day before, the day, and the day after

The last day is included.
Somebody arrives on 2018-03-15 and has three months:""",
        examples(
            ('as_of <= arrived_on + duration("P3M")', {"as_of": "2018-06-14"}, T),
            ('as_of <= arrived_on + duration("P3M")', {"as_of": "2018-06-15"}, T, "the last day"),
            ('as_of <= arrived_on + duration("P3M")', {"as_of": "2018-06-16"}, F),
            given={"arrived_on": "2018-03-15"},
        ),
        """\
### Days against months

Days and months do not mix, for a month has 28 to 31 days.
`duration("P1M2D")` is refused, and so are adding days to months and asking whether 90 days are longer than three months.
**Compare days of the calendar instead**: add each duration to a day.

The days between two days are a duration in days, and its number is `.days`.""",
        examples(
            ("as_of - arrived_on", {"arrived_on": "2018-03-15"}, timedelta(95)),
            ("(as_of - arrived_on).days", {"arrived_on": "2018-03-15"}, 95),
            ("(arrived_on - as_of).days", {"arrived_on": "2018-03-15"}, -95, "the earlier day first: below zero"),
            ('(date("2018-03-02") - date("2018-02-28")).days', {}, 2),
            ('as_of - arrived_on > duration("P90D")', {"arrived_on": "2018-03-15"}, T, "more than 90 days"),
            ('as_of > arrived_on + duration("P90D")', {"arrived_on": "2018-03-15"}, T, "the same"),
            ('as_of > arrived_on + duration("P3M")', {"arrived_on": "2018-03-20"}, F, "90 days, and not yet three months"),
            ('as_of > arrived_on + duration("P1M") + duration("P2D")', {"arrived_on": "2018-05-16"}, F, "one month, and then two days: 2018-06-18"),
            ("max(arrived_on, exam_passed_on)", {"arrived_on": "2018-03-15", "exam_passed_on": "2018-05-02"}, day("2018-05-02"), "the later of two days"),
            ("max(arrived_on, exam_passed_on)", {"arrived_on": "2018-03-15", "exam_passed_on": None}, None, "none where one of them is"),
            ('duration("P14D") = duration("P2W")', {}, T),
            ('duration("P12M") = duration("P1Y")', {}, T),
            ('duration("P1M") * 3', {}, Months(3)),
            ('-duration("P3D")', {}, timedelta(-3)),
            ('abs(duration("-P2M"))', {}, Months(2)),
            ('duration("P28D") / duration("P1W")', {}, 4),
        ),
        """\
### Ages

`age(birth_date, day)` is the number of years completed on a day.
The fact `age` is the age on the day of assessment.
**Who is born on 29 February completes a year on 28 February of an ordinary year**, by the same rule as deadlines.""",
        examples(
            ("age", {**BORN, "as_of": "2018-05-16"}, 17, "the day before the birthday"),
            ("age", {**BORN, "as_of": "2018-05-17"}, 18, "the birthday"),
            ("age", {**BORN, "as_of": "2018-05-18"}, 18),
            ("age", {**LEAP, "as_of": "2025-02-27"}, 20),
            ("age", {**LEAP, "as_of": "2025-02-28"}, 21, "29 February, in an ordinary year"),
            ("age", {**LEAP, "as_of": "2024-02-28"}, 19),
            ("age", {**LEAP, "as_of": "2024-02-29"}, 20, "in a leap year"),
            ("age(birth_date, arrived_on)", {**BORN, "arrived_on": "2018-05-16"}, 17, "on arrival"),
            ('age(date("2018-05-17"), date("2018-05-17"))', {}, 0),
            ('age(date("2018-05-17"), date("2018-05-16"))', {}, -1, "before birth"),
            ('birth_date + duration("P18Y") <= as_of', {**BORN, "as_of": "2018-05-17"}, T, "the same as `age >= 18`"),
            ("age >= 18", {**BORN, "as_of": "2018-05-17"}, T),
            ("age < 18", {**BORN, "as_of": "2018-05-17"}, F),
            ("age between 18 and 24", {**BORN, "as_of": "2018-05-17"}, T),
        ),
        """\
### Whole months between two days

`years and months duration(from, to)` is the most whole months that can be added to the first day without passing the second.""",
        examples(
            ('years and months duration(date("2018-01-15"), date("2018-03-14"))', {}, Months(1)),
            ('years and months duration(date("2018-01-15"), date("2018-03-15"))', {}, Months(2)),
            ('years and months duration(date("2018-01-31"), date("2018-02-28"))', {}, Months(1), "for 31 January and a month is 28 February"),
            ('years and months duration(date("2004-02-29"), date("2025-02-28"))', {}, Months(252)),
            ('years and months duration(date("2018-03-15"), date("2018-01-15"))', {}, Months(-2), "backwards"),
            ('years and months duration(date("2016-01-21"), date("2015-01-22"))', {}, Months(-11)),
            ('years and months duration(arrived_on, as_of) >= duration("P3M")', {"arrived_on": "2018-03-18"}, T),
        ),
        """\
### Parts of days and durations

A dot takes a part: `.year`, `.month` and `.day` of a day, `.years` and `.months` of a duration in months, `.days` of one in days.""",
        examples(
            ("arrived_on.year", {"arrived_on": "2018-03-15"}, 2018),
            ("arrived_on.month", {"arrived_on": "2018-03-15"}, 3),
            ("arrived_on.day", {"arrived_on": "2018-03-15"}, 15),
            ("arrived_on.year = as_of.year", {"arrived_on": "2018-03-15"}, T, "in this calendar year"),
            ('duration("P1Y6M").years', {}, 1),
            ('duration("P1Y6M").months', {}, 6, "the months beside the years"),
            ('duration("-P1Y6M").months', {}, -6),
            ('duration("P4W").days', {}, 28),
            ('duration("-P3D").days', {}, -3),
        ),
        """\
### Days that are none or unknown

Counting from none gives none, and from an unknown day unknown.
The columns say what is known of `arrived_on`.""",
        grid(
            ARRIVED,
            ('arrived_on + duration("P3M")', (day("2018-06-15"), None, U)),
            ('arrived_on + duration("P3M") < as_of', (T, F, U)),
            ("as_of - arrived_on", (timedelta(95), None, U)),
            ("age(arrived_on, as_of) >= 0", (T, F, U)),
            ("arrived_on.year", (2018, None, U)),
            ("arrived_on.year = 2018", (T, F, U)),
        ),
        """\
### What has not happened yet

**An event that lies after the day of assessment has not happened yet, and reads as none.**
Whoever passes the exam in July has not passed it in June, whatever the record says.
A planned end, such as that of a course, is not an event: it is seen ahead of time.""",
        examples(
            ("exam_passed_on != null", {"exam_passed_on": "2018-06-18", "as_of": "2018-06-18"}, T, "today"),
            ("exam_passed_on != null", {"exam_passed_on": "2018-06-19", "as_of": "2018-06-18"}, F, "tomorrow"),
            ("course_ended_on", {"course_ended_on": "2018-12-20", "as_of": "2018-06-18"}, day("2018-12-20"), "planned"),
        ),
        """\
### Periods

A period such as `danish_course` has a first and perhaps a last day, both included.
`as_of in danish_course` asks whether it is running.
While its end is none it goes on; `danish_course_ends_on` is its last day.""",
        examples(
            ("as_of in danish_course", {"course_started_on": "2018-06-18", "course_ended_on": None}, T, "on the first day"),
            ("as_of in danish_course", {"course_started_on": "2018-06-19", "course_ended_on": None}, F),
            ("as_of in danish_course", {"course_started_on": "2018-01-08", "course_ended_on": "2018-06-18"}, T, "on the last day"),
            ("as_of in danish_course", {"course_started_on": "2018-01-08", "course_ended_on": "2018-06-17"}, F),
            ("as_of in danish_course", {"course_started_on": "2018-01-08", "course_ended_on": U}, U),
            ("danish_course_ends_on", {"course_ended_on": "2018-12-20"}, day("2018-12-20")),
        ),
        """\
### Working days

Working days are counted in the key `within`, and not in a condition: `within: 5 working_days`.
They are Monday to Friday, but for the public holidays: New Year's Day, Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday, 25 and 26 December, and Store Bededag up to 2023.
Constitution Day, Christmas Eve and New Year's Eve are no public holidays in law, and count as working days.""",
        Table(
            ("From", "Working days", "Leads to", "Remark"),
            tuple(
                (start, str(count), end, remark)
                for start, count, end, remark in WORKING_DAYS
            ),
        ),
    ),
    beside=(
        examples(
            ("age(arrived_on, as_of)", {"arrived_on": None}, None),
            ("age(arrived_on, as_of)", {"arrived_on": U}, U),
            ("age(as_of, arrived_on)", {"arrived_on": None}, None),
            ("age(arrived_on, exam_passed_on)", {"arrived_on": None, "exam_passed_on": U}, None),
            ('date("9999-12-31") + duration("P1D")', {}, None),
            ('date("9999-12-31") + duration("P1M")', {}, None),
            ('date("0001-01-01") + duration("-P1M")', {}, None),
            ('date("0001-01-01") + duration("-P999999999M")', {}, None),
        ),
    ),
)  # fmt: skip

"""What the checker says of a condition that cannot be meant."""

from __future__ import annotations

import pytest

from policyengine.feel import parse
from policyengine.feel.checker import check
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Number,
    RecordType,
    Text,
    Type,
)

COURSE = RecordType(
    "course",
    {"kind": Choice(("danish", "work")), "hours": Number("hours"), "passed_on": Day()},
)
NAMES: dict[str, Type] = {
    "as_of": Day(),
    "arrived_on": Day(),
    "age_now": Number("years"),
    "weekly_hours": Number("hours"),
    "income": Number(),
    "marital": Choice(("single", "married")),
    "remark": Text(),
    "refugee": Boolean(),
    "needs": ListType(Choice(("health", "money"))),
    "courses": ListType(COURSE),
    "family": RecordType("family", {"income": Number()}),
}

FAULTS = [
    # condition                                       code    what is underlined    said                 hint
    ('maritl = "single"',                             "PE201", "maritl",            "not known",         "`marital`"),
    ("marital = single",                              "PE201", "single",            "quotation marks",   'write `"single"`'),
    ("family.incom > 1",                              "PE211", "family.incom",      "has no `incom`",    "`income`"),
    ("arrived_on.years > 1",                          "PE211", "arrived_on.years",  "a day has no",      "`year`"),
    ("some c in courses satisfies c.knd = null",      "PE211", "c.knd",             "a course has no",   "`kind`"),
    ("cout(courses) > 1",                             "PE212", "cout(courses)",     "no function",       "`count`"),
    ('marital = "maried"',                            "PE304", '"maried"',          "`marital`",         "`married`"),
    ('marital in ("single", "widow")',                "PE304", '"widow"',           "`marital`",         "the words are"),
    ('count(courses[kind = "dansk"]) > 1',            "PE304", '"dansk"',           "`kind`",            "`danish`"),
    ('list contains(needs, "helth")',                 "PE304", '"helth"',           "`needs`",           "`health`"),
    ('arrived_on < "2018-01-01"',                     "PE301", 'arrived_on < "2018-01-01"', "a day is compared with a text", "date("),
    ("weekly_hours > age_now",                        "PE301", "weekly_hours > age_now", "hours",        None),
    ('needs = "health"',                              "PE301", 'needs = "health"',  "a list",            "list contains"),
    ("refugee < true",                                "PE301", "refugee < true",    "needs an order",    None),
    ("income < null",                                 "PE301", "income < null",     "needs an order",    "= null"),
    ("0 < income < 9",                                "PE301", "0 < income < 9",    "is compared",       "between"),
    ("income in [1..as_of]",                          "PE301", "[1..as_of]",        "is compared",       None),
    ("[1, as_of] = null",                             "PE301", "as_of",             "stands beside",     "one kind"),
    ("as_of + 3 > arrived_on",                        "PE302", "as_of + 3",         "a day and a number", "duration("),
    ("income ** 2 > 1",                               "PE152", "income ** 2",       "outside",           None),
    ("as_of + 3 between as_of and arrived_on",        "PE302", "as_of + 3",         "a day and a number", "duration("),
    ("abs(refugee) = 1",                              "PE302", "abs(refugee)",      "`abs` does not take", None),
    ("-refugee = 1",                                  "PE302", "-refugee",          "does not take",     None),
    ("sum(courses.kind) > 1",                         "PE302", "sum(courses.kind)", "takes numbers",     None),
    ("weekly_hours",                                  "PE303", "weekly_hours",      "is a number of hours", None),
    ("weekly_hours = 15 or 20",                       "PE303", "20",                "is a number",       "write `weekly_hours in (15, 20)`"),
    ("weekly_hours > 15 or 20",                       "PE303", "20",                "is a number",       "`… or weekly_hours > 20`"),
    ("refugee = remark",                              "PE301", "refugee = remark",  "is compared",       "`true` or `false`"),
    ("IKKE(refugee)",                                 "PE212", "IKKE(refugee)",     "no function",       "write `not(…)`"),
    ("refugee and arrived_on",                        "PE303", "arrived_on",        "is a day",          "!= null"),
    ("age(arrived_on, 5) > 1",                        "PE303", "5",                 "must be a day",     None),
    ('contains(income, "1")',                         "PE303", "income",            "must be a text",    None),
    ('starts with(remark, as_of)',                    "PE303", "as_of",             "must be a text",    None),
    ('ends with(needs, "y")',                         "PE303", "needs",             "is a list",         "list contains"),
    ('as_of - arrived_on > duration("P3M")',          "PE305", 'as_of - arrived_on > duration("P3M")', "not compared", "add both"),
    ('as_of + (duration("P1D") + duration("P1M")) = null', "PE305", 'duration("P1D") + duration("P1M")', "do not mix", "add one"),
    ("count(income) = 1",                             "PE306", "income",            "must be a list",    None),
    ("refugee = (1..2)",                              "PE306", "(1..2)",            "right of `in`",     "in [1..10]"),
    ("courses[1] = null",                             "PE307", "1",                 "by its number",     "[kind = …]"),
    ("age(as_of) > 1",                                "PE308", "age(as_of)",        "takes 2 arguments", None),
    ('contains(remark) = true',                       "PE308", "contains(remark)",  "takes 2 arguments", None),
    ("not(refugee, refugee)",                         "PE308", "not(refugee, refugee)", "one argument",  None),
    ('as_of > date("2018-02-30")',                    "PE309", 'date("2018-02-30")', "no day",           "date("),
    ('as_of + duration("P1M2D") > as_of',             "PE309", 'duration("P1M2D")', "mixes months with days", 'duration("P1M")'),
    ('as_of + duration("3M") > as_of',                "PE309", 'duration("3M")',    "no duration",       "P3M"),
    ("as_of + duration(remark) > as_of",              "PE309", "remark",            "a constant",        "P3M"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "underlined", "said", "hint"), FAULTS)
def test_a_fault_has_a_place_a_reason_and_a_mend(
    text: str, code: str, underlined: str, said: str, hint: str | None
) -> None:
    _, faults = check(parse(text), NAMES, expect=Boolean())
    (fault,) = faults
    assert fault.span is not None
    assert (fault.code, fault.span.text) == (code, underlined)
    assert said in fault.message
    assert hint is None or (fault.hint is not None and hint in fault.hint)


TYPED: list[tuple[str, Type]] = [
    ("refugee and not(income > 3)", Boolean()),
    ("weekly_hours + 2", Number("hours")),
    ("weekly_hours / weekly_hours", Number()),
    ("arrived_on + duration(\"P3M\")", Day()),
    ("as_of - arrived_on", DaysDuration()),
    ("(as_of - arrived_on).days", Number()),
    ("years and months duration(arrived_on, as_of)", MonthsDuration()),
    ("courses.passed_on", ListType(Day())),
    ('courses[kind = "danish" and item.hours > weekly_hours]', ListType(COURSE)),
    ("min(courses.passed_on)", Day()),
    ("min(arrived_on, as_of)", Day()),
    ("if refugee then arrived_on else null", Day()),
    ('every c in courses satisfies c.kind in ("danish", null)', Boolean()),
    ("marital = remark", Boolean()),
    ("as_of in [arrived_on..null]", Boolean()),
    ('contains(remark, "tolk") or starts with(remark, marital)', Boolean()),
    ('ends with(marital, "ed")', Boolean()),
    ('duration("P1M") * 2', MonthsDuration()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_what_goes_together_has_a_type(text: str, expected: Type) -> None:
    assert check(parse(text), NAMES) == (expected, ())


def test_every_fault_is_reported_in_order_of_place() -> None:
    text = 'maritl = null and income > "x" and courses[1] = null and agee(as_of) > 1'
    _, faults = check(parse(text), NAMES, expect=Boolean())
    assert [fault.code for fault in faults] == ["PE201", "PE301", "PE307", "PE212"]


def test_what_a_fault_hides_causes_no_second_fault() -> None:
    _, faults = check(parse("maritl + 1 > 2 and not(maritl.x)"), NAMES)
    assert [fault.code for fault in faults] == ["PE201", "PE201"]

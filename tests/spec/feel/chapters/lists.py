"""Lists: entries that are counted, filtered and asked about."""

from datetime import date

from policyengine.feel import UNKNOWN
from tests.spec.feel.tables import Cases, Chapter, Table, examples, grid
from tests.spec.feel.wording import code, fact_in_words

T, F, U = True, False, UNKNOWN

PLACEMENT = {"kind": "placement", "hours": 20}
JOB = {"kind": "ordinary_job", "hours": 5}
OPEN = {"hours": 10}  # its kind is not recorded
TWO = {"activities": [PLACEMENT, JOB]}
PAIRS = {
    "certain": (PLACEMENT, JOB),
    "one open": (PLACEMENT, OPEN),
    "only open": (OPEN, JOB),
}
EMPTY: Cases = {
    "`[]`": {"activities": []},
    "none": {"activities": None},
    "unknown": {"activities": UNKNOWN},
}
CASES: Cases = {
    **{name: {"activities": list(pair)} for name, pair in PAIRS.items()},
    **EMPTY,
}
P = 'activities[kind = "placement"]'

CHAPTER = Chapter(
    "Lists",
    (
        f"""\
A list holds entries, each with facts of its own.
Here the person has two activities: {code("activities")} is {fact_in_words(TWO["activities"])}.

### Asking about the entries

- `some x in … satisfies …` asks whether the condition holds for **at least one** entry; `every x in … satisfies …` whether it holds for **all** of them. `x` is a name you choose for the entry.
- `list[condition]` keeps the entries that the condition holds for. Inside the brackets the entry's facts stand by their own names.
- `list.fact` takes that fact of each entry.
- `count`, `sum`, `min` and `max` are the number of entries, and the total, least and greatest of their figures.
- `list contains(list, value)` asks whether a value is in the list; so does `value in list`.""",
        examples(
            ("count(activities)", {}, 2),
            ('some x in activities satisfies x.kind = "placement"', {}, T),
            ("some x in activities satisfies x.hours > 20", {}, F),
            ("every x in activities satisfies x.hours >= 5", {}, T),
            ('every x in activities satisfies x.kind = "placement"', {}, F),
            (f"count({P})", {}, 1),
            (f"{P}.hours", {}, (20,), "a list with one figure"),
            ("activities.hours", {}, (20, 5)),
            ("sum(activities.hours)", {}, 25),
            ("min(activities.hours)", {}, 5),
            ("max(activities.hours)", {}, 20),
            ("sum(activities.hours) >= 37", {}, F),
            ("count(activities[hours > language_hours])", {"language_hours": 15}, 1, "a fact of the person is named inside as outside"),
            ("count(activities[item.hours > 5])", {}, 1, "`item` is the entry itself"),
            ('count(activities[kind = "placement"][hours > 15])', {}, 1, "both filters"),
            ("list contains(activities.hours, 5)", {}, T),
            ("5 in activities.hours", {}, T),
            ("some x in activities, y in activities satisfies x.hours > y.hours", {}, T, "for a pair of entries"),
            ('list contains(needs, "health")', {"needs": ["health", "housing"]}, T, "a list of words"),
            ('"finances" in needs', {"needs": ["health", "housing"]}, F),
            ("count(needs)", {"needs": ["health", "housing"]}, 2),
            ('count(needs[item != "health"])', {"needs": ["health", "housing"]}, 1, "of a list of words, `item` is the word"),
            ("[5, 20, language_hours][item > 10]", {"language_hours": 15}, (20, 15)),
            given=TWO,
        ),
        """\
### The empty list

A list that is in the record is complete.
`[]` and none both mean that there are no entries; a list that the record lacks is unknown.

- **Where there are no entries, `some` is false and `every` is true.** "Every placement has 15 hours" is true of somebody without placements; where that is not meant, ask for `count(…) > 0` as well.
- The count of no entries is 0, but they have no total, least or greatest: these are none.
- **A list is never none itself,** though a record may say so: that there are no entries is asked by `= []`, and `= null` is false.""",
        grid(
            {"two entries": TWO, **EMPTY},
            ("count(activities)", (2, 0, 0, U)),
            ("sum(activities.hours)", (25, None, None, U)),
            ("min(activities.hours)", (5, None, None, U)),
            ("max(activities.hours)", (20, None, None, U)),
            ("sum(activities.hours) < 37", (T, F, F, U)),
            ("some x in activities satisfies x.hours > 5", (T, F, F, U)),
            ("every x in activities satisfies x.hours > 25", (F, T, T, U)),
            ("list contains(activities.hours, 5)", (T, F, F, U)),
            ("activities = []", (F, T, T, U)),
            ("activities = null", (F, F, F, U)),
            ("activities != null", (T, T, T, U)),
        ),
        examples(
            ("count([])", {}, 0),
            ("sum([])", {}, None),
            ("all([])", {}, T, "*all* and *any* take a list of truths"),
            ("any([])", {}, F),
            ("list contains([], language_hours)", {"language_hours": U}, F),
        ),
        """\
### What a filter leaves open

Where it is unknown whether an entry belongs, it is kept **as a maybe**, and never thrown away in silence.
The answer is then unknown only where the maybe can change it.
In the table below, the entry of 10 hours has no kind in the record: it may be a placement, and it may not.""",
        Table(
            ("`activities` is", "first entry", "second entry"),
            tuple(
                (f"**{name}**", *map(fact_in_words, pair))
                for name, pair in PAIRS.items()
            ),
        ),
        grid(
            CASES,
            (f"count({P})", (1, U, U, 0, 0, U)),
            (f"count({P}) >= 1", (T, T, U, F, F, U)),
            (f"count({P}) > 2", (F, F, F, F, F, U)),
            (f"sum({P}.hours) >= 20", (T, T, F, F, F, U)),
            (f"sum({P}.hours) >= 10", (T, T, U, F, F, U)),
            (f"max({P}.hours) = 20", (T, T, F, F, F, U)),
            ('some x in activities satisfies x.kind = "placement"', (T, T, U, F, F, U)),
            ('every x in activities satisfies x.kind = "placement"', (F, U, F, T, T, U)),
            (f"every x in {P} satisfies x.hours > 15", (T, U, U, T, T, U)),
            (f"every x in {P} satisfies x.hours > 5", (T, T, T, T, T, U)),
        ),
        """\
Take the column *one open*: there is at least one placement for certain, so `count(…) >= 1` is true; whether there are one or two is open, so the count itself is unknown; and no more than two can be, so `count(…) > 2` is false.""",
        """\
### None and unknown among the values

A none among the figures makes their sum, least and greatest none; an unknown one makes them unknown.
What is known to be none is no more than any figure: `hours > 5` is false of it, and the filter leaves the entry out.
`all` and `any` of a list are *and* and *or* of its items.""",
        examples(
            ("count(activities[hours > 5])", {"activities": [{"hours": 20}, {"hours": None}]}, 1, "none is not more than 5"),
            ("some x in activities satisfies x.hours > 5", {"activities": [{"hours": 20}, {"hours": None}]}, T),
            ("every x in activities satisfies x.hours > 5", {"activities": [{"hours": 20}, {"hours": None}]}, F),
            ("every x in activities satisfies x.hours > 5", {"activities": [{"hours": 20}, {"kind": "placement"}]}, U, "the hours of the second are not recorded"),
            ("some x in activities satisfies x.hours > 5", {"activities": [{"hours": 20}, {"kind": "placement"}]}, T, "the first is enough"),
            ("sum(activities.hours)", {"activities": [{"hours": 20}, {"hours": None}]}, None),
            ("sum(activities.hours)", {"activities": [{"hours": 20}, {"kind": "placement"}]}, U),
            ("min(activities.started_on)", {"activities": [{"started_on": "2018-05-02"}, {"started_on": "2018-04-03"}]}, date(2018, 4, 3), "the earliest"),
            ("min([1, null])", {}, None),
            ("max([1, language_hours])", {"language_hours": U}, U),
            ("min([language_hours, null])", {"language_hours": U}, None, "none whatever the other is"),
            ("all([true, has_children])", {"has_children": U}, U),
            ("all([false, has_children])", {"has_children": U}, F),
            ("any([true, has_children])", {"has_children": U}, T),
            ("any([null, false])", {}, F),
            ("all(activities.with_language_learning)", {"activities": [{"with_language_learning": True}, {"with_language_learning": False}]}, F),
            ("any(activities.with_language_learning)", {"activities": [{"with_language_learning": True}, {"with_language_learning": False}]}, T),
            ("list contains([1, 2], language_hours)", {"language_hours": U}, U),
            ("[1, 2] = [1, language_hours]", {"language_hours": U}, U),
            ("[1, 2] = [2, language_hours]", {"language_hours": U}, F, "the first items differ already"),
        ),
    ),
    beside=(
        grid(
            {
                "two": {"needs": ["health", "housing"]},
                "[]": {"needs": []},
                "none": {"needs": None},
                "unknown": {"needs": UNKNOWN},
            },
            ("needs = null", (F, F, F, U)),
            ("needs = []", (F, T, T, U)),
            ('count(needs[item = "health"]) = 1', (T, F, F, U)),
            ('some n in needs[item != "health"] satisfies n = "housing"', (T, F, F, U)),
            ('count(activities[count(needs[item = "health"]) = 1])', (U, U, U, U)),
        ),
        grid(
            CASES,
            (f"count({P}) = 0", (F, F, U, T, T, U)),
            (f"count({P}) in [1..2]", (T, T, U, F, F, U)),
            (f"sum({P}.hours)", (20, U, U, None, None, U)),
            (f"min({P}.hours) <= 20", (T, T, U, F, F, U)),
            (f"max({P}.hours) < 21", (T, T, U, F, F, U)),
            (f"list contains({P}.hours, 20)", (T, T, F, F, F, U)),
            (f"list contains({P}.hours, 10)", (F, U, U, F, F, U)),
            (f"20 in {P}.hours", (T, T, F, F, F, U)),
            (f"some x in {P} satisfies x.hours > 15", (T, T, F, F, F, U)),
            (f"count({P}[hours > 15])", (1, 1, 0, 0, 0, U)),
            (f"{P} = null", (F, F, F, F, F, U)),
        ),
    ),
)  # fmt: skip

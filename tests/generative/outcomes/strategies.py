"""Norms and records at random, each fact known, none or unknown; days crowd around the day of assessment."""

from __future__ import annotations

import os
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tests.generative.outcomes.cases import (
    ALWAYS,
    PRIOR,
    SCHEDULED,
    Age,
    AllOf,
    AnyOf,
    Both,
    Compared,
    Condition,
    Constant,
    Day,
    Either,
    Fact,
    First,
    IsNone,
    Length,
    Not,
    On,
    Plus,
    Year,
    facts_read,
)
from tests.generative.outcomes.enumeration import BASES, BOOLEANS, KINDS, Case
from tests.generative.outcomes.oracle import (
    AtEvery,
    Before,
    By,
    Done,
    During,
    Duty,
    Holds,
    Recurring,
    Within,
)

MOST_COMPLETIONS = 3_000

# Examples of each law: the same few in every run; many, and others each time, where the environment asks for so many.
ASKED = int(os.environ.get("POLICYENGINE_EXAMPLES", "0"))


def examples(number: int) -> settings:
    """Return the settings of a law that is tried on so many examples in an ordinary run."""
    return settings(
        max_examples=ASKED or number,
        derandomize=not ASKED,
        deadline=None,
        database=None,
    )


# Month ends, 29 February, a year's end and an ordinary day.
DAYS = st.sampled_from(
    [
        date(2018, 3, 30),
        date(2018, 3, 1),
        date(2019, 1, 1),
        date(2020, 2, 29),
        date(2020, 3, 31),
        date(2018, 6, 14),
    ]
)
SHORT = st.builds(Length, days=st.integers(1, 6)) | st.just(Length(days=7))
MONTHS = st.just(Length(months=1))
LENGTHS = st.one_of(SHORT, SHORT, SHORT, MONTHS)
STARTS, ENDS = ("started_on", "other_start_on"), ("done_on", "also_done_on")


def either(
    often: st.SearchStrategy[Any], *seldom: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """The first in half of the cases. (`|` would give each alternative inside the others the same weight.)"""
    return st.booleans().flatmap(lambda first: often if first else st.one_of(seldom))


@cache
def comparison(*names: str) -> st.SearchStrategy[Condition]:
    operators = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
    facts = st.sampled_from(names).map(Fact)
    terms = facts | st.builds(Plus, facts, SHORT)
    return st.builds(Compared, terms, operators, terms)


@cache
def boolean(name: str) -> st.SearchStrategy[Condition]:
    return st.booleans().map(lambda value: Compared(Fact(name), "=", Constant(value)))


BASIS = st.builds(
    Compared,
    st.just(Fact("basis")),
    st.sampled_from(["=", "!="]),
    st.sampled_from(BASES).map(Constant),
)
HOURS = st.builds(
    Compared,
    st.just(Fact("hours")),
    st.sampled_from(["<", ">=", "=", "!="]),
    st.sampled_from([10, 20]).map(Constant),
)
AGES = st.builds(
    Compared,
    st.just(Age()),
    st.sampled_from(["<", ">=", "=", "<="]),
    st.sampled_from([18, 25]).map(Constant),
)


@st.composite
def dated(draw: st.DrawFn, as_of: date, *names: str) -> Condition:
    """A fact or the day itself compared with a day in place."""
    name = draw(st.sampled_from(names))
    by = draw(st.sampled_from(["<", "<=", ">", ">=", "="]))
    return Compared(Fact(name), by, Constant(draw(near(as_of))))


@cache
def near(as_of: date, ahead: int = 4) -> st.SearchStrategy[date]:
    return st.integers(-14, ahead).map(lambda n: as_of + timedelta(days=n))


def joined(simple: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.one_of(
        simple,
        simple,
        simple.map(Not),
        st.builds(Both, simple, simple),
        st.builds(Either, simple, simple),
    )


@cache
def groups(as_of: date, *, far: bool = True) -> st.SearchStrategy[Condition]:
    """Conditions of a group; `far` ones turn on days long past, on which an unknown date may fall."""
    simple: st.SearchStrategy[Condition] = st.one_of(
        boolean("covered"),
        BASIS,
        HOURS,
        comparison("as_of", "left_on", *STARTS),
        dated(as_of, "as_of", "started_on", "left_on"),
        st.just(IsNone(Fact("left_on"))),
    )
    years: st.SearchStrategy[Condition] = st.builds(
        Compared,
        st.just(Year()),
        st.sampled_from(["=", "<", ">"]),
        st.sampled_from([as_of.year, as_of.year - 1]).map(Constant),
    )
    if far:
        simple = st.one_of(simple, simple, AGES, years)
    return either(st.just(ALWAYS), boolean("covered"), joined(simple))


@cache
def exceptions(as_of: date, due: str) -> st.SearchStrategy[Condition]:
    simple: st.SearchStrategy[Condition] = st.one_of(
        boolean("lifted"),
        BASIS,
        HOURS,
        st.just(Compared(Fact("left_on"), "<=", Fact(due))),
        comparison("left_on", due, *ENDS),
        dated(as_of, "left_on", "done_on"),
    )
    return boolean("lifted") | joined(simple)


WHERE: st.SearchStrategy[Condition] = st.one_of(
    st.just(ALWAYS),
    st.sampled_from(KINDS).map(lambda k: Compared(Fact("item.kind"), "=", Constant(k))),
    boolean("item.given"),
    st.builds(
        Both,
        boolean("item.given"),
        st.just(Compared(Fact("item.kind"), "!=", Constant("job"))),
    ),
)


@cache
def day(names: tuple[str, ...], *, listed: bool = True) -> st.SearchStrategy[Day]:
    simple: st.SearchStrategy[Day] = st.sampled_from(names).map(lambda n: On(Fact(n)))
    counted: st.SearchStrategy[Day] = st.builds(
        Plus, st.sampled_from(names).map(Fact), SHORT
    ).map(On)
    first: st.SearchStrategy[Day] = WHERE.map(First) if listed else simple
    one = st.one_of(simple, simple, counted, first)
    pairs = st.one_of(st.builds(AnyOf, one, one), st.builds(AllOf, one, one))
    return st.one_of(simple, simple, one, pairs)


@st.composite
def duties(draw: st.DrawFn, as_of: date, *, inner: bool = False) -> Duty:
    after = (
        draw(st.none() | day(STARTS, listed=False))
        if inner
        else draw(st.one_of(st.none(), day(STARTS), day(STARTS)))
    )
    deadlines: list[st.SearchStrategy[Any]] = [
        st.none(),
        near(as_of).map(By),
        st.sampled_from([Fact("a_until"), Fact("left_on")]).map(By),
        st.builds(Plus, st.just(Fact("a_until")), SHORT).map(By),
    ]
    if after is not None:
        deadlines += [
            LENGTHS.map(Within),
            LENGTHS.map(Within),
            LENGTHS.map(Within),
            st.just(Before()),
        ]
    deadline = draw(st.one_of(deadlines))
    due = "as_of" if deadline is None else "due"
    held = joined(
        st.one_of(
            boolean("excused"),
            dated(as_of, "done_on", "as_of"),
            comparison("done_on", "as_of"),
            AGES,
        )
    )
    fulfilled: Any = draw(either(day(ENDS).map(Done), held.map(Holds)))
    not_before = None
    if isinstance(fulfilled, Done) and draw(st.booleans()):
        not_before = Fact(draw(st.sampled_from(STARTS)))
    condition = exceptions(as_of, due)
    return Duty(
        draw(condition if inner else groups(as_of)),
        after,
        deadline,
        fulfilled,
        not_before,
        draw(either(st.none(), condition)),
        draw(either(st.none(), boolean("excused"), condition)),
        None if inner or draw(st.integers(0, 3)) else draw(duties(as_of, inner=True)),
    )


@st.composite
def cases(draw: st.DrawFn, norms: Any, most: int = MOST_COMPLETIONS) -> Case:
    """A norm with a record of what it reads, with at most so many completions."""
    as_of = draw(DAYS)
    norm = draw(norms(as_of))
    from_day = draw(either(st.none(), near(as_of)))
    facts: dict[str, Any] = {}
    listed = ("events",) if isinstance(norm, Recurring | AtEvery) else ()
    concurrent_facts = ("a_from", "a_until") if isinstance(norm, During) else ()
    for name in (*concurrent_facts, *facts_read(norm), *listed):
        facts[name] = draw(values(name, as_of, norm))
    places = [
        *facts,
        *(
            f"events[{number}].{member}"
            for number, held in enumerate(facts.get("events", ()), start=1)
            for member in held
        ),
    ]
    places = [each for each in places if each != "events"]
    unknown = draw(
        st.lists(st.sampled_from(places), unique=True, min_size=1, max_size=4)
        if places
        else st.just([])
    )
    case = Case(norm, facts, tuple(unknown), as_of, from_day)
    while case.completions > most:
        case = Case(norm, facts, case.unknown[:-1], as_of, from_day)
    return case


def values(name: str, as_of: date, norm: Any) -> st.SearchStrategy[Any]:
    """What a fact may be: a value or, where it can be, none."""
    fact = name.rpartition(".")[2]
    if fact == "events":
        held = st.fixed_dictionaries(
            {
                "held_on": st.none() | near(as_of),
                "kind": st.none() | st.sampled_from(KINDS),
                "given": st.sampled_from([True, False, None]),
            }
        )
        return st.lists(held, max_size=3)
    if fact in BOOLEANS:
        return st.sampled_from([True, False, None])
    if fact == "basis":
        return st.sampled_from([*BASES, None])
    if fact == "hours":
        return st.sampled_from([9, 10, 15, 20, 30, None])
    if fact in PRIOR:
        return st.builds(
            lambda age, day: Length(months=12 * age).before(day),
            st.sampled_from([17, 18, 19, 25, 26]),
            near(as_of),
        )
    del norm
    ahead = 14 if fact in SCHEDULED else 4
    return near(as_of, ahead) | st.none()


@st.composite
def recurring(draw: st.DrawFn, as_of: date) -> Recurring:
    at_least = draw(st.integers(1, 2))
    exactly = draw(st.booleans())
    where = draw(WHERE)
    when = draw(groups(as_of))
    if draw(st.booleans()):
        every = draw(
            st.sampled_from([Length(months=1), Length(months=3), Length(months=12)])
        )
        return Recurring(when, where, every, at_least, exactly)
    return Recurring(
        when,
        where,
        draw(st.sampled_from([Length(days=7), Length(months=1)])),
        at_least,
        exactly,
        On(Fact("started_on")),
        draw(st.none() | st.sampled_from([Length(days=14), Length(months=2)])),
    )


@st.composite
def concurrent(draw: st.DrawFn, as_of: date) -> During:
    """While a runs, b runs, or another condition of days holds."""
    running: Condition = Both(
        Compared(Fact("b_from"), "<=", Fact("as_of")),
        Either(IsNone(Fact("b_until")), Compared(Fact("as_of"), "<=", Fact("b_until"))),
    )
    three: Condition = Both(
        Compared(Fact("b_from"), "<=", Fact("as_of")),
        Compared(Fact("as_of"), "<=", Plus(Fact("b_from"), Length(days=9))),
    )
    holds: Condition = draw(
        st.sampled_from([running, running, three, Either(running, three)])
        | dated(as_of, "as_of")
    )
    return During(
        draw(groups(as_of, far=False)),
        holds,
        draw(st.none() | SHORT),
        draw(either(st.none(), boolean("lifted"), comparison("left_on", "as_of"))),
    )


@st.composite
def at_every(draw: st.DrawFn, as_of: date) -> AtEvery:
    """At every entry something is done, or is true of the entry, by its day or some days later."""
    held = Fact("item.held_on")
    deadline = draw(st.builds(Within, LENGTHS) | st.just(By(held)))
    fulfilled: Any = draw(
        st.sampled_from(ENDS).map(lambda name: Done(On(Fact(name))))
        | boolean("item.given").map(Holds)
    )
    duty = Duty(
        draw(groups(as_of, far=False)),
        On(held),
        deadline,
        fulfilled,
        held if isinstance(fulfilled, Done) and draw(st.booleans()) else None,
        draw(either(st.none(), exceptions(as_of, "due"))),
        draw(either(st.none(), boolean("excused"), boolean("item.given"))),
    )
    return AtEvery(draw(WHERE), duty)

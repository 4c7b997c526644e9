"""The compiled form says what the reference says: of random duties and records, and of Rebild."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policyengine.backends.python.compiled.closed_form import due_of
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Expr,
    In,
    Interval,
    ListOf,
    Literal,
    Name,
    Not,
    Or,
    UnaryTest,
)
from policyengine.feel.nodes import (
    Path as Member,
)
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number
from policyengine.feel.values import Months
from policyengine.policy.library import load, load_vocabulary
from policyengine.policy.model import (
    Before,
    By,
    DayExpr,
    DayOf,
    Deadline,
    Done,
    Duty,
    Earliest,
    FirstEntry,
    Holds,
    Latest,
    Policy,
    Provision,
    Within,
    WorkingDays,
)
from policyengine.policy.records import Record, Records
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.policy.vocabulary import Fact

VOCABULARY = load_vocabulary(Path(__file__).parent.parent / "spec" / "vocabulary.yaml")
PERSON = VOCABULARY.kinds["person"]
REBILD = load("rebild")

# Month ends, leap days, and runs of days that a period of weeks or months leads between.
DAYS = [
    date(2016, 2, 29),
    date(2017, 12, 31),
    *(date(2018, 1, 30) + timedelta(days=n) for n in range(3)),
    *(date(2018, 2, 27) + timedelta(days=n) for n in range(4)),
    *(date(2018, 3, 28) + timedelta(days=n) for n in range(5)),
    *(date(2018, 4, 29) + timedelta(days=n) for n in range(3)),
    date(2019, 2, 28),
    date(2020, 2, 29),
    date(2020, 3, 1),
]
days = st.sampled_from(DAYS)
durations: st.SearchStrategy[Months | timedelta] = st.sampled_from(
    [Months(1), Months(3), Months(12), timedelta(days=28), timedelta(days=1)]
)
comparisons = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
DATE_FACTS = ["started_on", "other_start_on", "done_on", "also_done_on", "left_on"]
OTHER_DATES = ["a_until", "b_until", "birth_date"]
date_facts = st.sampled_from([*DATE_FACTS, *DATE_FACTS, *OTHER_DATES]).map(Name)

# --- conditions -----------------------------------------------------------------------

literals = st.builds(Literal, st.sampled_from([None, True, False]))


def within(operand: Expr, low: Expr, high: Expr) -> Expr:
    return In(operand, (Interval(low, high),))


day_operands = st.one_of(
    date_facts,
    st.just(Name("as_of")),
    days.map(Literal),
    st.builds(
        Arithmetic, st.sampled_from(["+", "-"]), date_facts, durations.map(Literal)
    ),
)
numbers = st.sampled_from(["hours", "more_hours"]).map(Name)
amounts = st.integers(0, 3).map(Literal)
ages = st.just(Call("age", (Name("birth_date"), Name("as_of"))))
years = st.integers(0, 3).map(Literal)
texts = st.sampled_from(["refugee", "worker", "other"]).map(Literal)
leaves: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from(["covered", "lifted", "excused"]).map(Name),
    st.builds(
        Compare,
        st.sampled_from(["=", "!="]),
        st.sampled_from(["covered", "lifted", "excused"]).map(Name),
        st.booleans().map(Literal),
    ),
    st.builds(
        Compare,
        st.sampled_from(["=", "!="]),
        st.sampled_from(["covered", "basis", "hours", *DATE_FACTS, *OTHER_DATES]).map(
            Name
        ),
        st.just(Literal(None)),
    ),
    st.builds(Compare, st.sampled_from(["=", "!="]), st.just(Name("basis")), texts),
    st.builds(In, st.just(Name("basis")), st.tuples(texts, texts)),
    st.builds(
        In, st.just(Name("basis")), st.tuples(st.builds(ListOf, st.tuples(texts)))
    ),
    st.builds(Compare, comparisons, numbers, st.one_of(amounts, numbers)),
    st.builds(Between, numbers, amounts, amounts),
    st.builds(within, numbers, amounts, amounts),
    st.builds(
        In,
        numbers,
        st.tuples(st.builds(UnaryTest, st.sampled_from(["<", ">="]), amounts)),
    ),
    st.builds(Compare, comparisons, day_operands, day_operands),
    st.builds(Compare, comparisons.filter(lambda o: o != "!="), ages, years),
    st.builds(within, ages, years, years),
    st.builds(
        Call,
        st.just("list contains"),
        st.tuples(
            st.just(Name("elements")),
            st.sampled_from(["health", "labour"]).map(Literal),
        ),
    ),
    st.sampled_from([True, False]).map(Literal),
    # What is left to the reference.
    st.just(Compare(">", Name("family.income"), Literal(1))),
    st.just(Compare(">=", Call("count", (Name("events"),)), Literal(1))),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(And),
        st.tuples(inner, inner).map(Or),
        inner.map(Not),
        st.builds(Compare, st.just("="), inner, st.booleans().map(Literal)).filter(
            lambda each: not isinstance(each.left, Literal)
        ),
    ),
    max_leaves=3,
)
on_due = st.sampled_from(
    [
        Compare("<=", Name("left_on"), Name("due")),
        Compare(">", Name("as_of"), Name("due")),
    ]
)
lifting = st.one_of(conditions, on_due)

# --- days -----------------------------------------------------------------------------

item_conditions = st.one_of(
    st.none(),
    st.sampled_from(["job", "course"]).map(
        lambda kind: Compare("=", Member(Name("item"), "kind"), Literal(kind))
    ),
    st.just(
        And(
            (
                Compare("=", Member(Name("item"), "given"), Literal(True)),
                Compare(">=", Member(Name("item"), "hours"), Literal(2)),
            )
        )
    ),
)
single_days: st.SearchStrategy[DayExpr] = st.one_of(
    date_facts.map(DayOf),
    date_facts.map(DayOf),
    day_operands.map(DayOf),
    item_conditions.map(lambda where: FirstEntry(Name("events"), "held_on", where)),
)
day_exprs: st.SearchStrategy[DayExpr] = st.recursive(
    single_days,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda of: Earliest(tuple(of))),
        st.lists(inner, min_size=2, max_size=3).map(lambda of: Latest(tuple(of))),
    ),
    max_leaves=3,
)

# --- duties and records ---------------------------------------------------------------


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    trigger = draw(st.none() | day_exprs)
    deadline: Deadline | None
    by = st.builds(By, day_operands.map(DayOf))
    if trigger is None:
        deadline = draw(st.none() | by)
    else:
        within_ = st.builds(Within, st.one_of(durations, st.just(WorkingDays(10))))
        deadline = draw(st.one_of(st.none(), within_, within_, by, st.just(Before())))
    standing = deadline is None and draw(st.booleans())
    maybe_due = lifting if deadline is not None else conditions
    return Duty(
        group=draw(st.just(Name("covered")) | conditions),
        trigger=trigger,
        deadline=deadline,
        fulfilment=draw(st.builds(Holds, conditions, st.just(standing)))
        if standing or draw(st.integers(0, 3)) == 0
        else Done(draw(day_exprs)),
        not_before=draw(st.none() | st.none() | day_operands.map(DayOf)),
        lifted=draw(st.none() | st.none() | maybe_due),
        excused=draw(st.none() | st.none() | maybe_due),
    )


def policy_of(duty: Duty, from_day: date | None) -> Policy:
    provision = Provision(
        "r", "duty", "s", Text("", ""), (), (), "must", "person", None, duty
    )
    return replace(
        REBILD,
        provisions=(provision,),
        vocabulary=VOCABULARY,
        from_day=from_day,
        until_day=None,
    )


def values(fact: Fact, near: st.SearchStrategy[date]) -> st.SearchStrategy[Any]:
    match fact.type:
        case Boolean():
            return st.booleans()
        case Number():
            return st.integers(0, 4)
        case Choice(choices):
            return st.sampled_from(choices)
        case Day():
            return near
        case ListType(Choice(choices)):
            return st.lists(st.sampled_from(choices), max_size=3).map(tuple)
        case ListType():
            assert fact.entry is not None
            return st.lists(record_facts(fact.entry.facts, near, 12), max_size=3).map(
                tuple
            )
        case _:
            return st.sampled_from(["da", "ar"])


@st.composite
def record_facts(
    draw: st.DrawFn,
    facts: Mapping[str, Fact],
    near: st.SearchStrategy[date],
    one_unknown_in: int,
) -> dict[str, Any]:
    """Facts of which some are none and some unknown."""
    known: dict[str, Any] = {}
    for name, fact in facts.items():
        if draw(st.integers(1, one_unknown_in)) == 1:
            continue
        can_be_none = fact.timing != "prior" and not isinstance(fact.type, ListType)
        if fact.per_year:
            known[name] = {}
        elif can_be_none and draw(st.integers(1, 5)) == 1:
            known[name] = None
        else:
            known[name] = draw(values(fact, near))
    return known


def compare(policy: Policy, facts: dict[str, Any], as_of: date, kind: str) -> None:
    compiled = compile_policy(policy)
    possible, last = compiled.on(as_of)[kind](facts)
    subject = Record(kind, "p-1", facts)
    view = view_of(policy, subject, Records((subject,)), as_of)
    by_id = {each.id: each for each in policy.provisions}
    for name, bits, due in zip(compiled.provisions[kind], possible, last, strict=True):
        found = [
            each.possibilities
            for each in evaluate_provision(
                policy, by_id[name], view, setting_of(policy)
            )
            if not each.question
        ]
        if not all(each.complete for each in found):
            continue
        expected = [(int(each.outcomes), due_of(each)) for each in found]
        many = bits if isinstance(bits, tuple) else (bits,)
        dues = due if isinstance(due, tuple) else (due,)
        got = list(zip(many, dues, strict=True))
        assert got == expected, (name, compiled.delegated.get(name), compiled.source)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    duty=duties(),
    facts=record_facts(dict(PERSON.facts), days, 6),
    as_of=days,
    from_day=st.none() | st.none() | days,
)
def test_a_duty_compiled_says_what_the_reference_says(
    duty: Duty, facts: dict[str, Any], as_of: date, from_day: date | None
) -> None:
    compare(policy_of(duty, from_day), facts, as_of, "person")


@st.composite
def plain_duties(draw: st.DrawFn) -> Duty:
    """Draw a duty that reads no fact twice, for which the closed form answers."""
    dated = draw(st.permutations(DATE_FACTS))
    kinds: list[type[Earliest | Latest]] = [Earliest, Latest]
    several = draw(st.sampled_from(kinds))
    done = DayOf(Name(dated[1]))
    both = several((done, DayOf(Name(dated[2]))))
    listed = FirstEntry(Name("events"), "held_on", draw(item_conditions))
    start = DayOf(Name(dated[0]))
    of_two = several((start, DayOf(Name(dated[3]))))
    starts: list[DayExpr] = [start, of_two]
    fulfilments: list[DayExpr] = [done, done, both, listed]
    return Duty(
        group=Name("covered"),
        trigger=draw(st.sampled_from(starts)),
        deadline=draw(st.none() | st.just(Before()) | st.builds(Within, durations)),
        fulfilment=Done(draw(st.sampled_from(fulfilments)))
        if draw(st.booleans())
        else Holds(Compare(">=", Name("hours"), Literal(2)), standing=False),
        lifted=draw(st.none() | st.just(Name("lifted"))),
        excused=draw(st.none() | st.just(Name("excused"))),
    )


READ = ["covered", "lifted", "excused", "hours", "events", *DATE_FACTS]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    duty=plain_duties(),
    facts=record_facts({name: PERSON.facts[name] for name in READ}, days, 3),
    as_of=days,
    from_day=st.none() | st.none() | days,
)
def test_the_closed_form_says_what_the_reference_says(
    duty: Duty, facts: dict[str, Any], as_of: date, from_day: date | None
) -> None:
    policy = policy_of(duty, from_day)
    assert not compile_policy(policy).delegated
    compare(policy, facts, as_of, "person")


# What the reference answers anyway is not compared, and slow where much is unknown.
COMPILED_REBILD = replace(
    REBILD,
    provisions=tuple(
        each
        for each in REBILD.provisions
        if each.id not in compile_policy(REBILD).delegated
    ),
)
SUBJECTS = ["person", "municipality"]
around_policy = st.dates(date(2015, 6, 1), date(2021, 6, 30))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), kind=st.sampled_from(SUBJECTS), as_of=around_policy)
def test_rebild_compiled_says_what_the_reference_says(
    data: st.DataObject, kind: str, as_of: date
) -> None:
    declared = dict(REBILD.vocabulary.kinds[kind].facts)
    facts = data.draw(record_facts(declared, around_policy, 8))
    compare(COMPILED_REBILD, facts, as_of, kind)

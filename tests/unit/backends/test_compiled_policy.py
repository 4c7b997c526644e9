"""What a compiled policy promises beside its answers: what it delegates, and what reaches its source."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from policyengine.backends.python.compiled.closed_form import Between
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.diagnostics.diagnostic import RecordError
from policyengine.feel.nodes import Compare, Literal, Name
from policyengine.feel.values import Months
from policyengine.findings.outcome import Outcome
from policyengine.policy.library import load
from policyengine.policy.model import (
    DayOf,
    Done,
    Duty,
    Policy,
    Provision,
    Recurring,
    Within,
)
from policyengine.policy.vocabulary import Text

REBILD = load("rebild")
AS_OF = date(2018, 6, 15)
MONTH = Duty(
    group=Compare("=", Name("residence_basis"), Literal("refugee")),
    trigger=DayOf(Name("arrived_on")),
    deadline=Within(Months(1)),
    fulfilment=Done(DayOf(Name("plan_made_on"))),
)
ARRIVED = {"residence_basis": "refugee", "arrived_on": "2018-01-31"}


def policy_of(norm: Duty | Recurring, subject: str = "person") -> Policy:
    texts = Text("", "")
    provision = Provision("r", "duty", "s", texts, (), (), "must", subject, None, norm)
    return replace(REBILD, provisions=(provision,))


@pytest.mark.parametrize(
    ("facts", "possible", "due"),
    [
        ({"plan_made_on": "2018-02-28"}, Outcome.FULFILLED, date(2018, 2, 28)),
        ({"plan_made_on": "2018-03-01"}, Outcome.FULFILLED_LATE, date(2018, 2, 28)),
        ({"plan_made_on": None}, Outcome.BREACHED, date(2018, 2, 28)),
        ({"plan_made_on": "2018-06-16"}, Outcome.BREACHED, date(2018, 2, 28)),
        (
            {},
            Outcome.FULFILLED | Outcome.FULFILLED_LATE | Outcome.BREACHED,
            date(2018, 2, 28),
        ),
        ({"arrived_on": None, "plan_made_on": None}, Outcome.NOT_APPLICABLE, None),
        (
            {"arrived_on": "2018-05-15", "plan_made_on": None},
            Outcome.PENDING,
            date(2018, 6, 15),
        ),
    ],
)
def test_a_duty_within_a_month_of_the_last_of_january(
    facts: dict[str, str | None], possible: Outcome, due: date | None
) -> None:
    decide = compile_policy(policy_of(MONTH)).on(AS_OF)["person"]
    assert decide(ARRIVED | facts) == ((possible,), (due,))


def test_an_unknown_trigger_leaves_the_due_date_between_two_days() -> None:
    decide = compile_policy(policy_of(MONTH)).on(AS_OF)["person"]
    _, (due,) = decide({"residence_basis": "refugee", "plan_made_on": None})
    assert due == Between(date(2016, 1, 1), date(2018, 7, 15))


def test_a_day_may_be_given_as_a_day_or_as_text() -> None:
    decide = compile_policy(policy_of(MONTH)).on(AS_OF)["person"]
    assert decide({**ARRIVED, "arrived_on": date(2018, 1, 31)}) == decide(ARRIVED)


def test_a_text_that_is_no_day_is_refused_without_repeating_it() -> None:
    decide = compile_policy(policy_of(MONTH)).on(AS_OF)["person"]
    with pytest.raises(RecordError) as refused:
        decide({**ARRIVED, "arrived_on": "2018-02-30"})
    assert "02-30" not in str(refused.value)


@pytest.mark.parametrize(
    ("provision", "why"),
    [
        ("action_plans", "answers once for each period"),
        ("placement_with_language", "answers once for each entry of a list"),
        ("finish_danish_while_working", "is judged day by day"),
        ("housed_together", "reads a figure by year"),
    ],
)
def test_what_is_left_to_the_reference_is_named_with_its_reason(
    provision: str, why: str
) -> None:
    assert compile_policy(REBILD).delegated[provision] == why


def test_every_computable_provision_is_answered() -> None:
    compiled = compile_policy(REBILD)
    for kind, decide in compiled.on(AS_OF).items():
        possible, due = decide({})
        assert len(possible) == len(due) == len(compiled.provisions[kind])


@pytest.mark.parametrize(
    "text", ["'); import os  #", "\\", "\n    raise SystemExit\n", "'''", "æ\u2028ø"]
)
def test_text_of_an_author_enters_the_source_as_a_literal_alone(text: str) -> None:
    hostile = replace(MONTH, group=Compare("=", Name("home_language"), Literal(text)))
    policy = policy_of(hostile)
    compiled = compile_policy(
        replace(policy, provisions=(replace(policy.provisions[0], id=text),))
    )
    tree = ast.parse(compiled.source)
    assert not any(isinstance(each, ast.Import | ast.Raise) for each in ast.walk(tree))
    decide = compiled.on(AS_OF)["person"]
    assert decide({**ARRIVED, "home_language": text, "plan_made_on": None}) == (
        (Outcome.BREACHED,),
        (date(2018, 2, 28),),
    )


def test_threads_that_share_a_compiled_policy_get_the_same_answers() -> None:
    decide = compile_policy(policy_of(MONTH)).on(AS_OF)["person"]
    days = [date.fromordinal(736_000 + n % 700) for n in range(2_000)]
    records = [{**ARRIVED, "arrived_on": day, "plan_made_on": None} for day in days]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(decide, records)) == [decide(each) for each in records]


def test_what_one_kind_of_record_names_is_not_what_another_does() -> None:
    """Deadlines of persons and of families are counted from tables of their own."""
    families = policy_of(replace(MONTH, group=Compare("=", Name("has_children"), Literal(True)), deadline=Within(Months(6)), fulfilment=Done(DayOf(Name("parents_guided_on")))), "family")  # fmt: skip
    persons = policy_of(MONTH)
    both = replace(REBILD, provisions=(*persons.provisions, replace(families.provisions[0], id="f")))  # fmt: skip
    decide = compile_policy(both).on(AS_OF)
    _, days = decide["person"](ARRIVED)
    _, later = decide["family"]({"has_children": True, "arrived_on": "2018-01-31"})
    assert (days, later) == ((date(2018, 2, 28),), (date(2018, 7, 31),))

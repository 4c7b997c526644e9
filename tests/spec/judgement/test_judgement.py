"""What only a human can assess: the latest assessment by the day decides, and two of one day conflict."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

JUDGED = """
- duty: r
  concerns: covered_people
"""
BOTH = """
- duty: r
  by: 2018-12-31
  done: done_on
  ask:
    da: Er det realistisk?
    en: Is it realistic?
"""
PERSON = {"kind": "person", "id": "p-1", "covered": True, "done_on": None}


def verdict(found: str, day: str, **more: str) -> dict[str, Any]:
    return {
        "kind": "assessment",
        "provision": "spec/r",
        "subject": "p-1",
        "verdict": found,
        "assessed_on": day,
    } | more


@pytest.mark.parametrize(
    ("covered", "verdicts", "possible"),
    [
        (True, [], "needs_judgement"),
        (True, [("met", "2018-04-01")], "assessed_met"),
        (True, [("partly", "2018-04-01")], "assessed_partly"),
        (True, [("not_met", "2018-04-01")], "assessed_not_met"),
        # The latest that has been made counts, in whatever order they are given.
        (True, [("met", "2018-03-31"), ("not_met", "2018-04-01")], "assessed_not_met"),
        (True, [("not_met", "2018-04-01"), ("met", "2018-03-31")], "assessed_not_met"),
        (True, [("met", "2018-03-31"), ("not_met", "2018-04-02")], "assessed_met"),
        (True, [("met", "2018-04-02")], "needs_judgement"),
        # Two of one day conflict, unless they say the same or a later one settles it.
        (True, [("met", "2018-03-31"), ("partly", "2018-03-31")], "needs_judgement"),
        (True, [("met", "2018-03-31"), ("met", "2018-03-31")], "assessed_met"),
        (True, [("met", "2018-03-01"), ("partly", "2018-03-01"), ("met", "2018-03-31")], "assessed_met"),
        (False, [("met", "2018-04-01")], "not_applicable"),
        (None, [], "not_applicable"),
        (..., [("met", "2018-04-01")], "not_applicable assessed_met"),
        (..., [], "not_applicable needs_judgement"),
    ],
)  # fmt: skip
def test_the_latest_assessment_decides(
    covered: Any,
    verdicts: list[tuple[str, str]],
    possible: str,
    policy_of: Callable[..., Policy],
) -> None:
    person = {key: value for key, value in PERSON.items() if key != "covered"}
    if covered is not ...:
        person["covered"] = covered
    records = [person, *(verdict(found, day) for found, day in verdicts)]
    (finding,) = assess(
        policy_of(JUDGED), records, as_of=date(2018, 4, 1), as_if_in_force=True
    ).findings
    assert finding.possible.words == tuple(possible.split())
    assert bool(finding.missing) == (covered is ...)


def test_an_assessment_of_somebody_or_something_else_says_nothing(
    policy_of: Callable[..., Policy],
) -> None:
    records = [
        PERSON,
        verdict("met", "2018-03-01", subject="p-2"),
        verdict("met", "2018-03-01", provision="spec/other"),
    ]
    (finding,) = assess(
        policy_of(JUDGED), records, as_of=date(2018, 4, 1), as_if_in_force=True
    ).findings
    assert finding.outcome == "needs_judgement"


def test_an_assessment_registered_later_is_not_known_in_a_replay(
    policy_of: Callable[..., Policy],
) -> None:
    records = [PERSON, verdict("met", "2018-03-01", known_on="2018-04-02")]
    policy = policy_of(JUDGED)
    for known_by, outcome in ((1, "needs_judgement"), (2, "assessed_met")):
        (finding,) = assess(
            policy,
            records,
            as_of=date(2018, 4, 1),
            as_if_in_force=True,
            known_by=date(2018, 4, known_by),
        ).findings
        assert finding.outcome == outcome


def test_a_test_with_a_question_beside_it_has_two_answers(
    policy_of: Callable[..., Policy],
) -> None:
    records = [PERSON, verdict("partly", "2018-03-01")]
    found = assess(
        policy_of(BOTH), records, as_of=date(2018, 4, 1), as_if_in_force=True
    ).findings
    assert [(each.instance, each.outcome) for each in found] == [
        (None, "pending"),
        ("judgement", "assessed_partly"),
    ]


@pytest.mark.parametrize(
    ("started_on", "outcome"),
    [("2018-03-01", "needs_judgement"), (None, "not_applicable")],
)
def test_where_a_duty_asks_for_nothing_the_question_beside_it_asks_nothing(
    policy_of: Callable[..., Policy], started_on: str | None, outcome: str
) -> None:
    policy = policy_of(BOTH + "  after: started_on\n")
    record = PERSON | {"started_on": started_on}
    found = assess(policy, record, as_of=date(2018, 4, 1), as_if_in_force=True).findings
    assert found[1].outcome == outcome

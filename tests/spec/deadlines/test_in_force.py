"""When a policy answers, and what it says of an answer outside its period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

R = """
- duty: r
  by: 2018-12-31
  done: done_on
"""
MAY = """
- permission: r
  after: started_on
  done: done_on
"""
PERSON = {"kind": "person", "id": "p-1", "covered": True, "done_on": None}


@pytest.mark.parametrize(
    ("as_of", "answers"),
    [
        ("2017-12-31", False),
        ("2018-01-01", True),
        ("2018-06-30", True),
        ("2018-07-01", False),
    ],
)
def test_first_and_last_day_in_force_are_included(
    as_of: str, answers: bool, policy_of: Callable[..., Policy]
) -> None:
    policy = policy_of(R, from_day="2018-01-01")
    policy = replace(policy, until_day=date(2018, 6, 30))
    day = date.fromisoformat(as_of)
    result = assess(policy, PERSON, as_of=day)
    assert bool(result.findings) == answers
    assert [each.code for each in result.diagnostics] == ([] if answers else ["PE710"])

    (finding,) = assess(policy, PERSON, as_of=day, as_if_in_force=True).findings
    assert finding.outcome == "pending"
    assert finding.labels == (() if answers else ("not_in_force",))


def test_a_draft_answers_on_request_and_says_what_it_is(
    policy_of: Callable[..., Policy],
) -> None:
    draft = replace(policy_of(R), status="draft")
    assert assess(draft, PERSON, as_of=date(2018, 3, 1)).findings == ()
    (finding,) = assess(
        draft, PERSON, as_of=date(2018, 3, 1), as_if_in_force=True
    ).findings
    assert finding.outcome == "pending"
    assert finding.labels == ("draft", "not_in_force")


def test_a_permission_is_shown_on_request_and_never_breached(
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(MAY, from_day="2018-01-01")
    record = PERSON | {"started_on": "2018-03-01"}
    day = date(2030, 1, 1)
    assert assess(policy, record, as_of=day).findings == ()
    (finding,) = assess(policy, record, as_of=day, permissions=True).findings
    assert finding.outcome == "pending"

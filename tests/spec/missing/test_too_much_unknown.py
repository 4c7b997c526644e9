"""Where too much is unknown to try every completion, everything stays possible and nothing is decided by guess."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.backends.python.reference import completion
from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

MUCH = """
- duty: r
  after: {any_of: [started_on, other_start_on, {all_of: [a_from, b_from]}]}
  within: 3 months
  done: {all_of: [done_on, also_done_on, {first: events, where: {kind: job}}]}
  not_before: started_on
  unless: left_on <= due or lifted
  excused_by: excused = true and hours < 20
  when: basis = "refugee" and age >= 18
"""
JUDGED = """
- duty: r
  concerns: covered_people
  when: hours + more_hours > 10 and (done_on < left_on or also_done_on < started_on)
"""


def finding(policy: Policy, facts: dict[str, Any]) -> Finding:
    record = {"kind": "person", "id": "p-1", **facts}
    (found,) = assess(
        policy, record, as_of=date(2018, 6, 1), as_if_in_force=True
    ).findings
    return found


def test_everything_stays_possible(policy_of: Callable[..., Policy]) -> None:
    found = finding(policy_of(MUCH), {})
    assert found.possible.words == (
        "not_applicable",
        "exempt",
        "pending",
        "fulfilled",
        "fulfilled_late",
        "breached",
    )
    # All that was asked for is named, for any of it may decide.
    assert {"started_on", "covered", "basis"} <= {each.fact for each in found.missing}
    assert found.next_change is None


def test_nothing_stays_possible_that_a_duty_has_no_part_for(
    policy_of: Callable[..., Policy],
) -> None:
    """Without a last day nothing is late, and without an exception nobody is exempt."""
    unlimited = [
        line
        for line in MUCH.splitlines()
        if not line.strip().startswith(("within", "unless", "excused_by"))
    ]
    found = finding(policy_of("\n".join(unlimited)), {})
    assert found.possible.words == ("not_applicable", "pending", "fulfilled")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"covered": False}, "not_applicable"),
        ({"basis": "worker"}, "not_applicable"),
        (
            {"started_on": None, "other_start_on": None, "a_from": None},
            "not_applicable",
        ),
    ],
)
def test_one_fact_may_decide_though_all_others_are_unknown(
    facts: dict[str, Any], outcome: str, policy_of: Callable[..., Policy]
) -> None:
    assert finding(policy_of(MUCH), facts).outcome == outcome


def test_what_a_human_judges_stays_to_be_judged(
    policy_of: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "MOST_COMPLETIONS", 20)
    found = finding(policy_of(JUDGED), {})
    assert {"not_applicable", "needs_judgement"} <= set(found.possible.words)
    assert "breached" not in found.possible.words

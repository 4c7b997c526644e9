"""A duty of its own at every event: its day is the start, and the last day where none is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

GIVEN = """
- duty: r
  each: events
  holds: {given: true}
"""
OF_JOBS = GIVEN + "  where: {kind: job}\n"
AFTERWARDS = """
- duty: r
  each: events
  within: 1 month
  not_before: held_on
  done: done_on
"""


def findings(policy: Policy, facts: dict[str, Any], as_of: str) -> tuple[Finding, ...]:
    record = {"kind": "person", "id": "p-1", "covered": True, **facts}
    day = date.fromisoformat(as_of)
    return assess(policy, record, as_of=day, as_if_in_force=True).findings


@pytest.mark.parametrize(
    ("provision", "event", "as_of", "possible", "missing"),
    [
        (GIVEN, {"held_on": "2018-03-01", "given": True}, "2018-03-01", "fulfilled", ""),
        (GIVEN, {"held_on": "2018-03-01", "given": False}, "2018-03-01", "pending", ""),
        (GIVEN, {"held_on": "2018-03-01", "given": False}, "2018-03-02", "breached", ""),
        (GIVEN, {"held_on": "2018-03-01", "given": None}, "2018-03-02", "breached", ""),
        (GIVEN, {"held_on": "2018-03-01"}, "2018-03-02", "fulfilled breached", "events[1].given"),
        (GIVEN, {"held_on": "2018-03-02", "given": True}, "2018-03-01", "not_applicable", ""),
        (GIVEN, {"held_on": None, "given": False}, "2018-03-02", "not_applicable", ""),
        (GIVEN, {"given": True}, "2018-03-02", "not_applicable fulfilled", "events[1].held_on"),
        (OF_JOBS, {"held_on": "2018-03-01", "kind": "job", "given": False}, "2018-03-02", "breached", ""),
        (OF_JOBS, {"held_on": "2018-03-01", "kind": "course", "given": False}, "2018-03-02", "not_applicable", ""),
        (OF_JOBS, {"held_on": "2018-03-01", "given": False}, "2018-03-02", "not_applicable breached", "events[1].kind"),
    ],
)  # fmt: skip
def test_a_duty_at_an_event(
    provision: str,
    event: dict[str, Any],
    as_of: str,
    possible: str,
    missing: str,
    policy_of: Callable[..., Policy],
) -> None:
    (found,) = findings(policy_of(provision), {"events": [event]}, as_of)
    assert found.instance == "events[1]"
    assert found.possible.words == tuple(possible.split())
    assert [each.fact for each in found.missing] == missing.split()


def test_each_event_is_answered_for_by_itself(policy_of: Callable[..., Policy]) -> None:
    held = [{"held_on": day} for day in ("2018-01-31", "2018-02-28", "2018-03-31")]
    facts = {"events": held, "done_on": "2018-03-28"}
    found = findings(policy_of(AFTERWARDS), facts, "2018-04-30")
    assert [(each.instance, each.outcome, each.due) for each in found] == [
        ("events[1]", "fulfilled_late", date(2018, 2, 28)),
        ("events[2]", "fulfilled", date(2018, 3, 28)),
        ("events[3]", "pending", date(2018, 4, 30)),
    ]


@pytest.mark.parametrize(
    ("facts", "possible", "missing"),
    [
        ({"events": []}, "not_applicable", ""),
        ({"events": None}, "not_applicable", ""),
        ({"covered": False}, "not_applicable", ""),
        ({"covered": None}, "not_applicable", ""),
        ({}, "not_applicable pending fulfilled fulfilled_late breached", "events"),
    ],
)  # fmt: skip
def test_without_events_there_is_nothing_to_do_and_without_a_list_no_telling(
    facts: dict[str, Any],
    possible: str,
    missing: str,
    policy_of: Callable[..., Policy],
) -> None:
    (found,) = findings(policy_of(GIVEN), facts, "2018-03-02")
    assert found.instance is None
    assert found.possible.words == tuple(possible.split())
    assert [each.fact for each in found.missing] == missing.split()

"""A duty that stands in for another applies exactly where that one is exempt through it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

PAIR = """
- duty: first
  after: started_on
  within: 4 weeks
  done: done_on
  unless: lifted
- duty: instead
  instead_of: first
  when: {basis: refugee}
  by: 2018-04-30
  done: also_done_on
"""
THIRD = (
    PAIR
    + """\
- duty: other
  instead_of: first
  when: {excused: true}
  by: 2018-05-31
  done: also_done_on
"""
)
T = {"covered": True, "started_on": "2018-03-01", "lifted": False, "basis": "refugee"}
OPEN = T | {"done_on": None, "also_done_on": None}


@pytest.mark.parametrize(
    ("facts", "as_of", "first", "instead"),
    [
        (OPEN, "2018-03-29", "exempt", "pending"),
        (OPEN, "2018-04-30", "exempt", "pending"),
        (OPEN, "2018-05-01", "exempt", "breached"),
        (OPEN | {"also_done_on": "2018-04-30"}, "2018-05-01", "exempt", "fulfilled"),
        # The first is done in time: nothing stands in for it. Done late: the other does.
        (OPEN | {"done_on": "2018-03-29"}, "2018-05-01", "fulfilled", "not_applicable"),
        (OPEN | {"done_on": "2018-03-30"}, "2018-05-01", "exempt", "breached"),
        # Another reason to be exempt asks for nothing instead.
        (OPEN | {"lifted": True}, "2018-05-01", "exempt", "not_applicable"),
        (OPEN | {"basis": "worker"}, "2018-05-01", "breached", "not_applicable"),
        (OPEN | {"basis": None}, "2018-05-01", "breached", "not_applicable"),
        (OPEN | {"covered": False}, "2018-05-01", "not_applicable", "not_applicable"),
        (OPEN, "2018-02-28", "not_applicable", "not_applicable"),
    ],
)
def test_one_duty_instead_of_another(
    facts: dict[str, Any],
    as_of: str,
    first: str,
    instead: str,
    policy_of: Callable[..., Policy],
) -> None:
    record = {"kind": "person", "id": "p-1", **facts}
    day = date.fromisoformat(as_of)
    found = assess(policy_of(PAIR), record, as_of=day, as_if_in_force=True).findings
    assert [each.outcome for each in found] == [first, instead]


def test_what_decides_whether_one_stands_in_is_missing_in_both(
    policy_of: Callable[..., Policy],
) -> None:
    record = {"kind": "person", "id": "p-1", **OPEN}
    del record["basis"]
    first, instead = assess(
        policy_of(PAIR), record, as_of=date(2018, 5, 1), as_if_in_force=True
    ).findings
    assert first.possible.words == ("exempt", "breached")
    assert instead.possible.words == ("not_applicable", "breached")
    assert [each.fact for each in first.missing] == ["basis"]
    assert [each.fact for each in instead.missing] == ["basis"]


def test_of_several_that_could_stand_in_the_first_that_is_written_does(
    policy_of: Callable[..., Policy],
) -> None:
    record = {"kind": "person", "id": "p-1", "excused": True, **OPEN}
    found = assess(
        policy_of(THIRD), record, as_of=date(2018, 5, 1), as_if_in_force=True
    ).findings
    assert [each.outcome for each in found] == ["exempt", "breached", "not_applicable"]

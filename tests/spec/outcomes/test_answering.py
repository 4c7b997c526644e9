"""Which policies answer on a day, and which human assessments are used."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

TESTED = """
- duty: tested
  after: started_on
  within: limit
  done: done_on
"""
JUDGED = """
- duty: judged
  concerns: covered_people
"""
PERSON = {"kind": "person", "id": "p-1", "covered": True, "started_on": "2018-03-01"}


@pytest.mark.parametrize(
    ("from_day", "as_of", "codes"),
    [
        ("2018-01-01", "2017-12-31", ["PE710"]),
        ("2018-01-01", "2018-01-01", []),
        (None, "1990-01-01", []),
    ],
)
def test_a_policy_answers_in_its_period_and_an_end_not_given_is_open(
    policy_of: Callable[..., Policy],
    from_day: str | None,
    as_of: str,
    codes: list[str],
) -> None:
    policy = policy_of(TESTED, from_day=from_day)
    result = assess(policy, PERSON, as_of=date.fromisoformat(as_of))

    assert [each.code for each in result.diagnostics] == codes
    assert bool(result.findings) == (not codes)


@pytest.mark.parametrize(
    ("provision", "subject", "codes"),
    [
        ("spec/judged", "p-1", []),
        ("spec/judged", "p-2", ["PE709"]),
        ("spec/jugded", "p-1", ["PE709"]),
        ("spec/tested", "p-1", ["PE709"]),
        ("other/judged", "p-1", []),
    ],
)
def test_an_assessment_that_no_finding_can_use_is_told(
    policy_of: Callable[..., Policy], provision: str, subject: str, codes: list[str]
) -> None:
    assessed: dict[str, object] = {
        "kind": "assessment",
        "provision": provision,
        "subject": subject,
        "verdict": "met",
        "assessed_on": "2018-04-02",
    }
    policy = policy_of(TESTED + JUDGED.lstrip("\n"))
    result = assess(policy, [PERSON, assessed], as_of=date(2018, 5, 1))

    assert [each.code for each in result.diagnostics] == codes
    assert all(each.severity == "warning" for each in result.diagnostics)

"""The 38 vectors of the decision procedure: facts, day → possible outcomes, last day, deciding facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.engine.assess import assess

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy

R = """
- duty: r
  after: started_on
  within: limit
  done: done_on
"""
LIFTED = R + "  unless: lifted\n"
EXCUSED = R + "  excused_by: excused\n"
LEFT = R + "  unless: left_on <= due\n"
EARLIEST = R.replace("done_on", "{any_of: [done_on, also_done_on]}")
LATEST = R.replace("done_on", "{all_of: [done_on, also_done_on]}")
EARLIEST_START = R.replace("started_on", "{any_of: [started_on, other_start_on]}")
FROM_START = R + "  not_before: started_on\n"
FIXED = """
- duty: r
  by: 2018-12-31
  done: done_on
"""
THREE_MONTHS = R.replace("limit", "3 months")
ONE_MONTH = R.replace("limit", "1 month")
TWICE = """
- duty: r
  concerns: municipality
  every: year
  of: meetings
  at_least: 2
"""
TERM = """
- duty: r
  concerns: municipality
  every: electoral_term
  of: meetings
"""
CONCURRENT = """
- duty: r
  during: a
  holds: as_of in b
"""
JUDGED = """
- duty: r
  concerns: covered_people
"""

UNKNOWN = object()
T = {"covered": True, "started_on": "2018-03-01", "done_on": None}


@dataclass(frozen=True)
class Vector:
    """One row: what differs from T and 2018, and what must come out."""

    number: int
    changes: dict[str, Any]
    as_of: str
    possible: str
    due: str | tuple[str | None, str | None] | None = "2018-03-29"
    missing: str = ""
    provision: str = R
    from_day: str | None = None


NA = "not_applicable"
LATE = "fulfilled_late"
VECTORS = [
    Vector(1, {}, "2018-03-29", "pending"),
    Vector(2, {}, "2018-03-30", "breached"),
    Vector(3, {"done_on": "2018-03-29"}, "2018-03-29", "fulfilled"),
    Vector(4, {"done_on": "2018-03-30"}, "2018-03-30", LATE),
    Vector(5, {"done_on": "2018-03-30"}, "2018-03-29", "pending"),
    Vector(6, {}, "2018-02-28", NA, None),
    Vector(7, {"started_on": None}, "2018-03-30", NA, None),
    Vector(
        8,
        {"covered": False, "started_on": UNKNOWN, "done_on": UNKNOWN},
        "2018-03-30",
        NA,
        None,
    ),
    Vector(9, {"covered": UNKNOWN}, "2018-03-30", f"{NA} breached", missing="covered"),
    Vector(
        10,
        {"covered": UNKNOWN, "started_on": None, "done_on": UNKNOWN},
        "2018-03-30",
        NA,
        None,
    ),
    Vector(
        11,
        {"started_on": UNKNOWN},
        "2018-03-30",
        f"{NA} pending breached",
        (None, "2018-04-27"),
        "started_on",
    ),
    Vector(
        12,
        {"started_on": UNKNOWN, "done_on": "2018-03-10"},
        "2018-03-30",
        f"{NA} fulfilled {LATE}",
        (None, "2018-04-27"),
        "started_on",
    ),
    Vector(
        13, {"done_on": UNKNOWN}, "2018-03-29", "pending fulfilled", missing="done_on"
    ),
    Vector(
        14,
        {"done_on": UNKNOWN},
        "2018-03-30",
        f"fulfilled {LATE} breached",
        missing="done_on",
    ),
    Vector(15, {"done_on": "2018-02-20"}, "2018-03-30", "fulfilled"),
    Vector(16, {"lifted": True}, "2018-03-30", "exempt", provision=LIFTED),
    Vector(17, {"done_on": "2018-03-20"}, "2018-03-30", "fulfilled", provision=LIFTED),
    Vector(18, {}, "2018-03-29", "exempt pending", missing="lifted", provision=LIFTED),
    Vector(19, {}, "2018-03-29", "pending", provision=EXCUSED),
    Vector(
        20, {}, "2018-03-30", "exempt breached", missing="excused", provision=EXCUSED
    ),
    Vector(
        21,
        {"excused": True, "done_on": "2018-03-30"},
        "2018-03-30",
        "exempt",
        provision=EXCUSED,
    ),
    Vector(22, {"left_on": "2018-03-29"}, "2018-04-15", "exempt", provision=LEFT),
    Vector(23, {"left_on": "2018-03-30"}, "2018-04-15", "breached", provision=LEFT),
    Vector(
        24, {"done_on": "2018-03-29"}, "2018-04-15", "fulfilled", provision=EARLIEST
    ),
    Vector(
        25,
        {"done_on": "2018-04-02"},
        "2018-04-15",
        f"fulfilled {LATE}",
        missing="also_done_on",
        provision=EARLIEST,
    ),
    Vector(
        26,
        {"done_on": "2018-04-02"},
        "2018-04-15",
        f"{LATE} breached",
        missing="also_done_on",
        provision=LATEST,
    ),
    Vector(
        27,
        {},
        "2018-03-30",
        "breached",
        (None, "2018-03-29"),
        provision=EARLIEST_START,
    ),
    Vector(
        28, {"done_on": "2018-02-20"}, "2018-03-30", "breached", provision=FROM_START
    ),
    Vector(29, {}, "2018-04-15", NA, None, from_day="2018-03-30"),
    Vector(30, {}, "2018-12-31", "pending", "2018-12-31", provision=FIXED),
    Vector(30, {}, "2019-01-01", "breached", "2018-12-31", provision=FIXED),
    Vector(
        31,
        {"started_on": "2017-03-15"},
        "2017-06-15",
        "pending",
        "2017-06-15",
        provision=THREE_MONTHS,
    ),
    Vector(
        31,
        {"started_on": "2017-03-15"},
        "2017-06-16",
        "breached",
        "2017-06-15",
        provision=THREE_MONTHS,
    ),
    Vector(
        32,
        {"started_on": "2018-01-31"},
        "2018-02-28",
        "pending",
        "2018-02-28",
        provision=ONE_MONTH,
    ),
    Vector(
        32,
        {"started_on": "2018-01-31"},
        "2018-03-01",
        "breached",
        "2018-02-28",
        provision=ONE_MONTH,
    ),
    Vector(
        36,
        {"a_from": "2018-03-01", "a_until": "2018-03-10"}
        | {"b_from": "2018-03-01", "b_until": "2018-03-09"},
        "2018-03-10",
        "pending",
        "2018-03-10",
        provision=CONCURRENT,
    ),
    Vector(
        36,
        {"a_from": "2018-03-01", "a_until": "2018-03-10"}
        | {"b_from": "2018-03-01", "b_until": "2018-03-09"},
        "2018-03-11",
        "breached",
        "2018-03-10",
        provision=CONCURRENT,
    ),
]


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


@pytest.mark.parametrize(
    "vector", VECTORS, ids=lambda each: f"{each.number}-{each.as_of}"
)
def test_a_vector_of_the_procedure(
    vector: Vector, policy_of: Callable[..., Policy]
) -> None:
    facts = {
        name: value
        for name, value in {**T, **vector.changes}.items()
        if value is not UNKNOWN
    }
    policy = policy_of(vector.provision, from_day=vector.from_day)
    record = {"kind": "person", "id": "p-1", **facts}
    result = assess(
        policy, record, as_of=date.fromisoformat(vector.as_of), as_if_in_force=True
    )

    assert result.diagnostics == ()
    finding = only(result.findings)
    assert finding.possible.words == tuple(vector.possible.split())
    assert [each.fact for each in finding.missing] == vector.missing.split()
    if isinstance(vector.due, tuple):
        assert finding.due is None
        assert finding.due_between == tuple(
            day and date.fromisoformat(day) for day in vector.due
        )
    else:
        assert finding.due == (vector.due and date.fromisoformat(vector.due))


@pytest.mark.parametrize(
    ("meetings", "as_of", "expected"),
    [
        pytest.param(
            [{"held_on": "2018-02-01"}, {}],
            "2018-12-31",
            {"2018": ("pending fulfilled", "meetings[2].held_on")},
            id="33",
        ),
        pytest.param(
            [{"held_on": "2018-02-01"}],
            "2019-01-01",
            {"2018": ("breached", ""), "2019": ("pending", "")},
            id="34",
        ),
    ],
)
def test_two_meetings_a_year(
    meetings: list[dict[str, str]],
    as_of: str,
    expected: dict[str, tuple[str, str]],
    policy_of: Callable[..., Policy],
) -> None:
    policy = policy_of(TWICE, from_day="2018-01-01")
    record = {"kind": "municipality", "id": "0001", "meetings": meetings}
    result = assess(
        policy, record, as_of=date.fromisoformat(as_of), as_if_in_force=True
    )

    assert {
        each.instance: (
            " ".join(each.possible.words),
            " ".join(missing.fact for missing in each.missing),
        )
        for each in result.findings
    } == expected
    assert result.findings[0].due == date(2018, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "outcome"), [("2021-12-31", "pending"), ("2022-01-01", "breached")]
)
def test_35_once_an_electoral_term(
    as_of: str, outcome: str, policy_of: Callable[..., Policy]
) -> None:
    policy = policy_of(TERM, from_day="2018-01-01")
    record = {"kind": "municipality", "id": "0001", "meetings": []}
    first = assess(
        policy, record, as_of=date.fromisoformat(as_of), as_if_in_force=True
    ).findings[0]

    assert (first.instance, first.outcome) == ("2018-2021", outcome)
    assert first.due == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [("2018-04-01", "needs_judgement"), ("2018-04-02", "assessed_met")],
)
def test_37_a_human_assessment_counts_from_its_day(
    as_of: str, outcome: str, policy_of: Callable[..., Policy]
) -> None:
    assessed = {
        "kind": "assessment",
        "provision": "spec/r",
        "subject": "p-1",
        "verdict": "met",
        "assessed_on": "2018-04-02",
        "assessed_by": "dept-4",
    }
    records: list[dict[str, object]] = [
        {"kind": "person", "id": "p-1", "covered": True},
        dict(assessed),
    ]
    result = assess(
        policy_of(JUDGED), records, as_of=date.fromisoformat(as_of), as_if_in_force=True
    )

    assert only(result.findings).outcome == outcome


@pytest.mark.parametrize(
    ("known_by", "possible", "missing"),
    [
        (date(2018, 3, 30), ("fulfilled", LATE, "breached"), ["done_on"]),
        (None, ("fulfilled",), []),
    ],
)
def test_38_a_replay_knows_what_was_registered(
    known_by: date | None,
    possible: tuple[str, ...],
    missing: list[str],
    policy_of: Callable[..., Policy],
) -> None:
    records: list[dict[str, object]] = [
        {"kind": "person", "id": "p-1", "covered": True, "started_on": "2018-03-01"},
        {
            "kind": "person",
            "id": "p-1",
            "known_on": "2018-04-05",
            "done_on": "2018-03-20",
        },
    ]
    result = assess(
        policy_of(R),
        records,
        as_of=date(2018, 3, 30),
        as_if_in_force=True,
        known_by=known_by,
    )

    finding = only(result.findings)
    assert finding.possible.words == possible
    assert [each.fact for each in finding.missing] == missing

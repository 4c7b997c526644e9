"""Every node of the condition language as a row: a condition, a record, and whether it is true, false or unknown.

An engine is given all rows at once: each condition is the state that one provision asks for, each record a subject. So
a row is true where its subject fulfils its provision, false where it is breached, unknown where it may be either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path as File
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel import nodes, parse
from policyengine.feel.names import rebuild, walk
from policyengine.feel.nodes import Expr, Literal, Name, Path
from policyengine.findings.outcome import Outcome
from policyengine.policy.library import load, load_vocabulary
from policyengine.policy.model import Duty, Holds, Policy, Provision
from policyengine.policy.records import Records, read_records
from policyengine.policy.vocabulary import Text
from tests.conformance.oracle import Answer, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AS_OF = date(2020, 2, 29)
VOCABULARY = load_vocabulary(File(__file__).parent.parent / "spec" / "vocabulary.yaml")
LINKS = ("family", "municipality")

UNKNOWN = None
Truth: TypeAlias = "bool | None"
Facts: TypeAlias = "Mapping[str, object]"

FULFILLED, BREACHED = int(Outcome.FULFILLED), int(Outcome.BREACHED)
TRUTHS: dict[int, Truth] = {FULFILLED: True, BREACHED: False, FULFILLED | BREACHED: UNKNOWN}  # fmt: skip

# Linked records: the figures of a year that is known, one that is none and one that is missing.
FAMILY = {"kind": "family", "id": "f-1", "income": 300, "visits": [{"held_on": "2020-01-31", "kind": "job"}]}  # fmt: skip
POOR_FAMILY = {"kind": "family", "id": "f-2", "income": None}
MUNICIPALITY = {
    "kind": "municipality",
    "id": "0001",
    "residents": {"2020": 40, "2019": 0},
    "refugees": {"2020": None},
}

ONE_JOB = {"events": [{"held_on": "2020-01-31", "kind": "job", "hours": 37, "given": True}]}  # fmt: skip
MIXED = {
    "events": [
        {"held_on": "2020-02-29", "kind": "job", "hours": 37, "given": True},
        {"held_on": "2020-03-01", "kind": "course", "hours": None, "given": False},
        {"kind": "placement", "hours": 36},
        {"held_on": "2019-12-31", "hours": 38, "given": None},
    ]
}
KNOWN_DAYS = {"events": [{"held_on": "2020-02-29"}, {"held_on": "2020-03-01"}]}
JOB = 'e.kind = "job"'
IS_JOB = 'item.kind = "job"'

# By node: condition, facts, and what it is.
ROWS: dict[str, tuple[tuple[str, Facts, Truth], ...]] = {
    "Literal": (
        ("covered = true", {"covered": True}, True),
        ("covered = false", {"covered": True}, False),
        ("covered = false", {"covered": None}, False),
        ("covered != true", {"covered": None}, True),
        ("covered = true", {}, UNKNOWN),
        ("hours = null", {"hours": None}, True),
        ("hours = null", {"hours": 0}, False),
        ("hours = null", {}, UNKNOWN),
        ("hours != null", {"hours": 1}, True),
        ("hours != null", {"hours": None}, False),
        ('started_on = date("2020-02-29")', {"started_on": "2020-02-29"}, True),
        ('started_on >= date("2020-02-29")', {"started_on": "2020-02-28"}, False),
        ("started_on >= date(2020, 2, 29)", {"started_on": "2020-02-29"}, True),
        ("hours = 36.5", {"hours": 36.5}, True),
    ),
    "Name": (
        ("covered", {"covered": True}, True),
        ("covered", {"covered": None}, False),
        ("covered", {}, UNKNOWN),
        ("as_of = started_on", {"started_on": "2020-02-29"}, True),
        ("started_on != null", {"started_on": "2020-03-01"}, False),
        ("a_until != null", {"a_until": "2020-03-01"}, True),
        ("family.income >= 300", {"family": "f-1"}, True),
        ("family.income >= 300", {"family": "f-2"}, False),
        ("family.income = null", {"family": "f-2"}, True),
        ("family.income = null", {"family": None}, True),
        ("family.income = null", {"family": "f-absent"}, UNKNOWN),
        ("family.income = null", {}, UNKNOWN),
        ("municipality.residents = 40", {}, True),
        ("municipality.refugees = null", {}, True),
    ),
    "Path": (
        ("started_on.year = 2020", {"started_on": "2020-01-01"}, True),
        ("started_on.month = 12", {"started_on": "2019-12-31"}, True),
        ("started_on.day = 29", {"started_on": "2020-02-28"}, False),
        ("started_on.day = 29", {"started_on": None}, False),
        ("started_on.day = 29", {}, UNKNOWN),
        ("some e in events satisfies e.given", MIXED, True),
    ),
    "ListOf": (
        ('basis in ["refugee", "worker"]', {"basis": "worker"}, True),
        ('basis in ["refugee", "worker"]', {"basis": "other"}, False),
        ('basis in ["refugee", "worker"]', {"basis": None}, False),
        ('basis in ["refugee", "worker"]', {}, UNKNOWN),
    ),
    "Not": (
        ("not(covered)", {"covered": True}, False),
        ("not(covered)", {"covered": None}, True),
        ("not(covered)", {}, UNKNOWN),
        ("not(hours > 37)", {"hours": None}, True),
        ("not(hours > 37)", {}, UNKNOWN),
    ),
    "And": (
        ("covered and lifted", {"covered": True, "lifted": True}, True),
        ("covered and lifted", {"covered": True}, UNKNOWN),
        ("covered and lifted", {"covered": False}, False),
        ("covered and lifted", {"lifted": None}, False),
        ("covered and lifted and excused", {"covered": True, "excused": False}, False),
    ),
    "Or": (
        ("covered or lifted", {"covered": True}, True),
        ("covered or lifted", {"covered": False}, UNKNOWN),
        ("covered or lifted", {"covered": False, "lifted": None}, False),
        ("covered or lifted or excused", {"lifted": True}, True),
    ),
    "Compare =": (
        ("hours = 37", {"hours": 37}, True),
        ("hours = 37", {"hours": 36.5}, False),
        ("hours = more_hours", {"hours": 37.5, "more_hours": 37.5}, True),
        ("hours = more_hours", {"hours": None, "more_hours": None}, False),
        ('language = "da"', {"language": "DA"}, False),
        ("language = home_language", {"language": "ø", "home_language": "ø"}, True),
    ),
    "Compare !=": (
        ("hours != 37", {"hours": 36}, True),
        ("hours != 37", {"hours": None}, True),
        ("hours != 37", {}, UNKNOWN),
        ('basis != "refugee"', {"basis": "refugee"}, False),
    ),
    "Compare <": (
        ("hours < 37", {"hours": 37}, False),
        ("hours < 37", {"hours": 36.5}, True),
        ("hours < 37", {"hours": None}, False),
        ("started_on < as_of", {"started_on": "2020-02-28"}, True),
        ("started_on < as_of", {"started_on": "2020-02-29"}, False),
    ),
    "Compare <=": (
        ("hours <= 37", {"hours": 37}, True),
        ("hours <= 37", {"hours": 37.5}, False),
        (
            "started_on <= done_on",
            {"started_on": "2020-02-29", "done_on": "2020-02-29"},
            True,
        ),
        ("a_until <= as_of", {"a_until": "2020-03-01"}, False),
    ),
    "Compare >": (
        ("hours > 37", {"hours": 37}, False),
        ("hours > 37", {"hours": 37.5}, True),
        ("hours > 37", {}, UNKNOWN),
        ("a_until > as_of", {"a_until": "2020-03-01"}, True),
    ),
    "Compare >=": (
        ("hours >= 37", {"hours": 37}, True),
        ("hours >= 37", {"hours": 36.5}, False),
        ("hours >= 37", {"hours": None}, False),
        ("37 >= hours", {"hours": 37}, True),
    ),
    "Between": (
        ("hours between 30 and 37", {"hours": 30}, True),
        ("hours between 30 and 37", {"hours": 37}, True),
        ("hours between 30 and 37", {"hours": 37.5}, False),
        ("hours between 30 and 37", {"hours": None}, False),
        ("hours between 30 and 37", {}, UNKNOWN),
        (
            "as_of between started_on and a_until",
            {"started_on": "2020-02-29", "a_until": "2020-02-29"},
            True,
        ),
    ),
    "Interval": (
        ("hours in [30..37]", {"hours": 37}, True),
        ("hours in [30..37)", {"hours": 37}, False),
        ("hours in (30..37]", {"hours": 30}, False),
        ("hours in [30..37]", {"hours": 30}, True),
        ("hours in [30..37]", {"hours": None}, False),
    ),
    "UnaryTest": (
        ("hours in (>= 37)", {"hours": 37}, True),
        ("hours in (< 30, > 37)", {"hours": 37}, False),
        ("hours in (< 30, > 37)", {"hours": 29}, True),
    ),
    "In": (
        ('basis in ("refugee", "worker")', {"basis": "refugee"}, True),
        ('basis in ("refugee", "worker")', {"basis": "other"}, False),
        ("hours in (30, 37)", {"hours": 37}, True),
        ("hours in (30, 37)", {}, UNKNOWN),
    ),
    "Arithmetic +": (
        ("hours + more_hours = 37", {"hours": 36.5, "more_hours": 0.5}, True),
        ("hours + more_hours = 37", {"hours": 37, "more_hours": None}, False),
        ('started_on + duration("P1M") = as_of', {"started_on": "2020-01-29"}, True),
        ('started_on + duration("P1M") = as_of', {"started_on": "2020-01-31"}, True),
        ('started_on + duration("P1M") = as_of', {"started_on": "2020-01-28"}, False),
        (
            'started_on + duration("P1Y") = date("2017-02-28")',
            {"started_on": "2016-02-29"},
            True,
        ),
        (
            'started_on + duration("P2M") = date("2020-03-31")',
            {"started_on": "2020-01-31"},
            True,
        ),
        ('started_on + duration("P30D") = as_of', {"started_on": "2020-01-30"}, True),
        ('started_on + duration("P1M") = as_of', {}, UNKNOWN),
    ),
    "Arithmetic -": (
        ('as_of - duration("P3M") <= started_on', {"started_on": "2019-11-29"}, True),
        ('as_of - duration("P3M") <= started_on', {"started_on": "2019-11-28"}, False),
        ("hours - more_hours = 36", {"hours": 36.5, "more_hours": 0.5}, True),
        ('as_of - duration("P1Y") = started_on', {"started_on": "2019-02-28"}, True),
        ('as_of - duration("P1M") = started_on', {"started_on": "2020-01-29"}, True),
        (
            'started_on - duration("P1M") = date("2019-02-28")',
            {"started_on": "2019-03-31"},
            True,
        ),
        ('as_of - started_on = duration("P1D")', {"started_on": "2020-02-28"}, True),
        ('as_of - started_on >= duration("P366D")', {"started_on": "2019-02-28"}, True),
    ),
    "Arithmetic *": (
        ("hours * 2 = 73", {"hours": 36.5}, True),
        ("hours * more_hours > 0", {"hours": 3, "more_hours": None}, False),
    ),
    "Arithmetic /": (
        ("hours / more_hours = 3.5", {"hours": 7, "more_hours": 2}, True),
        ("hours / more_hours >= 0.3", {"hours": 3, "more_hours": 10}, True),
        ("hours / more_hours > 0.3", {"hours": 3, "more_hours": 10}, False),
        ("hours / more_hours > 0.3", {"hours": -7, "more_hours": -2}, True),
        ("hours / more_hours >= 0", {"hours": 3, "more_hours": 0}, False),
        ("hours / more_hours != 1", {"hours": 0, "more_hours": 0}, True),
        ("hours / more_hours > 0.3", {"hours": 3}, UNKNOWN),
        ("hours / more_hours > 0.3", {"more_hours": None}, False),
    ),
    "Negate": (
        ("-hours = -37", {"hours": 37}, True),
        ("-hours < 0", {"hours": None}, False),
    ),
    "If": (
        (
            "if covered then lifted else excused",
            {"covered": True, "lifted": True},
            True,
        ),
        (
            "if covered then lifted else excused",
            {"covered": None, "excused": True},
            True,
        ),
        (
            "if covered then lifted else excused",
            {"lifted": True, "excused": True},
            True,
        ),
        (
            "if covered then lifted else excused",
            {"lifted": True, "excused": False},
            UNKNOWN,
        ),
        ("(if covered then 37 else 30) <= hours", {"covered": True, "hours": 37}, True),
        (
            "(if covered then 37 else 30) <= hours",
            {"covered": False, "hours": 30},
            True,
        ),
    ),
    "Quantified some": (
        (f"some e in events satisfies {JOB}", ONE_JOB, True),
        (f"some e in events satisfies {JOB}", {"events": []}, False),
        (f"some e in events satisfies {JOB}", {}, UNKNOWN),
        (f"some e in events satisfies {JOB}", {"events": [{"hours": 2}]}, UNKNOWN),
        (f"some e in events satisfies {JOB}", {"events": [{"kind": None}]}, False),
        ("some e in events satisfies e.hours > 37", MIXED, True),
        ("some e in events satisfies e.hours > 38", MIXED, False),
        ("some e in events satisfies e.held_on > as_of", KNOWN_DAYS, False),
        (
            "some e in events satisfies e.hours >= more_hours",
            {**MIXED, "more_hours": 38},
            True,
        ),
        (
            "some e in family.visits satisfies e.held_on <= as_of",
            {"family": "f-1"},
            True,
        ),
        (
            "some e in family.visits satisfies e.held_on <= as_of",
            {"family": None},
            False,
        ),
        (
            "some e in family.visits satisfies e.held_on <= as_of",
            {"family": "f-2"},
            UNKNOWN,
        ),
    ),
    "Quantified every": (
        (f"every e in events satisfies {JOB}", ONE_JOB, True),
        (f"every e in events satisfies {JOB}", {"events": []}, True),
        (f"every e in events satisfies {JOB}", {}, UNKNOWN),
        ("every e in events satisfies e.hours >= 36", MIXED, False),
        ("every e in events satisfies e.hours != 1", MIXED, True),
        (
            "every e in events satisfies e.given",
            {"events": [{"given": True}, {}]},
            UNKNOWN,
        ),
    ),
    "Filter": (
        (f"count(events[{IS_JOB}]) >= 1", ONE_JOB, True),
        (f"count(events[{IS_JOB}]) = 2", MIXED, UNKNOWN),
        (f"some e in events[{IS_JOB}] satisfies e.hours >= 37", ONE_JOB, True),
        (f"every e in events[{IS_JOB}] satisfies e.hours > 37", ONE_JOB, False),
        (f"count(events[{IS_JOB}][item.hours > 36]) = 1", ONE_JOB, True),
    ),
    "Call count": (
        ("count(events) = 4", MIXED, True),
        ("count(events) = 0", {"events": []}, True),
        ("count(events) >= 0", {}, UNKNOWN),
        ("count(events[item.given]) = 1", MIXED, UNKNOWN),
        ("count(events[item.given]) <= 2", MIXED, True),
    ),
    "Call age": (
        ("age(birth_date, as_of) >= 18", {"birth_date": "2002-02-28"}, True),
        ("age(birth_date, as_of) >= 18", {"birth_date": "2002-03-01"}, False),
        ("age(birth_date, as_of) = 16", {"birth_date": "2004-02-29"}, True),
        (
            "age(birth_date, started_on) = 15",
            {"birth_date": "2004-02-29", "started_on": "2020-02-28"},
            True,
        ),
        (
            "age(birth_date, started_on) = 15",
            {"birth_date": "2004-02-29", "started_on": "2019-02-28"},
            True,
        ),
        ("age(birth_date, started_on) = 15", {"birth_date": "2002-02-28"}, UNKNOWN),
        ("age(birth_date, as_of) in [6..16)", {"birth_date": "2004-03-01"}, True),
        ("age(birth_date, as_of) != 6", {}, UNKNOWN),
    ),
    "Call list contains": (
        ('list contains(elements, "health")', {"elements": ["labour", "health"]}, True),
        ('list contains(elements, "health")', {"elements": ["labour"]}, False),
        ('list contains(elements, "health")', {"elements": []}, False),
        ('list contains(elements, "health")', {}, UNKNOWN),
    ),
    "Call date": (
        ("date(started_on) = as_of", {"started_on": "2020-02-29"}, True),
        ("date(started_on) = as_of", {"started_on": "2020-02-28"}, False),
        ("date(started_on) = as_of", {}, UNKNOWN),
    ),
    "Call contains": (
        ('contains(language, "a")', {"language": "dansk"}, True),
        ('contains(language, "%")', {"language": "dansk"}, False),
        ('contains(language, "a")', {"language": None}, False),
        ('contains(language, "a")', {}, UNKNOWN),
    ),
    "Call starts with": (
        ('starts with(language, "da")', {"language": "da-DK"}, True),
        ('starts with(language, "_a")', {"language": "da-DK"}, False),
    ),
    "Call ends with": (
        ('ends with(language, "DK")', {"language": "da-DK"}, True),
        ('ends with(language, "dk")', {"language": "da-DK"}, False),
    ),
}

# What has no SQL, by node: an example, and what its refusal says.
REFUSED: dict[str, tuple[str, str]] = {
    "Arithmetic **": (
        "hours ** 2 = 4",
        "computes `**` of what no engine computes alike",
    ),
    "Call abs": ("abs(hours) = 3", "calls `abs`"),
    "Call all": ("all(events.given)", "calls `all`"),
    "Call any": ("any(events.given)", "calls `any`"),
    "Call duration": ("as_of <= started_on + duration(language)", "calls `duration`"),
    "Call max": ("max(hours, more_hours) > 3", "calls `max`"),
    "Call min": ("min(events.hours) > 3", "calls `min`"),
    "Call sum": ("sum(events.hours) > 3", "calls `sum`"),
    "Call years and months duration": (
        'years and months duration(started_on, as_of) >= duration("P1Y")',
        "calls `years and months duration`",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A condition, the record it is asked about, and what it is; `provision` and `subject` are their ids."""

    node: str
    text: str
    facts: Facts
    expected: Truth
    provision: str
    subject: str

    @property
    def key(self) -> Key:
        """The cell that answers the row."""
        return Key("nodes", self.provision, "person", self.subject, None)


def _rows() -> Iterator[Row]:
    number = 0
    for node, several in ROWS.items():
        for text, facts, expected in several:
            number += 1
            yield Row(node, text, facts, expected, f"n{number}", f"person-{number}")


@cache
def rows() -> tuple[Row, ...]:
    """Every row of the table."""
    return tuple(_rows())


def policy_of(conditions: Mapping[str, str]) -> Policy:
    """A policy whose provisions ask for conditions, by id."""
    return replace(
        load("rebild"),
        id="nodes",
        authority_code="0001",
        vocabulary=VOCABULARY,
        from_day=None,
        until_day=None,
        provisions=tuple(_provision(*each) for each in conditions.items()),
    )


def policy() -> Policy:
    """The conditions of all rows."""
    return policy_of({each.provision: each.text for each in rows()})


def records() -> Records:
    """The records of all rows, and those that they link to."""
    raw = [{"kind": "person", "id": each.subject, **each.facts} for each in rows()]
    read, faults = read_records([*raw, FAMILY, POOR_FAMILY, MUNICIPALITY], VOCABULARY)
    assert not faults, faults[0].message
    return read


def truth_of(answer: Answer) -> Truth:
    """What a row came to."""
    return TRUTHS[answer.possible]


def condition(text: str) -> Expr:
    """A condition as a policy holds it: a fact of a linked record is one dotted name."""
    return _dotted(parse(text))


def _dotted(expr: Expr) -> Expr:
    match expr:
        case Path(Name(name), member) if name in LINKS:
            return Name(f"{name}.{member}")
        case _:
            return rebuild(expr, _dotted)


def named(expr: Expr) -> Iterator[str]:
    """The nodes of a condition by name, with their operator, quantifier or function."""
    for each in walk(expr):
        match each:
            case nodes.Compare(operator) | nodes.Arithmetic(operator):
                yield f"{type(each).__name__} {operator}"
            case nodes.Quantified(quantifier):
                yield f"Quantified {quantifier}"
            case nodes.Call(function):
                yield f"Call {function}"
            case _:
                yield type(each).__name__


def _provision(key: str, text: str) -> Provision:
    nothing = Text("", "")
    duty = Duty(Literal(True), None, None, Holds(condition(text), standing=True))
    return Provision(key, "duty", "s", nothing, (), (), "must", "person", None, duty)

"""One record, twenty scalar provisions: the compiled policy beside zen-engine's compiled expression.

Both get one Python dict with days as ISO text, as JSON has them, and give the possible outcomes of all twenty
provisions and the due dates of the thirteen that have one. Conversion of the dict, reading of the days and building of
the answer are inside the measured time of both. Compiling is outside, and so is the day of assessment, which is bound
beforehand (in zen it is a constant of the expression).

An unknown fact is an absent key for the one, the text "?" for the other, which cannot tell absent from null. zen's
expression is written by hand for speed: each day is read once, conditions short-circuit, and where a trigger is
unknown the bounds of the due date are constants. Before anything is measured, 2,000 random records must give the same
outcomes and due dates in both. Months are calendar months, clamped to the month's last day.

The last comparison is of full findings (evidence, citations, actions) with the same rules as a decision graph of one
expression node, whose answer is the same as that of the expression.

    python benchmarks/single_record.py
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from json import dumps
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import zen

import policyengine as pe
from policyengine.backends.python.compiled.closed_form import Between
from policyengine.backends.python.compiled.policy import compile_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

AS_OF = date(2018, 6, 15)
FILE = Path(__file__).parent / "twenty.yaml"
ROUNDS, RECORDS = 31, 200

REFUGEE = 'residence_basis == "refugee"'
PARTICIPANT = "in_integration_programme == true"
GROUP_FACT = {REFUGEE: "residence_basis", PARTICIPANT: "in_integration_programme"}

# group, trigger, period, done
DEADLINES = [
    (REFUGEE, "arrived_on", "7d", "reception_programme_started_on"),
    (REFUGEE, "arrived_on", "3M", "reception_programme_completed_on"),
    (REFUGEE, "arrived_on", "1M", "integration_contract_signed_on"),
    (PARTICIPANT, "arrived_on", "42d", "plan_made_on"),
    (REFUGEE, "responsible_from", "3M", "health_assessed_on"),
    (REFUGEE, "responsible_from", "1M", "contact_person_assigned_on"),
    (REFUGEE, "responsible_from", "6M", "permanent_dwelling_planned_on"),
    (PARTICIPANT, "plan_made_on", "1M", "danish_referred_on"),
    (PARTICIPANT, "danish_referred_on", "1M", "danish_course_started_on"),
    (PARTICIPANT, "danish_course_started_on", "60M", "danish_exam_passed_on"),
    (PARTICIPANT, "danish_course_started_on", "12M", "ordinary_job_started_on"),
    (PARTICIPANT, "arrived_on", "14d", "school_started_on"),
    (REFUGEE, "school_started_on", "2M", "leisure_started_on"),
]

# group, whether it surely holds, the facts that can leave it open
CONDITIONS = [
    (REFUGEE, ("health_assessment_interpreted", "true"), ("needs_interpreter", "not")),
    (PARTICIPANT, ("language_hours", ">= 15"), ("health_exception", "true")),
    (PARTICIPANT, ("danish_attendance", ">= 80"), None),
    (PARTICIPANT, ("company_hours", ">= 10"), ("self_support_possible", "true")),
    (REFUGEE, ("needs_extra_effort", "not"), ("has_relatives", "true")),
    (REFUGEE, ("is_among_most_vulnerable", "not"), ("has_integration_challenges", "not")),
    (REFUGEE, ("wants_repatriation", "not"), ("covered_by_integration_act", "true")),
]  # fmt: skip


# --- the rival ------------------------------------------------------------------------


def zen_expression() -> str:
    """Return the rules as one expression: a list of outcomes, then of due dates."""
    days = sorted({name for _, start, _, done in DEADLINES for name in (start, done)})
    lines = [f'today = d("{AS_OF}")']
    for name in days:
        # v_: the day, where it has come; k_: 0 never, 1 a day, 2 unknown.
        lines.append(f'v_{name} = {name} != null and {name} != "?" ? d({name}) : null')
        lines.append(
            f'k_{name} = {name} == "?" ? 2 : {name} == null ? 0 :'
            f" v_{name} > today ? 0 : 1"
        )
    for group, name in GROUP_FACT.items():
        # 0 outside, 1 inside, 2 unknown
        lines.append(f'g_{name} = {group} ? 1 : {name} == "?" ? 2 : 0')
    outcomes, dues = [], []
    for number, (group, start, period, done) in enumerate(DEADLINES):
        g = f"g_{GROUP_FACT[group]}"
        lines.append(
            f'due{number} = {g} > 0 and k_{start} == 1 ? v_{start}.add("{period}") : null'
        )
        known = (
            f"k_{done} == 1 ? (v_{done} <= due{number} ? 8 : 16) :"
            f" today > due{number} ? (k_{done} == 0 ? 32 : 56) : (k_{done} == 0 ? 4 : 12)"
        )
        outcomes.append(
            f"{g} == 0 or k_{start} == 0 ? 1 : k_{start} == 2 ?"
            f" (k_{done} == 1 ? 25 : k_{done} == 0 ? 37 : 61) :"
            f" ({known}) + ({g} == 2 ? 1 : 0)"
        )
        dues.append(
            f"{g} > 0 and k_{start} == 2 ? {dumps(up_to(period))} : due{number}"
        )
    for group, first, second in CONDITIONS:
        g = f"g_{GROUP_FACT[group]}"
        parts = [each for each in (first, second) if each is not None]
        holds = " or ".join(f"({_surely(*each)})" for each in parts)
        unknown = " or ".join(f'{name} == "?"' for name, _ in parts)
        outcomes.append(
            f"{g} == 0 ? 1 : ({holds} ? 8 : {unknown} ? 40 : 32) + ({g} == 2 ? 1 : 0)"
        )
    return "; ".join([*lines, f"[{', '.join([*outcomes, *dues])}]"])


def _surely(name: str, test: str) -> str:
    match test:
        case "true":
            return f"{name} == true"
        case "not":
            return f'{name} != true and {name} != "?"'
        case _:
            return f'{name} != null and {name} != "?" and {name} {test}'


def up_to(period: str) -> str:
    """Return the last due date of a trigger that is unknown."""
    number, unit = int(period[:-1]), period[-1]
    if unit == "d":
        return f"up to {AS_OF + timedelta(days=number)}"
    years, month = divmod(AS_OF.month - 1 + number, 12)
    return f"up to {AS_OF.replace(year=AS_OF.year + years, month=month + 1)}"


# --- the records ----------------------------------------------------------------------

BOOLEANS = [name for _, *both in CONDITIONS for name, test in filter(None, both) if test in ("true", "not")]  # fmt: skip
NUMBERS = [name for _, *both in CONDITIONS for name, test in filter(None, both) if test.startswith(">")]  # fmt: skip


def random_record(random: Random, unknown: float) -> dict[str, Any]:
    """Return a person of whom each fact is unknown with a probability."""
    facts: dict[str, Any] = {
        "residence_basis": random.choice(["refugee"] * 4 + ["worker", None]),
        "in_integration_programme": random.choice([True, True, True, False, None]),
    }
    for name in sorted({each for _, s, _, f in DEADLINES for each in (s, f)}):
        day = date(2017, 9, 1) + timedelta(days=random.randrange(330))
        facts[name] = random.choice([str(day)] * 3 + [None])
    for name in BOOLEANS:
        facts[name] = random.choice([True, False, None])
    for name in NUMBERS:
        facts[name] = random.choice([5, 10, 15, 37, 80, 95, None])
    return {name: v for name, v in facts.items() if random.random() >= unknown}


def for_zen(facts: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the record with what is unknown said in a way that zen can tell from null."""
    return {name: facts.get(name, "?") for name in names}


# --- measuring ------------------------------------------------------------------------


def plain(outcomes: tuple[int, ...], dues: tuple[object, ...]) -> list[object]:
    """Return our answer in the shape of zen's: the thirteen due dates as text."""
    shown = [
        f"up to {due.high}" if isinstance(due, Between) else due and str(due)
        for due in dues[: len(DEADLINES)]
    ]
    return [*outcomes, *shown]


def zen_plain(answer: list[Any]) -> list[object]:
    count = len(DEADLINES) + len(CONDITIONS)
    dues = [due if due is None or due.startswith("up") else due[:10] for due in answer[count:]]  # fmt: skip
    return [*map(int, answer[:count]), *dues]


def interleaved(
    systems: dict[str, Callable[[], object]], per_round: int
) -> dict[str, float]:
    """Return the median CPU time of one record by each system, in microseconds."""
    spent: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(ROUNDS):
        for name, run in systems.items():
            begun = process_time()
            run()
            spent[name].append((process_time() - begun) / per_round * 1e6)
    return {name: median(times) for name, times in spent.items()}


def all_of(decide: Callable[[Any], object], records: list[Any]) -> Callable[[], None]:
    def run() -> None:
        for record in records:
            decide(record)

    return run


def main() -> None:
    policy = pe.load(FILE)
    compiled = compile_policy(policy)
    assert not compiled.delegated, dict(compiled.delegated)
    decide = compiled.on(AS_OF)["person"]
    expression = zen_expression()
    rival = zen.compile_expression(expression).evaluate
    random = Random(2018)
    names = tuple(sorted(random_record(random, 0)))

    checked = 0
    for unknown in (0, 0.1, 0.3):
        for _ in range(700):
            facts = random_record(random, unknown)
            ours, theirs = plain(*decide(facts)), zen_plain(rival(for_zen(facts, names)))  # type: ignore[arg-type]  # fmt: skip
            assert ours == theirs, (facts, ours, theirs)
            checked += 1
    print(f"{checked} records: identical outcomes and due dates")

    for said, unknown in (("all known", 0.0), ("1 fact in 20 unknown", 0.05), ("1 in 5 unknown", 0.2)):  # fmt: skip
        records = [random_record(random, unknown) for _ in range(RECORDS)]
        found = interleaved(
            {
                "compiled": all_of(decide, records),
                "zen": all_of(rival, [for_zen(each, names) for each in records]),
            },
            RECORDS,
        )
        ours_, zen_ = found["compiled"], found["zen"]
        print(
            f"{said:22} compiled {ours_:6.1f} µs   zen expression {zen_:6.1f} µs"
            f"   ratio {zen_ / ours_:.1f}"
        )
    full_findings(policy, expression, [random_record(random, 0.05) for _ in range(10)], names)  # fmt: skip


def full_findings(
    policy: Policy, expression: str, records: list[dict[str, Any]], names: tuple[str, ...]
) -> None:  # fmt: skip
    graph = decision_graph(expression)
    persons = [{"kind": "person", "id": "p-1", **each} for each in records]
    assess = partial(pe.assess, policy, as_of=AS_OF, as_if_in_force=True)
    found = interleaved(
        {
            "assess": all_of(assess, persons),
            "graph": all_of(graph, [for_zen(each, names) for each in records]),
        },
        len(records),
    )
    print(
        f"{'full findings':22} assess {found['assess']:8.0f} µs   zen graph"
        f" {found['graph']:11.1f} µs   ratio {found['graph'] / found['assess']:.3f}"
    )


def decision_graph(expression: str) -> Callable[[dict[str, Any]], object]:
    """Return zen's decision graph of the same rules: input, one expression node, output."""
    *steps, result = expression.split("; ")
    rows = [
        {"id": str(n), "key": key, "value": value.strip()}
        for n, step in enumerate(steps)
        for key, value in [step.split(" = ", 1)]
    ]
    # A row sees the rows before it under `$`.
    keys = [each["key"] for each in rows]
    for row in [*rows, last := {"id": "r", "key": "answer", "value": result}]:
        for key in keys:
            row["value"] = _qualified(row["value"], key)
    nodes = [
        {"id": "i", "type": "inputNode", "name": "in"},
        {"id": "e", "type": "expressionNode", "name": "rules", "content": {"expressions": [*rows, last]}},
        {"id": "o", "type": "outputNode", "name": "out"},
    ]  # fmt: skip
    edges = [
        {"id": "1", "sourceId": "i", "targetId": "e", "type": "edge"},
        {"id": "2", "sourceId": "e", "targetId": "o", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(dumps({"nodes": nodes, "edges": edges}))
    return decision.evaluate


def _qualified(text: str, key: str) -> str:
    return re.sub(rf"(?<![\w$.]){re.escape(key)}(?!\w)", f"$.{key}", text)


if __name__ == "__main__":
    main()

"""What statements answered, cell by cell, held against the reference: the same for every engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policyengine.findings.outcome import Outcome
from tests.conformance.oracle import Answer, Answers, Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlglot import exp

    from policyengine.backends.sql.plan import Cell, CohortPlan

    # Runs a statement on an engine and returns its rows.
    Run = Callable[[exp.Query], Iterable[Mapping[str, Any]]]

MOST_SHOWN = 12


@dataclass(frozen=True)
class Comparison:
    """How many cells were compared, which differ, and how many of each provision SQL left open to the reference."""

    cells: int
    differing: Mapping[Key, str]
    open: Counter[tuple[str, str]] = field(default_factory=Counter)
    gave_up: int = 0

    def hold(self) -> None:
        """Fail with the first cells that differ; a name alone where there are many of one provision."""
        told = [f"{'/'.join(map(str, key))}: {why}" for key, why in self.differing.items()]  # fmt: skip
        by_provision = Counter((key.policy, key.provision) for key in self.differing)
        assert not told, "\n".join([f"{len(told)} of {self.cells} differ: {by_provision}", *told[:MOST_SHOWN]])  # fmt: skip


def compare(
    expected: Answers, found: Mapping[Key, Answer], open_: Iterable[Key] = ()
) -> Comparison:
    """Hold answers against the reference's.

    Cells that are open are not compared, nor those in which the reference gave up: there only the outcomes must be
    among its own. A cell that one of the two lacks differs.
    """
    left = frozenset(open_)
    # An open cell may not even say how many answers it has.
    open_cells = {each[:4] for each in left}
    differing: dict[Key, str] = {}
    cells = gave_up = 0
    for key in sorted(expected.keys() | found.keys(), key=str):
        if key[:4] in open_cells:
            continue
        wanted, got = expected.get(key), found.get(key)
        cells += 1
        if wanted is not None and got is not None and not wanted.exact:
            gave_up += 1
            if got.possible & ~wanted.possible:
                differing[key] = f"{_told(got)} is more than {_told(wanted)}"
        elif wanted != got:
            differing[key] = f"expected {_told(wanted)}, got {_told(got)}"
    counted = Counter((each.policy, each.provision) for each in left)
    return Comparison(cells, differing, counted, gave_up)


def answered(plan: CohortPlan, run: Run) -> tuple[dict[Key, Answer], set[Key]]:
    """Return what a plan's statements answer, and the cells they leave open."""
    found: dict[Key, Answer] = {}
    left_open: set[Key] = set()
    for key, answer, is_open in _rows(plan, run):
        assert key not in found, f"{key} is answered twice"
        found[key] = answer
        if is_open:
            left_open.add(key)
    return found, left_open


def _rows(plan: CohortPlan, run: Run) -> Iterator[tuple[Key, Answer, bool]]:
    for statement in plan.wide:
        for row in run(statement.query):
            for cell in statement.cells:
                names = ("", "_from", "_until", "_open")
                said = [row[f"{cell.column}{name}"] for name in names]
                yield _key(cell, row["id"], None), Answer(*said[:3]), bool(said[3])
    for each in plan.long:
        for row in run(each.query):
            answer = Answer(row["possible"], row["due_from"], row["due_until"])
            yield _key(each.cell, row["id"], row["instance"]), answer, bool(row["open"])


def _key(cell: Cell, key: str, instance: str | None) -> Key:
    return Key(cell.policy, cell.provision, cell.kind, key, instance)


def _told(answer: Answer | None) -> str:
    if answer is None:
        return "nothing"
    words = ", ".join(Outcome(answer.possible).words)
    if answer.due_from == answer.due_until:
        return f"{words} due {answer.due_from}"
    return f"{words} due {answer.due_from} to {answer.due_until}"

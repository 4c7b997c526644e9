"""Every way of filling in what is unknown: the possible outcomes, and the facts that decide between them.

This is outcomes.md, section 1, taken at its word. A decision asks for values; where one is unknown it stops with
`Unsettled`, and is taken again once for each value that could make a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from policyengine.backends.python.reference.view import Completion, Leaf
    from policyengine.feel.values import Value

T = TypeVar("T")

# Beyond this many completions the answer is not enumerated but left open, which is sound and says less.
MOST_COMPLETIONS = 5_000


class Unsettled(Exception):  # noqa: N818 - it asks for a value, and is no error
    """A value is needed that is unknown; `values` are those that can make a difference."""

    def __init__(self, leaf: Leaf, values: tuple[Value, ...]) -> None:
        super().__init__(leaf)
        self.leaf = leaf
        self.values = values


@dataclass(frozen=True, slots=True)
class Decision:
    """What a provision says of complete facts.

    `through` is the replacing duty by which an exempt one is exempt. `matters` is False where only a label differs.
    """

    outcome: Outcome
    due: date | None = None
    since: date | None = None
    trigger: date | None = None
    through: str | None = None


@dataclass(frozen=True)
class Possibilities:
    """All that a provision may say of a subject, over every completion of its unknown facts.

    `complete` is False where there were too many completions to enumerate; then `outcomes` is the widest set.
    """

    decisions: tuple[Decision, ...]
    find_missing: Callable[[], tuple[Leaf, ...]] = tuple
    complete: bool = True

    @cached_property
    def missing(self) -> tuple[Leaf, ...]:
        """The unknown facts that alone can change the outcome; found when first asked for, for it takes time."""
        return self.find_missing()

    @property
    def outcomes(self) -> Outcome:
        """The set of possible outcomes."""
        return Outcome(sum({each.outcome for each in self.decisions}))


OPEN = (
    Outcome.NOT_APPLICABLE,
    Outcome.EXEMPT,
    Outcome.PENDING,
    Outcome.FULFILLED,
    Outcome.FULFILLED_LATE,
    Outcome.BREACHED,
)


JUDGED = (
    Outcome.NOT_APPLICABLE,
    Outcome.NEEDS_JUDGEMENT,
    Outcome.ASSESSED_MET,
    Outcome.ASSESSED_PARTLY,
    Outcome.ASSESSED_NOT_MET,
)


def possibilities(
    decide: Callable[[Completion], Decision], widest: tuple[Outcome, ...] = OPEN
) -> Possibilities:
    """Return all that `decide` may say, over every completion of what it asks for; `widest` where there are too many."""
    try:
        decided = list(_explore(decide, {}, _Budget(MOST_COMPLETIONS)))
    except _TooMany as many:
        decisions = tuple(Decision(each) for each in widest)
        return left_open(decisions, many.leaves, complete=False)
    return Possibilities(
        tuple(each for _, each in decided), lambda: _pivotal(decide, decided)
    )


def left_open(
    decisions: tuple[Decision, ...], missing: tuple[Leaf, ...], *, complete: bool = True
) -> Possibilities:
    """Return possibilities that are known without enumerating them."""
    return Possibilities(decisions, lambda: missing, complete)


def every(decide: Callable[[Completion], T]) -> frozenset[T] | None:
    """Return all that `decide` may give over every completion of what it asks for; None where there are too many."""
    try:
        return frozenset(
            each for _, each in _explore(decide, {}, _Budget(MOST_COMPLETIONS))
        )
    except _TooMany:
        return None


@dataclass
class _Budget:
    """How many more completions may be tried, and all that they have asked for."""

    left: int
    asked: dict[Leaf, None] = field(default_factory=dict)

    def spend(self, completion: Completion) -> None:
        self.left -= 1
        self.asked.update(dict.fromkeys(completion))
        if self.left < 0:
            raise _TooMany(tuple(self.asked))


class _TooMany(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, leaves: tuple[Leaf, ...]) -> None:
        super().__init__()
        self.leaves = leaves


def _explore(
    decide: Callable[[Completion], T], completion: Completion, budget: _Budget
) -> Iterator[tuple[Completion, T]]:
    budget.spend(completion)
    try:
        yield completion, decide(completion)
    except Unsettled as unsettled:
        branches = [{**completion, unsettled.leaf: v} for v in unsettled.values]
    else:
        return
    for branch in branches:
        yield from _explore(decide, branch, budget)


def _pivotal(
    decide: Callable[[Completion], Decision],
    decided: list[tuple[Completion, Decision]],
) -> tuple[Leaf, ...]:
    """Return the unknowns for which two completions that differ in them alone have different outcomes.

    Where there are too many completions to tell, an unknown counts as deciding: one question too many, never one too few.
    """
    if len({decision.outcome for _, decision in decided}) == 1:
        return ()
    values: dict[Leaf, list[Value]] = {}
    for completion, _ in decided:
        for leaf, value in completion.items():
            seen = values.setdefault(leaf, [])
            if value not in seen:
                seen.append(value)
    return tuple(leaf for leaf in values if _decides(decide, decided, leaf, values))


def _decides(
    decide: Callable[[Completion], Decision],
    decided: list[tuple[Completion, Decision]],
    leaf: Leaf,
    values: dict[Leaf, list[Value]],
) -> bool:
    budget = _Budget(MOST_COMPLETIONS)
    try:
        return any(
            other.outcome != decision.outcome
            for completion, decision in decided
            if leaf in completion
            for value in values[leaf]
            if value != completion[leaf]
            for _, other in _explore(decide, {**completion, leaf: value}, budget)
        )
    except _TooMany:
        return True

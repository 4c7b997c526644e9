"""The subjects a measure is read from, and what is true of each over all completions of its unknown facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from policyengine.backends.python.reference.completion import every
from policyengine.backends.python.reference.evaluator import view_of
from policyengine.backends.python.reference.settle import holds
from policyengine.feel.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from policyengine.backends.python.reference.view import View
    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import Policy
    from policyengine.policy.records import Record, Records

T = TypeVar("T")

MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Member:
    """A subject as seen on the measured day; `sure` is False where it may belong to another group."""

    view: View
    sure: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """The records that a policy's measures are read from; `group` narrows them to those that link to one record."""

    policy: Policy
    records: Records
    as_of: date
    group: Record | None = None

    def members(self, kind: str, day: date) -> tuple[Member, ...]:
        """Return the subjects of a kind as seen on a day; of municipalities only the policy's own.

        A kind that does not link to the group's kind is not narrowed.
        """
        return tuple(
            Member(view_of(self.policy, subject, self.records, day), sure)
            for subject, sure in self._subjects(kind)
        )

    def _subjects(self, kind: str) -> Iterator[tuple[Record, bool]]:
        link = self._link_to_group(kind)
        for subject in self.records.subjects:
            if subject.kind != kind:
                continue
            if self.group is not None and kind == self.group.kind:
                if subject.id == self.group.id:
                    yield subject, True
            elif self.group is not None and link is not None:
                to = subject.facts.get(link, UNKNOWN)
                if to in (UNKNOWN, self.group.id):
                    yield subject, to is not UNKNOWN
            elif kind != MUNICIPALITY or subject.id == self.policy.authority_code:
                yield subject, True

    def _link_to_group(self, kind: str) -> str | None:
        if self.group is None:
            return None
        links = self.policy.vocabulary.kinds[kind].links
        return next((name for name, to in links.items() if to == self.group.kind), None)


def possible(view: View, ask: Callable[[View], T]) -> frozenset[T] | None:
    """Return every answer over all completions of the view's unknown facts; None where there are too many."""
    return every(lambda completion: ask(view.completed(completion)))


def truths(condition: Expr, view: View) -> frozenset[bool]:
    """Return what a condition can be over all completions."""
    found = possible(view, lambda seen: holds(condition, seen))
    return frozenset((True, False)) if found is None else found

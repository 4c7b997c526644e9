"""What the reference evaluator says of subjects of a cohort, where a statement could not be exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeAlias, assert_never

from policyengine.backends.python.compiled.closed_form import Between, due_of
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.backends.sql.tables import record_of
from policyengine.policy.records import Record, Records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from policyengine.backends.python.reference.evaluator import Instance
    from policyengine.backends.sql.canonical import Source
    from policyengine.backends.sql.plan import Cell
    from policyengine.policy.model import Policy, Provision
    from policyengine.policy.vocabulary import Vocabulary

    Cells: TypeAlias = Sequence[Cell]

# So many subjects are fetched at a time: each becomes a record in Python.
AT_A_TIME = 2_000
HOME = "municipality"


class Fetching(Protocol):
    """An open cohort whose rows can be fetched."""

    source: Source

    def fetch(self, kind: str, ids: Collection[str]) -> Sequence[Mapping[str, object]]:
        """Return the rows of some subjects."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a provision: its possible outcomes as bits, and between which days its last day lies."""

    instance: str | None
    possible: int
    due_from: date | None
    due_until: date | None


@dataclass(frozen=True)
class Reference:
    """The reference evaluator over the rows of a cohort; all `policies` share one vocabulary."""

    policies: Mapping[str, Policy]
    cohort: Fetching
    as_of: date

    def answers(
        self, asked: Iterable[tuple[str, Cells]]
    ) -> Iterator[tuple[str, Cell, tuple[Answer, ...]]]:
        """Yield what each of its cells says of a subject; all cells are of one kind of record."""
        waiting = iter(asked)
        while some := dict(islice(waiting, AT_A_TIME)):
            kind = next(iter(some.values()))[0].kind
            records = self.records(kind, some.keys())
            for key, cells in some.items():
                subject = records.find(kind, key)
                assert subject is not None
                for cell in cells:
                    yield key, cell, self._answers(cell, subject, records)

    def _answers(
        self, cell: Cell, subject: Record, records: Records
    ) -> tuple[Answer, ...]:
        policy = self.policies[cell.policy]
        provision = self._provisions[cell.policy, cell.provision]
        view = view_of(policy, subject, records, self.as_of)
        found = evaluate_provision(policy, provision, view, setting_of(policy))
        # What is asked of a human beside a test is no part of a cohort.
        return tuple(_answer(each) for each in found if not each.question)

    @cached_property
    def _provisions(self) -> dict[tuple[str, str], Provision]:
        return {
            (policy.id, each.id): each
            for policy in self.policies.values()
            for each in policy.provisions
        }

    def records(self, kind: str, ids: Collection[str]) -> Records:
        """Return subjects, and all that they link to."""
        vocabulary = next(iter(self.policies.values())).vocabulary
        found: dict[tuple[str, str], Record] = {}
        wanted = {kind: set(ids)}
        codes = {each.authority_code for each in self.policies.values()}
        wanted[HOME] = wanted.get(HOME, set()) | codes
        while wanted:
            kind, keys = wanted.popitem()
            for record in self._fetched(kind, keys, vocabulary):
                found[kind, record.id] = record
                for link, to in vocabulary.kinds[kind].links.items():
                    key = record.facts.get(link)
                    if isinstance(key, str) and (to, key) not in found:
                        wanted.setdefault(to, set()).add(key)
        return Records(tuple(found.values()))

    def _fetched(
        self, kind: str, keys: Collection[str], vocabulary: Vocabulary
    ) -> Iterator[Record]:
        table = self.cohort.source.tables.get(kind)
        if table is not None:
            for row in self.cohort.fetch(kind, keys):
                yield record_of(kind, row, table, vocabulary)


def _answer(instance: Instance) -> Answer:
    possible = int(instance.possibilities.outcomes)
    match due_of(instance.possibilities):
        case None:
            return Answer(instance.name, possible, None, None)
        case date() as day:
            return Answer(instance.name, possible, day, day)
        case Between(low, high):
            return Answer(instance.name, possible, low, high)
        case other:
            assert_never(other)

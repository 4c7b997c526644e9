"""The subjects of a cohort counted where their data are; what statements leave open the reference settles."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa

from policyengine.backends.python.measures.readings import options
from policyengine.backends.python.reference.evaluator import view_of
from policyengine.backends.sql.admission import identifier
from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.measures import OPEN, counting
from policyengine.backends.sql.plan import sql
from policyengine.backends.sql.scope import Refused
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError
from policyengine.engine.settling import AT_A_TIME
from policyengine.measuring.groups import Group, belongs, groups_of, keys_of
from policyengine.measuring.options import kind_of, maybe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from policyengine.backends.sql.measures import Counting
    from policyengine.engine.cohort_plan import Cohort
    from policyengine.engine.settling import Reference
    from policyengine.measuring.groups import Key
    from policyengine.measuring.options import Option, Question
    from policyengine.policy.model import Policy

# More subjects than this are not asked about one by one without saying so.
MANY = 100_000


@dataclass(frozen=True)
class Counted:
    """How often subjects have each option, by the record they lead to and their group.

    `unsure` are those who may lead elsewhere, or be in another group.
    """

    keys: tuple[Key, ...]
    sure: dict[tuple[str | None, Group], Counter[Option]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    unsure: dict[tuple[str | None, Group], Counter[Option]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def add(
        self, part: tuple[str | None, bool, Group], found: Iterable[tuple[Option, int]]
    ) -> None:
        """Count what subjects of a part add, how often each."""
        record, sure, group = part
        own = self.sure if sure and self._is_sure(group) else self.unsure
        for option, number in found:
            own[record, group][option] += number

    def of(self, record: str | None, group: Group) -> Counter[Option]:
        """Return the options of those who lead to a record and belong to a group."""
        names = {key.by for key in self.keys}
        wanted = tuple(each for each in group if each.by in names)
        total: Counter[Option] = Counter()
        if len(wanted) == len(self.keys):
            total.update(self.sure.get((record, wanted), {}))
        else:
            for (other, own), found in self.sure.items():
                if other == record and belongs(own, wanted, self.keys):
                    total.update(found)
        for (other, own), found in self.unsure.items():
            here = belongs(own, wanted, self.keys)
            if here is not False and other in (None, record):
                certain = here and other == record
                for option, number in found.items():
                    total[option if certain else maybe(option)] += number
        return total

    def groups(self, record: str | None) -> list[Group]:
        """Return the groups of those who lead to a record, or may."""
        sure = {own for other, own in self.sure if other == record}
        unsure = {own for other, own in self.unsure if other in (None, record)}
        return groups_of(sure | unsure, self.keys)

    def _is_sure(self, group: Group) -> bool:
        return all(
            each.known or key.how != "link"
            for each, key in zip(group, self.keys, strict=True)
        )


@dataclass
class Counts:
    """Counts the subjects of an open cohort for one policy, for each question and day once."""

    policy: Policy
    as_of: date
    names: tuple[str, ...]
    cohort: Cohort
    reference: Reference
    told: list[Diagnostic] = field(default_factory=list)
    counted: dict[tuple[Question, date, str | None], Counted] = field(
        default_factory=dict
    )

    def of(self, question: Question, day: date, for_each: str | None) -> Counted:
        """Return how often subjects have each option, as seen on a day, by the records of a kind they lead to."""
        key = question, day, for_each
        if key not in self.counted:
            self.counted[key] = self._count(question, day, for_each)
        return self.counted[key]

    def _count(self, question: Question, day: date, for_each: str | None) -> Counted:
        source = self.cohort.source
        keys = keys_of(self.names, question, self.policy)
        found = Counted(keys)
        if kind_of(question, self.policy) not in source.tables:
            return found
        try:
            statement = counting(
                question,
                keys,
                for_each,
                self.policy,
                source,
                as_of=self.as_of,
                day=day,
            )
        except Refused as why:
            named = ", ".join(self.names)
            raise UsageError(
                f"cannot group by {named} in SQL: a day that it groups by {why};"
                " measure records one by one: `--engine python`"
            ) from None
        left: dict[str, tuple[str | None, bool, Group]] = {}
        for batch in self.cohort.run(sql(statement.query, self.cohort.dialect)):
            for row in batch.to_pylist():
                part = statement.part(row)
                found.add(part, statement.options(row))
                left.update(dict.fromkeys(row[OPEN] or (), part))
        for each, option in self._settled(question, day, left):
            found.add(left[each], ((option, 1),))
        if len(left) > MANY:
            self._tell(statement, len(left))
        return found

    def _settled(
        self, question: Question, day: date, ids: Iterable[str]
    ) -> Iterator[tuple[str, Option]]:
        """Yield what the reference says that subjects add."""
        kind = kind_of(question, self.policy)
        waiting = iter(ids)
        while some := list(islice(waiting, AT_A_TIME)):
            records = self.reference.records(kind, some)
            for each in some:
                subject = records.find(kind, each)
                assert subject is not None
                view = view_of(self.policy, subject, records, day)
                for option in options(question, view, self.policy, self.as_of):
                    yield each, option

    def _tell(self, statement: Counting, settled: int) -> None:
        kind = kind_of(statement.question, self.policy)
        why = f": it {statement.refused}" if statement.refused else ""
        message = f"{settled:,} records of `{kind}` were asked one by one for a measure of `{self.policy.id}`{why}"
        told = Diagnostic("PE502", message, severity="warning")
        if told not in self.told:
            self.told.append(told)


@dataclass(frozen=True)
class Part:
    """Those of a cohort who lead to one record, where it is split `for_each` of a kind, and belong to one group."""

    counts: Counts
    for_each: str | None = None
    record: str | None = None
    group: Group = ()
    nobody: bool = False

    @property
    def policy(self) -> Policy:
        """The policy that measures them."""
        return self.counts.policy

    @property
    def as_of(self) -> date:
        """The day of assessment."""
        return self.counts.as_of

    @property
    def whole(self) -> Part | None:
        """All of those this is one part `for_each` of."""
        if self.record is None:
            return None
        return replace(self, for_each=None, record=None)

    def options(self, question: Question, day: date) -> Counter[Option]:
        """Return how often subjects have each option, as seen on a day."""
        if self.nobody:
            return Counter()
        return self.counts.of(question, day, self._split(question)).of(
            self.record if self._split(question) else None, self.group
        )

    def groups(self, question: Question) -> list[Group]:
        """Return the groups of those whom a question is about."""
        if self.nobody:
            return []
        split = self._split(question)
        counted = self.counts.of(question, self.as_of, split)
        return counted.groups(self.record if split else None)

    def _split(self, question: Question) -> str | None:
        """Return the kind whose records split those whom a question is about; None where they lead to none of it."""
        if self.for_each is None:
            return None
        kind = self.policy.vocabulary.kinds[kind_of(question, self.policy)]
        leads = kind.name == self.for_each or self.for_each in kind.links.values()
        return self.for_each if leads else None


def parts(counts: Counts, for_each: str | None, records: Iterable[str]) -> Iterator[Part]:  # fmt: skip
    """Yield the part of each record of a kind; without any there is nobody to measure."""
    if for_each is None:
        yield Part(counts)
        return
    known = list(records)
    for each in known:
        yield Part(counts, for_each, each)
    if not known:
        yield Part(counts, nobody=True)


def ids_of(cohort: Cohort, kind: str) -> list[str]:
    """Return the ids of all subjects of a kind, in order."""
    table = cohort.source.tables.get(kind)
    if table is None:
        return []
    query = f"SELECT {ID} FROM {identifier(table.relation)} ORDER BY {ID}"  # noqa: S608 - a quoted name
    found = pa.Table.from_batches(list(cohort.run(query)), pa.schema([(ID, pa.string())]))  # fmt: skip
    return [str(each) for each in found[ID].to_pylist()]

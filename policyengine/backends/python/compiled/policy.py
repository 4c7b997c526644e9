"""A policy compiled to Python: the possible outcomes and last days of one subject, in microseconds and without evidence.

The source is made from the policy's own trees, can be read in `source`, and is held equal to the reference by a
property test. What it does not express the reference answers, and `delegated` says so by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import CodeType, MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.python.compiled import closed_form
from policyengine.backends.python.compiled.closed_form import Due, due_of
from policyengine.backends.python.compiled.day import indented
from policyengine.backends.python.compiled.day_tables import (
    ENDLESS,
    LONG_AGO,
    NEVER,
    OPEN,
    SeenDays,
    as_day,
)
from policyengine.backends.python.compiled.duty import compile_duty, readings
from policyengine.backends.python.compiled.run_time import FUNCTIONS, LAST_DAY
from policyengine.backends.python.compiled.scope import Names, Refused
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.feel.types import Day
from policyengine.feel.values import UNKNOWN, Value
from policyengine.policy.model import (
    AtEvery,
    Concurrent,
    Duty,
    Policy,
    Provision,
    Recurring,
)
from policyengine.policy.records import Record, Records

if TYPE_CHECKING:
    from datetime import date

    from policyengine.backends.python.reference.duty import Setting
    from policyengine.policy.vocabulary import Fact, RecordKind

# What one provision says: a set of `Outcome` bits and the last day; a tuple of each where it answers several times.
Possible: TypeAlias = "int | tuple[int, ...]"
LastDay: TypeAlias = "Due | tuple[Due, ...]"
Facts: TypeAlias = Mapping[str, Value]
Decide: TypeAlias = Callable[..., tuple[tuple[Possible, ...], tuple[LastDay, ...]]]

NOBODY = Records(())


@dataclass(frozen=True)
class CompiledPolicy:
    """A policy ready to decide records by the thousand.

    `provisions` holds, for each kind of record, the ids of the provisions that records decide, in the order of the
    answers. `delegated` says why the reference answers a provision, by id.
    """

    policy: Policy
    source: str = field(repr=False)
    provisions: Mapping[str, tuple[str, ...]]
    delegated: Mapping[str, str]
    _asked: tuple[Provision, ...] = field(repr=False)
    _code: CodeType = field(repr=False)
    _objects: Mapping[str, object] = field(repr=False)

    def on(self, as_of: date) -> Mapping[str, Decide]:
        """Return, for each kind of record, the function that decides one on a day of assessment.

        `decide(facts, records)` takes the facts of one subject, as `Record.facts` holds them or with days as ISO text,
        and the records it may link to; a linked record that is not given is unknown. It returns the possible outcomes
        and the last days, in the order of `provisions`. Raises RecordError for a text that is no day.
        """
        last = as_of.toordinal()
        names = {
            **self._objects,
            "__builtins__": {},
            "today": last,
            "seen": SeenDays(last),
            "written": SeenDays(ENDLESS),
            "refer": partial(self._refer, as_of),
        }
        exec(self._code, names)  # noqa: S102 - source of our own, in which authors' texts are literals
        return {kind: names[f"decide{n}"] for n, kind in enumerate(self.provisions)}  # type: ignore[misc]

    @cached_property
    def _setting(self) -> Setting:
        return setting_of(self.policy)

    def _refer(
        self, as_of: date, number: int, facts: Facts, records: Records
    ) -> tuple[Possible, LastDay]:
        """Ask the reference what a provision says of one subject."""
        provision = self._asked[number]
        kind = self.policy.vocabulary.kinds[provision.subject]
        subject = Record(kind.name, "", _with_days(facts, kind.facts))
        view = view_of(self.policy, subject, records, as_of)
        found = [
            each.possibilities
            for each in evaluate_provision(self.policy, provision, view, self._setting)
            if not each.question
        ]
        possible = tuple(int(each.outcomes) for each in found)
        last = tuple(map(due_of, found))
        several = isinstance(provision.norm, Recurring | AtEvery)
        return (possible, last) if several else (possible[0], last[0])


def compile_policy(policy: Policy) -> CompiledPolicy:
    """Return the policy compiled; it never fails, for what is not compiled is delegated."""
    asked = _asked(policy)
    names = Names(objects=dict(NAMED))
    delegated: dict[str, str] = {}
    kinds = tuple(dict.fromkeys(each.subject for each in asked))
    lines: list[str] = []
    for number, kind in enumerate(kinds):
        lines += _decide(number, policy, policy.vocabulary.kinds[kind], asked, names, delegated)  # fmt: skip
    source = "\n".join(lines) + "\n"
    return CompiledPolicy(
        policy,
        source,
        MappingProxyType(
            {k: tuple(e.id for e in asked if e.subject == k) for k in kinds}
        ),
        MappingProxyType(delegated),
        asked,
        compile(source, f"<compiled policy {policy.id!a}>", "exec"),
        MappingProxyType(names.objects),
    )


# What generated source may name, beside its own variables; there are no builtins.
NAMED: dict[str, object] = {
    "LONG_AGO": LONG_AGO,
    "ENDLESS": ENDLESS,
    "NEVER": NEVER,
    "OPEN": OPEN,
    "LAST_DAY": LAST_DAY,
    "UNKNOWN": UNKNOWN,
    "NOBODY": NOBODY,
    "BEFORE_ALL": closed_form.BEFORE_ALL,
    "range_of": closed_form.range_of,
    "earliest_of": closed_form.earliest_of,
    "latest_of": closed_form.latest_of,
    "OpenStart": closed_form.OpenStart,
    "when": closed_form.when,
    "possible_outcomes": closed_form.possible_outcomes,
    "as_date": closed_form.as_date,
    **FUNCTIONS,
}


def _asked(policy: Policy) -> tuple[Provision, ...]:
    """Return the provisions of a policy that a record decides for one subject."""
    return tuple(
        each
        for each in policy.provisions
        if isinstance(each.norm, Duty | Recurring | AtEvery | Concurrent)
    )


def _decide(
    place: int,
    policy: Policy,
    kind: RecordKind,
    asked: tuple[Provision, ...],
    shared: Names,
    delegated: dict[str, str],
) -> list[str]:
    """Return the source for one kind of record; notes what it delegates."""
    # Every kind has variables of its own, but all name the same objects.
    names = Names(objects=shared.objects, known=shared.known)
    read: dict[str, Fact] = {}
    functions: list[str] = []
    blocks: list[str] = []
    own = [
        (number, each) for number, each in enumerate(asked) if each.subject == kind.name
    ]
    for number, provision in own:
        blocks.append(f"# {provision.id!a}")
        try:
            if not isinstance(provision.norm, Duty):
                raise Refused(_SHAPES[type(provision.norm)])
            code = compile_duty(number, provision.norm, kind, names, policy.from_day)
        except Refused as refused:
            delegated[provision.id] = str(refused)
            blocks.append(f"o{number}, d{number} = refer({number}, facts, records)")
        else:
            read |= code.read
            functions += code.when_open
            blocks += code.block
    outcomes = [f"o{number}" for number, _ in own]
    days = [f"d{number}" for number, _ in own]
    body = [
        "get = facts.get",
        *readings(read, names),
        f"{' = '.join(outcomes)} = {closed_form.NOT_APPLICABLE}",
        f"{' = '.join(days)} = None",
        *blocks,
        f"return ({', '.join(outcomes)},), ({', '.join(days)},)",
    ]
    head = f"def decide{place}(facts, records=NOBODY):  # {kind.name!a}"
    return [*functions, head, *indented(body)]


_SHAPES: dict[type, str] = {
    Recurring: "answers once for each period",
    AtEvery: "answers once for each entry of a list",
    Concurrent: "is judged day by day",
}


def _with_days(facts: Facts, declared: Mapping[str, Fact]) -> Facts:
    """Return the facts with days that are written as text read."""
    return {
        name: _with_day(declared[name], value) if name in declared else value
        for name, value in facts.items()
    }


def _with_day(fact: Fact, value: Value) -> Value:
    if fact.entry is not None and isinstance(value, tuple | list):
        return tuple(
            _with_days(each, fact.entry.facts)
            for each in value
            if isinstance(each, Mapping)
        )
    if isinstance(fact.type, Day) and isinstance(value, str):
        return as_day(value)
    return value

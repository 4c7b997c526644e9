"""What generated source may name, and where a condition of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policyengine.backends.python.compiled.day_tables import DueDays, MovedDays
from policyengine.backends.python.compiled.run_time import SeenEntries

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import date, timedelta
    from decimal import Decimal

    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Months
    from policyengine.policy.model import Duration
    from policyengine.policy.vocabulary import Fact, RecordKind


class Refused(Exception):  # noqa: N818 - a compiler's answer, and no error
    """What is asked is not compiled; the message says why, and the reference answers instead."""


@dataclass
class Names:
    """What generated source may name: variables of facts, and objects that cannot be written as a literal."""

    facts: dict[str, str] = field(default_factory=dict)
    objects: dict[str, object] = field(default_factory=dict)
    known: dict[Hashable, str] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """Return the variable that holds a fact."""
        return self.facts.setdefault(name, f"f{len(self.facts)}")

    def constant(self, value: Decimal | date | timedelta | Months) -> str:
        """Return the name of a constant."""
        return self._named((type(value), value), "constant", lambda: value)

    def moved(self, duration: Months | timedelta) -> str:
        """Return the name of the table of days that lie `duration` later."""
        return self._named(("moved", duration), "moved", lambda: MovedDays(duration))

    def due(self, duration: Duration | None) -> str:
        """Return the name of the table of due dates; None is the day before."""
        return self._named(("due", duration), "due", lambda: DueDays(duration))

    def entries(self, facts: Mapping[str, Fact]) -> str:
        """Return the name of what reads entries that hold these facts."""
        return self._named(
            ("entries", id(facts)), "entries", lambda: SeenEntries(facts)
        )

    def _named(self, key: Hashable, prefix: str, make: Callable[[], object]) -> str:
        if key not in self.known:
            name = f"{prefix}{len(self.known)}"
            self.known[key] = name
            self.objects[name] = make()
        return self.known[key]


@dataclass(frozen=True)
class Scope:
    """Where a condition is read: whose facts, on which day, and in which entry of a list.

    `day` and `due` are variables; without `due` a condition cannot name it. `read` gathers the facts that are read,
    `by_value` the parts that are worked out as values.
    """

    kind: RecordKind
    names: Names
    read: dict[str, Fact] = field(default_factory=dict)
    by_value: list[Expr] = field(default_factory=list)
    day: str = "today"
    due: str | None = None
    entry: Mapping[str, Fact] | None = None

    def on(self, day: str) -> Scope:
        """Return the scope of another day."""
        return replace(self, day=day)

    def fact(self, name: str) -> Fact:
        """Return the declaration of a fact that is read. Raises Refused for what no record holds by itself."""
        fact = self.kind.facts.get(name)
        if fact is None:
            raise Refused("reads a fact of a linked record")
        if fact.per_year:
            raise Refused("reads a figure by year")
        self.read.setdefault(name, fact)
        return fact

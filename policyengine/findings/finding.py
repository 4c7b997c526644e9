"""A finding: what one provision says of one subject on one day, with all it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from policyengine.feel.values import Value
    from policyengine.findings.outcome import Outcome
    from policyengine.policy.model import (
        Citation,
        Parameter,
        Policy,
        ProvisionKind,
        Strength,
    )
    from policyengine.policy.vocabulary import Text

Priority = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that was used: its name, its value (None: known not to be) and what it was used for.

    `used_for` is `group`, `trigger`, `deadline`, `fulfilment`, `exception`, `excuse` or `assessment`.
    `note` says what the value does not show: `after as_of, read as none`, `presumed none`.
    """

    fact: str
    label: Text
    value: Value
    used_for: str
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not recorded and that decides."""

    fact: str
    label: Text


@dataclass(frozen=True, slots=True)
class Action:
    """What to do next, by whom, by when."""

    id: str
    text: Text
    who: tuple[str, ...]
    due: date | None
    priority: Priority


@dataclass(frozen=True, slots=True)
class Finding:
    """What one provision says of one subject.

    `possible` holds every outcome that the missing facts leave open, one where it is decided. `due` is the last day,
    where it is certain; `due_between` its earliest and latest, where it is not (None: no end). `arithmetic` says how
    the due date came about. `since` is the first day of the outcome, `next_change` the first day on which it becomes
    another by time alone, without new facts.
    """

    policy: Policy
    provision: str
    kind: ProvisionKind
    text: Text
    strength: Strength
    bearer: tuple[str, ...]
    subject_kind: str
    subject: str
    instance: str | None
    as_of: date
    possible: Outcome
    since: date | None
    due: date | None
    due_between: tuple[date | None, date | None] | None
    arithmetic: Text | None
    evidence: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[Parameter, ...]
    reading: Text | None
    notes: tuple[Text, ...]
    citations: tuple[Citation, ...]
    quotations: tuple[str, ...]
    actions: tuple[Action, ...]
    labels: tuple[Literal["draft", "not_in_force"], ...]
    next_change: date | None = None

    @property
    def outcome(self) -> str:
        """The outcome's name; `undetermined` where several are possible."""
        return self.possible.word

"""The groups that a cohort is measured by: the same facts, the same record linked to, the same period of a trigger.

A key that a kind of record does not have does not split it. `municipality` is the subject's own where it has one, else
the one whose policy it is. A subject whose fact or period is unknown is in a group of such; one whose link is unknown
may belong to each group.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from policyengine.diagnostics.diagnostic import UsageError
from policyengine.feel.types import Choice, Text
from policyengine.findings.measure_result import Within
from policyengine.measuring.options import kind_of, provision_of
from policyengine.policy.model import Duty, GapBetween, ShareInTime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from policyengine.measuring.options import Question
    from policyengine.policy.model import DayExpr, Measure, Policy
    from policyengine.policy.vocabulary import RecordKind, Vocabulary

PERIODS = ("month", "quarter", "year")
MUNICIPALITY = "municipality"

Group = tuple[Within, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What a kind of record is split by; `trigger` is the day a period is that of."""

    by: str
    how: Literal["period", "link", "fact", "authority"]
    trigger: DayExpr | None = None


def checked(group_by: str | Iterable[str] | None, vocabulary: Vocabulary) -> tuple[str, ...]:  # fmt: skip
    """Return the names to group by. Raises UsageError for one that splits no kind of record."""
    if group_by is None:
        return ()
    names = (group_by,) if isinstance(group_by, str) else tuple(group_by)
    known = {MUNICIPALITY, *PERIODS}
    for kind in vocabulary.kinds.values():
        known |= {*kind.links, *(f for f in kind.facts if _is_word(kind, f))}
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"cannot group by `{name}`: {_GROUPABLE}{hint}")
    return tuple(dict.fromkeys(names))


_GROUPABLE = (
    "a cohort is grouped by municipality, month, quarter, year, a link,"
    " or a fact that is a choice or a text"
)


def keys_of(names: Iterable[str], question: Question, policy: Policy) -> tuple[Key, ...]:  # fmt: skip
    """Return what of some names splits those whom a question is about."""
    kind = policy.vocabulary.kinds[kind_of(question, policy)]
    trigger = _trigger(question, policy)
    found = (_key(name, kind, trigger) for name in names)
    return tuple(each for each in found if each is not None)


def leader_of(measure: Measure, names: Iterable[str], policy: Policy) -> Question:
    """Return the question that decides which groups a measure has: of a gap, the one that is split by more."""
    if isinstance(measure, GapBetween):
        sides = [leader_of(x, names, policy) for x in (measure.first, measure.second)]
        return max(sides, key=lambda each: len(keys_of(names, each, policy)))
    return measure


def belongs(own: Group, group: Group, keys: tuple[Key, ...]) -> bool | None:
    """Whether a subject belongs to a group; None where it may."""
    wanted = {each.by: each for each in group}
    answer: bool | None = True
    for each, key in zip(own, keys, strict=True):
        if each.by not in wanted or each == wanted[each.by]:
            continue
        if key.how != "link" or each.known:
            return False
        answer = None
    return answer


def groups_of(found: Iterable[Group], keys: tuple[Key, ...]) -> list[Group]:
    """Return the groups that subjects make, in order: whoever may belong to others makes none, if there is another."""
    found = set(found)
    unsure = {each for each in found if _may_be_elsewhere(each, keys)}
    alone = {
        each
        for each in unsure
        if not any(belongs(each, other, keys) is None for other in found - unsure)
    }
    return _in_order((found - unsure) | alone)


def _may_be_elsewhere(group: Group, keys: tuple[Key, ...]) -> bool:
    return any(
        key.how == "link" and not each.known
        for each, key in zip(group, keys, strict=True)
    )


def in_period(by: str, day: date) -> str:
    """Return the name of the month, quarter or year that a day lies in."""
    match by:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case _:
            return str(day.year)


def _in_order(groups: Iterable[Group]) -> list[Group]:
    """Return groups in order, those of none and of what is unknown last."""
    return sorted(
        groups,
        key=lambda group: [
            (not each.known, each.value is None, each.value or "") for each in group
        ],
    )


def _key(name: str, kind: RecordKind, trigger: DayExpr | None) -> Key | None:
    if name in PERIODS:
        return None if trigger is None else Key(name, "period", trigger)
    if name in kind.links:
        return Key(name, "link")
    if name in kind.facts and _is_word(kind, name):
        return Key(name, "fact")
    return Key(name, "authority") if name == MUNICIPALITY else None


def _is_word(kind: RecordKind, name: str) -> bool:
    fact = kind.facts[name]
    return isinstance(fact.type, Choice | Text) and not fact.per_year


def _trigger(question: Question, policy: Policy) -> DayExpr | None:
    if not isinstance(question, ShareInTime):
        return None
    norm = provision_of(question, policy).norm
    return norm.trigger if isinstance(norm, Duty) else None

"""What the records of a cohort can add to a measure, and so what it comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.backends.python.measures import amounts, sides
from policyengine.backends.python.measures.grouping import own_group
from policyengine.measuring import taking
from policyengine.measuring.groups import Group, belongs, groups_of, keys_of
from policyengine.measuring.options import (
    Beside,
    Since,
    judged_on,
    kind_of,
    maybe,
    provision_of,
)
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    Policy,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    ValueOf,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyengine.backends.python.measures.cohort import Cohort
    from policyengine.backends.python.reference.view import View
    from policyengine.findings.measure_result import Bounds
    from policyengine.measuring.options import Option, Question
    from policyengine.measuring.taking import Taken
    from policyengine.policy.model import Measure


# A subject's group, whether it surely is in the part, and its options.
Added: TypeAlias = "tuple[Group, bool, tuple[Option, ...]]"


@dataclass(frozen=True)
class Recorded:
    """The subjects of a cohort whose records are at hand."""

    cohort: Cohort
    names: tuple[str, ...] = ()
    group: Group = ()
    _known: dict[tuple[Question, date, str | None], list[Added]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def policy(self) -> Policy:
        """The policy that measures them."""
        return self.cohort.policy

    @property
    def as_of(self) -> date:
        """The day of assessment."""
        return self.cohort.as_of

    @property
    def whole(self) -> Recorded | None:
        """All of those this is one part `for_each` of."""
        if self.cohort.group is None:
            return None
        return replace(self, cohort=replace(self.cohort, group=None))

    def options(self, question: Question, day: date) -> Counter[Option]:
        """Return how often subjects have each option, as seen on a day."""
        keys = keys_of(self.names, question, self.policy) if self.group else ()
        found: Counter[Option] = Counter()
        for own, sure, added in self._added(question, day):
            here = belongs(own, self.group, keys) if keys else True
            if here is not False:
                certain = sure and here is True
                found.update(added if certain else map(maybe, added))
        return found

    def groups(self, question: Question) -> list[Group]:
        """Return the groups of those whom a question is about."""
        keys = keys_of(self.names, question, self.policy)
        return groups_of((own for own, _, _ in self._added(question, self.as_of)), keys)

    def _added(self, question: Question, day: date) -> list[Added]:
        """Return of each subject its group, whether it surely is of this part, and what it adds; worked out once."""
        part = self.cohort.group.id if self.cohort.group else None
        known = self._known.get((question, day, part))
        if known is None:
            keys = keys_of(self.names, question, self.policy)
            known = [
                (
                    own_group(keys, _on(self.as_of, each.view), self.policy),
                    each.sure,
                    tuple(options(question, each.view, self.policy, self.as_of)),
                )
                for each in self.cohort.members(kind_of(question, self.policy), day)
            ]
            self._known[question, day, part] = known
        return known


def _on(day: date, view: View) -> View:
    return replace(view, as_of=day, today=day)


def options(
    question: Question, view: View, policy: Policy, as_of: date
) -> Iterator[Option]:
    """Yield the option of a subject seen on the day measured; of a duty that recurs, one an instance."""
    match question:
        case ShareOfSubjects():
            yield sides.side(question, view)
        case Beside(first, second):
            yield sides.sides_beside(first, second, view)
        case Since(measure, before):
            yield sides.sides_since(measure, before, view)
        case ShareInTime():
            on = judged_on(view.today, as_of)
            yield from sides.answers(policy, provision_of(question, policy), view, on)
        case ShareOfVolume():
            yield amounts.volume(question, view)
        case CountOf():
            yield amounts.items(question, view)
        case Aggregate():
            yield amounts.amount(question, view)
        case ValueOf():
            yield amounts.figure(question, view)
        case _:
            assert_never(question)


def take(measure: Measure, cohort: Cohort, day: date) -> Taken:
    """Read a measure as it stood on a day: what happened later is not seen."""
    return taking.take(measure, Recorded(cohort), day)


def change(measure: Measure, cohort: Cohort, before: date, now: date) -> Bounds | None:
    """Return the exact change of a measure between two days, None where only the difference of its bounds is known."""
    return taking.change(measure, Recorded(cohort), before, now)

"""The outcomes a provision can have for a subject, and the side each takes in a measure."""

from __future__ import annotations

from enum import IntFlag


class Outcome(IntFlag):
    """One bit an outcome, so that a set of possible outcomes is one number.

    The order is that of outcomes.md, section 3; `value` is stable and part of the interface of back ends.
    """

    NOT_APPLICABLE = 1
    EXEMPT = 2
    PENDING = 4
    FULFILLED = 8
    FULFILLED_LATE = 16
    BREACHED = 32
    NEEDS_JUDGEMENT = 64
    ASSESSED_MET = 128
    ASSESSED_PARTLY = 256
    ASSESSED_NOT_MET = 512
    ERROR = 1024

    @property
    def word(self) -> str:
        """The outcome's name in JSON; `undetermined` for a set of several."""
        return self.name.lower() if self.is_single and self.name else "undetermined"

    @property
    def is_single(self) -> bool:
        """Whether one outcome alone is possible."""
        return self.value.bit_count() == 1

    @property
    def words(self) -> tuple[str, ...]:
        """The names of all possible outcomes, in the order above."""
        return tuple(each.word for each in self)


class Side(IntFlag):
    """What a subject can be in a share: outside, in the numerator, or in the denominator alone."""

    OUT = 1
    GOOD = 2
    BAD = 4

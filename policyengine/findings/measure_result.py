"""What a measure came to over a cohort on a day: counts, bounds, and the verdict of a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.findings.finding import Action
    from policyengine.policy.model import (
        Citation,
        Parameter,
        Policy,
        ProvisionKind,
        Strength,
    )
    from policyengine.policy.vocabulary import Text

Verdict = Literal["met", "missed", "undecidable", "not_yet_due", "not_computable"]
Unit = Literal["percent", "points", "number"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value over all completions of the missing facts.

    An end that is None is open: no value is too far out. Both ends belong to the bounds.
    """

    low: Fraction | None
    high: Fraction | None

    @property
    def exact(self) -> Fraction | None:
        """The value itself where the missing facts leave one alone."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class TargetBound:
    """What the measured value was held against; `figure` is None where that is another measure or a trend."""

    text: Text
    relation: str
    figure: Fraction | None
    by: date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many subjects (of a duty that recurs: instances) a measure is about.

    Of a share of volume `denominator` and `numerator` are amounts. The rate is `numerator` ÷ (`denominator` − `exclusions` − `exceptions`) where nothing is undetermined.
    `population` is everyone not known to be outside, `denominator` those of them whose time has come,
    `exceptions` the exempt, `undetermined` those whom the missing facts leave on several sides.
    `outcomes` counts each outcome of a duty (`undetermined` where several are possible).
    """

    population: int
    denominator: int | Fraction
    numerator: int | Fraction
    exclusions: int
    exceptions: int
    undetermined: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Within:
    """What the subjects of a group have in common: `value` None is none; where it is not `known`, it is unknown."""

    by: str
    value: str | None
    known: bool = True


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What one target, indicator or goal came to for one cohort, or for one `group` of a split.

    `within` is the part of the cohort it was asked of, where it was asked by groups.
    `day` is the day the measure was read: the day of assessment, or an earlier one that the target is frozen on.
    `verdict` is None for an indicator that has a value. `may_be_wide`: the bounds it was judged by may be wider than
    the true ones. `unit` is how people write the value: shares in percent, their differences in percentage points.
    """

    policy: Policy
    provision: str
    kind: ProvisionKind
    text: Text
    strength: Strength
    bearer: tuple[str, ...]
    citations: tuple[Citation, ...]
    group: str | None
    as_of: date
    day: date
    counts: Counts | None
    is_share: bool
    bounds: Bounds | None
    may_be_wide: bool
    target: TargetBound | None
    reference: Bounds | None
    previous: Bounds | None
    previous_day: date | None
    baseline: Fraction | None
    progress: Fraction | None
    verdict: Verdict | None
    reason: Text | None
    assumptions: tuple[Parameter, ...]
    reading: Text | None
    notes: tuple[Text, ...]
    actions: tuple[Action, ...]
    labels: tuple[Literal["draft", "not_in_force"], ...]
    unit: Unit
    within: tuple[Within, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """The share, where it is one and the missing facts leave one value alone."""
        return self.rate_bounds.exact if self.rate_bounds else None

    @property
    def rate_bounds(self) -> Bounds | None:
        """The share's bounds; None for what is no share."""
        return self.bounds if self.is_share else None

    @property
    def value(self) -> Fraction | None:
        """The count, figure or difference, where it is certain; None for a share."""
        return self.value_bounds.exact if self.value_bounds else None

    @property
    def value_bounds(self) -> Bounds | None:
        """The bounds of a count, figure or difference; None for a share."""
        return None if self.is_share else self.bounds


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """All measures of the policies asked about, and what was wrong with records or periods."""

    as_of: date
    policies: tuple[Policy, ...]
    measures: tuple[MeasureResult, ...]
    diagnostics: tuple[Diagnostic, ...]

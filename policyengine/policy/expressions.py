"""Every expression and duration that a norm holds, wherever in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from policyengine.feel.nodes import Expr, Node
from policyengine.feel.values import Months
from policyengine.policy.model import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Iterator


def expressions(part: object) -> Iterator[Expr]:
    """Yield the outermost expressions of a norm, a measure or a part of one, in the order of its fields."""
    if isinstance(part, Node):
        yield part  # type: ignore[misc]
    else:
        for inner in _inside(part):
            yield from expressions(inner)


def durations(part: object) -> Iterator[Months | timedelta | WorkingDays]:
    """Yield the durations a norm counts by (not those within its expressions)."""
    if isinstance(part, Months | timedelta | WorkingDays):
        yield part
    elif not isinstance(part, Node):
        for inner in _inside(part):
            yield from durations(inner)


def _inside(part: object) -> Iterator[object]:
    if isinstance(part, tuple):
        yield from part
    elif is_dataclass(part):
        for field in fields(part):
            yield getattr(part, field.name)

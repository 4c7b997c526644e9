"""All warnings about a condition, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.warnings.alternatives import dead_alternatives
from policyengine.feel.warnings.division import unguarded_divisions
from policyengine.feel.warnings.hidden import hidden_names
from policyengine.feel.warnings.nones import (
    endless_ranges,
    never_none,
    none_and_value,
)
from policyengine.feel.warnings.repeats import repeated_tests
from policyengine.feel.warnings.stretches import counted_two_ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.warnings.checked import Checked

WARNINGS: tuple[Callable[[Checked], Iterator[Diagnostic]], ...] = (
    counted_two_ways,
    dead_alternatives,
    repeated_tests,
    none_and_value,
    never_none,
    endless_ranges,
    unguarded_divisions,
    hidden_names,
)


def warnings(checked: Checked) -> tuple[Diagnostic, ...]:
    """Return every warning about a condition without faults, each once, in order of place."""
    found = dict.fromkeys(each for rule in WARNINGS for each in rule(checked))
    return tuple(sorted(found, key=lambda each: each.sort_key))

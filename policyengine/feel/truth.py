"""Kleene's logic: true, false, and unknown that only counts where it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth: TypeAlias = bool | Unknown


def not_(a: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return a if a is UNKNOWN else not a


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return false where one is false, else unknown where one is unknown, else true."""
    result: Truth = True
    for each in truths:
        if each is False:
            return False
        if each is UNKNOWN:
            result = UNKNOWN
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return true where one is true, else unknown where one is unknown, else false."""
    result: Truth = False
    for each in truths:
        if each is True:
            return True
        if each is UNKNOWN:
            result = UNKNOWN
    return result

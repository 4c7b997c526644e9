"""Names that are defined by other names: in which order they can be read, and which go round in a circle."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def in_order(
    needs: Mapping[str, Collection[str]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the names, each after those it needs, and the circles; the names of a circle are not in the order.

    A circle begins with its first name in the alphabet.

    >>> in_order({"child": ["person"], "person": [], "hen": ["egg"], "egg": ["hen"]})
    (('person', 'child'), (('egg', 'hen'),))
    """
    left = {name: set(others) & needs.keys() for name, others in needs.items()}
    circles: list[tuple[str, ...]] = []
    while True:
        try:
            return tuple(TopologicalSorter(left).static_order()), tuple(circles)
        except CycleError as error:
            # graphlib tells a circle against the arrows, its first name twice.
            circle = error.args[1][:0:-1]
            first = circle.index(min(circle))
            circles.append((*circle[first:], *circle[:first]))
            left = {
                name: others.difference(circle)
                for name, others in left.items()
                if name not in circle
            }


def shown(circle: tuple[str, ...]) -> str:
    """Return a circle as a message shows it: `a → b → a`."""
    return " → ".join((*circle, circle[0]))

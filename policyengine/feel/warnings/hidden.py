"""Names that mean a member of a list's entries, and something else beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.names import ITEM
from policyengine.feel.type_rules import comparable
from policyengine.feel.types import Choice, RecordType, Type
from policyengine.feel.warnings.checked import type_of, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.warnings.checked import Checked


def hidden_names(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning where a member hides what its name would mean outside, if that could stand there."""
    for part in checked.parts:
        match part.written, part.meant:
            case nodes.Name(word), nodes.Path(nodes.Name(of), member) if (
                of,
                member,
            ) == (ITEM, word):
                outside = checked.outside.get(word)
            case _:
                continue
        own, entry = type_of(part.meant, part.types), part.types.get(ITEM)
        if outside is not None and own is not None and _confusable(own, outside.type):
            whose = entry.name if isinstance(entry, RecordType) else "entry"
            yield warning(
                "PE327",
                f"`{word}` is that of the {whose} here, and hides {outside.what}",
                part.meant,
                f"write `item.{word}` to say so, or give one of them another name",
            )


def _confusable(one: Type, other: Type) -> bool:
    match one, other:
        case Choice(words), Choice(others):
            return not set(words).isdisjoint(others)
        case _:
            return comparable(one, other)

"""Names that a policy gives and that nobody can use: they stand for something else already, or have a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.type_rules import with_article
from policyengine.policy.names import GIVEN, HOME, ITEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.vocabulary import Vocabulary
    from policyengine.source.models import PolicySource
    from policyengine.source.positions import Path

_WORDS = frozenset({*GIVEN, ITEM, HOME, "policy"})


def taken(
    source: PolicySource, vocabulary: Vocabulary
) -> Iterator[tuple[Path, str, str]]:
    """Yield place, message and hint for each parameter, group or measure whose name is of no use."""
    kinds = vocabulary.kinds
    facts = {
        kind: frozenset((*each.facts, *each.derived, *each.links))
        for kind, each in kinds.items()
    }
    any_fact = frozenset().union(*facts.values())
    for key in ("parameters", "groups", "measures"):
        for name in getattr(source, key):
            path: Path = (key, name)
            if "." in name:
                message = f"the name `{name}` has a dot, which leads to another record"
                yield path, message, f"write `{name.replace('.', '_')}`"
            elif key != "measures" and name in _WORDS:
                yield path, f"`{name}` means something in every condition", _OTHER
    for name in source.parameters:
        if name in any_fact:
            yield ("parameters", name), f"`{name}` is a fact of the vocabulary", _OTHER
        for key in ("groups", "measures"):
            if name in getattr(source, key):
                message = f"`{name}` is a parameter already"
                yield (key, name), message, _OTHER
    for name, group in source.groups.items():
        if name in kinds:
            yield ("groups", name), f"`{name}` is a kind of record", _OTHER
        elif name in facts.get(group.record, ()):
            message = f"`{name}` is a fact of {with_article(group.record)}"
            yield ("groups", name), message, _OTHER


_OTHER = "choose another name"

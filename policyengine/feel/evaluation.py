"""One expression over plain Python values: the whole way from text to value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from policyengine.feel.comparison import kind_of
from policyengine.feel.evaluator import evaluate as evaluate_tree
from policyengine.feel.parser import parse
from policyengine.feel.values import UNKNOWN

if TYPE_CHECKING:
    from policyengine.feel.evaluator import Equality
    from policyengine.feel.values import Value


def evaluate(
    text: str, inputs: Mapping[str, object], *, equality: Equality = "unknown"
) -> Value:
    """Return the value of a FEEL expression over `inputs`, which may hold lists and dicts.

    A name that `inputs` lacks is unknown, or null where `equality` is `"feel"`. None is none: no
    vocabulary says here that it stands for an empty list, as it does in a record that a policy
    reads. Raises FeelError where the text cannot be read.
    """
    absent = UNKNOWN if equality == "unknown" else None
    values = {name: from_plain(each) for name, each in inputs.items()}
    return evaluate_tree(
        parse(text), lambda name: values.get(name, absent), equality=equality
    )


def from_plain(plain: object) -> Value:
    """Return a Python value as a condition has it: lists as tuples, floats as the decimals they show.

    What the language lacks is none: a time of day, infinity, bytes.
    """
    match plain:
        case float():
            return from_plain(Decimal(repr(plain)))
        case list() | tuple():
            return tuple(map(from_plain, plain))
        case Mapping():
            return {str(name): from_plain(each) for name, each in plain.items()}
        case _:
            has_it = plain is UNKNOWN or kind_of(plain) is not None
            return plain if has_it else None  # type: ignore[return-value]

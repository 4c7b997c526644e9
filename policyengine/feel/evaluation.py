"""One expression over plain Python values: the whole way from text to value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

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

    A name that `inputs` lacks is unknown, or null where `equality` is `"feel"`. Raises FeelError
    where the text cannot be read.
    """
    absent = UNKNOWN if equality == "unknown" else None
    values = {name: _value(each) for name, each in inputs.items()}
    return evaluate_tree(
        parse(text), lambda name: values.get(name, absent), equality=equality
    )


def _value(plain: object) -> Value:
    match plain:
        case float():
            return Decimal(repr(plain))
        case list() | tuple():
            return tuple(map(_value, plain))
        case Mapping():
            return {str(name): _value(each) for name, each in plain.items()}
        case _:
            return plain  # type: ignore[return-value]

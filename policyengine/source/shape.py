"""What a mapping must have besides fields of the right kind: rules across keys, and faults told in the language's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import Discriminator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

# A rule looks at a mapping as written and gives, for each fault, the key it stands at, the message and the hint.
KeyFault: TypeAlias = tuple[str | None, str, str | None]
Rule: TypeAlias = Callable[[Mapping[str, Any]], Iterator[KeyFault]]


def at_most_one(*keys: str) -> Rule:
    """Return the rule that no two of these keys stand together."""

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        first, *others = [key for key in keys if key in mapping] or [""]
        for key in others:
            yield key, f"`{key}` and `{first}` exclude each other", "keep one of them"

    return rule


def one_of(*keys: str, unless: tuple[str, ...] = ()) -> Rule:
    """Return the rule that exactly one of these keys stands; with a key of `unless`, none is needed."""
    excluding = at_most_one(*keys)

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        yield from excluding(mapping)
        if not mapping.keys() & {*keys, *unless}:
            yield None, f"one key is missing: {_either(*keys, *unless)}", None

    return rule


def needs(key: str, *others: str) -> Rule:
    """Return the rule that a key stands only beside one of the others."""

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        if key in mapping and not mapping.keys() & set(others):
            yield key, f"`{key}` means something only beside {_either(*others)}", None

    return rule


def fault(code: str, message: str, hint: str | None = None) -> PydanticCustomError:
    """Return the error that a validator raises; `code` is a key of `codes.CODES`."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def by_shape(
    shape: Callable[[Any], str | None] | dict[type, str],
    message: str,
    hint: str,
    code: str = "PE122",
) -> Discriminator:
    """Return what picks a union's member by the shape of a value; one fault where none fits.

    Tags stand in angle brackets, so that in an error's place none is taken for a key.
    """
    pick = shape if callable(shape) else lambda value: shape.get(type(value))
    # A context would make the Discriminator unhashable, so the hint follows the message.
    return Discriminator(
        pick, custom_error_type=code, custom_error_message=f"{message}; {hint}"
    )


def faults(title: str, found: list[InitErrorDetails]) -> ValidationError:
    """Return several errors as one to raise."""
    return ValidationError.from_exception_data(title, found)


def rule_faults(
    rules: tuple[Rule, ...], mapping: Mapping[str, Any]
) -> list[InitErrorDetails]:
    """Return a fault for each rule that a mapping breaks."""
    return [
        InitErrorDetails(
            type=fault("PE126", message, hint),
            loc=() if key is None else (key,),
            input=None,
        )
        for rule in rules
        for key, message, hint in rule(mapping)
    ]


def in_words(
    error: ErrorDetails, model: type[BaseModel], elsewhere: Callable[[str], str | None]
) -> InitErrorDetails:
    """Return pydantic's error in the words of the language.

    `elsewhere` says of an unknown key what other mappings know it, None where none does.
    """
    kind, loc, context = error["type"], error["loc"], error.get("ctx", {})
    if kind.startswith("PE") and not context:
        worded = fault(kind, *error["msg"].split("; ", 1))
    elif kind.startswith("PE"):
        worded = PydanticCustomError(kind, "{message}", context)  # type: ignore[arg-type]
    elif kind == "extra_forbidden":
        key = str(loc[-1])
        worded = fault("PE120", f"unknown key `{key}`", _known(key, model, elsewhere))
    elif kind == "missing":
        worded = fault(
            "PE121", f"`{loc[-1]}` is missing", "every mapping of this kind has it"
        )
    elif kind == "literal_error":
        worded = _not_among(
            str(error["input"]), re.findall("'([^']*)'", context["expected"])
        )
    else:
        worded = fault("PE122", *_SHAPES.get(kind, (error["msg"], None)))
    return InitErrorDetails(type=worded, loc=loc, input=None)


_SHAPES = {
    "model_type": (
        "keys and values belong here",
        "write `key: value` on the lines below, further in",
    ),
    "dict_type": (
        "keys and values belong here",
        "write `key: value` on the lines below, further in",
    ),
    "list_type": (
        "a list belongs here",
        "write `- ` before each item, on the lines below",
    ),
    "string_type": ("a single text belongs here", None),
}


def nearest(word: str, words: list[str]) -> str | None:
    """Return the hint that names the nearest of the words, None where none is near."""
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else None


def _known(
    key: str, model: type[BaseModel], elsewhere: Callable[[str], str | None]
) -> str:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    return elsewhere(key) or nearest(key, keys) or f"the keys here are {_listed(*keys)}"


def _not_among(word: str, words: list[str]) -> PydanticCustomError:
    hint = nearest(word, words) or f"write one of {_listed(*words)}"
    return fault("PE124", f"`{word[:40]}` is not a word for this", hint)


def _listed(*keys: str) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _either(*keys: str) -> str:
    *others, last = keys
    return f"{_listed(*others)} or `{last}`" if others else f"`{last}`"

"""What a mapping must have besides fields of the right kind: rules across keys, and faults told in the language's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pydantic import Discriminator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# A rule looks at a mapping as written and gives, for each fault, the key it stands at, the message and the hint.
ResultT = TypeVar("ResultT")
KeyFault: TypeAlias = tuple[str | None, str, str | None]
Rule: TypeAlias = Callable[[Mapping[str, Any]], Iterator[KeyFault]]


def at_most_one(*keys: str) -> Rule:
    """Return the rule that no two of these keys stand together."""

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        first, *others = [key for key in keys if key in mapping] or [""]
        for key in others:
            yield key, f"`{key}` and `{first}` exclude each other", "keep one of them"

    return rule


def some_of(*keys: str) -> Rule:
    """Return the rule that one of these keys stands."""

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        if not mapping.keys() & set(keys):
            yield None, f"one key is missing: {_either(*keys)}", None

    return rule


def one_of(*keys: str) -> Rule:
    """Return the rule that exactly one of these keys stands."""

    def rule(mapping: Mapping[str, Any]) -> Iterator[KeyFault]:
        yield from at_most_one(*keys)(mapping)
        yield from some_of(*keys)(mapping)

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


def all_faults(
    validate: Callable[[], ResultT],
    more: list[InitErrorDetails],
    hint: Callable[[str], str | None] = lambda _: None,
    meant: Collection[str] = (),
) -> ResultT:
    """Return what `validate` gives; else raise its errors, put in words, together with `more`.

    `hint` says of an unknown key what to write instead; keys that are `meant`, though misspelt, are not missing.
    """
    try:
        result = validate()
    except ValidationError as error:
        found = [
            _in_words(each, hint)
            for each in error.errors(include_url=False)
            if not (each["type"] == "missing" and each["loc"][-1] in meant)
        ]
        raise faults(error.title, found + more) from None
    if more:
        raise faults("rules", more)
    return result


def _in_words(
    error: ErrorDetails, hint: Callable[[str], str | None]
) -> InitErrorDetails:
    kind, loc, context = error["type"], error["loc"], error.get("ctx", {})
    if kind.startswith("PE"):
        message, _, advice = error["msg"].partition("; ")
        worded = fault(kind, **context) if context else fault(kind, message, advice)
    elif kind == "extra_forbidden":
        worded = fault("PE120", f"unknown key `{loc[-1]}`", hint(str(loc[-1])))
    elif kind == "missing":
        worded = fault("PE121", f"`{loc[-1]}` is missing", f"write `{loc[-1]}:` here")
    elif kind == "literal_error" and isinstance(error["input"], str):
        words = re.findall("'([^']*)'", context["expected"])
        worded = _not_among(error["input"], words)
    else:
        worded = fault("PE122", *_SHAPES[kind])
    return InitErrorDetails(type=worded, loc=loc, input=None)


_KEYS = (
    "keys and values belong here",
    "write `key: value` on the lines below, further in",
)
_SHAPES = {
    "model_type": _KEYS,
    "dict_type": _KEYS,
    "list_type": (
        "a list belongs here",
        "write `- ` before each item, on the lines below",
    ),
    "literal_error": ("a single word belongs here", "write it after the colon"),
}


def nearest(word: str, words: list[str]) -> str | None:
    """Return the hint that names the nearest of the words, None where none is near."""
    near = closest(word, words)
    return f"did you mean `{near}`?" if near else None


def closest(word: str, words: list[str]) -> str | None:
    """Return the nearest of the words, None where none is near."""
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return near[0] if near else None


def _not_among(word: str, words: list[str]) -> PydanticCustomError:
    hint = nearest(word, words) or f"write one of {listed(*words)}"
    return fault("PE124", f"`{word[:40]}` is not a word for this", hint)


def listed(*keys: str) -> str:
    """Return keys as a message names them."""
    return ", ".join(f"`{key}`" for key in keys)


def _either(*keys: str) -> str:
    *others, last = keys
    return f"{listed(*others)} or `{last}`" if others else f"`{last}`"

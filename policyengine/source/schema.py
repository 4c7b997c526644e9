"""The JSON Schemas that editors read: the models' shapes, with what each key and word means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from policyengine.source.help import WORDS, key_help
from policyengine.source.models import (
    ExamplesSource,
    PolicySource,
    SourceModel,
    VocabularySource,
)

if TYPE_CHECKING:
    from policyengine.source.help import Help

Json: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}
_DROPPED = ("default", "title", "description")


def policy_schema() -> Json:
    """Return the JSON Schema of a policy file."""
    return _schema(PolicySource, "policy")


def vocabulary_schema() -> Json:
    """Return the JSON Schema of a vocabulary file."""
    return _schema(VocabularySource, "vocabulary")


def examples_schema() -> Json:
    """Return the JSON Schema of an examples file."""
    return _schema(ExamplesSource, "examples")


def _schema(model: type[SourceModel], name: str) -> Json:
    exported = model.model_json_schema(by_alias=True)
    definitions: dict[str, Json] = exported.pop("$defs")
    return {
        "$schema": _DIALECT,
        "$id": f"urn:integrationspolitik:{name}",
        "title": name,
        **_object(model.__name__, exported),
        "$defs": {each: _object(each, shape) for each, shape in definitions.items()},
    }


def _object(model: str, shape: Json) -> Json:
    """One model: every key with its title and help."""
    plain = _plain(shape)
    for key, value in plain.get("properties", {}).items():
        value |= {"title": key, "description": _both(key_help(model, key))}
    return plain


def _plain(shape: Json) -> Json:
    """Drop what authors never write: nulls, defaults, and docstrings meant for programmers."""
    kept: Json = {key: shape[key] for key in shape if key not in _DROPPED}
    if "properties" in shape:
        kept["properties"] = {
            key: _plain(value) for key, value in shape["properties"].items()
        }
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(kept.get(key), dict):
            kept[key] = _plain(kept[key])
    if "patternProperties" in kept:
        kept["patternProperties"] = {
            pattern: _plain(value)
            for pattern, value in kept["patternProperties"].items()
        }
        kept["additionalProperties"] = False
    if "enum" in kept:
        kept |= _words(kept["enum"])
    if "const" in kept:
        kept = {"enum": [kept["const"]]} | _words([kept["const"]])
    return kept | _union([*kept.pop("oneOf", ()), *kept.pop("anyOf", ())])


def _union(branches: list[Json]) -> Json:
    """The branches as `anyOf`, without null; one alone as itself."""
    plain = [_plain(branch) for branch in branches if branch != _NULL]
    if len(plain) == 1:
        return plain[0]
    return {"anyOf": plain} if plain else {}


def _words(words: list[str]) -> Json:
    texts = [_both(WORDS[word]) for word in words]
    return {"enumDescriptions": texts, "markdownEnumDescriptions": texts}


def _both(help_: Help) -> str:
    return " / ".join(help_)

"""From a file to its model: read, validated, and every fault told with its place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import ValidationError

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError, UsageError
from policyengine.source import characters, reader
from policyengine.source.models import (
    ExamplesSource,
    PolicySource,
    SourceModel,
    VocabularySource,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from policyengine.diagnostics.source import Source
    from policyengine.source.composer import Reading
    from policyengine.source.positions import Path as KeyPath
    from policyengine.source.positions import SourceMap

_ADDED = re.compile(r"<\w+>|\[key\]")

ModelT = TypeVar("ModelT", bound=SourceModel)


@dataclass(frozen=True)
class Read(Generic[ModelT]):
    """A file as read: its model, where everything stands, its text, and the SHA-256 of its bytes in hex."""

    model: ModelT
    map: SourceMap
    source: Source
    sha256: str


def read_policy(path: Path | str) -> Read[PolicySource]:
    """Read a policy; PolicyError with all faults, UsageError where there is no such file."""
    return _read(path, PolicySource)


def read_vocabulary(path: Path | str) -> Read[VocabularySource]:
    """Read a vocabulary; errors as for a policy."""
    return _read(path, VocabularySource)


def read_examples(path: Path | str) -> Read[ExamplesSource]:
    """Read examples; within `records`, values without quotes are typed as in JSON. Errors as for a policy."""
    return _read(path, ExamplesSource, json_under="records")


def _read(
    path: Path | str, model: type[ModelT], json_under: str | None = None
) -> Read[ModelT]:
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path can exist"
        raise UsageError(f"cannot read `{path}`: {reason}") from None
    return read_bytes(str(path), data, model, json_under=json_under)


def read_bytes(
    name: str, data: bytes, model: type[ModelT], *, json_under: str | None = None
) -> Read[ModelT]:
    """Read a file's bytes as a model; PolicyError with all faults, in order of place."""
    source = characters.decode(name, data)
    reading = reader.read(source, json_under=json_under)
    try:
        validated = model.model_validate(reading.data)
    except ValidationError as error:
        found = [
            _diagnostic(each, reading.map)
            for each in error.errors(include_url=False)
            if not _spoiled(_path(each), reading)
        ]
        raise PolicyError([*reading.faults, *found]) from None
    if reading.faults:
        raise PolicyError(reading.faults)
    return Read(validated, reading.map, source, hashlib.sha256(data).hexdigest())


def _diagnostic(error: ErrorDetails, positions: SourceMap) -> Diagnostic:
    path, context = _path(error), error["ctx"]
    at_key = (
        error["type"] in ("PE120", "PE126")
        or path not in positions.nodes
        or error["loc"][-1:] == ("[key]",)
    )
    if error["type"] == "PE121":
        span = positions.key(path[:-1])
    elif at_key or positions.nodes[path].style in ("map", "list"):
        span = positions.key(path)
    else:
        span = positions.value(path)
    return Diagnostic(error["type"], context["message"], span, context["hint"])


def _path(error: ErrorDetails) -> KeyPath:
    """The error's place without what pydantic adds: a union's tags, and the mark of a key."""
    return tuple(part for part in error["loc"] if not _ADDED.fullmatch(str(part)))


def _spoiled(path: KeyPath, reading: Reading) -> bool:
    return any(path[:length] in reading.spoiled for length in range(len(path) + 1))

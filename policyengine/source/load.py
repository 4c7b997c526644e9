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
from policyengine.source.salvage import salvaged

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
    """A file as read: its model, where everything stands, its text, and the SHA-256 of its bytes in hex.

    With `faults` the model lacks what is faulty; `lost` are the names of what was defined there.
    """

    model: ModelT
    map: SourceMap
    source: Source
    sha256: str
    faults: tuple[Diagnostic, ...] = ()
    lost: frozenset[str] = frozenset()


def read_policy(path: Path | str) -> Read[PolicySource]:
    """Read a policy with its faults; PolicyError where they leave nothing, UsageError where there is no such file."""
    return salvage_bytes(str(path), bytes_of(path), PolicySource)


def read_vocabulary(path: Path | str) -> Read[VocabularySource]:
    """Read a vocabulary with its faults; errors as for a policy."""
    return salvage_bytes(str(path), bytes_of(path), VocabularySource)


def read_examples(path: Path | str) -> Read[ExamplesSource]:
    """Read examples; within `records`, values without quotes are typed as in JSON. Errors as for `read_bytes`."""
    return read_bytes(str(path), bytes_of(path), ExamplesSource, json_under="records")


def bytes_of(path: Path | str) -> bytes:
    """Return what a file holds; UsageError where there is no such file."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path can exist"
        raise UsageError(f"cannot read `{path}`: {reason}") from None


def read_bytes(
    name: str, data: bytes, model: type[ModelT], *, json_under: str | None = None
) -> Read[ModelT]:
    """Read a file's bytes as a model; PolicyError with all faults, in order of place."""
    read = salvage_bytes(name, data, model, json_under=json_under)
    if read.faults:
        raise PolicyError(read.faults)
    return read


def salvage_bytes(
    name: str, data: bytes, model: type[ModelT], *, json_under: str | None = None
) -> Read[ModelT]:
    """Read what can be read of a file's bytes, for later stages to go on with; PolicyError where that is nothing."""
    source = characters.decode(name, data)
    reading = reader.read(source, json_under=json_under)
    errors = _errors(model, reading.data)
    faults = (
        *reading.faults,
        *(
            _diagnostic(each, reading.map)
            for each in errors
            if not _spoiled(_path(each), reading)
        ),
    )
    rest = salvaged(
        reading.data,
        [*reading.spoiled, *map(_path, errors)],
        lambda left: [_path(each) for each in _errors(model, left)],
    )
    if rest is None:
        raise PolicyError(faults)
    validated, lost = model.model_validate(rest[0]), rest[1]
    digest = hashlib.sha256(data).hexdigest()
    return Read(validated, reading.map, source, digest, faults, lost)


def _errors(model: type[SourceModel], data: object) -> list[ErrorDetails]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


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

"""Policies by path or by name: read, resolved, and with the fingerprints of what they cite."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.sources import read_lock

if TYPE_CHECKING:
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Vocabulary

VOCABULARY = "vocabulary.yaml"
LOCK = "sources.lock"


def shipped() -> Path:
    """Return the folder of the policies that come with the package."""
    package = Path(__file__).parent.parent
    inside = package / "policies"
    # An editable install has them beside the package, as the repository does.
    return inside if inside.is_dir() else package.parent / "policies"


def shipped_names() -> tuple[str, ...]:
    """Return the names of the policies that come with the package."""
    return tuple(
        sorted(
            path.stem
            for path in shipped().glob("*.yaml")
            if path.name != VOCABULARY and not path.stem.endswith(".examples")
        )
    )


def locate(path_or_name: str | Path) -> Path:
    """Return the file of a policy: a path that exists, or the name of one that is shipped.

    Raises UsageError where there is neither.
    """
    path = Path(path_or_name)
    if path.is_file():
        return path
    name = str(path_or_name)
    if name in shipped_names():
        return shipped() / f"{name}.yaml"
    known = ", ".join(shipped_names())
    raise UsageError(f"no file and no shipped policy `{name}` (shipped: {known})")


def load(path_or_name: str | Path) -> Policy:
    """Return a policy by its path, or by the name of one that comes with the package.

    The vocabulary and the fingerprints of its sources stand beside the policy; where they do not, the shipped ones
    serve. Raises PolicyError with every fault of the policy, UsageError where there is no such file.
    """
    # Reading files takes pydantic and PyYAML, which take longer to import than all the rest.
    from policyengine.policy.from_source import policy_from_source  # noqa: PLC0415
    from policyengine.source.load import read_policy  # noqa: PLC0415

    path = locate(path_or_name)
    return policy_from_source(
        read_policy(path),
        load_vocabulary(_beside(path, VOCABULARY)),
        load_lock(path),
    )


def load_lock(path_or_name: str | Path) -> dict[str, dict[int, str]]:
    """Return the fingerprints of the documents as policies cite them: document id → paragraph number → fingerprint.

    Raises PolicyError where the lock beside the policy cannot be read, UsageError where there is no such policy.
    """
    lock = _beside(locate(path_or_name), LOCK)
    return read_lock(lock.read_text(encoding="utf-8"))


def load_vocabulary(path: Path) -> Vocabulary:
    """Return a vocabulary. Raises PolicyError with every fault."""
    from policyengine.source.load import bytes_of  # noqa: PLC0415

    return _vocabulary(path, bytes_of(path))


@lru_cache(maxsize=4)
def _vocabulary(path: Path, data: bytes) -> Vocabulary:
    """Several policies share one vocabulary, and reading it takes as long as reading a policy."""
    from policyengine.policy.vocabulary_from_source import (  # noqa: PLC0415
        vocabulary_from_source,
    )
    from policyengine.source.load import salvage_bytes  # noqa: PLC0415
    from policyengine.source.models import VocabularySource  # noqa: PLC0415

    return vocabulary_from_source(salvage_bytes(str(path), data, VocabularySource))


def _beside(path: Path, name: str) -> Path:
    own = path.parent / name
    return own if own.is_file() else shipped() / name

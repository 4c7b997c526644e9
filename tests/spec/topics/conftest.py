"""A policy of whole sections, where a test is about what sections hand down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource
from tests.spec.conftest import HEAD, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy


@pytest.fixture(scope="session")
def policy_with() -> Callable[[str], Policy]:
    """Return a policy of the sections that a test writes."""
    vocabulary = load_vocabulary(VOCABULARY)

    def policy(sections: str) -> Policy:
        data = (HEAD.replace("IN_FORCE", "") + sections).encode()
        read = read_bytes("spec.yaml", data, PolicySource)
        return policy_from_source(read, vocabulary, {})

    return policy

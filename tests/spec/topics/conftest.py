"""Policies of whole sections, where a test is about topics and stances."""

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
def policy_with() -> Callable[..., Policy]:
    """Return a policy of the sections that a test writes, in force up to a day, or without end."""
    vocabulary = load_vocabulary(VOCABULARY)

    def policy(sections: str, *, name: str = "spec", until: str = "") -> Policy:
        head = HEAD.replace("policy: spec", f"policy: {name}").replace(
            "IN_FORCE", f"in_force: {{until: {until}}}\n" if until else ""
        )
        read = read_bytes("spec.yaml", (head + sections).encode(), PolicySource)
        return policy_from_source(read, vocabulary, {})

    return policy

"""How many examples a law is tried on: the same few in every run, and more where the environment asks for them."""

from __future__ import annotations

import os

from hypothesis import settings

ASKED = int(os.environ.get("POLICYENGINE_EXAMPLES", "0"))


def examples(number: int) -> settings:
    """Return the settings of a law that is tried on `number` examples in an ordinary run.

    Where `POLICYENGINE_EXAMPLES` asks for so many, they are others each time.
    """
    return settings(
        max_examples=ASKED or number,
        derandomize=not ASKED,
        deadline=None,
        database=None,
    )

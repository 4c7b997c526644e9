"""Personal numbers: how they are recognised, and the pseudonyms that take their place."""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
from typing import TYPE_CHECKING

from policyengine.policy.records import CPR_LIKE

if TYPE_CHECKING:
    from pathlib import Path

# Among ten million people, two share a pseudonym of 80 bits with a chance of 1 in 24,000 million.
DIGITS = 20
SHORTEST_KEY = 16

_SHORTEST = len("3112991234")
_WITHIN = re.compile(rf"(?<!\d){CPR_LIKE.pattern}(?!\d)")
_DASHES = str.maketrans("‐‑‒–—−\u00a0\u202f", "------  ")
# What a spreadsheet leaves of a number whose first digit is 0.
_LOST_ZERO = re.compile(r"\d{9}", re.ASCII)


def may_be_cpr(text: str) -> bool:
    """Whether a text may be a CPR number: it looks like one, or like one that a spreadsheet took the first 0 of."""
    return _digits(text) is not None


def holds_cpr(text: str) -> bool:
    """Whether something in a text looks like a CPR number."""
    return len(text) >= _SHORTEST and _WITHIN.search(_plain(text)) is not None


def pseudonym(text: str, key: bytes) -> str:
    """Return what stands for an id: the same for every way to write it, and nothing without the key."""
    written = _digits(text) or _plain(text).strip()
    return hmac.new(key, written.encode(), "sha256").hexdigest()[:DIGITS]


def read_key(file: str | None, variable: str | None, folder: Path) -> bytes:
    """Return the key from a file, looked for from `folder`, or from an environment variable.

    ValueError, in words for an author, where there is none or it is too short to keep anything secret.
    """
    if file is not None:
        try:
            key = (folder / file).read_bytes().strip()
        except (OSError, ValueError):
            raise ValueError("the file with the key cannot be read") from None
    else:
        key = os.environ.get(variable or "", "").encode().strip()
        if not key:
            raise ValueError(f"the environment variable `{variable}` is not set")
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key is shorter than {SHORTEST_KEY} characters")
    return key


def _digits(text: str) -> str | None:
    """Return the ten digits of what looks like a CPR number."""
    digits = re.sub("[- ]", "", _plain(text))
    if _LOST_ZERO.fullmatch(digits):
        digits = f"0{digits}"
    return digits if CPR_LIKE.fullmatch(digits) else None


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_DASHES))

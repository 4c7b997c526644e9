"""The documents that policies cite: their paragraphs, and the fingerprints that show when one has changed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.diagnostics.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

FINGERPRINT_LENGTH = 12


def paragraphs(text: str) -> tuple[str, ...]:
    r"""Return a document's paragraphs: its lines that are not blank, white space folded to single blanks.

    Paragraph n of a citation is item n - 1.

    >>> paragraphs("Mål\n\n  To   gange\tom året \n")
    ('Mål', 'To gange om året')
    """
    return tuple(" ".join(line.split()) for line in text.split("\n") if line.strip())


def fingerprint(paragraph: str) -> str:
    """Return the first hexadecimal digits of SHA-256 of a paragraph, whatever its white space.

    >>> fingerprint("To  gange om året") == fingerprint(" To gange om året")
    True
    """
    folded = " ".join(paragraph.split())
    return sha256(folded.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def write_lock(documents: Mapping[str, str]) -> str:
    """Return the lock of documents (id → text): a line for each paragraph, in order of id and number."""
    lines = [
        f"{document} {number} {fingerprint(paragraph)}"
        for document, text in sorted(documents.items())
        for number, paragraph in enumerate(paragraphs(text), start=1)
    ]
    return "\n".join(["# document paragraph sha256", *lines, ""])


def read_lock(text: str, name: str = "sources.lock") -> dict[str, dict[int, str]]:
    """Return document id → paragraph number → fingerprint; `PolicyError` where a line is none of `write_lock`."""
    source = Source(name, text)
    lock: dict[str, dict[int, str]] = {}
    faults: list[Diagnostic] = []
    for start, line in zip(source.line_starts, text.split("\n"), strict=True):
        match line.split():
            case []:
                pass
            case [word, *_] if word.startswith("#"):
                pass
            case [document, number, digest] if number.isdecimal():
                lock.setdefault(document, {})[int(number)] = digest
            case _:
                faults.append(
                    Diagnostic(
                        "PE131",
                        "a line of the lock is a document, a paragraph number and a fingerprint",
                        Span(source, start, start + len(line)),
                        hint="write the lock again: `policyengine sources lock --sources DIR`",
                    )
                )
    if faults:
        raise PolicyError(faults)
    return lock

"""`policyengine sources`: the documents that policies cite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from policyengine.cli.intake import read_documents
from policyengine.cli.output import tell
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.sources import paragraphs, write_lock

sources = App(name="sources", help="Work on the documents that policies cite.")


@sources.command
def lock(
    *,
    sources: Annotated[Path, Parameter(help="Folder of the documents, one .txt each.")],
    out: Annotated[Path, Parameter(help="The file to write.")] = Path(
        "policies/sources.lock"
    ),
) -> int:
    """Write the fingerprint of every paragraph of every document."""
    documents = read_documents(sources)
    if not documents:
        raise UsageError(f"`{sources}` holds no document: no file ends in .txt")
    try:
        out.write_text(write_lock(documents), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write `{out}`: {error.strerror}") from None
    counts = (
        f"{name} {len(paragraphs(text))}" for name, text in sorted(documents.items())
    )
    tell(f"{out}: {', '.join(counts)} paragraphs")
    return 0

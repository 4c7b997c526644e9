"""`policyengine sources`: the documents that policies cite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from policyengine.cli import options
from policyengine.cli.intake import read_documents
from policyengine.cli.output import (
    NOTHING_TO_REPORT,
    REPORTED,
    show_json,
    show_text,
    tell,
)
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.verify import verify as verify_policy
from policyengine.policy.library import load, load_lock, shipped_names
from policyengine.policy.sources import paragraphs, write_lock
from policyengine.reports import as_json
from policyengine.reports.verification_text import verification_text

sources = App(name="sources", help="Work on the documents that policies cite.")

Folder = Annotated[
    Path, Parameter(help="Folder of the documents, one .txt or .md file each.")
]


@sources.command
def lock(
    *,
    sources: Folder,
    out: Annotated[Path, Parameter(help="The file to write.")] = Path(
        "policies/sources.lock"
    ),
) -> int:
    """Write the fingerprint of every paragraph of every document."""
    documents = _documents(sources)
    try:
        out.write_text(write_lock(documents), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write `{out}`: {error.strerror}") from None
    counts = (
        f"{name} {len(paragraphs(text))}" for name, text in sorted(documents.items())
    )
    tell(f"{out}: {', '.join(counts)} paragraphs")
    return 0


@sources.command
def verify(
    *,
    sources: Folder,
    policy: options.Policies = [],  # noqa: B006 - never changed
    lang: options.Lang = None,
    format_: options.Format = "text",
) -> int:
    """Hold policies against their documents, in the edition that was cited or a newer one.

    Without --policy: every shipped policy whose document is in the folder.
    """
    documents = _documents(sources)
    loaded = [(name, load(name)) for name in policy or shipped_names()]
    results = [
        verify_policy(
            each, load_lock(name).get(each.document, {}), documents[each.document]
        )
        for name, each in loaded
        if each.document in documents
    ]
    absent = [each.document for _, each in loaded if each.document not in documents]
    if absent and (policy or not results):
        raise UsageError(f"`{sources}` holds no document `{absent[0]}`")
    if format_ == "json":
        show_json({"policies": [as_json.verification(each) for each in results]})
    else:
        for each in results:
            show_text(verification_text(each, options.language(lang)))
    sound = all(each.sound for each in results)
    return NOTHING_TO_REPORT if sound else REPORTED


def _documents(folder: Path) -> dict[str, str]:
    documents = read_documents(folder)
    if not documents:
        raise UsageError(f"`{folder}` holds no document: no file ends in .txt or .md")
    return documents

"""`policyengine docs`: policies as a handbook, in Markdown and as pages for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from cyclopts import Parameter

from policyengine.cli.output import tell
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.library import load, locate, shipped_names
from policyengine.reports.handbook.html import html_page
from policyengine.reports.handbook.pages import INDEX, index_page, policy_page
from policyengine.reports.words import Language
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from policyengine.policy.model import Policy
    from policyengine.source.models import ExamplesSource


def docs(
    *policy: Annotated[
        str, Parameter(help="A policy's name or file; the shipped ones if left out.")
    ],
    out: Annotated[Path, Parameter(help="The folder to write to.")],
    lang: Annotated[
        Literal["da", "en"] | None,
        Parameter(help="Danish or English; both if left out."),
    ] = None,
) -> int:
    """Write a readable handbook: a page of each policy, and one that lists them."""
    names = policy or shipped_names()
    policies = [load(name) for name in names]
    _refuse_twins(policies)
    examples = [_examples(name) for name in names]
    languages: tuple[Language, ...] = (lang,) if lang else get_args(Language)
    translated = len(languages) > 1
    for language in languages:
        for each, beside in zip(policies, examples, strict=True):
            page = policy_page(each, beside, language, translated=translated)
            title = f"{each.authority_name}: {each.text[language]}"
            draft = each.status == "draft"
            _write(out, f"{each.id}.{language}", page, title, language, draft=draft)
        index = index_page(policies, language, translated=translated)
        title = "policyengine"
        _write(out, f"{INDEX}.{language}", index, title, language, draft=False)
    pages = len(languages) * (len(policies) + 1)
    tell(f"{out}: {pages} pages, each as .md and .html")
    return 0


def _refuse_twins(policies: list[Policy]) -> None:
    seen = {INDEX}
    for each in policies:
        if each.id in seen:
            raise UsageError(f"two pages would be called `{each.id}`")
        seen.add(each.id)


def _examples(name: str) -> ExamplesSource | None:
    """Return the examples beside a policy, None where there are none."""
    path = locate(name)
    beside = path.with_name(f"{path.stem}.examples.yaml")
    return read_examples(beside).model if beside.is_file() else None


def _write(
    out: Path, name: str, page: str, title: str, language: Language, *, draft: bool
) -> None:
    html = html_page(page, title, language, draft=draft)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for ending, text in ((".md", page), (".html", html)):
            file = out / f"{name}{ending}"
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write to `{out}`: {error.strerror}") from None

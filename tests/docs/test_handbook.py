"""The handbook holds all that a policy does, in both languages, as sound Markdown and HTML."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from policyengine.policy.library import load, shipped, shipped_names
from policyengine.reports.handbook.html import html_page
from policyengine.reports.handbook.markdown import code, escape, table
from policyengine.reports.handbook.pages import index_page, policy_page
from policyengine.source.load import read_examples

if TYPE_CHECKING:
    from pathlib import Path

    from policyengine.policy.model import Policy
    from policyengine.reports.words import Language
    from policyengine.source.models import ExamplesSource

VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """A page as a browser reads it; every element that is opened must be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids[given["id"] or ""] += 1
        if tag == "a" and "href" in given:
            self.links.append(given["href"] or "")
        elif {"src", "href", "srcset"} & given.keys():
            self.loaded.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", params=shipped_names())
def shipped_policy(request: pytest.FixtureRequest) -> tuple[Policy, ExamplesSource]:
    name = request.param
    examples = read_examples(shipped() / f"{name}.examples.yaml").model
    return load(name), examples


@pytest.mark.parametrize("language", ["da", "en"])
def test_all_that_a_policy_holds_is_in_its_handbook(
    shipped_policy: tuple[Policy, ExamplesSource], language: Language
) -> None:
    policy, examples = shipped_policy
    markdown = policy_page(policy, examples, language, translated=True)
    html = html_page(markdown, policy.id, language, draft=policy.status == "draft")
    page = Page(html)
    text = flat(page.text)
    for provision in policy.provisions:
        assert page.ids[provision.id] == 1
        assert flat(provision.text[language]) in text
        for said in (provision.question, provision.reading, *provision.notes):
            if said is not None and provision.kind != "permission":
                assert flat(said[language]) in text
        for action in provision.actions:
            assert flat(action.text[language]) in text
        for figure in provision.parameters:
            own = figure.name.removeprefix(f"{provision.id}.")
            assert f"({own})" in text
    for figure in policy.parameters:
        assert page.ids[f"figure-{figure.name}"] == 1
        assert figure.reason is None or flat(figure.reason[language]) in text
    for section in policy.sections:
        assert flat(section.text[language]) in text
    for number in range(1, policy.paragraphs + 1):
        assert page.ids[f"paragraph-{number}"] == 1
    prints = {each.sha256 for each in policy.citations if each.sha256}
    assert {each for each in prints if each not in text} == set()
    known = {each.id for each in policy.provisions}
    expected = Counter(
        name for each in examples.examples for name in each.expect if name in known
    )
    assert markdown.count("<details>") == len(expected)
    shown = re.findall(r"^\| .* \| \d{4}-\d\d-\d\d \| .* \|$", markdown, re.MULTILINE)
    assert len(shown) >= sum(expected.values())
    # Whatever is linked to is there, and there once.
    within = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert {target for target in within if page.ids[target] != 1} == set()
    assert {each for each in page.links if not each.startswith("#")} == {
        f"index.{language}.html",
        f"{policy.id}.{'en' if language == 'da' else 'da'}.html",
    }
    # Nothing comes from elsewhere.
    assert not {"script", "link", "img", "iframe"} & page.tags
    assert page.loaded == []
    assert "url(" not in html
    assert "@import" not in html


def test_the_handbook_is_the_same_each_time(
    shipped_policy: tuple[Policy, ExamplesSource],
) -> None:
    policy, examples = shipped_policy
    assert policy_page(policy, examples, "da") == policy_page(policy, examples, "da")


HOSTILE = "<b>A & B</b> *c* _d_ | `e` [f](g) ~h~ #i \\j <!-- k -->"
POLICY = """\
policy: exampleby
da: "{text}"
en: Policy
authority: {{code: "0999", name: Exampleby}}
document: {{id: exampleby, paragraphs: 4}}
status: {{is: {status}}}
not_normative:
  heading: 1
bearer: municipality
parameters:
  soon:
    assumed: 12 months
    da: "{text}"
    en: Because
groups:
  refugees:
    record: person
    da: "{text}"
    en: Refugees
    when: {{residence_basis: refugee}}
sections:
- section: home
  da: "{text}"
  en: Home
  provisions:
  - duty: home_found
    concerns: refugees
    cites: 2
    da: "{text}"
    en: A home is found
    after: arrived_on
    within: soon
    done: permanent_dwelling_planned_on
    goal: {{at_least: 62.5 %}}
    if_not:
    - da: "{text}"
      en: Find a home
  - principle: home_for_all
    cites: 3
    da: Alle har et hjem
    en: Everyone has a home
"""


def own_policy(folder: Path, text: str = "Et hjem", status: str = "adopted") -> Policy:
    path = folder / "exampleby.yaml"
    escaped = text.replace("\\", "\\\\")
    path.write_text(POLICY.format(text=escaped, status=status), encoding="utf-8")
    return load(path)


def test_a_text_is_shown_as_it_is_written(tmp_path: Path) -> None:
    policy = own_policy(tmp_path, HOSTILE)
    markdown = policy_page(policy, None, "da")
    page = Page(html_page(markdown, HOSTILE, "da", draft=False))
    # In both titles; its section in the contents and above it; its reason, title, group and action; its title where
    # the assumption and the paragraph name it; its group where it is described; its reason where it is used.
    assert page.text.count(HOSTILE) == 12
    assert "b" not in page.tags
    assert "del" not in page.tags
    index = Page(html_page(index_page([policy], "da"), HOSTILE, "da", draft=False))
    assert HOSTILE in index.text


@pytest.mark.parametrize("text", ["`", "``", "a `b` c", "|", "\\|", "<i>", "&amp;"])
@pytest.mark.parametrize("piece", [code, escape])
def test_a_piece_is_shown_as_it_is_in_a_line_and_in_a_table(
    text: str, piece: object
) -> None:
    assert callable(piece)
    shown = piece(text)
    line = Page(html_page(f"x {shown} x", "", "en", draft=False))
    assert f"x {text} x" in line.text
    celled = Page(html_page(table(["a"], [[f"x {shown} x"]]), "", "en", draft=False))
    assert f"x {text} x" in celled.text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_draft_says_so_and_an_adopted_policy_does_not(
    tmp_path: Path, language: Language
) -> None:
    word = "Udkast – ikke vedtaget" if language == "da" else "Draft – not adopted"
    draft = policy_page(own_policy(tmp_path, status="draft"), None, language)
    adopted = policy_page(own_policy(tmp_path), None, language)
    assert f"> **{word}" in draft
    assert ">" not in re.sub(r"<[^>]+>|&gt;", "", adopted)
    assert '<body class="draft">' in html_page(draft, "", language, draft=True)
    assert "<body>" in html_page(adopted, "", language, draft=False)


def test_how_a_duty_is_decided_is_told_in_words(tmp_path: Path) -> None:
    policy = own_policy(tmp_path)
    danish = policy_page(policy, None, "da")
    assert "- **Regnes fra:** *Ankommet til kommunen* (`arrived_on`)" in danish
    assert "- **Frist:** 1 år; sidste dag tæller med" in danish
    assert "- **Kræves:** mindst 62,5 %" in danish
    assert "  - 12 måneder ([`soon`](#figure-soon)): Et hjem" in danish
    english = policy_page(policy, None, "en")
    assert "- **Decided:** from what is recorded and an assumption" in english
    assert "- **Asked for:** at least 62.5 %" in english
    assert "- **Decided:** by a human: *Is this met?*" in english
    assert '| <a id="paragraph-4"></a>4 | – | not accounted for |' in english

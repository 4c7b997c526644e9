"""`policyengine docs`: the handbook as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

TOWNS = Path(__file__).parent / "towns"
GATHER, SPREAD = str(TOWNS / "gather.yaml"), str(TOWNS / "spread.yaml")


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def pages(*ids: str, languages: tuple[str, ...] = ("da", "en")) -> set[str]:
    return {
        f"{name}.{language}.{ending}"
        for name in (*ids, "index")
        for language in languages
        for ending in ("md", "html")
    }


def test_each_policy_has_a_page_in_both_languages_and_the_index_leads_to_it(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "handbook"
    answer = run("docs", GATHER, SPREAD, "--out", str(out))
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"{out}: 6 pages, each as .md and .html\n"
    ids = {each.name.partition(".")[0] for each in out.iterdir()} - {"index"}
    assert len(ids) == 2
    assert names(out) == pages(*ids)
    for language in ("da", "en"):
        index = (out / f"index.{language}.html").read_text(encoding="utf-8")
        for name in ids:
            assert f'href="{name}.{language}.html"' in index


def test_one_language_alone_leads_to_no_other(run: Run, tmp_path: Path) -> None:
    assert run("docs", GATHER, "--out", str(tmp_path), "--lang", "da").code == 0
    ids = {each.name.partition(".")[0] for each in tmp_path.iterdir()} - {"index"}
    assert names(tmp_path) == pages(*ids, languages=("da",))
    for page in tmp_path.glob("*.html"):
        assert ".en.html" not in page.read_text(encoding="utf-8")


def test_examples_beside_a_policy_are_in_its_page(run: Run, tmp_path: Path) -> None:
    assert run("docs", "slagelse", "--out", str(tmp_path), "--lang", "en").code == 0
    page = (tmp_path / "slagelse.en.md").read_text(encoding="utf-8")
    assert "<details><summary>Examples (" in page
    assert "> **Draft" in page


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        (["nowhere", "--out", "{out}"], "no file and no shipped policy `nowhere`"),
        ([GATHER, GATHER, "--out", "{out}"], "two pages would be called"),
        ([GATHER, "--out", "{out}/file"], "cannot write to"),
    ],
)
def test_what_cannot_be_written_is_refused(
    run: Run, tmp_path: Path, tokens: list[str], message: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = run("docs", *(token.format(out=tmp_path) for token in tokens))
    assert answer.code == 2
    assert message in answer.err

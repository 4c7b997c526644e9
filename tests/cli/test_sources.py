"""`policyengine sources verify`: policies held against their documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Run

POLICY = """\
policy: exampleby
da: Politik
en: Policy
authority: {code: "0999", name: Exampleby}
document: {id: exampleby, paragraphs: 4}
status: {is: adopted}
in_force: {from: 2016-01-01, cites: 2}
not_normative: {heading: 1}
bearer: municipality
sections:
- section: home
  da: Bolig
  en: Home
  provisions:
  - principle: own_home
    cites: 3
    da: Alle har et hjem
    en: Everyone has a home
  - principle: own_key
    cites: [3, 4]
    da: Alle har en nøgle
    en: Everyone has a key
"""
DOCUMENT = ["# Politik", "Gælder fra 2016", "Et hjem til alle", "* en nøgle"]


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A policy beside the lock of the edition it cites."""
    (tmp_path / "exampleby.yaml").write_text(POLICY, encoding="utf-8")
    documents = edition(tmp_path / "cited", DOCUMENT)
    lock = str(tmp_path / "sources.lock")
    assert run("sources", "lock", "--sources", documents, "--out", lock).code == 0
    return tmp_path


def edition(folder: Path, lines: list[str], name: str = "exampleby.md") -> str:
    folder.mkdir()
    (folder / "README.md").write_text("No document.\n", encoding="utf-8")
    (folder / name).write_text("\n\n".join(lines), encoding="utf-8")
    return str(folder)


def verify(run: Run, folder: Path, documents: str, *more: str) -> Answer:
    policy = str(folder / "exampleby.yaml")
    return run("sources", "verify", "--sources", documents, "--policy", policy, *more)


def test_the_cited_edition_holds(run: Run, folder: Path) -> None:
    answer = verify(run, folder, str(folder / "cited"))
    assert answer.code == 0
    assert "all 3 cited paragraphs are unchanged" in answer.out
    assert "all 4 paragraphs are accounted for" in answer.out


def test_a_newer_edition_shows_what_changed_moved_and_vanished(
    run: Run, folder: Path
) -> None:
    heading, period, home, key = DOCUMENT
    newer = [heading, "Et forord", period, "Et hjem til de fleste"]
    answer = verify(run, folder, edition(folder / "newer", newer), "--format", "json")
    assert answer.code == 1
    (told,) = answer.json["policies"]
    assert told["sound"] is False
    assert [
        (each["paragraph"], each["fate"], each["now"], each["cited_by"])
        for each in told["cited"]
    ] == [
        (2, "moved", 3, ["policy"]),
        (3, "changed", 4, ["own_home", "own_key"]),
        (4, "vanished", None, ["own_key"]),
    ]
    assert told["uncited"] == [2]
    text = verify(run, folder, str(folder / "newer")).out
    assert "changed, now 4" in text
    assert "Et hjem til de fleste" in text
    assert "Et forord" in text
    assert home not in text
    assert key not in text


def test_white_space_alone_changes_nothing(run: Run, folder: Path) -> None:
    spaced = [f"  {line}  ".replace(" ", "   ") for line in DOCUMENT]
    documents = edition(folder / "spaced", spaced, "exampleby.txt")
    assert verify(run, folder, documents).code == 0


def test_another_number_of_paragraphs_is_told(run: Run, folder: Path) -> None:
    documents = edition(folder / "longer", [*DOCUMENT, "Nyt"])
    answer = verify(run, folder, documents)
    assert answer.code == 1
    assert "the document has 5 paragraphs, the policy says 4" in answer.out


def test_a_folder_without_the_document_is_refused(run: Run, folder: Path) -> None:
    answer = verify(run, folder, edition(folder / "other", DOCUMENT, "else.md"))
    assert (answer.code, answer.out) == (2, "")
    assert "no document `exampleby`" in answer.err


def test_a_document_that_stands_twice_is_refused(run: Run, folder: Path) -> None:
    documents = edition(folder / "twice", DOCUMENT)
    Path(documents, "exampleby.txt").write_text("Politik", encoding="utf-8")
    answer = verify(run, folder, documents)
    assert answer.code == 2
    assert "`exampleby` twice" in answer.err

"""The example of the page on tables is what the command line answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policyengine.cli.main import main
from policyengine.intake.mapping_from_source import load_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "intake.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w*) ?([\w.]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = BLOCK.findall(PAGE)
NAMED = {name: text for _, name, text in BLOCKS if name}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("borgere.csv", "borgere.yaml"):
        Path(name).write_text(NAMED[name], encoding="utf-8")


def test_its_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    propose, convert = (
        text.split()[1:]
        for language, _, text in BLOCKS
        if not language and text.startswith("policyengine import")
    )
    assert main(propose) == 0
    assert capsys.readouterr().out == NAMED["proposed"]
    assert main(convert) == 1
    assert capsys.readouterr().err == NAMED["told"]
    assert Path("rejects.csv").read_text("utf-8") == NAMED["rejects.csv"]


def test_its_python_runs() -> None:
    (code,) = (text for language, _, text in BLOCKS if language == "python")
    exec(compile(code, "docs/intake.md", "exec"), {})


@pytest.mark.parametrize(
    "part", [text for language, name, text in BLOCKS if language == "yaml" and not name]
)
def test_its_parts_of_mappings_are_sound(part: str) -> None:
    Path("pseudonyms.key").write_bytes(b"sixteen letters!")
    Path("part.yaml").write_text(f"record: person\nid: Sagsnr\n{part}", "utf-8")
    load_mapping("part.yaml")

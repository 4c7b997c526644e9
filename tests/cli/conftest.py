"""Running the command line, and the records it is given."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from policyengine.cli.main import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run: TypeAlias = Callable[..., Answer]
Write: TypeAlias = Callable[[str, object], str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def command(*tokens: str) -> Answer:
        code = main(tokens)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file: text as it is, anything else as JSON; return its path."""

    def file(name: str, content: object) -> str:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return file


@pytest.fixture
def person() -> dict[str, object]:
    return {
        "kind": "person",
        "id": "case-17",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "reception_programme_completed_on": None,
    }

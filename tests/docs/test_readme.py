"""The README's examples run, and its policy loads."""

import doctest
import re
from pathlib import Path

import policyengine as pe
from policyengine.cli.main import app

README = Path(__file__).parents[2] / "README.md"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_its_python_examples_run() -> None:
    failed, run = doctest.testfile(str(README), module_relative=False)
    assert (failed, run > 0) == (0, True)


def test_its_policy_loads(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(block("yaml"), encoding="utf-8")
    assert [each.id for each in pe.load(path).provisions] == ["reception_programme"]


def test_it_lists_every_command() -> None:
    listed = set(re.findall(r"^\| `([a-z]+)", README.read_text("utf-8"), re.MULTILINE))
    commands = {name for name in app if not name.startswith("-")}
    assert listed == commands

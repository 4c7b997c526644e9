"""The documents at the root say what is true of the tree."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(policyengine/[\w/]+)` \| (.+) \|$", re.MULTILINE)
PATH = re.compile(r"`((?:policyengine|policies|tests|benchmarks|\.ci)(?:/[\w.-]+)*)`")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_sentence(package: Path) -> str | None:
    module = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    return ast.get_docstring(module)


def test_each_folder_is_described_as_in_its_init() -> None:
    described = dict(ROW.findall(read("ARCHITECTURE.md")))
    found = {
        str(init.parent.relative_to(ROOT)): first_sentence(init.parent)
        for init in (ROOT / "policyengine").glob("*/**/__init__.py")
    }
    assert described == found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_named_exists(document: str) -> None:
    # NAME stands for a policy of the reader's own.
    named = {path for path in PATH.findall(read(document)) if "NAME" not in path}
    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("document", [*DOCUMENTS, "GLOSSARY.md", "CHANGELOG.md"])
def test_a_line_holds_one_sentence(document: str) -> None:
    prose = re.sub(r"```.*?```", "", read(document), flags=re.DOTALL)
    lines = [line for line in prose.splitlines() if not line.startswith("|")]
    assert [line for line in lines if re.search(r"[a-z)`]\. [A-Z]", line)] == []


def test_no_file_names_the_folder_of_this_checkout() -> None:
    kinds = ("*.py", "*.yaml", "*.md", "*.toml", "Makefile", "run")
    folders = ("policyengine", "policies", "tests", "benchmarks", ".ci")
    files = [
        *ROOT.glob("*.*"),
        *(path for folder in folders for path in (ROOT / folder).rglob("*")),
    ]
    assert [
        str(path)
        for path in files
        if any(path.match(kind) for kind in kinds)
        and str(ROOT) in path.read_text(encoding="utf-8", errors="replace")
    ] == []

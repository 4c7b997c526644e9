"""What is loaded when, and who may import whom."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    *("cyclopts", "rich", "hypothesis", "pytest", "z3", "pandas"),
    *("duckdb", "pyarrow", "sqlglot"),
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", HEAVY)
def test_importing_the_package_loads_no(module: str) -> None:
    code = f"import sys, policyengine; sys.exit({module!r} in sys.modules)"
    assert run(sys.executable, "-c", code).returncode == 0


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    contracts = run(str(linter))
    assert contracts.returncode == 0, contracts.stdout


def test_only_the_command_line_asks_what_day_it_is() -> None:
    clock = re.compile(r"\b(date|datetime|time)\.(today|now|utcnow|time)\(")
    asking = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "policyengine").rglob("*.py")
        if clock.search(path.read_text(encoding="utf-8"))
    ]
    assert asking == ["policyengine/cli/options.py"]

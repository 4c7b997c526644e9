"""Promises about the codes of diagnostics."""

import re
from pathlib import Path

import policyengine
from policyengine.diagnostics.codes import CODES

PACKAGE = Path(policyengine.__file__).parent


def used() -> set[str]:
    return {
        code
        for path in PACKAGE.rglob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"(PE\d{3})"', path.read_text(encoding="utf-8"))
    }


def test_every_code_in_use_stands_in_the_table() -> None:
    assert used() - CODES.keys() == set()


def test_every_code_in_the_table_is_in_use() -> None:
    assert CODES.keys() - used() == set()


def test_no_number_stands_twice() -> None:
    text = (PACKAGE / "diagnostics" / "codes.py").read_text(encoding="utf-8")
    numbers = re.findall(r'"(PE\d{3})":', text)
    assert len(numbers) == len(set(numbers))


def test_no_name_stands_twice_and_each_is_lower_case_with_hyphens() -> None:
    names = [code.name for code in CODES.values()]
    assert len(names) == len(set(names))
    assert [
        name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    ] == []

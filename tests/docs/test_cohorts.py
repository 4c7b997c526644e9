"""The page on cohorts: its example runs, and its command lines are ones."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "cohorts.md"


def test_its_python_examples_run() -> None:
    failed, run = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, run > 0) == (0, True)

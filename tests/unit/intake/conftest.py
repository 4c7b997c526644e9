"""Taking in tables: files in, subjects and rejects out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow.parquet as pq
import pytest

from policyengine.intake.mapping_from_source import load_mapping
from policyengine.intake.parquet import write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Subjects: TypeAlias = "list[dict[str, Any]]"


@dataclass(frozen=True)
class Taken:
    """What came of a table: its subjects, the rejects as rows without the file, and the columns."""

    subjects: Subjects
    rejects: list[tuple[int, str, str, str]]
    text: str
    columns: list[str]
    rows: int

    @property
    def only(self) -> dict[str, Any]:
        (subject,) = self.subjects
        return subject


Take: TypeAlias = "Callable[..., Taken]"


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Take in a table by a mapping; more files by name, texts or bytes."""

    def taken(
        mapping: str, table: str | bytes, *, name: str = "table.csv", **more: str
    ) -> Taken:
        files = {name: table, "map.yaml": mapping}
        files |= {f"{stem}.csv": text for stem, text in more.items()}
        for each, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / each).write_bytes(data)
        out, rejects = tmp_path / "out.parquet", tmp_path / "rejects.csv"
        summary = write_parquet(
            load_mapping(tmp_path / "map.yaml"), tmp_path / name, out, rejects
        )
        table_ = pq.read_table(out)
        text = rejects.read_text("utf-8")
        _, *rows = csv.reader(text.splitlines())
        assert summary.kept == table_.num_rows
        return Taken(
            table_.to_pylist(),
            [(int(row), column, fact, reason) for _, row, column, fact, reason in rows],
            text,
            table_.column_names,
            summary.rows,
        )

    return taken

"""A cohort against twenty provisions, from Parquet to Parquet: the compiled SQL beside SQL and Polars by hand.

Each gives, for every person and provision, the set of possible outcomes and between which days the due day lies, and
writes them to a Parquet file. Before anything is measured, the first 20,000 persons must get the same from all, and the
first 500 the same as from the policy compiled to Python; else no ratio is printed. The two statements run on one DuckDB
connection with two threads. `assess_cohort` is the whole question, with outcomes in words. Conditions: 13 deadlines with
month arithmetic, first entries of lists, ages, dated exceptions and excuses; 7 states, of which 5 ask lists.

    python benchmarks/cohort_speed.py [--rows 1000000] [--rounds 5] [--without NAME ...]
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
from cohort import in_polars
from cohort.agreement import (
    BY_HAND,
    POLICY,
    differing,
    differing_from_python,
    view_compiled,
)
from cohort.data import AS_OF, write
from cohort.measuring import interleaved, ratio

import policyengine as pe

SAMPLE, BY_PYTHON = 20_000, 500


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without", nargs="*", default=[])
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        compare(Path(name), chosen.rows, chosen.rounds, chosen.without)


def compare(folder: Path, rows: int, rounds: int, without: list[str]) -> None:
    source, target = folder / "cohort.parquet", folder / "out.parquet"
    write(source, rows)
    policy = pe.load(POLICY)
    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = false")
    con.execute(f"CREATE TEMP VIEW cohort AS FROM '{source}'")
    con.execute(BY_HAND.read_text())
    view_compiled(con, policy)
    agree = check(con, source, folder)

    def copy(view: str) -> None:
        con.execute(f"COPY (FROM {view}) TO '{target}'")

    def assess() -> None:
        pe.assess_cohort(policy, str(source), as_of=AS_OF, threads=2).write(target)

    systems = {
        "by hand, DuckDB": lambda: copy("by_hand"),
        "compiled": lambda: copy("compiled"),
        "assess_cohort": assess,
        "by hand, Polars": lambda: in_polars.write(source, target),
    }
    kept = {name: run for name, run in systems.items() if name not in without}
    spent = interleaved(kept, rounds)
    for name, seconds in spent.items():
        beside = ratio(seconds, spent["by hand, DuckDB"]) if agree else "not the same"
        print(f"{name:16} {median(seconds):6.2f} CPU s   {beside}")


def check(con: duckdb.DuckDBPyConnection, source: Path, folder: Path) -> bool:
    """Say where the systems differ, and return whether they do not."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW cohort AS FROM (FROM '{source}' ORDER BY id LIMIT {SAMPLE})")  # fmt: skip
    few = folder / "few.parquet"
    con.execute(f"COPY (FROM cohort) TO '{few}'")
    in_polars.write(few, folder / "few_out.parquet")
    con.execute(f"CREATE TEMP VIEW polars AS FROM '{folder / 'few_out.parquet'}'")
    found = {name: differing(con, "by_hand", name, SAMPLE) for name in ("polars", "compiled")}  # fmt: skip
    of_python = differing_from_python(con, "by_hand", pe.load(POLICY), BY_PYTHON)
    opens = ", ".join(f"p{n}" for n in range(20) if con.execute(f"SELECT bool_or(p{n}_open) FROM compiled").fetchone() == (True,))  # fmt: skip
    print(f"{SAMPLE} persons; differing from SQL by hand: {found}; open: {opens or 'none'}")  # fmt: skip
    print(f"{BY_PYTHON} persons; SQL by hand differing from compiled Python: {of_python}")  # fmt: skip
    con.execute(f"CREATE OR REPLACE TEMP VIEW cohort AS FROM '{source}'")
    return not (of_python or any(found.values()))


if __name__ == "__main__":
    main()

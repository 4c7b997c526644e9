"""What it takes before the first row: compiling and planning 20, 200 and 1,000 provisions, and the cost of a cell.

The twenty provisions of the cohort's policy are repeated with other ids, and every repetition has deadlines of its own,
so that no statement can share the work of another. Planning is DuckDB's `EXPLAIN` of each statement. A cell is one
person and one provision, over 20,000 persons, planning left out. CPU seconds, the least of three.

    python benchmarks/cohort_compile.py [--cells]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

import duckdb
from cohort.agreement import POLICY, plan_of
from cohort.data import write

import policyengine as pe
from policyengine.backends.sql.plan import sql
from policyengine.feel.values import Months
from policyengine.policy.model import By, Duty, Within

if TYPE_CHECKING:
    from policyengine.policy.model import Policy, Provision

GOALS = {20: 0.1, 200: 0.8, 1_000: 6.0}
PERSONS, TRIES = 20_000, 3


def repeated(policy: Policy, count: int) -> Policy:
    """Return a policy with so many provisions."""
    own = policy.provisions
    several = [_later(own[n % len(own)], n // len(own)) for n in range(count)]
    return replace(policy, provisions=tuple(several))


def _later(provision: Provision, turn: int) -> Provision:
    norm = provision.norm
    assert isinstance(norm, Duty)
    match norm.deadline:
        case Within(Months(count)):
            norm = replace(norm, deadline=Within(Months(count + turn)))
        case Within(timedelta() as days):
            norm = replace(norm, deadline=Within(days + timedelta(turn)))
        case By() | None:
            pass
        case _:
            raise AssertionError(norm.deadline)
    return replace(provision, id=f"{provision.id}_{turn}", norm=norm)


def main() -> None:
    policy = pe.load(POLICY)
    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = false")
    with TemporaryDirectory() as folder:
        persons = Path(folder) / "cohort.parquet"
        write(persons, PERSONS)
        con.execute(f"CREATE TEMP TABLE cohort AS FROM '{persons}'")
    for count, goal in GOALS.items():
        several = repeated(policy, count)
        found = [_times(con, several, cells="--cells" in sys.argv) for _ in range(TRIES)]  # fmt: skip
        compiling, planning, running = (min(each) for each in zip(*found, strict=True))
        cell = running / (count * PERSONS) * 1e6
        print(
            f"{count:5} provisions   compile {compiling:6.2f}   plan {planning:6.2f}"
            f"   together {compiling + planning:6.2f} CPU s   goal {goal}"
            + (f"   a cell {cell:.3f} µs" if running else ""),
            flush=True,
        )


def _times(
    con: duckdb.DuckDBPyConnection, policy: Policy, *, cells: bool
) -> tuple[float, float, float]:
    begun = process_time()
    plan = plan_of(policy, "cohort")
    texts = [sql(each.query, "duckdb") for each in plan.wide]
    compiled = process_time()
    for text in texts:
        con.execute(f"EXPLAIN {text}")
    planned = process_time()
    for text in texts if cells else ():
        con.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {text}")
    # Running plans once more.
    running = max(process_time() - planned - (planned - compiled), 0) if cells else 0.0
    return compiled - begun, planned - compiled, running


if __name__ == "__main__":
    main()

"""Peak memory of a cohort's answers, wide to Parquet, each size in a process of its own: 1 million and 10 million persons.

`assess_cohort` under a memory limit, beside the SQL by hand under the same; then all five shipped policies together on
persons of the shipped vocabulary. Resident memory is what the operating system counted at its highest.

    python benchmarks/cohort_memory.py [--rows 1000000 10000000] [--limit 384MiB] [--who twenty by_hand shipped]
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from cohort.agreement import BY_HAND, POLICY
from cohort.data import AS_OF, write
from cohort.measuring import in_new_process, print_usage
from cohort.shipped import write_shipped

import policyengine as pe
from policyengine.policy.library import shipped_names

GOAL, TIMES = 512, 2


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--limit", default="384MiB")
    parser.add_argument("--who", nargs="*", default=["by_hand", "twenty", "shipped"])
    parser.add_argument("--answer", nargs=3, help="who, source and target, in this process")  # fmt: skip
    chosen = parser.parse_args()
    if chosen.answer:
        who, source, target = chosen.answer
        answer(who, source, target, chosen.limit)
        print_usage()
        return
    with TemporaryDirectory() as name:
        for who in chosen.who:
            sizes = chosen.rows if who != "shipped" else chosen.rows[:1]
            peaks = [measure(who, rows, Path(name), chosen.limit) for rows in sizes]
            if len(peaks) > 1:
                print(f"{who:8} largest to smallest: {peaks[-1] / peaks[0]:.2f}   goal {TIMES}")  # fmt: skip


def measure(who: str, rows: int, folder: Path, limit: str) -> float:
    """Make a cohort, have it answered in a new process, say what that took, and return its peak in MiB."""
    source, target = folder / "cohort.parquet", folder / "out.parquet"
    if who == "shipped":
        write_shipped(str(source), rows)
    else:
        write(source, rows)
    seconds, peak = in_new_process("--limit", limit, "--answer", who, str(source), str(target))  # fmt: skip
    size = target.stat().st_size / 1024**2
    print(
        f"{who:8} {rows:11,} persons   {seconds:8.1f} CPU s   peak {peak:5.0f} MiB"
        f"   goal {GOAL}   file {size:5.0f} MiB",
        flush=True,
    )
    return peak


def answer(who: str, source: str, target: str, limit: str) -> None:
    """Write what is said of a cohort."""
    if who == "by_hand":
        con = duckdb.connect()
        con.execute(f"SET threads = 2; SET preserve_insertion_order = false; SET memory_limit = '{limit}'")  # fmt: skip
        con.execute(f"CREATE TEMP VIEW cohort AS FROM '{source}'")
        con.execute(BY_HAND.read_text())
        con.execute(f"COPY (FROM by_hand) TO '{target}'")
        return
    paths = shipped_names() if who == "shipped" else (POLICY,)
    found = pe.assess_cohort(
        [pe.load(each) for each in paths],
        source,
        as_of=AS_OF,
        as_if_in_force=True,
        memory_limit=limit,
        threads=2,
    )
    found.write(target)


if __name__ == "__main__":
    main()

"""CPU time and memory of programs that run beside each other, and the ratio of two."""

from __future__ import annotations

import resource
import subprocess
import sys
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MIB = 1024 * 1024


def interleaved(
    systems: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = process_time,
) -> dict[str, list[float]]:
    """Return the seconds of each system in each round, user and system time of all threads; a first round is not counted."""
    spent: dict[str, list[float]] = {name: [] for name in systems}
    for number in range(rounds + 1):
        for name, run in systems.items():
            begun = clock()
            run()
            if number:
                spent[name].append(clock() - begun)
    return spent


def ratio(ours: list[float], theirs: list[float]) -> str:
    """Return the median of the ratios round by round, and their spread."""
    found = [a / b for a, b in zip(ours, theirs, strict=True)]
    return f"{median(found):.2f} ({min(found):.2f}-{max(found):.2f})"


def in_new_process(*arguments: str) -> tuple[float, float]:
    """Run this program again with arguments. Returns its CPU seconds and peak memory in MiB, as it prints them last."""
    done = subprocess.run(
        [sys.executable, sys.argv[0], *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def print_usage() -> None:
    """Print the CPU seconds and the peak memory of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / MIB)

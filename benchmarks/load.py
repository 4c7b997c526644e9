"""What it takes to start: importing the package, and loading and compiling a policy file, cold and warm.

Cold is a new process (the median of several, after one that leaves the modules' byte code, as an install does), warm
the same again in one. CPU time; on a busy machine it still reads high. Importing must bring in none of the extras.

    python benchmarks/load.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

import policyengine as pe
from policyengine.backends.python.compiled.policy import compile_policy

if TYPE_CHECKING:
    from collections.abc import Callable

TWENTY = str(Path(__file__).parent / "twenty.yaml")
EXTRAS = {"hypothesis", "pytest", "durable", "duckdb", "pyspark", "z3", "zen"}
PROCESSES, WARM_ROUNDS = 7, 7

IMPORT = "import policyengine as pe"
LOAD = "from policyengine.backends.python.compiled.policy import compile_policy; compile_policy(pe.load({name!r}))"


def output_of(program: str, byte_code: str) -> str:
    """Return what a new process prints, which keeps its byte code in a folder of its own."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": byte_code}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout


def cold(before: str, measured: str, byte_code: str) -> float:
    """Return the median CPU milliseconds of a statement in a new process, after another."""
    program = (
        f"from time import process_time; {before}\nbegun = process_time()\n{measured}\n"
        "print(process_time() - begun)"
    )
    output_of(program, byte_code)
    times = [float(output_of(program, byte_code)) * 1e3 for _ in range(PROCESSES)]
    return median(times)


def warm(run: Callable[[], object]) -> float:
    times = []
    for _ in range(WARM_ROUNDS):
        begun = process_time()
        run()
        times.append((process_time() - begun) * 1e3)
    return median(times)


def main() -> None:
    with TemporaryDirectory() as byte_code:
        started = cold("pass", IMPORT, byte_code)
        extras = output_of(f"{IMPORT}; import sys; print(*{EXTRAS!r} & sys.modules.keys())", byte_code)  # fmt: skip
        yardstick = cold("pass", "import pydantic.main, yaml", byte_code)
        print(f"import pydantic and yaml   {yardstick:6.0f} ms   (beside ours, to judge the machine by)")  # fmt: skip
        print(f"import policyengine        {started:6.0f} ms   goal 250, stretch 150")
        print(f"extras imported            {extras.strip() or 'none'}")
        for name, said in ((TWENTY, "20 provisions"), ("rebild", "Rebild")):
            policy = pe.load(name)
            figures = {
                "cold": cold(IMPORT, LOAD.format(name=name), byte_code),
                "warm: load": warm(partial(pe.load, name)),
                "compile": warm(partial(compile_policy, policy)),
            }
            shown = "   ".join(f"{what} {ms:5.0f} ms" for what, ms in figures.items())
            print(f"load and compile {said:14} {shown}")


if __name__ == "__main__":
    main()

"""A standalone Spark cluster on loopback that the tests start for themselves: a master and one worker."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
WAIT = 120  # seconds until a process must have said that it is ready

# The worker's programs find the Python of the tests in the environment.
ENVIRONMENT = {"SPARK_LOCAL_IP": LOOPBACK, "SPARK_DAEMON_MEMORY": "256m"}


@contextmanager
def running_cluster() -> Iterator[str]:
    """Start a master and a worker with two cores, and yield the master's URL; stop both at the end."""
    home = Path(tempfile.mkdtemp(prefix="spark-"))
    try:
        with _running(
            home / "master.log",
            "org.apache.spark.deploy.master.Master",
            ready=r"Starting Spark master at (spark://\S+)",
        ) as url, _running(
            home / "worker.log",
            "org.apache.spark.deploy.worker.Worker",
            *("--cores", "2", "--memory", "1g", "--work-dir", str(home / "work"), url),
            ready=f"Successfully registered with master ({re.escape(url)})",
        ):  # fmt: skip
            yield url
    finally:
        shutil.rmtree(home)


def require_java() -> None:
    """Fail the test where Spark cannot run: an engine that is missing is no reason to skip."""
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin/java").exists() if home else shutil.which("java")):
        pytest.fail("Spark needs Java; on Debian: .ci/install-engines", pytrace=False)


@contextmanager
def _running(log: Path, program: str, *arguments: str, ready: str) -> Iterator[str]:
    """Run a program of Spark's until the end of the block; yield what its log says when it is ready."""
    require_java()
    spark = find_spec("pyspark")
    assert spark is not None
    assert spark.origin is not None
    command = [
        str(Path(spark.origin).parent / "bin/spark-class"),
        program,
        *("--host", LOOPBACK, "--port", "0", "--webui-port", "0"),
        *arguments,
    ]
    with log.open("w") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **ENVIRONMENT}
        )
    try:
        yield _said(process, log, ready)
    finally:
        process.terminate()
        process.wait()


def _said(process: subprocess.Popen[bytes], log: Path, ready: str) -> str:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(ready, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    pytest.fail(f"{log.stem} is not ready:\n{log.read_text()[-4000:]}", pytrace=False)

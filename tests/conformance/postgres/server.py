"""A PostgreSQL server that the tests start for themselves, and that is gone after them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path("/usr/lib/postgresql")
USER = "postgres"

# Nothing is kept, so nothing need be safe on disk; and nobody else can connect.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "20",
    "timezone": "'Pacific/Kiritimati'",
    "datestyle": "'SQL, DMY'",
}


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server of its own and yield the URL of its database; stop and remove it at the end.

    The server never runs as root. Its time zone and way to write days are unusual, so that whoever relies on the
    common ones is seen.
    """
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if _is_root():
            shutil.chown(home, USER, USER)
        data = home / "data"
        _run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"unix_socket_directories = '{home}'\n")
            settings.writelines(f"{key} = {value}\n" for key, value in SETTINGS.items())
        control = (programs / "pg_ctl", "-D", data, "-w", "-l", home / "log")
        _run(*control, "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={home}"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def _programs() -> Path:
    """Return the directory of the newest server's programs; without one the tests fail."""
    found = [each.parent for each in PROGRAMS.glob("*/bin/postgres")]
    if not found:
        pytest.fail(
            f"no PostgreSQL under {PROGRAMS}; on Debian: .ci/install-engines",
            pytrace=False,
        )
    return max(found, key=lambda each: int(re.sub(r"\D", "", each.parent.name) or 0))


def _is_root() -> bool:
    return os.geteuid() == 0


def _run(*command: str | Path) -> None:
    """Run a program of the server, as a user who is not root."""
    as_user = ("runuser", "-u", USER, "--") if _is_root() else ()
    with tempfile.TemporaryFile() as said:
        # Its output goes to a file: a pipe would stay open as long as the server runs.
        done = subprocess.run(
            [*as_user, *command], stdout=said, stderr=said, cwd="/", check=False
        )
        if done.returncode:
            said.seek(0)
            told = said.read().decode(errors="replace")
            pytest.fail(f"{command[0]} failed:\n{told}", pytrace=False)

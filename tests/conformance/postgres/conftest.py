"""One server for all tests here, and a database of its own for each that asks for one."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from adbc_driver_postgresql import dbapi

from tests.conformance.postgres.server import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """The URL of an empty database."""
    name = f"cohort_{next(_NUMBERS)}"
    with dbapi.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}").close()
    return server.replace("/postgres?", f"/{name}?")

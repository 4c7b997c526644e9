"""One server for all tests here: a database of its own for each that asks for one, and one that holds the golden cohort."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from policyengine.backends.sql.tables import tables_of
from tests.conformance.golden import policies, records
from tests.conformance.postgres.loading import execute, load
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
    return _new(server)


@pytest.fixture(scope="module")
def new_database(server: str) -> str:
    """The URL of an empty database for all tests of a module."""
    return _new(server)


@pytest.fixture(scope="session")
def golden_database(server: str) -> str:
    url = _new(server)
    vocabulary = policies()["rebild"].vocabulary
    load(url, tables_of(records(), vocabulary, "child")[0])
    return url


def _new(server: str) -> str:
    name = f"cohort_{next(_NUMBERS)}"
    execute(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")

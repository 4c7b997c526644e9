"""A cohort in PostgreSQL: read out of its tables, or answered inside the database where the data may not leave."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias, cast

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from policyengine.backends.sql.admission import identifier, text
from policyengine.backends.sql.canonical import ID, POSITION
from policyengine.backends.sql.postgres_catalog import (
    QUERY,
    Catalog,
    Held,
    catalog_of,
    fit,
    source_of,
)
from policyengine.backends.sql.postgres_columns import (
    arrived,
    put_together,
    selected,
    value_of,
)
from policyengine.backends.sql.postgres_rows import SEVERAL, Usable, faults_of, several
from policyengine.diagnostics.diagnostic import Diagnostic, RecordError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from policyengine.backends.sql.canonical import Dialect, Table
    from policyengine.backends.sql.doors import Fault
    from policyengine.policy.vocabulary import Vocabulary

Row: TypeAlias = "dict[str, object]"

# Statements write nothing and mean the same whatever the server's settings are. Compiled ones are long: PostgreSQL
# would spend more time on making machine code of them than that saves.
BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
SETTINGS = (
    "SET LOCAL jit = off",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL client_encoding = 'UTF8'",
    "SET LOCAL standard_conforming_strings = on",
)


def tables(
    url: str, vocabulary: Vocabulary
) -> Iterator[tuple[str, pa.RecordBatchReader]]:
    """Yield the cohort's tables by name, those of lists after their parents'; each streams once, before the next.

    Only columns of facts are read; what they hold is for the reader to check. Raises RecordError where the database
    cannot be reached, or refuses.
    """
    with closing(_connect(url)) as connection:
        for relation, columns in _catalog(connection, vocabulary).items():
            query = f"SELECT {selected(columns)} FROM {identifier(relation)}"
            yield relation, _read(_ask(connection, query), columns)


class Cohort:
    """An open cohort: what its tables are in `source`, and what of them cannot be used in `diagnostics`.

    `rows` tells how many subjects of each kind there are, once `check` was called. Nothing leaves the database but what
    statements answer, and the rows that `fetch` is asked for. All is asked of one state of the data.
    """

    dialect: Dialect = "postgres"

    def __init__(self, url: str, vocabulary: Vocabulary) -> None:
        """Connect and find the tables. Raises RecordError where the database cannot be reached, or refuses."""
        self.rows: dict[str, int] = {}
        self._url = url
        self._usable: dict[str, Usable] = {}
        self._connection = _connect(url)
        with _ask(self._connection, "SELECT pg_export_snapshot()") as cursor:
            (self._snapshot,) = cursor.fetchone()
        self._catalog, unfit = fit(_catalog(self._connection, vocabulary))
        self.source, unusable = source_of(self._catalog, vocabulary)
        self.diagnostics = [*unfit, *unusable]

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def run(self, query: str) -> Iterator[pa.RecordBatch]:
        """Yield what a query answers while it is still being answered. Several can be read side by side."""
        with closing(_connect(self._url, self._snapshot)) as connection:
            for batch in _told(_ask(connection, self._of_usable(query))):
                yield put_together(batch)

    def listed(self, query: str, column: str) -> str:
        """Return a `Long` query with a row for each subject: all answers as one list, and whether any of them is open.

        `offers[10]` comes behind `offers[9]`. What `run` yields is a list; it travels as one list for each part.
        """
        order = 'length(instance), instance COLLATE "C"'
        parts = ", ".join(
            f"array_agg({each} ORDER BY {order}) AS {identifier(f'{column}.{each}')}"
            for each in ("instance", "possible", "due_from", "due_until")
        )
        return (
            f"SELECT {ID}, {parts}, bool_or(open) AS {identifier(f'{column}_open')}"
            f" FROM ({query}) AS q GROUP BY {ID}"
        )

    def fetch(self, kind: str, ids: Collection[str]) -> list[Row]:
        """Return the rows of some subjects; those of child tables as lists in their parents' rows."""
        table = self.source.tables[kind]
        rows = self._fetch(table.relation, ids, ID)
        by_id = {row[ID]: row for row in rows}
        for name, relation in table.children.items():
            for row in rows:
                row[name] = []
            for entry in self._fetch(relation, ids, POSITION):
                if entry[ID] in by_id:
                    cast("list[Row]", by_id[entry[ID]][name]).append(entry)
        return rows

    def check(self, used: Collection[str]) -> list[Diagnostic]:
        """Count the subjects, leave out those who cannot be used, and say why.

        `used` are the columns that are read; what others hold does not matter.
        """
        told: list[Diagnostic] = []
        for table in self.source.tables.values():
            (self.rows[table.kind],) = self._one(
                f"SELECT count(*) FROM {identifier(table.relation)}"
            )
            usable = Usable(table.relation)
            for relation, fault, rows in self._faults(table, used):
                told.append(fault.told(relation, rows))
                usable = usable.without(relation, fault)
            if usable != Usable(table.relation):
                self._usable[table.relation] = usable
        return told

    def _faults(
        self, table: Table, used: Collection[str]
    ) -> Iterator[tuple[str, Fault, int]]:
        """Yield what is wrong with rows of a table and those of its lists, and with how many."""
        for relation in (table.relation, *table.children.values()):
            faults = [
                each
                for each in faults_of(self._catalog[relation])
                if each.fact == ID or each.fact in used
            ]
            counts = (f"count(*) FILTER (WHERE {each.found})" for each in faults)
            query = f"SELECT {', '.join(counts)} FROM {identifier(relation)}"
            for fault, rows in zip(faults, self._one(query), strict=True):
                if rows:
                    yield relation, fault, rows
        query = f"SELECT sum(n)::bigint FROM ({several(table.relation)}) AS q"
        (rows,) = self._one(query)
        if rows:
            yield table.relation, SEVERAL, rows

    def _fetch(self, relation: str, ids: Collection[str], order: str) -> list[Row]:
        columns = self._catalog[relation]
        query = (
            f"SELECT {selected(columns)} FROM {identifier(relation)}"
            f" WHERE {identifier(ID)} IN ({', '.join(map(text, ids))})"
            f" ORDER BY {identifier(order)}"
        )
        cursor = _ask(self._connection, self._of_usable(query))
        return [
            {name: value_of(value, columns[name]) for name, value in row.items()}
            for row in _read(cursor, columns)
            .read_all()
            .to_pylist(maps_as_pydicts="strict")
        ]

    def _of_usable(self, query: str) -> str:
        """Return the query in which the names of tables mean their usable rows."""
        if not self._usable:
            return query
        # A name that a query gives goes before that of a table.
        return f"WITH {', '.join(each.sql for each in self._usable.values())} {query}"

    def _one(self, query: str) -> tuple[int, ...]:
        with _ask(self._connection, query) as cursor:
            return cast("tuple[int, ...]", cursor.fetchone())


# --- asking -------------------------------------------------------------------


def _connect(url: str, snapshot: str | None = None) -> dbapi.Connection:
    """Return a connection that sees one state of the data, that of a snapshot or its own, and cannot write."""
    try:
        connection = dbapi.connect(url)
    except dbapi.Error as refused:
        raise _unreachable(str(refused)) from None
    state = [f"SET TRANSACTION SNAPSHOT {text(snapshot)}"] if snapshot else []
    try:
        for each in (BEGIN, *state, *SETTINGS):
            _ask(connection, each).close()
    except RecordError:
        connection.close()
        raise
    return connection


def _catalog(connection: dbapi.Connection, vocabulary: Vocabulary) -> Catalog:
    """Return the cohort's tables, parents before their lists."""
    with _ask(connection, QUERY) as cursor:
        catalog = catalog_of(cursor.fetchall(), vocabulary)
    if not catalog.keys() & vocabulary.kinds.keys():
        message = "the database shows no table that is named as a kind of record, such as `person`"
        hint = "the URL can name a schema: `?options=-csearch_path%3Dname`"
        raise RecordError([Diagnostic("PE762", message, hint=hint)])
    parents_first = sorted(catalog, key=lambda name: name not in vocabulary.kinds)
    return {name: catalog[name] for name in parents_first}


def _ask(connection: dbapi.Connection, query: str) -> dbapi.Cursor:
    """Return a cursor that has asked. Raises RecordError where the database refuses."""
    cursor = connection.cursor()
    try:
        cursor.execute(query)
    except dbapi.Error as refused:
        cursor.close()
        raise _refused(str(refused)) from None
    return cursor


def _told(cursor: dbapi.Cursor) -> Iterator[pa.RecordBatch]:
    """Yield what a cursor answers. Raises RecordError where the database breaks off."""
    with cursor:
        try:
            yield from cursor.fetch_record_batch()
        except (dbapi.Error, pa.ArrowException, OSError) as refused:
            raise _refused(str(refused)) from None


def _read(cursor: dbapi.Cursor, columns: Mapping[str, Held]) -> pa.RecordBatchReader:
    """Return what `selected` asked for, as a stream of the columns that are meant."""
    nothing = pa.RecordBatch.from_pylist([], cursor.fetch_record_batch().schema)
    return pa.RecordBatchReader.from_batches(
        arrived(nothing, columns).schema,
        (arrived(batch, columns) for batch in _told(cursor)),
    )


# What PostgreSQL says may hold a part of the URL or of the data, so it is told in our words.
_REASONS = {
    "password": "user or password is wrong",
    "does not exist": "there is no such user or database",
    "translate host name": "there is no such host",
    "refused": "nothing answers at that host and port",
    "No such file": "nothing answers at that socket",
    "timeout": "it does not answer in time",
    "timed out": "it does not answer in time",
    "no pg_hba.conf entry": "it does not let this user in from here",
    "SSL": "the two sides do not agree on encryption",
    "invalid": "the URL is not `postgresql://user@host:port/database`",
}

# States whose message names a table, a column or a limit, and never a value.
_TELLING = ("42", "53", "54", "57")


def _unreachable(said: str) -> RecordError:
    reason = next((why for part, why in _REASONS.items() if part in said), "it refuses")
    message = f"cannot connect to the database: {reason}"
    return RecordError([Diagnostic("PE760", message)])


def _refused(said: str) -> RecordError:
    state = re.search(r"SQLSTATE: (\w{5})", said)
    told = re.search(r"ERROR: +(.*)", said)
    why = f"state {state[1]}" if state else "it broke off"
    if state and told and state[1].startswith(_TELLING):
        why = told[1]
    return RecordError([Diagnostic("PE761", f"the database does not answer: {why}")])

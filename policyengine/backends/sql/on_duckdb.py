"""A cohort in DuckDB: data of any kind as canonical views, their faults told, and queries answered as Arrow."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeAlias, cast

import duckdb
import pyarrow as pa

from policyengine.backends.sql.admission import identifier, text
from policyengine.backends.sql.batches import Batches
from policyengine.backends.sql.canonical import ID, POSITION, Source
from policyengine.backends.sql.doors import (
    Admitted,
    Door,
    Fault,
    entries,
    rows_left_out,
    shared_out,
    subjects,
)
from policyengine.backends.sql.given import (
    DATABASES,
    KIND,
    ArrowStream,
    files_of,
    is_by_name,
    records_of,
)
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator

    from policyengine.backends.sql.admission import EngineType
    from policyengine.backends.sql.canonical import Dialect
    from policyengine.backends.sql.given import Data, OneTable
    from policyengine.policy.vocabulary import Vocabulary


Row: TypeAlias = "dict[str, object]"
Types: TypeAlias = "Mapping[str, EngineType]"

# The kind of record in a table that does not say.
USUAL_KIND = "person"
ROWS_OF_A_BATCH, BATCHES_AHEAD = 32_768, 2
TOO_LITTLE_MEMORY = "more memory is needed than is allowed; allow more (`memory_limit`)"

# Nothing is fetched from anywhere, no Python variable is taken for a table, and no day depends on a zone.
SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
    "SET TimeZone = 'UTC'",
)


class Cohort:
    """An open cohort: what its tables are in `source`, and what of the data cannot be used in `diagnostics`.

    `rows` tells how many subjects of each kind there are, once `check` was called. Nothing of the data is kept in
    memory that need not be: what is loaded goes to a temporary folder where memory is short, and with it when closed.
    """

    dialect: Dialect = "duckdb"

    def __init__(
        self,
        data: Data,
        vocabulary: Vocabulary,
        *,
        memory_limit: str | None = None,
        threads: int | None = None,
    ) -> None:
        """Open data. Raises UsageError where it cannot be read at all, RecordError where a database refuses it."""
        self.vocabulary = vocabulary
        self.source = Source({})
        self.diagnostics: list[Diagnostic] = []
        self.rows: dict[str, int] = {}
        self._doors: list[Door] = []
        self._registered: dict[str, pa.Table] = {}
        folder = tempfile.mkdtemp(prefix="policyengine-")
        self._connection = _connect(folder, memory_limit, threads)
        self._running: set[_Ahead] = set()
        self._end = weakref.finalize(
            self, _close, self._connection, folder, self._running
        )
        self._folder = Path(folder)
        self._add(data)

    def close(self) -> None:
        """Let go of the data; also done when nothing refers to the cohort any more."""
        self._end()

    def run(self, query: str) -> Generator[pa.RecordBatch, None, None]:
        """Yield what a query answers, as batches of Arrow, while it is still being answered.

        Raises UsageError where it takes more memory than is allowed.
        """
        with self._cursor() as cursor:
            ahead = _Ahead(cursor, query)
            self._running.add(ahead)
            try:
                yield from ahead
            except duckdb.Error as error:
                raise _told(error) from None
            finally:
                ahead.stop()
                self._running.discard(ahead)

    def fetch(self, kind: str, ids: Collection[str]) -> list[Row]:
        """Return the rows of some subjects; those of child tables as lists in their parents' rows."""
        table = self.source.tables[kind]
        with self._cursor() as cursor:
            cursor.register("wanted", pa.table({ID: pa.array(ids, pa.string())}))
            rows = _rows(cursor, table.relation, ID)
            by_id = {row[ID]: row for row in rows}
            for name, relation in table.children.items():
                for row in rows:
                    row[name] = []
                for entry in _rows(cursor, relation, f"{ID}, {POSITION}"):
                    if entry[ID] in by_id:
                        cast("list[Row]", by_id[entry[ID]][name]).append(entry)
        return rows

    def listed(self, query: str, column: str) -> str:
        """Return a `Long` query with a row for each subject: all answers as one list, and whether any of them is open.

        `offers[10]` comes behind `offers[9]`.
        """
        entry = "instance := instance, possible := possible, due_from := due_from, due_until := due_until"
        return (
            f"SELECT {ID}, list(struct_pack({entry}) ORDER BY length(instance), instance)"
            f" AS {column}, bool_or(open) AS {column}_open FROM ({query}) GROUP BY {ID}"
        )

    def check(self, used: Collection[str]) -> list[Diagnostic]:
        """Count the subjects, leave out those who cannot be used, and say why.

        `used` are the columns that are read; what others hold does not matter. One look at the data for each table.
        """
        told: list[Diagnostic] = []
        without: dict[str, list[str]] = {each.relation: [] for each in self._doors}
        for each in reversed(self._doors):
            found, bad = self._survey(each, used)
            told += found
            without[each.relation] += bad
            if bad and each.parent is not None:
                orphans = replace(each, select={ID: each.select[ID]}).view()
                faulty = " OR ".join(f"({one})" for one in bad)
                without[each.parent].append(
                    f"{identifier(ID)} IN ({orphans} AND ({faulty}))"
                )
        for each in self._doors:
            if without[each.relation]:
                self._view(each, without[each.relation])
                if each.parent is None:
                    count = f"SELECT count(*) FROM {identifier(each.relation)}"
                    (self.rows[each.relation],) = self._one(count)
        return told

    def _survey(
        self, each: Door, used: Collection[str]
    ) -> tuple[list[Diagnostic], list[str]]:
        """Return what is wrong with rows of a table, and the SQL that finds them."""
        faults = [one for one in each.faults if one.fact == ID or one.fact in used]
        counts = ["count(*)"]
        counts += [f"count(*) FILTER (WHERE {one.found})" for one in faults]
        key = each.select[ID]
        if each.parent is None:
            # Hashes take less memory; whether two are of one id is looked at where it seems so.
            counts.append(f"count({key}) - count(DISTINCT hash({key}))")
        rows = f"FROM {identifier(each.given)} WHERE {each.where}"
        total, *found = self._one(f"SELECT {', '.join(counts)} {rows}")
        if each.parent is None:
            self.rows[each.relation] = total
            if found.pop():
                again = f"{key} IN (SELECT {key} {rows} GROUP BY 1 HAVING count(*) > 1)"
                reason = "an `id` stands in several rows"
                faults.append(Fault(ID, again, "PE708", reason))
                found += self._one(f"SELECT count(*) {rows} AND {again}")
        wrong = [
            (one, count) for one, count in zip(faults, found, strict=True) if count
        ]
        return (
            [one.told(each.relation, count) for one, count in wrong],
            [one.found for one, _ in wrong],
        )

    def _add(self, data: Data) -> None:
        match data:
            case str() | Path() | ArrowStream():
                self._table(None, data)
            case list() if data and all(isinstance(e, str | Path) for e in data):
                self._table(None, cast("list[str | Path]", data))
            case Mapping() if is_by_name(data):
                for name, table in sorted(data.items(), key=lambda each: len(each[0])):
                    self._table(name, table)
            case Mapping():
                self._records([data])
            case Iterable():
                self._records(data)
            case _:
                raise UsageError(
                    "a cohort is a file, a table that Arrow can read, or records"
                    " (a frame that has not been collected is none of these)"
                )

    def _table(self, name: str | None, data: OneTable) -> None:
        """Add a table, of one kind or list where it has a name."""
        given = f"given_{len(self._doors)}"
        if isinstance(data, ArrowStream):
            complete = self._arrow(given, data)
        elif isinstance(data, str) and data.startswith(DATABASES):
            self._database(data)
            return
        else:
            files = files_of(data)
            match Path(files[0]).suffix.lower():
                case ".parquet":
                    complete = self._parquet(given, files)
                case ".csv":
                    complete = self._csv(given, files)
                case ".jsonl" | ".ndjson" | ".json":
                    self._records(records_of(files))
                    return
                case _:
                    raise UsageError(
                        f"cannot tell what `{files[0]}` holds: a cohort's file ends in"
                        " .parquet, .csv, .jsonl or .json"
                    )
        relation = self._connection.sql(f"SELECT * FROM {given} LIMIT 0")
        types = dict(zip(relation.columns, relation.types, strict=True))
        self._admit(name, given, cast("Types", types), complete)

    def _arrow(self, given: str, data: ArrowStream) -> frozenset[str]:
        """Make a table known that is in memory; load one that streams, for it streams only once."""
        if hasattr(data, "__len__") and not isinstance(data, duckdb.DuckDBPyRelation):
            table = pa.table(data)
            self._registered[given] = table
            self._connection.register(given, table)
            return frozenset(n for n in table.column_names if not table[n].null_count)
        self._load(given, pa.RecordBatchReader.from_stream(data))
        return self._without_null(given)

    def _parquet(self, given: str, files: list[str]) -> frozenset[str]:
        listed = f"[{', '.join(map(text, files))}]"
        together = "true" if len(files) > 1 else "false"
        try:
            self._connection.execute(
                f"CREATE VIEW {given} AS SELECT * FROM read_parquet({listed},"
                f" union_by_name = {together}, hive_partitioning = false)"
            )
            statistics = self._connection.sql(
                "SELECT path_in_schema FROM parquet_metadata("
                f"{listed}) GROUP BY 1 HAVING bool_and(stats_null_count IS NOT DISTINCT FROM 0)"
            ).fetchall()
        except duckdb.Error:
            raise UsageError(f"cannot read `{files[0]}` as Parquet") from None
        # Where files differ, a column that one of them lacks is NULL there.
        return frozenset(name for (name,) in statistics if len(files) == 1)

    def _csv(self, given: str, files: list[str]) -> frozenset[str]:
        """Load CSV as text, so that no zero is lost; what is no text is converted by its declared type."""
        listed = f"[{', '.join(map(text, files))}]"
        try:
            self._connection.execute(
                f"CREATE TABLE {given} AS SELECT * FROM read_csv({listed},"
                " all_varchar = true, header = true, delim = ',', quote = '\"',"
                " escape = '\"', skip = 0, union_by_name = true)"
            )
        except duckdb.Error:
            # Its message holds the line that it stumbled over.
            raise UsageError(f"cannot read `{files[0]}` as CSV with commas") from None
        return self._without_null(given)

    def _records(self, raw: Iterable[object]) -> None:
        with (self._folder / "records").open("w+b") as waiting:
            batches = Batches(self.vocabulary, waiting).read(raw)
            self.diagnostics += batches.diagnostics
            self._canonical(
                batches.source,
                (each for batch in batches.tables() for each in batch.items()),
            )

    def _database(self, url: str) -> None:
        # The driver is an extra.
        from policyengine.backends.sql.on_postgres import tables  # noqa: PLC0415

        for name, rows in tables(url, self.vocabulary):
            self._table(name, rows)

    def _canonical(
        self,
        source: Source,
        tables: Iterable[tuple[str, pa.Table | pa.RecordBatchReader]],
    ) -> None:
        """Load tables that are canonical already; several of one name follow each other."""
        given: dict[str, str] = {}
        for relation, rows in tables:
            name = given.setdefault(relation, f"given_{relation}")
            self._load(name, rows)
        for table in source.tables.values():
            for relation in (table.relation, *table.children.values()):
                columns = self._connection.sql(
                    f"SELECT * FROM {given[relation]}"
                ).columns
                self._enter(
                    Door(
                        relation,
                        given[relation],
                        {each: identifier(each) for each in columns},
                        "true",
                        (),
                        None if relation == table.relation else table.relation,
                    )
                )
        self.source = Source({**self.source.tables, **source.tables})

    def _admit(
        self, name: str | None, given: str, types: Types, complete: frozenset[str]
    ) -> None:
        """Read a table as the subjects of the kinds in it, or as the entries of a list."""
        kinds = self.vocabulary.kinds
        if name is not None and name not in kinds:
            self._entries(name, given, types, complete)
            return
        several = name is None and KIND in types
        held = self._kinds(given) if several else [name or USUAL_KIND]
        for kind, mine in shared_out(types, {each: kinds[each] for each in held}):
            where = f"{KIND} = {text(kind)}" if several else "true"
            self._take(subjects(kinds[kind], given, mine, complete, where))

    def _entries(
        self, name: str, given: str, types: Types, complete: frozenset[str]
    ) -> None:
        for table in self.source.tables.values():
            facts = self.vocabulary.kinds[table.kind].facts
            fact = facts.get(name.removeprefix(f"{table.kind}_"))
            if fact is not None and fact.entry is not None and fact.name != name:
                told = f"{fact.name}_known" in self._selected(table.relation)
                self._take(entries(table, told, fact, given, types, complete))
                return
        known = ", ".join(self.vocabulary.kinds)
        raise UsageError(
            f"`{name}` is neither a kind of record ({known}) nor a list of one"
            " whose table is given"
        )

    def _selected(self, relation: str) -> Collection[str]:
        return next(each.select for each in self._doors if each.relation == relation)

    def _take(self, admitted: Admitted) -> None:
        self.diagnostics += admitted.diagnostics
        if admitted.door is not None and admitted.table is not None:
            table = admitted.table
            self.source = Source({**self.source.tables, table.kind: table})
            self._enter(admitted.door)

    def _enter(self, each: Door) -> None:
        if any(each.relation == other.relation for other in self._doors):
            raise UsageError(f"there are two tables of `{each.relation}`")
        self._doors.append(each)
        self._view(each)

    def _view(self, each: Door, without: Collection[str] = ()) -> None:
        name = identifier(each.relation)
        self._connection.execute(
            f"CREATE OR REPLACE VIEW {name} AS {each.view(without)}"
        )

    def _kinds(self, given: str) -> list[str]:
        """Return the kinds of record in a table that says of each row what it is."""
        counted = self._connection.sql(
            f"SELECT CAST({KIND} AS VARCHAR), count(*) FROM {given} GROUP BY 1 ORDER BY 1"
        ).fetchall()
        other = sum(rows for kind, rows in counted if kind not in self.vocabulary.kinds)
        if other:
            known = ", ".join(self.vocabulary.kinds)
            message = f"`{KIND}` is no kind of record; {rows_left_out(other)}"
            self.diagnostics.append(
                Diagnostic("PE702", message, hint=f"one of: {known}")
            )
        return [kind for kind, _ in counted if kind in self.vocabulary.kinds]

    def _load(self, given: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Copy rows into a table of that name, behind those that are there."""
        with self._connection.cursor() as cursor:
            cursor.register("coming", rows)
            exists = cursor.sql(
                f"SELECT 1 FROM duckdb_tables() WHERE table_name = {text(given)}"
            ).fetchall()
            into = "INSERT INTO" if exists else "CREATE TABLE"
            by = "BY NAME" if exists else "AS"
            try:
                cursor.execute(f"{into} {identifier(given)} {by} SELECT * FROM coming")
            except duckdb.Error as error:
                raise _told(error) from None

    def _without_null(self, given: str) -> frozenset[str]:
        names = self._connection.sql(f"SELECT * FROM {given} LIMIT 0").columns
        counts = ", ".join(f"count(*) = count({identifier(each)})" for each in names)
        full = self._one(f"SELECT {counts} FROM {given}")
        return frozenset(name for name, each in zip(names, full, strict=True) if each)

    def _one(self, query: str) -> tuple[int, ...]:
        try:
            (row,) = self._connection.sql(query).fetchall()
        except duckdb.Error as error:
            raise _told(error) from None
        return cast("tuple[int, ...]", row)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own, so that several answers can be read side by side."""
        cursor = self._connection.cursor()
        for name, table in self._registered.items():
            cursor.register(name, table)
        return cursor


class _Ahead:
    """What a query answers, read ahead in a thread: so an interrupt is heard while DuckDB is at work."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, query: str) -> None:
        self._cursor = cursor
        self._waiting: Queue[pa.RecordBatch | Exception | None] = Queue(BATCHES_AHEAD)
        self._stopped = Event()
        self._thread = Thread(target=self._read, args=(query,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        while (each := self._waiting.get()) is not None:
            if isinstance(each, Exception):
                raise each
            yield each

    def stop(self) -> None:
        """Have the query end, if it has not."""
        self._stopped.set()
        while self._thread.is_alive():
            self._cursor.interrupt()
            with suppress(Empty):
                self._waiting.get(timeout=0.01)
        self._thread.join()

    def _read(self, query: str) -> None:
        try:
            for batch in self._cursor.sql(query).to_arrow_reader(ROWS_OF_A_BATCH):
                self._waiting.put(batch)
                if self._stopped.is_set():
                    return
            self._waiting.put(None)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            # Arrow takes for the system's what went wrong in the engine.
            self._waiting.put(duckdb.Error(str(error)))


def _told(error: duckdb.Error) -> Exception:
    """Return an error as it may be told: only the first words of DuckDB's text never hold a value."""
    kind = str(error).partition(":")[0]
    return (
        UsageError(TOO_LITTLE_MEMORY) if "Out of Memory" in kind else duckdb.Error(kind)
    )


def _connect(
    folder: str, memory_limit: str | None, threads: int | None
) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": folder
    }
    if memory_limit is not None:
        settings["memory_limit"] = memory_limit
    if threads is not None:
        settings["threads"] = str(threads)
    try:
        connection = duckdb.connect(":memory:", config=settings)
    except duckdb.Error:
        raise UsageError(
            f"`{memory_limit}` is no amount of memory; write one as `512MiB`"
        ) from None
    for each in SETTINGS:
        connection.execute(each)
    return connection


def _close(
    connection: duckdb.DuckDBPyConnection, folder: str, running: set[_Ahead]
) -> None:
    # An interrupted program may end while a query is still being answered.
    for each in running:
        each.stop()
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def _rows(cursor: duckdb.DuckDBPyConnection, relation: str, order: str) -> list[Row]:
    query = f"SELECT * FROM {identifier(relation)} SEMI JOIN wanted USING ({ID}) ORDER BY {order}"
    rows: list[Row] = (
        cursor.sql(query).to_arrow_table().to_pylist(maps_as_pydicts="strict")
    )
    return rows

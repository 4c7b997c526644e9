"""A cohort in Apache Spark: tables of the caller's session as canonical views, and queries answered as DataFrames.

The session and its DataFrames bring pyspark with them, so it is not needed before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias, cast

import pyarrow as pa
from sqlglot import exp

from policyengine.backends.sql.canonical import ID, Source, Table
from policyengine.backends.sql.spark_columns import (
    Fault,
    any_of,
    columns,
    identity,
    named,
    packed,
    wrong_ids,
    wrong_values,
)
from policyengine.backends.sql.spelling import number, quoted
from policyengine.backends.sql.tables import facts_of
from policyengine.diagnostics.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from policyengine.policy.vocabulary import Vocabulary

# What pyspark calls these, for those who may not know of it.
Session: TypeAlias = "SparkSession"
Frame: TypeAlias = "DataFrame"
OneTable: TypeAlias = "Frame | str"
Data: TypeAlias = "OneTable | Mapping[str, OneTable]"
Row: TypeAlias = "dict[str, object]"

# The kind of record in a table that does not say.
USUAL_KIND = "person"

# Spark makes one Java method of many provisions, and no JVM compiles a method of more bytes than this. Past the limit
# Spark evaluates without such a method, but its own limit is so high that it never does.
LIMIT, LONGEST_COMPILED = "spark.sql.codegen.hugeMethodLimit", 8000

_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Door:
    """How the canonical view of a kind is read from a given one, and what is true of rows that cannot be used."""

    kind: str
    view: str
    given: str
    select: Mapping[str, exp.Expression]
    faults: tuple[Fault, ...]

    def query(self, without: Collection[exp.Expression] = ()) -> exp.Select:
        """Return what reads the view, without the rows of which one of these is true."""
        read = (
            exp.Alias(this=each, alias=quoted(name))
            for name, each in self.select.items()
        )
        query = _of(exp.select(*read), self.given)
        if not without:
            return query
        bad = exp.Is(this=any_of(*without), expression=exp.true())
        return query.where(exp.Not(this=bad))


class Cohort:
    """An open cohort: what its views are in `source`, and what of the tables cannot be used in `diagnostics`.

    `rows` tells how many subjects of each kind there are, once `check` was called. The session has the views until
    `close`; DataFrames that were made before stay good.
    """

    def __init__(
        self, session: SparkSession, data: Data, vocabulary: Vocabulary
    ) -> None:
        """Read a DataFrame or a table of persons, or one for each kind of record.

        Raises UsageError where the session has no such table.
        """
        self.source = Source({})
        self.diagnostics: list[Diagnostic] = []
        self.rows: dict[str, int] = {}
        self._session = session
        self._vocabulary = vocabulary
        self._doors: list[Door] = []
        tables = data if isinstance(data, Mapping) else {USUAL_KIND: data}
        for kind, table in tables.items():
            self._add(kind, table)

    def run(self, query: str) -> DataFrame:
        """Return what a query answers.

        Spark reads its limit of generated code when a DataFrame is acted on, so it is lowered for the session, for
        good; answers are the same at any.
        """
        if int(self._session.conf.get(LIMIT) or 0) > LONGEST_COMPILED:
            self._session.conf.set(LIMIT, LONGEST_COMPILED)
        return self._session.sql(query)

    def fetch(self, kind: str, ids: Collection[str]) -> list[Row]:
        """Return the rows of some subjects, to the driver."""
        wanted = pa.table({ID: pa.array(ids, pa.string())})
        rows = self._session.table(self.source.tables[kind].relation)
        found = rows.join(self._session.createDataFrame(wanted), ID, "left_semi")
        return [cast("Row", each.asDict(recursive=True)) for each in found.collect()]

    def ids(self, kind: str) -> DataFrame:
        """Return the ids of all subjects of a kind."""
        return self._session.table(self.source.tables[kind].relation).select(ID)

    def check(self, used: Collection[str]) -> list[Diagnostic]:
        """Count the subjects, leave out those who cannot be used, and say why.

        `used` are the columns that are read; what others hold does not matter. One look at the data for each table.
        """
        told: list[Diagnostic] = []
        for door in self._doors:
            wrong = list(self._survey(door, used))
            told += [fault.told(door.kind, rows) for fault, rows in wrong]
            if wrong:
                self._view(door, [fault.found for fault, _ in wrong])
        return told

    def close(self) -> None:
        """Let the session forget the views."""
        for door in self._doors:
            self._session.catalog.dropTempView(door.view)
            self._session.catalog.dropTempView(door.given)

    def _add(self, kind: str, table: OneTable) -> None:
        declared = self._vocabulary.kinds.get(kind)
        if declared is None:
            known = ", ".join(self._vocabulary.kinds)
            message = f"no kind of record is called `{kind}`"
            self.diagnostics.append(Diagnostic("PE702", message, hint=f"use {known}"))
            return
        if isinstance(table, str):
            if not self._session.catalog.tableExists(table):
                raise UsageError(f"the session has no table `{table}`")
            table = self._session.table(table)
        types = {
            each["name"]: each["type"] for each in table.schema.jsonValue()["fields"]
        }
        key_type = types.pop(ID, None)
        key = identity(key_type)
        if key is None:
            message = f"{kind}: `id` must be a column of texts; the table is not used"
            self.diagnostics.append(Diagnostic("PE703", message))
            return
        facts = facts_of(declared)
        found, unread = columns(facts, types, named)
        self.diagnostics += [
            Diagnostic(each.code, f"{kind}: {each.message}", hint=each.hint)
            for each in unread
        ]
        faults = [*wrong_ids(key_type, key)]
        for name, (column, read) in found.items():
            faults += wrong_values(facts[name], column, read)
        view = f"policyengine_{next(_NUMBERS)}_{kind}"
        select = {ID: key, **packed(found, named)}
        door = Door(kind, view, f"{view}_given", select, tuple(faults))
        table.createOrReplaceTempView(door.given)
        self._view(door)
        self._doors.append(door)
        canonical = {name: column for name, (column, _) in found.items()}
        self.source = Source({**self.source.tables, kind: Table(kind, view, canonical)})

    def _view(self, door: Door, without: Collection[exp.Expression] = ()) -> None:
        rows = self._session.sql(door.query(without).sql("spark"))
        rows.createOrReplaceTempView(door.view)

    def _survey(self, door: Door, used: Collection[str]) -> Iterator[tuple[Fault, int]]:
        """Yield what is wrong with rows of a table, and with how many."""
        faults = [each for each in door.faults if each.fact == ID or each.fact in used]
        key = door.select[ID]
        distinct = exp.Count(this=exp.Distinct(expressions=[key]))
        asked: list[exp.Expression] = [
            exp.Count(this=exp.Star()),
            *(exp.CountIf(this=each.found) for each in faults),
            exp.Sub(this=exp.Count(this=key), expression=distinct),
        ]
        total, *found, repeated = self._one(door, asked)
        self.rows[door.kind] = total
        wrong = zip(faults, found, strict=True)
        yield from ((each, rows) for each, rows in wrong if rows)
        if repeated:
            ids = _of(exp.select(key), door.given).group_by(key)
            several = exp.GT(this=exp.Count(this=exp.Star()), expression=number(1))
            again = exp.In(this=key, query=ids.having(several).subquery())
            (rows,) = self._one(door, [exp.Count(this=exp.Star())], again)
            yield Fault(ID, again, "PE708", "an `id` stands in several rows"), rows

    def _one(
        self,
        door: Door,
        asked: Collection[exp.Expression],
        where: exp.Expression | None = None,
    ) -> tuple[int, ...]:
        """Return some numbers about the rows of a given table."""
        query = _of(exp.select(*asked), door.given)
        query = query if where is None else query.where(where)
        (row,) = self._session.sql(query.sql("spark")).collect()
        return tuple(row)


def by_subject(answers: DataFrame, column: str) -> DataFrame:
    """Return a row for each subject with what a column is of all its rows."""
    from pyspark.sql.functions import expr  # noqa: PLC0415 - an extra

    return answers.groupBy(ID).agg(expr(column))


def _of(query: exp.Select, table: str) -> exp.Select:
    return query.from_(exp.Table(this=quoted(table)))

"""The way into a cohort: what a given table is read as, and which of its rows cannot be used and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyengine.backends.sql.admission import TEXTS, WHOLE, columns, identifier, text
from policyengine.backends.sql.canonical import ID, POSITION, Column, Table
from policyengine.backends.sql.given import KIND
from policyengine.backends.sql.tables import facts_of
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.records import CPR_LIKE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Set
    from typing import TypeAlias

    from policyengine.backends.sql.admission import EngineType, Reading
    from policyengine.policy.vocabulary import Fact, RecordKind

    Types: TypeAlias = Mapping[str, EngineType]
    Found: TypeAlias = Mapping[str, tuple[Column, Reading]]

AS_KEPT = "`policyengine import` makes a cohort of a table as people keep it"


@dataclass(frozen=True, slots=True)
class Fault:
    """`found` is true of rows that cannot be used because of the column `fact`; `code` and `reason` tell of them."""

    fact: str
    found: str
    code: str
    reason: str
    hint: str | None = None

    def told(self, relation: str, rows: int) -> Diagnostic:
        """Say of how many rows it is true."""
        message = f"{relation}: {self.reason}; {rows_left_out(rows)}"
        return Diagnostic(self.code, message, hint=self.hint)


@dataclass(frozen=True, slots=True)
class Door:
    """How a canonical relation is read from a given one: the SQL of each column, of which rows, and their faults.

    `parent` is the relation that a child table's rows belong to: where one is faulty, its parent is left out.
    """

    relation: str
    given: str
    select: Mapping[str, str]
    where: str
    faults: tuple[Fault, ...]
    parent: str | None = None

    def view(self, without: Collection[str] = ()) -> str:
        """Return the query that reads the relation, without the rows of which one of these is true."""
        read = ", ".join(f"{sql} AS {identifier(n)}" for n, sql in self.select.items())
        bad = " OR ".join(f"({each})" for each in without)
        where = f"({self.where}) AND ({bad}) IS NOT TRUE" if bad else self.where
        return f"SELECT {read} FROM {identifier(self.given)} WHERE {where}"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A kind's table and how a given one is read as it, or as a list of it; None where it cannot be read at all."""

    table: Table | None
    door: Door | None
    diagnostics: tuple[Diagnostic, ...]


def shared_out(
    types: Types, kinds: Mapping[str, RecordKind]
) -> Iterator[tuple[str, Types]]:
    """Yield the columns that each kind has in a table of several; the first gets those that none has."""
    facts = {name: facts_of(kind) for name, kind in kinds.items()}
    left = {name: type_ for name, type_ in types.items() if name != KIND}
    for each in facts.values():
        left = {name: type_ for name, type_ in left.items() if _fact(name) not in each}
    for name, each in facts.items():
        mine = {n: t for n, t in types.items() if n == ID or _fact(n) in each}
        yield name, {**mine, **left}
        left = {}


def subjects(
    kind: RecordKind, given: str, types: Types, complete: Set[str], where: str
) -> Admitted:
    """Read the subjects of a kind from the rows of a table of which `where` is true."""
    facts = facts_of(kind)
    # Whether a list is known is told here; its entries may be in a table of their own.
    apart = {
        f"{name}_known"
        for name, fact in facts.items()
        if fact.entry is not None and name not in types
        if f"{name}_known" in types and types[f"{name}_known"].id == "boolean"
    }
    keys, faults = _keys(kind.name, types, (ID,))
    if faults:
        return Admitted(None, None, tuple(faults))
    here = {n: t for n, t in types.items() if n not in keys and n not in apart}
    found, faults = columns(facts, here, identifier)
    select = {**keys, **_select(found), **{name: identifier(name) for name in apart}}
    wrong = (*_wrong_ids(keys[ID], types[ID]), *_wrong(found, facts))
    return Admitted(
        Table(kind.name, kind.name, _described(found, complete)),
        Door(kind.name, given, select, where, wrong),
        _at(kind.name, faults),
    )


def entries(
    table: Table,
    told: bool,
    fact: Fact,
    given: str,
    types: Types,
    complete: Set[str],
) -> Admitted:
    """Read the entries of a list of a kind; `told`: its subjects tell whether the list is known."""
    assert fact.entry is not None
    relation = f"{table.kind}_{fact.name}"
    keys, faults = _keys(relation, types, (ID, POSITION))
    if faults:
        return Admitted(None, None, tuple(faults))
    facts = fact.entry.facts
    here = {name: type_ for name, type_ in types.items() if name not in keys}
    found, faults = columns(facts, here, identifier)
    column = Column(
        fact.name,
        "told" if told else fact.null_means,
        members=_described(found, complete),
    )
    return Admitted(
        replace(
            table,
            columns={**table.columns, fact.name: column},
            children={**table.children, fact.name: relation},
        ),
        Door(
            relation,
            given,
            {**keys, **_select(found)},
            "true",
            tuple(_wrong(found, facts)),
            table.relation,
        ),
        _at(relation, faults),
    )


def _fact(column: str) -> str:
    return column.removesuffix("_known")


def _at(relation: str, faults: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(
        replace(each, message=f"{relation}: {each.message}") for each in faults
    )


def _select(found: Found) -> dict[str, str]:
    """Return the SQL of each column, and of the one beside it that tells what its NULLs say."""
    return {name: read.value for name, (_, read) in found.items()} | {
        column.told_by: identifier(column.told_by)
        for column, _ in found.values()
        if column.nulls == "told"
    }


def _described(found: Found, complete: Set[str]) -> dict[str, Column]:
    """Return the columns, and which have no NULL: of those only that are read as they are."""
    return {
        name: replace(
            column, complete=name in complete and read.value == identifier(name)
        )
        for name, (column, read) in found.items()
    }


def _wrong(found: Found, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    """Yield what the columns cannot say of a fact."""
    for name, (column, read) in found.items():
        if read.fault:
            reason = f"`{name}` has values that it cannot have"
            yield Fault(name, read.fault, "PE706", reason)
        if facts[name].timing == "prior" and column.nulls != "unknown":
            none = f"{read.value} IS NULL"
            if column.nulls == "told":
                none += f" AND {identifier(column.told_by)}"
            yield Fault(name, none, "PE706", f"`{name}` cannot be none")


def rows_left_out(rows: int) -> str:
    """Say how many rows are left out."""
    return "1 row is left out" if rows == 1 else f"{rows:,} rows are left out"


def _keys(
    relation: str, types: Types, wanted: tuple[str, ...]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the SQL of what tells rows apart, and what is wrong with that."""
    keys = {name: identifier(name) for name in wanted}
    faults = []
    for name in wanted:
        held = types.get(name)
        kinds = TEXTS | WHOLE if name == ID else WHOLE
        if held is None:
            message = f"{relation}: there is no column `{name}`; the table is not used"
            faults.append(Diagnostic("PE703", message, hint=AS_KEPT))
        elif held.id not in kinds:
            what = "a text" if name == ID else "a whole number"
            message = f"{relation}: `{name}` must be {what}; the table is not used"
            faults.append(Diagnostic("PE703", message))
        elif name == ID and held.id != "varchar":
            keys[ID] = f"CAST({keys[ID]} AS VARCHAR)"
    return keys, faults


def _wrong_ids(key: str, type_: EngineType) -> Iterator[Fault]:
    """Yield what an id cannot be; a number lacks the zeros that it begins with."""
    yield Fault(ID, f"trim({key}) = '' OR {key} IS NULL", "PE703", "there is no `id`")
    whole = f"lpad({key}, 10, '0')" if type_.id in WHOLE else key
    cpr = f"length({whole}) IN (10, 11) AND regexp_full_match({whole}, {text(CPR_LIKE.pattern)})"
    hint = "use a pseudonym or a case number"
    yield Fault(ID, cpr, "PE704", "`id` looks like a CPR number", hint)

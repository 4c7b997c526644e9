"""Which rows of a PostgreSQL table a cohort cannot use: the SQL that finds them, and that leaves them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyengine.backends.sql.admission import identifier, text
from policyengine.backends.sql.canonical import ID, POSITION, Column
from policyengine.backends.sql.doors import Fault
from policyengine.feel.types import Choice, Day, ListType, Number
from policyengine.policy.records import CPR_LIKE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policyengine.backends.sql.postgres_catalog import Held

SEVERAL = Fault(ID, "", "PE708", "an `id` stands in several rows")


def several(relation: str) -> str:
    """Return the query of ids that stand in several rows of a table, and in how many, `n`."""
    return (
        f"SELECT id, count(*) AS n FROM {identifier(relation)}"
        " GROUP BY id HAVING count(id) > 1"
    )


@dataclass(frozen=True, slots=True)
class Usable:
    """The rows of a table without those that a condition is true of, and those whose id a query finds."""

    relation: str
    wrong: tuple[str, ...] = ()
    wrong_ids: tuple[str, ...] = ()

    def without(self, relation: str, fault: Fault) -> Usable:
        """Return the rows without those that a fault is in, be it in the table or in that of a list."""
        if fault == SEVERAL:
            found = f"SELECT id FROM ({several(relation)}) AS q"
        elif relation == self.relation:
            return replace(self, wrong=(*self.wrong, f"({fault.found})"))
        else:
            found = f"SELECT id FROM {identifier(relation)} WHERE {fault.found}"
        return replace(self, wrong_ids=(*self.wrong_ids, found))

    @property
    def sql(self) -> str:
        """The table under its own name, to stand behind `WITH`."""
        conditions = []
        if self.wrong:
            conditions.append(f"({' OR '.join(self.wrong)}) IS NOT TRUE")
        if self.wrong_ids:
            found = " UNION ALL ".join(self.wrong_ids)
            conditions.append(
                f"NOT EXISTS (SELECT FROM ({found}) AS w WHERE w.id = s.id)"
            )
        name = identifier(self.relation)
        usable = f"SELECT s.* FROM {name} AS s WHERE {' AND '.join(conditions)}"
        return f"{name} AS ({usable})"


def faults_of(columns: Mapping[str, Held]) -> Iterator[Fault]:
    """Yield what rows of a table may hold that no record can."""
    key = identifier(ID)
    yield Fault(ID, f"btrim({key}) = '' OR {key} IS NULL", "PE703", "there is no `id`")
    if POSITION not in columns:
        cpr = f"{key} ~ {text(f'^({CPR_LIKE.pattern})$')}"
        hint = "use a pseudonym or a case number"
        yield Fault(ID, cpr, "PE704", "`id` looks like a CPR number", hint)
    for name, held in columns.items():
        wrong = _wrong(identifier(name), held)
        if wrong is not None:
            reason = f"`{name}` has values that it cannot have"
            yield Fault(name, wrong, "PE706", reason)
        if held.fact.timing == "prior" and (none := _none(name, held, columns)):
            yield Fault(name, none, "PE706", f"`{name}` cannot be none")


def _wrong(column: str, held: Held) -> str | None:
    """Return what is true of a value that a fact cannot have."""
    match held.fact.type:
        case _ if held.fact.per_year:
            return f"jsonb_typeof({column}) <> 'object'"
        case Number() if held.type == "numeric":
            # Of what is not finite, the difference from itself is NaN.
            return f"{column} - {column} <> 0"
        case Day():
            return f"{column} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
        case Choice(words):
            return f"{column} NOT IN ({', '.join(map(text, words))})"
        case ListType(Choice(words)):
            return f"NOT {column} <@ ARRAY[{', '.join(map(text, words))}]"
        case _:
            return None


def _none(name: str, held: Held, columns: Mapping[str, Held]) -> str | None:
    """Return what is true where a column says none."""
    column = Column(name)
    if column.told_by in columns:
        return f"{identifier(name)} IS NULL AND {identifier(column.told_by)}"
    return f"{identifier(name)} IS NULL" if held.fact.null_means == "none" else None

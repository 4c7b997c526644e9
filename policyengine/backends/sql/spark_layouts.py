"""The answers of compiled statements laid out in Spark: expressions over the columns of a statement.

The columns are those of the same layouts on DuckDB: a row for each subject, each breach, or each finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.spark_columns import call, is_null, named, struct
from policyengine.backends.sql.spelling import cast, number, quoted, text
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from policyengine.backends.sql.plan import Cell

KIND, STEM = "kind", "stem"
FROM, UNTIL = "due_from", "due_until"
SUBJECT = {KIND: "string", ID: "string"}
PROVISION = {"policy": "string", "provision": "string", "instance": "string"}
BREACHES = {**SUBJECT, **PROVISION, "due": "date"}
FINDINGS = {
    **SUBJECT,
    **PROVISION,
    "outcome": "string",
    "possible": "array<string>",
    "due": "date",
    FROM: "date",
    UNTIL: "date",
}

TEXT = exp.DataType(this=exp.DType.TEXT)


def singles(kind: str, cells: Sequence[Cell]) -> list[str]:
    """Return what makes of a subject's row with an answer in each cell a row for each answer."""
    answers = [
        struct(
            {
                "policy": text(cell.policy),
                "provision": text(cell.provision),
                "instance": cast(exp.Null(), TEXT),
                "possible": named(cell.column),
                FROM: named(f"{cell.column}_from"),
                UNTIL: named(f"{cell.column}_until"),
            }
        )
        for cell in cells
    ]
    each = call("inline", exp.Array(expressions=answers))
    return _written([_as(text(kind), KIND), named(ID), each])


def many(cell: Cell) -> list[str]:
    """Return the same columns of a cell that answers in rows of its own."""
    return _written(
        [
            _as(text(cell.kind), KIND),
            named(ID),
            _as(text(cell.policy), "policy"),
            _as(text(cell.provision), "provision"),
            *map(named, ("instance", "possible", FROM, UNTIL)),
        ]
    )


def findings() -> list[str]:
    """Return the columns of findings, of a row for each answer."""
    made = {
        "outcome": outcome(named("possible")),
        "possible": _words(named("possible")),
        "due": due(named(FROM), named(UNTIL)),
    }
    return _written(_as(made[n], n) if n in made else named(n) for n in FINDINGS)


def breaches() -> tuple[str, list[str]]:
    """Return which rows for an answer are breaches, and the columns of breaches."""
    day = _as(due(named(FROM), named(UNTIL)), "due")
    breached = exp.EQ(this=named("possible"), expression=number(int(Outcome.BREACHED)))
    columns = [day if name == "due" else named(name) for name in BREACHES]
    return breached.sql("spark"), _written(columns)


def wide(cells: Sequence[Cell]) -> list[str]:
    """Return the outcome and last day of each cell, of a subject's row with an answer in each."""
    found: list[exp.Expression] = [named(ID)]
    for cell in cells:
        stem, name = cell.column, title(cell)
        last = due(named(f"{stem}_from"), named(f"{stem}_until"))
        found += [_as(outcome(named(stem)), name), _as(last, f"{name}.due")]
    return _written(found)


def listed(cell: Cell) -> str:
    """Return all answers of a subject in a cell as one list, of rows of its own; `offers[10]` behind `offers[9]`."""
    said = {
        "instance": named("instance"),
        "outcome": outcome(named("possible")),
        "due": due(named(FROM), named(UNTIL)),
    }
    entry = struct({"length": exp.Length(this=named("instance")), **said})
    ordered = call("array_sort", call("collect_list", entry))
    kept = struct(
        {name: exp.Dot(this=named("e"), expression=quoted(name)) for name in said}
    )
    each = exp.Lambda(this=kept, expressions=[quoted("e")])
    return _as(exp.Transform(this=ordered, expression=each), title(cell)).sql("spark")


def of_kind(kind: str) -> str:
    """Return the kind of record as a column."""
    return _as(text(kind), KIND).sql("spark")


def titles(cells: Iterable[Cell], lists: Container[Cell]) -> list[str]:
    """Return the columns of the wide layout, some cells having a list of answers."""
    names = []
    for cell in cells:
        names.append(title(cell))
        if cell not in lists:
            names.append(f"{title(cell)}.due")
    return _written(map(named, names))


def left_open(flags: Mapping[str, str]) -> tuple[list[str], str]:
    """Return what makes a row of each flag of a subject's row, named as told, and which of those rows are open.

    A condition on the flags themselves Spark would move to where the data are read, and there write out all that they
    are computed from, over and over.
    """
    each = [
        struct({STEM: text(stem), "open": named(flag)}) for stem, flag in flags.items()
    ]
    rows = call("inline", exp.Array(expressions=each))
    return _written([named(ID), rows]), named("open").sql("spark")


def put_in(cells: Iterable[Cell], settled: Container[str]) -> list[str]:
    """Return the columns of a statement whose open cells have been settled, by stem, in a struct beside them."""
    columns: list[exp.Expression] = [named(ID)]
    for cell in cells:
        stem, beside = cell.column, f"{cell.column}_settled"
        for name, part in (
            (stem, "possible"),
            (f"{stem}_from", FROM),
            (f"{stem}_until", UNTIL),
        ):
            if stem in settled:
                reference = exp.Dot(this=named(beside), expression=quoted(part))
                known = exp.If(this=is_null(named(beside)), true=named(name))
                columns.append(_as(exp.Case(ifs=[known], default=reference), name))
            else:
                columns.append(named(name))
    return _written(columns)


def title(cell: Cell) -> str:
    """Return what a cell is called in the wide layout."""
    return f"{cell.policy}.{cell.provision}"


def outcome(possible: exp.Expression) -> exp.Expression:
    """Return the word of a set of possible outcomes."""
    words = [exp.If(this=number(int(each)), true=text(each.word)) for each in Outcome]
    return exp.Case(this=possible, ifs=words, default=text("undetermined"))


def due(from_: exp.Expression, until: exp.Expression) -> exp.Expression:
    """Return the last day where it is certain."""
    certain = exp.EQ(this=from_, expression=until)
    return exp.Case(ifs=[exp.If(this=certain, true=from_.copy())])


def _words(possible: exp.Expression) -> exp.Expression:
    words: list[exp.Expression] = [
        exp.Case(
            ifs=[
                exp.If(
                    this=exp.NEQ(
                        this=exp.Paren(
                            this=exp.BitwiseAnd(
                                this=possible.copy(), expression=number(int(each))
                            )
                        ),
                        expression=number(0),
                    ),
                    true=text(each.word),
                )
            ]
        )
        for each in Outcome
    ]
    known = exp.Lambda(
        this=exp.Not(this=is_null(named("w"))), expressions=[quoted("w")]
    )
    return exp.ArrayFilter(this=exp.Array(expressions=words), expression=known)


def _as(value: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=quoted(name))


def _written(columns: Iterable[exp.Expression]) -> list[str]:
    return [each.sql("spark") for each in columns]

"""OpenFisca on the part of the cohort's work that it can express: eight scalar duties, every missing fact read as none.

Its variables hold one value for each person, so there are no possible sets, no ranges of due days and no lists; what it
says must be one of the outcomes that the SQL by hand calls possible. Reading Parquet into arrays is in its time, as it is
in that of DuckDB, which answers the same eight duties with all that is possible of them. CPU seconds, interleaved.

    pip install openfisca-core; python benchmarks/cohort_openfisca.py [ROWS]
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cohort.data import AS_OF, write
from cohort.measuring import interleaved, ratio
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

if TYPE_CHECKING:
    from collections.abc import Callable

Array: TypeAlias = Any  # of NumPy, and what OpenFisca makes of it

BY_HAND = Path(__file__).parent / "cohort" / "by_hand.sql"
ROUNDS = 5
TODAY, FROM = np.datetime64(AS_OF), np.datetime64("2016-01-01")
# A day that never comes, later than all others.
NEVER = np.datetime64("9000-01-01")

FACTS = [
    *("residence_basis", "in_programme", "health_exception", "dwelling_available"),
    *("arrived_on", "responsible_from", "left_on", "health_assessed_on", "contract_signed_on"),
    *("plan_made_on", "plan_agreed_on", "contact_person_on", "dwelling_from"),
    *("danish_referred_on", "danish_started_on", "danish_passed_on", "language_hours", "company_hours"),
]  # fmt: skip

person = build_entity("person", "persons", "a person", is_person=True)


def later(day: Array, months: int) -> Array:
    month = day.astype("datetime64[M]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    same = (month + months).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))  # fmt: skip
    return np.minimum(same, last)


def outcome(
    group: Array, start: Array, due: Array, done: Array, lifted: Array | None = None, excused: Array | None = None
) -> Array:  # fmt: skip
    nobody = np.zeros(len(start), dtype=bool)
    lifted, excused = lifted if lifted is not None else nobody, excused if excused is not None else nobody  # fmt: skip
    return np.select(
        [
            ~group | (start == NEVER) | (due < FROM),
            done <= due,
            lifted,
            (due < TODAY) & excused,
            done < NEVER,
            due < TODAY,
        ],
        [1, 8, 2, 2, 16, 32],
        4,
    )


# Each duty from what `get` gives: a fact of everybody as an array.
DUTIES: dict[str, Callable[[Callable[[str], Array]], Array]] = {
    "p0": lambda get: outcome(refugee(get), t := get("arrived_on"), later(t, 3), get("health_assessed_on")),
    "p1": lambda get: outcome(refugee(get), t := get("responsible_from"), later(t, 1), get("contract_signed_on")),
    "p2": lambda get: outcome(get("in_programme"), t := get("arrived_on"), t + 42, np.maximum(get("plan_made_on"), get("plan_agreed_on"))),
    "p3": lambda get: outcome(refugee(get), t := get("responsible_from"), d := t + 14, get("contact_person_on"), lifted=get("left_on") <= d),
    "p4": lambda get: outcome(refugee(get), t := get("responsible_from"), later(t, 6), get("dwelling_from"), excused=~get("dwelling_available")),
    "p5": lambda get: outcome(get("in_programme"), t := get("danish_referred_on"), later(t, 1), get("danish_started_on"), lifted=get("health_exception")),
    "p6": lambda get: outcome(get("in_programme"), t := get("danish_started_on"), later(t, 60), get("danish_passed_on")),
    "p13": lambda get: np.select([~get("in_programme"), get("language_hours") + get("company_hours") >= 370, get("health_exception")], [1, 8, 2], 32),
}  # fmt: skip


def refugee(get: Callable[[str], Array]) -> Array:
    basis = get("residence_basis")
    return (basis == 1) | (basis == 2)


def system(kinds: dict[str, type]) -> TaxBenefitSystem:
    """Return OpenFisca's description of the facts and duties."""
    made = TaxBenefitSystem([person])
    for name, kind in kinds.items():
        made.add_variable(_variable(name, kind, {}))
    for name, duty in DUTIES.items():
        made.add_variable(_variable(name, int, {"formula": _formula(duty)}))
    return made


def _formula(
    duty: Callable[[Callable[[str], Array]], Array],
) -> Callable[[Any, object], Array]:
    def formula(persons: Any, period: object) -> Array:  # noqa: ANN401 - a population
        return duty(lambda fact: persons(fact, period))

    return formula


def _variable(name: str, kind: type, more: dict[str, object]) -> type[Variable]:
    members = {"value_type": kind, "entity": person, "definition_period": DateUnit.DAY}  # fmt: skip
    return type(name, (Variable,), {**members, **more})


def read(source: Path) -> dict[str, Array]:
    """Return the facts as arrays: none is a day that never comes, false, or a number below all."""
    table = pq.read_table(source, columns=FACTS)
    return {name: _array(name, table[name].combine_chunks()) for name in FACTS}


def _array(name: str, column: pa.Array) -> Array:
    if pa.types.is_date32(column.type):
        days = column.fill_null(NEVER.astype(object)).to_numpy(zero_copy_only=False)
        return np.where(days > TODAY, NEVER, days)
    if name == "residence_basis":
        words = pa.array(["refugee", "family_reunified", "worker", "student"])
        return pc.index_in(column, words).fill_null(-2).to_numpy() + 1
    if pa.types.is_decimal(column.type):
        tenths = pc.multiply(column, pa.scalar(10)).cast(pa.int64())
        return tenths.fill_null(-10_000).to_numpy()
    # None of a dwelling to be had is no recorded no.
    return column.fill_null(name == "dwelling_available").to_numpy(zero_copy_only=False)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    con = duckdb.connect()
    con.execute("SET threads = 2")
    with TemporaryDirectory() as name:
        source = Path(name) / "cohort.parquet"
        write(source, rows)
        con.execute(f"CREATE TEMP VIEW cohort AS FROM '{source}'")
        con.execute(BY_HAND.read_text())
        facts = read(source)
        kinds = {name: {"M": AS_OF.__class__, "b": bool}.get(a.dtype.kind, int) for name, a in facts.items()}  # fmt: skip
        openfisca = system(kinds)

        def answer() -> dict[str, Array]:
            simulation = SimulationBuilder().build_default_simulation(openfisca, rows)
            for name, array in read(source).items():
                simulation.set_input(name, str(AS_OF), array)
            return {name: simulation.calculate(name, str(AS_OF)) for name in DUTIES}

        columns = [name for duty in DUTIES for name in (duty, f"{duty}_from", f"{duty}_until") if name not in ("p13_from", "p13_until")]  # fmt: skip

        def by_hand() -> pa.Table:
            return con.sql(f"SELECT {', '.join(columns)} FROM by_hand").to_arrow_table()

        possible = by_hand()
        for duty, said in answer().items():
            allowed = possible[duty].to_numpy()
            wrong = int(((said & allowed) == 0).sum())
            if wrong:
                raise SystemExit(f"{duty}: {wrong} of {rows} say what is not possible")
        print(f"{rows} persons × {len(DUTIES)}: every outcome is among the possible")
        spent = interleaved({"OpenFisca": answer, "DuckDB": by_hand}, ROUNDS)
    for name, seconds in spent.items():
        print(f"{name:10} {median(seconds):6.2f} CPU s")
    print(f"OpenFisca ÷ DuckDB {ratio(spent['OpenFisca'], spent['DuckDB'])}")


if __name__ == "__main__":
    main()

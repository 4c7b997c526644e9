"""A cohort of invented persons in Parquet, the same for a number of rows and a seed.

From 2 to 60 % of a column is missing; three lists of 0 to 4 entries, of which some are missing and others lack
members; one day in twelve is the last of its month or 29 February.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.random import Generator

AS_OF = date(2018, 6, 15)
CHUNK = 100_000

EPOCH = date(1970, 1, 1)
WORDS = {
    "residence_basis": ["refugee", "family_reunified", "worker", "student"],
    "kind": ["placement", "wage_subsidy", "ordinary_job", "education", "guidance"],
    "topic": ["resources", "wishes", "relations", "repatriation"],
    "needs": ["health", "housing", "finances"],
}
LAST_DAYS = np.array(
    [(date(y + m // 12, m % 12 + 1, 1) - EPOCH).days - 1 for y in range(1940, 2020) for m in range(1, 13)]
    + [(date(y, 2, 29) - EPOCH).days for y in range(1940, 2020, 4)],
    dtype=np.int32,
)  # fmt: skip

# One column: what it is made from by a generator for so many rows.
Made = "Callable[[Generator, int], pa.Array]"


def missing(random: Generator, rows: int, share: float) -> np.ndarray[Any, Any]:
    return random.random(rows) < share


def days(
    first: date, last: date, share: float, random: Generator, rows: int
) -> pa.Array:
    low, high = (first - EPOCH).days, (last - EPOCH).days
    made = random.integers(low, high, rows, dtype=np.int32)
    ends = LAST_DAYS[(low <= LAST_DAYS) & (high >= LAST_DAYS)]
    made = np.where(
        random.random(rows) < 1 / 12, ends[random.integers(0, len(ends), rows)], made
    )
    return pa.array(made, pa.date32(), mask=missing(random, rows, share))


def flags(true: float, share: float, random: Generator, rows: int) -> pa.Array:
    return pa.array(random.random(rows) < true, mask=missing(random, rows, share))


def words(name: str, share: float, random: Generator, rows: int) -> pa.Array:
    # The first word of a choice is as frequent as all others together.
    several = len(WORDS[name])
    index = random.integers(0, 2 * (several - 1), rows, dtype=np.int32) - (several - 2)
    return pa.DictionaryArray.from_arrays(
        pa.array(index.clip(0), mask=missing(random, rows, share)), WORDS[name]
    ).cast(pa.string())


def numbers(
    low: int, high: int, kind: pa.DataType, share: float, random: Generator, rows: int
) -> pa.Array:
    made = random.integers(low, high, rows, dtype=np.int64)
    whole = pa.array(made, mask=missing(random, rows, share))
    if not pa.types.is_decimal(kind):
        return whole.cast(kind)
    tenths = pa.scalar("0.1").cast(pa.decimal128(2, 1))
    return pc.multiply(whole.cast(pa.decimal128(19, 0)), tenths).cast(kind)


def some_words(name: str, share: float, random: Generator, rows: int) -> pa.Array:
    chosen = random.random((rows, len(WORDS[name]))) < 0.35
    items = pa.DictionaryArray.from_arrays(
        np.nonzero(chosen)[1].astype(np.int32), WORDS[name]
    )
    return lists(chosen.sum(axis=1), items.cast(pa.string()), share, random)


def entries(
    members: dict[str, Callable[[Generator, int], pa.Array]],
    share: float,
    random: Generator,
    rows: int,
) -> pa.Array:
    sizes = random.choice(5, rows, p=[0.25, 0.25, 0.2, 0.2, 0.1])
    count = int(sizes.sum())
    made = [make(random, count) for make in members.values()]
    return lists(sizes, pa.StructArray.from_arrays(made, list(members)), share, random)


def lists(
    sizes: np.ndarray[Any, Any], items: pa.Array, share: float, random: Generator
) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    gone = pa.array(missing(random, len(sizes), share))
    return pa.ListArray.from_arrays(offsets, items, mask=gone)


arrival = partial(days, date(2015, 6, 1), date(2018, 6, 15))
event = partial(days, date(2015, 9, 1), date(2018, 8, 1))
HOURS, SMALL = pa.decimal128(5, 1), pa.int32()

COLUMNS: dict[str, Callable[[Generator, int], pa.Array]] = {
    "birth_date": partial(days, date(1950, 1, 1), date(2004, 1, 1), 0.02),
    "residence_basis": partial(words, "residence_basis", 0.03),
    "in_programme": partial(flags, 0.8, 0.05),
    "needs_interpreter": partial(flags, 0.6, 0.2),
    "health_exception": partial(flags, 0.1, 0.3),
    "dwelling_available": partial(flags, 0.7, 0.4),
    "arrived_on": partial(arrival, 0.02),
    "responsible_from": partial(arrival, 0.05),
    "left_on": partial(event, 0.6),
    "health_assessed_on": partial(event, 0.15),
    "contract_signed_on": partial(event, 0.25),
    "plan_made_on": partial(event, 0.2),
    "plan_agreed_on": partial(event, 0.3),
    "contact_person_on": partial(event, 0.1),
    "dwelling_from": partial(event, 0.4),
    "danish_referred_on": partial(event, 0.15),
    "danish_started_on": partial(event, 0.1),
    "danish_passed_on": partial(event, 0.5),
    "job_started_on": partial(event, 0.6),
    "education_started_on": partial(event, 0.6),
    "visit_offered_on": partial(event, 0.6),
    "evaluated_on": partial(event, 0.3),
    "language_hours": partial(numbers, 0, 300, HOURS, 0.1),
    "company_hours": partial(numbers, 0, 370, HOURS, 0.2),
    "household_income": partial(numbers, 5_000, 60_000, pa.int64(), 0.2),
    "household_size": partial(numbers, 1, 8, SMALL, 0.05),
    "needs": partial(some_words, "needs", 0.1),
    "activities": partial(
        entries,
        {
            "started_on": partial(event, 0.05),
            "kind": partial(words, "kind", 0.05),
            "hours": partial(numbers, 0, 370, HOURS, 0.1),
            "with_language": partial(flags, 0.5, 0.1),
        },
        0.05,
    ),
    "conversations": partial(
        entries,
        {
            "held_on": partial(event, 0.02),
            "topic": partial(words, "topic", 0.05),
            "interpreted": partial(flags, 0.7, 0.1),
        },
        0.1,
    ),
    "children": partial(
        entries,
        {
            "daycare_started_on": partial(event, 0.4),
            "daycare_offered": partial(flags, 0.7, 0.1),
            "age_on_arrival": partial(numbers, 0, 18, SMALL, 0.05),
        },
        0.3,
    ),
}


def write(path: Path, rows: int, seed: int = 2018) -> None:
    """Write the cohort in pieces of a hundred thousand rows, each with a row group of its own."""
    writer = None
    for first in range(0, rows, CHUNK):
        random = np.random.default_rng([seed, first])
        count = min(CHUNK, rows - first)
        ids = pa.array([f"p-{n}" for n in range(first, first + count)])
        made = {name: make(random, count) for name, make in COLUMNS.items()}
        table = pa.table({"id": ids, **made})
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    assert writer is not None, "a cohort has rows"
    writer.close()

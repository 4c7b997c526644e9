"""Records of any number as batches of canonical tables: they are read once, and wait in a file meanwhile."""

from __future__ import annotations

import pickle
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

from policyengine.backends.sql.tables import Shape
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.records import Records, read_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    import pyarrow as pa

    from policyengine.backends.sql.canonical import Source
    from policyengine.policy.vocabulary import Vocabulary

# Records are read so many at a time, and so many of their faults are told one by one.
AT_A_TIME, MOST_TOLD = 5_000, 100


class Batches:
    """Records that were read, as tables of the same columns batch by batch.

    `waiting` is an empty file, opened to write and read bytes; it holds the records until all were seen.
    """

    def __init__(self, vocabulary: Vocabulary, waiting: IO[bytes]) -> None:
        self._vocabulary = vocabulary
        self._waiting = waiting
        self._shape = Shape(vocabulary)
        self._faults: list[Diagnostic] = []
        self._untold = self._assessments = 0

    def read(self, raw: Iterable[object]) -> Self:
        """Read raw records, and diagnostics of what could not be read so far."""
        each = iter(raw)
        while batch := list(islice(each, AT_A_TIME)):
            for fault in batch:
                if isinstance(fault, Diagnostic):
                    self._tell(fault)
            records, faults = read_records(
                (each for each in batch if not isinstance(each, Diagnostic)),
                self._vocabulary,
            )
            for fault in faults:
                self._tell(fault)
            self._assessments += len(records.assessments)
            self._shape.see(records)
            pickle.dump(Records(records.subjects), self._waiting)
        return self

    @property
    def source(self) -> Source:
        """What the tables look like."""
        return self._shape.source()

    def tables(self) -> Iterator[dict[str, pa.Table]]:
        """Return the tables of each batch."""
        self._waiting.seek(0)
        while self._waiting.peek(1):  # type: ignore[attr-defined]
            records = pickle.load(self._waiting)  # noqa: S301 - we wrote it ourselves
            yield self._shape.tables(cast("Records", records))

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What could not be read, the first faults one by one."""
        found = list(self._faults)
        if self._untold:
            message = f"{self._untold:,} more faults of records are not shown"
            found.append(Diagnostic("PE706", message))
        if self._assessments:
            message = f"a cohort's human assessments are not read: {self._assessments:,} of them"
            found.append(Diagnostic("PE709", message, severity="warning"))
        return found

    def _tell(self, fault: Diagnostic) -> None:
        if len(self._faults) < MOST_TOLD:
            self._faults.append(fault)
        else:
            self._untold += 1

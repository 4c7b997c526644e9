"""What policies say of everybody in a cohort, where its data are: the question, and the answer as it streams out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from policyengine.diagnostics.diagnostic import UsageError
from policyengine.policy.in_force import answering
from policyengine.policy.model import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from datetime import date

    import pandas
    import polars
    import pyarrow as pa

    from policyengine.backends.sql.given import Data
    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.engine.cohort_layouts import Layout
    from policyengine.engine.cohort_plan import Asked
    from policyengine.engine.cohort_plan import Cohort as OpenCohort
    from policyengine.policy.model import Provision
    from policyengine.policy.vocabulary import Vocabulary

    # Told how many rows of how many have been answered.
    Progress: TypeAlias = Callable[[int, int], None]

Engine: TypeAlias = Literal["duckdb", "postgres", "python"]
Tally: TypeAlias = "dict[tuple[str, str], Counter[str]]"


def assess_cohort(
    policies: Policy | Sequence[Policy],
    data: Data,
    *,
    as_of: date,
    layout: Layout = "wide",
    as_if_in_force: bool = False,
    permissions: bool = False,
    only: Container[str] | None = None,
    engine: Engine = "duckdb",
    settle: bool = True,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> CohortAssessment:
    """Return what each policy in force says of each subject of a cohort, by its computable provisions.

    `data` is a Parquet, CSV or JSON Lines path or glob; a table that gives an Arrow C stream (Polars, pandas, PyArrow,
    DuckDB); a database's URL; records; or a mapping from kind of record to such a table. One table holds persons,
    unless it has a column `kind`. Columns are named as the vocabulary's facts.

    Layouts: `wide` is a row for each subject, with the outcome of each provision and its `.due`, a list of both where
    it answers several times; `breaches` a row for each breach; `findings` a row for each answer, in no order, with all
    possible outcomes. Every row begins with the subject's `kind` and `id`.

    `engine` "postgres" answers inside the database whose URL is given: only answers leave it, and the rows of subjects
    about whom no statement is exact; without `settle` those stay as they are, the answers undetermined, and a
    diagnostic counts them. "python" asks the reference evaluator alone, which is slow.

    `memory_limit` is such as "512MiB"; what needs more goes to temporary files. `permissions` adds what is only
    allowed; `only` leaves out the provisions whose ids it does not hold. Rows that cannot be used are left out and named
    in the diagnostics.

    Raises UsageError where the data cannot be read or the policies have different vocabularies.
    """
    # pyarrow, sqlglot and duckdb are heavy.
    from policyengine.backends.sql.on_duckdb import Cohort  # noqa: PLC0415
    from policyengine.engine.cohort_plan import compiled, interpreted  # noqa: PLC0415

    asked = (policies,) if isinstance(policies, Policy) else tuple(policies)
    if len({each.vocabulary.sha256 for each in asked}) != 1:
        raise UsageError("a cohort is assessed by policies of one vocabulary")
    if len({each.id for each in asked}) != len(asked):
        raise UsageError("a policy is given twice")
    answer, silent = answering(asked, as_of, as_if_in_force=as_if_in_force)
    vocabulary = asked[0].vocabulary
    cohort: OpenCohort
    if engine == "postgres":
        cohort = _in_database(data, vocabulary)
    else:
        cohort = Cohort(data, vocabulary, memory_limit=memory_limit, threads=threads)

    def wanted(provision: Provision) -> bool:
        return (only is None or provision.id in only) and (
            permissions or provision.kind != "permission"
        )

    if engine == "python":
        made, told = interpreted(answer, cohort, as_of, wanted)
    else:
        made, told = compiled(answer, cohort, as_of, wanted, settle=settle)
    return CohortAssessment(
        as_of,
        asked,
        layout,
        MappingProxyType(cohort.rows),
        (*silent, *cohort.diagnostics, *told),
        made,
    )


def _in_database(data: Data, vocabulary: Vocabulary) -> OpenCohort:
    # The driver is an extra.
    from policyengine.backends.sql.given import DATABASES  # noqa: PLC0415
    from policyengine.backends.sql.on_postgres import Cohort  # noqa: PLC0415

    if not isinstance(data, str) or not data.startswith(DATABASES):
        raise UsageError("a cohort is answered in PostgreSQL by the URL of a database")
    return Cohort(data, vocabulary)


@dataclass(frozen=True)
class CohortAssessment:
    """What policies say of a cohort. It is worked out anew whenever it is read, a batch at a time.

    `subjects` counts them by kind of record. `diagnostics` name policies that do not answer, provisions that cannot be
    asked, and what of the data is left out.
    """

    as_of: date
    policies: tuple[Policy, ...]
    layout: Layout
    subjects: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    _asked: Asked = field(repr=False)

    def batches(
        self, *, tally: Tally | None = None, progress: Progress | None = None
    ) -> pa.RecordBatchReader:
        """Return the answer as a stream of Arrow record batches.

        On the way each outcome is counted in `tally`, by policy and provision, and `progress` told of rows.
        """
        import pyarrow as pa  # noqa: PLC0415

        from policyengine.engine.cohort_layouts import laid_out  # noqa: PLC0415

        asked = self._asked
        schema, lay = laid_out(self.layout, asked.cells, asked.several)

        def stream() -> Iterator[pa.RecordBatch]:
            done = 0
            whole = self.layout == "wide"
            for answers in asked.by_subject() if whole else asked.one_by_one():
                yield from lay(answers)
                if tally is not None:
                    for cell, counted in answers.tally():
                        key = (cell.policy, cell.provision)
                        tally.setdefault(key, Counter()).update(counted)
                done += len(answers.ids)
                if progress is not None:
                    progress(done, asked.subjects if whole else asked.rows)

        return pa.RecordBatchReader.from_batches(schema, stream())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the answer as an Arrow C stream, which Polars, pandas, DuckDB and others read."""
        return self.batches().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """Return the whole answer as a table of PyArrow."""
        return self.batches().read_all()

    def to_polars(self) -> polars.DataFrame:
        """Return the whole answer as a frame of Polars, which must be installed."""
        import polars  # noqa: PLC0415

        return polars.DataFrame(self.to_arrow())

    def to_pandas(self) -> pandas.DataFrame:
        """Return the whole answer as a frame of pandas, which must be installed."""
        return self.to_arrow().to_pandas(date_as_object=True)

    def write(self, path: str | Path, *, progress: Progress | None = None) -> Tally:
        """Write the answer to a Parquet, CSV or JSON Lines file, by its ending, and count the outcomes.

        The file appears when it is whole. Raises UsageError where it cannot be written or cannot hold the layout.
        """
        from policyengine.engine.cohort_files import write  # noqa: PLC0415

        tally: Tally = {}
        write(self.batches(tally=tally, progress=progress), Path(path))
        return tally

    def tally(self, *, progress: Progress | None = None) -> Tally:
        """Return how often each provision has each outcome, in words."""
        counted: Tally = {}
        for _ in self.batches(tally=counted, progress=progress):
            pass
        return counted

    def close(self) -> None:
        """Let go of the data; also done when nothing refers to the answer any more."""
        self._asked.cohort.close()

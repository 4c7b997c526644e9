"""Random policies over random records: DuckDB and generated Python say what the reference says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generative.examples import examples
from tests.generative.sql.cohorts import conditions, policies, records_of
from tests.generative.sql.holding import hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.backends.sql.tables import Layout
    from tests.generative.sql.cohorts import Asked

SEEDS = st.integers(0, 10**6)

# Random conditions compute much that a policy hardly would: a maximum of a list that was just put together.
SHAPES = (policies, 0.0, 0.15)
CONDITIONS = (conditions, 0.8, 0.05)


@pytest.mark.parametrize(("layout", "number"), [("nested", 10), ("child", 4)])
@pytest.mark.parametrize(
    ("asked", "most_refused", "most_open"),
    [SHAPES, CONDITIONS],
    ids=["norms", "conditions"],
)
def test_a_random_policy_says_on_duckdb_and_compiled_what_the_reference_says(
    asked: Callable[[], st.SearchStrategy[Asked]],
    most_refused: float,
    most_open: float,
    layout: Layout,
    number: int,
) -> None:
    counted: Counter[str] = Counter()

    @settings(examples(number), suppress_health_check=list(HealthCheck))
    @given(asked=asked(), seed=SEEDS)
    def law(asked: Asked, seed: int) -> None:
        records = records_of(asked, seed)
        counted.update(hold(asked.policy, records, asked.as_of, layout))

    law()
    assert counted["refused"] <= most_refused * counted["provisions"]
    assert counted["open"] <= most_open * counted["cells"]

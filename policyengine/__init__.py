"""Policy as code: declare a municipality's policy in YAML, assess records against it, measure cohorts."""

from policyengine.diagnostics.diagnostic import (
    Diagnostic,
    PolicyEngineError,
    PolicyError,
    RecordError,
    UsageError,
)
from policyengine.engine.assess import assess
from policyengine.engine.cohort import assess_cohort
from policyengine.engine.compare import compare
from policyengine.engine.measure import measure
from policyengine.policy.library import load

__all__ = [
    "Diagnostic",
    "PolicyEngineError",
    "PolicyError",
    "RecordError",
    "UsageError",
    "assess",
    "assess_cohort",
    "compare",
    "load",
    "measure",
]

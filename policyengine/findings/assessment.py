"""An assessment: every finding on the records that were given, and what kept others from being made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Assessment:
    """The findings of some policies on some records, in order of policy, record and provision.

    `policies` are those that were asked for; `diagnostics` say which records were refused, and which policies were
    not in force and so not answered for.
    """

    as_of: date
    policies: tuple[Policy, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]

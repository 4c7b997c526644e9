"""The engine's answer to a case: its norms put in a policy, its record assessed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.engine.assess import assess
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.policy.model import Replacement
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource
from tests.generative.outcomes.oracle import Duty

if TYPE_CHECKING:
    from datetime import date

    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Norm, Policy
    from tests.generative.outcomes.enumeration import Case

VOCABULARY = Path(__file__).parents[2] / "spec" / "vocabulary.yaml"
TEXT = b"""\
policy: spec
da: Spec
en: Spec
authority: {code: "0001", name: Spec}
document: {id: spec, paragraphs: 9}
status: {is: adopted}
concerns: person
bearer: municipality
sections:
- section: main
  da: Alt
  en: All
  provisions:
  - duty: r
    cites: 1
    da: Spec
    en: Spec
    done: done_on
"""


@cache
def empty_policy() -> Policy:
    vocabulary = load_vocabulary(VOCABULARY)
    return policy_from_source(read_bytes("spec", TEXT, PolicySource), vocabulary, {})


def policy_of(case: Case) -> Policy:
    """Return a policy of the case's norm, and of the duty that may take its place."""
    policy = empty_policy()
    (provision,) = policy.provisions
    norms: dict[str, Norm] = {"r": case.norm.model}
    if isinstance(case.norm, Duty) and case.norm.instead is not None:
        instead = case.norm.instead.model
        norms = {
            "r": replace(
                case.norm.model, replaced_by=(Replacement("s", instead.group),)
            ),
            "s": replace(instead, replaces=Replacement("r", instead.group)),
        }
    return replace(
        policy,
        from_day=case.from_day,
        provisions=tuple(
            replace(provision, id=name, norm=norm) for name, norm in norms.items()
        ),
    )


def findings(case: Case, as_of: date | None = None) -> tuple[Finding, ...]:
    """Return what the engine says of the case, on its own day or another."""
    result = assess(
        policy_of(case), case.record, as_of=as_of or case.as_of, as_if_in_force=True
    )
    assert result.diagnostics == ()
    return result.findings

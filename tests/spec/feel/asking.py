"""What an example is worth: by the reference evaluator, in a finding, and by the Python that a policy is compiled to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.backends.python.compiled import closed_form
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.python.reference.evaluator import (
    evaluate_provision,
    setting_of,
)
from policyengine.backends.python.reference.view import View
from policyengine.checks.registry import check_policy
from policyengine.feel import UNKNOWN, FeelError, parse
from policyengine.feel.checker import check
from policyengine.feel.evaluator import evaluate
from policyengine.feel.nodes import Literal
from policyengine.feel.types import Boolean
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.policy.model import Duty, Holds
from policyengine.policy.names import Names, Scope, types_of, write_out
from policyengine.policy.records import Record, Records, read_records
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource

if TYPE_CHECKING:
    from policyengine.backends.python.compiled.policy import CompiledPolicy
    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.values import Value
    from policyengine.policy.model import Policy
    from tests.spec.feel.tables import Example, Facts

VOCABULARY = load_vocabulary(Path(__file__).parent / "vocabulary.yaml")
SCOPE = Scope(Names(VOCABULARY), "person")
MUNICIPALITY = "0001"
AS_OF = "2018-06-18"

HEAD = """\
policy: example
da: Eksempel
en: Example
authority: {code: "0001", name: Eksempelby}
document: {id: example, paragraphs: 9}
status: {is: adopted}
concerns: person
bearer: municipality
sections:
- section: main
  da: Alt
  en: All
  provisions:
  - duty: asked
    cites: 1
    da: Det spurgte
    en: What is asked
"""


def policy(condition: str) -> Policy:
    """Return a policy with one duty, which holds where a condition does. Raises PolicyError where it is faulty."""
    text = f"{HEAD}    holds: {condition}\n"
    read = read_bytes("policy.yaml", text.encode(), PolicySource)
    return policy_from_source(read, VOCABULARY, {})


def faults(expression: str) -> tuple[Diagnostic, ...]:
    """Return what an author is told of a condition in text form, in order of place."""
    try:
        written, found = write_out(parse(expression), SCOPE)
    except FeelError as error:
        return error.diagnostics
    if written is None:
        return found
    return check(written, types_of(SCOPE), expect=Boolean())[1]


def doubts(condition: str) -> tuple[Diagnostic, ...]:
    """Return the warnings that a condition without faults gives rise to."""
    found = check_policy(policy(condition))
    return tuple(each for each in found if each.code.startswith("PE32"))


@cache
def tree(expression: str, *, is_map: bool = False) -> Expr:
    """Return an expression with its names written out, found without fault by the checker."""
    if is_map:
        return _condition(policy(expression))
    written, unknown = write_out(parse(expression), SCOPE)
    assert written is not None, unknown
    _, misfits = check(written, types_of(SCOPE))
    assert not misfits, misfits
    return written


def is_condition(example: Example) -> bool:
    """Whether the value is a truth, and no number, day or list."""
    found = check(tree(example.expression, is_map=example.is_map), types_of(SCOPE))[0]
    return isinstance(found, Boolean)


def reference(example: Example) -> Value:
    """Return the value that the reference evaluator gives."""
    return evaluate(
        tree(example.expression, is_map=example.is_map), _view(example.facts)
    )


def decided(example: Example) -> Value:
    """Return the truth that a finding rests on: unknown where two completions of the facts give two truths."""
    asking = _standing(example.expression, is_map=example.is_map)
    (provision,) = asking.provisions
    (found,) = evaluate_provision(
        asking, provision, _view(example.facts), setting_of(asking)
    )
    return _truth(int(found.possibilities.outcomes))


def compiled(example: Example) -> Value:
    """Return the same by compiled Python; None where the compiler leaves the condition to the reference."""
    made = _compiled(example.expression, is_map=example.is_map)
    if made.delegated:
        return None
    subject, records = _records(example.facts)
    decide = made.on(_as_of(example.facts))["person"]
    ((possible,), _) = decide(dict(subject.facts), records)
    return _truth(possible)


@cache
def _standing(expression: str, *, is_map: bool) -> Policy:
    """Return a policy whose one duty is a standing state: fulfilled where the condition is true, else breached."""
    asking = policy("true")
    (provision,) = asking.provisions
    holds = Holds(tree(expression, is_map=is_map), standing=True)
    duty = Duty(Literal(value=True), None, None, holds)
    return replace(asking, provisions=(replace(provision, norm=duty),))


@cache
def _compiled(expression: str, *, is_map: bool) -> CompiledPolicy:
    return compile_policy(_standing(expression, is_map=is_map))


def _truth(possible: object) -> Value:
    match possible:
        case closed_form.FULFILLED:
            return True
        case closed_form.BREACHED:
            return False
        case either:
            assert either == closed_form.FULFILLED | closed_form.BREACHED
            return UNKNOWN


def _condition(asking: Policy) -> Expr:
    (provision,) = asking.provisions
    assert isinstance(provision.norm, Duty)
    assert isinstance(provision.norm.fulfilment, Holds)
    return provision.norm.fulfilment.condition


def _view(facts: Facts) -> View:
    as_of = _as_of(facts)
    return View(*_records(facts), VOCABULARY, MUNICIPALITY, as_of, as_of)


def _as_of(facts: Facts) -> date:
    return date.fromisoformat(str(facts.get("as_of", AS_OF)))


def _records(facts: Facts) -> tuple[Record, Records]:
    """Return the person that has the facts, and with it what the person links to."""
    raw: dict[str, dict[str, object]] = {
        "person": {"kind": "person", "id": "case-17", "family": "f-3"},
        "family": {"kind": "family", "id": "f-3"},
        "municipality": {"kind": "municipality", "id": MUNICIPALITY},
    }
    for name, value in facts.items():
        *link, fact = name.split(".")
        if value is not UNKNOWN and fact != "as_of":
            raw[link[0] if link else "person"][fact] = value
    records, faults = read_records(raw.values(), VOCABULARY)
    assert not faults, faults
    subject = records.find("person", "case-17")
    assert subject is not None
    return subject, records

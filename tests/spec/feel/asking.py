"""What an example is worth: its value by the reference evaluator, and by the Python that a policy is compiled to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.backends.python import closed_form
from policyengine.backends.python.compiled import compile_policy
from policyengine.backends.python.view import View
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
    from policyengine.backends.python.compiled import CompiledPolicy
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


@cache
def tree(expression: str, *, is_map: bool = False) -> Expr:
    """Return an expression with its names written out, found without fault by the checker."""
    if is_map:
        return _condition(policy(expression))
    written, faults = write_out(parse(expression), SCOPE)
    assert written is not None, faults
    errors = [
        each for each in check(written, types_of(SCOPE))[1] if each.severity == "error"
    ]
    assert not errors, errors
    return written


def is_condition(example: Example) -> bool:
    """Whether the value is a truth, and no number, day or list."""
    found = check(tree(example.expression, is_map=example.is_map), types_of(SCOPE))[0]
    return isinstance(found, Boolean)


def reference(example: Example) -> Value:
    """Return the value that the reference evaluator gives."""
    subject, records = _records(example.facts)
    as_of = _as_of(example.facts)
    view = View(subject, records, VOCABULARY, MUNICIPALITY, as_of, as_of)
    return evaluate(tree(example.expression, is_map=example.is_map), view)


def compiled(example: Example) -> Value:
    """Return the truth that compiled Python gives; None where the compiler leaves the condition to the reference."""
    made = _compiled(example.expression, is_map=example.is_map)
    if made.delegated:
        return None
    subject, records = _records(example.facts)
    decide = made.on(_as_of(example.facts))["person"]
    ((possible,), _) = decide(dict(subject.facts), records)
    match possible:
        case closed_form.FULFILLED:
            return True
        case closed_form.BREACHED:
            return False
        case either:
            assert either == closed_form.FULFILLED | closed_form.BREACHED
            return UNKNOWN


@cache
def _compiled(expression: str, *, is_map: bool) -> CompiledPolicy:
    asking = policy("true")
    (provision,) = asking.provisions
    holds = Holds(tree(expression, is_map=is_map), standing=True)
    duty = Duty(Literal(value=True), None, None, holds)
    return compile_policy(replace(asking, provisions=(replace(provision, norm=duty),)))


def _condition(asking: Policy) -> Expr:
    (provision,) = asking.provisions
    assert isinstance(provision.norm, Duty)
    assert isinstance(provision.norm.fulfilment, Holds)
    return provision.norm.fulfilment.condition


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

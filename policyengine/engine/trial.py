"""Trying a condition out on a record, with the value of each part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policyengine.backends.python.reference.view import View
from policyengine.diagnostics.diagnostic import RecordError
from policyengine.feel.checker import check
from policyengine.feel.errors import FeelError
from policyengine.feel.evaluation import from_plain
from policyengine.feel.literals import read_date
from policyengine.feel.parser import parse
from policyengine.feel.trace import trace
from policyengine.feel.values import UNKNOWN
from policyengine.policy.names import Names, Scope, types_of, write_out
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyengine.feel.evaluator import Equality, Lookup
    from policyengine.feel.nodes import Expr
    from policyengine.feel.trace import Part
    from policyengine.feel.values import Value
    from policyengine.policy.vocabulary import Vocabulary


def try_out(
    text: str,
    records: Sequence[Mapping[str, object]],
    vocabulary: Vocabulary,
    *,
    as_of: date,
    equality: Equality = "unknown",
) -> tuple[Part, ...]:
    """Return the value of a condition on the first record, and of each of its parts.

    A record with a `kind` is read by the vocabulary, so that its names and types are checked; the others are what it
    links to. One without is taken as it is, a text that names a day as that day. Raises FeelError where the condition
    cannot be read or does not fit the vocabulary, RecordError where a record does not.
    """
    expr = parse(text)
    match records:
        case [{"kind": _}, *_]:
            expr, known = _by_vocabulary(expr, records, vocabulary, as_of)
        case _:
            known = _plain(records[0] if records else {}, as_of)

    def lookup(name: str) -> Value:
        value = known(name)
        return None if value is UNKNOWN and equality == "feel" else value

    return trace(expr, lookup, equality=equality)


def _by_vocabulary(
    expr: Expr,
    raw: Sequence[Mapping[str, object]],
    vocabulary: Vocabulary,
    as_of: date,
) -> tuple[Expr, Lookup]:
    records, faults = read_records(raw, vocabulary)
    if faults:
        raise RecordError(faults)
    subject = records.subjects[0]
    scope = Scope(Names(vocabulary), subject.kind)
    written, unknown = write_out(expr, scope)
    if written is None:
        raise FeelError(unknown)
    _, misfits = check(written, types_of(scope))
    if misfits:
        raise FeelError(misfits)
    homes = [each.id for each in records.subjects if each.kind == "municipality"]
    home = homes[0] if homes else ""
    return written, View(subject, records, vocabulary, home, as_of, as_of)


def _plain(record: Mapping[str, object], as_of: date) -> Lookup:
    facts = {
        "as_of": as_of,
        **{name: _days(from_plain(value)) for name, value in record.items()},
    }
    return lambda name: facts.get(name, UNKNOWN)


def _days(value: Value) -> Value:
    """Return the value with each text that names a day as that day: JSON has no days."""
    match value:
        case str():
            return read_date(value) or value
        case tuple():
            return tuple(map(_days, value))
        case Mapping():
            return {name: _days(each) for name, each in value.items()}
        case _:
            return value

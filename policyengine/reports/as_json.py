"""Assessments, measure reports and policies as plain data that JSON can hold, in a stable order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from policyengine.diagnostics import render
from policyengine.feel.values import Months, Unknown

if TYPE_CHECKING:
    from fractions import Fraction

    from policyengine.engine.cohort import CohortAssessment, Tally
    from policyengine.engine.compare import ComparedTopic, Comparison, Contradiction
    from policyengine.engine.verify import Verification
    from policyengine.feel.values import Value
    from policyengine.findings.assessment import Assessment
    from policyengine.findings.finding import Action, Evidence, Finding
    from policyengine.findings.measure_result import (
        Bounds,
        Counts,
        MeasureReport,
        MeasureResult,
        TargetBound,
        Within,
    )
    from policyengine.policy.model import Citation, Parameter, Policy, Provision
    from policyengine.policy.vocabulary import Text


def assessment(result: Assessment) -> dict[str, object]:
    """Return an assessment; `missing` lists fact names, days are ISO 8601, texts have `da` and `en`."""
    return {
        "as_of": result.as_of.isoformat(),
        "policies": [_identity(each) for each in result.policies],
        "findings": [_finding(each) for each in result.findings],
        "diagnostics": [render.as_json(each) for each in result.diagnostics],
    }


def measure_report(report: MeasureReport) -> dict[str, object]:
    """Return a measure report; shares and figures are exact fractions in text, such as `9/10`.

    `within` says what a group has in common: `value` is null for none, or where it is not `known`.
    """
    return {
        "as_of": report.as_of.isoformat(),
        "policies": [_identity(each) for each in report.policies],
        "measures": [_measure(each) for each in report.measures],
        "diagnostics": [render.as_json(each) for each in report.diagnostics],
    }


def cohort(result: CohortAssessment, tally: Tally) -> dict[str, object]:
    """Return how many subjects of each kind there are, and how often each provision has each outcome."""
    return {
        "as_of": result.as_of.isoformat(),
        "policies": [_identity(each) for each in result.policies],
        "subjects": dict(result.subjects),
        "provisions": [
            {"policy": policy, "provision": provision, "outcomes": dict(counts)}
            for (policy, provision), counts in tally.items()
        ],
        "diagnostics": [render.as_json(each) for each in result.diagnostics],
    }


def comparison(result: Comparison) -> dict[str, object]:
    """Return a comparison; `silent` policies are not in force, and `topic` is None for what has no topic.

    A topic's `others` say by policy how many findings are not applicable, and which provisions concern none of the
    records. `outcomes` of a position are empty where it concerns none of them.
    """
    return {
        "as_of": result.as_of.isoformat(),
        "policies": [_identity(each) for each in result.policies],
        "silent": [_identity(each) for each in result.silent],
        "topics": [_topic(each) for each in result.topics],
        "contradictions": [
            _contradiction(each)
            for topic in result.topics
            for each in topic.contradictions
        ],
        "diagnostics": [render.as_json(each) for each in result.diagnostics],
    }


def policy(shown: Policy) -> dict[str, object]:
    """Return what a policy declares: every provision, and what becomes of every paragraph."""
    return {
        **_identity(shown),
        "text": _text(shown.text),
        "authority": {"code": shown.authority_code, "name": shown.authority_name},
        "in_force": {"from": _day(shown.from_day), "until": _day(shown.until_day)},
        "provisions": [_provision(each) for each in shown.provisions],
        "not_normative": {
            reason: list(numbers) for reason, numbers in shown.not_normative.items()
        },
        "paragraphs": {
            "document": shown.document,
            "total": shown.paragraphs,
            "accounted_for": len(shown.accounted_for),
        },
    }


def verification(result: Verification) -> dict[str, object]:
    """Return a policy held against its document; `fate` is None for a paragraph that has no fingerprint."""
    return {
        "policy": result.policy,
        "document": result.document,
        "sound": result.sound,
        "paragraphs": {"declared": result.declared, "found": result.paragraphs},
        "cited": [
            {
                "paragraph": each.paragraph,
                "fate": each.place.fate if each.place else None,
                "now": each.place.paragraph if each.place else None,
                "cited_by": list(each.cited_by),
            }
            for each in result.traced
        ],
        "uncited": [each.paragraph for each in result.uncited],
    }


def plain(value: Value) -> object:
    """Return a fact's value; a decimal that a binary float would change becomes text.

    >>> (
    ...     plain(Decimal("37.5")),
    ...     plain(Decimal("0.1000000000000000000001")),
    ...     plain(Months(3)),
    ... )
    (37.5, '0.1000000000000000000001', 'P3M')
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            # repr gives the shortest text that reads back as this float.
            return float(value) if Decimal(repr(float(value))) == value else str(value)
        case date():
            return value.isoformat()
        case timedelta():
            return f"P{value.days}D"
        case Months(count):
            return f"P{count}M"
        case tuple():
            return [plain(each) for each in value]
        case Mapping():
            return {
                name: plain(each)
                for name, each in value.items()
                if not isinstance(each, Unknown)
            }
        case Unknown():
            return "unknown"
        case _:
            assert_never(value)


def _identity(each: Policy) -> dict[str, object]:
    return {
        "id": each.id,
        "version": each.version,
        "status": each.status,
        "sha256": each.sha256,
    }


def _finding(each: Finding) -> dict[str, object]:
    return {
        "policy": each.policy.id,
        "version": each.policy.version,
        "sha256": each.policy.sha256,
        "provision": each.provision,
        "kind": each.kind,
        "text": _text(each.text),
        "subject_kind": each.subject_kind,
        "subject": each.subject,
        "instance": each.instance,
        "as_of": each.as_of.isoformat(),
        "outcome": each.outcome,
        "possible": list(each.possible.words),
        "since": _day(each.since),
        "due": _day(each.due),
        "due_between": [_day(day) for day in each.due_between]
        if each.due_between
        else None,
        "arithmetic": _text(each.arithmetic),
        "missing": [fact.fact for fact in each.missing],
        "citations": [_citation(citation) for citation in each.citations],
        "quotations": list(each.quotations),
        "bearer": list(each.bearer),
        "strength": each.strength,
        "evidence": [_evidence(used) for used in each.evidence],
        "assumptions": [_parameter(assumed) for assumed in each.assumptions],
        "reading": _text(each.reading),
        "notes": [_text(note) for note in each.notes],
        "actions": [_action(action) for action in each.actions],
        "labels": list(each.labels),
        "next_change": _day(each.next_change),
    }


def _topic(each: ComparedTopic) -> dict[str, object]:
    return {
        "topic": each.name,
        "text": _text(each.text),
        "demands": [
            _finding(finding) for by in each.demands for finding in by.findings
        ],
        "others": [
            {
                "policy": by.policy.id,
                "not_applicable": by.not_applicable,
                "unasked": [provision.id for provision in by.unasked],
            }
            for by in each.demands
        ],
    }


def _contradiction(each: Contradiction) -> dict[str, object]:
    return {
        "question": each.question.name,
        "topic": each.question.topic,
        "text": _text(each.question.text),
        "positions": [
            {
                "policy": taken.policy.id,
                "provision": taken.provision.id,
                "answer": taken.answer,
                "text": _text(taken.text),
                "outcomes": [finding.outcome for finding in taken.findings],
                "citations": [_citation(cited) for cited in taken.provision.citations],
            }
            for taken in each.positions
        ],
    }


def _measure(each: MeasureResult) -> dict[str, object]:
    return {
        "policy": each.policy.id,
        "version": each.policy.version,
        "sha256": each.policy.sha256,
        "provision": each.provision,
        "kind": each.kind,
        "text": _text(each.text),
        "group": each.group,
        "within": [_within(one) for one in each.within],
        "as_of": each.as_of.isoformat(),
        "day": each.day.isoformat(),
        **_counts(each.counts),
        "unit": each.unit,
        "rate": _fraction(each.rate),
        "rate_bounds": _bounds(each.rate_bounds),
        "value": _fraction(each.value),
        "value_bounds": _bounds(each.value_bounds),
        "may_be_wide": each.may_be_wide,
        "target": _target(each.target),
        "reference": _bounds(each.reference),
        "previous": _bounds(each.previous),
        "previous_day": _day(each.previous_day),
        "baseline": _fraction(each.baseline),
        "progress": _fraction(each.progress),
        "verdict": each.verdict,
        "reason": _text(each.reason),
        "citations": [_citation(citation) for citation in each.citations],
        "bearer": list(each.bearer),
        "strength": each.strength,
        "assumptions": [_parameter(assumed) for assumed in each.assumptions],
        "reading": _text(each.reading),
        "notes": [_text(note) for note in each.notes],
        "actions": [_action(action) for action in each.actions],
        "labels": list(each.labels),
    }


def _within(each: Within) -> dict[str, object]:
    return {"by": each.by, "value": each.value, "known": each.known}


def _provision(each: Provision) -> dict[str, object]:
    return {
        "id": each.id,
        "kind": each.kind,
        "section": each.section,
        "text": _text(each.text),
        "strength": each.strength,
        "bearer": list(each.bearer),
        "computable": each.computable,
        "subject": each.subject,
        "group": each.group,
        "citations": [_citation(citation) for citation in each.citations],
        "parameters": [_parameter(figure) for figure in each.parameters],
        "reading": _text(each.reading),
        "notes": [_text(note) for note in each.notes],
        "serves": list(each.serves),
        "refers_to": list(each.refers_to),
        "topic": each.topic,
        "takes": {taken.question: taken.answer for taken in each.takes},
    }


def _evidence(used: Evidence) -> dict[str, object]:
    return {
        "fact": used.fact,
        "label": _text(used.label),
        "value": plain(used.value),
        "used_for": used.used_for,
        "note": _text(used.note),
    }


def _action(action: Action) -> dict[str, object]:
    return {
        "id": action.id,
        "text": _text(action.text),
        "who": list(action.who),
        "due": _day(action.due),
        "priority": action.priority,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "document": citation.document,
        "paragraph": citation.paragraph,
        "sentence": citation.sentence,
        "sha256": citation.sha256,
    }


def _parameter(figure: Parameter) -> dict[str, object]:
    return {
        "name": figure.name,
        "value": figure.value,
        "provenance": figure.provenance,
        "reason": _text(figure.reason),
    }


def _counts(counts: Counts | None) -> dict[str, object]:
    names = (
        "population",
        "denominator",
        "numerator",
        "exclusions",
        "exceptions",
        "undetermined",
    )
    return {
        **{name: _count(getattr(counts, name)) if counts else None for name in names},
        "outcomes": dict(counts.outcomes) if counts else {},
    }


def _count(number: int | Fraction) -> int | str:
    return number if isinstance(number, int) else str(number)


def _target(target: TargetBound | None) -> dict[str, object] | None:
    if target is None:
        return None
    return {
        "text": _text(target.text),
        "relation": target.relation,
        "figure": _fraction(target.figure),
        "by": _day(target.by),
    }


def _bounds(bounds: Bounds | None) -> list[str | None] | None:
    return None if bounds is None else [_fraction(bounds.low), _fraction(bounds.high)]


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _text(text: Text | None) -> dict[str, object] | None:
    return None if text is None else {"da": text.da, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

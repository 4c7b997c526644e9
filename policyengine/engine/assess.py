"""What policies say of records: findings and actions."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.python.reference.evaluator import (
    Instance,
    evaluate_provision,
    setting_of,
    view_of,
)
from policyengine.backends.python.reference.horizon import next_change
from policyengine.backends.python.reference.landscape import FAR_AHEAD, LONG_AGO
from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.engine.actions import actions
from policyengine.engine.evidence import arithmetic, evidence, missing
from policyengine.findings.assessment import Assessment
from policyengine.findings.finding import Evidence, Finding
from policyengine.findings.outcome import Outcome
from policyengine.policy.in_force import answering, labels
from policyengine.policy.model import Policy, Provision
from policyengine.policy.records import Records, read_records
from policyengine.policy.sources import paragraphs
from policyengine.policy.vocabulary import Text

if TYPE_CHECKING:
    from datetime import date

    from policyengine.backends.python.reference.completion import (
        Decision,
        Possibilities,
    )
    from policyengine.backends.python.reference.duty import Setting
    from policyengine.backends.python.reference.view import View

RawRecord: TypeAlias = Mapping[str, object]
Sources: TypeAlias = Mapping[str, str] | str | Path

# Days computed from a stand-in for "long ago" or "far ahead" lie beyond these.
ASSESSED = Text("Vurderet", "Assessed")
EARLIEST_REAL, LATEST_REAL = LONG_AGO.replace(year=1500), FAR_AHEAD.replace(year=2500)


def assess(
    policies: Policy | Sequence[Policy],
    records: RawRecord | Iterable[RawRecord],
    *,
    as_of: date,
    as_if_in_force: bool = False,
    known_by: date | None = None,
    sources: Sources | None = None,
    permissions: bool = False,
    only: Container[str] | None = None,
) -> Assessment:
    """Return what each policy in force says of each record, by the provisions that concern its kind.

    `records` is one record or several linked ones; a linked record that is not given is unknown. A record that does
    not fit the vocabulary is left out and named in the diagnostics. With `as_if_in_force` a policy answers outside
    its period, and each finding says so. `known_by` leaves out what was registered later. `sources` (document id →
    text, or a folder of `<id>.txt` or `<id>.md`) adds the cited paragraphs. `permissions` shows findings on what is only allowed.
    `only` leaves out the provisions whose ids it does not hold.
    """
    asked = (policies,) if isinstance(policies, Policy) else tuple(policies)
    given = [records] if isinstance(records, Mapping) else list(records)
    policies, diagnostics = answering(
        asked, as_of, as_if_in_force=as_if_in_force, known_by=known_by
    )
    findings: list[Finding] = []
    faults = list(diagnostics)
    for policy in policies:
        known, unread = read_records(given, policy.vocabulary, known_by=known_by)
        faults += [each for each in unread if each not in faults]
        faults += _unused_assessments(policy, known)
        quoted = _quoted(policy, sources)
        asked_of = [
            each
            for each in policy.provisions
            if (only is None or each.id in only)
            and (permissions or each.kind != "permission")
        ]
        findings += _findings(policy, asked_of, known, as_of, quoted)
    return Assessment(as_of, asked, tuple(findings), tuple(faults))


def _unused_assessments(policy: Policy, records: Records) -> Iterator[Diagnostic]:
    """Yield a warning for each human assessment of this policy that no finding can use."""
    provisions = {each.id: each for each in policy.provisions}
    subjects = {each.id for each in records.subjects}
    for assessment in records.assessments:
        about, _, name = assessment.provision.partition("/")
        if about != policy.id:
            continue
        provision = provisions.get(name)
        reason = None
        if provision is None:
            reason = f"the policy `{policy.id}` has no provision `{name}`"
        elif provision.question is None:
            reason = f"`{assessment.provision}` asks no human; records decide it"
        elif assessment.subject not in subjects:
            reason = "its subject is not among the records"
        if reason is not None:
            message = f"an assessment of `{assessment.provision}` is not used: {reason}"
            yield Diagnostic("PE709", message, severity="warning")


def _findings(
    policy: Policy,
    provisions: Iterable[Provision],
    records: Records,
    as_of: date,
    quoted: Mapping[int, str],
) -> Iterable[Finding]:
    setting = setting_of(policy)
    for subject in records.subjects:
        view = view_of(policy, subject, records, as_of)
        for provision in provisions:
            if provision.subject != subject.kind:
                continue
            for instance in evaluate_provision(policy, provision, view, setting):
                yield _finding(policy, provision, view, instance, quoted, setting)


def _finding(
    policy: Policy,
    provision: Provision,
    view: View,
    instance: Instance,
    quoted: Mapping[int, str],
    setting: Setting,
) -> Finding:
    open_to = instance.possibilities
    possible = open_to.outcomes
    due, between = _due(open_to)
    trigger = _agreed(open_to, lambda each: each.trigger)
    lacking = missing(open_to.missing, view, policy)
    used = evidence(provision.norm, view, instance.occasion)
    if instance.question:
        used += _assessed(policy, provision, view)
    return Finding(
        policy,
        provision.id,
        provision.kind,
        provision.text,
        provision.strength,
        provision.bearer,
        view.subject.kind,
        view.subject.id,
        "judgement" if instance.question and provision.computable else instance.name,
        view.as_of,
        possible,
        _agreed(open_to, lambda each: each.since),
        due,
        between,
        None if instance.question else arithmetic(provision.norm, trigger, due, view),
        used,
        lacking,
        tuple(p for p in provision.parameters if p.provenance != "text"),
        provision.reading,
        provision.notes,
        provision.citations,
        tuple(
            quoted[number]
            for number in dict.fromkeys(each.paragraph for each in provision.citations)
            if number in quoted
        ),
        actions(provision, possible, due, lacking),
        labels(policy, view.as_of),
        next_change(policy, provision, view, instance, setting),
    )


def _due(
    open_to: Possibilities,
) -> tuple[date | None, tuple[date | None, date | None] | None]:
    """Return the last day where it is certain, else its earliest and latest over all completions."""
    days = {
        each.due
        for each in open_to.decisions
        if each.outcome is not Outcome.NOT_APPLICABLE
    }
    known = {day for day in days if day is not None}
    if not known:
        return None, None
    low, high = min(known), max(known)
    if len(days) == 1 and EARLIEST_REAL <= low <= LATEST_REAL:
        return low, None
    between = (
        low if low >= EARLIEST_REAL else None,
        high if high <= LATEST_REAL and None not in days else None,
    )
    return None, None if between == (None, None) else between


def _agreed(
    open_to: Possibilities, pick: Callable[[Decision], date | None]
) -> date | None:
    """Return the day that every decision gives, None where they differ."""
    days = {pick(each) for each in open_to.decisions}
    return days.pop() if len(days) == 1 else None


def _assessed(policy: Policy, provision: Provision, view: View) -> tuple[Evidence, ...]:
    """Return the latest human assessments as evidence."""
    found = view.assessments(f"{policy.id}/{provision.id}")
    latest = max((each.assessed_on for each in found), default=None)
    return tuple(
        Evidence(
            f"assessment.{each.verdict}",
            ASSESSED,
            each.assessed_on,
            "assessment",
            Text(each.assessed_by, each.assessed_by) if each.assessed_by else None,
        )
        for each in found
        if each.assessed_on == latest
    )


def _quoted(policy: Policy, sources: Sources | None) -> Mapping[int, str]:
    """Return the paragraphs of the policy's document by number, none where the caller does not give it."""
    match sources:
        case None:
            text = None
        case str() | Path():
            files = (
                Path(sources) / f"{policy.document}{end}" for end in (".txt", ".md")
            )
            file = next((each for each in files if each.is_file()), None)
            text = file.read_text(encoding="utf-8") if file is not None else None
        case _:
            text = sources.get(policy.document)
    return dict(enumerate(paragraphs(text), start=1)) if text is not None else {}

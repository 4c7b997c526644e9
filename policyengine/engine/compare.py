"""One case under several policies: topic by topic what each demands, and where their stances differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from policyengine.engine.assess import assess
from policyengine.policy.in_force import answering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.engine.assess import RawRecord
    from policyengine.findings.assessment import Assessment
    from policyengine.findings.finding import Finding
    from policyengine.policy.model import Policy, Provision
    from policyengine.policy.vocabulary import Question, Text

    Found: TypeAlias = dict[tuple[Policy, str], list[Finding]]


@dataclass(frozen=True, slots=True)
class Demands:
    """What one policy says on one topic.

    `findings` leave out what is not applicable, which `not_applicable` counts. `unasked` are the provisions that
    no finding was made of, because they concern a cohort or another kind of record; definitions are left out.
    """

    policy: Policy
    findings: tuple[Finding, ...]
    not_applicable: int
    unasked: tuple[Provision, ...]

    @property
    def speaks(self) -> bool:
        """Whether the policy has any provision on the topic."""
        return bool(self.findings or self.not_applicable or self.unasked)


@dataclass(frozen=True, slots=True)
class Position:
    """The answer of one provision to a question; no findings where it concerns none of the records."""

    policy: Policy
    provision: Provision
    answer: str
    text: Text
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A question that at least two policies answer differently, with the positions of all that answer it."""

    question: Question
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class ComparedTopic:
    """What the policies say on one topic, and where they contradict each other; unnamed for all that has no topic."""

    name: str | None
    text: Text | None
    demands: tuple[Demands, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same records under several policies.

    `policies` are those that answer, `silent` those that are not in force, each in the order asked; `topics` stand in
    the order of the vocabulary, without those of which no policy speaks. `diagnostics` are those of the assessment.
    """

    as_of: date
    policies: tuple[Policy, ...]
    silent: tuple[Policy, ...]
    topics: tuple[ComparedTopic, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding but those that are not applicable."""
        return tuple(
            finding
            for topic in self.topics
            for demands in topic.demands
            for finding in demands.findings
        )


def compare(
    policies: Policy | Sequence[Policy],
    records: RawRecord | Iterable[RawRecord],
    *,
    as_of: date,
    as_if_in_force: bool = False,
) -> Comparison:
    """Return what each policy in force demands of or for the same records, permissions included.

    `records` and `as_if_in_force` are those of `assess`; a policy that is not in force is named in the diagnostics.
    """
    assessment = assess(
        policies,
        records,
        as_of=as_of,
        as_if_in_force=as_if_in_force,
        permissions=True,
    )
    answer, _ = answering(assessment.policies, as_of, as_if_in_force=as_if_in_force)
    return comparison(assessment, answer)


def comparison(assessment: Assessment, answer: Sequence[Policy]) -> Comparison:
    """Return an assessment by topic; `answer` are those of its policies that are in force or answer as if."""
    found = _found(assessment.findings)
    apart = [*_contradictions(answer, found)]
    topics = []
    for name, text in _topics(answer).items():
        demands = tuple(_demands(policy, name, found) for policy in answer)
        here = tuple(each for each in apart if each.question.topic == name)
        if here or any(each.speaks for each in demands):
            topics.append(ComparedTopic(name, text, demands, here))
    silent = tuple(each for each in assessment.policies if each not in answer)
    return Comparison(
        assessment.as_of, tuple(answer), silent, tuple(topics), assessment.diagnostics
    )


def _found(findings: Iterable[Finding]) -> Found:
    """Return the findings by policy and provision."""
    found: Found = {}
    for each in findings:
        found.setdefault((each.policy, each.provision), []).append(each)
    return found


def _topics(policies: Iterable[Policy]) -> Mapping[str | None, Text | None]:
    """Return every topic with its text, in the order of the first vocabulary that has it, and last no topic."""
    topics: dict[str | None, Text | None] = {}
    for policy in policies:
        for name, text in policy.vocabulary.topics.items():
            topics.setdefault(name, text)
    return {**topics, None: None}


def _demands(policy: Policy, topic: str | None, found: Found) -> Demands:
    provisions = [each for each in policy.provisions if each.topic == topic]
    findings = [
        finding for each in provisions for finding in found.get((policy, each.id), ())
    ]
    relevant = [each for each in findings if each.outcome != "not_applicable"]
    unasked = (
        each
        for each in provisions
        if (policy, each.id) not in found and each.kind != "definition"
    )
    return Demands(
        policy, tuple(relevant), len(findings) - len(relevant), tuple(unasked)
    )


def _contradictions(
    policies: Iterable[Policy], found: Found
) -> Iterator[Contradiction]:
    positions: dict[str, list[Position]] = {}
    questions: dict[str, Question] = {}
    for policy in policies:
        for provision in policy.provisions:
            for stance in provision.takes:
                question = policy.vocabulary.questions[stance.question]
                questions.setdefault(question.name, question)
                position = Position(
                    policy,
                    provision,
                    stance.answer,
                    question.answers[stance.answer],
                    tuple(found.get((policy, provision.id), ())),
                )
                positions.setdefault(question.name, []).append(position)
    for name, taken in positions.items():
        several = len({each.policy for each in taken}) > 1
        if several and len({each.answer for each in taken}) > 1:
            yield Contradiction(questions[name], tuple(taken))

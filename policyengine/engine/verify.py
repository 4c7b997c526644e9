"""A policy held against its document: which cited paragraphs still say what was cited, and which nobody cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.policy.editions import Place, align
from policyengine.policy.sources import fingerprint, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policyengine.policy.model import Citation, Policy


@dataclass(frozen=True, slots=True)
class Traced:
    """One paragraph that a policy cites, by the number cited.

    `place` is None where the lock holds no fingerprint of it. `cited_by` are ids of provisions and of sections, and
    `policy` for its head. `text` is what stands there now.
    """

    paragraph: int
    place: Place | None
    cited_by: tuple[str, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class Uncited:
    """A paragraph of the document that the policy neither cites nor declares not normative."""

    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """A policy beside its document. `declared` is the number of paragraphs that the policy says the document has."""

    policy: str
    document: str
    declared: int
    paragraphs: int
    traced: tuple[Traced, ...]
    uncited: tuple[Uncited, ...]

    @property
    def disturbed(self) -> tuple[Traced, ...]:
        """The cited paragraphs that no longer stand where they were cited with the text they had."""
        return tuple(
            each
            for each in self.traced
            if each.place is None or each.place.fate != "intact"
        )

    @property
    def sound(self) -> bool:
        """Whether every citation holds and every paragraph is accounted for."""
        return not (self.disturbed or self.uncited or self.declared != self.paragraphs)


def verify(policy: Policy, locked: Mapping[int, str], document: str) -> Verification:
    """Return a policy held against its document, in this or a newer edition.

    `locked` are the fingerprints of the edition that was cited, by paragraph number; `document` is the text as it is
    now, plain or Markdown: each line that is not blank is a paragraph.
    """
    now = paragraphs(document)
    numbers = sorted(locked)
    places = dict(
        zip(
            numbers,
            align([locked[each] for each in numbers], [fingerprint(p) for p in now]),
            strict=True,
        )
    )
    cited: dict[int, list[str]] = {}
    for by, citation in _citations(policy):
        if citation.document == policy.document:
            who = cited.setdefault(citation.paragraph, [])
            if by not in who:
                who.append(by)
    accounted = {
        place.paragraph
        for number, place in places.items()
        if number in policy.accounted_for
    }
    return Verification(
        policy.id,
        policy.document,
        policy.paragraphs,
        len(now),
        tuple(
            Traced(
                number, places.get(number), tuple(who), _text(now, places.get(number))
            )
            for number, who in sorted(cited.items())
        ),
        tuple(
            Uncited(number, text)
            for number, text in enumerate(now, start=1)
            if number not in accounted
        ),
    )


def _citations(policy: Policy) -> Iterator[tuple[str, Citation]]:
    for provision in policy.provisions:
        yield from ((provision.id, each) for each in provision.citations)
    for section in policy.sections:
        yield from ((section.id, each) for each in section.citations)
    yield from (("policy", each) for each in policy.other_citations)


def _text(now: tuple[str, ...], place: Place | None) -> str | None:
    number = place.paragraph if place is not None else None
    return now[number - 1] if number is not None else None

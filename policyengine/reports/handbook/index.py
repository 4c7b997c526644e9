"""From every paragraph of a document to what cites it, so that an auditor finds the document again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from policyengine.reports import words
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.head import section_anchor
from policyengine.reports.handbook.markdown import Row, anchor, code, link, rows, table
from policyengine.reports.policy_text import spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Definition
    from policyengine.reports.handbook.voice import Voice


def paragraphs_apart(voice: Voice) -> Iterator[str]:
    """Yield the paragraphs that are not normative, each with the reason."""
    yield f"## {anchor('paragraphs-apart')}{voice.say(phrases.PARAGRAPHS_APART)}"
    apart = voice.policy.not_normative.items()
    if not apart:
        yield voice.say(phrases.NONE_APART)
        return
    yield rows(
        Row(words.NOT_NORMATIVE[reason][voice.language].capitalize(), spans(numbers))
        for reason, numbers in apart
    )


def citations(voice: Voice) -> Iterator[str]:
    """Yield every paragraph with its fingerprint, and what cites it."""
    policy = voice.policy
    prints = {each.paragraph: each.sha256 for each in policy.citations if each.sha256}
    cited = _cited(voice)
    yield f"## {anchor('citations')}{voice.say(phrases.CITATIONS)}"
    yield voice.plain(phrases.CITATIONS_LEAD)
    heads = (words.PARAGRAPH, phrases.FINGERPRINT, phrases.WHERE)
    yield table(
        [head[voice.language].capitalize() for head in heads],
        (
            (
                f"{anchor(f'paragraph-{number}')}{number}",
                code(prints[number]) if number in prints else "–",
                "<br>".join(cited.get(number, [voice.say(phrases.UNACCOUNTED)])),
            )
            for number in range(1, policy.paragraphs + 1)
        ),
    )


def _cited(voice: Voice) -> dict[int, list[str]]:
    policy, language = voice.policy, voice.language
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for provision in policy.provisions:
        for each in provision.citations:
            found[each.paragraph][voice.title(provision)] = None
    for section in policy.sections:
        for each in section.citations:
            linked = link(voice.plain(section.text), f"#{section_anchor(section.id)}")
            found[each.paragraph][voice.say(phrases.HEADING_OF, linked)] = None
    for definition in policy.definitions:
        for each in definition.citations:
            found[each.paragraph][_defined(definition, voice)] = None
    for reason, numbers in policy.not_normative.items():
        for number in numbers:
            found[number][voice.plain(words.NOT_NORMATIVE[reason])] = None
    for each in policy.other_citations:
        # What is left are those of the policy as a whole.
        if each.paragraph not in found:
            found[each.paragraph][phrases.FRAME_OF[language]] = None
    return {number: list(told) for number, told in found.items()}


def _defined(definition: Definition, voice: Voice) -> str:
    if definition.key == "groups":
        return voice.say(phrases.GROUP_OF, voice.group(definition))
    linked = link(code(definition.name), f"#figure-{definition.name}")
    return voice.say(phrases.FIGURE_OF, linked)

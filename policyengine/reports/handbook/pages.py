"""The handbook's pages as Markdown: one of each policy, and one that lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.reports import words
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.examples import by_provision
from policyengine.reports.handbook.head import (
    assumptions,
    contents,
    groups,
    identity,
    in_figures,
    section_anchor,
    status_text,
    under_theme,
)
from policyengine.reports.handbook.index import citations, paragraphs_apart
from policyengine.reports.handbook.markdown import anchor, escape, link, table
from policyengine.reports.handbook.provision import provision_part
from policyengine.reports.handbook.voice import Voice
from policyengine.reports.handbook.ways import counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.policy.model import Policy, Section
    from policyengine.reports.handbook.examples import Examples
    from policyengine.reports.words import Language
    from policyengine.source.models import ExamplesSource

INDEX = "index"


def policy_page(
    policy: Policy,
    examples: ExamplesSource | None,
    language: Language,
    *,
    translated: bool = False,
) -> str:
    """Return a policy's page; its examples are those beside it, where there are any.

    A page that is `translated` leads to itself in the other language.
    """
    voice = Voice(policy, language)
    tried = by_provision(examples)
    blocks = (
        _ways_out(policy.id, language, translated=translated),
        *identity(voice),
        *contents(voice),
        *in_figures(voice),
        *assumptions(voice),
        *_sections(voice, tried),
        *groups(voice),
        *paragraphs_apart(voice),
        *citations(voice),
    )
    return "\n\n".join(blocks) + "\n"


def index_page(
    policies: Sequence[Policy], language: Language, *, translated: bool = False
) -> str:
    """Return the page that leads to every policy's."""
    heads = (
        phrases.POLICY,
        phrases.STATUS,
        phrases.PERIOD,
        words.PROVISIONS,
        phrases.WAYS["as_written"],
        phrases.WAYS["with_assumption"],
        phrases.WAYS["by_human"],
        phrases.PARAGRAPHS,
    )
    listed = table(
        [_capital(head[language]) for head in heads],
        (_line(each, language) for each in policies),
        "lllrrrrr",
    )
    blocks = (
        *([_other_language(INDEX, language)] if translated else []),
        f"# {phrases.POLICIES[language]}",
        escape(phrases.OWN_WORDS[language]),
        listed,
    )
    return "\n\n".join(blocks) + "\n"


def _ways_out(page: str, language: Language, *, translated: bool) -> str:
    index = link(phrases.ALL_POLICIES[language], f"{INDEX}.{language}.md")
    other = [_other_language(page, language)] if translated else []
    return " · ".join((index, *other))


def _other_language(page: str, language: Language) -> str:
    other = "en" if language == "da" else "da"
    return link(phrases.OTHER_LANGUAGE[language], f"{page}.{other}.md")


def _line(policy: Policy, language: Language) -> tuple[str, ...]:
    ways: dict[str, int] = {}
    for (_, way), number in counts(policy).items():
        ways[way] = ways.get(way, 0) + number
    name = escape(policy.authority_name)
    return (
        f"{link(name, f'{policy.id}.{language}.md')}<br>{escape(policy.text[language])}",
        status_text(policy, language),
        f"{policy.from_day or ''} – {policy.until_day or ''}".strip(),
        f"{len(policy.provisions)}",
        *(
            f"{ways.get(way, 0)}"
            for way in ("as_written", "with_assumption", "by_human")
        ),
        f"{len(policy.accounted_for)}/{policy.paragraphs}",
    )


def _sections(voice: Voice, tried: Examples) -> Iterator[str]:
    policy = voice.policy
    for section in policy.sections:
        level = "###" if under_theme(section.id, policy) else "##"
        yield f"{level} {anchor(section_anchor(section.id))}{voice.plain(section.text)}"
        if section.citations:
            yield _heading_of(section, voice)
        for each in policy.provisions:
            if each.section == section.id:
                yield from provision_part(each, tried.get(each.id, ()), voice)


def _heading_of(section: Section, voice: Voice) -> str:
    numbers = dict.fromkeys(each.paragraph for each in section.citations)
    linked = (link(str(number), f"#paragraph-{number}") for number in numbers)
    return f"*{voice.say(phrases.PARAGRAPHS)} {', '.join(linked)}*"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""What stands before a policy's provisions: whose it is, whether it holds, in figures, its assumptions and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.show import show
from policyengine.policy.written import TRUE
from policyengine.reports import words
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.facts import facts_of
from policyengine.reports.handbook.figures import written
from policyengine.reports.handbook.markdown import (
    Row,
    anchor,
    code,
    escape,
    link,
    rows,
    table,
)
from policyengine.reports.handbook.provision import source
from policyengine.reports.handbook.ways import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Definition, Parameter, Policy
    from policyengine.reports.handbook.voice import Voice
    from policyengine.reports.words import Language


def identity(voice: Voice) -> Iterator[str]:
    """Yield title, draft banner, and the policy's particulars."""
    policy = voice.policy
    yield f"# {escape(policy.authority_name)}: {voice.plain(policy.text)}"
    if policy.status == "draft":
        yield f"> **{voice.plain(phrases.DRAFT)}**"
    yield f"{voice.plain(phrases.OWN_WORDS)} {voice.plain(words.ADVICE)}"
    accounts = words.ACCOUNTS[voice.language].format(
        len(policy.accounted_for), policy.paragraphs, escape(policy.document)
    )
    period = escape(_period(policy, voice.language))
    if policy.reading is not None:
        period += f". {words.READING[voice.language].capitalize()}: {voice.plain(policy.reading)}"
    name, code_ = escape(policy.authority_name), escape(policy.authority_code)
    yield rows(
        (
            Row(voice.say(phrases.AUTHORITY), f"{name} ({code_})"),
            Row(voice.say(phrases.STATUS), status_text(policy, voice.language)),
            Row(voice.say(phrases.PERIOD), period),
            Row(voice.say(phrases.DOCUMENT), accounts),
            Row(voice.say(phrases.VERSION), escape(policy.version)),
            Row(voice.say(phrases.FINGERPRINT), code(policy.sha256[:12])),
        )
    )


def status_text(policy: Policy, language: Language) -> str:
    """Return draft or adopted, as Markdown; a draft in bold."""
    if policy.status == "draft":
        return f"**{escape(words.LABELS['draft'][language])}**"
    if policy.adopted_on is None:
        return phrases.ADOPTED[language]
    return phrases.ADOPTED_ON[language].format(policy.adopted_on)


def _period(policy: Policy, language: Language) -> str:
    """Return when a policy holds."""
    match policy.from_day, policy.until_day:
        case None, None:
            return phrases.NO_PERIOD[language]
        case first, None:
            return phrases.FROM[language].format(first)
        case None, last:
            return phrases.UNTIL[language].format(last)
        case first, last:
            return phrases.FROM_UNTIL[language].format(first, last)


def in_figures(voice: Voice) -> Iterator[str]:
    """Yield how many provisions of each kind are decided by what."""
    found = counts(voice.policy)
    ways = [way for way in phrases.WAYS if any(each == way for _, each in found)]
    kinds = [kind for kind in words.KINDS if any(each == kind for each, _ in found)]
    yield f"## {anchor('in-figures')}{voice.say(phrases.HOW_MANY)}"
    lines = [
        (
            voice.plain(words.KINDS[kind]),
            *(str(found.get((kind, way), "–")) for way in ways),
            str(sum(found.get((kind, way), 0) for way in ways)),
        )
        for kind in kinds
    ]
    totals = (sum(found.get((kind, way), 0) for kind in kinds) for way in ways)
    in_all = len(voice.policy.provisions)
    last = (voice.say(phrases.ALL), *(f"{n}" for n in totals), f"{in_all}")
    heads = (
        voice.say(phrases.KIND),
        *(voice.say(phrases.WAYS[way]) for way in ways),
        voice.say(phrases.ALL),
    )
    bold = tuple(f"**{each}**" for each in last)
    yield table(heads, (*lines, bold), "l" + "r" * (len(ways) + 1))


def assumptions(voice: Voice) -> Iterator[str]:
    """Yield what the council should confirm: each figure that does not stand in the document."""
    figures = voice.policy.parameters
    yield f"## {anchor('assumptions')}{voice.say(phrases.ASSUMPTIONS)}"
    if not figures:
        yield voice.say(phrases.NO_ASSUMPTIONS)
        return
    yield voice.plain(phrases.ASSUMPTIONS_LEAD)
    heads = (phrases.FIGURE, words.VALUE, phrases.REASON, phrases.BEARS)
    cells = (_assumption(each, voice) for each in figures)
    yield table([head[voice.language] for head in heads], cells)


def _assumption(figure: Parameter, voice: Voice) -> tuple[str, ...]:
    used = (
        voice.title(each)
        for each in voice.policy.provisions
        if any(own.name == figure.name for own in each.parameters)
    )
    national = figure.provenance == "national"
    aside = f" ({voice.plain(words.PROVENANCES['national'])})" if national else ""
    return (
        f"{anchor(f'figure-{figure.name}')}{code(figure.name)}{aside}",
        written(figure.value, voice.language),
        voice.plain(figure.reason) if figure.reason else "",
        "<br>".join(used) or "–",
    )


def groups(voice: Voice) -> Iterator[str]:
    """Yield whom the provisions concern, each group with its condition."""
    listed = _groups_of(voice.policy)
    if not listed:
        return
    yield f"## {anchor('groups')}{voice.say(phrases.GROUPS)}"
    for each in listed:
        assert each.text is not None
        yield f"### {anchor(f'group-{each.name}')}{voice.plain(each.text)}"
        yield rows(_group(each, voice))


def _groups_of(policy: Policy) -> list[Definition]:
    return [each for each in policy.definitions if each.key == "groups"]


def _group(group: Definition, voice: Voice) -> Iterator[Row]:
    assert group.kind is not None
    assert group.condition is not None
    there = voice.of(group.kind)
    yield Row(voice.say(phrases.RECORD), there.kind_label())
    if group.condition == TRUE:
        yield Row(voice.say(phrases.WHERE_ALSO), voice.say(phrases.EVERYONE_OF_KIND))
    else:
        yield Row(voice.say(phrases.WHERE_ALSO), code(show(group.condition)))
        facts = facts_of(group.condition, there).items()
        items = tuple(f"{code(name)}: {label}" for name, label in facts)
        yield Row(voice.say(phrases.FACTS), "", items)
    if group.citations:
        yield Row(voice.say(phrases.SOURCE), source(group.citations, voice))


def contents(voice: Voice) -> Iterator[str]:
    """Yield the table of contents; each part with how many provisions it has."""
    policy = voice.policy
    yield f"## {anchor('the-contents', 'contents')}{voice.say(phrases.CONTENTS)}"
    lines = [
        f"- {link(voice.say(title), f'#{name}')}"
        for name, title in (
            ("in-figures", phrases.HOW_MANY),
            ("assumptions", phrases.ASSUMPTIONS),
        )
    ]
    for section in policy.sections:
        number = sum(each.section == section.id for each in policy.provisions)
        indent = "  " if under_theme(section.id, policy) else ""
        linked = link(voice.plain(section.text), f"#{section_anchor(section.id)}")
        lines.append(f"{indent}- {linked}" + (f" ({number})" if number else ""))
    lines += [
        f"- {link(voice.say(title), f'#{name}')}"
        for name, title in (
            *([("groups", phrases.GROUPS)] if _groups_of(policy) else []),
            ("paragraphs-apart", phrases.PARAGRAPHS_APART),
            ("citations", phrases.CITATIONS),
        )
    ]
    yield "\n".join(lines)


def section_anchor(section: str) -> str:
    """Return where a section stands on its page.

    >>> section_anchor("reception/results")
    'section-reception-results'
    """
    return f"section-{section.replace('/', '-')}"


def under_theme(section: str, policy: Policy) -> bool:
    """Whether a section stands under a theme that the policy names."""
    theme, slash, _ = section.partition("/")
    return bool(slash) and any(each.id == theme for each in policy.sections)

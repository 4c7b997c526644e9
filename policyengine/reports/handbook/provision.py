"""One provision: what it says, how it is decided, and what it rests on."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from policyengine.engine.measure_results import unit_of
from policyengine.policy.model import Indicator, Target, Term
from policyengine.reports import words
from policyengine.reports.figures import actors, citation
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.examples import examples_part
from policyengine.reports.handbook.facts import facts_of_norm
from policyengine.reports.handbook.figures import own_name, written
from policyengine.reports.handbook.markdown import Row, anchor, code, escape, link, rows
from policyengine.reports.handbook.measures import indicator_rows, target_rows
from policyengine.reports.handbook.norms import norm_rows
from policyengine.reports.handbook.ways import way_of
from policyengine.reports.policy_text import stance_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Citation, Parameter, Provision
    from policyengine.reports.handbook.voice import Voice
    from policyengine.source.models import ExampleSource


def provision_part(
    provision: Provision, examples: tuple[ExampleSource, ...], voice: Voice
) -> Iterator[str]:
    """Yield the blocks of a provision: title, what it is, how it is decided, its examples."""
    voice = voice.of(provision.subject)
    style = way_of(provision).replace("_", "-")
    yield f"#### {anchor(provision.id, style)}{voice.plain(provision.text)}"
    yield _kind_line(provision, voice)
    yield rows(
        chain(
            _decided(provision, voice),
            _rests_on(provision, voice),
            _remarks(provision, voice),
        )
    )
    if examples:
        norm = provision.norm
        target = norm if isinstance(norm, Target | Indicator) else provision.goal
        unit = unit_of(target.measure if target else None, provision)
        yield examples_part(provision.id, examples, unit, voice.language)


def _kind_line(provision: Provision, voice: Voice) -> str:
    language = voice.language
    topic = voice.policy.vocabulary.topics.get(provision.topic or "")
    return " · ".join(
        (
            f"**{voice.plain(words.KINDS[provision.kind])}**",
            voice.plain(words.STRENGTHS[provision.strength]),
            f"{words.BEARER[language]}: {_actors(provision.bearer, voice)}",
            f"{voice.say(phrases.CONCERNS)}: {_concerned(provision, voice)}",
            *([voice.plain(topic)] if topic else []),
            code(provision.id),
        )
    )


def _concerned(provision: Provision, voice: Voice) -> str:
    for each in voice.policy.definitions:
        if each.key == "groups" and each.name == provision.group:
            return voice.group(each)
    return voice.kind_label()


# --- how it is decided ---


def _decided(provision: Provision, voice: Voice) -> Iterator[Row]:
    yield Row(voice.say(phrases.DECIDED), _decided_by(provision, voice))
    norm = provision.norm
    yield from norm_rows(norm, voice)
    if isinstance(norm, Target):
        yield from target_rows(norm, provision, voice)
    if isinstance(norm, Indicator):
        yield from indicator_rows(norm, voice)
    if provision.goal is not None:
        yield from target_rows(provision.goal, provision, voice)
    if facts := facts_of_norm(norm, provision.goal, voice):
        yield Row(voice.say(phrases.FACTS), "", facts)
    if provision.computable and provision.question is not None:
        question = voice.plain(provision.question)
        yield Row(voice.say(phrases.AND_BY_HUMAN), f"*{question}*")


def _decided_by(provision: Provision, voice: Voice) -> str:
    match provision.norm:
        case Term():
            return voice.say(phrases.NOT_DECIDED)
        case Target(not_computable=reason) | Indicator(not_computable=reason) if reason:
            return voice.say(phrases.NOT_COMPUTABLE, voice.plain(reason))
        case _ if provision.kind == "permission":
            return voice.say(phrases.WHEN_ASKED)
        case _ if not provision.computable:
            assert provision.question is not None
            return voice.say(phrases.BY_HUMAN, voice.plain(provision.question))
        case _ if way_of(provision) == "with_assumption":
            return voice.say(phrases.BY_RECORDS_ASSUMING)
        case _:
            return voice.say(phrases.BY_RECORDS)


# --- what it rests on ---


def _rests_on(provision: Provision, voice: Voice) -> Iterator[Row]:
    by: dict[str, list[Parameter]] = {"text": [], "assumption": [], "national": []}
    for each in provision.parameters:
        by[each.provenance].append(each)
    if by["text"]:
        told = (
            f"{written(each.value, voice.language)} ({code(own_name(each, provision))})"
            for each in by["text"]
        )
        yield Row(voice.say(phrases.TEXT_FIGURES), "; ".join(told))
    for label, figures in (
        (phrases.ASSUMED, by["assumption"]),
        (phrases.NATIONAL, by["national"]),
    ):
        if figures:
            items = tuple(_reasoned(each, voice) for each in figures)
            yield Row(voice.say(label), "", items)
    measures = [
        voice.plain(each.text)
        for each in voice.policy.definitions
        if each.key == "measures" and provision.id in each.used_by and each.text
    ]
    if measures:
        yield Row(voice.say(phrases.NAMED_MEASURES), "; ".join(measures))
    for label, names in (
        (phrases.SERVES, provision.serves),
        (phrases.REFERS_TO, provision.refers_to),
    ):
        if names:
            yield Row(voice.say(label), "; ".join(map(voice.provision, names)))


def _reasoned(figure: Parameter, voice: Voice) -> str:
    value = written(figure.value, voice.language)
    named = link(code(figure.name), f"#figure-{figure.name}")
    reason = f": {voice.plain(figure.reason)}" if figure.reason else ""
    return f"{value} ({named}){reason}"


def _remarks(provision: Provision, voice: Voice) -> Iterator[Row]:
    for stance in provision.takes:
        text = escape(stance_text(voice.policy, stance, voice.language))
        yield Row(voice.say(phrases.STANCE), text)
    if provision.reading is not None:
        yield Row(voice.say(phrases.READ_AS), voice.plain(provision.reading))
    for note in provision.notes:
        yield Row(voice.say(phrases.REMARK), voice.plain(note))
    if provision.actions:
        steps = tuple(
            f"{voice.plain(each.text)} ({_actors(each.who, voice)})"
            for each in provision.actions
        )
        yield Row(voice.say(phrases.IF_NOT), "", steps)
    yield Row(voice.say(phrases.SOURCE), source(provision.citations, voice))


def source(citations: tuple[Citation, ...], voice: Voice) -> str:
    """Return where something stands: document, paragraph and sentence, linked to the index, and the fingerprint."""
    return "; ".join(
        link(escape(citation(each, voice.language)), f"#paragraph-{each.paragraph}")
        + (f" {code(each.sha256)}" if each.sha256 else "")
        for each in citations
    )


def _actors(ids: tuple[str, ...], voice: Voice) -> str:
    return escape(actors(voice.policy, ids, voice.language))

"""How a norm toward one subject is decided, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.reference.settle import list_name
from policyengine.engine.evidence import in_words
from policyengine.feel.show import show
from policyengine.policy.model import (
    AtEvery,
    Before,
    By,
    Concurrent,
    DayOf,
    Done,
    Duty,
    Earliest,
    FirstEntry,
    Holds,
    Indicator,
    Judgement,
    Latest,
    Recurring,
    Target,
    Term,
    Within,
)
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.markdown import Row, code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import DayExpr, Norm, Replacement
    from policyengine.policy.vocabulary import Text
    from policyengine.reports.handbook.voice import Voice


def norm_rows(norm: Norm, voice: Voice) -> Iterator[Row]:
    """Yield how a norm is decided; nothing for what is measured or only a human can assess."""
    match norm:
        case Duty():
            yield from _beyond_group(norm.group, voice)
            yield from _trigger(norm, voice)
            yield from _fulfilment(norm, voice)
        case AtEvery():
            yield from _beyond_group(norm.duty.group, voice)
            yield from _at_every(norm, voice)
        case Recurring():
            yield from _beyond_group(norm.group, voice)
            yield from _recurring(norm, voice)
        case Concurrent():
            yield from _beyond_group(norm.group, voice)
            yield from _concurrent(norm, voice)
        case Judgement(group):
            yield from _beyond_group(group, voice)
        case Target() | Indicator() | Term():
            return
        case _:
            assert_never(norm)


def _beyond_group(condition: Expr, voice: Voice) -> Iterator[Row]:
    _, rest = voice.parted(condition)
    yield from _condition(phrases.WHERE_ALSO, rest, voice)


def _condition(label: Text, condition: Expr | None, voice: Voice) -> Iterator[Row]:
    if condition is not None:
        yield Row(voice.say(label), code(show(condition)))


# --- one duty ---


def _trigger(duty: Duty, voice: Voice) -> Iterator[Row]:
    trigger, limit = duty.trigger, voice.say(phrases.LIMIT)
    if trigger is not None and not isinstance(duty.deadline, Before):
        yield Row(voice.say(phrases.COUNTED_FROM), *_day(trigger, voice))
    match duty.deadline:
        case Within(timedelta(days=0)):
            yield Row(limit, voice.say(phrases.SAME_DAY))
        case Within(duration):
            length = voice.plain(in_words(duration))
            yield Row(limit, voice.say(phrases.WITHIN, length))
        case By(day):
            text, items = _day(day, voice)
            yield Row(limit, voice.say(phrases.UNTIL_DAY, text), items)
        case Before():
            assert trigger is not None
            text, items = _day(trigger, voice)
            yield Row(limit, voice.say(phrases.DAY_BEFORE, text), items)
        case None if isinstance(duty.fulfilment, Done):
            yield Row(limit, voice.say(phrases.NO_LIMIT))
        case None:
            return
        case _:
            assert_never(duty.deadline)


def _fulfilment(duty: Duty, voice: Voice) -> Iterator[Row]:
    match duty.fulfilment:
        case Done(day):
            yield Row(voice.say(phrases.MET_BY), *_deed(day, voice))
        case Holds(condition, standing):
            text = code(show(condition))
            if standing:
                text = voice.say(phrases.MET_TODAY, text)
            yield Row(voice.say(phrases.MET_WHERE), text)
        case _:
            assert_never(duty.fulfilment)
    if duty.not_before is not None:
        yield Row(voice.say(phrases.NOT_BEFORE), *_day(duty.not_before, voice))
    yield from _condition(phrases.LIFTED, duty.lifted, voice)
    yield from _condition(phrases.EXCUSED, duty.excused, voice)
    if duty.replaces is not None:
        yield _other(phrases.REPLACES, duty.replaces, voice)
    for other in duty.replaced_by:
        yield _other(phrases.REPLACED, other, voice)


def _other(label: Text, other: Replacement, voice: Voice) -> Row:
    condition = code(show(other.condition))
    named = voice.provision(other.provision)
    return Row(voice.say(label), voice.say(phrases.WITH_WHERE, named, condition))


# --- duties that come again ---


def _at_every(norm: AtEvery, voice: Voice) -> Iterator[Row]:
    inner = voice.within(norm.entries)
    listed, day = voice.label(list_name(norm.entries)), inner.member(norm.dated_by)
    text = _where(norm.where, voice.say(phrases.ENTRY_OF, listed, day), voice)
    yield Row(voice.say(phrases.AT_EVERY), text)
    duty = norm.duty
    if duty.trigger is not None and duty.deadline != By(duty.trigger):
        yield from _trigger(duty, inner)
    yield from _fulfilment(duty, inner)


def _recurring(norm: Recurring, voice: Voice) -> Iterator[Row]:
    inner = voice.within(norm.entries)
    how = voice.say(phrases.EXACTLY if norm.exactly else phrases.AT_LEAST)
    noun = voice.say(phrases.ENTRY if norm.at_least == 1 else phrases.ENTRIES)
    listed, day = voice.label(list_name(norm.entries)), inner.member(norm.dated_by)
    asked = voice.say(phrases.ENTRIES_OF, f"{how} {norm.at_least}", noun, listed, day)
    yield Row(voice.say(phrases.ASKED), _where(norm.where, asked, voice))
    if norm.trigger is not None:
        yield Row(voice.say(phrases.COUNTED_FROM), *_day(norm.trigger, voice))
    if isinstance(norm.every, str):
        often = voice.say(phrases.PERIODS[norm.every])
    else:
        often = voice.say(phrases.IN_EACH, voice.plain(in_words(norm.every)))
    if norm.lasts is not None:
        length = voice.plain(in_words(norm.lasts))
        often = voice.say(phrases.FOR_SO_LONG, often, length)
    yield Row(voice.say(phrases.HOW_OFTEN), often)


def _concurrent(norm: Concurrent, voice: Voice) -> Iterator[Row]:
    start, _ = _day(norm.start, voice)
    if norm.grace is not None:
        start = voice.say(phrases.LATER, voice.plain(in_words(norm.grace)), start)
    if norm.end is not None:
        start = voice.say(phrases.RUNS_UNTIL, start, _day(norm.end, voice)[0])
    yield Row(voice.say(phrases.ALL_THROUGH), start)
    yield from _condition(phrases.MUST_HOLD, norm.holds, voice)
    yield from _condition(phrases.LIFTED, norm.lifted, voice)


# --- days ---


def _deed(day: DayExpr, voice: Voice) -> tuple[str, tuple[str, ...]]:
    """Return what was done, and the day that counts for it."""
    text, items = _day(day, voice)
    match day:
        case Latest():
            return voice.say(phrases.ALL_OF), items
        case Earliest():
            return voice.say(phrases.ONE_OF), items
        case _:
            return voice.say(phrases.ON_THE_DAY, text), items


def _day(day: DayExpr, voice: Voice) -> tuple[str, tuple[str, ...]]:
    """Return a day in words, and the days it is chosen from."""
    match day:
        case DayOf(expr):
            return voice.value(expr), ()
        case FirstEntry(entries, dated_by, where):
            listed = voice.label(list_name(entries))
            dated = voice.within(entries).member(dated_by)
            return _where(
                where, voice.say(phrases.FIRST_ENTRY, listed, dated), voice
            ), ()
        case Latest(days):
            return voice.say(phrases.LAST_OF), _items(days, voice)
        case Earliest(days):
            return voice.say(phrases.FIRST_OF), _items(days, voice)
        case _:
            assert_never(day)


def _items(days: tuple[DayExpr, ...], voice: Voice) -> tuple[str, ...]:
    told = (_day(each, voice) for each in days)
    return tuple(f"{text}: {'; '.join(of)}" if of else text for text, of in told)


def _where(where: Expr | None, text: str, voice: Voice) -> str:
    if where is None:
        return text
    return voice.say(phrases.WITH_WHERE, text, code(show(where)))

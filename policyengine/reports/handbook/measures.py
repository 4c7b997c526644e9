"""What a target or an indicator measures and what it asks for, in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.reference.settle import list_name
from policyengine.engine.measure_results import unit_of
from policyengine.feel.show import show
from policyengine.findings.target_words import (
    bound_in_words,
    figure_in_words,
    trend_in_words,
)
from policyengine.policy.model import (
    Aggregate,
    CountOf,
    GapBetween,
    Indicator,
    ShareInTime,
    ShareOfSubjects,
    ShareOfVolume,
    Target,
    ValueOf,
)
from policyengine.policy.names import HOME
from policyengine.policy.written import TRUE
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.markdown import Row, code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.nodes import Expr
    from policyengine.findings.measure_result import Unit
    from policyengine.policy.model import Measure, Norm, Provision
    from policyengine.reports.handbook.voice import Voice


def target_rows(target: Target, provision: Provision, voice: Voice) -> Iterator[Row]:
    """Yield what is measured, what it must reach, and what it is compared with."""
    if target.measure is None:
        return
    unit = unit_of(target.measure, provision)
    own = target.measure == ShareInTime(provision.id)
    text = voice.say(phrases.SHARE_IN_TIME) if own else words(target.measure, voice)
    yield Row(voice.say(phrases.MEASURED), text)
    yield from _for_each(target.for_each, voice)
    for asked in _asked(target, unit, voice):
        yield Row(voice.say(phrases.ASKED), asked)
    for reference in _references(target):
        yield Row(voice.say(phrases.COMPARED), words(reference, voice))
    if target.baseline is not None:
        baseline = figure_in_words(target.baseline, unit)
        yield Row(voice.say(phrases.BASELINE), voice.plain(baseline))
    if target.smallest_group is not None:
        yield Row(voice.say(phrases.SMALLEST), str(target.smallest_group))


def indicator_rows(indicator: Indicator, voice: Voice) -> Iterator[Row]:
    """Yield what is followed, and how often."""
    if indicator.measure is None:
        return
    yield Row(voice.say(phrases.MEASURED), words(indicator.measure, voice))
    yield from _for_each(indicator.for_each, voice)
    every = voice.say(phrases.PERIODS[indicator.every])
    yield Row(voice.say(phrases.HOW_OFTEN), voice.say(phrases.FOLLOWED, every))
    if indicator.smallest_group is not None:
        yield Row(voice.say(phrases.SMALLEST), str(indicator.smallest_group))


def words(measure: Measure, voice: Voice) -> str:
    """Return a measure in words."""
    match measure:
        case ShareOfSubjects(kind, of, where):
            whom = voice.of(kind).whom(of)
            return voice.say(phrases.SHARE_OF, whom, code(show(where)))
        case ShareInTime(provision):
            return voice.say(phrases.SHARE_IN_TIME_OF, voice.provision(provision))
        case ShareOfVolume(kind, of, entries, value, where):
            there = voice.of(kind)
            what = there.label(list_name(entries))
            if value is not None:
                inner = there.within(entries)
                what = voice.say(phrases.VALUE_IN, inner.member(value), what)
            whom, cond = there.whom(of), code(show(where))
            return voice.say(phrases.SHARE_OF_VOLUME, what, whom, cond)
        case CountOf():
            return _count(measure, voice)
        case Aggregate(how, kind, of, where, value):
            there = voice.of(kind)
            phrase = phrases.SUM_OF if how == "sum" else phrases.MEAN_OF
            text = voice.say(phrase, there.value(value), there.whom(of))
            return _with(where, text, voice)
        case ValueOf(kind, value):
            return voice.of(kind).value(value)
        case GapBetween(first, second):
            return voice.say(phrases.LESS, words(first, voice), words(second, voice))
        case _:
            assert_never(measure)


def measured(
    norm: Norm, goal: Target | None
) -> Iterator[tuple[str, Expr, Expr | None]]:
    """Yield the conditions and figures that a norm's measures read: kind of record, expression, list it is within."""
    for each in (norm, goal):
        if isinstance(each, Target | Indicator) and each.measure is not None:
            yield from _read(each.measure)
        if isinstance(each, Target):
            for reference in _references(each):
                yield from _read(reference)


def _read(measure: Measure) -> Iterator[tuple[str, Expr, Expr | None]]:
    match measure:
        case ShareOfSubjects(kind, of, where):
            yield from ((kind, of, None), (kind, where, None))
        case ShareInTime():
            return
        case ShareOfVolume(kind, of, entries, _, where):
            yield from ((kind, of, None), (kind, where, entries))
        case CountOf(kind, of, where, entries):
            yield kind, of, None
            if where is not None:
                yield kind, where, entries
        case Aggregate(_, kind, of, where, value):
            yield from ((kind, of, None), (kind, value, None))
            if where is not None:
                yield kind, where, None
        case ValueOf(kind, value):
            yield kind, value, None
        case GapBetween(first, second):
            yield from (*_read(first), *_read(second))
        case _:
            assert_never(measure)


def _asked(target: Target, unit: Unit, voice: Voice) -> Iterator[str]:
    for step in target.steps:
        relation, figure = step.bound.relation, step.bound.figure
        shown = figure if isinstance(figure, Fraction) else None
        slack = target.tolerance or Fraction(0)
        yield voice.plain(bound_in_words(relation, shown, unit, slack, step.by))
    if trend := target.trend:
        yield voice.plain(
            trend_in_words(trend.direction, trend.every, trend.since, each=trend.each)
        )
    if parity := target.parity:
        yield voice.plain(
            bound_in_words("exactly", None, unit, parity.tolerance, parity.by)
        )


def _references(target: Target) -> Iterator[Measure]:
    for step in target.steps:
        if not isinstance(step.bound.figure, Fraction):
            yield step.bound.figure
    if target.parity is not None:
        yield target.parity.reference


def _for_each(kind: str | None, voice: Voice) -> Iterator[Row]:
    if kind is not None:
        yield Row(voice.say(phrases.FOR_EACH), voice.of(kind).kind_label())


def _count(measure: CountOf, voice: Voice) -> str:
    there = voice.of(measure.kind)
    what = there.whom(measure.of)
    if measure.entries is not None:
        listed = there.label(list_name(measure.entries))
        # Of the one municipality there is nothing to tell apart.
        alone = measure.kind == HOME and measure.of == TRUE
        what = listed if alone else voice.say(phrases.HELD_BY, listed, what)
        if measure.distinct is not None:
            named = there.within(measure.entries).member(measure.distinct)
            what = voice.say(phrases.DIFFERENT, named, what)
    return _with(measure.where, voice.say(phrases.NUMBER_OF, what), voice)


def _with(where: Expr | None, text: str, voice: Voice) -> str:
    if where is None:
        return text
    return voice.say(phrases.WITH_WHERE, text, code(show(where)))

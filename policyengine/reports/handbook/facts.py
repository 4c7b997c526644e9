"""Which facts a condition reads, with the labels of those and of the values they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from policyengine.engine.evidence import parts
from policyengine.feel.names import ITEM, children, walk
from policyengine.feel.nodes import (
    Arithmetic,
    Call,
    Compare,
    Expr,
    Filter,
    In,
    Literal,
    Name,
    Path,
    Quantified,
)
from policyengine.feel.show import show
from policyengine.policy.model import AtEvery, DayOf, Earliest, FirstEntry, Latest
from policyengine.policy.vocabulary import Entry, Fact
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.markdown import code
from policyengine.reports.handbook.measures import measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.engine.evidence import Part
    from policyengine.policy.model import Norm, Target
    from policyengine.reports.handbook.voice import Voice

Bound: TypeAlias = Mapping[str, Entry | None]

_GIVEN = {"as_of": phrases.AS_OF, "due": phrases.LAST_DAY}


def facts_of_norm(norm: Norm, goal: Target | None, voice: Voice) -> tuple[str, ...]:
    """Return a line for each fact that the conditions of a norm read, beside those its group's own do."""
    found: dict[str, str] = {}
    inner = voice.within(norm.entries) if isinstance(norm, AtEvery) else voice
    for used_for, part in parts(norm):
        if used_for == "group":
            _, rest = voice.parted(part)  # type: ignore[arg-type]
            if rest is not None:
                found |= facts_of(rest, inner)
        else:
            found |= _of_part(part, inner)
    for kind, expr, entries in measured(norm, goal):
        there = voice.of(kind)
        if entries is not None:
            there = there.within(entries)
        _, rest = there.parted(expr)
        if rest is not None:
            found |= facts_of(rest, there)
    return tuple(f"{code(name)}: {label}" for name, label in found.items())


def _of_part(part: Part, voice: Voice) -> dict[str, str]:
    match part:
        case DayOf(
            Name()
            | Literal()
            | Path(Name("item"), _)
            | Arithmetic("+", Name(), Literal())
        ):
            # Told by its label where it stands.
            return {}
        case DayOf(expr):
            return facts_of(expr, voice)
        case Earliest(days) | Latest(days):
            return {k: v for day in days for k, v in _of_part(day, voice).items()}
        case FirstEntry(entries, _, where):
            return facts_of(where, voice.within(entries)) if where is not None else {}
        case _:
            return facts_of(part, voice)


def facts_of(expr: Expr, voice: Voice) -> dict[str, str]:
    """Return the facts of a condition by name: label, and the labels of the values asked for."""
    asked = _asked(expr)
    found: dict[str, str] = {}
    for name, fact in _read(expr, voice, {ITEM: voice.entry}):
        if fact is None:
            found[name] = voice.say(_GIVEN[name])
            continue
        values = (fact.value_labels or {}).items()
        meant = [
            f"{code(value)} {voice.plain(text)}"
            for value, text in values
            if value in asked.get(name, ())
        ]
        aside = f" ({', '.join(meant)})" if meant else ""
        found[name] = f"{_label(fact, voice)}{aside}"
    return found


def _label(fact: Fact, voice: Voice) -> str:
    named = fact.name.removeprefix("parameter.")
    for each in voice.policy.parameters:
        if each.name == named and each.reason and fact.name != named:
            return voice.plain(each.reason)
    return voice.plain(fact.label)


def _read(expr: Expr, voice: Voice, bound: Bound) -> Iterator[tuple[str, Fact | None]]:
    """Yield every name that a condition reads; those without a fact are given."""
    match expr:
        case Name(name) if name in _GIVEN:
            yield name, None
        case Name(name) if name not in bound:
            yield name, voice.fact(name)
        case Path(Name(name), member) if (entry := bound.get(name)) is not None:
            if member in entry.facts:
                yield show(expr), entry.facts[member]
        case Quantified(_, variable, source, condition):
            yield from _read(source, voice, bound)
            inner = {**bound, variable: _entry(source, voice)}
            yield from _read(condition, voice, inner)
        case Filter(of=of, condition=condition):
            yield from _read(of, voice, bound)
            yield from _read(condition, voice, {**bound, ITEM: _entry(of, voice)})
        case _:
            for child in children(expr):
                yield from _read(child, voice, bound)


def _entry(source: Expr, voice: Voice) -> Entry | None:
    match source:
        case Name(name):
            return voice.fact(name).entry
        case Filter(of=of):
            return _entry(of, voice)
        case _:
            return None


def _asked(expr: Expr) -> dict[str, set[str]]:
    """Return the texts that each part of a condition is held against."""
    found: dict[str, set[str]] = {}
    for part in walk(expr):
        match part:
            case Compare(left=left, right=right):
                subject, others = left, [right]
            case In(operand=operand, tests=tests):
                subject, others = operand, [*tests]
            case Call(arguments=(first, *rest)):
                subject, others = first, rest
            case _:
                continue
        texts = {
            each.value
            for other in others
            for each in walk(other)
            if isinstance(each, Literal) and isinstance(each.value, str)
        }
        found.setdefault(show(subject), set()).update(texts)
    return found

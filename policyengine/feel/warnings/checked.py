"""A condition without faults, as its author wrote it and as it is meant, and what is known of its names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel.checker import check
from policyengine.feel.checking.lists import inside
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import children, replace
from policyengine.feel.nodes import Filter, Name, Quantified
from policyengine.feel.show import show
from policyengine.feel.types import ListType, Type
from policyengine.feel.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from policyengine.diagnostics.source import Span
    from policyengine.feel.nodes import Expr
    from policyengine.feel.truth import Truth
    from policyengine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Outside:
    """What a bare name means outside of a list: `what` says it, such as `the group`."""

    what: str
    type: Type


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition as written and as meant; `types` are those of the names there."""

    written: Expr
    meant: Expr
    types: Mapping[str, Type]

    @property
    def is_name(self) -> bool:
        """Whether a name stands here for what is meant, which was defined elsewhere."""
        return type(self.written) is not type(self.meant)


@dataclass(frozen=True)
class Checked:
    """A condition, a day, or a measure's figure where `is_figure`; in `meant` every name is written out.

    `types` are those of the names in `meant`, of which `never_none` have a value or are
    unknown; `type` is that of the whole. `outside` are the names that mean something beside
    the members of a list's entries. `beside` must hold for this one to matter.
    """

    written: Expr
    meant: Expr
    types: Mapping[str, Type]
    type: Type | None
    never_none: Set[str] = frozenset()
    outside: Mapping[str, Outside] = field(default_factory=dict)
    beside: tuple[Expr, ...] = ()
    is_figure: bool = False

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part that the author wrote here, outer before inner; what a name stands for is not entered."""
        return tuple(_parts(Part(self.written, self.meant, self.types)))

    @cached_property
    def own(self) -> tuple[Part, ...]:
        """The parts that mean what they say, without the names that stand for more."""
        return tuple(part for part in self.parts if not part.is_name)


def type_of(expr: Expr, types: Mapping[str, Type]) -> Type | None:
    """Return the type of a part; None where it reads a name that is not known here."""
    return check(expr, types)[0]


def supposing(condition: Expr, values: Mapping[Expr, Value]) -> Truth:
    """Return what a condition says where some of its parts have a value, and nothing else is known."""
    # No author can write these names.
    names = {part: f"?{number}" for number, part in enumerate(values)}
    known = {names[part]: value for part, value in values.items()}
    supposed = replace(condition, {part: Name(name) for part, name in names.items()})
    found = evaluate(supposed, lambda name: known.get(name, UNKNOWN))
    return UNKNOWN if found is UNKNOWN else found is True


def said(expr: Expr) -> str:
    """Return a part in its author's words."""
    words = expr.span.text.split() if expr.span is not None else ()
    return " ".join(words) or show(expr)


def warning(
    code: str,
    message: str,
    at: Expr,
    hint: str | None = None,
    related: Iterable[tuple[str, Expr]] = (),
) -> Diagnostic:
    """Return a warning about a part; `related` are others that it rests on."""
    places: list[tuple[str, Span]] = [
        (label, part.span) for label, part in related if part.span is not None
    ]
    return Diagnostic(code, message, at.span, hint, tuple(places), "warning")


def _parts(part: Part) -> Iterator[Part]:
    yield part
    if part.is_name:
        return
    pairs = zip(children(part.written), children(part.meant), strict=True)
    for (written, meant), types in zip(pairs, _scopes(part), strict=False):
        yield from _parts(Part(written, meant, types))


def _scopes(part: Part) -> Iterable[Mapping[str, Type]]:
    """Return what the names mean in each of a part's children."""
    match part.meant:
        case Quantified(variable=variable, source=source):
            item = _item(source, part)
            return part.types, {**part.types, variable: item} if item else part.types
        case Filter(of=of):
            item = _item(of, part)
            return part.types, inside(item, part.types) if item else part.types
        case _:
            pass
    return repeat(part.types)


def _item(source: Expr, part: Part) -> Type | None:
    found = type_of(source, part.types)
    return found.item if isinstance(found, ListType) else None

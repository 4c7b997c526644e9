"""A condition with its names written out and its types checked, and what is known of those names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.feel.checker import check
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Not
from policyengine.feel.type_rules import with_article
from policyengine.feel.types import Boolean, ListType, Number, RecordType
from policyengine.feel.warnings.checked import Checked, Outside
from policyengine.policy.names import types_of, write_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.types import Type
    from policyengine.policy.names import Scope


def checked(
    written: Expr, scope: Scope, expect: Type | None = None
) -> tuple[Checked | None, tuple[Diagnostic, ...]]:
    """Return a condition as written and as meant, None where it or what it names is faulty, and its faults."""
    meant, faults = write_out(written, scope)
    if meant is None:
        return None, faults
    types = types_of(scope)
    kind, faults = check(meant, types, expect=expect)
    if faults:
        return None, faults
    outside = {
        name: found
        for name in free_names(written)
        if (found := _outside(name, scope, types)) is not None
    }
    never_none = frozenset(_never_none(scope, types))
    is_figure = isinstance(expect, Number)
    return Checked(
        written, meant, types, kind, never_none, outside, is_figure=is_figure
    ), ()


def together(
    conditions: Sequence[tuple[str, Checked]], groups: Sequence[Expr]
) -> Iterator[Checked]:
    """Yield the conditions of one provision, each with what else must hold for it to matter.

    They come with the key that they stand under; `groups` are those whom it concerns.
    """
    guards: list[tuple[Checked | None, Expr]] = [(None, each) for each in groups]
    for key, each in conditions:
        match key:
            case "when" | "where":
                guards.append((each, each.meant))
            case "unless" | "excused_by":
                guards.append((each, Not(each.meant)))
            case _:
                pass
    for _, each in conditions:
        beside = tuple(guard for of, guard in guards if of is not each)
        yield replace(each, beside=beside)


def _never_none(scope: Scope, types: Mapping[str, Type]) -> Iterator[str]:
    """Yield the names of what no record holds as none.

    A link may lead to nothing, of which every fact is none; lists of entries are empty.
    """
    yield "as_of"
    for name, fact in scope.record.facts.items():
        if fact.timing == "prior" or isinstance(fact.type, ListType):
            yield name
    for name, kind in types.items():
        if isinstance(kind, ListType) and isinstance(kind.item, RecordType):
            yield name


def _outside(name: str, scope: Scope, types: Mapping[str, Type]) -> Outside | None:
    """Return what a bare name means outside of a list's entries."""
    record, names = scope.record, scope.names
    fact = record.facts.get(name) or record.derived.get(name)
    group = names.groups.get(name)
    if fact is not None:
        return Outside(f"the fact of {with_article(record.name)}", fact.type)
    if group is not None and group.kind == record.name:
        return Outside("the group of that name", Boolean())
    if name in names.parameters:
        kind, _ = check(names.parameters[name], types)
        return Outside("the parameter of that name", kind) if kind else None
    return None

"""Walking and rewriting trees: children, names, substitution."""

from __future__ import annotations

from dataclasses import fields
from dataclasses import replace as copied
from typing import TYPE_CHECKING, Any

from policyengine.feel.nodes import Expr, Filter, Name, Node, Quantified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ITEM = "item"


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly inside `expr`, in the order they are written."""
    found: list[Expr] = []
    for _, part in _parts(expr):
        found.extend(part if isinstance(part, tuple) else (part,))
    return tuple(found)


def rebuild(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return `expr` with `change` applied to each of its children; itself where none changes."""
    changed: dict[str, Any] = {}
    for name, old in _parts(expr):
        if isinstance(old, tuple):
            new = tuple(map(change, old))
            if any(a is not b for a, b in zip(new, old, strict=True)):
                changed[name] = new
        elif (one := change(old)) is not old:
            changed[name] = one
    return copied(expr, **changed) if changed else expr


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and everything inside it, outer before inner, left before right."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def free_names(expr: Expr) -> tuple[str, ...]:
    """Return the names that `expr` reads from outside, in order of first use.

    Loop variables are not among them, nor is `item` inside a filter. A bare name inside a
    filter is, though it may be a member of the item: `qualify` writes members as paths.
    """
    return tuple(dict.fromkeys(name.name for name in _free(expr, frozenset())))


def uses(expr: Expr) -> tuple[Name, ...]:
    """Return every place where a name from outside is read, in order."""
    return tuple(_free(expr, frozenset()))


def substitute(expr: Expr, by: Mapping[str, Expr]) -> Expr:
    """Return `expr` with names from outside replaced by trees.

    A loop variable hides a name; where it would capture a name of a replacement, the
    variable is renamed first. `item` is hidden inside filters.
    """
    match expr:
        case Name(name):
            return by.get(name, expr)
        case Quantified(variable=variable, source=source, condition=condition):
            inner = {name: tree for name, tree in by.items() if name != variable}
            if _captures(variable, condition, inner):
                fresh = _fresh(variable, condition, inner)
                condition = substitute(condition, {variable: Name(fresh)})
                variable = fresh
            return copied(
                expr,
                variable=variable,
                source=substitute(source, by),
                condition=substitute(condition, inner),
            )
        case Filter(of=of, condition=condition):
            inner = {name: tree for name, tree in by.items() if name != ITEM}
            return copied(
                expr, of=substitute(of, by), condition=substitute(condition, inner)
            )
        case _:
            return rebuild(expr, lambda child: substitute(child, by))


def replace(expr: Expr, by: Mapping[Expr, Expr]) -> Expr:
    """Return `expr` with whole parts replaced, the outermost first; names are not looked at."""
    return by.get(expr) or rebuild(expr, lambda child: replace(child, by))


def _parts(expr: Expr) -> Iterator[tuple[str, Expr | tuple[Expr, ...]]]:
    """Yield the fields of a node that hold expressions."""
    for field in fields(expr):
        part = getattr(expr, field.name)
        if isinstance(part, Node | tuple):
            yield field.name, part  # type: ignore[misc]


def _free(expr: Expr, bound: frozenset[str]) -> Iterator[Name]:
    match expr:
        case Name(name):
            if name not in bound:
                yield expr
        case Quantified(variable=variable, source=source, condition=condition):
            yield from _free(source, bound)
            yield from _free(condition, bound | {variable})
        case Filter(of=of, condition=condition):
            yield from _free(of, bound)
            yield from _free(condition, bound | {ITEM})
        case _:
            for child in children(expr):
                yield from _free(child, bound)


def _captures(variable: str, condition: Expr, by: Mapping[str, Expr]) -> bool:
    used = set(free_names(condition))
    return any(
        variable in free_names(tree) for name, tree in by.items() if name in used
    )


def _fresh(variable: str, condition: Expr, by: Mapping[str, Expr]) -> str:
    taken = {variable, *free_names(condition)}.union(*map(free_names, by.values()))
    number = 2
    while f"{variable}{number}" in taken:
        number += 1
    return f"{variable}{number}"

"""A statement in stages: what several columns need is worked out once, in a subquery below them.

Terms are numbered by what they are, so that the same condition of ten provisions, or of five policies, is one column.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from sqlglot import exp

from policyengine.backends.sql import terms
from policyengine.backends.sql.canonical import ID
from policyengine.backends.sql.scope import SUBJECT
from policyengine.backends.sql.spelling import Speller, column, number, quoted
from policyengine.backends.sql.terms import Column, Constant, Fold, Local, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyengine.backends.sql.canonical import Dialect

# Smaller terms are quicker worked out again than kept.
LEAST_SIZE = 4
STAGE = "t"


@dataclass(slots=True)
class _Node:
    """A term, by number: its parts, how often it is read, its size, and the names it takes from lists around it."""

    term: Term
    parts: tuple[int, ...]
    free: frozenset[str]
    size: int
    tries: bool
    read: int = 0
    level: int = 0


@dataclass
class _Graph:
    """All terms of a statement, each once."""

    nodes: list[_Node] = field(default_factory=list)
    by_key: dict[tuple[object, ...], int] = field(default_factory=dict)
    by_id: dict[int, int] = field(default_factory=dict)
    kept: list[Term] = field(default_factory=list)

    def add(self, term: Term) -> int:
        """Return the number of a term."""
        known = self.by_id.get(id(term))
        if known is not None:
            return known
        key: list[object] = [type(term)]
        parts: list[int] = []
        for each in fields(term):
            self._key(getattr(term, each.name), key, parts)
        number_ = self.by_key.get(found := tuple(key))
        if number_ is None:
            number_ = len(self.nodes)
            self.by_key[found] = number_
            self.nodes.append(self._node(term, tuple(parts)))
        # The term is kept, so that its id stays its own.
        self.kept.append(term)
        self.by_id[id(term)] = number_
        return number_

    def _key(self, part: object, key: list[object], parts: list[int]) -> None:
        if isinstance(part, tuple):
            key.append(len(part))
            for each in part:
                self._key(each, key, parts)
        elif isinstance(part, terms.CLASSES):
            child = self.add(part)
            parts.append(child)
            key.append(child)
        else:
            key += (type(part), part)

    def _node(self, term: Term, parts: tuple[int, ...]) -> _Node:
        children = [self.nodes[each] for each in parts]
        free = frozenset().union(*(each.free for each in children))
        size = 1 + sum(each.size for each in children)
        for child in set(parts):
            self.nodes[child].read += 1
        if isinstance(term, Local):
            free = frozenset({term.name})
        tries = any(each.tries for each in children)
        if isinstance(term, Fold | terms.Exists | terms.Filtered):
            free -= {term.local.name}
            tries = tries or term.local.name.startswith(terms.TRIED)
        return _Node(term, parts, free, size, tries)


def staged(
    columns: Mapping[str, Term], base: exp.Select, dialect: Dialect
) -> exp.Select:
    """Return the statement that gives `id` and columns over a base, which has the columns of `base_columns`."""
    graph = _Graph()
    roots = {name: graph.add(term) for name, term in columns.items()}
    for root in roots.values():
        graph.nodes[root].read += 1
    hoisted = _hoisted(graph)
    speller = _StageSpeller(dialect, graph, hoisted)
    query = base
    levels: dict[int, list[int]] = {}
    for each in hoisted:
        levels.setdefault(graph.nodes[each].level, []).append(each)
    for level in sorted(levels):
        new = [
            _alias(speller.fresh(each), hoisted[each]) for each in sorted(levels[level])
        ]
        query = _over(query, [exp.Star(), *new], dialect)
    answer = [_alias(speller.node(root), name) for name, root in roots.items()]
    return _over(query, [column(STAGE, ID), *answer], dialect)


def widest(query: exp.Query) -> int:
    """Return how many columns a statement in stages has where it has most: each stage has those of all below it."""
    answer, below = len(query.expressions), 0
    source = query.args["from_"].this
    while isinstance(source, exp.Subquery) and isinstance(source.this, exp.Select):
        new = source.this.expressions
        below += sum(not isinstance(each, exp.Star) for each in new)
        source = source.this.args["from_"].this
    return max(answer, below)


def over_base(term: Term, dialect: Dialect) -> exp.Expression:
    """Return a term as nodes over a base."""
    graph = _Graph()
    return _StageSpeller(dialect, graph, {}).spell(term)


def base_columns(columns: Mapping[str, Term]) -> tuple[Column, ...]:
    """Return the columns that terms read, in order."""
    found: dict[Column, None] = {}
    seen: set[int] = set()
    waiting = list(columns.values())
    while waiting:
        term = waiting.pop()
        if id(term) in seen:
            continue
        seen.add(id(term))
        if isinstance(term, Column):
            found[Column(term.table, term.name)] = None
        waiting.extend(terms.children(term))
    return tuple(sorted(found, key=lambda each: (each.table, each.name)))


def base_name(of: Column) -> str:
    """Return what a column of the base is called above it."""
    return f"{of.table}.{of.name}"


def _hoisted(graph: _Graph) -> dict[int, str]:
    """Return the terms that become columns of a stage, by number, with their names; sets the level of each.

    Those are what is read more than once, and what stays the same while an unknown fact is tried: a list is gone through
    with whatever columns its step reads, so the fewer the better.
    """
    unchanging = {
        part
        for node in graph.nodes
        if node.tries and node.free
        for part in node.parts
        if not graph.nodes[part].free and not graph.nodes[part].tries
    }
    hoisted: dict[int, str] = {}
    for number_, node in enumerate(graph.nodes):
        # Parts come before what is made of them.
        node.level = max(
            (graph.nodes[each].level + (each in hoisted) for each in node.parts),
            default=0,
        )
        again = node.read > 1 and node.size >= LEAST_SIZE
        if (
            (again or number_ in unchanging)
            and not node.free
            and not isinstance(node.term, Constant | Column | terms.ListOf)
            and not (isinstance(node.term, Fold) and node.tries)
        ):
            hoisted[number_] = f"h{len(hoisted)}"
    return hoisted


def _over(query: exp.Select, columns: Sequence[exp.Expression], dialect: Dialect) -> exp.Select:  # fmt: skip
    source = exp.Subquery(this=query, alias=exp.TableAlias(this=quoted(STAGE)))
    if dialect == "postgres":
        # Without a fence PostgreSQL works a column out again wherever it is read.
        query.set("offset", exp.Offset(expression=number(0)))
    return exp.Select(expressions=[*columns], from_=exp.From(this=source))


def _alias(this: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=this, alias=quoted(name))


class _StageSpeller(Speller):
    """Spells terms over a stage: what has become a column is read as one."""

    def __init__(self, dialect: Dialect, graph: _Graph, hoisted: Mapping[int, str]) -> None:  # fmt: skip
        super().__init__(dialect)
        object.__setattr__(self, "graph", graph)
        object.__setattr__(self, "hoisted", hoisted)

    graph: _Graph
    hoisted: Mapping[int, str]

    def spell(self, term: Term) -> exp.Expression:
        """Return a term as nodes."""
        name = self.hoisted.get(self.graph.add(term))
        if name is not None:
            return column(STAGE, name)
        return self.fresh_term(term)

    def fresh_term(self, term: Term) -> exp.Expression:
        """Return a term as nodes, worked out here."""
        if isinstance(term, Column):
            return column(STAGE, ID if term == Column(SUBJECT, ID) else base_name(term))
        return super().spell(term)

    def node(self, number_: int) -> exp.Expression:
        """Return a numbered term as nodes."""
        return self.spell(self.graph.nodes[number_].term)

    def fresh(self, number_: int) -> exp.Expression:
        """Return a numbered term as nodes, worked out here."""
        return self.fresh_term(self.graph.nodes[number_].term)

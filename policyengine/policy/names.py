"""What the names of a condition mean: groups, parameters, derived facts and periods written out as facts.

After this every free name is a fact (dotted where it belongs to a linked record), `as_of`, `due` or `item`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel import slips
from policyengine.feel.checker import check
from policyengine.feel.names import free_names, rebuild, substitute
from policyengine.feel.nodes import (
    And,
    Compare,
    Expr,
    Filter,
    If,
    In,
    Literal,
    Name,
    Or,
    Path,
    Quantified,
)
from policyengine.feel.type_rules import with_article
from policyengine.feel.types import Day, Null, RecordType, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from policyengine.policy.model import Parameter
    from policyengine.policy.vocabulary import Entry, Period, RecordKind, Vocabulary

# The names of items of lists, each with the entry it stands for, None where it is no entry.
Bound: TypeAlias = "Mapping[str, Entry | None]"

ITEM = "item"
GIVEN = ("as_of", "due")
HOME = "municipality"


@dataclass(frozen=True, slots=True)
class Group:
    """Whom provisions concern: a kind of record, and a condition with its names written out.

    `parameters` are the figures that the condition, or a group it names, rests on.
    """

    name: str
    kind: str
    condition: Expr
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Names:
    """The names a policy adds to the vocabulary's. `parameters` and `policy` hold constants.

    `hidden` are names whose definition is faulty: that has been told, and what rests on them is not judged.
    """

    vocabulary: Vocabulary
    groups: Mapping[str, Group] = field(default_factory=dict)
    parameters: Mapping[str, Expr] = field(default_factory=dict)
    policy: Mapping[str, Expr] = field(default_factory=dict)
    hidden: Set[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """Where a condition stands: on a kind of record, perhaps within an entry of one of its lists.

    Where a fault hides which kind that is, the scope is `unknown`, and names in it are not judged.
    """

    names: Names
    kind: str
    entry: Entry | None = None
    has_due: bool = False

    @property
    def unknown(self) -> bool:
        """Whether there is no such kind of record."""
        return self.kind not in self.names.vocabulary.kinds

    @property
    def record(self) -> RecordKind:
        """The kind of record."""
        return self.names.vocabulary.kinds[self.kind]

    def within(self, entry: Entry) -> Scope:
        """Return the scope inside an entry of a list."""
        return replace(self, entry=entry)

    def hidden(self) -> Scope:
        """Return the scope of what a fault outside it hides."""
        return Scope(self.names, "")

    def known(self) -> tuple[str, ...]:
        """Return every name that means something here, for suggestions."""
        record = self.record
        own = [*record.facts, *record.derived, *record.periods, *record.links]
        ends = [f"{period}_ends_on" for period in record.periods]
        entry = list(self.entry.facts) if self.entry else []
        groups = [
            name for name, group in self.names.groups.items() if group.kind == self.kind
        ]
        return (
            *entry,
            *own,
            *ends,
            *groups,
            *self.names.parameters,
            *(GIVEN if self.has_due else GIVEN[:1]),
        )


def write_out(expr: Expr, scope: Scope) -> tuple[Expr | None, tuple[Diagnostic, ...]]:
    """Return the expression with every name resolved, and the faults of names that mean nothing.

    None in its place where there are faults, here or in what it names.
    """
    if scope.unknown:
        return None, ()
    writer = _Writer(scope)
    written = writer.write(expr, {})
    judged = not writer.faults and not writer.hidden
    return written if judged else None, tuple(writer.faults)


def types_of(scope: Scope) -> dict[str, Type]:
    """Return the type of every name that an expression may read once it is written out."""
    vocabulary = scope.names.vocabulary
    types: dict[str, Type] = {"as_of": Day(), "due": Day()}
    for name, value in scope.names.parameters.items():
        if isinstance(value, If):
            # A figure by year is unknown in the years that are not listed.
            kind, _ = check(value.then, {})
            types[f"parameter.{name}"] = kind if kind is not None else Null()
    _add_types(types, vocabulary, scope.record, "", frozenset())
    if HOME in vocabulary.kinds and HOME not in scope.record.links:
        _add_types(types, vocabulary, vocabulary.kinds[HOME], f"{HOME}.", frozenset())
    if scope.entry is not None:
        types[ITEM] = entry_type(scope.entry)
    return types


def entry_type(entry: Entry) -> RecordType:
    """Return the type of an entry of a list."""
    return RecordType(
        entry.name, {name: fact.type for name, fact in entry.facts.items()}
    )


def _add_types(
    types: dict[str, Type],
    vocabulary: Vocabulary,
    record: RecordKind,
    prefix: str,
    passed: frozenset[str],
) -> None:
    for name, fact in record.facts.items():
        types[prefix + name] = fact.type
    for link, kind in record.links.items():
        if kind not in passed:
            _add_types(
                types,
                vocabulary,
                vocabulary.kinds[kind],
                f"{prefix}{link}.",
                passed | {record.name, kind},
            )


@dataclass
class _Writer:
    """`hidden` says that a name was met whose definition is faulty."""

    scope: Scope
    faults: list[Diagnostic] = field(default_factory=list)
    hidden: bool = False

    def write(self, expr: Expr, bound: Bound) -> Expr:
        """Return the expression written out; `bound` are the names of items of lists."""
        match expr:
            case Name():
                return self._name(expr, bound)
            case Path():
                return self._path(expr, bound)
            case In(operand, (Name(name),)) if self._period(name, bound):
                period = self.scope.record.periods[name]
                return replace(
                    within(self.write(operand, bound), period), span=expr.span
                )
            case Quantified(variable=variable):
                source = self.write(expr.source, bound)
                inner = {**bound, variable: entry_of(source, self.scope)}
                condition = self.write(expr.condition, inner)
                return replace(expr, source=source, condition=condition)
            case Filter():
                return self._filter(expr, bound)
            case _:
                return rebuild(expr, lambda child: self.write(child, bound))

    def _period(self, name: str, bound: Bound) -> bool:
        return name in self.scope.record.periods and name not in bound

    def _name(self, name: Name, bound: Bound) -> Expr:
        word, scope = name.name, self.scope
        if word in bound or word == "as_of" or (word == "due" and scope.has_due):
            return name
        if scope.entry is not None:
            if word == ITEM:
                return name
            if word in scope.entry.facts:
                return Path(Name(ITEM, span=name.span), word, span=name.span)
        found = self._meaning(word)
        if found is not None:
            return replace(found, span=name.span)
        self._unknown(name, word, bound)
        return name

    def _meaning(self, word: str) -> Expr | None:
        record, names = self.scope.record, self.scope.names
        if word in record.facts:
            return Name(word)
        if word in record.derived:
            return record.derived[word].expr
        if word in names.groups and names.groups[word].kind == record.name:
            return names.groups[word].condition
        if word in names.parameters:
            return names.parameters[word]
        period = record.periods.get(word.removesuffix("_ends_on"))
        if period is not None and word.endswith("_ends_on"):
            return period.end if period.end is not None else Literal(None)
        return None

    def _unknown(self, name: Name, word: str, bound: Bound) -> None:
        names = self.scope.names
        if word.removesuffix("_ends_on") in names.hidden:
            self.hidden = True
            return
        message = f"`{word}` is nothing that {with_article(self.scope.kind)} has"
        hint: str | None
        of = [item for item, entry in bound.items() if entry and word in entry.facts]
        if of:
            hint = f"write `{of[-1]}.{word}`"
        elif word == "due":
            message = "`due` means something only in `unless` and `excused_by`"
            hint = "compare with a day that is recorded"
        elif self._is_choice(word):
            message = f"`{word}` is a text and needs quotation marks"
            hint = f'write `"{word}"`'
        elif word in self.scope.record.links or word in (HOME, "policy"):
            message = f"`{word}` by itself is no value"
            hint = f"name something of it: `{word}.…`"
        elif word in names.groups:
            message = f"the group `{word}` is of another kind of record"
            kind = with_article(self.scope.kind)
            hint = f"write `concerns: {word}`, or compare facts of {kind}"
        elif word in self.scope.record.periods:
            message = f"the period `{word}` is no value"
            hint = f"ask `as_of in {word}`, or name its last day, `{word}_ends_on`"
        elif meant := slips.word(word):
            hint = f"write `{meant}`"
        else:
            close = get_close_matches(word, self.scope.known(), n=1)
            hint = f"did you mean `{close[0]}`?" if close else self._elsewhere(word)
        self.faults.append(Diagnostic("PE201", message, name.span, hint))

    def _is_choice(self, word: str) -> bool:
        entry = self.scope.entry
        facts = [
            *self.scope.record.facts.values(),
            *(entry.facts.values() if entry else ()),
        ]
        return any(word in (fact.value_labels or ()) for fact in facts)

    def _elsewhere(self, word: str) -> str | None:
        """Say which kind of record has the fact, if one has it."""
        for link, kind in self.scope.record.links.items():
            if word in self.scope.names.vocabulary.kinds[kind].facts:
                return f"write `{link}.{word}`"
        for other in self.scope.names.vocabulary.kinds.values():
            if word in other.facts:
                return (
                    f"{with_article(other.name)} has it: the provision then needs"
                    f" `concerns: {other.name}`"
                )
        return None

    def _path(self, path: Path, bound: Bound) -> Expr:
        chain = _chain(path)
        if chain is None or chain[0] in bound or self._is_member(chain[0]):
            return replace(path, of=self.write(path.of, bound))
        first, *rest = chain
        if first == "policy":
            constant = self.scope.names.policy.get(rest[0])
            if constant is None:
                close = get_close_matches(rest[0], self.scope.names.policy, n=1)
                known = ", ".join(f"policy.{each}" for each in self.scope.names.policy)
                hint = f"did you mean `policy.{close[0]}`?" if close else known
                self._fault("PE201", f"a policy has no `{rest[0]}`", path, hint)
                return path
            return _members(constant, rest[1:], path)
        if first in self.scope.record.links or first == HOME:
            return self._linked(path, first, rest)
        return replace(path, of=self.write(path.of, bound))

    def _is_member(self, word: str) -> bool:
        entry = self.scope.entry
        return entry is not None and (word == ITEM or word in entry.facts)

    def _linked(self, path: Path, first: str, rest: list[str]) -> Expr:
        """Return a fact of a linked record as one dotted name, and members of its value as paths."""
        kinds = self.scope.names.vocabulary.kinds
        prefix, record = first, kinds[self.scope.record.links.get(first, HOME)]
        while rest and rest[0] in record.links:
            link = rest.pop(0)
            prefix, record = f"{prefix}.{link}", kinds[record.links[link]]
        word = rest.pop(0) if rest else ""
        if word in record.facts:
            return _members(Name(f"{prefix}.{word}"), rest, path)
        if word in record.derived:
            return _members(_prefixed(record.derived[word].expr, prefix), rest, path)
        period = record.periods.get(word.removesuffix("_ends_on"))
        if period is not None and word.endswith("_ends_on"):
            end = period.end if period.end is not None else Literal(None)
            return _members(_prefixed(end, prefix), rest, path)
        if word.removesuffix("_ends_on") in self.scope.names.hidden:
            self.hidden = True
            return path
        close = get_close_matches(word, [*record.facts, *record.derived], n=1)
        self._fault(
            "PE201",
            f"{with_article(record.name)} has no fact `{word}`",
            path,
            f"did you mean `{prefix}.{close[0]}`?" if close else None,
        )
        return path

    def _filter(self, expr: Filter, bound: Bound) -> Expr:
        of = self.write(expr.of, bound)
        entry = entry_of(of, self.scope)
        if entry is None and self.hidden:
            return expr
        # What an item has hides what is around it; in a list of words or figures that is `item` alone.
        hidden: Set[str] = {ITEM, *entry.facts} if entry is not None else {ITEM}
        named = {name: of for name, of in bound.items() if name not in hidden}
        if entry is None:
            named[ITEM] = None
        inner = _Writer(replace(self.scope, entry=entry))
        condition = inner.write(expr.condition, named)
        self.faults.extend(inner.faults)
        self.hidden = self.hidden or inner.hidden
        return replace(expr, of=of, condition=condition)

    def _fault(self, code: str, message: str, node: Expr, hint: str | None) -> None:
        self.faults.append(Diagnostic(code, message, node.span, hint))


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the nearest of the known names, else all of them; None where there is none."""
    words = list(known)
    close = get_close_matches(name, words, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"one of: {', '.join(words)}" if words else None


def entry_of(entries: Expr, scope: Scope) -> Entry | None:
    """Return what a list of entries holds, None where the expression is no such list."""
    match entries:
        case Filter(of, _):
            return entry_of(of, scope)
        case Name(name):
            *links, last = name.split(".")
            record = scope.record
            for link in links:
                record = scope.names.vocabulary.kinds[record.links.get(link, link)]
            fact = record.facts.get(last)
            return fact.entry if fact is not None else None
        case _:
            return None


def within(day: Expr, period: Period) -> Expr:
    """Return the condition that a day lies in a period; with no end it is still running."""
    begun = Compare("<=", period.start, day)
    if period.end is None:
        return begun
    not_over = Compare("<=", day, period.end)
    if period.open_ended:
        running = Compare("=", period.end, Literal(None))
        return And((begun, Or((running, not_over))))
    return And((begun, not_over))


def _chain(path: Path) -> list[str] | None:
    """Return the words of a dotted name, None where the path starts from something else."""
    match path.of:
        case Name(name):
            return [name, path.member]
        case Path() as inner:
            chain = _chain(inner)
            return [*chain, path.member] if chain is not None else None
        case _:
            return None


def _members(expr: Expr, rest: list[str], path: Path) -> Expr:
    for member in rest:
        expr = Path(expr, member)
    return replace(expr, span=path.span)


def _prefixed(expr: Expr, prefix: str) -> Expr:
    """Return an expression on a linked record's facts as seen from the record that links to it."""
    moved = {
        name: Name(f"{prefix}.{name}") for name in free_names(expr) if name not in GIVEN
    }
    return substitute(expr, moved)

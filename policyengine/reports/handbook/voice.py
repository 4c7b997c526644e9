"""A policy's own names in words: facts by their labels, conditions as canonical FEEL, groups and provisions as links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.backends.python.reference.settle import list_name
from policyengine.backends.python.reference.view import declaration
from policyengine.engine.evidence import in_words
from policyengine.feel.nodes import And, Arithmetic, Literal, Name, Path
from policyengine.feel.show import show
from policyengine.feel.values import Months
from policyengine.policy.written import TRUE
from policyengine.reports.handbook import phrases
from policyengine.reports.handbook.markdown import code, escape, link

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import Definition, Policy, Provision
    from policyengine.policy.vocabulary import Entry, Fact, Text
    from policyengine.reports.words import Language


@dataclass(frozen=True, slots=True)
class Voice:
    """Says what stands in a policy, in a language; names are read from a kind of record, `item` is an entry."""

    policy: Policy
    language: Language
    kind: str = "municipality"
    entry: Entry | None = None

    def of(self, kind: str) -> Voice:
        """Return the voice for another kind of record."""
        return replace(self, kind=kind, entry=None)

    def within(self, entries: Expr) -> Voice:
        """Return the voice inside an entry of a list."""
        return replace(self, entry=self.fact(list_name(entries)).entry)

    def say(self, text: Text, *parts: str) -> str:
        """Return a phrase with Markdown filled in."""
        return text[self.language].format(*parts)

    def plain(self, text: Text) -> str:
        """Return a text of the policy or the vocabulary, escaped."""
        return escape(text[self.language])

    # --- names ---

    def fact(self, name: str) -> Fact:
        """Return what a name in a condition stands for."""
        return declaration(self.policy.vocabulary, self.kind, name)

    def label(self, name: str) -> str:
        """Return a fact's label, with its name beside."""
        return f"*{self.plain(self.fact(name).label)}* ({code(name)})"

    def member(self, name: str) -> str:
        """Return the label of a fact of the entry."""
        assert self.entry is not None
        return f"*{self.plain(self.entry.facts[name].label)}*"

    def value(self, expr: Expr) -> str:
        """Return a fact by its label, a day as it is or so long after another, anything else as FEEL."""
        match expr:
            case Literal(date() as day):
                return str(day)
            case Arithmetic("+", day, Literal(Months() | timedelta() as length)):
                words = self.plain(in_words(length))
                return self.say(phrases.LATER, words, self.value(day))
            case Name(name) if name not in ("as_of", "due", "item"):
                return self.label(name)
            case Path(Name("item"), member) if self.entry is not None:
                return f"{self.member(member)} ({code(show(expr))})"
            case _:
                return code(show(expr))

    # --- whom something is about ---

    def whom(self, condition: Expr) -> str:
        """Return subjects in words: a group as a link, what is asked beyond it as FEEL."""
        group, rest = self.parted(condition)
        named = self.group(group) if group else self.kind_label()
        if rest is None:
            return named
        return self.say(phrases.WITH_WHERE, named, code(show(rest)))

    def parted(self, condition: Expr) -> tuple[Definition | None, Expr | None]:
        """Return the group that a condition begins with, and what is asked beyond it."""
        if condition == TRUE:
            return None, None
        if whole := self._group_of(condition):
            return whole, None
        match condition:
            case And((first, *more)) if group := self._group_of(first):
                return group, more[0] if len(more) == 1 else And(tuple(more))
            case _:
                return None, condition

    def _group_of(self, condition: Expr) -> Definition | None:
        for each in self.policy.definitions:
            if each.kind == self.kind and each.condition == condition:
                return each
        return None

    def group(self, group: Definition) -> str:
        """Return a group's label, linked to where its condition stands."""
        assert group.text is not None
        return link(self.plain(group.text), f"#group-{group.name}")

    def kind_label(self) -> str:
        """Return what the records are called."""
        return self.plain(self.policy.vocabulary.kinds[self.kind].label)

    def provision(self, name: str) -> str:
        """Return a provision's title, linked to it; an outside reference by its label."""
        for each in self.policy.provisions:
            if each.id == name:
                return self.title(each)
        outside = self.policy.references.get(name)
        return self.plain(outside) if outside else code(name)

    def title(self, provision: Provision) -> str:
        """Return a provision's title, linked to it."""
        return link(self.plain(provision.text), f"#{provision.id}")

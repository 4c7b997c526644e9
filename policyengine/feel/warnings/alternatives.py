"""Tests on a choice that no word of it meets, or every word."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel import nodes
from policyengine.feel.names import free_names, walk
from policyengine.feel.types import Choice
from policyengine.feel.values import UNKNOWN
from policyengine.feel.warnings.checked import said, supposing, type_of, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.truth import Truth
    from policyengine.feel.warnings.checked import Checked, Part

Words: TypeAlias = tuple[str, ...]


def dead_alternatives(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning where no word of a choice meets all that is asked, or every word some of it."""
    for part in checked.own:
        match part.meant:
            case nodes.And(operands):
                for subject, words in _choices(part):
                    yield from _no_word_left(operands, subject, words)
            case nodes.Or(operands):
                for subject, words in _choices(part):
                    yield from _every_word_met(operands, subject, words)
            case nodes.In(operand, tests):
                if words := _words(operand, part):
                    yield from _every_word_met((part.meant,), operand, words)
                for test in tests:
                    yield from _strangers("=", operand, test, test, part)
            case nodes.Compare("=" | "!=" as operator, left, right):
                yield from _strangers(operator, left, right, part.meant, part)
            case _:
                pass


def _no_word_left(
    operands: Sequence[Expr], subject: Expr, words: Words
) -> Iterator[Diagnostic]:
    """Yield a warning at the first test that no word meets which meets those before it."""
    left = set(words)
    before: list[tuple[Expr, set[str]]] = []
    for operand in operands:
        can = _meeting(operand, subject, words, True, UNKNOWN)
        if not can:
            # A test that is dead by itself is told where it stands.
            continue
        if not left & can:
            yield warning(
                "PE323",
                f"no word of `{said(subject)}` meets both this and what stands before",
                operand,
                "join them by `or` where either will do",
                [("before it", each) for each, met in before if not met & can],
            )
            return
        left &= can
        before.append((operand, can))


def _every_word_met(
    operands: Sequence[Expr], subject: Expr, words: Words
) -> Iterator[Diagnostic]:
    """Yield a warning at the test that meets the last word which those before it do not meet."""
    left = set(words)
    for operand in operands:
        met = _meeting(operand, subject, words, True)
        if len(met) == len(words) and len(operands) > 1:
            # A test that is dead by itself is told where it stands.
            return
        left -= met
        if not left:
            message = f"every word of `{said(subject)}` meets this condition"
            hint = "where any word will do ask `!= null`, in a map `recorded`"
            met_by_none = (supposing(each, {subject: None}) for each in operands)
            if len(operands) > 1 and False not in met_by_none:
                hint = "join them by `and` to leave out each of the words"
            yield warning("PE322", message, operand, hint)
            return


def _strangers(
    operator: str, a: Expr, b: Expr, at: Expr, part: Part
) -> Iterator[Diagnostic]:
    """Yield a warning where two choices are compared that have no word in common."""
    words, others = _words(a, part), _words(b, part)
    if words and others and not set(words) & set(others):
        yield warning(
            "PE323" if operator == "=" else "PE322",
            f"`{said(a)}` and `{said(b)}` have no word in common",
            at,
            f'compare with a word, such as `{said(a)} = "{words[0]}"`',
        )


def _meeting(condition: Expr, subject: Expr, words: Words, *truths: Truth) -> set[str]:
    """Return the words for which a condition is one of `truths`, whatever else is recorded."""
    return {word for word in words if supposing(condition, {subject: word}) in truths}


def _choices(part: Part) -> Iterator[tuple[Expr, Words]]:
    """Yield the choices that a part reads, with their words."""
    for subject in dict.fromkeys(walk(part.meant)):
        is_fact = isinstance(subject, nodes.Name | nodes.Path)
        # What is bound within the part means nothing here.
        if is_fact and part.types.keys() >= {*free_names(subject)}:
            words = _words(subject, part)
            if words:
                yield subject, words


def _words(expr: Expr, part: Part) -> Words:
    """Return the words of a choice that leaves one; of anything else there are none."""
    match type_of(expr, part.types):
        case Choice(words) if len(words) > 1:
            return words
        case _:
            return ()

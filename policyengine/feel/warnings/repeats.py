"""Tests that stand beside themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.warnings.checked import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.warnings.checked import Checked


def repeated_tests(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning for each test that stands beside itself, as its author wrote it."""
    for part in checked.own:
        match part.written:
            case nodes.And(operands) | nodes.Or(operands):
                yield from _repeated(operands)
            case nodes.In(_, tests):
                yield from _repeated(_flat(tests))
            case _:
                pass


def _repeated(tests: Iterable[Expr]) -> Iterator[Diagnostic]:
    seen: dict[Expr, Expr] = {}
    for test in tests:
        first = seen.setdefault(test, test)
        if first is not test:
            hint = "delete one of them, unless another is meant"
            message = "this stands here already"
            yield warning("PE324", message, test, hint, [("the first", first)])


def _flat(tests: Iterable[Expr]) -> Iterator[Expr]:
    for test in tests:
        if isinstance(test, nodes.ListOf):
            yield from _flat(test.items)
        else:
            yield test

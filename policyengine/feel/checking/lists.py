"""What may be filtered and quantified over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel.names import ITEM
from policyengine.feel.type_rules import in_words
from policyengine.feel.types import Boolean, ListType, Number, RecordType, Type

if TYPE_CHECKING:
    from policyengine.feel.checking.rule import Checking, Scope
    from policyengine.feel.nodes import Expr, Filter


def items(checking: Checking, source: Expr, scope: Scope) -> Type | None:
    """Return the type of a list's items."""
    match checking.type_of(source, scope):
        case None:
            return None
        case ListType(item):
            return item
        case found:
            message = f"this must be a list, and is {in_words(found)}"
            checking.fault("PE306", message, source)
            return None


def inside(item: Type, scope: Scope) -> Scope:
    """Return what names mean in a filter: those of the item's members, and `item`."""
    members = item.members if isinstance(item, RecordType) else {}
    return {**scope, **members, ITEM: item}


def filtered(checking: Checking, expr: Filter, scope: Scope) -> Type | None:
    """Return the type of a filtered list."""
    item = items(checking, expr.of, scope)
    if item is None:
        return None
    found = checking.type_of(expr.condition, inside(item, scope))
    if isinstance(found, Number):
        message = "a list is not asked for an item by its number"
        hint = "ask for the item by what it is: `[kind = …]`"
        checking.fault("PE307", message, expr.condition, hint)
        return None
    if found is not None and not isinstance(found, Boolean):
        checking.expected(expr.condition, Boolean(), found)
    return ListType(item)

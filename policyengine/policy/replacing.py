"""Duties that stand in for others: each side is told of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.circles import in_order, shown
from policyengine.policy.model import Duty, Provision, Replacement
from policyengine.policy.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set


def with_replacements(
    provisions: Sequence[Provision], hidden: Set[str] = frozenset()
) -> tuple[list[Provision], tuple[Diagnostic, ...]]:
    """Return the provisions with `replaced_by` filled in, and the faults of `instead_of`.

    Of a provision in `hidden` a fault has been told already.
    """
    duties = {each.id: each.norm for each in provisions if isinstance(each.norm, Duty)}
    spans = {each.id: each.span for each in provisions}
    _, circles = in_order(
        {
            name: [duty.replaces.provision] if duty.replaces else []
            for name, duty in duties.items()
        }
    )
    faults = [
        Diagnostic(
            "PE205", f"the duty stands in for itself: {shown(each)}", spans[each[0]]
        )
        for each in circles
    ]
    replacing: dict[str, list[Replacement]] = {}
    for provision in provisions:
        norm = provision.norm
        if not isinstance(norm, Duty) or norm.replaces is None:
            continue
        other = norm.replaces.provision
        if other not in duties and other not in hidden:
            hint = suggestion(other, duties)
            message = f"no duty `{other}` to stand in for"
            if other in spans:
                message = (
                    f"`{other}` is not decided as one duty, and none stands in for it"
                )
                hint = None
            faults.append(Diagnostic("PE202", message, norm.replaces.span, hint))
        else:
            replacing.setdefault(other, []).append(
                Replacement(provision.id, norm.replaces.condition)
            )
    return [_told(each, replacing) for each in provisions], tuple(faults)


def _told(
    provision: Provision, replacing: Mapping[str, Sequence[Replacement]]
) -> Provision:
    if provision.id not in replacing or not isinstance(provision.norm, Duty):
        return provision
    norm = replace(provision.norm, replaced_by=tuple(replacing[provision.id]))
    return replace(provision, norm=norm)

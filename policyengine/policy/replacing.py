"""Duties that stand in for others: each side is told of the other."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.model import Duty, Provision, Replacement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def with_replacements(
    provisions: Sequence[Provision],
) -> tuple[list[Provision], tuple[Diagnostic, ...]]:
    """Return the provisions with `replaced_by` filled in, and the faults of `instead_of`."""
    duties = {each.id: each.norm for each in provisions if isinstance(each.norm, Duty)}
    replacing: dict[str, list[Replacement]] = {}
    faults = []
    for provision in provisions:
        norm = provision.norm
        if not isinstance(norm, Duty) or norm.replaces is None:
            continue
        other = norm.replaces.provision
        if other not in duties:
            close = get_close_matches(other, duties, n=1)
            hint = f"did you mean `{close[0]}`?" if close else None
            message = f"no duty `{other}` to stand in for"
            faults.append(Diagnostic("PE202", message, provision.span, hint))
        elif _stands_in_for_itself(provision.id, duties):
            message = f"`{provision.id}` stands in for itself"
            faults.append(Diagnostic("PE205", message, provision.span))
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


def _stands_in_for_itself(name: str, duties: Mapping[str, Duty]) -> bool:
    passed = {name}
    replaces = duties[name].replaces
    while replaces is not None and replaces.provision in duties:
        if replaces.provision in passed:
            return True
        passed.add(replaces.provision)
        replaces = duties[replaces.provision].replaces
    return False

"""Every parameter, group and measure that a policy names is used by a provision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.policy.model import Policy


def unused_names(policy: Policy) -> Iterator[Diagnostic]:
    """Yield a warning for each that no provision uses, be it through others."""
    users = {f"{each.key}.{each.name}": each.used_by for each in policy.definitions}
    provisions = {each.id for each in policy.provisions}
    for each in policy.definitions:
        if not _reaches(f"{each.key}.{each.name}", users, provisions):
            yield Diagnostic(
                "PE404",
                f"nothing uses the {each.key.removesuffix('s')} `{each.name}`",
                each.span,
                "delete it, or name it where it belongs",
                severity="warning",
            )


def _reaches(
    name: str, users: dict[str, tuple[str, ...]], provisions: set[str]
) -> bool:
    return any(
        each in provisions or (each in users and _reaches(each, users, provisions))
        for each in users[name]
    )

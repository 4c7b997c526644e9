"""YAML as data with positions; where YAML stumbles, the fault is noted and the line stood in for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from policyengine.diagnostics.diagnostic import Diagnostic, PolicyError
from policyengine.diagnostics.source import Span
from policyengine.source import characters, traps
from policyengine.source.composer import Composer, Reading, StopError

if TYPE_CHECKING:
    from policyengine.diagnostics.source import Source

_MENDS = 50
_MENDED_CHARACTERS = 2_000_000
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


def read(source: Source, *, json_under: str | None = None) -> Reading:
    """Return a file's data and positions with all faults found.

    Below a key `json_under`, scalars without quotes are typed as JSON types them; all others stay text.
    PolicyError where the faults leave nothing to read.
    """
    faults = characters.forbidden(source)
    text = characters.without_forbidden(source.text)
    text = _DIRECTIVE.sub(lambda match: _directive(source, match, faults), text)
    tolerant = not faults
    mends: list[traps.Trap] = []
    while True:
        composer = Composer(source, text, json_under, mends)
        try:
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                composer.take(event)
        except yaml.MarkedYAMLError as error:
            trap = traps.stumble(source, text, error)
        except StopError as stop:
            trap = stop.trap
        else:
            return composer.reading(faults + [each.diagnostic for each in mends])
        spent = (len(mends) + 1) * len(text) > _MENDED_CHARACTERS or len(
            mends
        ) >= _MENDS
        if trap.stand_in is None or spent or not tolerant:
            found = faults or [*(each.diagnostic for each in mends), trap.diagnostic]
            raise PolicyError([*found, *composer.faults])
        mends.append(trap)
        text = trap.mended(text)


def _directive(source: Source, match: re.Match[str], faults: list[Diagnostic]) -> str:
    span = Span(source, *match.span())
    message = "a line that begins with `%` is a directive to YAML"
    faults.append(Diagnostic("PE106", message, span, "delete the line"))
    return "#" * len(match[0])

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

# A file is read anew for each line stood in for: so often, and so many characters in all.
_READINGS = 50
_CHARACTERS = 2_000_000
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


def read(source: Source, *, json_under: str | None = None) -> Reading:
    """Return a file's data and positions with all faults found.

    Below a key `json_under`, scalars without quotes are typed as JSON types them; all others stay text.
    PolicyError where the faults leave nothing to read.
    """
    hidden = characters.forbidden(source)
    text = characters.without_forbidden(source.text)
    faults = hidden + [_directive(source, match) for match in _DIRECTIVE.finditer(text)]
    text = _DIRECTIVE.sub(lambda match: "#" * len(match[0]), text)
    mends: list[traps.Trap] = []
    for _ in range(max(1, min(_READINGS, _CHARACTERS // (len(text) + 1)))):
        composer = Composer(source, text, json_under, mends)
        trap = _stumble(composer, source, text)
        if trap is None:
            return composer.reading(faults)
        if hidden:
            # The blanks in their place may be what YAML stumbles over.
            raise PolicyError([*faults, *composer.faults])
        faults.append(trap.diagnostic)
        if trap.stand_in is None:
            raise PolicyError([*faults, *composer.faults])
        mends.append(trap)
        text = trap.mended(text)
    raise PolicyError(faults)


def _stumble(composer: Composer, source: Source, text: str) -> traps.Trap | None:
    """Compose the text; return where that cannot go on, None at its end."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        return traps.stumble(source, text, error)
    except StopError as stop:
        return stop.trap
    return None


def _directive(source: Source, match: re.Match[str]) -> Diagnostic:
    span = Span(source, *match.span())
    message = "a line that begins with `%` is a directive to YAML"
    return Diagnostic("PE106", message, span, "delete the line")

"""The options that several commands share, and their types."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts import Token

STDIN = "<stdin>"


def today() -> date:
    """Return the day it is: only the command line may ask."""
    return date.today()  # noqa: DTZ011 - the local day is what a caseworker means


def _day(_: type, tokens: Sequence[Token]) -> date:
    text = tokens[0].value
    try:
        if len(text) != len("2018-12-31"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no day; write one as 2018-12-31') from None


_Day = Parameter(converter=_day, n_tokens=1)

Records = Annotated[str, Parameter(help="JSON or JSON Lines files; - reads stdin.")]
Policies = Annotated[
    list[str],
    Parameter(help="A policy's name or file; may be repeated.", negative=()),
]
AsOf = Annotated[
    date | None, _Day, Parameter(help="The day of assessment; today if left out.")
]
KnownBy = Annotated[
    date | None, _Day, Parameter(help="Use only what was registered by this day.")
]
AsIfInForce = Annotated[
    bool, Parameter(help="Answer outside the policy's period too.", negative=())
]
Sources = Annotated[
    Path | None,
    Parameter(help="Folder of the cited documents, to quote the paragraphs."),
]
Format = Annotated[
    Literal["text", "json"], Parameter(name="--format", help="How to answer.")
]
Lang = Annotated[
    Literal["da", "en"] | None,
    Parameter(help="Danish or English; the system's language if left out."),
]


def language(chosen: Literal["da", "en"] | None) -> Literal["da", "en"]:
    """Return the language asked for, else the one the system is set to: Danish, or English for all others."""
    if chosen is not None:
        return chosen
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    set_to = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "da" if set_to.lower().startswith("da") else "en"

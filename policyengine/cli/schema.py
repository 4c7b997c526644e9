"""`policyengine schema`: the JSON Schema of what authors write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from policyengine.diagnostics.diagnostic import UsageError
from policyengine.source.schema import (
    examples_schema,
    policy_schema,
    vocabulary_schema,
)

SCHEMAS = {
    "policy": policy_schema,
    "vocabulary": vocabulary_schema,
    "examples": examples_schema,
}


def schema(
    what: Annotated[
        Literal["policy", "vocabulary", "examples"], Parameter(help="Of which file.")
    ] = "policy",
    /,
    *,
    out: Annotated[
        Path | None, Parameter(help="The file to write; stdout if left out.")
    ] = None,
) -> int:
    """Write the JSON Schema by which editors complete and check a file."""
    text = json.dumps(SCHEMAS[what](), ensure_ascii=False, indent=2)
    if out is None:
        print(text)
        return 0
    try:
        out.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write `{out}`: {error.strerror}") from None
    return 0

"""The command line itself: its commands, and what becomes of whatever they raise."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from policyengine.cli.assess import assess
from policyengine.cli.check import check
from policyengine.cli.compare import compare
from policyengine.cli.demo import demo
from policyengine.cli.docs import docs
from policyengine.cli.explain import explain
from policyengine.cli.feel import feel
from policyengine.cli.import_ import import_
from policyengine.cli.measure import measure
from policyengine.cli.options import STDIN
from policyengine.cli.output import INTERNAL_ERROR, REFUSED, report, tell
from policyengine.cli.schema import schema
from policyengine.cli.show import show
from policyengine.cli.sources import sources
from policyengine.cli.test import run as test
from policyengine.diagnostics.diagnostic import (
    PolicyEngineError,
    PolicyError,
    RecordError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import TextIOWrapper

TRACEBACK = "POLICYENGINE_TRACEBACK"

# As shells count: 128 and the number of the signal.
INTERRUPTED = 130

app = App(
    name="policyengine",
    help="Policies declared in YAML: check them, assess people, measure cohorts.",
    version=lambda: version("integrationspolitik"),
    suppress_keyboard_interrupt=False,
)
for command in (
    check,
    assess,
    compare,
    measure,
    show,
    docs,
    schema,
    demo,
    explain,
    feel,
):
    app.command(command)
app.command(test, name="test")
app.command(import_, name="import")
app.command(sources)


def main(tokens: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 nothing to report, 1 reported, 2 refused, 3 internal error, 130 interrupted."""
    given = sys.argv[1:] if tokens is None else tokens
    try:
        return _run([STDIN if each == "-" else each for each in given])
    except BrokenPipeError:
        # Whoever read us has seen enough; Python would complain once more on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except Exception as error:
        # The last place where a fault of ours can be told.
        if os.environ.get(TRACEBACK):
            raise
        # The error's own text may hold a record's values.
        tell(
            f"internal error: {type(error).__name__}; set {TRACEBACK}=1 for the traceback"
        )
        return INTERNAL_ERROR


def _run(tokens: Sequence[str]) -> int:
    try:
        code = app(tokens, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return REFUSED
    except (PolicyError, RecordError) as error:
        return max(REFUSED, report(error.diagnostics))
    except PolicyEngineError as error:
        tell(str(error))
        return REFUSED
    # Help and version answer without a code.
    return cast("int | None", code) or 0


def run() -> None:
    """Run the command line as a program."""
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(
            encoding="utf-8", errors="backslashreplace"
        )
    sys.exit(main())

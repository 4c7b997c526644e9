"""A diagnostic as people and programs see it."""

from __future__ import annotations

import json

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.diagnostics.render import as_json, render
from policyengine.diagnostics.source import Source, Span

SOURCE = Source("policies/a.yaml", "da: Et\nen: An\nda: \x1b[31mTo\n")
FAULT = Diagnostic(
    "PE105",
    "`da` stands twice",
    Span(SOURCE, 14, 16),
    "delete one",
    (("it stands here first", Span(SOURCE, 0, 2)),),
)


def test_a_diagnostic_shows_place_line_caret_and_hint_and_drives_no_terminal() -> None:
    assert render(FAULT) == (
        "policies/a.yaml:3:1: error[PE105] duplicate-key: `da` stands twice\n"
        "    3 | da: \ufffd[31mTo\n"
        "      | ^^\n"
        "    1 | da: Et\n"
        "      | ^^ it stands here first\n"
        "  hint: delete one"
    )


def test_colour_adds_escapes_and_nothing_else() -> None:
    coloured = render(FAULT, colour=True)
    assert "\x1b[1;31m" in coloured
    assert coloured.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == render(FAULT)


def test_a_span_over_lines_is_underlined_on_its_first() -> None:
    shown = render(Diagnostic("PE101", "no", Span(SOURCE, 4, 12)))
    assert shown.splitlines()[1:] == ["    1 | da: Et", "      |     ^^"]


def test_a_diagnostic_without_a_place_is_one_line() -> None:
    assert render(Diagnostic("PE101", "no")) == "error[PE101] not-yaml: no"


def test_json_holds_every_part() -> None:
    shown = as_json(FAULT)
    place = {"file": "policies/a.yaml", "column": 1, "end_column": 3}
    assert json.loads(json.dumps(shown)) == {
        "code": "PE105",
        "name": "duplicate-key",
        "severity": "error",
        "message": "`da` stands twice",
        "hint": "delete one",
        "place": {**place, "line": 3, "end_line": 3},
        "related": [
            {
                "label": "it stands here first",
                "place": {**place, "line": 1, "end_line": 1},
            }
        ],
    }
    assert as_json(Diagnostic("PE101", "no"))["place"] is None

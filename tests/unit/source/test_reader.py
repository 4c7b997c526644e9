"""Data and positions of a file as read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policyengine.diagnostics.diagnostic import PolicyError
from policyengine.diagnostics.source import Source
from policyengine.source.characters import LIMIT_BYTES, decode
from policyengine.source.composer import LIMIT_DEPTH, LIMIT_NODES, Reading
from policyengine.source.reader import read


def reading(text: str, json_under: str | None = None) -> Reading:
    result = read(Source("policy.yaml", text), json_under=json_under)
    assert result.faults == ()
    return result


def codes(text: str) -> list[str]:
    try:
        faults = read(Source("policy.yaml", text)).faults
    except PolicyError as error:
        faults = error.diagnostics
    return [each.code for each in faults]


def test_every_scalar_is_text() -> None:
    assert reading("a: true\nb: 36\nc: 2016-01-01\nd: 1.10\ne: '12'\n").data == {
        "a": "true",
        "b": "36",
        "c": "2016-01-01",
        "d": "1.10",
        "e": "12",
    }


def test_below_records_scalars_without_quotes_are_typed_as_in_json() -> None:
    text = """
as_of: 2017-06-15
records:
- id: "17"
  exam_passed_on: null
  is_descendant: true
  hours: 12.50
  children: -3
  arrived_on: 2016-01-02
  note: '12'
  income: {2018: 500}
"""
    assert reading(text, json_under="records").data == {
        "as_of": "2017-06-15",
        "records": [
            {
                "id": "17",
                "exam_passed_on": None,
                "is_descendant": True,
                "hours": Decimal("12.50"),
                "children": -3,
                "arrived_on": "2016-01-02",
                "note": "12",
                "income": {"2018": 500},
            }
        ],
    }


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "No",
        "NO",
        "n",
        "yes",
        "Yes",
        "y",
        "on",
        "ON",
        "off",
        "True",
        "FALSE",
        "~",
        "Null",
        "0540",
        "0751",
        "007",
        "12:30",
        "190:20:30",
        "1_000",
        "0x1F",
        "0o17",
        "0b1",
        ".5",
        "5.",
        ".inf",
        "-.INF",
        ".nan",
        "1e3",
        "+5",
        "1.000",
        "1.234.567",
        "=",
    ],
)
def test_what_readers_read_differently_needs_quotes(written: str) -> None:
    assert codes(f"a: {written}\n") == ["PE108"]
    assert codes(f"a: [{written}]\n") == ["PE108"]
    assert codes(f'a: "{written}"\n') == []


@pytest.mark.parametrize(
    "written",
    [
        "true",
        "false",
        "0",
        "36",
        "-3",
        "2,5",
        "34.10",
        "2016-01-01",
        "36/2",
        "24-26",
        "0.125",
        "none",
        "nej",
        "on_time",
    ],
)
def test_what_all_readers_read_alike_needs_none(written: str) -> None:
    assert codes(f"a: {written}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("da: Se punkt #3\n", ["PE109"]),
        ("en: See point #3\n", ["PE109"]),
        ("limit: work_limit  # assumed\n", []),
        ("# a comment\nda: Tekst\n", []),
        ('da: "Tekst"  # a comment\n', []),
        ("t: {da: a, b}\n", ["PE109"]),
        ("t: {da: a, b: }\n", ["PE110"]),
        ("da: En\nda: To\n", ["PE105"]),
        ("a: {b: {c: 1, c: 2}}\n", ["PE105"]),
        ("hours: >7\nb: 1\n", ["PE110"]),
        ("a:\nb: 1\n", ["PE110"]),
        ("a: [20..24]\n", ["PE111"]),
        ('a: "[20..24]"\n', []),
        ("a: [20..24, 30]\n", []),
        ("a: &x 1\nb: *x\n", ["PE106", "PE106"]),
        ("a: {<<: {b: 1}}\n", ["PE106"]),
        ("a: !!str 1\n", ["PE106"]),
        ("---\na: 1\n", []),
        ("---\na: 1\n---\na: 2\n", ["PE107"]),
        ("%TAG ! x\n---\na: 1\n", ["PE106"]),
        ("? [a]\n: 1\n", ["PE113"]),
        ("2018: 1\n", []),
        ("null: 1\n", ["PE113"]),
        ("a: null\n", ["PE108"]),
        ("", ["PE110"]),
        ("# nothing\n", ["PE110"]),
        ('a: "\\0"\n', ["PE104"]),
        ('a: "\\uD800"\n', ["PE104"]),
        ('a: "\\UFFFFFFFF"\n', ["PE104"]),
        ('a: "\\U0001F600"\n', []),
        ("a:\tb\n", ["PE104"]),
        ("a: b\rc: d\n", ["PE104"]),
        ("a: b\r\nc: d\r\n", []),
        ("a: b\u0085\n", ["PE104"]),
        ("a: b\u2028\n", ["PE104"]),
        ("a: b\ufeff\n", ["PE104"]),
        ("a: b\0\n", ["PE104"]),
    ],
)
def test_each_trap_has_its_code(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "mend"),
    [
        ("when: {hours: >7}", ">7", 'hours: ">7"'),
        ("when: {hours: >= 37}", ">= 37", 'hours: ">= 37"'),
        ("when: {a: 1, hours: >7, b: 2}", ">7", 'hours: ">7"'),
        ("when: {\n  a: 1,\n  hours: >7}", ">7", 'hours: ">7"'),
        ("when: {hours: >7 # more\n  }", ">7", 'hours: ">7"'),
        ("when: {x: {h: |z}}", "|z", 'h: "|z"'),
        ("when: {x: %}", "%", 'x: "%"'),
        ("when: {x: @y}", "@y", 'x: "@y"'),
        ("when: {x: !y}", "!y", 'x: "!y"'),
        ("when: {x: `y}", "`y", 'x: "`y"'),
        ("when: [a, >7]", ">7", '">7"'),
    ],
)
def test_a_sign_that_no_text_within_brackets_begins_with_is_told_with_its_mend(
    text: str, value: str, mend: str
) -> None:
    (fault,) = read(Source("policy.yaml", f"{text}\nb: 1\n")).faults
    assert fault.span is not None
    assert (fault.code, fault.span.text) == ("PE111", value)
    assert fault.hint == f"write `{mend}`"


def test_each_sign_within_brackets_is_told_in_one_run() -> None:
    assert codes("when: {a: >7, b: @x, c: 1}\nd: %\n") == ["PE111"] * 3


def test_ten_faults_of_syntax_are_ten_diagnostics() -> None:
    text = "".join(f"- da: Husk: nummer {number}\n  en: x\n" for number in range(10))
    assert codes(text) == ["PE111"] * 10


def test_depth_is_limited() -> None:
    assert codes("[" * LIMIT_DEPTH + "a" + "]" * LIMIT_DEPTH) == []
    assert codes("[" * (LIMIT_DEPTH + 1)) == ["PE103"]
    assert codes("[" * 100_000) == ["PE103"]


def test_the_number_of_values_is_limited() -> None:
    assert codes("- a\n" * (LIMIT_NODES + 1)) == ["PE103"]


def test_the_size_of_a_file_is_limited() -> None:
    assert decode("policy.yaml", b"#" * LIMIT_BYTES).text
    with pytest.raises(PolicyError, match="PE103"):
        decode("policy.yaml", b"#" * (LIMIT_BYTES + 1))


def test_a_byte_order_mark_at_the_start_is_no_character() -> None:
    assert decode("policy.yaml", b"\xef\xbb\xbfa: 1").text == "a: 1"


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ("da: På".encode("latin-1"), "Windows-1252"),
        ("da: På".encode("utf-16"), "UTF-16"),
        (b"da: \xed\xa0\x80", "UTF-8"),
    ],
)
def test_a_file_that_is_not_utf_8_says_what_it_is(data: bytes, hint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        decode("policy.yaml", data)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "PE102"
    assert hint in (diagnostic.hint or "")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: age >= 37\n", ">= 37"),
        ('a: "age >= 37"\n', ">= 37"),
        ("a: 'age >= 37'\n", ">= 37"),
        ('a: "x = \\"y\\" and b"\n', "and b"),
        ("a: 'it''s so'\n", "so"),
        ('a: "\\u00e6 and b"\n', "and"),
        ("a: |\n  one\n  two three\n", "three"),
        ("a: >-\n  one\n  two three\n", "three"),
        ("a: >-\n\n  one\n\n  two three\n", "three"),
        ("a: one\n  two three\n", "three"),
        ("a: >-\r\n  one\r\n  two three\r\n", "three"),
    ],
)
def test_a_part_of_a_text_is_found_in_the_file(text: str, part: str) -> None:
    result = reading(text)
    value = result.map.nodes[("a",)].value
    start = value.index(part)
    span = result.map.locate(("a",), start, start + len(part))
    assert span.text == part


def test_a_part_past_the_end_is_the_end() -> None:
    span = reading("a: one\n").map.locate(("a",), 3, 9)
    assert (span.line, span.column, span.text) == (1, 7, "")


def test_a_path_that_is_absent_is_taken_for_the_nearest_above() -> None:
    positions = reading("a:\n  b: 1\n").map
    assert positions.key(("a", "c", 3)).text == "a"
    assert positions.value(("a", "b", 3)).text == "1"


def test_a_key_and_its_value_have_spans() -> None:
    positions = reading("a:\n- b: {c: d}\n  e: f\n").map
    assert positions.key(("a", 0, "b", "c")).text == "c"
    assert positions.value(("a", 0, "b")).text == "{c: d}"
    assert positions.key(("a", 0)).text == "b: {c: d}"
    assert positions.value(("a", 0)).text == "b: {c: d}\n  e: f"
    assert positions.is_plain(("a", 0, "e"))
    assert not positions.is_plain(("a", 0, "b"))

"""The one table of codes: a number that is never reused, the fault's name, and what it means in a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One kind of fault: `name` says the fault, not the cure; `meaning` is one line."""

    name: str
    meaning: str


CODES: dict[str, Code] = {
    "PE101": Code("not-yaml", "the file breaks the rules of YAML at this place"),
    "PE102": Code("not-utf-8", "the file is not encoded as UTF-8"),
    "PE103": Code("too-large", "the file exceeds a limit of size, depth or number"),
    "PE104": Code("forbidden-character", "a tab or a character editors do not show"),
    "PE105": Code("duplicate-key", "a key stands twice; YAML readers keep the last"),
    "PE106": Code("yaml-machinery", "an anchor, alias, merge key, tag or directive"),
    "PE107": Code("several-documents", "the file holds more than one YAML document"),
    "PE108": Code("ambiguous-scalar", "YAML readers disagree on what this says"),
    "PE109": Code("text-cut-off", "YAML ends the text before its author does"),
    "PE110": Code("empty-value", "a key or an item has no value"),
    "PE111": Code(
        "quotes-needed", "the text has a character that YAML takes for its own"
    ),
    "PE112": Code(
        "wrong-indentation", "the line does not stand under what it belongs to"
    ),
    "PE113": Code("not-a-key", "a key is not a plain name"),
    "PE120": Code("unknown-key", "no such key exists at this place"),
    "PE121": Code("missing-key", "a required key is absent"),
    "PE122": Code("wrong-shape", "a text, a list or keys stand where another belongs"),
    "PE123": Code("wrong-value", "the text is not a value that this key takes"),
    "PE124": Code("unknown-word", "the word is not one of those that this key takes"),
    "PE125": Code("unknown-kind", "a provision does not say what kind it is"),
    "PE126": Code("keys-at-odds", "keys that need or exclude each other"),
}
"""Every code in use; bands: 1xx reading, 2xx names, 3xx types, 4xx checks, 5xx back ends, 6xx analysis, 7xx data."""

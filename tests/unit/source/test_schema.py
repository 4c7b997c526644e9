"""The JSON Schemas: current, valid, and of one mind with the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from check_jsonschema import main  # type: ignore[import-untyped]
from click.testing import CliRunner

from policyengine.source import models
from policyengine.source.help import KEYS, KEYS_IN, WORDS
from policyengine.source.models import SourceModel
from policyengine.source.schema import (
    examples_schema,
    policy_schema,
    vocabulary_schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLICIES = Path(__file__).parents[3] / "policies"
SCHEMAS = {
    "policy": policy_schema,
    "vocabulary": vocabulary_schema,
    "examples": examples_schema,
}

GOOD = """\
policy: exampleby
da: Et eksempel
en: An example
authority: {code: "0999", name: Eksempelby}
document: {id: exampleby, paragraphs: 9}
status: {is: draft}
in_force: {from: 2016-01-01, until: 2020-12-31, cites: 2}
not_normative: {heading: [1, 3-8], figure: 9}
parameters:
  limits: {by_year: {2018: 8, "2019": 2.5}, da: Lofter, en: Caps}
sections:
- section: reception
  da: Modtagelse
  en: Reception
  provisions:
  - duty: hours
    cites: [36, 36/2]
    da: 37 timer
    en: 37 hours
    when:
      is_descendant: true
      children: 1
      age: [18, 19]
      any_of:
      - basis: {any_of: [refugee]}
    every: year
    of: meetings
    at_least: 2
    for: 3 years
    goal: {at_least: 90 %, by: 2018-12-31}
"""


def check(*arguments: str | Path) -> tuple[int, str]:
    """Run check-jsonschema; return its exit code and report."""
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_that_editors_read_is_current(name: str) -> None:
    committed = (POLICIES / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == SCHEMAS[name]()


def test_the_schemas_are_schemas() -> None:
    code, report = check("--check-metaschema", *sorted(POLICIES.glob("*.schema.json")))
    assert code == 0, report


def test_another_reader_with_the_schema_takes_a_good_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD, encoding="utf-8")
    code, report = check("--schemafile", POLICIES / "policy.schema.json", path)
    assert code == 0, report


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("en: An example\n", ""),
        ("da: Et eksempel\n", "da: Et eksempel\nda: Igen\n"),
        ("is: draft", "is: adoptet"),
        ('"0999"', "840"),
        ("2016-01-01", "01.01.2016"),
        ("every: year", "evry: year"),
        ("duty: hours", "rule: hours"),
        ("figure: 9", "other: 9"),
        ("children: 1", "children: {more: 1}"),
        ("[36, 36/2]", "[]"),
    ],
)
def test_another_reader_with_the_schema_refuses_a_bad_one(
    tmp_path: Path, right: str, wrong: str
) -> None:
    assert right in GOOD
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    code, report = check("--schemafile", POLICIES / "policy.schema.json", path)
    assert code == 1, report


def test_the_shipped_files_fit_their_schemas() -> None:
    for path in POLICIES.glob("*.yaml"):
        kind = "examples" if path.name.endswith(".examples.yaml") else "policy"
        kind = "vocabulary" if path.stem == "vocabulary" else kind
        code, report = check("--schemafile", POLICIES / f"{kind}.schema.json", path)
        assert code == 0, report


def test_every_key_has_help_in_both_languages_and_no_help_lacks_a_key() -> None:
    keys = {
        (model.__name__, key)
        for model in vars(models).values()
        if isinstance(model, type) and issubclass(model, SourceModel)
        for key in model.written_keys()
    }
    assert {key for _, key in keys} == set(KEYS)
    assert set(KEYS_IN) <= keys
    assert all(da and en for da, en in [*KEYS.values(), *WORDS.values()])


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_a_schema_offers_no_null_and_no_default(
    schema: Callable[[], dict[str, Any]],
) -> None:
    for shape in _shapes(schema()):
        assert shape.get("type") != "null"
        assert not isinstance(shape.get("default"), dict | str)


def _shapes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    members = value.values() if isinstance(value, dict) else value
    if isinstance(members, list) or isinstance(value, dict):
        for member in members:  # type: ignore[attr-defined]
            yield from _shapes(member)

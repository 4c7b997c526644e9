"""Spec tests are written from the author's side: provisions in YAML, records, a day, and what must come out."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary
from policyengine.source.load import read_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

VOCABULARY = Path(__file__).parent / "vocabulary.yaml"

HEAD = """\
policy: spec
da: Prøve
en: Spec
authority: {code: "0001", name: Prøvekøbing}
document: {id: spec, paragraphs: 9}
status: {is: adopted}
IN_FORCEconcerns: covered_people
bearer: municipality
parameters:
  limit:
    assumed: 4 weeks
    da: Prøve
    en: Spec
groups:
  covered_people:
    record: person
    da: Omfattede
    en: Covered
    when: {covered: true}
"""
SECTION = """\
sections:
- section: main
  da: Alt
  en: All
  provisions:
"""


@pytest.fixture(scope="session")
def policy_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Policy]:
    """Return a policy of the provisions that a test writes, in force from a day (None: without a period).

    Each provision may leave out its texts and citation.
    """
    vocabulary = load_vocabulary(VOCABULARY)
    folder = tmp_path_factory.mktemp("spec")

    def policy(
        provisions: str, *, from_day: str | None = None, before: str = ""
    ) -> Policy:
        in_force = f"in_force: {{from: {from_day}}}\n" if from_day else ""
        texts = []
        for line in dedent(provisions).strip().splitlines():
            texts.append(line)
            if line.startswith("- "):
                texts += ["  cites: 1", "  da: Prøve", "  en: Spec"]
        body = indent("\n".join(texts), "  ")
        path = folder / "spec.yaml"
        text = (
            HEAD.replace("IN_FORCE", in_force) + dedent(before) + SECTION + body + "\n"
        )
        path.write_text(text, encoding="utf-8")
        return policy_from_source(read_policy(path), vocabulary, {})

    return policy

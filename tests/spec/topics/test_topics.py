"""A provision has the topic that stands nearest: its own, its heading's, or its theme's; and it may take sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.policy.model import Stance

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.policy.model import Policy

SECTIONS = """\
sections:
- section: homes
  da: Hjem
  en: Homes
  topic: housing
  provisions:
  - principle: of_the_theme
    cites: 1
    da: Prøve
    en: Spec
  - principle: of_its_own
    cites: 1
    da: Prøve
    en: Spec
    topic: work
- section: homes/inherits
  da: Arver
  en: Inherits
  provisions:
  - principle: of_the_theme_of_its_heading
    cites: 1
    da: Prøve
    en: Spec
    takes: {settlement: spread}
- section: homes/differs
  da: Anderledes
  en: Differs
  topic: work
  provisions:
  - principle: of_its_heading
    cites: 1
    da: Prøve
    en: Spec
- section: elsewhere
  da: Andetsteds
  en: Elsewhere
  provisions:
  - principle: of_no_topic
    cites: 1
    da: Prøve
    en: Spec
"""


def test_the_nearest_topic_wins(policy_with: Callable[[str], Policy]) -> None:
    topics = {each.id: each.topic for each in policy_with(SECTIONS).provisions}
    assert topics == {
        "of_the_theme": "housing",
        "of_its_own": "work",
        "of_the_theme_of_its_heading": "housing",
        "of_its_heading": "work",
        "of_no_topic": None,
    }


def test_a_provision_takes_sides_for_itself_alone(
    policy_with: Callable[[str], Policy],
) -> None:
    takes = {each.id: each.takes for each in policy_with(SECTIONS).provisions}
    assert takes["of_the_theme_of_its_heading"] == (Stance("settlement", "spread"),)
    assert takes["of_the_theme"] == ()


def test_topics_stand_in_the_order_of_the_vocabulary(
    policy_with: Callable[[str], Policy],
) -> None:
    assert list(policy_with(SECTIONS).vocabulary.topics) == ["housing", "work"]

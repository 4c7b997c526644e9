"""The examples beside the policies, moved in time to another day of assessment and packed into few records.

An example says what a provision answers of a few facts. Examples that read different facts, or agree on those that
both read, are laid over each other in one record; a fact that an example leaves unknown stays unknown in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from policyengine.policy.library import shipped
from tests.conformance.traps import Raw, decided, facts_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.policy.model import Policy

# The reader of the examples themselves tells authors where a fault is, and takes ten times as long.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Seed:
    """What an example says of one subject: the facts that its provision reads, known or not, and linked records."""

    kind: str
    reads: frozenset[str]
    facts: Raw
    linked: tuple[Raw, ...]


@dataclass
class Packed:
    """A record to be: `read` are the facts that an example has spoken of."""

    kind: str
    facts: Raw = field(default_factory=dict)
    linked: tuple[Raw, ...] = ()
    read: set[str] = field(default_factory=set)

    def takes(self, seed: Seed) -> bool:
        """Whether a seed agrees with what is here."""
        return (
            seed.kind == self.kind
            and not (self.linked and seed.linked)
            and all(
                self.facts.get(name, self) == seed.facts.get(name, self)
                for name in self.read & seed.reads
            )
        )

    def add(self, seed: Seed) -> None:
        """Lay a seed over the record."""
        self.read |= seed.reads
        self.facts |= seed.facts
        self.linked = self.linked or seed.linked


def packed(policy: Policy, days: Iterable[date], *, most: int) -> list[Packed]:
    """A policy's examples moved to some days: of each provision and outcome at most so many a day."""
    records: list[Packed] = []
    for day in days:
        for seed in seeds(policy, day, most):
            fitting = next((each for each in records if each.takes(seed)), None)
            if fitting is None:
                fitting = Packed(seed.kind)
                records.append(fitting)
            fitting.add(seed)
    return records


def seeds(policy: Policy, day: date, most: int) -> Iterator[Seed]:
    """Yield what the examples say of each provision and outcome, as if it were said on `day`."""
    by_id = {each.id: each for each in decided(policy)}
    times: dict[tuple[str, str], int] = {}
    for example in _examples(policy):
        for provision, expected in example["expect"].items():
            wanted = expected if isinstance(expected, dict) else {"outcome": expected}
            answer = (provision, wanted.get("outcome", ""))
            if provision not in by_id or not answer[1] or times.get(answer) == most:
                continue
            if wanted.get("instance") != "judgement":
                norm_reads = facts_read(policy, by_id[provision])
                kind = by_id[provision].subject
                for seed in _seeds(example, kind, wanted, norm_reads, day):
                    times[answer] = times.get(answer, 0) + 1
                    yield seed


def _examples(policy: Policy) -> list[dict[str, Any]]:
    text = (shipped() / f"{policy.id}.examples.yaml").read_bytes()
    found: list[dict[str, Any]] = yaml.load(text, LOADER)["examples"]
    return found


def _seeds(
    example: dict[str, Any],
    kind: str,
    wanted: dict[str, Any],
    reads: frozenset[str],
    day: date,
) -> Iterator[Seed]:
    """Yield the seed of the subject that an expectation is about, where there is one."""
    by, years = day - example["as_of"], day.year - example["as_of"].year
    for subject in example["records"]:
        if subject["kind"] == kind and wanted.get("subject") in (None, subject["id"]):
            own = frozenset(name.partition(".")[0] for name in reads)
            facts = {name: subject[name] for name in sorted(own & subject.keys())}
            linked = [
                {name: _moved(value, by, years) for name, value in each.items()}
                for each in example["records"]
                if each["kind"] in own and each["id"] in facts.values()
            ]
            yield Seed(kind, own, {name: _moved(each, by, years) for name, each in facts.items()}, tuple(linked))  # fmt: skip
            return


def _moved(value: object, by: timedelta, years: int) -> object:
    """A raw value with its days and its years moved."""
    match value:
        case dict():
            return {_year(name, years): _moved(each, by, years) for name, each in value.items()}  # fmt: skip
        case list():
            return [_moved(each, by, years) for each in value]
        case date():
            return (value + by).isoformat()
        case _:
            return value


def _year(name: str, years: int) -> str:
    return str(int(name) + years) if name.isdigit() else name

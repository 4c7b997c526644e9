"""JSON and JSON Lines as records to be: numbers exact, what is ambiguous refused, every value with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.policy.records import PlacedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.diagnostics.source import Source

# Beyond this a number is no figure about people, and exact arithmetic on it would take all memory.
MOST_DIGITS = 40


def placed(values: Iterable[tuple[str, object]]) -> Iterator[PlacedRecord | Diagnostic]:
    """Return each value as a record that knows its place, or what is wrong with it."""
    for place, value in values:
        match value:
            case Mapping():
                yield PlacedRecord(value, place)
            case RefusedError():
                yield Diagnostic(value.code, f"{place}: {value}")
            case _:
                message = "a record is an object with `kind`, `id` and facts"
                yield Diagnostic("PE701", f"{place}: {message}")


def values(source: Source) -> Iterator[tuple[str, object]]:
    """Return each value of a file, or why it is refused, and its place.

    A place is told in words: a span would show the line itself, which is personal data.
    """
    if source.name.endswith((".jsonl", ".ndjson")) or not source.text.strip():
        yield from lines(source.name, source.text.split("\n"))
        return
    try:
        value = _loads(source.text)
    except RefusedError as refused:
        if source.text.lstrip().startswith("{") and "\n{" in source.text:
            yield from lines(source.name, source.text.split("\n"))
        elif refused.offset is None:
            yield source.name, refused
        else:
            yield f"{source.name}:{source.position(refused.offset)[0]}", refused
        return
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield f"{source.name}: record {number}", item
    else:
        yield source.name, value


def lines(name: str, text: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Return the value of each line of a file, or why it is refused, and its place."""
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            yield place, _loads(line)
        except RefusedError as refused:
            yield place, refused


class RefusedError(ValueError):
    """JSON text that cannot be read as records; `offset` where it is known."""

    def __init__(self, code: str, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.code, self.offset = code, offset


def _loads(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise RefusedError("PE720", "invalid JSON", error.pos) from None
    except RecursionError:
        raise RefusedError("PE720", "JSON nested too deep") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise RefusedError("PE722", f"the key `{name}` stands twice in one object")
        members[name] = value
    return members


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except DecimalException:
        raise RefusedError("PE723", "a number is too large") from None
    if len(text) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise RefusedError("PE723", f"a number has more than {MOST_DIGITS} digits")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise RefusedError("PE723", f"a number has more than {MOST_DIGITS} digits")
    return int(text)


def _constant(_: str) -> object:
    raise RefusedError("PE723", "a number is not finite")

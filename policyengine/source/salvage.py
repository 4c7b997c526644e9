"""What can still be read of a file with faults of shape: only what is faulty is taken out, the rest stays in place.

A place that the rest needs is filled with something harmless, so that positions in lists stay right. What was
defined at a place that is taken out is named in `lost`: nothing more is said of it where it is used.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from policyengine.source.models import BOUNDS, provision_kind
from policyengine.source.names import NAME
from policyengine.source.shape import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from policyengine.source.positions import Path

_NOBODY = "taken_out"
_TEXTS = {"da": "-", "en": "-"}
# What says what the things beside it are about or measured by: without it they would mean something else.
_ABOUT = (
    "concerns",
    "record",
    "for_each",
    "each",
    "every",
    "of",
    "during",
    "first",
    "done",
    "holds",
    *BOUNDS,
)
_HARMLESS: dict[str, Any] = {
    **_TEXTS,
    **dict.fromkeys(_ABOUT, _NOBODY),
    "cites": "1",
    "policy": _NOBODY,
    "authority": {"code": "0000", "name": "-"},
    "document": {"id": _NOBODY, "paragraphs": "999999"},
    "status": {"is": "draft"},
    "section": _NOBODY,
    "sections": [],
    "vocabulary": _NOBODY,
    "actors": {},
    "records": {},
}


def salvaged(
    data: Any,  # noqa: ANN401 - whatever stood in the file
    faulty: Iterable[Path],
    judge: Callable[[Any], list[Path]],
) -> tuple[Any, frozenset[str]] | None:
    """Return the data without what is faulty, and the names lost with it; None where nothing is left.

    `judge` gives the places of the faults of data. A place that stays faulty though it was filled is emptied; one
    that stays faulty though it was emptied is taken out with what holds it.
    """
    data, lost = deepcopy(data), {_NOBODY}
    tried: Counter[Path] = Counter()
    places = list(faulty)
    while places:
        # Several faults of one place are one; what holds others goes first, and they with it.
        now = sorted(dict.fromkeys(_untried(path, tried) for path in places), key=len)
        if not now[0]:
            return None
        tried.update(now)
        for path in now:
            lost.update(_take_out(data, path))
        places = judge(data)
    return data, frozenset(lost)


def _untried(path: Path, tried: Counter[Path]) -> Path:
    """Return the path, or where both ways were tried there, the nearest above it that is left."""
    while path and tried[path] == 2:
        path = path[:-1]
    return path


def _take_out(data: Any, path: Path) -> Iterator[str]:  # noqa: ANN401 - as above
    """Take out what stands at a path, and yield the names that may have been defined there."""
    holder = data
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            # What holds it was taken out before.
            return
    key = path[-1]
    if isinstance(holder, list) and isinstance(key, int) and len(path) > 1:
        stand_in = _stand_in(path, holder[key] if key < len(holder) else None)
        if stand_in is None:
            yield from _take_out(data, path[:-1])
        elif key < len(holder):
            yield from _words(holder[key])
            holder[key] = stand_in
    elif isinstance(holder, dict) and isinstance(key, str):
        yield from _words({key: holder.get(key)})
        if key in _HARMLESS and holder.get(key) != _HARMLESS[key]:
            holder[key] = deepcopy(_HARMLESS[key])
        elif key in holder and (len(holder) > 1 or len(path) == 1):
            del holder[key]
            meant = closest(key, list(_ABOUT))
            if meant is not None and meant != key:
                holder.setdefault(meant, _NOBODY)
        elif len(path) > 1:
            yield from _take_out(data, path[:-1])


def _stand_in(path: Path, item: Any) -> dict[str, str] | None:  # noqa: ANN401 - as above
    """Return what takes the place of an item; None where its list cannot do without it."""
    match path:
        case ("sections", int(section)):
            return {"section": f"{_NOBODY}_{section}", **_TEXTS}
        case ("sections", int(section), "provisions", int(number)):
            name = _id(item) or f"{_NOBODY}_{section}_{number}"
            return {"definition": name, "cites": "1", **_TEXTS}
        case _:
            return None


def _id(provision: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the id of a provision, so that one that stands twice is told; None where it is no name."""
    if not isinstance(provision, dict):
        return None
    name = provision.get(provision_kind(provision))
    return name if isinstance(name, str) and NAME.fullmatch(name) else None


def _words(part: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield what may be the names of things defined in a part of a file."""
    match part:
        case dict():
            for key, inner in part.items():
                yield key
                yield from _words(inner)
        case list():
            for inner in part:
                yield from _words(inner)
        case str():
            yield part
        case _:
            pass

"""Ids that stand in several rows: found among millions with eight bytes for each."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MASK = (1 << 64) - 1


class Ids:
    """The hashes of ids as they pass by."""

    def __init__(self) -> None:
        self._hashes = array("Q")

    def passing(self, ids: Iterable[str]) -> None:
        """Take note of some ids."""
        self._hashes.extend([hash(each) & _MASK for each in ids])

    def repeated(self, again: Callable[[], Iterator[str]]) -> frozenset[str]:
        """Return the ids that stand several times; `again` gives all of them once more, if any may be one."""
        suspects = self._suspects()
        if not suspects:
            return frozenset()
        counts = Counter(each for each in again() if hash(each) & _MASK in suspects)
        return frozenset(each for each, count in counts.items() if count > 1)

    def _suspects(self) -> frozenset[int]:
        buffers = [None, pa.py_buffer(self._hashes)]
        hashes = pa.Array.from_buffers(pa.uint64(), len(self._hashes), buffers)
        ordered = hashes.take(pc.array_sort_indices(hashes))
        same = pc.equal(ordered[1:], ordered[:-1])
        return frozenset(ordered[1:].filter(same).to_pylist())

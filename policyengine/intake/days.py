"""Days as tables write them: a format such as `dd-mm-yyyy`, and the days it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

# What a format is made of; a time of day is read and left out, for facts are days.
_PARTS = {
    "yyyy": r"(?P<year>\d{4})",
    "mm": r"(?P<month>\d{2})",
    "dd": r"(?P<day>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
    "HH": r"(?:[01]\d|2[0-3])",
    "MM": r"[0-5]\d",
    "SS": r"[0-5]\d",
}
_PART = re.compile("|".join((*_PARTS, "[A-Za-z]+", "[^A-Za-z]")))
_BETWEEN = frozenset("-./: ")
# A year outside these is a slip such as 0218, or a stand-in such as 9999, which belongs among the words of a mapping.
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class DayFormat:
    """One way to write a day; `text` is the format as people write it."""

    text: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> DayFormat:
        """Return the format; ValueError, in words for an author, where it names no day."""
        parts = _PART.findall(text)
        for part in parts:
            if part not in _PARTS and part not in _BETWEEN:
                raise ValueError(f"`{part}` is no part of a date format")
        pattern = "".join(_PARTS.get(each, re.escape(each)) for each in parts)
        for name in ("year", "month", "day"):
            if pattern.count(f"?P<{name}>") != 1:
                raise ValueError(f"a date format has one {name}")
        return cls(text, re.compile(pattern, re.ASCII))

    def read(self, text: str) -> date | None:
        """Return the day; None where the text is written otherwise, ValueError where there is no such day."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        year, month, day = (int(match[name]) for name in ("year", "month", "day"))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"the year is not in {FIRST_YEAR} to {LAST_YEAR}")
        return date(year, month, day)


ISO = DayFormat.of("yyyy-mm-dd")

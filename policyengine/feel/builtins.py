"""The functions of the profile, and the standard's others by name, so that they are refused by name."""

from __future__ import annotations

# Name → the least and the most arguments; None is no limit.
PROFILE: dict[str, tuple[int, int | None]] = {
    "abs": (1, 1),
    "age": (2, 2),
    "all": (1, None),
    "any": (1, None),
    "contains": (2, 2),
    "count": (1, 1),
    "date": (1, 3),
    "duration": (1, 1),
    "ends with": (2, 2),
    "list contains": (2, 2),
    "max": (1, None),
    "min": (1, None),
    "starts with": (2, 2),
    "sum": (1, None),
    "years and months duration": (2, 2),
}

_OUTSIDE = """
after; append; before; ceiling; coincides; concatenate; context; context merge;
context put; date and time; day of week; day of year; decimal; distinct values; during;
even; exp; finished by; finishes; flatten; floor; get entries; get or else;
get value; includes; index of; insert before; is; is defined; list replace; log;
lower case; matches; mean; median; meets; met by; mode; modulo; month of year; now; number;
odd; overlaps; overlaps after; overlaps before; product; range; remove; replace; reverse;
round down; round half down; round half up; round up; sort; split; sqrt; started by;
starts; stddev; string; string join; string length; sublist; substring;
substring after; substring before; time; today; union; upper case; week of year
"""

OUTSIDE = frozenset(" ".join(name.split()) for name in _OUTSIDE.split(";"))

# Names of several words, longest first: the parser tries them in this order.
SEVERAL_WORDS: tuple[tuple[str, ...], ...] = tuple(
    sorted(
        (tuple(name.split()) for name in (*PROFILE, *OUTSIDE) if " " in name),
        key=lambda words: (-len(words), words),
    )
)

"""Whatever way a table is written, what was meant is what is taken in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policyengine.intake.intake import open_intake
from policyengine.intake.mapping_from_source import load_mapping

# None is none here, and UNKNOWN unknown; what a fact of the record is, by the fact's type.
UNKNOWN = "unknown"
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
NUMBERS = st.decimals(-(10**12), 10**12, places=2)
BASES = ("refugee", "worker", "other")
ELEMENTS = ("health", "finances", "labour_market")
# Letters of many kinds, and what CSV has a meaning for; no blanks around, which nobody can see.
TEXTS = st.text("abæøåÆé;,|\"'=+@-. 0123", min_size=1, max_size=9).filter(
    lambda text: text == text.strip() and text not in ("-", "ukendt", "ingen")
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "plan_made_on": DAYS,
    "birth_date": DAYS,
    "danish_attendance": NUMBERS,
    "needs_interpreter": st.booleans(),
    "residence_basis": st.sampled_from(BASES),
    "reception_programme_elements": st.lists(
        st.sampled_from(ELEMENTS), min_size=1, unique=True
    ),
    "home_language": TEXTS,
}


@dataclass(frozen=True)
class Way:
    """One way to write a table."""

    encoding: str
    mark: bool
    delimiter: str
    dates: str
    decimal: str
    thousands: str | None
    separator: str
    line_end: str

    def cell(self, value: Any) -> str:
        match value:
            case None:
                return "ingen"
            case "unknown":
                return "ukendt"
            case bool():
                return "ja" if value else "nej"
            case date():
                year, month, day = f"{value.year}", value.month, value.day
                text = self.dates.replace("yyyy", year).replace("dd", f"{day:02}")
                text = text.replace("mm", f"{month:02}").replace("d", str(day))
                return text.replace("m", str(month))
            case Decimal():
                text = f"{value:,.2f}".replace(",", "\0").replace(".", self.decimal)
                return text.replace("\0", self.thousands or "")
            case list():
                return self.separator.join(map(str.upper, value))
            case _:
                return str(value)

    @property
    def mapping(self) -> str:
        words = {
            ",": "comma",
            ".": "point",
            ";": "semicolon",
            "\t": "tab",
            "|": "pipe",
            " ": "space",
        }
        thousands = f"thousands: {words[self.thousands]}\n" if self.thousands else ""
        facts = "".join(
            f"  {each}: {each}\n" for each in VALUES if not each.startswith("reception")
        )
        return f"""\
record: person
id: id
table: {{encoding: {self.encoding}, delimiter: {words[self.delimiter]}}}
dates: {self.dates}
decimal: {words[self.decimal]}
{thousands}none_words: [ingen]
unknown_words: [ukendt]
facts:
{facts}  reception_programme_elements: {{column: elements, separator: "{self.separator}"}}
"""


@st.composite
def ways(draw: st.DrawFn) -> Way:
    decimal = draw(st.sampled_from(",."))
    encoding = draw(st.sampled_from(["utf-8", "cp1252"]))
    marks = [each for each in (None, ",", ".", " ") if each != decimal]
    return Way(
        encoding,
        encoding == "utf-8" and draw(st.booleans()),
        draw(st.sampled_from(";,\t|")),
        draw(
            st.sampled_from(
                [
                    "dd-mm-yyyy",
                    "d/m/yyyy",
                    "yyyymmdd",
                    "ddmmyyyy",
                    "yyyy-mm-dd",
                    "mm.dd.yyyy",
                ]
            )
        ),
        decimal,
        draw(st.sampled_from(marks)),
        draw(st.sampled_from(",/;&")),
        draw(st.sampled_from(["\n", "\r\n"])),
    )


FACTS = st.fixed_dictionaries(
    {
        name: st.one_of(values, st.just(UNKNOWN))
        if name == "birth_date"
        else st.one_of(values, st.none(), st.just(UNKNOWN))
        for name, values in VALUES.items()
    }
)


@given(
    subjects=st.dictionaries(st.from_regex(r"c-0[0-9]{1,3}", fullmatch=True), FACTS, max_size=8),
    way=ways(),
)  # fmt: skip
def test_what_is_written_in_any_way_is_taken_in_as_it_was_meant(
    subjects: dict[str, dict[str, Any]], way: Way
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=way.delimiter, lineterminator=way.line_end)
    headings = [each.replace("reception_programme_", "") for each in VALUES]
    writer.writerow(["id", *headings])
    for key, facts in subjects.items():
        writer.writerow([key, *(way.cell(facts[name]) for name in VALUES)])
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = text.getvalue().encode("utf-8-sig" if way.mark else way.encoding)
        (folder / "table.csv").write_bytes(table)
        (folder / "map.yaml").write_text(way.mapping, encoding="utf-8")
        mapping = load_mapping(folder / "map.yaml")
        with open_intake(mapping, folder / "table.csv") as intake:
            taken = intake.reader().read_all().to_pylist()
            assert not intake.rejects.counts
    assert [each["id"] for each in taken] == list(subjects)
    nulls = {field.name: field.null for field in mapping.fields}
    for row, meant in zip(taken, subjects.values(), strict=True):
        assert {name: read(row, name, nulls[name]) for name in meant} == meant


def read(row: dict[str, Any], name: str, null: str) -> Any:
    """What a row says of a fact, as whoever reads the cohort does: UNKNOWN, none or the value."""
    value = row[name]
    if value is None:
        known = row.get(f"{name}_known", null == "none")
        return None if known else UNKNOWN
    return value or None if isinstance(value, list) else value

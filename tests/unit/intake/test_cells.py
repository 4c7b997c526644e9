"""What one cell says: every way to write a value, and every way not to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.intake.conftest import Take

MAPPING = """\
record: person
id: id
thousands: point
blank_words: ["-"]
none_words: [ingen, 31-12-9999]
unknown_words: [ukendt]
facts:
  {fact}: {column}
"""


def mapping(fact: str, column: str = "x") -> str:
    return MAPPING.format(fact=fact, column=column)


DATE, NUMBER = "arrived_on", "danish_attendance"
CHOICE = "{column: x, values: {Flygtning: refugee, Kommet for at arbejde: worker}}"
CHOICES = "{column: x, separator: /, values: {Sundhed: health, Økonomi: finances}}"


@pytest.mark.parametrize(
    ("fact", "column", "text", "value"),
    [
        (DATE, "x", "29-02-2016", date(2016, 2, 29)),
        (DATE, "x", " 01-03-2018 ", date(2018, 3, 1)),
        (DATE, "x", "2018-03-01", date(2018, 3, 1)),
        (DATE, "{column: x, dates: d/m/yyyy}", "1/3/2018", date(2018, 3, 1)),
        (DATE, "{column: x, dates: ddmmyyyy}", "01032018", date(2018, 3, 1)),
        (
            DATE,
            '{column: x, dates: "dd.mm.yyyy HH:MM"}',
            "31.12.2018 23:59",
            date(2018, 12, 31),
        ),
        (
            DATE,
            "{column: x, dates: [dd/mm/yyyy, dd-mm-yyyy]}",
            "01-03-2018",
            date(2018, 3, 1),
        ),
        (DATE, "x", "01-01-1900", date(1900, 1, 1)),
        (DATE, "x", "31-12-2199", date(2199, 12, 31)),
        (NUMBER, "x", "1.234,5", Decimal("1234.5")),
        (NUMBER, "x", "1234,5", Decimal("1234.5")),
        (NUMBER, "x", "-0,25", Decimal("-0.25")),
        (NUMBER, "x", "−7", Decimal(-7)),
        (NUMBER, "x", "007", Decimal(7)),
        (NUMBER, "x", "1,500000", Decimal("1.5")),
        (NUMBER, "{column: x, decimals: 0}", "1.000.000", 1_000_000),
        (NUMBER, "{column: x, decimals: 9}", "0,123456789", Decimal("0.123456789")),
        ("needs_interpreter", "x", "Ja", True),
        ("needs_interpreter", "x", "0", False),
        (
            "needs_interpreter",
            '{column: x, yes_words: [j], no_words: ["n"]}',
            "J",
            True,
        ),
        ("residence_basis", CHOICE, "flygtning", "refugee"),
        ("residence_basis", CHOICE, "Kommet  for at\tarbejde", "worker"),
        ("residence_basis", CHOICE, "student", "student"),
        ("home_language", "x", "0018", "0018"),
        ("home_language", "x", "=1+1", "=1+1"),
        ("home_language", "x", "A\u030a", "Å"),
        (
            "reception_programme_elements",
            CHOICES,
            "Sundhed / økonomi",
            ["health", "finances"],
        ),
        ("reception_programme_elements", CHOICES, "Sundhed/sundhed/", ["health"]),
    ],
)
def test_a_cell_is_read_as_its_fact_is_written(
    take: Take, fact: str, column: str, text: str, value: Any
) -> None:
    taken = take(mapping(fact, column), f"id;x\n0017;{text}\n")
    assert taken.only == {"id": "0017", fact: value}
    assert taken.rejects == []


@pytest.mark.parametrize(
    ("fact", "column", "text", "reason"),
    [
        (DATE, "x", "29-02-2017", "there is no such day"),
        (DATE, "x", "31-04-2018", "there is no such day"),
        (DATE, "x", "00-01-2018", "there is no such day"),
        (DATE, "x", "1-3-2018", "not a day written as dd-mm-yyyy"),
        (DATE, "x", "01-03-18", "not a day written as dd-mm-yyyy"),
        (DATE, "x", "٠١-٠٣-٢٠١٨", "not a day written as dd-mm-yyyy"),
        (DATE, "x", "01-03-0218", "the year is not in 1900 to 2199"),
        (DATE, "x", "31-12-1899", "the year is not in 1900 to 2199"),
        (DATE, "x", "01-01-2200", "the year is not in 1900 to 2199"),
        (NUMBER, "x", "12.34,5", "not a number with decimals after `,`"),
        (NUMBER, "x", "1.5", "not a number with decimals after `,`"),
        (NUMBER, "x", "1e5", "not a number with decimals after `,`"),
        (NUMBER, "x", "NaN", "not a number with decimals after `,`"),
        (NUMBER, "x", "٣", "not a number with decimals after `,`"),
        (NUMBER, "x", "1,23456", "more than 4 decimals"),
        (NUMBER, "{column: x, decimals: 0}", "1,5", "more than 0 decimals"),
        (NUMBER, "x", "9" * 15, "a number of too many digits"),
        ("needs_interpreter", "x", "måske", "not a word for yes or no"),
        (
            "needs_interpreter",
            '{column: x, yes_words: [j], no_words: ["n"]}',
            "ja",
            "not a word for yes or no",
        ),
        ("residence_basis", CHOICE, "Andet", "not a word for any of the values"),
        (
            "reception_programme_elements",
            CHOICES,
            "Sundhed/Andet",
            "not a word for any of the values",
        ),
        ("home_language", "x", "ar\u0085en", "a control character stands in the text"),
        ("home_language", "x", "311299-1234", "this looks like a CPR number"),
        ("home_language", "x", "se 3112991234.", "this looks like a CPR number"),
        ("home_language", "x", "３１１２９９–１２３４", "this looks like a CPR number"),
    ],
)
def test_a_cell_that_does_not_convert_is_told_by_its_place_and_is_unknown(
    take: Take, fact: str, column: str, text: str, reason: str
) -> None:
    taken = take(mapping(fact, column), f"id;x\n0017;{text}\n")
    assert taken.only == {"id": "0017", fact: None}
    assert taken.rejects == [(2, "x", fact, reason)]
    assert text not in taken.text


# Of a fact that is none where nothing is said, and of one that is unknown.
NONE, UNKNOWN = "plan_made_on", "birth_date"


@pytest.mark.parametrize(
    ("fact", "column", "text", "known"),
    [
        (NONE, "x", "", None),
        (NONE, "x", "  ", None),
        (NONE, "x", "-", None),
        (NONE, "x", "Ingen", None),
        (NONE, "x", "31-12-9999", None),
        (NONE, "x", "UKENDT", False),
        (NONE, "x", "nonsense", False),
        (NONE, "{column: x, null_means: unknown}", "", False),
        (NONE, "{column: x, null_means: unknown}", "-", False),
        (NONE, "{column: x, null_means: unknown}", "ingen", None),
        (UNKNOWN, "x", "", None),
        (UNKNOWN, "x", "-", None),
        (UNKNOWN, "x", "ukendt", None),
        (UNKNOWN, "x", "nonsense", None),
        ("arrived_on", "x", "ingen", True),
        ("arrived_on", "{column: x, null_means: none}", "", True),
        ("arrived_on", "{column: x, null_means: none}", "ukendt", None),
    ],
)
def test_a_null_is_told_where_the_vocabulary_alone_would_misread_it(
    take: Take, fact: str, column: str, text: str, known: bool | None
) -> None:
    expected: dict[str, Any] = {"id": "0017", fact: None}
    if known is not None:
        expected[f"{fact}_known"] = known
    assert take(mapping(fact, column), f"id;x\n0017;{text}\n").only == expected


@pytest.mark.parametrize(
    ("text", "value"), [("ingen", []), ("", None), ("ukendt", None)]
)
def test_a_list_of_words_that_is_none_is_empty(
    take: Take, text: str, value: list[str] | None
) -> None:
    fact = "reception_programme_elements"
    taken = take(mapping(fact), f"id;x\n0017;{text}\n")
    assert taken.only == {"id": "0017", fact: value}


def test_a_fact_is_told_in_every_row_where_it_is_told_in_one(take: Take) -> None:
    table = "id;x\nc-1;01-02-2018\nc-2;\nc-3;ukendt\n"
    known = [each["plan_made_on_known"] for each in take(mapping(NONE), table).subjects]
    assert known == [True, True, False]


def test_a_row_is_refused_for_a_cell_where_the_mapping_says_so(take: Take) -> None:
    text = mapping("arrived_on", "{column: x, on_error: reject}")
    taken = take(text, "id;x\nc-1;31-04-2018\nc-2;30-04-2018\nc-3;ukendt\n")
    assert [each["id"] for each in taken.subjects] == ["c-2", "c-3"]
    assert taken.rejects == [(2, "x", "arrived_on", "there is no such day")]


def test_figures_by_year_stand_in_columns_and_a_year_without_one_is_left_out(
    take: Take,
) -> None:
    text = """\
record: municipality
id: kommune
facts:
  refugees: {decimals: 0, years: {2017: refugees_2017, 2018: "2018"}}
"""
    table = "kommune;refugees_2017;2018\n0840;12;9\n0540;;3\n0550;-;x\n"
    taken = take(text.replace("facts:", 'blank_words: ["-"]\nfacts:'), table)
    assert [(each["id"], each["refugees"]) for each in taken.subjects] == [
        ("0840", [("2017", 12), ("2018", 9)]),
        ("0540", [("2018", 3)]),
        ("0550", None),
    ]
    reason = "not a number with decimals after `,`"
    assert taken.rejects == [(4, "2018", "refugees", reason)]

"""What each kind of scalar takes and refuses."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError, ValidationError

from policyengine.diagnostics.source import Source
from policyengine.source.figures import (
    Paragraph,
    WrittenDuration,
    WrittenFigure,
    read_day,
    read_day_or_name,
    read_duration_or_name,
    read_figure,
    read_figure_or_name,
    read_flag,
    read_municipality_code,
    read_paragraphs,
    read_whole,
    read_year,
)
from policyengine.source.names import read_name, read_names, read_prose, read_section
from policyengine.source.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

FIGURE = WrittenFigure
DURATION = WrittenDuration


@pytest.mark.parametrize(
    ("read", "written", "expected"),
    [
        (read_day, "2016-02-29", date(2016, 2, 29)),
        (read_day, "2020-12-31", date(2020, 12, 31)),
        (read_day_or_name, "early_2018", "early_2018"),
        (read_day_or_name, "policy.in_force_until", "policy.in_force_until"),
        (read_day_or_name, "2018-01-01", date(2018, 1, 1)),
        (read_whole, "0", 0),
        (read_whole, "186", 186),
        (read_flag, "true", True),
        (read_flag, "false", False),
        (read_year, "2018", "2018"),
        (read_municipality_code, "0101", "0101"),
        (read_name, "turns_65_on", "turns_65_on"),
        (read_name, "family.household_income", "family.household_income"),
        (read_names, "one", ("one",)),
        (read_names, ["one", "two"], ("one", "two")),
        (read_section, "reception/results", "reception/results"),
        (read_prose, "  tekst\n", "tekst"),
        (read_paragraphs, "36", (Paragraph(36, 36),)),
        (read_paragraphs, "36/2", (Paragraph(36, 36, 2),)),
        (read_paragraphs, "24-26", (Paragraph(24, 26),)),
        (read_paragraphs, ["7/1", "111"], (Paragraph(7, 7, 1), Paragraph(111, 111))),
        (read_duration_or_name, "3 months", DURATION(3, "months")),
        (read_duration_or_name, "1 month", DURATION(1, "months")),
        (read_duration_or_name, "0 days", DURATION(0, "days")),
        (read_duration_or_name, "5 working_days", DURATION(5, "working_days")),
        (read_duration_or_name, "1 working_day", DURATION(1, "working_days")),
        (read_duration_or_name, "work_limit", "work_limit"),
        (read_figure_or_name, "90 %", FIGURE(Decimal(90), "%")),
        (read_figure_or_name, "90%", FIGURE(Decimal(90), "%")),
        (read_figure_or_name, "2,5 %", FIGURE(Decimal("2.5"), "%")),
        (read_figure_or_name, "2.5", FIGURE(Decimal("2.5"))),
        (read_figure_or_name, "25 pp", FIGURE(Decimal(25), "pp")),
        (read_figure_or_name, "-5 pp", FIGURE(Decimal(-5), "pp")),
        (read_figure_or_name, "8", FIGURE(Decimal(8))),
        (read_figure_or_name, "37 hours", FIGURE(Decimal(37), "hours")),
        (read_figure_or_name, "0,125", FIGURE(Decimal("0.125"))),
        (read_figure_or_name, "1,0000", FIGURE(Decimal("1.0000"))),
        (read_figure_or_name, "area_cap", "area_cap"),
        (read_figure, "3 months", DURATION(3, "months")),
        (read_figure, "2018-12-31", date(2018, 12, 31)),
        (read_figure, "25 %", FIGURE(Decimal(25), "%")),
        (read_figure, "policy.in_force_until", "policy.in_force_until"),
    ],
)
def test_a_scalar_is_read_as_its_key_has_it(
    read: Callable[[object], object], written: object, expected: object
) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(
    ("read", "written", "hint"),
    [
        (read_day, "2017-02-29", "2017-02-28"),
        (read_day, "2016-04-31", "2016-04-30"),
        (read_day, "2016-13-01", "year, month, day"),
        (read_day, "0000-01-01", "year, month, day"),
        (read_day, "31.12.2018", "`2018-12-31`"),
        (read_day, "1/2-2018", "`2018-02-01`"),
        (read_day, "2018-1-1", "such as"),
        (read_day, "٢٠١٨-٠١-٠١", "such as"),
        (read_day_or_name, "Nytår", "such as"),
        (read_whole, "-1", "`186`"),
        (read_whole, "1.5", "`186`"),
        (read_whole, "9" * 5000, "`186`"),
        (read_flag, "ja", "`true` or `false`"),
        (read_year, "18", "`2018`"),
        (read_municipality_code, "840", '`"0840"`'),
        (read_municipality_code, "08400", '`"0840"`'),
        (read_name, "Måske-ej", "`maaske_ej`"),
        (read_name, "3 months", "begins with a letter"),
        (read_name, "a..b", "begins with a letter"),
        (read_section, "a/b/c", "`reception/aims`"),
        (read_duration_or_name, "1 months", "`1 month`"),
        (read_duration_or_name, "3 month", "`3 months`"),
        (read_duration_or_name, "3months", "`3 months`"),
        (read_duration_or_name, "P3M", "`3 months`"),
        (read_duration_or_name, "4 uger", "`4 weeks`"),
        (read_duration_or_name, "-3 months", "such as `3 months`"),
        (read_duration_or_name, "3,5 months", "such as `3 months`"),
        (read_figure_or_name, "1.000", "`1000`"),
        (read_figure_or_name, "1,000 %", "`1000`"),
        (read_figure_or_name, "1.234.567", "`1234567`"),
        (read_figure_or_name, "90 % af alle", "`90 %`"),
        (read_figure_or_name, "1e3", "`90 %`"),
        (read_figure, "31.12.2018", "`2018-12-31`"),
        (read_paragraphs, "0", "from 1"),
        (read_paragraphs, "36/0", "from 1"),
        (read_paragraphs, "26-24", "`24-26`"),
        (read_paragraphs, "24–26", "`24-26`"),
        (read_paragraphs, "34.2", "`36/2`"),
        (read_prose, "  ", "leave the key out"),
    ],
)
def test_what_a_scalar_is_not_is_refused_with_what_to_write(
    read: Callable[[object], object], written: str, hint: str
) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read(written)
    assert caught.value.context is not None
    assert hint in caught.value.context["hint"]


def test_a_list_tells_all_its_faults() -> None:
    with pytest.raises(ValidationError) as caught:
        read_paragraphs(["1", "0", "x", "2"])
    assert [each["loc"] for each in caught.value.errors()] == [(1,), (2,)]


@pytest.mark.parametrize("value", [[], {}, ["a"], {"a": "b"}])
def test_a_list_or_keys_are_no_single_value(value: object) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_day(value)
    assert caught.value.type == "PE122"


def test_every_municipality_code_in_quotes_comes_back() -> None:
    codes = [f"{number:04}" for number in range(10_000)]
    text = "".join(f'- "{code}"\n' for code in codes)
    data = read(Source("policy.yaml", text)).data
    assert isinstance(data, list)
    assert [read_municipality_code(code) for code in data] == codes


@given(st.dates())
def test_every_day_comes_back(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_figure(day.isoformat()) == day


@given(
    st.builds(
        WrittenDuration,
        st.integers(0, 9999),
        st.sampled_from(["days", "weeks", "months", "years", "working_days"]),
    )
)
def test_every_duration_comes_back(duration: WrittenDuration) -> None:
    assert read_duration_or_name(str(duration)) == duration


@given(st.integers(1, 999), st.integers(0, 99), st.integers(1, 9))
def test_every_citation_comes_back(first: int, more: int, sentence: int) -> None:
    for paragraph in (
        Paragraph(first, first + more),
        Paragraph(first, first, sentence),
    ):
        assert read_paragraphs(str(paragraph)) == (paragraph,)


@given(st.text())
def test_any_text_is_read_or_refused(written: str) -> None:
    for reads in (read_figure, read_duration_or_name, read_paragraphs, read_name):
        with contextlib.suppress(PydanticCustomError):
            reads(written)

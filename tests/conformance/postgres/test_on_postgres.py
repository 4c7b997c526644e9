"""What is told of a database that holds a cohort: what is read of it, what cannot be used, and why it does not answer."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from policyengine import RecordError, load
from policyengine.backends.sql.on_postgres import Cohort, tables
from tests.conformance.postgres.loading import execute

if TYPE_CHECKING:
    import pyarrow as pa

    from policyengine.policy.vocabulary import Vocabulary

pytestmark = pytest.mark.postgres

PERSONS = (
    "CREATE TABLE person (id text, arrived_on date, birth_date date)",
    "INSERT INTO person VALUES ('case-1', '2018-03-31', '1990-02-28'), ('case-2', NULL, '1988-02-29')",
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load("rebild").vocabulary


def told(url: str, vocabulary: Vocabulary, *used: str) -> list[str]:
    """What is said of a cohort in a database, and of its rows where these columns are read."""
    with closing(Cohort(url, vocabulary)) as cohort:
        found = [*cohort.diagnostics, *cohort.check(used)]
    return [f"{each.code} {each.message}" for each in found]


def read(url: str, vocabulary: Vocabulary) -> dict[str, pa.Table]:
    return {name: reader.read_all() for name, reader in tables(url, vocabulary)}


def refusal(url: str, vocabulary: Vocabulary) -> str:
    with pytest.raises(RecordError) as raised:
        Cohort(url, vocabulary)
    # What the driver said is not shown behind it.
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return str(raised.value)


# --- not let in ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://u:sec%ret@localhost/db", "the URL is not `postgresql://"),
        ("postgresql://u:sec@ret@nowhere.invalid/db", "there is no such host"),
        ("postgresql://u:secret@127.0.0.1:1/db", "nothing answers at that host"),
        ("postgresql://u:secret@localhost:port/db", "the URL is not `postgresql://"),
        ("postgresql://u:secret@/db?host=/nowhere", "nothing answers at that socket"),
    ],
)
def test_a_database_out_of_reach_is_told_without_a_word_of_its_url(
    url: str, said: str, vocabulary: Vocabulary
) -> None:
    message = refusal(url, vocabulary)
    assert message.startswith("PE760 cannot connect to the database: ")
    assert said in message
    assert "ret" not in message
    assert "sec" not in message


def test_an_unknown_user_and_an_unknown_database_are_told_alike(
    database: str, vocabulary: Vocabulary
) -> None:
    for wrong in (database.replace("postgres@", "nobody@"), database + "&dbname=none"):
        message = refusal(wrong, vocabulary)
        assert message == "PE760 cannot connect to the database: there is no such user or database"  # fmt: skip


def test_an_empty_database_holds_no_cohort(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, "CREATE TABLE citizens (id text)")
    assert refusal(database, vocabulary) == (
        "PE762 the database shows no table that is named as a kind of record, such as `person`"
        " (the URL can name a schema: `?options=-csearch_path%3Dname`)"
    )


def test_a_schema_is_named_in_the_url(database: str, vocabulary: Vocabulary) -> None:
    execute(database, "CREATE SCHEMA town", "CREATE TABLE town.person (id text)")
    found = read(f"{database}&options=-csearch_path%3Dtown", vocabulary)
    assert list(found) == ["person"]


def test_a_table_that_may_not_be_read_is_named(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, *PERSONS, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    with pytest.raises(RecordError, match="permission denied for table person"):
        told(database.replace("postgres@", "guest@"), vocabulary)


def test_what_a_value_breaks_is_told_without_the_value(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, *PERSONS)
    with closing(Cohort(database, vocabulary)) as cohort:
        for query in (
            "SELECT id::int FROM person",
            "SELECT (CASE WHEN n > 200000 THEN 'case-1' ELSE '1' END)::int FROM generate_series(1, 300000) AS n",
        ):
            with pytest.raises(RecordError) as raised:
                list(cohort.run(query))
            assert (
                str(raised.value) == "PE761 the database does not answer: it broke off"
            )


def test_nothing_can_be_written(database: str, vocabulary: Vocabulary) -> None:
    execute(database, *PERSONS)
    with closing(Cohort(database, vocabulary)) as cohort:
        with pytest.raises(RecordError, match="state 25006"):
            list(cohort.run("CREATE TABLE other (id text)"))
        for setting, value in {"jit": "off", "TimeZone": "UTC"}.items():
            (batch,) = cohort.run(f"SELECT current_setting('{setting}') AS it")
            assert batch["it"].to_pylist() == [value]


def test_everything_is_asked_of_one_state_of_the_data(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, *PERSONS)
    with closing(Cohort(database, vocabulary)) as cohort:
        execute(database, "INSERT INTO person VALUES ('case-3')")
        assert sum(batch.num_rows for batch in cohort.run("SELECT * FROM person")) == 2
        assert len(cohort.fetch("person", ["case-1", "case-3"])) == 1


# --- what is read -------------------------------------------------------------


def test_columns_arrive_as_what_they_are(database: str, vocabulary: Vocabulary) -> None:
    execute(
        database,
        "CREATE TYPE basis AS ENUM ('refugee', 'other')",
        "CREATE TABLE person (id uuid, name text, danish_attendance numeric, language_score numeric(5, 2),"
        " language_hours bigint, maths_mark real, is_descendant boolean, residence_basis basis,"
        " reception_programme_roles varchar[], arrived_on date, arrived_on_known boolean, family bigint)",
        "INSERT INTO person VALUES ('00000000-0000-0000-0000-000000000001', 'x', 12.500, 3.5, 7, 2, false, 'refugee',"
        " ARRAY['a', 'b'], '2018-02-28', true, 17)",
        "INSERT INTO person (danish_attendance) VALUES ('NaN')",
    )
    first, second = read(database, vocabulary)["person"].to_pylist()
    assert set(second.values()) == {None}
    assert first == {
        "id": "00000000-0000-0000-0000-000000000001",
        "danish_attendance": "12.5",
        "language_score": Decimal("3.50"),
        "language_hours": 7,
        "maths_mark": 2.0,
        "is_descendant": False,
        "residence_basis": "refugee",
        "reception_programme_roles": ["a", "b"],
        "arrived_on": date(2018, 2, 28),
        "arrived_on_known": True,
        "family": 17,
    }


def test_figures_by_year_are_maps(database: str, vocabulary: Vocabulary) -> None:
    execute(
        database,
        "CREATE TABLE housing_area (id text, refugees jsonb, on_deprived_list jsonb)",
        """INSERT INTO housing_area VALUES ('east', '{"2019": 2.5, "2018": null}', '{"2019": true}'),
        ('south', '{}', NULL), ('west', NULL, '{"2019": false, "2018": null}')""",
    )
    rows = read(database, vocabulary)["housing_area"].to_pylist()
    assert [row["refugees"] for row in rows] == [[("2018", None), ("2019", "2.5")], [], None]  # fmt: skip
    with closing(Cohort(database, vocabulary)) as cohort:
        east, south, west = cohort.fetch("housing_area", ["west", "east", "south"])
    assert east["refugees"] == {"2018": None, "2019": Decimal("2.5")}
    assert east["on_deprived_list"] == {"2019": True}
    assert (south["refugees"], south["on_deprived_list"]) == ({}, None)
    assert west["on_deprived_list"] == {"2018": None, "2019": False}


def test_entries_come_with_their_parent_in_their_order(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(
        database,
        *PERSONS,
        "CREATE TABLE person_offers (n int, id text, offered_on date)",
        "INSERT INTO person_offers VALUES (1, 'case-1', '2019-02-28'), (0, 'case-1', '2019-03-31'), (0, 'case-9', NULL)",
    )
    with closing(Cohort(database, vocabulary)) as cohort:
        one, two = cohort.fetch("person", ["case-1", "case-2", "case-8"])
    assert [each["offered_on"] for each in one["offers"]] == [date(2019, 3, 31), date(2019, 2, 28)]  # type: ignore[attr-defined]  # fmt: skip
    assert two["offers"] == []


def test_a_text_with_quotes_is_a_text_like_others(
    database: str, vocabulary: Vocabulary
) -> None:
    strange = "O'Neill \\' -- \""
    quoted = strange.replace("'", "''")
    execute(database, f"CREATE TABLE person AS SELECT '{quoted}' AS id")
    with closing(Cohort(database, vocabulary)) as cohort:
        assert cohort.fetch("person", [strange, "' OR true --"]) == [{"id": strange}]


def test_much_more_than_a_batch_streams(database: str, vocabulary: Vocabulary) -> None:
    execute(
        database,
        "CREATE TABLE person AS SELECT 'case-' || n AS id, n AS language_hours, DATE '2018-01-31' AS arrived_on"
        " FROM generate_series(1, 600000) AS n",
    )
    batches = [
        batch.num_rows for _, reader in tables(database, vocabulary) for batch in reader
    ]
    assert sum(batches) == 600_000
    assert len(batches) > 1
    with closing(Cohort(database, vocabulary)) as cohort:
        # Two answers are read side by side, and rows are fetched meanwhile.
        first, second = (cohort.run("SELECT * FROM person") for _ in range(2))
        sizes = [(a.num_rows, b.num_rows) for a, b in zip(first, second, strict=True) if cohort.fetch("person", ["case-1"])]  # fmt: skip
        assert sum(a for a, _ in sizes) == sum(b for _, b in sizes) == 600_000


# --- what cannot be used ------------------------------------------------------


def test_a_column_of_another_type_is_not_used_inside_the_database(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, "CREATE TABLE person (id text, arrived_on timestamp, language_hours real, family bigint)")  # fmt: skip
    with closing(Cohort(database, vocabulary)) as cohort:
        assert cohort.source.tables["person"].columns == {}
        assert [each.message for each in cohort.diagnostics] == [
            "`person.arrived_on` is timestamp and must be date; the column is not used",
            "`person.language_hours` is float4 and must be int2 or int4 or int8 or numeric; the column is not used",
            "`person.family` is int8 and must be text or varchar; the column is not used",
        ]


def test_a_table_without_its_keys_is_not_used(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, "CREATE TABLE person (arrived_on date)", "CREATE TABLE family (id text)", "CREATE TABLE family_followups (id text)")  # fmt: skip
    with closing(Cohort(database, vocabulary)) as cohort:
        assert list(cohort.source.tables) == ["family"]
        assert cohort.source.tables["family"].children == {}
    assert told(database, vocabulary) == [
        "PE703 person: there is no column `id`; the table is not used",
        "PE703 family_followups: there is no column `n`; the table is not used",
    ]


def test_rows_that_cannot_be_used_are_left_out_and_counted(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(
        database,
        "CREATE TABLE person (id text, arrived_on date, danish_attendance numeric, residence_basis text,"
        " reception_programme_roles text[], birth_date date, birth_date_known boolean)",
        "CREATE TABLE person_offers (id text, n int, offered_on date)",
        "INSERT INTO person VALUES ('fine', '2018-02-28', 1.5, NULL, NULL, '1990-01-31', true)",
        "INSERT INTO person (id) VALUES (NULL), (' '), ('twice'), ('twice'), ('010190-1234'), ('endless-offer')",
        "INSERT INTO person (id, arrived_on) VALUES ('endless', 'infinity'), ('early', '0044-03-15 BC')",
        "INSERT INTO person (id, danish_attendance) VALUES ('not-a-number', 'NaN')",
        "INSERT INTO person (id, residence_basis) VALUES ('no-word', 'tourist')",
        "INSERT INTO person (id, reception_programme_roles) VALUES ('no-words', ARRAY['nobody'])",
        "INSERT INTO person (id, birth_date_known) VALUES ('never-born', true), ('unborn', false)",
        "INSERT INTO person_offers VALUES ('fine', 0, '2018-02-28'), ('endless-offer', 0, '-infinity')",
    )
    used = ("arrived_on", "danish_attendance", "residence_basis", "reception_programme_roles", "birth_date", "offered_on")  # fmt: skip
    with closing(Cohort(database, vocabulary)) as cohort:
        found = {(each.code, each.message) for each in cohort.check(used)}
        (batch,) = cohort.run("SELECT id FROM person ORDER BY id")
        assert batch["id"].to_pylist() == ["fine", "unborn"]
        assert [row["id"] for row in cohort.fetch("person", ["fine", "twice", "early"])] == ["fine"]  # fmt: skip
        assert cohort.rows == {"person": 14}
    assert found == {
        ("PE703", "person: there is no `id`; 2 rows are left out"),
        ("PE704", "person: `id` looks like a CPR number; 1 row is left out"),
        ("PE708", "person: an `id` stands in several rows; 2 rows are left out"),
        ("PE706", "person: `arrived_on` has values that it cannot have; 2 rows are left out"),
        ("PE706", "person: `danish_attendance` has values that it cannot have; 1 row is left out"),
        ("PE706", "person: `residence_basis` has values that it cannot have; 1 row is left out"),
        ("PE706", "person: `reception_programme_roles` has values that it cannot have; 1 row is left out"),
        ("PE706", "person: `birth_date` cannot be none; 1 row is left out"),
        ("PE706", "person_offers: `offered_on` has values that it cannot have; 1 row is left out"),
    }  # fmt: skip


def test_what_no_statement_reads_does_not_matter(
    database: str, vocabulary: Vocabulary
) -> None:
    execute(database, "CREATE TABLE person AS SELECT 'case-1' AS id, DATE 'infinity' AS arrived_on")  # fmt: skip
    assert told(database, vocabulary) == []
    assert len(told(database, vocabulary, "arrived_on")) == 1

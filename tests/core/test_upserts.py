from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhelm.core import upserts
from adhelm.core.db import Database

TABLE = sa.Table(
    "tests_kept",
    sa.MetaData(),
    sa.Column("workspace_id", sa.String(8), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("said", sa.String(8)),
    sa.Column("since", sa.String(8)),
)
Row = dict[str, object]


@pytest.fixture
def kept(empty_database: Database) -> Iterator[Database]:
    TABLE.create(empty_database.engine)
    yield empty_database
    TABLE.drop(empty_database.engine)


def everything(connection: sa.Connection) -> list[Row]:
    query = TABLE.select().order_by(TABLE.c.workspace_id, TABLE.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def by_key(found: list[Row]) -> dict[tuple[object, object], Row]:
    return {(row["workspace_id"], row["number"]): row for row in found}


words = st.none() | st.text("ab", max_size=3)
rows = st.lists(
    st.fixed_dictionaries(
        {"workspace_id": st.sampled_from("pq"), "number": st.integers(1, 4), "said": words}
    ),
    max_size=8,
)


class TestPut:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(rows, max_size=4))
    def test_leaves_the_last_row_of_each_key(self, kept: Database, batches: list[list[Row]]):
        with kept.transaction() as connection:
            connection.execute(TABLE.delete())
            for batch in batches:
                upserts.put(connection, TABLE, batch)
            found = everything(connection)
        last = by_key([{**row, "since": None} for batch in batches for row in batch])
        assert by_key(found) == last
        assert len(found) == len(last)

    def test_leaves_what_a_row_does_not_say(self, kept: Database):
        key = {"workspace_id": "p", "number": 1}
        with kept.transaction() as connection:
            upserts.put(connection, TABLE, [{**key, "said": "a", "since": "may"}])
            upserts.put(connection, TABLE, [{**key, "said": "b"}])
            assert everything(connection) == [{**key, "said": "b", "since": "may"}]


class TestPutOnce:
    def test_leaves_the_first_row_and_says_so(self, kept: Database):
        first = {"workspace_id": "p", "number": 1, "said": "a", "since": None}
        other = {**first, "number": 2}
        with kept.transaction() as connection:
            assert upserts.put_once(connection, TABLE, first)
            assert not upserts.put_once(connection, TABLE, {**first, "said": "b"})
            assert upserts.put_once(connection, TABLE, other)
            assert everything(connection) == [first, other]

    def test_has_one_writer_of_many_who_come_together(self, kept: Database):
        def write(number: int) -> bool:
            row = {"workspace_id": "p", "number": 1, "said": str(number)}
            with kept.transaction() as connection:
                return upserts.put_once(connection, TABLE, row)

        with ThreadPoolExecutor(8) as crowd:
            assert sorted(crowd.map(write, range(8))) == [False] * 7 + [True]

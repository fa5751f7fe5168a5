import duckdb
import pytest

from adhelm.core.tables import STAGED, TABLES, Table

ALL = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@ALL
class TestTables:
    def test_have_types_that_duckdb_knows(self, table: Table):
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        with duckdb.connect() as connection:
            connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
            assert [
                row[0] for row in connection.execute(f'DESCRIBE "{table.name}"').fetchall()
            ] == [*table.names]

    def test_name_each_column_once_and_say_what_it_is(self, table: Table):
        assert len(set(table.names)) == len(table.names)
        assert all(column.what for column in table.columns)

    def test_have_keys_of_their_own_columns(self, table: Table):
        assert set(table.key) <= set(table.names)
        if table.key and "workspace_id" in table.names:
            assert table.key[0] == "workspace_id"

    def test_part_key_stamps_and_values(self, table: Table):
        stamped = {column.name for column in table.columns if column.stamped}
        assert set(table.values) | set(table.key) | stamped == set(table.names)
        assert not set(table.values) & (set(table.key) | stamped)

    def test_keep_money_exact(self, table: Table):
        assert not [c.name for c in table.columns if c.type in {"DOUBLE", "FLOAT", "REAL"}]


@pytest.mark.parametrize("table", STAGED, ids=[table.name for table in STAGED])
def test_connectors_do_not_say_whose_data_it_is(table: Table):
    assert "workspace_id" not in {column.name for column in table.staged}

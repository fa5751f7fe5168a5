"""Rows that are held by column are rows like any other."""

from decimal import Decimal

import pytest

from adhelm.connectors.contract.reading import Columns, Row
from adhelm.observe.ingest.store.arriving import columns_of

ROWS: list[Row] = [
    {"entity_id": "7", "impressions": 3, "spend": Decimal("1.5")},
    {"entity_id": "8", "impressions": None, "spend": None},
]
HELD = Columns({"entity_id": ["7", "8"], "impressions": [3, None], "spend": [Decimal("1.5"), None]})


class TestColumns:
    def test_are_the_rows_that_they_hold(self) -> None:
        assert list(HELD) == ROWS
        assert HELD == ROWS
        assert ROWS[:1] != HELD
        assert len(HELD) == 2
        assert HELD[1] == ROWS[1]
        assert HELD[:1] == ROWS[:1]

    def test_of_nothing_are_no_rows(self) -> None:
        assert not Columns({})
        assert Columns({"entity_id": []}) == []

    def test_are_staged_as_rows_are(self) -> None:
        held, plain = columns_of("facts", HELD), columns_of("facts", ROWS)
        assert held.equals(plain)
        assert str(held.column("spend").type) == "decimal128(38, 9)"

    def test_that_no_table_has_are_refused(self) -> None:
        with pytest.raises(ValueError, match="facts has no column mood"):
            columns_of("facts", Columns({"mood": ["good"]}))

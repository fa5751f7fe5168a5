"""What a principal finds in the warehouse who is narrowed to some accounts …"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.clock import SetClock
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Principal
from adhelm.core.tables import TABLES
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Snapshot, Warehouse
from adhelm.observe.warehouse.types import CheckResult

MINE = "google_ads/1"


@pytest.fixture
def narrowed(warehouse: Warehouse, principal: Principal, clock: SetClock) -> Principal:
    """Two accounts, delivered together and then restated; the principal sees one of them."""
    for spend in ("1", "2"):
        facts = [
            Fact("c1", JAN, account="1", spend=Decimal(spend)),
            Fact("c9", JAN, account="2", spend=Decimal(spend) * 10),
            Fact("m1", JAN, account="1", platform="meta", spend=Decimal(spend) * 100),
        ]
        tables = {"coverage": [_asked("1"), _asked("2")]}
        deliver(warehouse, facts, principal=principal, tables=tables)
        clock.advance(timedelta(days=1))
    return replace(principal, accounts=frozenset({MINE}))


def _asked(account: str) -> dict[str, object]:
    return {
        "connector": "google_ads", "platform": "google_ads", "account_id": account,
        "level": "campaign", "breakdown": "", "grain": "day", "start_date": JAN, "end_date": JAN,
        "fields": "spend",
    }  # fmt: skip


def opened(warehouse: Warehouse, principal: Principal) -> Snapshot:
    return warehouses.snapshot(warehouse, principal=principal)


class TestSnapshot:
    def test_has_the_rows_of_one_s_own_accounts_alone_in_every_table(self, warehouse, narrowed):
        with opened(warehouse, narrowed).connect() as connection:
            for table in TABLES:
                if "account_id" in TABLES[table].names:
                    query = f"SELECT DISTINCT connector, account_id FROM {table}"
                    assert set(connection.execute(query).fetchall()) <= {("google_ads", "1")}
            spent = connection.execute("SELECT sum(spend) FROM facts").fetchall()
        assert spent == [(Decimal(2),)]

    def test_has_no_file_that_holds_a_row_of_another(self, warehouse, narrowed, principal):
        for table in TABLES:
            mine = opened(warehouse, narrowed).files(table)
            assert set(mine) <= set(opened(warehouse, principal).files(table))
            assert all("/google_ads/1/" in file for file in mine)

    def test_has_slices_of_one_s_own_accounts(self, warehouse, narrowed):
        slices = opened(warehouse, narrowed).slices(levels=["campaign"])
        assert {(one.connector, one.account_id) for one in slices} == {("google_ads", "1")}

    def test_knows_what_was_asked_of_them(self, warehouse, narrowed):
        assert {one.account_id for one in opened(warehouse, narrowed).coverage()} == {"1"}

    def test_tells_what_was_restated_of_them(self, warehouse, narrowed, principal):
        told = warehouses.restatements(opened(warehouse, narrowed))
        every = warehouses.restatements(opened(warehouse, principal))
        assert {(one.platform, one.account_id) for one in told} == {("google_ads", "1")}
        assert {one.account_id for one in every} == {"1", "2"}

    def test_of_no_accounts_is_empty(self, warehouse, narrowed):
        nobody = replace(narrowed, accounts=frozenset())
        with opened(warehouse, nobody).connect() as connection:
            assert connection.execute("SELECT count(*) FROM facts").fetchall() == [(0,)]
        assert opened(warehouse, nobody).slices(levels=["campaign"]) == []
        assert list(opened(warehouse, nobody).coverage()) == []


class TestQuality:
    def test_is_told_of_one_s_own_accounts(self, warehouse, narrowed, principal):
        found = [
            CheckResult("account_totals", "warn", passed=False, found=1, message="m", scope=scope)
            for scope in ("google_ads 1", "google_ads 2", "", "facts")
        ]
        warehouses.record_checks(warehouse, principal=principal, checks=found)
        told = warehouses.quality_results(warehouse, principal=narrowed, limit=2)
        assert [one.result.scope for one in told] == ["google_ads 1"]

    def test_is_not_checked_by_who_sees_a_part(self, warehouse, narrowed):
        with pytest.raises(Forbidden) as refused:
            warehouses.run_checks(warehouse, principal=narrowed)
        assert refused.value.code == "access.narrowed"


class TestVersions:
    def test_do_not_say_what_they_brought(self, warehouse, narrowed, principal):
        told = warehouses.versions(warehouse, principal=narrowed)
        assert {one.what for one in told} == {""}
        assert len(told) == len(warehouses.versions(warehouse, principal=principal))


class TestAuthorities:
    def test_of_other_accounts_are_absent(self, warehouse, narrowed, principal):
        for account in ("1", "2"):
            warehouses.set_authority(
                warehouse, principal=principal, connector="google_ads", account_id=account,
                source_id="files",
            )  # fmt: skip
        told = warehouses.list_authorities(warehouse, principal=narrowed)
        assert [one.account_id for one in told] == ["1"]


class TestFiles:
    def test_as_received_stay_closed(self, warehouse, narrowed):
        with pytest.raises(Forbidden):
            warehouses.open_raw(warehouse, principal=narrowed, sha256="0" * 64)

    def test_are_published_by_who_sees_all(self, warehouse, narrowed):
        with pytest.raises(Forbidden):
            deliver(warehouse, [Fact("c9", JAN, account="2")], principal=narrowed)

"""Connections, their accounts and whose those are, on each database."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.connectors.contract import IncompleteCredential
from adhelm.core.db import Database
from adhelm.observe import ingest
from adhelm.observe.ingest.types import (
    AccountTaken,
    ConnectionExists,
    Drop,
    UnknownAccount,
    UnknownConnection,
)

ONE, OTHER = "7012345678905234579", "7012345678906234582"


@pytest.fixture
def home(sandbox: Play, database: Database, tmp_path: Path) -> Stage:
    sandbox.restart()
    return staged(sandbox, tmp_path / "here", database)


class TestAConnection:
    def test_syncs_on_any_database(self, home: Stage):
        home.connect()
        assert not home.sync(only=["campaigns", "campaign_daily"]).failed
        home.advance(days=1)
        home.sync(only=["campaign_daily"])
        assert {one.days for one in ingest.sync_status(**home.records)} == {0, 31}
        assert not ingest.reconcile(**home.parts).unexplained
        assert len(ingest.reconciliations(**home.records)) == 2 * 30 * 3

    def test_is_there_once(self, home: Stage):
        home.connect()
        with pytest.raises(ConnectionExists):
            home.connect()
        ingest.remove_connection(**home.changing, name="tiktok")
        with pytest.raises(UnknownConnection):
            ingest.remove_connection(**home.changing, name="tiktok")
        assert ingest.list_assignments(**home.records) == []

    def test_shares_its_names_with_drops(self, home: Stage, tmp_path: Path):
        drop: Drop = ingest.add_drop(
            **home.records, clock=home.clock, name="tiktok", url=str(tmp_path)
        )
        with pytest.raises(ConnectionExists):
            home.connect(drop.name)

    def test_needs_its_credential_whole(self, home: Stage):
        with pytest.raises(IncompleteCredential, match="access_token"):
            home.connect(access_token="")

    def test_shows_its_credential_nowhere(self, home: Stage):
        name = home.connect(access_token=home.play.credential("tiktok")["access_token"])
        token = home.play.credential("tiktok")["access_token"]
        (one,) = ingest.list_connections(**home.records)
        assert token not in repr(one)
        home.play.http.post("/_sandbox/tokens", json={"platform": "tiktok", "action": "revoke"})
        (item,) = ingest.check_connection(**home.parts, name=name)
        assert (item.ok, token in repr(item)) == (False, False)


class TestAccounts:
    def test_are_those_that_were_seen(self, home: Stage):
        home.connect(assign=False)
        assert ingest.list_accounts(**home.records, name="tiktok") == []
        found = ingest.discover(**home.parts, name="tiktok")
        assert {one.account.id for one in found} == {ONE, OTHER}
        assert ingest.list_accounts(**home.records, name="tiktok") == found
        with pytest.raises(UnknownAccount):
            ingest.assign_accounts(**home.changing, name="tiktok", accounts=["1"])

    def test_end_and_begin_on_a_day(self, home: Stage):
        home.connect()
        last = date(2026, 11, 9)
        ingest.assign_accounts(**home.changing, name="tiktok", accounts=[ONE], end=last)
        with pytest.raises(AccountTaken):
            ingest.assign_accounts(
                **home.changing, name="tiktok", accounts=[ONE], workspace_id="b", start=last
            )
        ingest.assign_accounts(
            **home.changing, name="tiktok", accounts=[ONE], workspace_id="b",
            start=last + timedelta(days=1),
        )  # fmt: skip
        ends = {one.account_id: one.end for one in ingest.list_assignments(**home.records)}
        assert ends == {ONE: last, OTHER: None}

"""A feed to a Google sheet, on the wire …"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.act.feeds import pretending
from tests.act.feeds.feeding import JAN, Shop
from tests.act.feeds.pretending import Google, error

from adhelm.act import feeds
from adhelm.act.feeds import State, TargetRefused
from adhelm.act.feeds.logic import sheet
from adhelm.act.feeds.store import sheets
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.observe.warehouse import Warehouse

_ID = "1AbCdEfGhIjKlMnOp"
_TAB = "adhelm_campaign"


class Office(Shop):
    """A shop that feeds a sheet."""

    google: Google

    @property
    def outside(self) -> feeds.Outside:
        return feeds.Outside(allow=("127.0.0.1",), sheets=self.google.url)

    def add(self, name: str = "team", **place: str) -> feeds.Feed:
        where = f"https://docs.google.com/spreadsheets/d/{_ID}/edit#gid=0"
        return feeds.add_feed(
            principal=self.who, database=self.database, keyring=self.keyring, clock=self.clock,
            name=name, kind=feeds.Kind.sheets, place={"spreadsheet": where, **place},
            credential={"key": pretending.key_file(self.google.url)},
        )  # fmt: skip

    def cells(self, tab: str = _TAB) -> list[dict[str, Any]]:
        header, *rows = self.google.sheets[tab]
        return [dict(zip(header, row, strict=True)) for row in rows if any(map(str, row))]

    @property
    def says(self) -> dict[str, Any]:
        return {row[0]: row[1] for row in self.google.sheets["adhelm"] if row[0]}


@pytest.fixture
def shop(
    sqlite_database: Database, warehouse: Warehouse, clock: SetClock, google: Google
) -> Office:
    made = Office(sqlite_database, warehouse, clock)
    made.google = google
    return made


class TestAFeed:
    def test_fills_a_sheet_and_leaves_nothing_stale(
        self, shop: Office, google: Google, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(sheets, "_AT_ONCE", 5)
        shop.add()
        shop.sync(JAN, campaigns=("c1", "c2", "c3"), name="=SUM(A1)")
        first = shop.run()
        assert (first.state, first.rows) == (State.done, 18)
        found = shop.cells()
        assert len(found) == 18
        assert found[0]["date"] == (JAN - date(1899, 12, 30)).days
        assert (found[0]["name"], found[0]["account_name"]) == ("=SUM(A1) c1", "=SUM(A1) 1")
        assert (found[0]["spend"], found[0]["reach"]) == (10.123456789, 700)
        # Not reported is an empty cell, no zero.
        assert found[0]["link_clicks"] == ""
        assert (shop.says["state"], shop.says["data_version"]) == ("complete", first.data_version)

        shop.sync(JAN, campaigns=("c1",))
        assert shop.run().rows == 6
        assert {row["entity_id"] for row in shop.cells()} == {"c1"}
        assert shop.run().state is State.unchanged
        assert shop.run(whole=True).state is State.done
        assert all(item.ok for item in shop.check())

    def test_holds_the_last_days_only(self, shop: Office):
        shop.add(days="3", level="account")
        shop.sync(JAN, back=20)
        shop.run()
        days = {row["date"] for row in shop.cells("adhelm_account")}
        assert days == {(JAN - timedelta(days=n) - date(1899, 12, 30)).days for n in range(3)}

    def test_says_that_it_is_being_written_until_it_is(self, shop: Office, google: Google):
        shop.add()
        shop.sync(JAN)
        google.before = lambda call: (
            error(400, "badRequest", "no") if call.path.endswith("T13") else None
        )
        with pytest.raises(TargetRefused):
            shop.run()
        assert str(shop.says["state"]).startswith("being written")
        google.before = lambda _: None
        assert shop.run().state is State.done
        assert shop.says["state"] == "complete"

    def test_asks_again_when_it_is_told_to_wait(self, shop: Office, google: Google):
        troubles = [error(429, "RESOURCE_EXHAUSTED", "Quota exceeded"), error(503, "", "busy")]
        google.before = lambda call: troubles.pop() if troubles and call.method == "PUT" else None
        shop.add()
        shop.sync(JAN)
        assert shop.run().state is State.done
        assert troubles == []

    def test_tells_who_must_be_let_in(self, shop: Office, google: Google):
        shop.add()
        google.before = lambda call: (
            error(403, "PERMISSION_DENIED", "The caller does not have permission")
            if call.path.startswith("/v4")
            else None
        )
        with pytest.raises(TargetRefused, match="does not have permission") as told:
            shop.run()
        assert "feed@p-123.iam.gserviceaccount.com" in told.value.hint


class TestColumns:
    @given(st.integers(1, 20_000))
    def test_are_counted_in_letters(self, number: int):
        found = 0
        for letter in sheet.letters(number):
            found = found * 26 + ord(letter) - ord("A") + 1
        assert found == number

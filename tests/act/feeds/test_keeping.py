"""Feeds are kept on each database, and only by who may …"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.act.feeds.feeding import JAN, Shop

from adhelm.act import feeds
from adhelm.act.feeds import FeedExists, NoSuchFeed, State, tasks
from adhelm.act.feeds.types import TooManyFeeds
from adhelm.app import handling
from adhelm.core import secrets
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Forbidden
from adhelm.core.http import OutboundRefused
from adhelm.core.principal import Narrowed, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse import open_warehouse


@pytest.fixture
def shop(database: Database, clock: SetClock, tmp_path: Path) -> Shop:
    warehouse = open_warehouse(
        location=str(tmp_path / "warehouse"), database=database, clock=clock, memory_limit="1GB",
        threads=2,
    )  # fmt: skip
    return Shop(database, warehouse, clock, "postgresql://ada:s3cret-word@10.1.2.3/team")


class TestAFeed:
    def test_is_kept_with_its_runs_until_it_is_removed(self, shop: Shop):
        shop.add("a", schema="one")
        shop.add("b")
        with pytest.raises(FeedExists):
            shop.add("a")
        shop.sync(JAN, back=0)
        for _ in range(2):
            with pytest.raises(OutboundRefused):
                shop.run("a", outside=feeds.Outside())
        first, second = shop.statuses()
        assert (first.feed.name, first.failures, first.version, first.newest) == ("a", 2, None, 1)
        assert (second.feed.name, second.last) == ("b", None)
        assert [one.state for one in shop.history("a")] == [State.failed, State.failed]
        newest = shop.history("a")[0]
        older = feeds.history(
            principal=shop.who, database=shop.database, name="a",
            before=(newest.started_at, newest.id),
        )  # fmt: skip
        assert older == shop.history("a")[1:]

        feeds.remove_feed(principal=shop.who, database=shop.database, clock=shop.clock, name="a")
        with pytest.raises(NoSuchFeed):
            shop.history("a")
        with shop.database.reading() as connection:
            assert secrets.secret_names(connection, workspace_id="acme") == ["feed b"]

    def test_shows_its_password_to_nobody(self, shop: Shop):
        made = shop.add()
        told = f"{made} {shop.statuses()} " + " ".join(
            str(one) for one in audit.list_entries(principal=shop.who, database=shop.database)
        )
        assert "s3cret-word" not in told
        assert made.address == "postgresql://10.1.2.3:5432/team adhelm"

    def test_is_no_matter_for_who_may_not_or_sees_some_accounts_only(self, shop: Shop):
        shop.add()
        writer = replace(shop.who, scopes=frozenset({Scope.read, Scope.write}))
        with pytest.raises(Forbidden):
            replace(shop, who=writer).add("b")
        reader = replace(shop, who=replace(shop.who, scopes=frozenset({Scope.read})))
        assert len(reader.statuses()) == 1
        with pytest.raises(Forbidden):
            reader.run()
        narrowed = replace(shop, who=replace(shop.who, accounts=frozenset({"meta/1"})))
        with pytest.raises(Narrowed):
            narrowed.statuses()
        with pytest.raises(Narrowed):
            narrowed.run()
        entries = audit.list_entries(principal=shop.who, database=shop.database)
        assert [one.action for one in entries if one.outcome is audit.Outcome.refused] == [
            "feeds.add"
        ]

    def test_is_one_of_fifty_at_most(self, shop: Shop):
        for number in range(50):
            shop.add(f"feed-{number}")
        with pytest.raises(TooManyFeeds):
            shop.add("one-more")

    def test_follows_each_arrival_of_data(self):
        assert tasks.FOLLOW in handling.after_arrivals()

"""A feed to PostgreSQL …"""

from __future__ import annotations

from datetime import timedelta

from tests.act.feeds.feeding import JAN, Shop

from adhelm.act.feeds import State
from adhelm.act.feeds.logic import contract

TABLES = [name for name in contract.DATA if name != "changes"]


def same(shop: Shop) -> None:
    for table in TABLES:
        assert shop.held(table) == sorted(shop.meant(table), key=_order), table


def _order(row):
    return [(value is None, value) for value in row]


class TestAFeed:
    def test_brings_everything_at_first_and_then_what_changed(self, shop: Shop):
        shop.sync(JAN)
        shop.rate(JAN, "1.1")
        shop.add()
        first = shop.run()
        assert (first.state, first.base_version) == (State.done, None)
        assert first.rows > 20
        same(shop)

        shop.sync(JAN + timedelta(days=1), back=0)
        second = shop.run()
        assert (second.state, second.base_version) == (State.done, first.data_version)
        assert 0 < second.rows < first.rows
        same(shop)
        assert shop.run().state is State.unchanged

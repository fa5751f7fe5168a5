"""A feed to PostgreSQL …"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.act.feeds.feeding import JAN, Shop
from tests.observe.warehouse.deliveries import Fact, deliver, fresh_workspace

from adhelm.act.feeds import Outside, State, TargetIsNewer, TargetRefused, TargetUnavailable
from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.store import postgres
from adhelm.core.errors import AdhelmError
from adhelm.core.http import OutboundRefused
from adhelm.core.http.policy import Policy
from adhelm.observe import warehouse as warehouses

DAY = timedelta(days=1)


class TestAFeed:
    def test_brings_everything_at_first_and_then_what_changed(self, shop: Shop):
        shop.sync(JAN)
        shop.rate(JAN, "1.1")
        shop.add()
        first = shop.run()
        assert (first.state, first.base_version) == (State.done, None)
        assert first.rows > 20
        shop.is_whole()

        shop.sync(JAN + DAY, back=0)
        second = shop.run()
        assert (second.state, second.base_version) == (State.done, first.data_version)
        assert 0 < second.rows < first.rows / 2
        shop.is_whole()
        assert shop.run().state is State.unchanged
        with psycopg.connect(shop.url) as target:
            loads = target.execute(
                "SELECT data_version, whole FROM adhelm.loads ORDER BY loaded_at, data_version"
            ).fetchall()
        assert loads == [(first.data_version, True), (second.data_version, False)]

    def test_follows_what_is_restated_vanishes_and_comes_anew(self, shop: Shop):
        shop.add()
        shop.sync(JAN, campaigns=("c1", "c2"))
        shop.sync(JAN, account="2", campaigns=("d1",))
        shop.run()
        shop.sync(JAN, spend="11", campaigns=("c1", "c3"), name="Summer")
        shop.rate(JAN, "1.2")
        shop.run()
        shop.is_whole()
        assert {row[5] for row in shop.held("performance_daily")} == {"1", "c1", "c3", "2", "d1"}
        whole = shop.run(whole=True)
        assert whole.base_version is None
        shop.is_whole()

    def test_follows_a_person_who_says_which_source_counts(self, shop: Shop):
        shop.add()
        shop.sync(JAN, levels=("campaign",))
        deliver(
            shop.warehouse, [Fact("c1", JAN, spend=Decimal(7), platform="meta")],
            principal=shop.who,
        )  # fmt: skip
        shop.run()
        shop.is_whole()
        warehouses.set_authority(
            shop.warehouse, principal=shop.who, connector="meta", account_id="1",
            source_id="files", start=JAN, end=JAN, reason="the file is right",
        )  # fmt: skip
        ran = shop.run()
        assert ran.state is State.done
        shop.is_whole()
        spent = {row[5]: row[14] for row in shop.held("performance_daily") if row[8] == JAN}
        assert spent["c1"] == 7

    def test_sums_splits_and_hours_and_never_sums_people(self, shop: Shop):
        shop.add()
        deliver(
            shop.warehouse,
            [
                Fact("c1", JAN, spend=Decimal("1.1"), reach=5, breakdown="age", breakdown_key=key)
                for key in ("age=18-24", "age=25-34")
            ]
            + [Fact("c2", JAN, account="2", spend=Decimal(2), hour=hour) for hour in (0, 1, 23)],
            principal=shop.who,
        )
        shop.run()
        columns = contract.PERFORMANCE.names
        found = [dict(zip(columns, row, strict=False)) for row in shop.held("performance_daily")]
        assert [(row["entity_id"], row["spend"], row["reach"]) for row in found] == [
            ("c1", Decimal("2.2"), None), ("c2", Decimal(6), None)
        ]  # fmt: skip

    def test_keeps_texts_as_they_are(self, shop: Shop):
        texts = ("", "\\N", '"', "a\x00b", "=1+1", "x\r\ny", "…ü👍", "NULL", "\\.", "a,b")
        shop.add()
        shop.sync(JAN, back=0, name="", campaigns=texts)
        shop.run()
        found = {row[5]: row[8] for row in shop.held("entities") if row[4] == "campaign"}
        # PostgreSQL has no text with a zero in it.
        meant = [text.replace("\0", "\ufffd") for text in texts]
        assert found == {text: f" {text}" for text in meant}

    def test_keeps_workspaces_of_one_schema_apart(self, shop: Shop):
        other = dataclasses.replace(shop, who=fresh_workspace())
        for one in (shop, other):
            one.add()
            one.sync(JAN, back=1)
            one.run()
        shop.sync(JAN + DAY, campaigns=("c9",))
        shop.run(whole=True)
        shop.is_whole()
        other.is_whole()

    def test_writes_anew_after_a_restore_gave_a_version_a_second_time(self, shop: Shop):
        shop.add()
        shop.sync(JAN)
        shop.run()
        with psycopg.connect(shop.url) as target:
            target.execute("UPDATE adhelm.adhelm_state SET known_at = '2020-01-01T00:00:00+00:00'")
        assert shop.run().base_version is None
        shop.is_whole()


@st.composite
def days(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "today": JAN + timedelta(days=draw(st.integers(0, 40))),
        "back": draw(st.integers(0, 35)),
        "account": draw(st.sampled_from(["1", "2"])),
        "connector": draw(st.sampled_from(["meta", "google_ads"])),
        "spend": draw(st.sampled_from(["1.5", "2.000000001", "-3"])),
        "campaigns": draw(st.sampled_from([("c1",), ("c1", "c2"), ("c2", "c3")])),
        "levels": draw(st.sampled_from([("campaign",), ("account", "campaign")])),
    }


@pytest.mark.long
class TestWhateverHappens:
    @settings(
        max_examples=15, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(steps=st.lists(days(), min_size=1, max_size=4), skipped=st.sets(st.integers(0, 3)))
    def test_the_target_is_what_a_reader_would_find(
        self, shop: Shop, steps: list[dict[str, Any]], skipped: set[int]
    ):
        own = dataclasses.replace(shop, who=fresh_workspace())
        own.add()
        for number, step in enumerate(steps):
            own.sync(**step)
            if number not in skipped:
                own.run()
        own.run()
        own.is_whole()


class TestTheContract:
    @staticmethod
    def opened(shop: Shop, whole: contract.Contract = contract.CONTRACT) -> Any:
        feed = shop.add() if not shop.known() else shop.known()[0]
        return postgres.opened(
            feed.place, {"password": ""}, workspace="acme", outside=shop.outside, whole=whole
        )

    @staticmethod
    def later() -> contract.Contract:
        more = contract.Column("device", "text", "which device", since=2)
        table = dataclasses.replace(
            contract.PERFORMANCE, columns=(*contract.PERFORMANCE.columns, more)
        )
        extra = dataclasses.replace(contract.RATES, name="loads_more")
        others = [one for one in contract.CONTRACT.tables if one is not contract.PERFORMANCE]
        return contract.Contract(2, (table, *others, extra))

    def test_grows_by_columns_and_tables_and_keeps_the_rows(self, shop: Shop):
        shop.add()
        shop.sync(JAN)
        shop.run()
        with self.opened(shop, self.later()) as target:
            assert target.prepare() is True
            assert target.prepare() is False
        with psycopg.connect(shop.url) as found:
            rows = found.execute(
                "SELECT count(*), count(device) FROM adhelm.performance_daily"
            ).fetchone()
            assert rows == (18, 0)
            found.execute("SELECT * FROM adhelm.loads_more")

    def test_of_a_later_adhelm_is_left_alone(self, shop: Shop):
        shop.add()
        shop.sync(JAN)
        with self.opened(shop, self.later()) as target:
            target.prepare()
        with pytest.raises(TargetIsNewer):
            shop.run()
        (status,) = shop.statuses()
        assert status.last
        assert status.last.error
        assert status.last.error["code"] == "feeds.target_is_newer"

    def test_says_which_column_somebody_dropped(self, shop: Shop):
        shop.add()
        shop.sync(JAN)
        shop.run()
        with psycopg.connect(shop.url) as target:
            target.execute("ALTER TABLE adhelm.entities DROP COLUMN name")
        with pytest.raises(AdhelmError, match=r"adhelm\.entities has no name"):
            shop.run()


class TestTheWayOut:
    def test_into_ones_own_network_is_refused_unless_allowed(self, shop: Shop):
        shop.add()
        with pytest.raises(OutboundRefused):
            shop.run(outside=Outside())

    def test_is_never_in_the_clear_unless_allowed(self, shop: Shop):
        place = dict(shop.add().place) | {"sslmode": "disable"}
        allowed = Policy.of(("127.0.0.1",), None, None)
        nobody = Policy.of((), None, None)
        assert postgres._ssl(place, allowed) == "disable"
        assert postgres._ssl(place, nobody) == "require"
        assert postgres._ssl({**place, "sslmode": ""}, nobody) == "require"
        assert postgres._ssl({**place, "sslmode": "verify-full"}, allowed) == "verify-full"

    def test_tells_what_the_target_refuses(self, shop: Shop):
        with psycopg.connect(shop.url, autocommit=True) as target:
            target.execute("DROP ROLE IF EXISTS guest")
            target.execute("CREATE ROLE guest LOGIN")
        shop.add("guest")
        shop.url = shop.url.replace("adhelm@", "guest@")
        shop.add("other")
        with pytest.raises(TargetRefused, match="permission denied"):
            shop.run("other")

    def test_tells_of_a_server_that_is_not_there(self, shop: Shop):
        shop.url = "postgresql://adhelm@127.0.0.1:9/none"
        shop.add()
        with pytest.raises(TargetUnavailable):
            shop.run()
        (status,) = shop.statuses()
        assert (status.failures, status.version) == (1, None)

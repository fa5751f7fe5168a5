"""A feed to BigQuery, on the wire …"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.act.feeds import pretending
from tests.act.feeds.feeding import JAN, Shop, told
from tests.act.feeds.pretending import Call, Google, Said, error

from adhelm.act import feeds
from adhelm.act.feeds import State, TargetChanged, TargetIsNewer, TargetRefused, TargetUnavailable
from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.store import uploading
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.http import OutboundRefused
from adhelm.observe.warehouse import Warehouse

DAY = timedelta(days=1)


class Cloud(Shop):
    """A shop that feeds a dataset."""

    google: Google

    @property
    def outside(self) -> feeds.Outside:
        return feeds.Outside(allow=("127.0.0.1",), bigquery=self.google.url, sheets=self.google.url)

    def add(self, name: str = "team", **place: str) -> feeds.Feed:
        return feeds.add_feed(
            principal=self.who, database=self.database, keyring=self.keyring, clock=self.clock,
            name=name, kind=feeds.Kind.bigquery,
            place={"project": "p-123", "dataset": "warehouse", **place},
            credential={"key": pretending.key_file(self.google.url)},
        )  # fmt: skip

    def held(self, table: str, *, schema: str = "adhelm") -> list[tuple[Any, ...]]:
        del schema
        names = ", ".join(
            # An instant with a zone would need one more package.
            f"epoch_us({name})" if name == "changed_at" else name
            for name in told(table)
        )
        return self.google.rows(table, names)


@pytest.fixture
def shop(sqlite_database: Database, warehouse: Warehouse, clock: SetClock, google: Google) -> Cloud:
    made = Cloud(sqlite_database, warehouse, clock)
    made.google = google
    made.add()
    return made


class TestAFeed:
    def test_brings_everything_at_first_and_then_what_changed(self, shop: Cloud, google: Google):
        shop.sync(JAN)
        shop.rate(JAN, "1.1")
        first = shop.run()
        assert (first.state, first.base_version) == (State.done, None)
        shop.is_whole()
        shop.sync(JAN + DAY, spend="12.000000001", campaigns=("c1", "c3"), back=2)
        second = shop.run()
        assert (second.state, second.base_version) == (State.done, first.data_version)
        assert 0 < second.rows < first.rows
        shop.is_whole()
        assert shop.run().state is State.unchanged
        versions = "data_version, whole, contract_version, row_count"
        assert sorted(google.rows("loads", versions)) == [
            (first.data_version, True, 1, first.rows),
            (second.data_version, False, 1, second.rows),
        ]
        # What waited is gone, and tables are cut by month.
        assert {name.partition(".")[2] for name in google.tables} == {
            *(table.name for table in contract.CONTRACT.tables), contract.STATE, contract.STAMP,
        }  # fmt: skip
        about = google.tables["warehouse.performance_daily"]
        assert about["timePartitioning"] == {"type": "MONTH", "field": "date"}
        assert {item.what for item in shop.check() if item.ok} >= {
            "data version", "rows and spend by campaign",
        }  # fmt: skip

    def test_sends_large_files_in_pieces_and_goes_on_after_what_got_lost(
        self, shop: Cloud, google: Google, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(uploading, "PIECE", 700)
        shop.sync(JAN, back=20)
        lost: list[str] = []

        def after(call: Call, said: Said) -> Said:
            # It had arrived; nobody heard of it.
            if call.method == "PUT" and said[0] == 308 and len(lost) < 3:
                lost.append(call.path)
                return error(503, "backendError", "not now")
            return said

        google.after = after
        assert shop.run().state is State.done
        assert len(lost) == 3
        shop.is_whole()
        assert any(call.headers.get("content-range", "").startswith("bytes */")
                   for call in google.calls)  # fmt: skip

    def test_asks_again_when_it_is_told_to_wait(self, shop: Cloud, google: Google):
        waited: list[float] = []
        troubles = [
            error(429, "rateLimitExceeded", "slower", **{"retry-after": "7"}),
            error(403, "rateLimitExceeded", "slower still"),
            error(503, "backendError", "not now"),
        ]
        google.before = lambda call: troubles.pop() if troubles and "jobs" in call.path else None
        shop.sync(JAN)
        outside = feeds.Outside(allow=("127.0.0.1",), bigquery=google.url, wait=waited.append)
        assert shop.run(outside=outside).state is State.done
        shop.is_whole()
        assert 7 in waited

    def test_loads_nothing_twice_when_replies_are_lost(self, shop: Cloud, google: Google):
        lost: set[str] = set()

        def after(call: Call, said: Said) -> Said:
            # Each job was taken, and the reply to it did not come through.
            what = "/session" if call.method == "PUT" else call.path
            if said[0] == 200 and what in {"/session", _JOBS} and call.method != "GET":
                name = said[2]["jobReference"]["jobId"]
                if name not in lost:
                    lost.add(name)
                    return error(503, "backendError", "lost")
            return said

        google.after = after
        shop.sync(JAN)
        assert shop.run().state is State.done
        assert len(lost) == len(google.jobs)
        shop.is_whole()

    def test_goes_on_where_it_was_when_it_died(self, shop: Cloud, google: Google):
        shop.sync(JAN)

        def before(call: Call) -> Said | None:
            if "_merge_" in call.path or (call.path == _JOBS and call.method == "POST"):
                return error(400, "invalid", "the line is cut")
            return None

        google.before = before
        with pytest.raises(TargetRefused):
            shop.run()
        assert google.rows("performance_daily", "1") == []
        done = set(google.jobs)
        google.before = lambda _: None
        assert shop.run().state is State.done
        # Nothing was loaded again.
        assert {name.rpartition("_")[0] for name in set(google.jobs) - done} == {
            next(iter(done)).rsplit("_", 2)[0] + "_merge"
        }
        shop.is_whole()

    def test_follows_one_job_with_another_where_it_failed_for_a_while(
        self, shop: Cloud, google: Google
    ):
        failed: list[str] = []

        def after(call: Call, said: Said) -> Said:
            if "_merge_0" in call.path and said[0] == 200:
                failed.append(call.path)
                status = {
                    "state": "DONE", "errorResult": {"reason": "backendError", "message": "oh"},
                }  # fmt: skip
                return 200, {}, {**said[2], "status": status}
            return said

        google.after = after
        shop.sync(JAN)
        assert shop.run().state is State.done
        assert failed
        assert [name for name in google.jobs if name.endswith("_merge_1")]
        shop.is_whole()

    def test_leaves_a_target_alone_that_somebody_else_moved(self, shop: Cloud, google: Google):
        shop.sync(JAN)
        shop.run()
        shop.sync(JAN + DAY)

        def before(call: Call) -> Said | None:
            if call.path == _JOBS and call.method == "POST":
                google.data.execute("UPDATE warehouse.adhelm_state SET data_version = 99")
            return None

        google.before = before
        before_rows = google.rows("performance_daily", "count(*)")
        with pytest.raises(TargetChanged):
            shop.run()
        assert google.rows("performance_daily", "count(*)") == before_rows

    def test_tells_what_google_says(self, shop: Cloud, google: Google):
        shop.sync(JAN)
        google.before = lambda call: (
            error(403, "accessDenied", "Access Denied: Dataset p-123:warehouse")
            if "datasets" in call.path
            else None
        )
        with pytest.raises(TargetRefused, match="Access Denied: Dataset"):
            shop.run()
        google.before = lambda _: error(503, "backendError", "not now")
        with pytest.raises(TargetUnavailable):
            shop.run()
        (status,) = shop.statuses()
        assert status.failures == 2
        assert "PRIVATE KEY" not in str(status)

    def test_into_ones_own_network_is_refused_unless_allowed(self, shop: Cloud, google: Google):
        shop.sync(JAN)
        with pytest.raises(OutboundRefused):
            shop.run(outside=feeds.Outside(bigquery=google.url))
        assert google.calls == []

    def test_of_a_later_adhelm_is_left_alone(self, shop: Cloud, google: Google):
        shop.sync(JAN)
        shop.run()
        google.data.execute("UPDATE warehouse.adhelm_contract SET version = 2")
        with pytest.raises(TargetIsNewer):
            shop.run()


_JOBS = "/bigquery/v2/projects/p-123/jobs"

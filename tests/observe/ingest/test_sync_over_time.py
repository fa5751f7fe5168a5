"""Days go by: figures are restated, replayed, reconciled, and waited for."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.observe.ingest import little
from tests.observe.ingest.stage import Stage, platforms

from adhelm.connectors.contract import Fetch, Mapped, Page
from adhelm.core.ads import Period
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import Decision, StreamState, SyncReport, UnknownHeld

FIRST, TODAY = date(2026, 10, 22), date(2026, 11, 20)
ONE, OTHER = "7012345678905234579", "7012345678906234582"
DAY = timedelta(days=1)


class Dropping:
    """A reader to whom the platform no longer names one campaign."""

    def __init__(self, reader: little.Little, entity: str) -> None:
        self._reader = reader
        self._entity = entity

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        mapped = self._reader.rows(fetch, body)
        rows = {
            table: [row for row in several if row["entity_id"] != self._entity]
            for table, several in mapped.rows.items()
        }
        return Mapped(rows)


class Missing(Dropping):
    """A reader of a platform that itself no longer names one campaign."""

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        return self._reader.rows(fetch, body)

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        for page in self._reader.pages(fetch, cursor=cursor):
            answer = json.loads(page.body)
            answer["data"]["list"] = [
                one
                for one in answer["data"]["list"]
                if one["dimensions"]["campaign_id"] != self._entity
            ]
            yield Page(json.dumps(answer).encode(), page.cursor)


class Halting:
    """A reader that stops at its first page until it is let go on."""

    def __init__(self, reader: little.Little, began: threading.Event, go: threading.Event) -> None:
        self._reader = reader
        self._began = began
        self._go = go

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        self._began.set()
        assert self._go.wait(30)
        yield from self._reader.pages(fetch, cursor=cursor)


def through(stage: Stage, wrap: Any) -> None:
    stage.platforms = platforms(stage.clock, {"tiktok": little.connector(wrap=wrap)}, stage.waits)


def plain(stage: Stage) -> None:
    through(stage, lambda reader: reader)


def sums(rows: Sequence[tuple[Any, ...]]) -> dict[date, Any]:
    return {row[0]: row[1] for row in rows}


class TestDailySyncs:
    def test_follow_what_is_restated_and_remember_what_was_known(self, stage: Stage):
        self.prove(stage, days=7)

    @pytest.mark.long
    def test_follow_every_day_of_four_weeks(self, stage: Stage):
        self.prove(stage, days=1)

    def prove(self, stage: Stage, *, days: int) -> None:
        stage.connect()
        stage.sync(only=["campaign_daily"])
        claimed = "SELECT date, sum(count) FROM conversions GROUP BY date"
        then, known_then = stage.clock.now(), sums(stage.read(claimed))
        for _ in range(28 // days):
            stage.advance(days=days)
            assert not stage.sync(only=["campaign_daily"]).failed
        last = TODAY + 28 * DAY
        assert stage.facts("campaign") == stage.play.truth(FIRST, last, "campaign", "tiktok")
        pinned = warehouses.snapshot(stage.warehouse, principal=stage.principal)
        period = Period.closed(TODAY - 5 * DAY, TODAY)
        found = warehouses.restatements(pinned, period=period, limit=10_000)
        assert {"spend", "count"} <= {one.field for one in found}
        assert all(one.known_at > then for one in found)
        assert sums(stage.read(claimed, as_of=then)) == known_then
        known_now = sums(stage.read(claimed))
        assert known_now[TODAY - 3 * DAY] > known_then[TODAY - 3 * DAY]


class TestBackfill:
    def test_brings_the_past_by_month_the_newest_first(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        since = date(2026, 8, 15)
        report = ingest.backfill(**stage.parts, since=since, only=["campaign_daily"])
        assert stage.facts("campaign") == stage.play.truth(since, TODAY, "campaign", "tiktok")
        found = warehouses.versions(stage.warehouse, principal=stage.principal)
        starts = [one.what.split(", ")[1][:10] for one in reversed(found)][1:]
        assert starts == ["2026-10-01", "2026-09-01", "2026-08-15"]
        assert len(report.streams) == 2

    def test_passes_over_what_is_there(self, stage: Stage):
        stage.connect()
        wish: dict[str, Any] = {"since": date(2026, 9, 1), "only": ["campaign_daily"]}
        ingest.backfill(**stage.parts, **wish)
        stage.play.http.delete("/_sandbox/journal")
        assert ingest.backfill(**stage.parts, **wish).streams == ()
        assert len(stage.play.calls()) == 2, "it asks for the accounts alone"


class TestReplay:
    def test_gives_the_same_facts(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign*"])
        for _ in range(3):
            stage.advance(days=1)
            stage.sync()
        tables = ("facts", "conversions", "entities")
        before = [stage.all_rows(table) for table in tables]
        stage.play.http.delete("/_sandbox/journal")
        published = ingest.replay(**stage.parts)
        assert [stage.all_rows(table) for table in tables] == before
        assert stage.play.calls() == []
        assert sum(one.restated + one.added + one.removed for one in published) == 0

    def test_applies_a_mended_mapping(self, stage: Stage):
        stage.connect()
        through(stage, lambda reader: Dropping(reader, campaign(stage)))
        stage.sync(only=["campaign_daily"])
        assert len(stage.facts("campaign")) < len(truth(stage))
        plain(stage)
        ingest.replay(**stage.parts)
        assert stage.facts("campaign") == truth(stage)

    def test_leaves_gaps_alone(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"], since=date(2026, 11, 10))
        stage.sync(only=["campaign_daily"], since=date(2026, 9, 1), until=date(2026, 9, 5))
        before = stage.all_rows()
        ingest.replay(**stage.parts)
        assert stage.all_rows() == before
        (status, _) = ingest.sync_status(**stage.records)
        assert [(one.start, one.last) for one in status.covered] == [
            (date(2026, 9, 1), date(2026, 9, 5)), (date(2026, 11, 10), TODAY),
        ]  # fmt: skip


class TestReconcile:
    def test_finds_nothing_where_all_is_well(self, stage: Stage):
        stage.connect()
        stage.sync(only=["account_daily", "campaign_daily"])
        found = ingest.reconcile(**stage.parts)
        assert found.errors == ()
        assert {one.verdict for one in found.tallies} == {"ok"}
        assert {one.level for one in found.tallies} == {"account", "campaign"}
        # Two accounts, 29 days that are over, two levels, three measures.
        assert len(found.tallies) == 2 * 29 * 2 * 3

    def test_finds_exactly_what_was_planted(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"], accounts=[OTHER])
        stage.play.fault(mode="mismatch", path="report/integrated", nth=1)
        stage.sync(only=["campaign_daily"], accounts=[ONE])
        (odd,) = ingest.reconcile(**stage.parts).unexplained
        assert (odd.account_id, odd.field, odd.level) == (ONE, "spend", "campaign")
        assert odd.difference > 0
        kept = ingest.reconciliations(**stage.records, verdict="unexplained")
        assert kept == [odd]
        checks = warehouses.quality_results(
            stage.warehouse, principal=stage.principal, failing=True
        )
        assert [(one.result.check, one.result.scope) for one in checks] == [
            ("account_totals", f"tiktok {ONE}")
        ]

    def test_forgets_what_has_been_put_right(self, stage: Stage):
        stage.connect()
        stage.play.fault(mode="mismatch", path="report/integrated", nth=1)
        stage.sync(only=["campaign_daily"], accounts=[ONE])
        assert ingest.reconcile(**stage.parts).unexplained
        stage.sync(only=["campaign_daily"], accounts=[ONE], since=FIRST)
        assert not ingest.reconcile(**stage.parts).unexplained
        assert ingest.reconciliations(**stage.records, verdict="unexplained") == []

    def test_says_which_account_was_not_answered_for(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        stage.play.http.post("/_sandbox/tokens", json={"platform": "tiktok", "action": "revoke"})
        found = ingest.reconcile(**stage.parts)
        assert [error["code"] for _, _, error in found.errors] == ["platform.auth"] * 2
        assert found.tallies == ()


class TestASyncThatLacksAnEntity:
    @pytest.fixture
    def held(self, stage: Stage) -> SyncReport:
        stage.connect()
        stage.sync(only=["campaign_daily"])
        through(stage, lambda reader: Missing(reader, campaign(stage)))
        stage.advance(days=1)
        return stage.sync(only=["campaign_daily"])

    def test_waits_while_the_others_go_on(self, stage: Stage, held: SyncReport):
        by_account = {one.account_id: one.state for one in held.streams}
        assert by_account == {ONE: StreamState.held, OTHER: StreamState.loaded}
        assert max(row[3] for row in stage.facts("campaign") if row[0] == ONE) == TODAY
        (waiting,) = ingest.list_held(**stage.records)
        assert (waiting.account_id, waiting.streams) == (ONE, ("campaign_daily",))
        assert waiting.vanished is not None
        assert waiting.vanished.examples == (campaign(stage),)

    @pytest.mark.parametrize("decision", [Decision.keep, Decision.erase])
    def test_is_settled_by_a_person(self, stage: Stage, held: SyncReport, decision: Decision):
        gone = campaign(stage)
        (waiting,) = ingest.list_held(**stage.records)
        ingest.decide_sync(**stage.parts, batch_id=waiting.batch_id, decision=decision)
        whole = stage.play.truth(FIRST, TODAY + DAY, "campaign", "tiktok")
        found = stage.facts("campaign")
        assert {row for row in found if row[2] != gone} == {r for r in whole if r[2] != gone}
        left = {row[3] for row in found if row[2] == gone}
        outside = {day for day in left if day < TODAY - 28 * DAY}
        assert left - outside == ({TODAY - n * DAY for n in range(29)} & left)
        assert bool(left - outside) == (decision is Decision.keep)
        assert ingest.list_held(**stage.records) == []
        before = stage.all_rows()
        ingest.replay(**stage.parts)
        assert stage.all_rows() == before
        with pytest.raises(UnknownHeld):
            ingest.decide_sync(**stage.parts, batch_id=waiting.batch_id, decision=decision)

    def test_need_be_settled_only_once(self, stage: Stage, held: SyncReport):
        (waiting,) = ingest.list_held(**stage.records)
        ingest.decide_sync(**stage.parts, batch_id=waiting.batch_id, decision=Decision.keep)
        kept = {row for row in stage.facts("campaign") if row[2] == campaign(stage)}
        stage.advance(days=1)
        again = stage.sync(only=["campaign_daily"])
        assert {one.state for one in again.streams} == {StreamState.loaded}
        assert {row for row in stage.facts("campaign") if row[2] == campaign(stage)} == kept

    def test_can_be_dropped(self, stage: Stage, held: SyncReport):
        (waiting,) = ingest.list_held(**stage.records)
        before = stage.all_rows()
        ingest.decide_sync(**stage.parts, batch_id=waiting.batch_id, decision=Decision.discard)
        assert stage.all_rows() == before
        assert [one.held for one in ingest.sync_status(**stage.records)] == ["", ""]

    def test_is_overtaken_by_the_next_one(self, stage: Stage, held: SyncReport):
        plain(stage)
        assert {one.state for one in stage.sync(only=["campaign_daily"]).streams} == {
            StreamState.loaded
        }
        assert ingest.list_held(**stage.records) == []


class TestTwoSyncsOfAnAccount:
    def test_are_one(self, stage: Stage):
        stage.connect()
        began, go = threading.Event(), threading.Event()
        first, second = [], []

        def early() -> None:
            first.append(stage.sync(accounts=[ONE], only=["campaign_daily"]))

        def late() -> None:
            second.append(stage.sync(accounts=[ONE], only=["campaign_daily"]))

        through(stage, lambda reader: Halting(reader, began, go))
        slow = threading.Thread(target=early)
        slow.start()
        assert began.wait(30)
        (status,) = ingest.sync_status(**stage.records) or (None,)
        assert status is None, "nothing is known of it yet"
        plain(stage)
        waiting = threading.Thread(target=late)
        waiting.start()
        go.set()
        slow.join(60)
        waiting.join(60)
        assert first[0].streams[0].state is StreamState.loaded
        assert second[0].streams[0].state in {StreamState.fresh, StreamState.unchanged}
        assert stage.facts("campaign") == {row for row in truth(stage) if row[0] == ONE}

    def test_are_told_to_be_running(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        began, go = threading.Event(), threading.Event()
        through(stage, lambda reader: Halting(reader, began, go))
        slow = threading.Thread(target=lambda: stage.sync(accounts=[ONE]))
        slow.start()
        assert began.wait(30)
        found = {one.account_id: one.running for one in ingest.sync_status(**stage.records)}
        assert found == {ONE: True, OTHER: False}
        go.set()
        slow.join(60)
        assert not any(one.running for one in ingest.sync_status(**stage.records))


class TestUntaggedSpend:
    def test_is_listed_by_ad(self, stage: Stage):
        stage.connect()
        stage.sync(only=["ad_daily"])
        period = Period.closed(FIRST, TODAY)
        parts: dict[str, Any] = {"principal": stage.principal, "warehouse": stage.warehouse}
        found = ingest.untagged(**parts, period=period)
        spent = {row[2] for row in stage.facts("ad") if row[4] > 0}
        assert {one.entity_id for one in found} == spent
        assert sum(one.spend for one in found) == sum(row[4] for row in stage.facts("ad"))


def campaign(stage: Stage) -> str:
    return str(max(row[2] for row in truth(stage) if row[0] == ONE))


def truth(stage: Stage) -> Any:
    day = datetime.fromisoformat(stage.clock.now().isoformat()).date()
    return stage.play.truth(FIRST, day, "campaign", "tiktok")

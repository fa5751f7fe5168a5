"""The sync against the sandbox: what it brings, what it leaves alone, what it says went wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest import little
from tests.observe.ingest.stage import Stage, platforms, staged

from adhelm.connectors.contract import Fetch, FieldMissing, Mapped, Page
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.principal import local
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest import tasks
from adhelm.observe.ingest.types import (
    NothingAssigned,
    StreamState,
    UnknownAccount,
    UnknownConnection,
    UnknownStream,
)

FIRST, TODAY = date(2026, 10, 22), date(2026, 11, 20)
ONE, OTHER = "7012345678905234579", "7012345678906234582"


def states(report: Any) -> dict[tuple[str, str], str]:
    return {(one.account_id, one.stream): one.state.value for one in report.streams}


class Troubled:
    """A reader in which one stream goes wrong."""

    def __init__(self, reader: little.Little, wrong: str) -> None:
        self._reader = reader
        self._wrong = wrong

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        if fetch.stream.name == self._wrong:
            raise FieldMissing("campaign_daily: 'spend' is not in the answer", hint="report it")
        return self._reader.rows(fetch, body)


class TestSync:
    def test_brings_what_the_platform_knows(self, stage: Stage):
        stage.connect()
        report = stage.sync()
        assert {one.state for one in report.streams} == {StreamState.loaded}
        for level in ("campaign", "ad"):
            assert stage.facts(level) == stage.play.truth(FIRST, TODAY, level, "tiktok")
        assert len(report.published) == 1

    def test_says_of_every_row_whose_it_is(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign*"])
        accounts = {
            (one["id"], one["currency"], one["zone"])
            for one in stage.play.scenario["accounts"]
            if one["platform"] == "tiktok"
        }
        who = "SELECT DISTINCT account_id, currency, account_tz FROM facts"
        assert set(stage.read(who)) == accounts
        same = "SELECT DISTINCT connector, platform, level, breakdown, source_id FROM facts"
        assert set(stage.read(f"{same} WHERE level = 'campaign'")) == {
            ("tiktok", "tiktok", "campaign", "", "api")
        }

    def test_covers_what_it_asked_for(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"], accounts=[ONE])
        spans = "SELECT account_id, level, grain, start_date, end_date, fields FROM coverage"
        assert stage.read(spans) == [
            (ONE, "campaign", "day", FIRST, TODAY, "spend,impressions,clicks,conversions")
        ]
        (status,) = ingest.sync_status(**stage.records)
        assert (status.days, status.rows > 0, status.error) == (30, True, None)
        assert status.provisional_from == date(2026, 10, 23)

    def test_changes_nothing_where_nothing_has_changed(self, stage: Stage):
        stage.connect()
        stage.sync(since=FIRST)
        version = warehouses.snapshot(stage.warehouse, principal=stage.principal).version.version
        again = stage.sync(since=FIRST)
        assert {one.state for one in again.streams} == {StreamState.unchanged}
        assert [one.data_version for one in again.published] == [version]

    def test_asks_for_days_that_may_still_change(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        stage.advance(days=2)
        report = stage.sync(only=["campaign_daily"])
        day = timedelta(days=1)
        assert {one.period.start for one in report.streams if one.period} == {TODAY - 28 * day}
        assert stage.facts("campaign") == stage.play.truth(
            FIRST, TODAY + 2 * day, "campaign", "tiktok"
        )

    def test_keeps_hours_beside_days(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"], accounts=[ONE])
        days = stage.facts("campaign")
        report = stage.sync(only=["campaign_hourly", "campaign_daily"], accounts=[ONE])
        assert stage.facts("campaign") == days
        assert stage.facts("campaign", grain="hour") == days
        assert [one.restated for one in report.published] == [0]

    def test_takes_no_more_at_a_time_than_the_platform_gives(self, stage: Stage):
        stage.connect()
        stage.sync(only=["account_daily"], since=date(2026, 8, 1))
        assert stage.facts("account") == stage.play.truth(
            date(2026, 8, 1), TODAY, "account", "tiktok"
        )

    def test_publishes_in_parts_where_there_is_much(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("adhelm.observe.ingest.service.delivering.ENOUGH", 100)
        stage.connect()
        report = stage.sync()
        assert len(report.published) > 1
        assert stage.facts("ad") == stage.play.truth(FIRST, TODAY, "ad", "tiktok")

    def test_tells_of_every_fetch_however_often_it_publishes(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ):
        asked = {"only": ["*_daily"], "since": date(2026, 8, 1)}
        stage.connect()
        with monkeypatch.context() as often:
            often.setattr("adhelm.observe.ingest.service.delivering.ENOUGH", 1)
            report = stage.sync(**asked)
        again = stage.sync(**asked)
        assert [one.rows for one in report.streams] == [one.rows for one in again.streams]
        assert {one.state for one in again.streams} == {"unchanged"}

    def test_shows_how_far_it_has_come(self, stage: Stage):
        seen: list[tuple[int, int | None, str]] = []
        stage.connect()
        stage.sync(progress=lambda *step: seen.append(step))
        assert seen[-1][0] == seen[-1][1] == 6
        assert any("ad_daily" in what for _, _, what in seen)


class TestWhatIsAskedFor:
    def test_must_be_there(self, stage: Stage):
        with pytest.raises(NothingAssigned):
            stage.sync()
        stage.connect()
        with pytest.raises(UnknownConnection):
            stage.sync(names=["google"])
        with pytest.raises(UnknownAccount):
            stage.sync(accounts=["1"])
        with pytest.raises(UnknownStream, match="keyword"):
            stage.sync(only=["keyword_*"])

    def test_can_be_one_account_and_stream(self, stage: Stage):
        stage.connect()
        report = stage.sync(accounts=[OTHER], only=["account_*"])
        assert states(report) == {(OTHER, "account_daily"): "loaded"}


class TestTrouble:
    def test_of_one_stream_keeps_no_other_back(self, stage: Stage):
        wrapped = little.connector(wrap=lambda one: Troubled(one, "campaign_daily"))
        stage.platforms = platforms(stage.clock, {"tiktok": wrapped}, stage.waits)
        stage.connect()
        report = stage.sync()
        assert {one.stream for one in report.failed} == {"campaign_daily"}
        assert stage.facts("ad") == stage.play.truth(FIRST, TODAY, "ad", "tiktok")
        wrong = [one for one in ingest.sync_status(**stage.records) if one.error]
        assert [(one.stream, (one.error or {})["code"]) for one in wrong] == [
            ("campaign_daily", "platform.field_missing")
        ] * 2
        assert stage.facts("campaign") == set()

    @pytest.mark.parametrize("mode", ["500", "drop"])
    def test_is_told_and_mended_by_the_next_sync(self, stage: Stage, mode: str):
        stage.connect()
        stage.play.fault(mode=mode, path="report", times=8)
        report = stage.sync(accounts=[ONE])
        assert {(one.error or {})["code"] for one in report.failed} >= {"platform.transient"}
        assert all((one.error or {})["hint"] for one in report.failed)
        # The account is left alone for a while after so many failures.
        stage.advance(minutes=11)
        assert not stage.sync(accounts=[ONE]).failed
        found = {row for row in stage.play.truth(FIRST, TODAY, "ad", "tiktok") if row[0] == ONE}
        assert stage.facts("ad") == found
        assert not [one for one in ingest.sync_status(**stage.records) if one.error]

    def test_of_the_credential_stops_all_further_calls(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        before = stage.facts("campaign")
        spoiled = {"platform": "tiktok", "action": "revoke"}
        stage.play.http.post("/_sandbox/tokens", json=spoiled)
        stage.play.http.delete("/_sandbox/journal")
        report = stage.sync()
        assert {(one.error or {})["code"] for one in report.failed} == {"platform.auth"}
        assert len(report.failed) == 6
        assert len(stage.play.calls()) == 1
        assert stage.facts("campaign") == before

    def test_of_an_account_out_of_sight_is_its_own(self, stage: Stage):
        stage.connect()
        hidden = little.connector(wrap=lambda one: Hiding(one, ONE))
        stage.platforms = platforms(stage.clock, {"tiktok": hidden}, stage.waits)
        report = stage.sync(only=["campaign_daily"])
        assert states(report) == {
            (ONE, "campaign_daily"): "failed",
            (OTHER, "campaign_daily"): "loaded",
        }
        assert (report.failed[0].error or {})["code"] == "source.account_not_visible"

    def test_of_another_currency_waits_for_a_person(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaign_daily"])
        before = stage.facts("campaign")
        moved = little.connector(wrap=lambda one: Moving(one, ONE, "CHF"))
        stage.platforms = platforms(stage.clock, {"tiktok": moved}, stage.waits)
        report = stage.sync(only=["campaign_daily"])
        assert [one.account_id for one in report.failed] == [ONE]
        error = report.failed[0].error or {}
        assert error["code"] == "source.account_changed"
        assert "is now CHF" in str(error["message"])
        assert stage.facts("campaign") == before
        agreed = ingest.accept_change(**stage.changing, name="tiktok", account_id=ONE)
        assert (agreed.account.currency, agreed.changed) == ("CHF", False)
        assert not stage.sync(only=["campaign_daily"]).failed

    def test_of_the_mapping_is_told_as_our_own_fault(self, stage: Stage):
        odd = little.connector(wrap=Odd)
        stage.platforms = platforms(stage.clock, {"tiktok": odd}, stage.waits)
        stage.connect()
        report = stage.sync(only=["campaign_daily"], accounts=[ONE])
        assert (report.failed[0].error or {})["code"] == "source.not_mapped"


class Hiding(Troubled):
    """A reader whose credential sees one account less than before."""

    def accounts(self) -> list[Any]:
        return [one for one in self._reader.accounts() if one.id != self._wrong]


class Moving(Troubled):
    """A reader that finds an account in another currency."""

    def __init__(self, reader: little.Little, account_id: str, currency: str) -> None:
        super().__init__(reader, account_id)
        self._currency = currency

    def accounts(self) -> list[Any]:
        return [
            replace(one, currency=self._currency) if one.id == self._wrong else one
            for one in self._reader.accounts()
        ]


class Odd(Troubled):
    """A reader whose mapping makes a column that nobody knows."""

    def __init__(self, reader: little.Little) -> None:
        super().__init__(reader, "")

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        return Mapped({"facts": [{"entity_id": "1", "colour": "red"}]})


class CutShort(Troubled):
    """A reader whose process dies after some pages."""

    def __init__(self, reader: little.Little, pages: int) -> None:
        super().__init__(reader, "")
        self._left = pages

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        for page in self._reader.pages(fetch, cursor=cursor):
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
            yield page


class TestAFetchThatIsCutShort:
    def test_is_gone_on_with(self, stage: Stage):
        stage.connect()
        cut = little.connector(wrap=lambda one: CutShort(one, 7))
        whole = stage.platforms
        stage.platforms = platforms(stage.clock, {"tiktok": cut}, stage.waits)
        with pytest.raises(KeyboardInterrupt):
            stage.sync(accounts=[ONE])
        assert stage.facts("ad") == set()
        stage.platforms = whole
        report = stage.sync(accounts=[ONE])
        fetched = {one.stream: one.pages for one in report.streams}
        # One page of campaigns, five of their days, and one of the ads' had landed.
        assert (fetched["campaigns"], fetched["campaign_daily"]) == (0, 0)
        found = {row for row in stage.play.truth(FIRST, TODAY, "ad", "tiktok") if row[0] == ONE}
        assert stage.facts("ad") == found

    def test_begins_anew_when_the_machine_stopped_before_a_page_was_on_disk(self, stage: Stage):
        stage.connect()
        whole = stage.platforms
        cut = little.connector(wrap=lambda one: CutShort(one, 3))
        stage.platforms = platforms(stage.clock, {"tiktok": cut}, stage.waits)
        with pytest.raises(KeyboardInterrupt):
            stage.sync(accounts=[ONE], only=["campaign_daily"])
        for page in Path(stage.warehouse.storage.root, "pages").rglob("*.zst"):
            page.write_bytes(b"")
        stage.platforms = whole
        (one,) = stage.sync(accounts=[ONE], only=["campaign_daily"]).streams
        assert (one.state, one.pages) == (StreamState.loaded, 5)

    def test_begins_anew_when_it_has_grown_old(self, stage: Stage):
        stage.connect()
        whole = stage.platforms
        cut = little.connector(wrap=lambda one: CutShort(one, 3))
        stage.platforms = platforms(stage.clock, {"tiktok": cut}, stage.waits)
        with pytest.raises(KeyboardInterrupt):
            stage.sync(accounts=[ONE], only=["campaign_daily"])
        stage.platforms = whole
        stage.advance(hours=7)
        (one,) = stage.sync(accounts=[ONE], only=["campaign_daily"]).streams
        assert one.pages == 5


class TestWorkspaces:
    def test_get_only_their_days_of_an_account(
        self, stage: Stage, sqlite_database: Database, tmp_path: Any
    ):
        stage.connect(assign=False)
        ingest.discover(**stage.parts, name="tiktok")
        moves = date(2026, 11, 10)
        ingest.assign_accounts(
            **stage.changing, name="tiktok", accounts=[ONE], end=moves - timedelta(days=1)
        )
        ingest.assign_accounts(
            **stage.changing, name="tiktok", accounts=[ONE], workspace_id="client", start=moves
        )
        client = staged(stage.play, tmp_path / "home", sqlite_database, workspace="client")
        for one in (stage, client):
            one.sync(only=["campaign_daily"])
        truth = {r for r in stage.play.truth(FIRST, TODAY, "campaign", "tiktok") if r[0] == ONE}
        assert stage.facts("campaign") == {row for row in truth if row[3] < moves}
        assert client.facts("campaign") == {row for row in truth if row[3] >= moves}

    def test_cannot_both_have_a_day(self, stage: Stage):
        stage.connect()
        with pytest.raises(Exception, match="belong to another workspace") as caught:
            ingest.assign_accounts(**stage.changing, name="tiktok", workspace_id="client")
        assert getattr(caught.value, "code", "") == "source.account_taken"

    def test_do_not_see_each_others_connections(self, stage: Stage):
        stage.connect()
        client: dict[str, Any] = {"principal": local("client"), "database": stage.database}
        assert ingest.list_connections(**client) == []
        with pytest.raises(UnknownConnection):
            ingest.list_accounts(**client, name="tiktok")


class TestAScheduledSync:
    def test_is_run_by_the_worker(self, stage: Stage):
        name = stage.connect(every=timedelta(days=1))
        handlers = tasks.sync_handlers(
            warehouse=lambda: stage.warehouse,
            platforms=lambda: stage.platforms,
            keyring=lambda: stage.keyring,
        )
        worker = Worker(stage.database, handlers, clock=stage.clock)
        assert worker.run_due() == 1
        assert stage.facts("ad") == stage.play.truth(FIRST, TODAY, "ad", "tiktok")
        assert worker.run_due() == 0
        ingest.remove_connection(**stage.changing, name=name)
        stage.advance(days=1)
        assert worker.run_due() == 0

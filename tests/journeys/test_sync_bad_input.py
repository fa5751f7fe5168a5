"""What platforms may do to a sync: each a clear error on its stream, and the others go on."""

import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.core.db import Database
from adhelm.observe import ingest
from adhelm.observe.ingest.types import StreamState, SyncReport

ONE = "7012345678905234579"
STREAMS = ["campaigns", "campaign_daily", "ad_daily"]


@pytest.fixture
def home(sandbox: Play, sqlite_database: Database, tmp_path: Path) -> Stage:
    """TikTok has been synced; a day goes by."""
    sandbox.restart()
    tiktok = importlib.import_module("adhelm.connectors.tiktok").CONNECTOR
    made = staged(sandbox, tmp_path / "home", sqlite_database, connectors={"tiktok": tiktok})
    made.connect("tiktok")
    made.sync(only=STREAMS, accounts=[ONE])
    made.advance(days=1)
    return made


def wrong(report: SyncReport) -> dict[str, dict[str, Any]]:
    return {one.stream: dict(one.error or {}) for one in report.failed}


class TestOneStream:
    @pytest.mark.parametrize(
        ("fault", "code"),
        [
            ({"mode": "missing_field", "field": "spend"}, "platform.field_missing"),
            ({"mode": "html", "times": 5}, "platform.bad_body"),
            ({"mode": "500", "times": 5}, "platform.transient"),
            ({"mode": "429", "times": 5}, "platform.rate_limited"),
            ({"mode": "retired_version"}, "platform.version_retired"),
        ],
        ids=lambda one: one["mode"] if isinstance(one, dict) else "",
    )
    def test_fails_alone(self, home: Stage, fault: dict[str, Any], code: str):
        before = home.facts("campaign")
        home.play.fault(path="report", **fault)
        report = home.sync(only=STREAMS, accounts=[ONE])
        found = wrong(report)
        assert found["campaign_daily"]["code"] == code
        assert found["campaign_daily"]["hint"]
        assert "campaigns" not in found
        assert home.facts("campaign") == before
        home.advance(minutes=11)
        assert not home.sync(only=STREAMS, accounts=[ONE]).failed

    def test_takes_a_huge_field_as_it_is(self, home: Stage):
        home.play.fault(mode="huge_field", path="campaign/get", field="campaign_name")
        report = home.sync(only=STREAMS, accounts=[ONE])
        assert {one.state for one in report.streams} == {StreamState.loaded}
        longest = "SELECT max(length(name)) FROM entities"
        assert home.read(longest) == [(10_000_000,)]

    @pytest.mark.parametrize(
        ("mode", "counted"), [("unknown_enum", "unknown"), ("extra_field", "extra")]
    )
    def test_takes_and_counts_what_nobody_knows_yet(self, home: Stage, mode: str, counted: str):
        home.play.fault(mode=mode, path="campaign/get")
        assert not home.sync(only=STREAMS, accounts=[ONE]).failed
        status = {one.stream: one for one in ingest.sync_status(**home.records)}
        seen = getattr(status["campaigns"], counted)
        assert any("TOMORROW" in name.upper() for name in seen), seen
        home.advance(hours=1)
        home.sync(only=STREAMS, accounts=[ONE])
        again = {one.stream: one for one in ingest.sync_status(**home.records)}
        assert getattr(again["campaigns"], counted) == {}


class TestAnAccount:
    def test_in_another_currency_is_left_as_it_was(self, home: Stage):
        before = home.all_rows()
        altered = {"platform": "tiktok", "account": ONE, "currency": "JPY"}
        assert home.play.http.post("/_sandbox/accounts", json=altered).is_success
        found = wrong(home.sync(only=STREAMS, accounts=[ONE]))
        assert {one["code"] for one in found.values()} == {"source.account_changed"}
        assert home.all_rows() == before

    def test_is_out_of_reach_when_the_token_is_revoked(self, home: Stage):
        before = home.all_rows()
        home.play.http.post("/_sandbox/tokens", json={"platform": "tiktok", "action": "revoke"})
        found = wrong(home.sync(only=STREAMS))
        assert {one["code"] for one in found.values()} == {"platform.token_revoked"}
        assert home.all_rows() == before

    def test_is_left_alone_while_it_keeps_failing(self, home: Stage):
        home.play.fault(mode="500", path="report", times=50)
        home.sync(only=STREAMS, accounts=[ONE])
        home.play.http.delete("/_sandbox/faults")
        home.clock.advance(timedelta(minutes=1))
        assert not home.sync(only=STREAMS, accounts=[ONE]).failed, "a new process asks anew"

"""Real syncs over HTTP, day by day: recent days come near what the sandbox knows they will be."""

from __future__ import annotations

import importlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from tests.observe.ingest.stage import NOW, playing, staged

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.sandbox.market import Market, scenario
from adhelm.understand import maturity
from adhelm.understand.maturity import Asked, State

PLATFORMS = ("meta", "linkedin")
BEGIN, DAYS = NOW - timedelta(days=5), 5


def test_corrected_days_are_nearer_to_what_they_come_to(sqlite_database: Database, tmp_path: Path):
    connectors = {
        name: importlib.import_module(f"adhelm.connectors.{name}").CONNECTOR for name in PLATFORMS
    }
    with playing("calm") as play:
        play.restart("calm", now=BEGIN.isoformat())
        home = staged(play, tmp_path / "home", sqlite_database, connectors=connectors)
        home.clock.set(BEGIN)
        for name in PLATFORMS:
            home.connect(name)
        home.sync(only=["account_daily"], since=(BEGIN - timedelta(days=45)).date())
        for _ in range(DAYS):
            home.advance(days=1)
            assert home.sync(only=["account_daily"]).failed == ()
    today = NOW.date()
    found = maturity.maturity(
        principal=home.principal, warehouse=home.warehouse, database=sqlite_database,
        clock=home.clock,
        asked=Asked(Period(today - timedelta(days=4), today), metrics=("conversions",)),
    )  # fmt: skip
    assert {one.state for one in found.rows} == {State.developing}

    later = Market(scenario("calm"), seed=1, clock=SetClock(NOW + timedelta(days=40)))
    for account in (one for one in later.accounts() if one.platform in PLATFORMS):
        rows = [one for one in found.rows if one.account.account_id == account.id]
        days = sorted({one.day for one in rows})
        assert len(days) == 4
        final = later.numbers(account, days[0], days[-1]).conversions.sum(axis=0)
        for day, hundredths in zip(days, final.tolist(), strict=True):
            mine = [one for one in rows if one.day == day]
            known = sum((one.known or Decimal(0) for one in mine), Decimal(0))
            corrected = sum((one.corrected or Decimal(0) for one in mine), Decimal(0))
            truth = Decimal(hundredths) / 100
            assert abs(corrected - truth) < abs(known - truth)

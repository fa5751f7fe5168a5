"""Amounts of two currencies: the page says that a rate is missing, and brings the bank's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.app.running import UNLIMITED, bootstrapped, serving
from tests.journeys.browsing import QUARTER, House, browser, chromium, importing, tab
from tests.observe.warehouse import bank as banks
from tests.observe.warehouse.bank import HISTORY, Bank

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "chromium"]
DAYS = [date(2025, 12, 22) + timedelta(days=number) for number in range(100)]
RATES = {day: {"USD": "1.25"} for day in DAYS if day.weekday() < 5}
MISSING, BRING = "A rate is missing", "Load the rates of the European Central Bank"


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    with banks.playing() as played:
        yield played


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory, chromium: str, bank: Bank) -> Iterator[House]:
    """An installation with accounts of two currencies, whose bank answers with an error."""
    home: Path = tmp_path_factory.mktemp("abroad") / "home"
    key = bootstrapped(home)
    for platform, currency, account in (("google_ads", "EUR", "11"), ("meta", "USD", "77")):
        file = home / f"{platform}.csv"
        lines = [f"2026-03-{day:02},Spring,1,{currency},10.00,100,3" for day in range(1, 29)]
        head = "Day,Campaign,Campaign ID,Currency,Cost,Impressions,Clicks"
        file.write_text("\n".join([head, *lines]), "utf-8")
        importing(home, file, platform, currency=currency, account=account)
    settings = {
        "ADHELM_FX__SOURCE": "ecb", "ADHELM_FX__BASE_URL": bank.url,
        "ADHELM_OUTBOUND__ALLOW": bank.url.removeprefix("http://"),
    }  # fmt: skip
    with serving(home, "--processes", "1", key=key, **UNLIMITED, **settings) as up:
        made = House(up.told["url"], key)
        made.join("ada", "analyst")
        made.join("bo", "viewer")
        yield made


class TestAMissingRate:
    def test_is_told_to_who_may_only_look(self, abroad: House, browser: Browser):
        with tab(browser, abroad, "bo") as there:
            there.open(f"/?{QUARTER}")
            assert there.page.get_by_text(MISSING).count()
            assert not there.page.get_by_role("button", name=BRING).count()
            assert there.findings() == []

    def test_is_brought_and_all_is_asked_again(self, abroad: House, browser: Browser, bank: Bank):
        with tab(browser, abroad) as there:
            there.open(f"/?{QUARTER}")
            offer = there.page.get_by_role("button", name=BRING).first
            offer.wait_for()
            # Not before: what failed before is tried again, and would bring them unasked.
            bank.publish(RATES)
            offer.click()
            there.page.get_by_text(MISSING).first.wait_for(state="detached")
            there.settle()
            assert there.page.get_by_text(MISSING).count() == 0
        assert HISTORY in bank.asked
        asked = {"metrics": ["spend"], "range": "2026-03-01..2026-03-28", "currency": "EUR"}
        (row,) = abroad.ask("POST", "/query", json=asked).json()["rows"]
        assert float(row["spend"]) == 28 * 10 + 28 * 8

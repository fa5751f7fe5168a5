"""What people propose of what they see: an alert's cause set right, a split of the planner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.app.running import bootstrapped
from tests.journeys.browsing import PHONE, tab
from tests.journeys.deciding import STREAMS, VIEW, Desk, approve_by_keys, connected, deciding
from tests.observe.ingest.stage import Stage, playing

from adhelm.connectors.contract import SetBudget
from adhelm.core.ads import Level, Money
from adhelm.observe import ingest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLIP = timedelta(days=3)
"""So long ago somebody typed a zero too many on the platform itself."""
USUAL, TYPED = Decimal(188), Decimal(1880)
CAMPAIGN = "Northwind_DE_automated_003"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk") / "home"
    key = bootstrapped(home)
    with playing() as play:
        stage = connected(play, home, days=70, ago=SLIP)
        _slip(stage)
        stage.advance(days=SLIP.days)
        with deciding(stage, home, key) as made:
            yield made


def _slip(stage: Stage) -> None:
    """Let somebody set a budget on the platform itself."""
    found = stage.read(f"SELECT account_id, entity_id FROM entities WHERE name = '{CAMPAIGN}'")
    ((account, entity),) = found
    key = ("tiktok", str(account))
    way = ingest.ways_to(**stage.parts, accounts=[key])[key]
    assert isinstance(way, ingest.Way), way
    writer = stage.platforms.writer("tiktok", way.credential, address=way.address, keep=way.keep)
    money = Money(TYPED, way.account.currency)
    writer.apply(way.account, SetBudget(Level.campaign, str(entity), money))
    writer.close()


class TestASlipOnThePlatform:
    def test_is_told_of_explained_stopped_by_another_and_undone(self, browser: Browser, desk: Desk):
        body = {"streams": list(STREAMS)}
        desk.ask_as("mia", "POST", "/sources/tiktok/sync", body)

        with tab(browser, desk, "mia") as opened:
            page = opened.page
            opened.open(f"/automations/alerts?{VIEW}")
            alert = page.get_by_role("article").filter(has_text=CAMPAIGN)
            alert.wait_for()
            alert.get_by_role("link", name="Look at it").click()
            panel = page.get_by_role("dialog", name=CAMPAIGN)
            panel.get_by_text("times the usual").wait_for()
            panel.get_by_role("link", name="Propose a change").click()

            page.get_by_role("region", name="Changed lately").wait_for()
            assert (
                "found by a sync" in page.get_by_role("region", name="Changed lately").inner_text()
            )
            page.get_by_role("button", name=f"Back to €{USUAL}.00").wait_for()
            # So much less at once is against the limits; to stop it is not.
            page.get_by_role("radio", name="paused").check()
            page.get_by_role("button", name="Make a plan").click()
            page.wait_for_url(re.compile(r"/decisions/approvals\?.*plan=pln_"))
            assert opened.complaints == []

        entity = desk.entity_of(CAMPAIGN)
        self.approve(browser, desk)
        assert desk.status(entity) == "DISABLE"

        with tab(browser, desk, "mia") as opened:
            opened.open(f"/decisions/history?{VIEW}&by=ours")
            row = opened.page.get_by_role("listitem").filter(has_text="times the usual")
            assert "mia" in row.inner_text()
            row.get_by_role("button", name="Undo").click()
            opened.page.get_by_label("Reason").fill("it was meant so")
            opened.page.get_by_role("button", name="Make the undo plan").click()
            opened.page.wait_for_url(re.compile(r"/decisions/approvals\?.*plan=pln_"))

        self.approve(browser, desk)
        assert desk.status(entity) == "ENABLE"

    def approve(self, browser: Browser, desk: Desk) -> None:
        """Approve what waits by as many people as it takes."""
        (waiting,) = desk.ask("GET", "/plans", params={"state": "waiting"}).json()["rows"]
        needed = max(waiting["needed"], 1)
        for number, who in enumerate(("noah", "ada")[:needed], 1):
            done = "Settled" if number == needed else f"Second approver · {number} of 2 approvals"
            with tab(browser, desk, who) as opened:
                opened.open(f"/decisions/approvals?{VIEW}")
                opened.page.locator("[data-plan]").first.wait_for()
                approve_by_keys(opened.page, until=done)
                assert opened.complaints == []


class TestThePlanner:
    def test_makes_a_plan_of_its_split_that_waits_for_another(self, browser: Browser, desk: Desk):
        with tab(browser, desk, "mia") as opened:
            opened.open(f"/budgets/planner?{VIEW}")
            opened.page.get_by_role("button", name="Make a plan of this").click()
            opened.page.wait_for_url(re.compile(r"/decisions/approvals\?.*plan=pln_"))
            opened.page.get_by_role("button", name="Withdraw").wait_for()
            made = re.search(r"plan=(pln_\w+)", opened.page.url)
            assert opened.complaints == []

        assert made
        plan = desk.ask("GET", f"/plans/{made[1]}").json()
        assert (plan["state"], plan["fields"]) == ("waiting", ["daily_budget"])
        assert plan["reason"].startswith("Planned by hand")
        moved = [Decimal(one["change"]["after"]) - Decimal(one["change"]["before"])
                 for one in plan["items"]]  # fmt: skip
        assert sum(moved) == 0


class TestTheFormOfAProposal:
    def test_has_no_finding_of_axe_and_fits_a_phone(self, browser: Browser, desk: Desk):
        entity = desk.entity_of(CAMPAIGN)
        at = f"/decisions/propose?{VIEW}&level=campaign&entity={entity}"
        with tab(browser, desk, "mia", size=PHONE) as opened:
            opened.open(at)
            opened.page.get_by_label("Daily budget").fill("0")
            assert opened.page.get_by_role("button", name="Make a plan").is_disabled()
            width = opened.page.evaluate("document.documentElement.scrollWidth")
            assert width == PHONE["width"]
            assert opened.findings() == []
            assert opened.complaints == []

"""A change of money from wish to undo, in a browser, the second person by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.running import bootstrapped
from tests.journeys.browsing import PHONE, Tab, tab
from tests.journeys.deciding import VIEW, Desk, approve_by_keys, connected, deciding
from tests.observe.ingest.stage import playing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = {
    "recommendations": f"/decisions?{VIEW}",
    "approvals": f"/decisions/approvals?{VIEW}",
    "history": f"/decisions/history?{VIEW}",
    "pacing": f"/budgets?{VIEW}",
    "calendar": f"/budgets/calendar?{VIEW}",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk") / "home"
    key = bootstrapped(home)
    with playing() as play, deciding(connected(play, home, days=2), home, key) as made:
        yield made


def _wished(desk: Desk, reason: str) -> dict[str, Any]:
    """Let Mia propose 5 % more for the first campaign, and return the change."""
    (account, entity, budget), *_ = desk.stage.read(
        "SELECT account_id, entity_id, attributes->>'$.daily_budget' FROM entities "
        "WHERE level = 'campaign' AND attributes->>'$.daily_budget' IS NOT NULL "
        "AND status = 'ENABLE' ORDER BY entity_id"
    )
    after = (Decimal(str(budget)) * Decimal("1.05")).quantize(Decimal(1))
    change = {"account": f"tiktok/{account}", "level": "campaign", "entity_id": entity,
              "field": "daily_budget", "value": f"{after}"}  # fmt: skip
    plan = desk.ask_as("mia", "POST", "/proposals", {"changes": [change], "reason": reason})
    return {**plan["items"][0]["change"], "plan": plan["id"]}


class TestAChangeOfMoney:
    def test_is_approved_by_keys_alone_applied_seen_and_undone(self, browser: Browser, desk: Desk):
        change = _wished(desk, "Cost per conversion fell by 20 %")
        before, after = Decimal(change["before"]), Decimal(change["after"])

        with tab(browser, desk, "noah") as opened:
            opened.open(f"/decisions/approvals?{VIEW}")
            opened.page.locator("[data-plan]").first.wait_for()
            opened.page.keyboard.press("j")
            approve_by_keys(opened.page)

            assert desk.budget(change["entity_id"]) == after
            assert opened.complaints == []

            opened.open(f"/decisions/history?{VIEW}&by=ours")
            row = opened.page.get_by_role("listitem").filter(has_text="Cost per conversion fell")
            assert f"{after:,.2f}" in row.inner_text()
            assert "mia" in row.inner_text()
            row.get_by_role("button", name="Undo").click()
            opened.page.get_by_label("Reason").fill("the sale is over")
            opened.page.get_by_role("button", name="Make the undo plan").click()
            opened.page.wait_for_url(re.compile(r"/decisions/approvals\?.*plan=pln_"))

        with tab(browser, desk, "ada") as opened:
            opened.open(f"/decisions/approvals?{VIEW}")
            opened.page.locator("[data-plan]").first.wait_for()
            approve_by_keys(opened.page)

            assert desk.budget(change["entity_id"]) == before
            opened.open(f"/decisions/history?{VIEW}&by=ours")
            assert opened.page.get_by_text("taken back").is_visible()

    def test_is_rejected_with_a_reason_by_keys_alone(self, browser: Browser, desk: Desk):
        change = _wished(desk, "One more try")

        with tab(browser, desk, "noah") as opened:
            opened.open(f"/decisions/approvals?{VIEW}&plan={change['plan']}")
            opened.page.get_by_role("button", name="Reject").wait_for()
            opened.page.keyboard.press("r")
            opened.page.get_by_role("dialog").wait_for()
            opened.page.keyboard.type("not before Friday")
            opened.page.keyboard.press("Control+Enter")
            opened.page.get_by_text("Rejected; it never applies").wait_for()

        told = desk.ask("GET", f"/plans/{change['plan']}").json()
        assert (told["state"], told["closed_reason"]) == ("rejected", "not before Friday")

    def test_is_not_offered_to_who_proposed_it(self, browser: Browser, desk: Desk):
        change = _wished(desk, "For somebody else to decide")

        with tab(browser, desk, "mia") as opened:
            opened.open(f"/decisions/approvals?{VIEW}&plan={change['plan']}")
            opened.page.get_by_role("button", name="Withdraw").wait_for()
            opened.page.keyboard.press("a")

            assert opened.page.get_by_role("button", name="Approve").count() == 0
            assert opened.page.get_by_role("dialog").count() == 0


class TestTheStopSwitch:
    def test_stops_at_once_and_goes_on_when_asked_twice(self, browser: Browser, desk: Desk):
        with tab(browser, desk, "noah") as opened:
            opened.open(f"/decisions/history?{VIEW}")
            page = opened.page
            page.get_by_role("button", name="Freeze", exact=True).click()
            page.get_by_label("Reason").fill("tracking is broken")
            page.get_by_role("button", name="Freeze now").click()
            page.get_by_role("button", name="Frozen", exact=True).wait_for()
            (frozen,) = desk.ask("GET", "/freezes").json()["rows"]
            assert (frozen["reason"], frozen["account"]) == ("tracking is broken", "")

            page.get_by_role("button", name="Thaw").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_label("Reason").fill("repaired")
            assert dialog.get_by_role("button", name="Thaw").is_disabled()
            dialog.get_by_role("checkbox").check()
            dialog.get_by_role("button", name="Thaw").click()
            page.get_by_role("button", name="Freeze", exact=True).wait_for()
            assert desk.ask("GET", "/freezes").json()["rows"] == []


class TestEveryScreenOfDecisions:
    def test_has_no_finding_of_axe_dialogs_open(self, browser: Browser, desk: Desk):
        plan = _wished(desk, "Something to look at")["plan"]
        with tab(browser, desk, "noah") as opened:
            found = {name: _looked_at(opened, path) for name, path in SCREENS.items()}
            for key in ("a", "r"):
                opened.open(f"{SCREENS['approvals']}&plan={plan}")
                opened.page.get_by_role("button", name="Reject").wait_for()
                opened.page.keyboard.press(key)
                opened.page.get_by_role("dialog").wait_for()
                found[key] = opened.findings()

            assert {name: told for name, told in found.items() if told} == {}
            assert opened.complaints == []

    def test_fits_a_phone(self, browser: Browser, desk: Desk):
        with tab(browser, desk, "noah", size=PHONE) as opened:
            for path in SCREENS.values():
                opened.open(path)
                width = opened.page.evaluate("document.documentElement.scrollWidth")
                assert (path, width) == (path, PHONE["width"])


def _looked_at(opened: Tab, path: str) -> list[str]:
    opened.open(path)
    return opened.findings()

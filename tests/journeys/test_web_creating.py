"""A campaign is written, looked at while it is, kept, given its ads and planned, in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.journeys.browsing import PHONE, House, Tab, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

NEW = "/create/new?range=28d"


def described(opened: Tab, field: Locator) -> str:
    """Return what a screen reader says of a field that is invalid."""
    assert field.get_attribute("aria-invalid") == "true"
    ids = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(opened.page.locator(f"[id='{one}']").inner_text() for one in ids)


def wrong(opened: Tab) -> None:
    """Write a campaign with a word for an amount, and dates the wrong way round."""
    opened.open(NEW)
    opened.page.get_by_label("Name").fill("Winter sale")
    opened.page.get_by_label("Budget").fill("much")
    opened.page.get_by_label("First day").fill("2026-12-20")
    opened.page.get_by_label("Last day").fill("2026-12-01")
    opened.page.get_by_text("2 things to mend").wait_for()


class TestANewCampaign:
    def test_is_looked_at_while_it_is_written(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            page = opened.page
            wrong(opened)

            assert "5000.00" in described(opened, page.get_by_label("Budget"))
            assert "before it starts" in described(opened, page.get_by_label("Last day"))
            status = page.get_by_role("status").filter(has_text="2 things to mend")
            assert "Last day" in status.inner_text() + (status.text_content() or "")

            page.get_by_role("link", name="Last day").press("Enter")
            assert page.get_by_label("Last day").evaluate("it => it === document.activeElement")
            page.keyboard.press("Tab")
            page.get_by_label("Last day").fill("2026-12-31")
            page.get_by_label("Budget").fill("3000")
            page.get_by_text("Nothing to mend in what is written.").wait_for()
            assert page.get_by_label("Budget").get_attribute("aria-invalid") != "true"
            assert house.ask("GET", "/campaigns?text=winter").json()["rows"] == []

    def test_is_looked_at_again_after_the_server_was_away(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.page.route("**/campaigns/check", lambda asked: asked.abort())
            opened.open(NEW)
            opened.page.get_by_text("The server does not answer").wait_for()

            opened.page.unroute("**/campaigns/check")
            opened.page.get_by_role("button", name="Try again").click()
            opened.page.get_by_text("Nothing to mend in what is written.").wait_for()
            assert opened.page.get_by_role("button", name="Try again").count() == 0

    def test_has_no_finding_of_axe_with_findings_of_its_own(self, browser: Browser, house: House):
        for size in (None, PHONE):
            with tab(browser, house, size=size) as opened:
                wrong(opened)

                assert opened.findings() == []
                assert (
                    opened.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
                )


class TestItsAds:
    def test_are_looked_at_as_each_platform_will(self, browser: Browser, house: House):
        body = {
            "name": "Hiring in spring", "objective": "recruiting", "budget": "3000.00",
            "currency": "EUR", "start_date": "2027-01-01", "end_date": "2027-01-31",
            "status": "draft", "platforms": [
                {"platform": "google_ads", "account": "google_ads/8123904417"},
                {"platform": "meta", "account": "meta/77"},
            ],
        }  # fmt: skip
        made = house.ask("POST", "/campaigns", json=body).json()

        with tab(browser, house) as opened:
            page = opened.page
            opened.open(f"/create/{made['id']}?range=28d")
            google = page.get_by_role("region", name=re.compile("Google Ads"))
            meta = page.get_by_role("region", name=re.compile("Meta"))
            meta.get_by_text("special ad category: employment").wait_for()
            page.get_by_role("listitem").filter(has_text="Meta needs countries").wait_for()

            google.get_by_label("Headlines").fill(f"Join us\nWe hire\n{'a' * 31}")
            google.get_by_text("number 3 has 31").wait_for()
            assert "30 characters" in described(opened, google.get_by_label("Headlines"))
            google.get_by_label("Landing page").fill("shop")
            google.get_by_text("an address that begins with https://").wait_for()
            assert opened.findings() == []

            google.get_by_label("Headlines").fill("Join us\nWe hire\nApply")
            google.get_by_label("Landing page").fill("https://shop.example/jobs")
            google.get_by_label("Descriptions").fill("Work with us\nIn spring")
            meta.get_by_label("Page ID").fill("1000001")
            google.get_by_text("number 3 has 31").wait_for(state="detached")
            told = page.get_by_role("status").filter(has_text="to mend")
            told.wait_for()
            assert opened.complaints == []

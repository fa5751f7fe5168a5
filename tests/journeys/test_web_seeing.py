"""People look at their figures: the overview, the way down, and what they send to a colleague."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.journeys.browsing import FORMULA, HOSTILE, PHONE, QUARTER, House, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = {
    "overview": f"/?{QUARTER}",
    "overview as a table": f"/?{QUARTER}&trend=table&metric=roas",
    "explore": f"/explore?{QUARTER}&by=campaign",
    "explore, a row open": f"/explore?{QUARTER}&by=platform&open=meta",
    "maturity": f"/explore?{QUARTER}&as=maturity",
}
OPENERS = ["2026", "Columns", "All platforms", "Search", "Download"]


class TestSomebodySignsIn:
    def test_and_is_where_they_wanted_to_go(self, browser: Browser, house: House):
        with tab(browser, house, "") as opened:
            opened.page.goto(f"{house.url}/explore?{QUARTER}&by=platform")
            opened.page.get_by_label("Name or e-mail address").fill("ada")
            opened.page.locator("input[name=password]").fill("seven-unlikely-otters")
            opened.page.get_by_role("button", name="Sign in").click()
            opened.page.wait_for_url(re.compile(r"/explore\?.*by=platform"))
            opened.settle()

            assert opened.page.get_by_role("rowheader", name="Meta").is_visible()

    def test_not_with_a_wrong_password(self, browser: Browser, house: House):
        with tab(browser, house, "") as opened:
            opened.page.goto(f"{house.url}/sign-in")
            opened.page.get_by_label("Name or e-mail address").fill("ada")
            opened.page.locator("input[name=password]").fill("wrong")
            opened.page.get_by_role("button", name="Sign in").click()

            assert opened.page.get_by_role("alert").inner_text()


class TestTheOverview:
    def test_tells_what_the_api_tells(self, browser: Browser, house: House):
        asked = {"metrics": ["spend"], "range": "2026-01-01..2026-03-31"}
        spend = house.ask("POST", "/query", json=asked).json()["rows"][0]["spend"]

        with tab(browser, house) as opened:
            opened.open(SCREENS["overview"])
            shown = opened.page.locator("main").inner_text()

        assert f"€{float(spend):,.2f}" in shown
        assert opened.complaints == []

    def test_changes_its_days_by_a_letter(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.open(SCREENS["overview"])
            opened.page.keyboard.press("a")
            opened.page.wait_for_url(re.compile("range=all"))

            assert opened.page.get_by_role("button", name="All time").is_visible()

    def test_never_draws_what_was_not_collected_as_zero(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.open(
                "/explore?range=2026-03-01..2026-03-28&vs=off&by=platform&metrics=spend,video_views"
            )

            assert opened.page.get_by_role("row", name=re.compile("Meta")).inner_text().split() == [
                "Meta", opened.page.locator("tbody tr:has-text('Meta') td").first.inner_text(), "–",
            ]  # fmt: skip


class TestExplore:
    def test_leads_from_a_platform_to_its_campaigns_and_back(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.open(f"/explore?{QUARTER}&by=platform&platforms=meta")
            opened.page.get_by_role("row", name=re.compile("Meta")).focus()
            opened.page.keyboard.press("Control+Enter")
            opened.page.wait_for_url(
                re.compile("by=account.*drill=platform:meta|drill=platform:meta.*by=account")
            )
            opened.settle()
            opened.page.go_back()
            opened.page.wait_for_url(re.compile("by=platform"))

            assert "platforms=meta" in opened.page.url

    def test_shows_hostile_names_as_text(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.open(f"/explore?{QUARTER}&by=campaign&find=img")
            name = opened.page.get_by_role("rowheader").first

            assert HOSTILE in name.inner_text()
            assert opened.page.locator("main img").count() == 0
            assert opened.page.title() == "Explore · Adhelm"

    def test_gives_no_formula_to_a_spreadsheet(
        self, browser: Browser, house: House, tmp_path: Path
    ):
        with tab(browser, house) as opened:
            opened.open(f"/explore?{QUARTER}&by=campaign&metrics=spend")
            opened.page.get_by_role("button", name="Download").click()
            with opened.page.expect_download() as downloading:
                opened.page.get_by_role("menuitem", name="As CSV").click()
            downloading.value.save_as(tmp_path / "rows.csv")

        written = (tmp_path / "rows.csv").read_text("utf-8-sig")
        assert FORMULA in written
        assert not re.search(r'(^|[,"])=cmd', written, re.MULTILINE)

    def test_is_sorted_by_its_headings_and_says_so(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            opened.open(f"/explore?{QUARTER}&by=campaign&metrics=spend,clicks")
            heading = opened.page.get_by_role("columnheader", name="Clicks")
            heading.get_by_role("button").click()
            opened.page.wait_for_url(re.compile("sort=-clicks"))

            assert heading.get_attribute("aria-sort") == "descending"


class TestAnAddress:
    def test_opens_the_same_for_a_colleague_minus_what_they_may_not_see(
        self, browser: Browser, house: House
    ):
        with tab(browser, house) as opened:
            opened.open(f"/explore?{QUARTER}&by=platform&metrics=spend,clicks&sort=clicks")
            sent, mine = opened.page.url, _rows(opened.page)
        with tab(browser, house, "bo") as opened:
            opened.page.goto(sent)
            opened.settle()

            assert opened.page.url == sent
            assert set(_rows(opened.page)) < set(mine)
            assert _rows(opened.page)[0].startswith("Google Ads")


class TestEveryScreen:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_drawn_in_the_scheme_of_its_reader(
        self, browser: Browser, house: House, scheme: str
    ):
        with tab(browser, house, scheme=scheme) as opened:
            opened.open(SCREENS["overview"])
            root = opened.page.locator(":root")
            assert root.get_attribute("data-mantine-color-scheme") == scheme

    def test_has_no_finding_of_axe(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            found = {}
            for screen, path in SCREENS.items():
                opened.open(path)
                found[screen] = opened.findings()

            assert found == {screen: [] for screen in SCREENS}
            assert opened.complaints == []

    def test_has_none_with_something_open(self, browser: Browser, house: House):
        with tab(browser, house) as opened:
            found = {}
            opened.open(SCREENS["explore"])
            for name in OPENERS:
                opened.page.get_by_role("button", name=re.compile(name)).first.click()
                opened.page.locator("[role=dialog], [role=menu]").first.wait_for()
                found[name] = opened.findings()
                opened.page.keyboard.press("Escape")
                opened.page.locator("[role=dialog], [role=menu]").first.wait_for(state="detached")

            assert found == {name: [] for name in OPENERS}

    def test_fits_a_phone(self, browser: Browser, house: House):
        with tab(browser, house, size=PHONE) as opened:
            opened.open(SCREENS["overview"])

            assert opened.findings() == []
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _rows(page) -> list[str]:
    return [" ".join(row.split()) for row in page.locator("tbody tr").all_inner_texts()]

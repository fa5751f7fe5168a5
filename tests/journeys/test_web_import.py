"""First run: an empty installation, a UTF-16 export dropped into the page, the first insight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.app.running import UNLIMITED, bootstrapped, serving
from tests.journeys.browsing import EXPORTS, PASSWORD, PHONE, House, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

EXPORT = EXPORTS / "google_ads_campaigns.csv"
CLICKS = 12
SCREENS = [
    "/start", "/start/file", "/start/connect", "/start/connect?platform=meta",
    *(f"/settings/{name}" for name in (
        "sources", "people", "keys", "metrics", "metrics?open=roas", "workspace", "targets",
        "limits", "audit",
    )),
    "/automations/rules", "/automations/rules/new", "/automations/rules/shipped-score-low",
    "/automations/alerts", "/create", "/create/new",
]  # fmt: skip
OPENERS = {
    "/settings/people": "Invite",
    "/settings/keys": "New key",
    "/settings/targets": "New target",
    "/settings/limits": "Change limits",
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    """An installation without data, whose jobs run, and its administrator."""
    home = tmp_path_factory.mktemp("empty") / "home"
    key = bootstrapped(home)
    with serving(home, "--processes", "1", key=key, **UNLIMITED) as up:
        made = House(up.told["url"], key)
        made.join("ada", "admin")
        yield made


class Clicking:
    """Clicks, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def __call__(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        self.clicks += 1


class TestTheFirstRun:
    def test_leads_from_nothing_to_the_first_insight(self, browser: Browser, empty: House):
        """In under twelve clicks, by a UTF-16 export of Google Ads."""
        assert EXPORT.read_bytes()[:2] == b"\xff\xfe"
        with tab(browser, empty, "") as opened:
            page, click = opened.page, Clicking(opened.page)
            page.goto(empty.url)
            page.get_by_label("Name or e-mail address").fill("ada")
            page.locator("input[name=password]").fill(PASSWORD)
            click("button", "Sign in")
            page.wait_for_url(re.compile("/start"))
            page.get_by_role("heading", name="Welcome to Adhelm").wait_for()
            click("link", "Choose a file")
            with page.expect_file_chooser() as chooser:
                click("button", "Choose files")
            chooser.value.set_files(EXPORT)
            page.get_by_label("Account", exact=False).fill("8123904417")
            click("button", "Go on")
            page.get_by_text("none rejected").wait_for()
            click("link", "See your numbers")
            page.wait_for_url(re.compile(r"/\?.*range=2026-"))
            opened.settle()
            days = re.search(r"range=(\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)", page.url)
            assert days is not None
            asked = {"metrics": ["spend"], "range": days[1]}
            spend = empty.ask("POST", "/query", json=asked).json()["rows"][0]["spend"]

            page.locator("main").get_by_text(f"€{float(spend):,.2f}").first.wait_for()
            assert click.clicks < CLICKS
            assert [one for one in opened.complaints if "/auth/me" not in one] == []

    def test_is_over_once_there_are_data(self, browser: Browser, empty: House):
        with tab(browser, empty) as opened:
            opened.open("/start")
            done = opened.page.locator("ol li", has_text="(done)").all_inner_texts()

        assert any("Bring data" in one for one in done)
        assert not any("Set a target" in one for one in done)

    def test_greets_nobody_before_it_is_known_who_is_new(self, browser: Browser, empty: House):
        held: list[Route] = []

        def hold(one: Route) -> None:
            held.append(one)

        with tab(browser, empty) as opened:
            opened.page.route("**/api/v1/data-versions?*", hold)
            opened.page.goto(f"{empty.url}/start")
            opened.page.get_by_role("heading", level=1, name="Start", exact=True).wait_for()
            opened.page.get_by_role("status").filter(has_text="Loading").wait_for()
            assert opened.page.get_by_role("link", name="Choose a file").count() == 0

            for one in held:
                one.continue_()
            opened.page.get_by_role("heading", level=1, name="Getting started").wait_for()

    def test_greets_nobody_where_it_cannot_be_known_who_is_new(
        self, browser: Browser, empty: House
    ):
        with tab(browser, empty) as opened:
            answer = {"status": 500, "json": {"code": "internal", "title": "it broke"}}
            opened.page.route("**/api/v1/data-versions?*", lambda one: one.fulfill(**answer))
            opened.page.goto(f"{empty.url}/start")
            opened.page.get_by_text("it broke").wait_for()
            assert opened.page.get_by_role("heading", level=1).all_inner_texts() == ["Start"]
            assert opened.page.get_by_role("link", name="Choose a file").count() == 0

    def test_can_be_a_look_at_the_demo_in_a_workspace_of_its_own(
        self, browser: Browser, empty: House
    ):
        with tab(browser, empty) as opened:
            opened.open("/start")
            opened.page.get_by_role("button", name="Open the demo").click()
            opened.page.wait_for_url(re.compile(r"/\?.*w=demo"), timeout=120_000)
            opened.settle()

            assert "Fjordlight" in opened.page.locator("header").first.inner_text()
        here = empty.ask("GET", "/imports").json()["rows"]
        assert {one["platform"] for one in here} <= {"google_ads", None}


class TestTheScreens:
    def test_have_no_finding_of_axe(self, browser: Browser, empty: House):
        found: dict[str, list[str]] = {}
        with tab(browser, empty) as opened:
            for path in SCREENS:
                opened.open(path)
                found[path] = opened.findings()
                if path in OPENERS:
                    opened.page.get_by_role("button", name=OPENERS[path], exact=True).click()
                    found[f"{path}, opened"] = opened.findings()

        assert {path: one for path, one in found.items() if one} == {}
        assert opened.complaints == []

    def test_fit_a_phone(self, browser: Browser, empty: House):
        wide = []
        with tab(browser, empty, size=PHONE) as opened:
            for path in SCREENS:
                opened.open(path)
                over = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                wide += [path] if over > 0 else []

        assert wide == []


class TestARule:
    def test_starts_watching_and_says_itself_in_english(self, browser: Browser, empty: House):
        with tab(browser, empty) as opened:
            opened.open("/automations/rules/new")
            opened.page.get_by_label("Name", exact=False).first.fill("Much spent")
            opened.page.get_by_text("spend over the last 7 days is above 100").wait_for()
            opened.page.get_by_role("button", name="Save rule").click()
            opened.page.wait_for_url(re.compile(r"/rules/rule_"))
            made_id = re.search(r"/rules/(rule_\w+)", opened.page.url)
        assert made_id is not None
        made = empty.ask("GET", f"/rules/{made_id[1]}").json()

        assert (made["name"], made["mode"]) == ("Much spent", "watch")
        assert "Never one in its learning phase or in the first 14 days" in made["sentence"]

"""Money is split by hand: curves, limits of one's own, and other totals, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.journeys.browsing import PHONE, House, Tab, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLANNER = "/budgets/planner?range=28d"
_AXIS = 168
"""How wide a curve is, in its own units."""


def planned(opened: Tab) -> None:
    """Open the planner, and wait for its first split."""
    opened.open(PLANNER)
    opened.page.locator("[data-mark=proposed]").first.wait_for()
    opened.settle()


class TestThePlanner:
    def test_marks_what_is_spent_where_the_axis_has_it(self, browser: Browser, house: House):
        pool = _pool(house)
        split = house.ask("POST", "/planner/split", json={"pool": pool["pool"]}).json()
        proposed = {one["id"]: one["expected_spend"] for one in split["purses"]}

        with tab(browser, house) as opened:
            planned(opened)
            for purse in (one for one in pool["purses"] if one["curve"]):
                row = opened.page.get_by_role("row").filter(
                    has=opened.page.get_by_role("rowheader", name=purse["name"])
                )
                for mark, spend in (("now", purse["spent"]), ("proposed", proposed[purse["id"]])):
                    x = row.locator(f"[data-mark={mark}]").get_attribute("data-x")
                    most = float(purse["curve"][-1]["spend"])
                    assert float(x or "nan") == pytest.approx(float(spend) / most * _AXIS, abs=0.1)
            assert opened.complaints == []

    def test_keeps_the_limits_that_somebody_writes(self, browser: Browser, house: House):
        purse = next(one for one in _pool(house)["purses"] if one["curve"])
        wished = f"{float(purse['budget']) * 0.99:.2f}"

        with tab(browser, house) as opened:
            planned(opened)
            least, most = (opened.page.get_by_label(f"{which}: {purse['name']}")
                           for which in ("At least", "At most"))  # fmt: skip
            least.fill(wished)
            most.fill(wished)
            row = opened.page.get_by_role("row").filter(has=most)
            row.get_by_text(f"€{float(wished):,.2f}", exact=True).wait_for()
            most.fill("much")
            row.get_by_text("Such as 50.00").wait_for()

            assert opened.findings() == []

    def test_has_no_finding_of_axe_and_fits_a_phone(self, browser: Browser, house: House):
        for size in (None, PHONE):
            with tab(browser, house, size=size) as opened:
                planned(opened)

                assert opened.findings() == []
                assert (
                    opened.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
                )
                assert opened.page.locator("[data-mark=now]").first.is_visible()


def _pool(house: House) -> dict[str, Any]:
    """Return the one pool that is known well enough to plan with."""
    found: dict[str, Any]
    (found,) = [
        each
        for each in house.ask("GET", "/planner").json()["rows"]
        if any(one["curve"] for one in each["purses"])
    ]
    return found

"""The page in headless Chromium: 100,000 campaigns, 3 million fact rows, a person in a hurry.

Server, browser and page share the machine's cores. Times are the page's own clock: from a press to
the second frame after what was wanted is in the document.
"""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.api import _built, _server
from bench.homes import copy
from bench.measure import Ratio, at_least, at_most, keep, note

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_YEAR = "range=2025-12-01..2025-12-28"
_RANGES = ("2025-11-01..2025-11-28", "2025-10-01..2025-10-28", "2025-09-01..2025-09-28")
_TABLE_ROWS = 20_000
_WAIT_MS = 120_000
_PASSWORD = "seven-unlikely-otters"
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_WHAT = {
    "first paint": "first contentful paint of the signed-in overview, nothing kept by the browser",
    "interactive": "end of the last task over 50 ms before the key figures are painted",
    "days, first asked": "from choosing other days to their painted figures, asked for first",
    "days, asked again": "the same for days that the page has seen",
    "table mounts": "from the press that opens Explore to painted rows; the answer is kept and its "
    "rows are repeated to 20,000",
    "frames": "frames a second while 20,000 rows are scrolled, 600 pixels a frame",
    "interaction": "events of the browser's own Event Timing: press to next paint",
}
_FRAMES = """async () => {
  const box = document.querySelector('main table').parentElement;
  const began = performance.now(); let frames = 0;
  while (performance.now() - began < 2000) {
    box.scrollTop += 600; frames += 1;
    await new Promise(requestAnimationFrame);
  }
  box.scrollTop = 0;
  return frames / ((performance.now() - began) / 1000);
}"""
_WATCH = """() => {
  window.seen = {events: {}, long: 0};
  new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (one.interactionId) window.seen.events[one.interactionId] =
      Math.max(window.seen.events[one.interactionId] || 0, one.duration);
  })).observe({type: 'event', durationThreshold: 16, buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(one => {
    window.seen.long = Math.max(window.seen.long, one.startTime + one.duration);
  })).observe({type: 'longtask', buffered: true});
}"""
_PAINTED = """([press, days, ready]) => new Promise(done => {
  const began = performance.now(), before = document.querySelector('main')?.textContent;
  const isReady = () => {
    const main = document.querySelector('main');
    return main && main.textContent !== before && main.querySelector(ready)
      && !main.dataset.busy && !main.querySelector('.mantine-Skeleton-root');
  };
  const look = () => isReady()
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
    : requestAnimationFrame(look);
  if (press) document.querySelector(press).click();
  if (days) {
    const address = new URL(location.href);
    address.searchParams.set('range', days);
    history.pushState(history.state, '', address);
  }
  look();
})"""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure the page over about `rows` facts; fewer than a million make a smoke test of it."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("no Chromium on this machine: apt-get install chromium")
    small = rows < 1_000_000
    home = _built(rows, 2_000 if small else 100_000, 2 if small else 1_000, data)
    own = data / "home-web-run"
    copy(home, own)
    with _server(own) as server, sync_playwright() as playwright:
        person = _join(server.url, server.key)
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        found = _measured(browser, server.url, person, repeats=repeats)
        browser.close()
    shutil.rmtree(own)
    _print(found)
    settings = {"facts": rows, "table_rows": _TABLE_ROWS, "repeats": repeats, "what": _WHAT,
                "found": found}  # fmt: skip
    return keep(name, parts={}, ratios=list(_judged(found)), settings=settings, folder=results)


def _judged(found: Mapping[str, Sequence[float]]) -> Iterator[Ratio]:
    yield at_most("first contentful paint", median(found["first paint"]), 1000, "ms")
    yield at_most("interactive", median(found["interactive"]), 2000, "ms")
    yield at_most("days changed, first asked", median(found["days, first asked"]), 300, "ms")
    yield at_most("days changed, asked again", median(found["days, asked again"]), 300, "ms")
    yield at_most("20,000 rows mount", median(found["table mounts"]), 100, "ms")
    yield at_least("20,000 rows scroll", median(found["frames"]), 55, "frames a second")
    yield at_most("interaction to next paint, p95", _p95(found["interaction"]), 200, "ms")


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=0.0)


def _measured(browser: Browser, url: str, person: str, *, repeats: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in _WHAT}
    for turn in range(repeats):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=url)
        context.set_default_timeout(_WAIT_MS)
        _sign_in(context, url, person)
        page = context.new_page()
        page.add_init_script(f"({_WATCH})()")
        _load(page, found)
        _switch_days(page, found)
        _explore(context, page, found)
        found["interaction"] += page.evaluate("Object.values(window.seen.events)")
        context.unroute_all(behavior="ignoreErrors")
        context.close()
        note(f"  turn {turn + 1} of {repeats}")
    return found


def _load(page: Page, found: dict[str, list[float]]) -> None:
    page.goto(f"/?{_YEAR}&vs=off")
    _settle(page)
    first = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    paint = page.evaluate(first)
    found["first paint"].append(paint)
    found["interactive"].append(max(paint, page.evaluate("window.seen.long")))


def _switch_days(page: Page, found: dict[str, list[float]]) -> None:
    for name in ("days, first asked", "days, asked again"):
        for days in _RANGES:
            found[name].append(page.evaluate(_PAINTED, [None, days, "svg path"]))
            _settle(page)


def _explore(context: BrowserContext, page: Page, found: dict[str, list[float]]) -> None:
    context.route("**/api/v1/query", _many)
    page.goto(f"/explore?{_YEAR}&vs=off&by=campaign")
    page.locator("tbody tr[data-at]").first.wait_for()
    _settle(page)
    page.locator("nav a", has_text="Overview").first.click()
    page.wait_for_url("**/?*")
    _settle(page)
    painted = page.evaluate(_PAINTED, ["nav a[href^='/explore']", None, "tbody tr[data-at]"])
    found["table mounts"].append(painted)
    found["frames"].append(page.evaluate(_FRAMES))
    for heading in ("Clicks", "Spend", "CPA", "Impressions"):
        page.get_by_role("columnheader", name=heading).get_by_role("button").click()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.locator("tbody tr[data-at] th").first.click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")


def _many(route: Any) -> None:
    """Repeat the rows of a table's answer to 20,000, each under an id of its own."""
    asked = json.loads(route.request.post_data or "{}")
    told = route.fetch()
    if "campaign_id" not in asked.get("by", ()):
        route.fulfill(response=told)
        return
    answer = told.json()
    rows = answer["rows"]
    answer["rows"] = [
        {**rows[at % len(rows)], "campaign_id": f"{at}", "campaign": f"Winter Alpha {at}"}
        for at in range(_TABLE_ROWS)
    ]
    route.fulfill(response=told, body=json.dumps(answer))


def _settle(page: Page) -> None:
    page.wait_for_selector("main h1")
    page.wait_for_function(
        "() => !document.querySelector('main[data-busy], main .mantine-Skeleton-root')"
    )


def _join(url: str, key: str) -> str:
    """Make a person who looks, and return their name."""
    invited = {"email": "ada@example.com", "role": "viewer"}
    token = _post(f"{url}/api/v1/people/invitations", invited, key)["token"]
    body = {"token": token, "username": "ada", "password": _PASSWORD}
    _post(f"{url}/api/v1/auth/accept-invitation", body, key)
    return "ada"


def _post(url: str, body: Mapping[str, Any], key: str) -> Any:
    headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
    asked = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=60) as told:
        return json.loads(told.read())


def _sign_in(context: BrowserContext, url: str, person: str) -> None:
    told = context.request.post(
        "/api/v1/auth/session",
        data={"name": person, "password": _PASSWORD},
        headers={"origin": url},
    )
    if not told.ok:
        raise SystemExit(told.text())


def _print(found: Mapping[str, Sequence[float]]) -> None:
    for name, values in found.items():
        print(f"  {name:<20} median {median(values or [0]):>8.1f}   of {len(values)}")

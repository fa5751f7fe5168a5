"""Chromium as people use it: a page, who is signed in, and what an audit finds on it.

Skipped, with the reason, where there is no Chromium or the page is not built.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.running import UNLIMITED, bootstrapped, serving

from adhelm.app.api.page import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
EXPORTS = ROOT / "src/adhelm/app/demo/data"
PASSWORD = "seven-unlikely-otters"
QUARTER = "range=2026-01-01..2026-03-31&vs=off"
WIDE: Any = {"width": 1440, "height": 900}
PHONE: Any = {"width": 390, "height": 844}
HOSTILE = "<img src=x onerror=document.title='hacked'>"
FORMULA = "=cmd()|'/C calc'!A0"
_WAIT_MS = 120_000
_QUIET_FRAMES = 12
_QUIET = """frames => {
  const isBusy = document.querySelector('main[data-busy], main .mantine-Skeleton-root')
  window.quietFrames = isBusy ? 0 : window.quietFrames + 1
  return window.quietFrames >= frames
}"""
"""Asked in each frame: what is drawn may ask for more only once it is painted."""
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class House:
    """A served installation with data, and the people in it."""

    url: str
    key: str
    sessions: dict[str, Any] = field(default_factory=dict)
    """What the browser keeps of each who signed in."""

    def ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Ask the API as the first admin."""
        headers = {"authorization": f"Bearer {self.key}"}
        told = httpx.request(
            method, f"{self.url}/api/v1{path}", headers=headers, timeout=60, **content
        )
        assert told.is_success, told.text
        return told

    def join(self, name: str, role: str, **narrowed: Any) -> None:
        """Invite somebody, who accepts."""
        asked = {"email": f"{name}@example.com", "role": role, **narrowed}
        token = self.ask("POST", "/people/invitations", json=asked).json()["token"]
        body = {"token": token, "username": name, "password": PASSWORD}
        self.ask("POST", "/auth/accept-invitation", json=body)


@dataclass
class Tab:
    """A page in the browser, and what it complained of."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the app, and wait until nothing is on its way."""
        self.page.goto(f"{self.url}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way, and no skeleton is left, for some frames on end."""
        self.page.wait_for_selector("main h1", timeout=_WAIT_MS)
        self.page.evaluate("() => { window.quietFrames = 0 }")
        self.page.wait_for_function(_QUIET, arg=_QUIET_FRAMES, timeout=_WAIT_MS)

    def findings(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA, in the light and in the dark."""
        self.page.evaluate(f"{AXE.read_text('utf-8')}; 0")
        return [*self._found("dark"), *self._found("light")]

    def _found(self, scheme: Any) -> list[str]:
        self.page.emulate_media(color_scheme=scheme)
        self.page.locator(f":root[data-mantine-color-scheme={scheme}]").wait_for()
        self.settle()
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags}).then(result => result.violations.map("
            "one => `${one.id}: ${one.nodes.map(node => node.html).join(' | ')}`))",
            _STANDARD,
        )
        return [f"{scheme}: {one}" for one in found]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is, on a machine that has one and a page to show in it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if not (FOLDER / "index.html").is_file() or not AXE.is_file():
        pytest.skip("the page is not built: just web")
    return program


# Closed after each file: while Playwright is open its event loop runs in this thread, and whatever
# calls `asyncio.run` there, as the tests of other files do, is refused.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[House]:
    """An installation with a quarter of two platforms, some of it named by an enemy."""
    home = tmp_path_factory.mktemp("house") / "home"
    key = bootstrapped(home)
    for file, platform in _exports(home):
        account = "8123904417" if platform == "google_ads" else "77"
        importing(home, file, platform, account=account)
    with serving(home, "--no-worker", "--processes", "1", key=key, **UNLIMITED) as up:
        made = House(up.told["url"], key)
        made.join("ada", "approver")
        made.join("bo", "viewer", accounts=["google_ads/8123904417"])
        yield made


def _exports(home: Path) -> Iterator[tuple[Path, str]]:
    yield EXPORTS / "google_ads_campaigns.csv", "google_ads"
    days = [f"2026-03-{day:02}" for day in range(1, 29)]
    names = [f'"{HOSTILE}"', f'"{FORMULA}"', *(f"Spring {number}" for number in range(40))]
    lines = [
        f"{day},{name},{1000 + at},EUR,{at + 1}.50,{at * 10 + 100},{at + 3}"
        for day in days
        for at, name in enumerate(names)
    ]
    head = "Day,Campaign name,Campaign ID,Currency,Amount spent,Impressions,Clicks (all)"
    file = home / "meta.csv"
    file.write_text("\n".join([head, *lines]), "utf-8")
    yield file, "meta"


def importing(
    home: Path, file: Path, platform: str, *, account: str, currency: str = "EUR"
) -> None:
    """Import a file of a platform's account, by command."""
    command = [sys.executable, "-m", "adhelm.app", "--home", str(home), "source", "import"]
    said = [
        "--platform", platform, "--timezone", "Europe/Berlin", "--workspace", "acme", "--currency",
        currency, "--account", account,
    ]  # fmt: skip
    done = subprocess.run([*command, str(file), *said], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def tab(
    browser: Browser, house: House, who: str = "ada", *, scheme: Any = "light", size: Any = None
) -> Iterator[Tab]:
    """A page of the app in a browser of its own, signed in as somebody ('' as nobody)."""
    context = browser.new_context(
        viewport=size or WIDE, color_scheme=scheme, locale="en-GB", reduced_motion="reduce",
        base_url=house.url, accept_downloads=True, storage_state=house.sessions.get(who),
    )  # fmt: skip
    context.set_default_timeout(_WAIT_MS)
    if who and who not in house.sessions:
        told = context.request.post(
            "/api/v1/auth/session",
            data={"name": who, "password": PASSWORD},
            headers={"origin": house.url},
        )
        assert told.ok, told.text()
        house.sessions[who] = context.storage_state()
    opened = Tab(context.new_page(), house.url)
    opened.page.on("console", lambda said: _heard(opened, said))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on("response", lambda told: _answered(opened, told))
    yield opened
    context.close()


def _heard(opened: Tab, said: ConsoleMessage) -> None:
    # A refused request is told of by the browser too, without saying which.
    if said.type == "error" and "Failed to load resource" not in said.text:
        opened.complaints.append(said.text)


def _answered(opened: Tab, told: Response) -> None:
    if told.status >= 400:
        opened.complaints.append(f"{told.status} {told.request.method} {told.url}")

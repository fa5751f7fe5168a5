"""People who decide about money in a browser, over a sandbox that is connected and live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx  # noqa: TID253 - a client of its own
from tests.app.running import UNLIMITED, serving
from tests.homes import database_of
from tests.journeys.browsing import PASSWORD, House
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.act import publishing
from adhelm.connectors import tiktok
from adhelm.core.principal import Scope

if TYPE_CHECKING:
    from playwright.sync_api import Page

STREAMS = ("campaigns", "ad_groups", "campaign_daily")
VIEW = "range=28d&w=acme"
_PEOPLE = (("mia", "operator"), ("noah", "approver"), ("ada", "approver"))
_SETTLED_MS = 60_000


class Desk(House):
    """A workspace that is connected to a sandbox and live, with people who may decide."""

    stage: Stage

    def budget(self, entity_id: str) -> Decimal:
        """Return a campaign's budget as the platform tells it now."""
        self.stage.sync(only=["campaigns"])
        ((found,),) = self.stage.read(
            f"SELECT attributes->>'$.daily_budget' FROM entities WHERE entity_id = '{entity_id}'"
        )
        return Decimal(str(found))

    def status(self, entity_id: str) -> str:
        """Return a campaign's status in the platform's own word as it tells it now."""
        self.stage.sync(only=["campaigns"])
        ((found,),) = self.stage.read(
            f"SELECT status FROM entities WHERE entity_id = '{entity_id}'"
        )
        return str(found)

    def entity_of(self, name: str) -> str:
        """Return the id of what has a name."""
        found = self.stage.read(f"SELECT entity_id FROM entities WHERE name = '{name}'")
        ((entity,),) = found
        return str(entity)

    def ask_as(self, who: str, method: str, path: str, body: dict[str, Any]) -> Any:
        """Ask the API as one of the people."""
        told = httpx.request(
            method, f"{self.url}/api/v1{path}", json=body, headers=self._headers(who), timeout=60
        )
        assert told.is_success, told.text
        return told.json()

    def go_live(self) -> None:
        """Let every account be written to, which Noah confirms."""
        platforms = self.ask("GET", "/platforms").json()["rows"]
        for account in (one for each in platforms for one in each["accounts"]):
            at = f"/accounts/tiktok/{account['account_id']}/mode"
            headers = {"if-match": self.ask("GET", at).headers["etag"],
                       "idempotency-key": uuid4().hex,
                       "authorization": f"Bearer {self.key}"}  # fmt: skip
            body = {"live": True, "reason": "tested"}
            wish = httpx.put(f"{self.url}/api/v1{at}", json=body, headers=headers, timeout=60)
            assert wish.is_success, wish.text
            confirm = f"/limits/requests/{wish.json()['pending']['id']}/confirm"
            self.ask_as("noah", "POST", confirm, {"reason": "as agreed"})

    def _headers(self, who: str) -> dict[str, str]:
        told = self.ask("POST", "/auth/login", json={"name": who, "password": PASSWORD}).json()
        return {"authorization": f"Bearer {told['access_token']}", "idempotency-key": uuid4().hex}


def connected(play: Play, home: Path, *, days: int, ago: timedelta = timedelta(0)) -> Stage:
    """Return a home that has read so many days of TikTok, some time before now."""
    now = datetime.now(UTC) - ago  # noqa: TID251 - the browser goes by no other clock
    play.restart(now=now.isoformat())
    database = database_of(home)
    stage = staged(play, home, database, connectors={"tiktok": tiktok.CONNECTOR})
    stage.principal = replace(stage.principal, scopes=frozenset(Scope))
    stage.clock.set(now)
    stage.connect("tiktok")
    stage.sync(only=list(STREAMS), since=(now - timedelta(days=days)).date())
    # What is found by a later sync is held against what was found now.
    desk = publishing.Desk(database, stage.warehouse, stage.platforms, stage.keyring, stage.clock)
    publishing.watch(principal=publishing.publisher("acme"), desk=desk)
    return stage


@contextmanager
def deciding(stage: Stage, home: Path, key: str) -> Iterator[Desk]:
    """Serve a home, live, to Mia who proposes, and to Noah and Ada who approve."""
    up = serving(home, "--processes", "1", key=key, ADHELM_OUTBOUND__ALLOW="127.0.0.1",
                 **UNLIMITED)  # fmt: skip
    with up as running:
        made = Desk(running.told["url"], key)
        made.stage = stage
        for name, role in _PEOPLE:
            made.join(name, role)
        made.go_live()
        yield made
    stage.database.close()


def approve_by_keys(page: Page, *, until: str = "Settled") -> None:
    """Approve what is chosen, without the mouse, and wait until it stands as it should."""
    page.keyboard.press("a")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text(until, exact=True).wait_for(timeout=_SETTLED_MS)

"""An installation seen over HTTP, beside a sandbox that plays the platforms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx  # noqa: TID253 - a client of its own
from tests.app.api.conftest import served
from tests.observe.ingest import stage as stages
from tests.observe.ingest.stage import NOW, Play

from adhelm.app.api import create_app
from adhelm.app.wiring import make_worker, open_services
from adhelm.connectors.contract import Platforms
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.services import Services
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.observe import ingest

PASSWORD = "seven-unlikely-otters"


@dataclass
class Connected:
    """The installation, and the sandbox beside it."""

    play: Play
    services: Services
    http: httpx.Client
    clock: SetClock
    tokens: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, *, who: str = "admin", **content: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.tokens[who]}", **content.pop("headers", {})}
        return self.http.request(method, f"/api/v1{path}", headers=headers, **content)

    def get(self, path: str, *, who: str = "admin", **content: Any) -> Any:
        told = self.call("GET", path, who=who, **content)
        assert told.status_code == 200, told.text
        return told.json()

    def job(self, told: httpx.Response) -> dict[str, Any]:
        """Run what is due, and show the job that was asked for."""
        assert told.status_code == 202, told.text
        assert told.headers["location"] == f"/api/v1/jobs/{told.json()['job_id']}"
        make_worker(self.services).run_due()
        shown: dict[str, Any] = self.get(told.headers["location"].removeprefix("/api/v1"))
        return shown

    def credential(self, connector: str = "tiktok") -> dict[str, Any]:
        """What connecting a played platform takes."""
        about = self.services.get(Platforms).connector(connector)
        scenario = self.play.scenario
        values = ingest.played_credential(about.credential, self.play.credential(connector))
        where = ingest.played_address(about, self.play.server.url, scenario["prefixes"])
        return {
            "name": connector, "connector": connector, "credential": values,
            "base_url": where.base_url, "token_url": where.token_url,
        }  # fmt: skip

    def assign(self, name: str, *days: dict[str, Any]) -> httpx.Response:
        known = self.call("GET", f"/sources/{name}/accounts")
        given = list(days) or [{"account_id": one["account_id"]} for one in known.json()["rows"]]
        return self.call(
            "PUT", f"/sources/{name}/accounts", json={"assignments": given},
            headers={"if-match": known.headers["etag"]},
        )  # fmt: skip

    def person(self, name: str, workspace: str, role: Role, **how: Any) -> None:
        """Let somebody in, and keep their token."""
        parts: Any = {"database": self.services.get(Database), "clock": self.clock}
        root = Principal(Actor.person, "root", workspace, frozenset(Scope))
        invited = accounts.invite(
            principal=root, **parts, email=f"{name}@x.example", role=role, **how
        )
        accounts.accept_invitation(
            **parts, token=invited.token.reveal(), username=name, password=PASSWORD
        )
        told = accounts.login(**parts, name=name, password=PASSWORD)
        self.tokens[name] = told.access.reveal()


@contextmanager
def connected(home: Path) -> Iterator[Connected]:
    """Yield an installation with the workspaces acme and globex, and an admin of both."""
    with stages.playing() as play:
        where = urlsplit(play.server.url).netloc
        clock = SetClock(NOW)
        services, _ = open_services(home=home, clock=clock, allow=[where])
        with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=60) as http:
            found = Connected(play, services, http, clock)
            parts: Any = {"database": services.get(Database), "clock": clock}
            first = accounts.bootstrap(**parts, workspace_id="acme", username="root")
            found.tokens["admin"] = first.key.secret.reveal()
            root = Principal(Actor.person, "root", "acme", frozenset(Scope))
            accounts.create_workspace(principal=root, **parts, workspace_id="globex")
            found.person("stranger", "globex", Role.admin)
            yield found
        services.close()

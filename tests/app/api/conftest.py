"""An installation with two workspaces, and everybody who may or may not enter one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx  # noqa: TID253 - a client of its own
import pytest
import uvicorn

from adhelm.app.api import create_app
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock, SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.services import Services
from adhelm.govern import accounts
from adhelm.govern.accounts import Role

PASSWORD = "seven-unlikely-otters"
_AT_ROOT = {"/graphql"}


@dataclass
class Installation:
    """The application, seen from outside."""

    http: httpx.Client
    services: Services
    clock: SetClock
    tokens: dict[str, str] = field(default_factory=dict)

    def call(self, who: str, method: str, path: str, **content: Any):
        with self.stream(who, method, path, **content) as told:
            told.read()
            return told

    @contextmanager
    def stream(self, who: str, method: str, path: str, **content: Any) -> Iterator[httpx.Response]:
        """Ask, and leave the answer's body to be read."""
        headers = dict(content.pop("headers", {}))
        if who != "anonymous":
            headers["authorization"] = f"Bearer {self.tokens[who]}"
        whole = path if path in _AT_ROOT else f"/api/v1{path}"
        with self.http.stream(method, whole, headers=headers, **content) as told:
            yield told


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    services, _ = open_services(home=tmp_path_factory.mktemp("home"))
    clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    services.register(Clock, lambda: clock)  # type: ignore[type-abstract]
    with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=60) as http:
        installation = Installation(http, services, clock)
        _people(installation)
        yield installation
    services.close()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on a free port of this machine; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(app, log_level="critical", lifespan="off", proxy_headers=False)


def _people(house: Installation) -> None:
    database = house.services.get(Database)
    parts: Any = {"database": database, "clock": house.clock}
    first = accounts.bootstrap(**parts, workspace_id="acme", username="root")
    house.tokens["first key"] = first.key.secret.reveal()
    caller = accounts.authenticate(**parts, token=house.tokens["first key"])
    admin = accounts.principal_of(database=database, caller=caller, workspace_id="acme")
    for role in Role:
        invitation = accounts.invite(principal=admin, **parts, email=f"{role}@x.example", role=role)
        accounts.accept_invitation(
            **parts, token=invitation.token.reveal(), username=role.value, password=PASSWORD
        )
        house.tokens[role.value] = _login(parts, role.value)
    accounts.create_workspace(principal=admin, **parts, workspace_id="globex")
    other = type(admin)(admin.actor, admin.id, "globex", frozenset(Scope))
    house.tokens["other workspace"] = _key(parts, other, Scope.read)
    house.tokens["admin key"] = _key(parts, admin, *Scope)
    for scope in Scope:
        house.tokens[f"all but {scope}"] = _key(parts, admin, *(set(Scope) - {scope}))
    house.tokens["made-up key"] = "adh_key_made-up"
    revoked = accounts.create_key(principal=admin, **parts, name="r", scopes=list(Scope))
    accounts.revoke_key(principal=admin, **parts, key_id=revoked.key.id)
    house.tokens["revoked key"] = revoked.secret.reveal()
    soon = house.clock.now() + timedelta(seconds=1)
    expired = accounts.create_key(
        principal=admin, **parts, name="e", scopes=list(Scope), expires_at=soon
    )
    house.tokens["expired key"] = expired.secret.reveal()
    house.clock.advance(timedelta(seconds=1))


def _login(parts: Any, name: str) -> str:
    return accounts.login(**parts, name=name, password=PASSWORD).access.reveal()


def _key(parts: Any, principal: Any, *scopes: Scope) -> str:
    made = accounts.create_key(principal=principal, **parts, name="k", scopes=scopes)
    return made.secret.reveal()

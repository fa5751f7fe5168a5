from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.act.alerts import receivers
from tests.act.alerts.receivers import MailReceiver, WebReceiver

from adhelm.act import alerts
from adhelm.act.alerts import tasks
from adhelm.act.alerts.service.post import MailServer, Post
from adhelm.act.alerts.service.raising import absorb
from adhelm.act.alerts.types import Signal, Source
from adhelm.core import http
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.principal import Principal, local
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse, open_warehouse


@pytest.fixture
def web() -> Iterator[WebReceiver]:
    with receivers.web() as found:
        yield found


@pytest.fixture
def mailbox() -> Iterator[MailReceiver]:
    with receivers.mail() as found:
        yield found


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.from_file(tmp_path / "keys" / "secret.key")


def make_post(
    database: Database, keyring: Keyring, clock: SetClock, *, mail_port: int, web_port: int
) -> Post:
    allow = [f"127.0.0.1:{web_port}"]
    sender = "Adhelm <adhelm@example.com>"
    return Post(
        database=database,
        keyring=keyring,
        clock=clock,
        http=lambda: http.client(allow=allow, told=False, timeout_s=5),
        refuse=lambda url: http.may_reach(url, allow=allow),
        mail=MailServer("127.0.0.1", mail_port, sender, tls="none", timeout_s=5),
        addresses={
            "slack": f"http://127.0.0.1:{web_port}/api",
            "pagerduty": f"http://127.0.0.1:{web_port}/pagerduty",
        },
        web_url="https://adhelm.example.com",
    )


@dataclass
class Office:
    """Everything that tells people, over real wires; jobs run when they are asked to."""

    principal: Principal
    post: Post
    clock: SetClock
    web: WebReceiver
    mailbox: MailReceiver
    folder: Path = Path()
    _warehouse: list[Warehouse] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.post.database

    def warehouse(self) -> Warehouse:
        """Return an empty warehouse, made when somebody asks."""
        if not self._warehouse:
            made = open_warehouse(
                location=str(self.folder), database=self.database, clock=self.clock,
                memory_limit="1GB", threads=2,
            )  # fmt: skip
            self._warehouse.append(made)
        return self._warehouse[0]

    def say(self, *signals: Signal, sources: Sequence[Source] = (Source.other,)) -> None:
        """Let sources say exactly this, and do what follows."""
        absorb(principal=self.principal, post=self.post, signals=signals, sources=sources)

    def pass_time(self, by: timedelta) -> None:
        """Let time pass in small steps, doing what is due."""
        until = self.clock.now() + by
        step = timedelta(minutes=1 if by <= timedelta(minutes=5) else 4)
        while self.clock.now() < until:
            self.clock.advance(min(step, until - self.clock.now()))
            self.work()

    def held(self, **wanted: Sequence[str]) -> list[alerts.Alert]:
        return alerts.list_alerts(principal=self.principal, database=self.database, wanted=wanted)

    def work(self) -> None:
        """Run what is due."""
        found = tasks.handlers(post=lambda: self.post, warehouse=self.warehouse)
        Worker(self.database, found, clock=self.clock).run_due()

    def channel(self, kind: str, **more: Any) -> alerts.Channel:
        usual: dict[str, tuple[dict[str, object], dict[str, str]]] = {
            "email": ({"to": ["anna@example.com", "ben@example.com"]}, {}),
            "slack": ({}, {"url": f"{self.web.url}/services/T1/B1/sEcReTpAtH"}),
            "slack_app": (
                {"channel": "C024BE91L", "people": {"U1AB": "per_anna"}},
                {"token": "xoxb-1-secret", "signing_secret": "8f742231b10e8888abcd99yyyzzz85a5"},
            ),
            "teams": ({}, {"url": f"{self.web.url}/workflows/1?sig=tEaMsSeCrEt"}),
            "pagerduty": ({}, {"routing_key": "r0utingkey0000000000000000000001"}),
            "webhook": (
                {},
                {"url": f"{self.web.url}/h?token=hOoKtOkEn", "secret": "whook-secret-0123456789"},
            ),
            "browser": ({}, {}),
            "apprise": ({}, {"url": f"json://127.0.0.1:{self.web.port}/sEcReTpAtH"}),
        }  # fmt: skip
        settings, secrets = usual[kind]
        draft = alerts.Draft(name=str(more.pop("name", kind)), settings=settings, secrets=secrets)
        return alerts.add_channel(
            principal=self.principal, post=self.post, kind=alerts.ChannelKind(kind),
            draft=replace(draft, **more),
        )  # fmt: skip

    def deliveries(self) -> list[alerts.Delivery]:
        found = alerts.list_deliveries(principal=self.principal, database=self.database)
        return list(reversed(found))


@pytest.fixture
def wires(web: WebReceiver, mailbox: MailReceiver) -> tuple[WebReceiver, MailReceiver]:
    return web, mailbox


def _office(
    database: Database,
    keyring: Keyring,
    clock: SetClock,
    wires: tuple[WebReceiver, MailReceiver],
    *,
    folder: Path,
) -> Office:
    web, mailbox = wires
    post = make_post(database, keyring, clock, mail_port=mailbox.port, web_port=web.port)
    return Office(local("acme"), post, clock, web, mailbox, folder)


@pytest.fixture
def office(
    database: Database,
    keyring: Keyring,
    clock: SetClock,
    wires: tuple[WebReceiver, MailReceiver],
    tmp_path: Path,
) -> Office:
    """On each engine in turn."""
    return _office(database, keyring, clock, wires, folder=tmp_path / "warehouse")


@pytest.fixture
def desk(
    sqlite_database: Database,
    keyring: Keyring,
    clock: SetClock,
    wires: tuple[WebReceiver, MailReceiver],
    tmp_path: Path,
) -> Office:
    """Where the engine does not matter."""
    return _office(sqlite_database, keyring, clock, wires, folder=tmp_path / "warehouse")

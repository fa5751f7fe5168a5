"""The composition root: reads the settings and says how each part is made from them.

The only module that knows every concrete part; everything below receives what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import adhelm
from adhelm.core import principal as principals
from adhelm.core.clock import Clock, SetClock, SystemClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.core.services import Services
from adhelm.core.settings import Settings, load
from adhelm.observe.ingest.types import BigQueryAccess, Limits

if TYPE_CHECKING:
    import httpx
    from celery import Celery

    from adhelm.act.alerts import MailServer, Post
    from adhelm.act.reports import Narrator, Press
    from adhelm.connectors.contract import Connector, Platforms
    from adhelm.core.jobs import Relay, Task, Upkeep, Worker
    from adhelm.govern.accounts import Provider
    from adhelm.observe.warehouse import RateSource


def open_services(
    *,
    home: Path | None = None,
    workspace: str | None = None,
    clock: Clock | None = None,
    allow: Sequence[str] = (),
) -> tuple[Services, Principal]:
    """
    Return the parts, each made on first use, and the principal of the command line.

    `clock` goes before the one of the settings; `allow` adds to what may be reached.

    :raises adhelm.core.settings.BadSettings: if a setting is unknown or wrong.
    """
    # Its own pool keeps what large answers needed; the system's gives it back. Read when it loads.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # noqa: TID251 - Arrow asks there
    settings = _allowing(load(home=home), allow)
    services = Services()
    services.register(Settings, lambda: settings)
    services.register(Clock, lambda: clock or make_clock(settings))  # type: ignore[type-abstract]  # the key
    services.register(Keyring, lambda: open_keyring(settings))
    services.register(Database, lambda: open_database(settings), close=Database.close)
    _register_cache(services, settings)
    _register_arrivals(services)
    _register_warehouse(services, settings)
    _register_rates(services, settings)
    _register_files(services, settings)
    _register_platforms(services, settings)
    _register_provider(services, settings)
    _register_desk(services)
    _register_outside(services, settings)
    _register_post(services, settings)
    _register_press(services, settings)
    return services, principals.local(workspace or settings.workspace)


def acting(services: Services, workspace: str | None) -> Principal:
    """
    Return who the command line acts as: the key in the settings, else `local`.

    :raises adhelm.govern.accounts.types.BadToken: if the key is worth nothing here.
    :raises adhelm.govern.accounts.types.NoSuchWorkspace: if it is another workspace's.
    """
    settings = services.get(Settings)
    if settings.api_key is None:
        return principals.local(workspace or settings.workspace)
    from adhelm.govern import accounts

    database = services.get(Database)
    caller = accounts.authenticate(
        database=database,
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
        token=settings.api_key.get_secret_value(),
    )
    own = caller.key.workspace_id if caller.key else settings.workspace
    return accounts.principal_of(database=database, caller=caller, workspace_id=workspace or own)


def _allowing(settings: Settings, allow: Sequence[str]) -> Settings:
    outbound = settings.outbound.model_copy(update={"allow": (*settings.outbound.allow, *allow)})
    return settings.model_copy(update={"outbound": outbound})


def make_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or in the test profile one that can be set."""
    return SetClock(settings.clock) if settings.profile == "test" else SystemClock()


def open_database(settings: Settings) -> Database:
    """Open the application database and bring its tables up to date."""
    from adhelm.app.migrations import migrate

    kept = settings.database
    database = Database(
        kept.url, busy_s=kept.busy_s, pool_size=kept.pool_size, pool_wait_s=kept.pool_wait_s
    )
    migrate(database)
    return database


def open_keyring(settings: Settings) -> Keyring:
    """Return the keys from the environment, or from the key file, made on first use."""
    if settings.secrets.key is not None:
        return Keyring.of(settings.secrets.key.get_secret_value())
    return Keyring.from_file(settings.secrets.key_file or settings.home / "secret.key")


def import_limits(settings: Settings) -> Limits:
    """Return how large what is imported may be, and what is needed to reach it."""
    allowed = settings.imports
    return Limits(
        max_bytes=int(allowed.max_bytes),
        max_expanded_bytes=int(allowed.max_expanded_bytes),
        max_files=allowed.max_files,
        bigquery=BigQueryAccess(
            key_file=settings.bigquery.key_file,
            base_url=settings.bigquery.base_url,
            allow=settings.outbound.allow,
            clock=make_clock(settings),
        ),
    )


def job_handlers(services: Services) -> Mapping[str, Task]:
    """Return what the slices do when their jobs are due, by kind of job."""
    from adhelm.app import handling

    settings = services.get(Settings)
    return handling.job_handlers(
        services, limits=import_limits(settings), get=lambda url: fetched(settings, url)
    )


def fetched(settings: Settings, url: str) -> bytes:
    """
    Return what an address answers with that the settings allow to be reached.

    :raises adhelm.core.http.transport.OutboundRefused: if they do not.
    """
    from adhelm.core import http

    with http.client(allow=settings.outbound.allow, hosts=()) as client:
        return client.get(url).content


def schedulable_kinds(services: Services) -> frozenset[str]:
    """Return the kinds of jobs that people may ask for by a schedule."""
    found = job_handlers(services)
    return frozenset(kind for kind, task in found.items() if task.on_request)


def make_worker(services: Services, *, threads: int = 2) -> Worker:
    """Return what runs jobs in threads of this process."""
    from adhelm.core.jobs import Worker

    return Worker(
        services.get(Database),
        job_handlers(services),
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
        threads=threads,
        upkeep=_upkeep(services),
    )


def make_relay(services: Services) -> Relay:
    """
    Return what hands jobs to the workers of Celery.

    :raises QueueUnsaid: if the settings name no Redis.
    """
    from adhelm.core.jobs import Relay
    from adhelm.core.jobs.distributed import sender

    return Relay(
        services.get(Database),
        frozenset(job_handlers(services)),
        services.get(Clock),  # type: ignore[type-abstract]  # the key
        sender(_queue(services)),
        _upkeep(services),
    )


def make_celery(services: Services) -> Celery:
    """
    Return Celery, ready to run what a relay hands over.

    :raises QueueUnsaid: if the settings name no Redis.
    """
    from adhelm.core.jobs import Runner
    from adhelm.core.jobs.distributed import serve

    def runner() -> Runner:
        # Made in each process of the pool: an open database must not cross a fork.
        clock = services.get(Clock)  # type: ignore[type-abstract]  # the key
        return Runner(services.get(Database), job_handlers(services), clock)

    app = _queue(services)
    serve(app, runner)
    return app


def _queue(services: Services) -> Celery:
    from adhelm.core.jobs.distributed import QueueUnsaid, open_queue

    url = services.get(Settings).redis.url
    if not url:
        raise QueueUnsaid("Celery needs a Redis", hint="set ADHELM_REDIS__URL")
    return open_queue(url)


def _upkeep(services: Services) -> Upkeep:
    from adhelm.core.jobs import Upkeep

    return Upkeep(timedelta(days=services.get(Settings).jobs.keep_days))


def _register_cache(services: Services, settings: Settings) -> None:
    from adhelm.core.cache import Cache, open_cache

    services.register(
        Cache,  # type: ignore[type-abstract]  # the key
        lambda: open_cache(settings.redis.url, version=adhelm.__version__),
        close=lambda cache: cache.close(),
    )


def _register_arrivals(services: Services) -> None:
    from adhelm.core.jobs import Arrivals

    def opened() -> Arrivals:
        from adhelm.app.handling import after_arrivals

        clock = services.get(Clock)  # type: ignore[type-abstract]  # the key
        return Arrivals(services.get(Database), clock, after_arrivals())

    services.register(Arrivals, opened)


def _register_warehouse(services: Services, settings: Settings) -> None:
    from adhelm.observe.warehouse import Warehouse, open_warehouse

    services.register(
        Warehouse,
        lambda: open_warehouse(
            location=settings.warehouse.location,
            database=services.get(Database),
            clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
            memory_limit=settings.warehouse.memory_limit,
            threads=settings.warehouse.threads,
            as_of_days=settings.warehouse.as_of_days,
        ),
    )


def _register_rates(services: Services, settings: Settings) -> None:
    from adhelm.observe.warehouse import RateSource

    services.register(RateSource, lambda: open_rates(settings))


def open_rates(settings: Settings) -> RateSource:
    """Return where exchange rates are brought from: nowhere, if the settings say so."""
    from urllib.parse import urlsplit

    from adhelm.core import http
    from adhelm.observe.warehouse import RateSource

    own = settings.fx

    def client() -> httpx.Client:
        return http.client(
            allow=settings.outbound.allow,
            hosts=[urlsplit(own.base_url).hostname or ""],
            timeout_s=settings.outbound.timeout_s,
            max_bytes=int(settings.outbound.max_bytes),
        )

    return RateSource(own.base_url if own.source == "ecb" else "", client)


def _register_files(services: Services, settings: Settings) -> None:
    from adhelm.connectors.contract import FileReader
    from adhelm.connectors.files import ExportReader

    # A lexicon in home adds header words of one's own to the built-in ones.
    own = settings.home / "lexicon.yaml"
    services.register(
        FileReader,  # type: ignore[type-abstract]  # the key
        lambda: ExportReader(extra_lexicon=own if own.exists() else None),
    )


def _register_platforms(services: Services, settings: Settings) -> None:
    from adhelm.connectors.contract import Platforms

    services.register(Platforms, lambda: open_platforms(settings, clock=services.get(Clock)))  # type: ignore[type-abstract]  # the key


def open_platforms(settings: Settings, *, clock: Clock) -> Platforms:
    """Return every platform there is, at the addresses of the settings."""
    from adhelm.connectors.contract import Address, Platforms
    from adhelm.core import http

    connectors = {one.name: one for one in _connectors()}
    addresses = {}
    for name, connector in connectors.items():
        own = getattr(settings, name)
        addresses[name] = Address(
            own.base_url or connector.address.base_url,
            own.token_url or connector.address.token_url,
        )

    def client(connector: Connector) -> httpx.Client:
        return http.client(
            allow=settings.outbound.allow,
            hosts=connector.hosts,
            timeout_s=settings.outbound.timeout_s,
            max_bytes=int(settings.outbound.max_bytes),
        )

    transports = {"google_ads": settings.google_ads.transport}
    return Platforms(
        connectors, http=client, clock=clock, addresses=addresses, transports=transports
    )


def _connectors() -> Iterator[Connector]:
    from adhelm.connectors import google_ads, linkedin, meta, tiktok, x

    for module in (google_ads, meta, tiktok, linkedin, x):
        yield module.CONNECTOR


def _register_provider(services: Services, settings: Settings) -> None:
    from adhelm.govern.accounts import Provider

    services.register(Provider, lambda: open_provider(settings))


def open_provider(settings: Settings) -> Provider:
    """
    Return the sign-in provider of the settings.

    :raises adhelm.govern.accounts.types.NoProvider: if there is none.
    """
    from adhelm.core import http
    from adhelm.core.secret import Secret
    from adhelm.govern.accounts import Provider
    from adhelm.govern.accounts.types import NoProvider

    own = settings.oidc
    if not own.issuer or not own.client_id:
        raise NoProvider(
            "no sign-in provider is set up", hint="ADHELM_OIDC__ISSUER and ADHELM_OIDC__CLIENT_ID"
        )
    secret = own.client_secret

    def client() -> httpx.Client:
        return http.client(
            allow=settings.outbound.allow,
            timeout_s=settings.outbound.timeout_s,
            max_bytes=int(settings.outbound.max_bytes),
        )

    return Provider(
        own.issuer, own.client_id, Secret(secret.get_secret_value()) if secret else None, client,
        trusts_factors=own.trust_mfa,
    )  # fmt: skip


def _register_desk(services: Services) -> None:
    def opened() -> object:
        from adhelm.app.handling import open_desk

        return open_desk(services)

    # By its name: the writing of plans is loaded by those who need it.
    services.register_named("adhelm.act.publishing.service.desk.Desk", opened)


def _register_post(services: Services, settings: Settings) -> None:
    def opened() -> object:
        return open_post(services, settings)

    # By its name, as the desk.
    services.register_named("adhelm.act.alerts.service.post.Post", opened)


def open_post(services: Services, settings: Settings) -> Post:
    """Return what messages are sent with."""
    from adhelm.act.alerts import Post
    from adhelm.core import http

    def client() -> httpx.Client:
        return http.client(
            allow=settings.outbound.allow, timeout_s=min(settings.outbound.timeout_s, 30),
            max_bytes=1024**2, told=False,
        )  # fmt: skip

    def refuse(url: str) -> None:
        http.may_reach(url, allow=settings.outbound.allow)

    return Post(
        database=services.get(Database),
        keyring=services.get(Keyring),
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
        http=client,
        refuse=refuse,
        mail=_mail_server(settings),
        addresses={
            "slack": settings.slack.base_url or "https://slack.com/api",
            "pagerduty": settings.pagerduty.base_url or "https://events.pagerduty.com",
        },
        web_url=settings.alerts.web_url.rstrip("/"),
    )


def _mail_server(settings: Settings) -> MailServer | None:
    from adhelm.act.alerts import MailServer
    from adhelm.core.secret import Secret

    own = settings.mail
    if not own.host or not own.sender:
        return None
    password = Secret(own.password.get_secret_value()) if own.password else None
    return MailServer(
        own.host, own.port, own.sender, own.user, password, own.tls, own.timeout_s, own.recipients
    )


def _register_press(services: Services, settings: Settings) -> None:
    def opened() -> object:
        return open_press(services, settings)

    # By its name, as the desk.
    services.register_named("adhelm.act.reports.service.press.Press", opened)


def open_press(services: Services, settings: Settings) -> Press:
    """Return what reports are made and sent with."""
    from adhelm.act.reports import Press
    from adhelm.observe.warehouse import Warehouse

    return Press(
        database=services.get(Database),
        warehouse=services.get(Warehouse),
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
        narrator=_narrator(settings),
        web_url=settings.alerts.web_url.rstrip("/"),
    )


def _narrator(settings: Settings) -> Narrator | None:
    from adhelm.act.reports import Narrator
    from adhelm.core import http
    from adhelm.core.secret import Secret

    own = settings.llm
    if not own.base_url or not own.model:
        return None

    def client() -> httpx.Client:
        return http.client(
            allow=settings.outbound.allow, timeout_s=own.timeout_s, max_bytes=1024**2
        )

    key = Secret(own.api_key.get_secret_value()) if own.api_key else None
    return Narrator(own.base_url, own.model, key, client)


def _register_outside(services: Services, settings: Settings) -> None:
    def opened() -> object:
        from time import sleep

        from adhelm.act.feeds import Outside

        return Outside(
            allow=settings.outbound.allow,
            bigquery=settings.bigquery.base_url,
            sheets=settings.sheets.base_url,
            timeout_s=settings.outbound.timeout_s,
            software=adhelm.__version__,
            wait=sleep,
        )

    # By its name, as the desk.
    services.register_named("adhelm.act.feeds.types.Outside", opened)

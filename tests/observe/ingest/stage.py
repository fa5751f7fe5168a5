"""A sandbox, a clock that moves with it, and what every sync is called with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.observe.ingest import little

from adhelm.connectors.contract import Connector, Platforms
from adhelm.core import http
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, local
from adhelm.core.secrets import Keyring
from adhelm.core.tables import TABLES
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import SyncReport
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.sandbox.frame import Server
from adhelm.sandbox.play import serve

if TYPE_CHECKING:
    import httpx

Fact = tuple[str, str, str, date, Decimal, int, int]
NOW = datetime.fromisoformat("2026-11-20T09:00:00+00:00")


@dataclass
class Play:
    """A running sandbox, seen from outside."""

    server: Server
    http: "httpx.Client"
    name: str = "growth"

    @property
    def scenario(self) -> dict[str, Any]:
        return dict(self.http.get("/_sandbox/scenario").json())

    def restart(self, name: str = "growth", **how: object) -> None:
        wish = {"name": name, "seed": 1, "now": NOW.isoformat(), **how}
        assert self.http.post("/_sandbox/scenario", json=wish).is_success
        self.http.delete("/_sandbox/faults")
        self.http.delete("/_sandbox/journal")

    def credential(self, platform: str, name: str = "everything") -> dict[str, str]:
        return next(
            one
            for one in self.scenario["credentials"]
            if (one["platform"], one["name"]) == (platform, name)
        )

    def fault(self, **wish: object) -> None:
        assert self.http.post("/_sandbox/faults", json=wish).is_success

    def calls(self) -> list[dict[str, Any]]:
        return list(self.http.get("/_sandbox/journal").json()["entries"])

    def truth(self, since: date, until: date, level: str, platform: str = "") -> set[Fact]:
        query = {"since": since.isoformat(), "until": until.isoformat(), "level": level}
        if platform:
            query["platform"] = platform
        found = self.http.get("/_sandbox/truth", params=query).json()["facts"]
        return {
            (
                one["account_id"], one["level"], one["entity_id"], date.fromisoformat(one["date"]),
                Decimal(one["spend"]), one["impressions"], one["clicks"],
            )
            for one in found
        }  # fmt: skip


@dataclass
class Stage:
    """A home with a connection to a sandbox."""

    home: Path
    play: Play
    clock: SetClock
    database: Database
    warehouse: Warehouse
    keyring: Keyring
    principal: Principal
    platforms: Platforms
    waits: list[float] = field(default_factory=list)

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "principal": self.principal,
            "database": self.database,
            "warehouse": self.warehouse,
            "platforms": self.platforms,
            "keyring": self.keyring,
            "clock": self.clock,
        }

    @property
    def records(self) -> dict[str, Any]:
        return {"principal": self.principal, "database": self.database}

    @property
    def changing(self) -> dict[str, Any]:
        return {**self.records, "clock": self.clock}

    def connect(
        self,
        connector: str = "tiktok",
        *,
        name: str = "",
        assign: bool = True,
        every: timedelta | None = None,
        **other: str,
    ) -> str:
        name = name or connector
        about, scenario = self.platforms.connector(connector), self.play.scenario
        values = ingest.played_credential(about.credential, self.play.credential(connector))
        ingest.add_connection(
            principal=self.principal, database=self.database, platforms=self.platforms,
            keyring=self.keyring, clock=self.clock, name=name, connector=connector,
            credential={**values, **other},
            address=ingest.played_address(about, self.play.server.url, scenario["prefixes"]),
            every=every,
        )  # fmt: skip
        if assign:
            ingest.discover(**self.parts, name=name)
            ingest.assign_accounts(**self.changing, name=name)
        return name

    def sync(self, **how: Any) -> SyncReport:
        return ingest.sync(**self.parts, **how)

    def advance(self, **by: float) -> None:
        step = timedelta(**by)
        self.clock.advance(step)
        wish = {"now": self.clock.now().isoformat()}
        assert self.play.http.post("/_sandbox/clock", json=wish).is_success

    def read(self, query: str, **how: Any) -> list[tuple[Any, ...]]:
        pinned = warehouses.snapshot(self.warehouse, principal=self.principal, **how)
        with pinned.connect() as connection:
            return connection.execute(query).fetchall()

    def facts(self, level: str, *, grain: str = "day", **how: Any) -> set[Fact]:
        hours = "NOT NULL" if grain == "hour" else "NULL"
        rows = self.read(
            "SELECT account_id, level, entity_id, date, sum(spend), sum(impressions), sum(clicks) "
            f"FROM facts WHERE level = '{level}' AND breakdown = '' AND hour IS {hours} "
            "GROUP BY ALL",
            **how,
        )
        return {(*row[:4], row[4].normalize() + 0, int(row[5]), int(row[6])) for row in rows}

    def all_rows(self, table: str = "facts") -> list[tuple[Any, ...]]:
        # DuckDB hands instants over only with the package pytz.
        kept = ", ".join(
            f'CAST("{one.name}" AS VARCHAR)' if one.type == "TIMESTAMPTZ" else f'"{one.name}"'
            for one in TABLES[table].columns
            if not one.stamped
        )
        return self.read(f"SELECT {kept} FROM {table} ORDER BY ALL")


@contextmanager
def playing(name: str = "growth") -> Iterator[Play]:
    import httpx

    with (
        serve(name, seed=1, now=NOW) as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        yield Play(server, client, name)


def staged(
    play: Play,
    home: Path,
    database: Database,
    *,
    connectors: Mapping[str, Connector] | None = None,
    workspace: str = "acme",
) -> Stage:
    clock = SetClock(NOW)
    waits: list[float] = []
    return Stage(
        home=home,
        play=play,
        clock=clock,
        database=database,
        warehouse=open_warehouse(
            location=str(home / "warehouse"), database=database, clock=clock,
            memory_limit="512MB", threads=1,
        ),
        keyring=Keyring.from_file(home / "secret.key"),
        principal=local(workspace),
        platforms=platforms(clock, connectors or {"tiktok": little.connector()}, waits),
        waits=waits,
    )  # fmt: skip


def platforms(
    clock: SetClock, connectors: Mapping[str, Connector], waits: list[float]
) -> Platforms:
    return Platforms(
        connectors,
        # A slow machine is no fault of a platform's.
        http=lambda _: http.client(allow=["127.0.0.1"], timeout_s=300),
        clock=clock,
        addresses={},
        pause=waits.append,
    )

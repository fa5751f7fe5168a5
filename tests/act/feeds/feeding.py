"""A workspace whose data go to a database of their own, and what is in both."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from tests.observe.warehouse.deliveries import deliver

from adhelm.act import feeds
from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.store.reading import reading
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, local
from adhelm.core.secrets import Keyring
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Fixing, Replace

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
JAN = date(2026, 1, 1)


@dataclass
class Shop:
    """A workspace that feeds."""

    database: Database
    warehouse: Warehouse
    clock: SetClock
    url: str = ""
    who: Principal = field(default_factory=lambda: local("acme"))
    keyring: Keyring = field(default_factory=lambda: Keyring.of(KEY))

    @property
    def outside(self) -> feeds.Outside:
        return feeds.Outside(allow=("127.0.0.1",))

    def desk(self, **more: Any) -> feeds.Desk:
        return feeds.Desk(
            self.who, self.database, self.warehouse, self.keyring, self.clock,
            **{"outside": self.outside, **more},
        )  # fmt: skip

    def add(self, name: str = "team", **place: str) -> feeds.Feed:
        return feeds.add_feed(
            principal=self.who, database=self.database, keyring=self.keyring, clock=self.clock,
            name=name, kind=feeds.Kind.postgresql, place=place, credential={"url": self.url},
        )  # fmt: skip

    def known(self) -> list[feeds.Feed]:
        return [one.feed for one in self.statuses()]

    def statuses(self) -> list[feeds.Status]:
        return feeds.list_feeds(
            principal=self.who, database=self.database, warehouse=self.warehouse
        )

    def history(self, name: str = "team") -> list[feeds.FeedRun]:
        return feeds.history(principal=self.who, database=self.database, name=name)

    def check(self, name: str = "team") -> list[feeds.CheckItem]:
        return feeds.check_feed(self.desk(), name=name)

    def run(self, name: str = "team", *, whole: bool = False, **more: Any) -> feeds.FeedRun:
        return feeds.run_feed(self.desk(**more), name=name, whole=whole)

    def sync(
        self,
        today: date,
        *,
        account: str = "1",
        connector: str = "meta",
        back: int = 5,
        spend: str = "10.123456789",
        campaigns: Sequence[str] = ("c1", "c2"),
        levels: Sequence[str] = ("account", "campaign"),
        name: str = "Spring",
    ) -> None:
        """Publish the last days as an API sync would: each level, actions, names, a change."""
        self.clock.set(datetime.combine(today, time(9), UTC))
        days = [today - timedelta(days=n) for n in range(back + 1)]
        whose = {"connector": connector, "platform": connector, "account_id": account}
        tables: dict[str, list[dict[str, Any]]] = {
            "facts": [], "conversions": [], "entities": [], "coverage": [], "changes": [],
        }  # fmt: skip
        for level in levels:
            ids = [account] if level == "account" else list(campaigns)
            share = Decimal(spend) if level != "account" else Decimal(spend) * len(campaigns)
            for entity in ids:
                row = {**whose, "level": level, "entity_id": entity}
                if level == "campaign":
                    row["campaign_id"] = entity
                tables["entities"].append({**row, "name": f"{name} {entity}", "status": "ACTIVE"})
                for day in days:
                    dated = {
                        **row, "date": day, "breakdown": "", "breakdown_key": "",
                        "currency": "EUR", "account_tz": "Europe/Berlin",
                    }  # fmt: skip
                    tables["facts"].append(
                        {**dated, "impressions": 1000 + day.day, "clicks": 50, "spend": share,
                         "platform_conversions": Decimal(3), "reach": 700}
                    )  # fmt: skip
                    tables["conversions"].append(
                        {**dated, "event_type": "purchase", "conversion_name": "buy",
                         "attribution_window": "7d_click", "basis": "click_date",
                         "count": Decimal("2.5"), "value": Decimal("99.95")}
                    )  # fmt: skip
            tables["coverage"].append(
                {**whose, "level": level, "breakdown": "", "grain": "day",
                 "start_date": days[-1], "end_date": today, "fields": "spend"}
            )  # fmt: skip
        tables["changes"].append(
            {**whose, "level": "campaign", "entity_id": campaigns[0], "change_id": f"on {today}",
             "changed_at": self.clock.now(), "operation": "update", "field": "budget",
             "old": "1", "new": "=2+3"}
        )  # fmt: skip
        self.publish(tables)

    def publish(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        deliver(
            self.warehouse, principal=self.who, tables=tables, source="api",
            replace=Replace.window, allow_vanishing=True,
        )  # fmt: skip

    def rate(self, day: date, rate: str) -> None:
        warehouses.load_rates(
            self.warehouse, principal=self.who, batch_id=f"fx {day} {rate}",
            rows=[Fixing("EUR", "USD", day, Decimal(rate), "ecb")],
        )  # fmt: skip

    def held(self, table: str, *, schema: str = "adhelm") -> list[tuple[Any, ...]]:
        """What the target has, without the version that wrote it."""
        columns = ", ".join(
            "(extract(epoch FROM changed_at) * 1000000)::bigint" if name == "changed_at"
            else f'"{name}"'
            for name in told(table)
        )  # fmt: skip
        with psycopg.connect(self.url, options="-c TimeZone=UTC") as connection:
            return connection.execute(
                f'SELECT {columns} FROM "{schema}"."{table}" WHERE workspace_id = %s '
                f"ORDER BY {', '.join(str(n + 1) for n in range(len(told(table))))}",
                [self.who.workspace_id],
            ).fetchall()

    def meant(self, *, version: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
        """What the target should have: everything, read from the warehouse without a base."""
        found = warehouses.snapshot(self.warehouse, principal=self.who, as_of=version)
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in contract.DATA}
        with reading(found) as source:
            for chunk in source.plan(None).chunks:
                names = ", ".join(
                    # An instant with a zone would need one more package.
                    f"epoch_us({name})" if name == "changed_at" else name
                    for name in told(chunk.table)
                )
                query = source.select(chunk.table, chunk.partitions)
                rows[chunk.table] += source.rows(f"SELECT {names} FROM ({query})")
        return rows

    def is_whole(self, *, version: int | None = None) -> None:
        """All tables of the target hold what a reader of the warehouse finds, row by row."""
        for table, rows in self.meant(version=version).items():
            assert sorted(self.held(table), key=_order) == sorted(rows, key=_order), table

    def at(self) -> int | None:
        with psycopg.connect(self.url) as connection:
            there = connection.execute("SELECT to_regclass('adhelm.adhelm_state')").fetchone()
            if there is None or there[0] is None:
                return None
            row = connection.execute("SELECT max(data_version) FROM adhelm.adhelm_state").fetchone()
        return row[0] if row else None

    def process(self, home: Path, *words: str) -> subprocess.Popen[str]:
        """The command line in a process of its own, over the same warehouse."""
        environment = {
            **os.environ, "ADHELM_OUTBOUND__ALLOW": "127.0.0.1", "ADHELM_SECRETS__KEY": KEY,  # noqa: TID251
            "ADHELM_WAREHOUSE__LOCATION": str(home.parent / "warehouse"),
            "ADHELM_DATABASE__URL": plain(self.database.engine.url),
        }  # fmt: skip
        command = [sys.executable, "-m", "adhelm.app", "feed", *words, "-o", "json"]
        return subprocess.Popen(
            [*command, "--home", str(home), "--workspace", self.who.workspace_id],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


def _order(row: tuple[Any, ...]) -> list[Any]:
    return [(value is None, value) for value in row]


def told(table: str) -> list[str]:
    return [name for name in feeds.CONTRACT.table(table).names if name != "data_version"]


def plain(url: str | sa.URL) -> str:
    """A URL of SQLAlchemy without the driver."""
    parsed = sa.make_url(url)
    parsed = parsed.set(drivername=parsed.get_backend_name())
    return parsed.render_as_string(hide_password=False)

"""The loop on platforms that are played on this machine: ninety days, told day by day.

A process of its own plays five platforms with a market behind them. They are connected as real
ones would be; then both clocks pass ninety days, and each day is synced as it was known that
morning, so that what was restated later is in the history.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.app.demo.showing import DemoBroken, Shown, show
from adhelm.core import http as outbound
from adhelm.core.clock import SetClock
from adhelm.core.jobs import Arrivals

if TYPE_CHECKING:
    import httpx

    from adhelm.connectors.contract import Progress
    from adhelm.core.terminal import Shell
    from adhelm.observe.ingest.types import SyncReport

TITLE = "Northwind"
CURRENCY = "EUR"
SCENARIO, SEED, DAYS = "growth", 1, 90
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
_EACH_DAY = ("campaign_daily",)
_FINER, _RECONCILED = 6, 7


@dataclass(frozen=True, slots=True)
class _Stage:
    """The sandbox, and the clock that ours follows."""

    url: str
    http: httpx.Client
    clock: SetClock

    def move(self, now: datetime) -> None:
        """Put both clocks at an instant."""
        self.http.post("/_sandbox/clock", json={"now": now.isoformat()}).raise_for_status()
        self.clock.set(now)


def run(shell: Shell, *, home: Path, out: Path, days: int = DAYS) -> Shown:
    """
    Play, connect, let `days` days pass, then print figures and advice and write a report.

    `home` is where the demo's data live; a second run goes on from what is there.

    :raises DemoBroken: if a stream could not be brought.
    """
    shell.terminal.note(
        f"{TITLE}: an invented advertiser on five platforms, played on this machine; data in {home}"
    )
    start = NOW - timedelta(days=days - 1)
    with (
        playing(SCENARIO, seed=SEED, now=start) as url,
        outbound.client(allow=[url.removeprefix("http://")], base_url=url) as client,
        _at_home(shell, home, _Stage(url, client, SetClock(start))) as (inside, stage),
    ):
        _connect(inside, stage)
        with inside.terminal.progress(f"{days} days") as progress:
            _live(inside, stage, days, progress)
        _load_rates(inside, home, days)
        _reconcile(inside)
        inside.services.get(Arrivals).note(inside.principal.workspace_id)
        return show(inside, out=out, title=TITLE, currency=CURRENCY)


@contextmanager
def playing(scenario: str, *, seed: int, now: datetime) -> Iterator[str]:
    """Play the platforms in a process of their own, on a free port here; yield their URL."""
    command = [
        sys.executable, "-m", "adhelm.app", "sandbox", "--port", "0", "--scenario", scenario,
        "--seed", str(seed), "--now", now.isoformat(),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        yield _told(process)
    finally:
        process.terminate()
        process.wait()


def _told(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    said = process.stderr.readline()
    if "/_sandbox/" not in said:
        raise DemoBroken(f"the platforms could not be played: {said.strip()}")
    return said.partition("http://")[1] + said.partition("http://")[2].partition("/")[0]


@contextmanager
def _at_home(shell: Shell, home: Path, stage: _Stage) -> Iterator[tuple[Shell, _Stage]]:
    """Open the demo's services: as the product's, but by the sandbox's clock and reaching it."""
    from adhelm.app.wiring import open_services

    services, principal = open_services(
        home=home, clock=stage.clock, allow=[stage.url.removeprefix("http://")]
    )
    try:
        yield replace(shell, services=services, acting=principal), stage
    finally:
        services.close()


def _connect(shell: Shell, stage: _Stage) -> None:
    from adhelm.observe import ingest

    with shell.terminal.progress("connecting"):
        told = stage.http.get("/_sandbox/scenario").json()
        ingest.connect_sandbox(**_parts(shell), url=stage.url, told=told)


def _live(shell: Shell, stage: _Stage, days: int, progress: Progress) -> None:
    from adhelm.observe import ingest

    first = NOW - timedelta(days=days - 1)
    for number in range(days):
        stage.move(first + timedelta(days=number))
        progress(number, days, f"{stage.clock.now():%d %B}")
        _check(ingest.sync(**_parts(shell), only=_EACH_DAY, since=first.date()))
    # What is as of now, such as names and budgets, and the finer levels of the last week.
    _check(ingest.sync(**_parts(shell), since=(NOW - timedelta(days=_FINER)).date()))
    progress(days, days, "days")


def _check(report: SyncReport) -> None:
    for one in report.failed:
        raise DemoBroken(f"{one.connector} {one.account_id} {one.stream}: {one.error}")


def _load_rates(shell: Shell, home: Path, days: int) -> None:
    """Load the market's own rates, which never change, as a file that a person would load."""
    from adhelm.observe.warehouse import Warehouse, load_rates
    from adhelm.sandbox.market import PER_DOLLAR

    path = home / "rates-of-the-sandbox.csv"
    others = [code for code in PER_DOLLAR if code != CURRENCY]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Date", *others])
        for number in range(days + 1):
            day = (NOW - timedelta(days=number)).date()
            rates = [f"{PER_DOLLAR[code] / PER_DOLLAR[CURRENCY]:.6f}" for code in others]
            table.writerow([day.isoformat(), *rates])
    load_rates(
        shell.services.get(Warehouse), principal=shell.principal, batch_id="demo-rates", path=path
    )


def _reconcile(shell: Shell) -> None:
    from adhelm.observe import ingest

    last = NOW.date() - timedelta(days=1)
    with shell.terminal.progress("reconciling"):
        found = ingest.reconcile(
            **_parts(shell), since=last - timedelta(days=_RECONCILED - 1), until=last
        )
    counted: dict[str, int] = {}
    for one in found.tallies:
        counted[one.verdict] = counted.get(one.verdict, 0) + 1
    shell.terminal.note(
        f"held against the platforms' own totals, {_RECONCILED} days: "
        + ", ".join(f"{number} {verdict}" for verdict, number in sorted(counted.items()))
    )


def _parts(shell: Shell) -> dict[str, Any]:
    from adhelm.connectors.contract import Platforms
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.core.secrets import Keyring
    from adhelm.observe.warehouse import Warehouse

    clock: Any = Clock
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "warehouse": shell.services.get(Warehouse),
        "platforms": shell.services.get(Platforms),
        "keyring": shell.services.get(Keyring),
        "clock": shell.services.get(clock),
    }

"""The API under load: 100,000 campaigns, 3 million fact rows, requests that leave on time.

Server and generator share the machine's cores. The mix is 45 % lists, 30 % single campaigns, 10 %
filters and searches, 10 % analytics, 5 % updates. Then three times the rate that is promised, and
how soon the server is itself again. The health of the server is asked throughout.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import exports
from bench.homes import copy
from bench.measure import Ratio, at_most, keep, note

_CAMPAIGNS, _ADOPTED = 100_000, 1_000
_RATE, _FLOOD = 100, 300
_MIX = (("list", 45), ("get", 30), ("filter", 10), ("analytics", 10), ("update", 5))
_RANGE = "2025-12-01..2025-12-28"
_WHAT = {
    "steady": "requests leave every 10 ms whatever becomes of those before; a latency counts from "
    "the moment a request was meant to leave",
    "flood": "the same at three times the rate",
    "after": "the first rate again, from the tenth second after the flood on",
    "database": "seconds and statements of each request, as the server's own /metrics tells them",
}


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure the server on about `rows` facts; fewer than a million make a smoke test of it."""
    del repeats
    small = rows < 1_000_000
    campaigns, adopted = (2_000, 2) if small else (_CAMPAIGNS, _ADOPTED)
    steady_s, flood_s = (3, 2) if small else (300, 30)
    home = _built(rows, campaigns, adopted, data)
    own = data / "home-api-run"
    copy(home, own)
    with _server(own) as server:
        requests = _requests(json.loads((home / "ids.json").read_text()))
        _load(server, requests, rate=_RATE, seconds=2 if small else 10)
        before = server.metrics()
        with server.watched() as watch:
            steady = _load(server, requests, rate=_RATE, seconds=steady_s)
            database = _database(before, server.metrics())
            flood = _load(server, requests, rate=_FLOOD, seconds=flood_s)
            settled = 1 if small else 10
            after = _load(server, requests, rate=_RATE, seconds=2 * settled, settled=settled)
    shutil.rmtree(own)
    settings = {"facts": rows, "campaigns": campaigns, "mix": dict(_MIX), "what": _WHAT,
                "rates": [_RATE, _FLOOD], "seconds": [steady_s, flood_s]}  # fmt: skip
    shown = {"steady": steady, "flood": flood, "after": after, "database": database,
             "server": watch.figures()}  # fmt: skip
    _print(shown)
    ratios = list(_judged(shown))
    return keep(name, parts={}, ratios=ratios, settings={**settings, "found": shown},
                folder=results)  # fmt: skip


def _judged(shown: Mapping[str, Any]) -> Iterator[Ratio]:
    steady, flood, after = shown["steady"], shown["flood"], shown["after"]
    database, server = shown["database"], shown["server"]
    yield at_most("p95 at 100 requests a second", steady["answered"]["p95"], 100, "ms")
    yield at_most("p99 at 100 requests a second", steady["answered"]["p99"], 500, "ms")
    yield at_most("errors of 1,000", _failed(steady, allowed=("200",)) * 1000, 1, "")
    yield at_most("database p95", database["p95_ms"], 50, "ms")
    yield at_most("SQL statements of any request", database["most_statements"], 10, "")
    yield at_most("flood: neither 200, 429 nor 503", _failed(flood, allowed=_REFUSALS), 0, "")
    yield at_most("flood: refusals without Retry-After", flood["impatient_refusals"], 0, "")
    yield at_most("p95 ten seconds after the flood", after["after"].get("p95", 1e9), 200, "ms")
    yield at_most("peak memory", server["peak_mib"], 1024, "MiB")
    yield at_most("memory at the end against the middle", server["growth"], 1.1, "x")
    yield at_most("health unanswered", server["health_failed"], 0, "")


_REFUSALS = ("200", "429", "503")


def _failed(found: Mapping[str, Any], *, allowed: Sequence[str]) -> float:
    bad = sum(count for status, count in found["statuses"].items() if status not in allowed)
    return float(bad) / float(found["requests"])


def _requests(ids: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return a long round of requests in the mix, each update for a campaign of its own."""
    dice = random.Random(1)
    every, adopted = ids["campaigns"], ids["adopted"]
    fresh = iter(dice.sample(every, len(every)))
    words = ("verkauf", "produkt", "winter", "alpha", "sommer")
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "list": lambda: _get("list", f"?limit=50&sort={dice.choice(('-created', 'name'))}"),
        "get": lambda: _get("get", f"/{dice.choice(every)}"),
        "filter": lambda: _get(
            "filter",
            dice.choice(("?status=paused", "?platform=meta", f"?text={dice.choice(words)}"))
            + "&limit=50",
        ),
        "analytics": lambda: _get("analytics", f"/{dice.choice(adopted)}/analytics?range={_RANGE}"),
        "update": lambda: {
            "kind": "update", "method": "PATCH", "path": f"/api/v1/campaigns/{next(fresh)}",
            "headers": {"if-match": '"v1"'}, "body": '{"description": "seen under load"}',
        },
    }  # fmt: skip
    kinds = [kind for kind, share in _MIX for _ in range(share)]
    dice.shuffle(kinds)
    rounds = min(len(every) // (2 * dict(_MIX)["update"]), 500)
    return [makers[kind]() for _ in range(rounds) for kind in kinds]


def _get(kind: str, path: str) -> dict[str, Any]:
    return {"kind": kind, "method": "GET", "path": f"/api/v1/campaigns{path}"}


@dataclass
class _Watch:
    """What was seen of the server while it worked."""

    memory_mib: list[float] = field(default_factory=list)
    health_ms: list[float] = field(default_factory=list)
    health_failed: int = 0

    def figures(self) -> dict[str, Any]:
        last = self.memory_mib[-max(1, len(self.memory_mib) // 10) :]
        middle = self.memory_mib[len(self.memory_mib) // 2 :][: len(last)]
        return {
            "peak_mib": round(max(self.memory_mib)),
            "growth": round(median(last) / median(middle), 3),
            "health_asked": len(self.health_ms) + self.health_failed,
            "health_failed": self.health_failed,
            "health_slowest_ms": round(max(self.health_ms, default=0), 1),
        }


@dataclass
class _Server:
    """A running server, the key to it, and how many requests of the round were sent to it."""

    port: int
    key: str
    pid: int
    sent: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def metrics(self) -> dict[str, dict[float, float]]:
        """Return the sums of histograms over all routes of campaigns: name -> bound -> count."""
        found: dict[str, dict[float, float]] = {}
        line = re.compile(r'(\w+)_bucket\{.*le="([^"]+)".*route="([^"]+)".*\} (\S+)')
        for name, bound, route, count in line.findall(self.ask("/metrics")):
            if "/campaigns" in route:
                sums = found.setdefault(name, {})
                sums[float(bound)] = sums.get(float(bound), 0) + float(count)
        return found

    @contextmanager
    def watched(self) -> Iterator[_Watch]:
        """Note the server's memory and ask for its health twice a second."""
        watch, over = _Watch(), threading.Event()

        def look() -> None:
            while not over.wait(0.5):
                began = time.perf_counter()
                try:
                    self.ask("/health/live")
                    self.ask("/health/ready")
                except OSError:
                    watch.health_failed += 1
                else:
                    watch.health_ms.append((time.perf_counter() - began) * 1000)
                with suppress(OSError):
                    watch.memory_mib.append(_memory_mib(self.pid))

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield watch
        finally:
            over.set()
            thread.join()


def _memory_mib(pid: int) -> float:
    """Return what a process and those that it started hold; what they share counts once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    shares = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *children))
    return (
        sum(int(re.findall(r"^Pss: +(\d+) kB", share, re.MULTILINE)[0]) for share in shares) / 1024
    )


@contextmanager
def _server(home: Path) -> Iterator[_Server]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    # One key asks for all: how often it may is not what is measured.
    limits = ("REQUESTS_PER_MINUTE", "PERSON_REQUESTS_PER_MINUTE", "ADDRESS_REQUESTS_PER_MINUTE")
    more = {"ADHELM_HOME": str(home)} | {f"ADHELM_API__{name}": "0" for name in limits}
    command = [sys.executable, "-m", "adhelm.app", "up", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | more, stdout=subprocess.DEVNULL)  # noqa: TID251 - the machine's own
    try:
        server = _Server(port, json.loads((home / "ids.json").read_text())["key"], process.pid)
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            with suppress(OSError):
                server.ask("/health/ready")
                break
            threading.Event().wait(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _load(
    server: _Server,
    requests: list[dict[str, Any]],
    *,
    rate: float,
    seconds: float,
    settled: int = 0,
) -> dict[str, Any]:
    count = int(rate * seconds)
    # Each load goes on where the one before stopped: an update is sent once.
    asked = [requests[(server.sent + at) % len(requests)] for at in range(count)]
    server.sent += count
    plan = {
        "url": server.url, "rate": rate, "seconds": seconds, "requests": asked,
        "settled_after_s": settled, "headers": {"authorization": f"Bearer {server.key}"},
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(plan), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    note(f"  {rate:g}/s for {seconds:g} s: {found['statuses']} {found['answered']}")
    return found


def _database(
    before: Mapping[str, Mapping[float, float]], after: Mapping[str, Mapping[float, float]]
) -> dict[str, Any]:
    """Return what the histograms grew by: the bounds under which p95 and all requests are."""

    def grown(name: str) -> dict[float, float]:
        old = before.get(name, {})
        return {bound: count - old.get(bound, 0) for bound, count in sorted(after[name].items())}

    seconds = grown("adhelm_http_database_seconds")
    statements = grown("adhelm_http_database_statements")
    return {
        "p95_ms": _bound(seconds, 0.95) * 1000,
        "most_statements": _bound(statements, 1.0),
        "seconds": {str(bound): count for bound, count in seconds.items()},
        "statements": {str(bound): count for bound, count in statements.items()},
    }


def _bound(counts: Mapping[float, float], share: float) -> float:
    total = max(counts.values(), default=0)
    return next((bound for bound, count in counts.items() if count >= share * total), 0.0)


def _print(shown: Mapping[str, Any]) -> None:
    for part in ("steady", "flood", "after"):
        found = shown[part]
        print(f"\n{part}: {found['requests']:,} requests, {found['statuses']}")
        for kind, times in {"all answered": found["answered"], **found["kinds"]}.items():
            told = "  ".join(f"{mark} {value:>8.1f}" for mark, value in times.items())
            print(f"  {kind:<14} {told} ms")
    print(f"\ndatabase: {shown['database']}\nserver: {shown['server']}")


def _built(rows: int, campaigns: int, adopted: int, data: Path) -> Path:
    """Return a home with facts and campaigns, made once through the product's own doors."""
    home = data / f"home-api-{rows}"
    if (home / "ids.json").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    export = data / f"api-{rows}.csv"
    exports.write_german_export(export, rows)
    sheet = data / f"api-campaigns-{campaigns}.csv"
    _write_campaigns(sheet, campaigns)
    note(f"building a home of {rows:,} facts and {campaigns:,} campaigns")
    command = [sys.executable, "-m", "bench.api", str(home), str(export), str(sheet), str(adopted)]
    subprocess.run(command, check=True)
    export.unlink()
    sheet.unlink()
    return home


def _write_campaigns(path: Path, count: int) -> None:
    seasons, names = ("Winter", "Sommer", "Herbst"), ("Alpha", "Beta", "Gamma", "Delta")
    with path.open("w", encoding="utf-8") as out:
        out.write("name,objective,budget,currency,start_date,end_date,status,platforms\n")
        for at in range(count):
            name = f"{seasons[at % 3]} {names[at % 4]} Verkauf {at}"
            status = ("active", "paused")[at % 10 == 0]
            platforms = "google_ads" if at < 2_000 else "google_ads; meta"
            out.write(f"{name},sales,5000.00,EUR,2027-01-01,2027-01-31,{status},{platforms}\n")


# What follows runs in a process of its own.


def _fill(home: Path, export: Path, sheet: Path, adopted: int) -> None:
    """Import facts and campaigns, take platform campaigns in, and leave a key to it all."""
    import adhelm
    from adhelm.act import campaigns
    from adhelm.act.campaigns.types import Adoption
    from adhelm.app.wiring import open_services
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.govern import accounts
    from adhelm.observe.warehouse import Warehouse

    with adhelm.open(home) as helm:
        (imported,) = helm.import_files([str(export)], timezone="Europe/Berlin")
    if imported.published is None:
        raise SystemExit(f"not loaded: {imported.error or imported.questions}")
    services, principal = open_services(home=home)
    parts: dict[str, Any] = {
        "principal": principal, "database": services.get(Database),
        "warehouse": services.get(Warehouse), "clock": services.get(Clock),  # type: ignore[type-abstract]
    }  # fmt: skip
    campaigns.import_file(**parts, path=sheet)
    every = list(_ids(campaigns.list_campaigns, parts))
    taken = every[:adopted]
    for at, one in enumerate(taken):
        adoption = Adoption("google_ads", "1234567890", f"23{at:016}", None)
        campaigns.adopt(**parts, campaign_id=one, expected=1, adoptions=[adoption])
    made = accounts.bootstrap(database=parts["database"], clock=parts["clock"])
    found = {"key": made.key.secret.reveal(), "campaigns": every[adopted:], "adopted": taken}
    services.close()
    (home / "ids.json").write_text(json.dumps(found))


def _ids(list_campaigns: Callable[..., Any], parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of all campaigns, the oldest first."""
    from adhelm.act.campaigns.types import Wanted

    place = None
    while True:
        page = list_campaigns(
            principal=parts["principal"], database=parts["database"], place=place,
            wanted=Wanted("", None, "", None, "", archived=False, sort="created", limit=1000),
        )  # fmt: skip
        yield from (one.id for one in page.campaigns)
        if page.next_place is None:
            return
        value, last = page.next_place
        place = (value.isoformat(), last)


if __name__ == "__main__":
    _fill(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))

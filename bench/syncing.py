"""Sync: the product against a bare loop that downloads the same pages, and against dlt.

The platform is the sandbox's TikTok, in a process of its own that each contender finds fresh:
1,000 rows a page. What the product asks for is written down in a first run; the others ask for
exactly the same. Making a page takes the sandbox longer than anybody takes to read it, so the
same pages are played back from memory as well: what that takes is the contenders' own time.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.imports import dlt_python
from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep, note
from bench.playback import played_back
from bench.stopwatch import Stopwatch

_SCENARIO, _SEED = "scale", 1
_CONNECTOR, _STREAM = "tiktok", "campaign_daily"
_LAST = date(2026, 11, 19)
_NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
_CAMPAIGNS = 1000
_ACCOUNTS = 4
_MOST_MIB = 400
_WHAT = {
    "adhelm": "asks for the pages of four accounts side by side, keeps each on disk (zstd, fsync), "
    "maps it, stages, checks and publishes Parquet in a Delta table; an empty home is open before",
    "bare": "httpx, one request after the other on one connection; bodies are thrown away",
    "dlt": "the same requests by requests, bodies parsed and their rows given to a pipeline into "
    "DuckDB, as dlt's own sources do",
}


def main(
    *, rows: int, repeats: int, data: Path, results: Path, name: str, with_dlt: bool = True
) -> Path:
    """Measure a sync of about `rows` rows, and its memory with a tenth of them."""
    parts: dict[str, dict[str, Figures]] = {}
    counts: dict[str, int] = {}
    ratios: list[Ratio] = []
    ledger: dict[str, float] = {}
    for title, size in (("a tenth of the rows", max(rows // 10, 1)), ("all rows", rows)):
        requests = data / f"sync-requests-{size}.json"
        with _sandbox() as told:
            seen = _recorded(told["url"], size, requests)
        note(f"sync: {seen['rows']:,} rows, {seen['pages']:,} pages")
        ledger = seen["ledger"]
        contenders = _contenders(size, requests, data, with_dlt=with_dlt)
        parts[title] = compete(contenders, repeats=repeats, stage=_sandbox)
        counts[title] = seen["rows"]
    few, many = parts.values()
    at_once, played = _played_back(rows, data, repeats=repeats, with_dlt=with_dlt)
    parts["all rows, played back"] = played
    counts["all rows, played back"] = at_once
    ratios += _compared(many)
    ratios += _compared(played, how=" of pages played back")
    ratios.append(at_most("peak memory of the larger sync", max(many["adhelm"].peak_mib),
                          _MOST_MIB, "MiB"))  # fmt: skip
    growth = max(many["adhelm"].peak_mib) / max(few["adhelm"].peak_mib)
    ratios.append(at_most("peak memory for ten times the rows", growth, 1.3, "x"))
    shown = {
        title: {each: figures.as_json(counts[title]) for each, figures in found.items()}
        for title, found in parts.items()
    }
    _print_ledger(ledger)
    settings = {"rows": counts, "repeats": repeats, "what": _WHAT, "ledger_s": ledger}
    return keep(name, parts=shown, ratios=ratios, settings=settings, folder=results)


def _played_back(
    rows: int, data: Path, *, repeats: int, with_dlt: bool
) -> tuple[int, dict[str, Figures]]:
    """Let all have the very pages from memory; return how many rows, and what it came to."""
    requests = data / f"sync-requests-{rows}.json"
    with _sandbox() as told, played_back(told["url"]) as url:
        seen = _recorded(url, rows, requests)
        contenders = _contenders(rows, requests, data, with_dlt=with_dlt, often=True)
        found = compete(contenders, repeats=repeats, stage=lambda: nullcontext({"url": url}))
        return seen["rows"], found


@contextmanager
def _sandbox() -> Iterator[dict[str, Any]]:
    """Play the platforms anew: nobody finds answers that were made for another."""
    from adhelm.app.demo.live import playing

    with playing(_SCENARIO, seed=_SEED, now=_NOW) as url:
        yield {"url": url}


def _contenders(
    rows: int, requests: Path, data: Path, *, with_dlt: bool, often: bool = False
) -> list[Contender]:
    """Return who takes part; dlt once, unless `often` as many times as the others."""
    asked = {"requests": requests}
    found = [
        Contender("adhelm", "bench.syncing:sync_with_adhelm", {"rows": rows}),
        Contender("bare", "bench.syncing:download", asked),
    ]
    if with_dlt:
        turns = None if often else 1
        found.append(Contender("dlt", "bench.dlt_load:load_pages", asked, dlt_python(data), turns))
    return found


def _compared(found: dict[str, Figures], *, how: str = "") -> Iterator[Ratio]:
    own, bare, dlt = found["adhelm"], found["bare"], found.get("dlt")
    if own.seconds and bare.seconds:
        slower = own.median_s / bare.median_s
        told = Ratio(f"time against the bare loop{how}", slower, "no platform is so fast", met=True)
        yield told if how else at_most("time against the bare loop", slower, 4.0, "x")
    if own.seconds and dlt and dlt.seconds:
        yield at_least(f"speed against dlt{how}", dlt.median_s / own.median_s, 5.0)
        limit = dlt.median_s / bare.median_s
        yield Ratio(f"the bare loop's own against dlt{how}", limit, "nobody has more", met=True)


def _print_ledger(ledger: dict[str, float]) -> None:
    print("\nwhere the time goes (seconds of all threads, one run)")
    for step, seconds in sorted(ledger.items(), key=lambda one: -one[1]):
        print(f"  {step:<24} {seconds:>8.2f} s")


# What follows runs in a process of its own, but for `_recorded`.


def sync_with_adhelm(url: str, rows: int) -> dict[str, Any]:
    """Sync into an empty home, from the first request to the last published version."""
    from adhelm.app.memory import sparing

    sparing()
    with _connected(url, rows, record=None) as (run, wanted):
        with Stopwatch() as watch:
            report = run()
        count = sum(one.rows for one in report.streams)
        if report.failed or count < wanted // 2:
            return {"failed": f"{count} rows; {[one.error for one in report.failed][:1]}"}
    return {**watch.figures, "rows": count}


def download(url: str, requests: str) -> dict[str, Any]:
    """Send the requests one after the other and throw away what comes."""
    import httpx

    wanted = json.loads(Path(requests).read_text())
    size = 0
    with httpx.Client(trust_env=False, timeout=60) as client, Stopwatch() as watch:
        for one in wanted:
            size += len(client.request(**{**one, "url": url + one["url"]}).content)
    return {**watch.figures, "bytes": size}


def _recorded(url: str, rows: int, path: Path) -> dict[str, Any]:
    """Sync once, writing down each request and where the time went."""
    wanted: list[dict[str, Any]] = []
    ledger: dict[str, float] = {}

    def record(request: Any) -> None:
        kept = {name: value for name, value in request.headers.items()
                if name in {"access-token", "accept-encoding", "content-type"}}  # fmt: skip
        path_and_query = str(request.url).removeprefix(url)
        wanted.append({"method": request.method, "url": path_and_query, "headers": kept})

    with _connected(url, rows, record=record) as (run, _), _timed(ledger):
        del wanted[:]
        report = run()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(wanted))
    return {
        "rows": sum(one.rows for one in report.streams),
        "pages": len(wanted),
        "ledger": {step: round(seconds, 3) for step, seconds in ledger.items()},
    }


@contextmanager
def _connected(
    url: str, rows: int, *, record: Callable[[Any], None] | None
) -> Iterator[tuple[Callable[[], Any], int]]:
    """Open an empty home with the sandbox's TikTok connected; yield the sync and its rows."""
    import httpx

    from adhelm.app.wiring import open_platforms, open_services
    from adhelm.connectors.contract import Platforms
    from adhelm.core.clock import SetClock
    from adhelm.core.db import Database
    from adhelm.core.secrets import Keyring
    from adhelm.core.settings import Settings
    from adhelm.observe import ingest
    from adhelm.observe.warehouse import Warehouse

    days = max(1, min(300, round(rows / _ACCOUNTS / _CAMPAIGNS)))
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(_NOW)
        services, principal = open_services(
            home=Path(folder), clock=clock, allow=[url.removeprefix("http://")]
        )
        if record is not None:
            platforms = open_platforms(services.get(Settings), clock=clock)
            plain = platforms._http  # noqa: SLF001 - to listen in

            def listening(connector: Any) -> Any:
                client = plain(connector)
                client.event_hooks = {"request": [record]}
                return client

            platforms._http = listening  # noqa: SLF001
            services.register(Platforms, lambda: platforms)
        common: dict[str, Any] = {"principal": principal, "database": services.get(Database)}
        reaching = {**common, "platforms": services.get(Platforms), "clock": clock,
                    "keyring": services.get(Keyring),
                    "warehouse": services.get(Warehouse)}  # fmt: skip
        told = httpx.get(f"{url}/_sandbox/scenario", trust_env=False, timeout=60).json()
        ingest.connect_sandbox(
            **reaching, url=url, told=told, connectors=[_CONNECTOR], assign=False
        )
        found = ingest.list_accounts(**common, name=_CONNECTOR)
        ids = [one.account.id for one in found][:_ACCOUNTS]
        ingest.assign_accounts(**common, clock=clock, name=_CONNECTOR, accounts=ids)

        def run() -> Any:
            return ingest.sync(
                **reaching, only=[_STREAM],
                since=_LAST - timedelta(days=days - 1), until=_LAST,
            )  # fmt: skip

        yield run, days * _ACCOUNTS * _CAMPAIGNS
        services.close()


@contextmanager
def _timed(ledger: dict[str, float]) -> Iterator[None]:
    """Add up what the steps of a sync take, in all threads."""
    from adhelm.connectors.wire import Caller
    from adhelm.observe import warehouse
    from adhelm.observe.ingest.service.mapping import Mapper

    steps = (
        (Caller, "send", "ask and wait"), (warehouse, "land_page", "keep the page"),
        (Mapper, "take", "map and stage"), (Mapper, "finish", "stage the rest"),
        (warehouse, "publish", "publish"),
    )  # fmt: skip
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in steps]
    for owner, name, step in steps:
        setattr(owner, name, _clocked(getattr(owner, name), ledger, step))
    try:
        yield
    finally:
        for owner, name, plain in before:
            setattr(owner, name, plain)


def _clocked(plain: Callable[..., Any], ledger: dict[str, float], step: str) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return plain(*args, **kwargs)
        finally:
            ledger[step] = ledger.get(step, 0.0) + time.perf_counter() - began

    return run

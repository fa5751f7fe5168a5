"""Report pages of about a hundred rows that the sandbox answers, by the clock and by its CPU."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from adhelm.connectors.x.client.signing import Keys, sign
from bench.measure import at_least, keep, note

_ROWS = 100
_FIRST_PAGES = 300
_WANTED = 500
_EACH = "seconds"
_SERVE = """
import sys
from adhelm.sandbox.play import serve
server = serve("growth", seed=1)
print(server.port, flush=True)
server.run()
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page, ready to be sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    def wire(self) -> bytes:
        headers = {"host": "127.0.0.1", **self.headers, "content-length": str(len(self.body))}
        lines = [
            f"{self.method} {self.target} HTTP/1.1",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure each platform's pages with one and with two clients, each in a process of its own."""
    figures: dict[str, dict[str, Any]] = {}
    ratios = []
    data.mkdir(parents=True, exist_ok=True)
    with _server() as (port, pid):
        scenario = json.loads(_get(port, "/_sandbox/scenario"))
        for platform, make in _MAKERS.items():
            asks = [one.wire() for one in make(port, scenario)]
            found = {"first time": _first_time(port, pid, asks)}
            path = data / f"{name}.txt"
            path.write_text("\n".join(one.hex() for one in asks))
            for clients in (1, 2):
                runs = [_run(port, pid, path, clients, rows // _ROWS) for _ in range(repeats)]
                found[f"again, clients: {clients}"] = _middle(runs)
            path.unlink()
            figures[platform] = found
            for what in ("second", "cpu_s"):
                best = max(one[f"pages_per_{what}"] for one in found.values())
                ratios.append(at_least(f"{platform}: pages per {what}", best, _WANTED, "pages"))
                first = found["first time"][f"pages_per_{what}"]
                named = f"{platform}: first pages per {what}"
                ratios.append(at_least(named, first, _WANTED, "pages"))
                note(f"{platform}: {best:,.0f} pages per {what}, {first:,.0f} the first time")
    settings = {"rows": rows, "rows_in_a_page": _ROWS, "repeats": repeats}
    return keep(name, parts=figures, ratios=ratios, settings=settings, folder=results)


def client(port: int, path: str, pages: int) -> None:
    """Ask for pages, one after the other, and print how long it took and what they held."""
    asks = [bytes.fromhex(line) for line in Path(path).read_text().splitlines()]
    size = 0
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begun = time.perf_counter()
        for number in range(pages):
            line.sendall(asks[number % len(asks)])
            size += len(_answer(line))
        seconds = time.perf_counter() - begun
    print(json.dumps({"bytes": size, "seconds": seconds}))


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    with subprocess.Popen([sys.executable, "-c", _SERVE], stdout=subprocess.PIPE, text=True) as one:
        try:
            assert one.stdout is not None
            yield int(one.stdout.readline()), one.pid
        finally:
            one.terminate()


def _run(port: int, pid: int, path: Path, clients: int, pages: int) -> dict[str, Any]:
    before = _cpu_s(pid)
    script = f"import bench.sandbox; bench.sandbox.client({port}, {str(path)!r}, {pages})"
    running = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        for _ in range(clients)
    ]
    said = [json.loads(one.communicate()[0]) for one in running]
    return _figures(
        pid,
        pages=pages * clients,
        size=sum(one["bytes"] for one in said),
        seconds=max(one["seconds"] for one in said),
        used=_cpu_s(pid) - before,
    )


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of several runs as one."""
    alone = {name: round(median(one[name] for one in runs), 4) for name in runs[0] if name != _EACH}
    return {**alone, _EACH: [seconds for one in runs for seconds in one[_EACH]]}


def _figures(pid: int, *, pages: int, size: int, seconds: float, used: float) -> dict[str, Any]:
    return {
        "median_s": round(seconds, 4),
        _EACH: [round(seconds, 4)],
        "cpu_s": round(used, 2),
        "rows_per_s": round(pages * _ROWS / seconds),
        "pages_per_second": round(pages / seconds, 1),
        # The kernel counts in hundredths.
        "pages_per_cpu_s": round(pages / max(used, 0.01), 1),
        "kib_per_page": round(size / pages / 1024, 1),
        "peak_mib": _peak_mib(pid),
    }


def _peak_mib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _begin_again(port: int) -> None:
    body = b'{"name": "growth", "seed": 1}'
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(Ask("POST", "/_sandbox/scenario", {}, body).wire())
        _answer(line)


def _first_time(port: int, pid: int, asks: list[bytes]) -> dict[str, Any]:
    """Ask for each page once, before the sandbox has made any of them; often enough to be told."""
    used = seconds = 0.0
    size, times = 0, -(-_FIRST_PAGES // len(asks))
    for _ in range(times):
        _begin_again(port)
        before, begun = _cpu_s(pid), time.perf_counter()
        with socket.create_connection(("127.0.0.1", port)) as line:
            for one in asks:
                line.sendall(one)
                size += len(_answer(line))
        seconds += time.perf_counter() - begun
        used += _cpu_s(pid) - before
    return _figures(pid, pages=len(asks) * times, size=size, seconds=seconds, used=used)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _get(port: int, target: str, headers: Mapping[str, str] | None = None) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(Ask("GET", target, headers or {}).wire())
        return _answer(line)


def _answer(line: socket.socket) -> bytes:
    came = b""
    while b"\r\n\r\n" not in came:
        came += line.recv(1 << 18)
    head, _, body = came.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError((head + body)[:400].decode("utf-8", "replace"))
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    parts, missing = [body], length - len(body)
    while missing > 0:
        parts.append(line.recv(1 << 18))
        missing -= len(parts[-1])
    return b"".join(parts)


def _one(scenario: Mapping[str, Any], platform: str) -> tuple[dict[str, Any], dict[str, Any]]:
    account = next(one for one in scenario["accounts"] if one["platform"] == platform)
    who = next(one for one in scenario["credentials"] if one["platform"] == platform)
    return account, who


def _meta(port: int, scenario: Mapping[str, Any]) -> Iterator[Ask]:
    account, who = _one(scenario, "meta")
    fields = "campaign_id adset_id ad_id impressions clicks inline_link_clicks spend actions"
    query = {
        "level": "ad", "time_increment": "1", "limit": _ROWS, "fields": ",".join(fields.split()),
        "time_range": '{"since":"2026-09-01","until":"2026-11-19"}',
    }  # fmt: skip
    headers = {"authorization": f"Bearer {who['access_token']}"}
    after = ""
    while True:
        more = {"after": after} if after else {}
        target = f"/meta/v26.0/act_{account['id']}/insights?{urlencode({**query, **more})}"
        paging = json.loads(_get(port, target, headers))["paging"]
        if "next" not in paging:
            return
        yield Ask("GET", target, headers)
        after = paging["cursors"]["after"]


def _tiktok(port: int, scenario: Mapping[str, Any]) -> Iterator[Ask]:
    account, who = _one(scenario, "tiktok")
    query = {
        "advertiser_id": account["id"], "report_type": "BASIC", "data_level": "AUCTION_AD",
        "dimensions": '["ad_id","stat_time_day"]', "page_size": _ROWS,
        "metrics": '["spend","impressions","clicks","complete_payment"]',
        "start_date": "2026-10-21", "end_date": "2026-11-19",
    }  # fmt: skip
    headers = {"access-token": who["access_token"]}
    path = "/tiktok/open_api/v1.3/report/integrated/get/?"
    total = json.loads(_get(port, path + urlencode(query), headers))["data"]["page_info"]
    for page in range(1, total["total_number"] // _ROWS + 1):
        yield Ask("GET", path + urlencode({**query, "page": page}), headers)


def _google(_: int, scenario: Mapping[str, Any]) -> Iterator[Ask]:
    account, who = _one(scenario, "google_ads")
    headers = {"authorization": f"Bearer {who['access_token']}", "login-customer-id": "9990001112"}
    for first in (date(2026, 9, 1) + timedelta(days=n) for n in range(60)):
        query = (
            "SELECT campaign.id, ad_group.id, ad_group_ad.ad.id, segments.date, "
            "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions "
            f"FROM ad_group_ad WHERE segments.date BETWEEN '{first}' "
            f"AND '{first + timedelta(days=_GOOGLE_DAYS - 1)}' LIMIT {_ROWS}"
        )
        body = json.dumps({"query": query}).encode()
        yield Ask("POST", f"/google/v26/customers/{account['id']}/googleAds:search", headers, body)


def _linkedin(_: int, scenario: Mapping[str, Any]) -> Iterator[Ask]:
    account, who = _one(scenario, "linkedin")
    headers = {
        "authorization": f"Bearer {who['access_token']}",
        "linkedin-version": "202607",
        "x-restli-protocol-version": "2.0.0",
    }
    fields = "dateRange,pivotValues,impressions,clicks,costInLocalCurrency,landingPageClicks"
    urn = quote(f"urn:li:sponsoredAccount:{account['id']}", safe="")
    for first in (date(2026, 9, 1) + timedelta(days=n) for n in range(60)):
        ends = (first, first + timedelta(days=_LINKEDIN_DAYS - 1))
        days = [f"(year:{day.year},month:{day.month},day:{day.day})" for day in ends]
        target = (
            "/linkedin/rest/adAnalytics?q=analytics&pivot=CREATIVE&timeGranularity=DAILY"
            f"&dateRange=(start:{days[0]},end:{days[1]})&accounts=List({urn})&fields={fields}"
        )
        yield Ask("GET", target, headers)


def _x(port: int, scenario: Mapping[str, Any]) -> Iterator[Ask]:
    account, who = _one(scenario, "x")
    keys = Keys(who["client_id"], who["client_secret"], who["access_token"], who["refresh_token"])
    now = datetime.fromisoformat(scenario["now"])
    offset = now.astimezone(ZoneInfo(account["zone"])).utcoffset() or timedelta()

    def asked(path: str, params: Mapping[str, str]) -> Ask:
        path, stamp = f"/xads/12/{path}", str(int(now.timestamp()))
        url, pairs = f"http://127.0.0.1{path}", list(params.items())
        header = sign("GET", url, pairs, keys=keys, nonce="n", stamp=stamp)
        query = urlencode(params, quote_via=quote, safe="")
        return Ask("GET", f"{path}?{query}", {"authorization": header})

    listed = asked(f"accounts/{account['id']}/promoted_tweets", {"count": "20"})
    ids = [one["id"] for one in json.loads(_get(port, listed.target, listed.headers))["data"]]
    for first in (datetime(2026, 9, 1, tzinfo=now.tzinfo) + timedelta(days=n) for n in range(60)):
        start, end = (first + timedelta(days=n) - offset for n in (0, _X_DAYS))
        yield asked(
            f"stats/accounts/{account['id']}",
            {
                "entity": "PROMOTED_TWEET",
                "entity_ids": ",".join(ids),
                "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}",
                "end_time": f"{end:%Y-%m-%dT%H:%M:%SZ}",
                "granularity": "DAY",
                "placement": "ALL_ON_TWITTER",
                "metric_groups": "ENGAGEMENT,BILLING,WEB_CONVERSION",
            },
        )


# None has pages so small: so many days of their ads are about a hundred rows.
_GOOGLE_DAYS, _LINKEDIN_DAYS, _X_DAYS = 4, 3, 6
_MAKERS = {
    "meta": _meta,
    "tiktok": _tiktok,
    "google_ads": _google,
    "linkedin": _linkedin,
    "x": _x,
}

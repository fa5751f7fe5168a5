"""Open-loop load: requests leave on time whatever becomes of those before, as people's do.

A latency counts from the moment a request was meant to leave, so that a server that stalls
is charged for everybody who waits meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_PATIENCE_S = 30.0
# Servers hang up on connections that idle for a while; one that is fresh is not in doubt.
_FRESH_S = 2.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to be: its kind in the mix, and what goes over the wire."""

    kind: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(slots=True)
class Answered:
    """What became of a request; status 0 where no answer came."""

    kind: str
    due_s: float
    took_s: float
    status: int
    patient: bool = True
    """Whether a refusal said when to come back."""


def run(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Send what a plan says (`url`, `rate`, `seconds`, `requests`, `headers`); return figures."""
    found = asyncio.run(_Load(plan).run())
    return _summary(found, plan)


class _Load:
    """Connections that are kept and lent, and the requests under way."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        address = urlsplit(plan["url"])
        self._host, self._port = str(address.hostname), int(address.port or 80)
        self._rate, self._seconds = float(plan["rate"]), float(plan["seconds"])
        self._requests = [Asked(**{**one, "body": one.get("body", "").encode()})
                          for one in plan["requests"]]  # fmt: skip
        self._headers = dict(plan.get("headers", {}))
        self._free: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self) -> list[Answered]:
        """Send one request each 1/rate seconds and wait for the answers."""
        began = time.perf_counter()
        count = int(self._rate * self._seconds)
        tasks = []
        for at in range(count):
            due = at / self._rate
            wait = began + due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            asked = self._requests[at % len(self._requests)]
            tasks.append(asyncio.create_task(self._send(asked, began, due)))
        return list(await asyncio.gather(*tasks))

    async def _send(self, asked: Asked, began: float, due: float) -> Answered:
        try:
            status, patient = await asyncio.wait_for(self._exchange(asked), _PATIENCE_S)
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            status, patient = 0, False
        took = time.perf_counter() - began - due
        return Answered(asked.kind, due, took, status, patient)

    async def _exchange(self, asked: Asked) -> tuple[int, bool]:
        reader, writer = self._kept() or await self._connected()
        try:
            writer.write(self._wire(asked))
            head = await reader.readuntil(b"\r\n\r\n")
            status, headers = _head(head)
            await _drain(reader, headers)
        except BaseException:
            writer.close()
            raise
        if headers.get("connection", "") == "close":
            writer.close()
        else:
            self._free.append((time.perf_counter(), reader, writer))
        return status, status not in {429, 503} or "retry-after" in headers

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._free:
            used, reader, writer = self._free.pop()
            if time.perf_counter() - used < _FRESH_S:
                return reader, writer
            writer.close()
        return None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port)

    def _wire(self, asked: Asked) -> bytes:
        headers = {"host": f"{self._host}:{self._port}", **self._headers, **asked.headers}
        if asked.body:
            headers |= {"content-type": "application/json", "content-length": str(len(asked.body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{asked.method} {asked.path} HTTP/1.1\r\n{lines}\r\n".encode() + asked.body


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, value in pairs}


async def _drain(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> None:
    if headers.get("transfer-encoding") != "chunked":
        await reader.readexactly(int(headers.get("content-length", "0")))
        return
    while size := int((await reader.readline()).strip() or b"0", 16):
        await reader.readexactly(size + 2)
    await reader.readline()


def _summary(found: Sequence[Answered], plan: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    statuses = Counter(one.status for one in found)
    good = [one for one in found if 200 <= one.status < 300]
    after = float(plan.get("settled_after_s", 0))
    return {
        "requests": len(found),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "impatient_refusals": sum(not one.patient for one in found),
        "answered": _times(good),
        "after": _times([one for one in good if one.due_s >= after]),
        "kinds": {kind: _times(ones) for kind, ones in sorted(kinds.items())},
        "generator_cpu_s": round(resource.getrusage(resource.RUSAGE_SELF).ru_utime, 2),
    }


def _times(found: Sequence[Answered]) -> dict[str, float]:
    times = sorted(one.took_s * 1000 for one in found)
    if not times:
        return {}
    marks = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    at = {name: times[min(len(times) - 1, int(len(times) * mark))] for name, mark in marks.items()}
    return {name: round(value, 1) for name, value in {**at, "max": times[-1]}.items()}


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))

"""A sandbox on a free port, and a client that speaks to it as a connector would."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from adhelm.sandbox.frame import Server
from adhelm.sandbox.play import serve


@dataclass
class Play:
    """A running sandbox, seen from outside."""

    server: Server
    http: httpx.Client

    @property
    def scenario(self) -> dict[str, Any]:
        return dict(self.http.get("/_sandbox/scenario").json())

    def accounts(self, platform: str) -> list[dict[str, Any]]:
        return [one for one in self.scenario["accounts"] if one["platform"] == platform]

    def credential(self, platform: str, name: str = "everything") -> dict[str, Any]:
        return next(
            one
            for one in self.scenario["credentials"]
            if one["platform"] == platform and one["name"] == name
        )

    def fault(self, **wish: object) -> None:
        assert self.http.post("/_sandbox/faults", json=wish).status_code == 200

    def advance(self, **by: float) -> None:
        seconds = by.get("days", 0) * 86_400 + by.get("hours", 0) * 3_600 + by.get("seconds", 0)
        assert self.http.post("/_sandbox/clock", json={"advance_seconds": seconds}).is_success

    def truth(self, account: str, since: str, until: str, level: str = "campaign") -> list[Any]:
        params = {"account": account, "since": since, "until": until, "level": level}
        return list(self.http.get("/_sandbox/truth", params=params).json()["facts"])


@pytest.fixture(scope="module")
def stage() -> Iterator[Play]:
    """One server for a module; use `play`, which starts every test over."""
    with serve("growth", seed=1) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        yield Play(server, http)


@pytest.fixture
def play(stage: Play) -> Play:
    stage.http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1})
    stage.http.delete("/_sandbox/journal")
    return stage

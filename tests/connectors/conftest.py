"""A desk for each platform, on a sandbox that begins anew for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.connectors.suite import TRAITS, Desk, Trait, moment, needing

from adhelm.core.clock import SetClock
from adhelm.core.http import client
from adhelm.sandbox.play import serve

if TYPE_CHECKING:
    import httpx

    from adhelm.sandbox.frame import Server


@pytest.fixture(scope="session")
def sandbox() -> Iterator[tuple[Server, httpx.Client]]:
    """One sandbox for all desks, and a line to its controls."""
    with (
        serve("growth", seed=1) as server,
        client(allow=["127.0.0.1"], base_url=server.url) as http,
    ):
        yield server, http


@pytest.fixture(params=[needing(one) for one in TRAITS])
def desk(request: pytest.FixtureRequest, sandbox: tuple[Server, httpx.Client]) -> Iterator[Desk]:
    """A connector at work; the sandbox has just begun."""
    server, http = sandbox
    trait: Trait = request.param
    begun = http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1}).json()
    http.delete("/_sandbox/journal")
    made = Desk(trait, server.url, http, SetClock(moment(begun["now"])))
    yield made
    made.close()

"""LinkedIn's desk, on a sandbox that begins anew for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.connectors.suite import TRAITS, Desk, moment

from adhelm.core.clock import SetClock

if TYPE_CHECKING:
    import httpx

    from adhelm.sandbox.frame import Server

LINKEDIN = next(one for one in TRAITS if one.name == "linkedin")


@pytest.fixture
def desk(sandbox: tuple[Server, httpx.Client]) -> Iterator[Desk]:
    """LinkedIn's connector at work; the sandbox has just begun."""
    server, http = sandbox
    begun = http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1}).json()
    http.delete("/_sandbox/journal")
    made = Desk(LINKEDIN, server.url, http, SetClock(moment(begun["now"])))
    yield made
    made.close()

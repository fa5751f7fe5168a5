"""A desk at the sandbox's Google Ads, which begins anew for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.connectors.suite import GOOGLES, Desk, Trait, moment, needing

from adhelm.core.clock import SetClock

if TYPE_CHECKING:
    import httpx

    from adhelm.sandbox.frame import Server


@pytest.fixture(params=[needing(one) for one in GOOGLES])
def google(request: pytest.FixtureRequest, sandbox: tuple[Server, httpx.Client]) -> Iterator[Desk]:
    """Google Ads' connector at work, over each of its transports."""
    server, http = sandbox
    trait: Trait = request.param
    begun = http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1}).json()
    http.delete("/_sandbox/journal")
    made = Desk(trait, server.url, http, SetClock(moment(begun["now"])))
    yield made
    made.close()

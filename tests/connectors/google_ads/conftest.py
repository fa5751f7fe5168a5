"""A desk at the sandbox's Google Ads, which begins anew for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.connectors.suite import TRAITS, Desk, moment

from adhelm.core.clock import SetClock

if TYPE_CHECKING:
    import httpx

    from adhelm.sandbox.frame import Server


@pytest.fixture
def google(sandbox: tuple[Server, httpx.Client]) -> Iterator[Desk]:
    """Google Ads' connector at work."""
    server, http = sandbox
    trait = next(one for one in TRAITS if one.name == "google_ads")
    begun = http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1}).json()
    http.delete("/_sandbox/journal")
    made = Desk(trait, server.url, http, SetClock(moment(begun["now"])))
    yield made
    made.close()

"""The sandbox's people, asked over HTTP, imported and attributed; who was caused is known there."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import httpx  # noqa: TID253 - a client of its own

from adhelm.core.ads import Period
from adhelm.sandbox.play import serve
from adhelm.understand import attribution
from adhelm.understand.attribution.types import By, Kept, Model

if TYPE_CHECKING:
    from tests.understand.attribution.conftest import Desk


class TestTheSandbox:
    def test_knows_journeys_and_who_would_have_bought_anyway(self, desk: Desk, tmp_path: Path):
        days = Period.closed(date(2026, 10, 1), date(2026, 10, 3))
        query = {"since": str(days.start), "until": str(days.last), "orders": "1"}
        with serve("growth", seed=1) as server, httpx.Client(base_url=server.url) as http:
            said = http.get("/_sandbox/truth", params=query).json()
        file = tmp_path / "truth.json"
        file.write_text(json.dumps(said))
        orders = said["orders"]
        touches = sum(len(order["touches"]) for order in orders)
        kept = attribution.import_file(**desk.parts, path=file)
        assert kept == Kept(added=len(orders) + touches)
        assert attribution.import_file(**desk.parts, path=file) == Kept(same=kept.added)

        year = Period.closed(date(2026, 1, 1), date(2026, 12, 31))
        found = desk.run(period=year, by=By.platform, click_days=90, view_days=90)
        touched = [order for order in orders if order["touches"]]
        assert found.counts.attributed == len(touched)
        assert found.counts.never_touched == len(orders) - len(touched)
        assert found.value == sum(Decimal(order["value_usd"]) for order in touched)
        first = Counter(order["touches"][0]["platform"] for order in touched)
        assert {line.name: line.credit[Model.first].conversions for line in found.lines} == first
        caused = sum(order["caused_by"] is not None for order in orders)
        both = sum(len({each["platform"] for each in one["touches"]}) == 2 for one in orders)
        assert sum(one.conversions for one in found.overlaps) == both
        # All models share out more than the ads brought about: none of them is causal.
        assert caused < found.conversions
        assert "causal" in found.warnings[-1]

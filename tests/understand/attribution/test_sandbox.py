"""The sandbox's people, fetched as a client's own tracking tells of them, and attributed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx  # noqa: TID253 - a client of its own
import pytest

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.errors import Forbidden
from adhelm.sandbox.play import serve
from adhelm.understand import attribution
from adhelm.understand.attribution.types import USUAL, BadJourneyFile, BadSource, By, Kept

if TYPE_CHECKING:
    from tests.understand.attribution.conftest import Desk

DAYS = Period.closed(date(2026, 10, 1), date(2026, 10, 3))
QUERY = {"since": str(DAYS.start), "until": str(DAYS.last)}


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with serve("growth", seed=1) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def orders(http: httpx.Client) -> list[dict[str, Any]]:
    """Who bought, as only the sandbox knows: with who would have bought anyway."""
    said = http.get("/_sandbox/truth", params={**QUERY, "orders": "1"}).json()
    found: list[dict[str, Any]] = said["orders"]
    return found


def fetch(desk: Desk, http: httpx.Client) -> Kept:
    return attribution.fetch(**desk.parts, get=lambda url: http.get(url).content)


def connect(desk: Desk, url: str) -> None:
    attribution.add_source(
        principal=desk.who, database=desk.database, clock=desk.clock, url=url, since=DAYS.start
    )


def there(desk: Desk, day: date) -> Desk:
    """The same desk on another day."""
    return replace(desk, clock=SetClock(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)))


class TestTheSandbox:
    def test_is_a_source_whose_people_are_attributed(
        self, desk: Desk, http: httpx.Client, orders: list[dict[str, Any]]
    ):
        desk = there(desk, DAYS.end)
        connect(desk, f"{http.base_url}/")
        touches = sum(len(order["touches"]) for order in orders)
        assert fetch(desk, http) == Kept(added=len(orders) + touches)
        assert fetch(desk, http) == Kept(same=len(orders) + touches)

        year = Period.closed(date(2026, 1, 1), date(2026, 12, 31))
        found = desk.run(period=year, by=By.platform, click_days=90, view_days=90)
        touched = [order for order in orders if order["touches"]]
        assert found.counts.attributed == len(touched)
        assert found.counts.never_touched == len(orders) - len(touched)
        assert found.value == sum(Decimal(order["value_usd"]) for order in touched)
        caused = sum(order["caused_by"] is not None for order in orders)
        both = sum(len({each["platform"] for each in one["touches"]}) == 2 for one in orders)
        assert sum(one.conversions for one in found.overlaps) == both
        met = Counter(name for one in touched for name in {t["platform"] for t in one["touches"]})
        assert {line.name: line.paths for line in found.lines} == met
        # All models share out more than the ads brought about: none of them is causal.
        assert caused < found.conversions
        assert "causal" in found.warnings[-1]
        for model in USUAL:
            given = [line.credit[model].conversions for line in found.lines]
            assert sum(given) == len(touched)

    def test_tells_nobody_who_would_have_bought_anyway(
        self, http: httpx.Client, orders: list[dict[str, Any]]
    ):
        told = http.get("/_sandbox/journeys", params=QUERY).json()
        fields = {name for each in told.values() for row in each for name in row}
        assert not fields & {"anyway", "caused_by"}
        sold = {row["id"]: row["at"] for row in told["conversions"]}
        assert sold.keys() == {order["id"] for order in orders}
        for touch in told["touchpoints"]:
            assert touch["at"] <= sold[touch["id"].partition("/")[0]]

    def test_can_be_a_file(self, desk: Desk, http: httpx.Client, tmp_path: Path):
        file = tmp_path / "journeys.json"
        file.write_bytes(http.get("/_sandbox/journeys", params=QUERY).content)
        kept = attribution.import_file(**desk.parts, path=file)
        assert attribution.import_file(**desk.parts, path=file) == Kept(same=kept.added)
        file.write_text(json.dumps({"orders": []}))
        with pytest.raises(BadJourneyFile):
            attribution.import_file(**desk.parts, path=file)

    def test_is_connected_by_an_admin_and_can_be_left(self, desk: Desk, http: httpx.Client):
        url = str(http.base_url).rstrip("/")
        connect(desk, url)
        known: dict[str, Any] = {"principal": desk.who, "database": desk.database}
        (source,) = attribution.list_sources(**known)
        assert (source.url, source.since, source.fetched_at) == (url, DAYS.start, None)
        writer = replace(desk, who=replace(desk.who, scopes=frozenset(list(desk.who.scopes)[:0])))
        with pytest.raises(Forbidden):
            connect(writer, url)
        attribution.remove_source(**known, clock=desk.clock, url=url)
        assert not attribution.list_sources(**known)
        with pytest.raises(BadSource):
            attribution.remove_source(**known, clock=desk.clock, url=url)
        for wrong in ("file:///etc/passwd", "nowhere"):
            with pytest.raises(BadSource):
                connect(desk, wrong)

    def test_that_answers_with_no_journeys_is_said_so(self, desk: Desk, http: httpx.Client):
        desk = there(desk, DAYS.end)
        connect(desk, f"{http.base_url}/nothing")
        with pytest.raises(BadJourneyFile):
            fetch(desk, http)

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "since=2026-10-01",
            "since=2026-10-02&until=2026-10-01",
            "since=2026-01-01&until=2026-10-01",
            "since=x&until=y",
        ],
    )
    def test_refuses_days_that_are_none(self, http: httpx.Client, query: str):
        assert http.get(f"/_sandbox/journeys?{query}").status_code == 400

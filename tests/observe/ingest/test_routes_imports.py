"""Files and events that are sent over HTTP …"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import httpx  # noqa: TID253 - a client of its own
import pytest
from pydantic import ByteSize
from tests.app.api.conftest import Installation, house, served
from tests.observe.ingest import samples

from adhelm.app.api import create_app
from adhelm.app.wiring import make_worker
from adhelm.core.principal import local
from adhelm.core.settings.api import ApiSettings
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
_CSV = {"content-type": "text/csv"}
_ASKED = {"metrics": ["spend", "impressions"], "by": ["platform"]}
# As Google Ads writes it for Excel: UTF-16, tabs, a title above and a total below.
GOOGLE = """\
Campaign report
1 January 2026 - 3 January 2026
Day\tCampaign ID\tCampaign\tCurrency code\tImpressions\tClicks\tCost
2026-01-01\t701\tBrand\tEUR\t1,000\t20\t12.50
2026-01-02\t701\tBrand\tEUR\t1,100\t21\t13.25
2026-01-03\t702\tGeneric\tEUR\t900\t9\t7.00
Total: account\t --\t --\tEUR\t3,000\t50\t32.75
"""


@pytest.fixture(autouse=True)
def _patient(house: Installation) -> None:
    """The first question of each kind is compiled: that may take a while."""
    house.http.timeout = httpx.Timeout(60)


def send(house: Installation, query: str, content: Any, who: str = "analyst", **how: Any):
    headers = {**_CSV, **how.pop("headers", {})}
    return house.call(who, "POST", f"/imports?{query}", content=content, headers=headers)


def job(house: Installation, told: httpx.Response) -> dict[str, Any]:
    assert told.status_code == 202, told.text
    make_worker(house.services).run_due()
    path = told.headers["location"].removeprefix("/api/v1")
    shown: dict[str, Any] = house.call("viewer", "GET", path).json()
    return shown


def imported(house: Installation, told: httpx.Response) -> list[dict[str, Any]]:
    """Run the job, and return what it loaded."""
    shown = job(house, told)
    rows: list[dict[str, Any]] = house.call("viewer", "GET", f"/imports?job={shown['id']}").json()[
        "rows"
    ]
    return rows


def query(house: Installation, **asked: Any) -> list[dict[str, Any]]:
    told = house.call("viewer", "POST", "/query", json={**_ASKED, **asked})
    rows: list[dict[str, Any]] = told.json()["rows"]
    return rows


class TestAFile:
    def test_of_google_in_utf16_is_sent_loaded_and_asked_about(self, house: Installation):
        sent = house.call(
            "analyst", "POST", "/imports?account=g1&timezone=Europe/Berlin",
            files={"file": ("../Kampagnen.csv", GOOGLE.encode("utf-16"))},
        )  # fmt: skip
        one = imported(house, sent)[0]
        assert sent.json()["file"] == "Kampagnen.csv"
        assert (one["state"], one["platform"], one["rows"]) == ("loaded", "google_ads", 3), one
        assert (one["sums"]["spend"], one["currency"]) == ("32.75", "EUR")
        assert house.call("viewer", "GET", f"/imports/{one['id']}").json() == one
        found = query(house, where="account_id = g1")
        assert [(row["platform"], row["impressions"]) for row in found] == [("google_ads", 3000)]
        assert Decimal(found[0]["spend"]) == Decimal("32.75")
        assert house.call("other workspace", "GET", f"/imports/{one['id']}").status_code == 404
        assert house.call("other workspace", "GET", "/imports").json()["rows"] == []

    def test_twice_changes_nothing(self, house: Installation):
        body = samples.text(samples.rows()).encode()
        asked = "file=shop.csv&account=shop2&timezone=Europe/Berlin"
        first, again = (imported(house, send(house, asked, body))[0] for _ in "12")
        assert (first["state"], again["state"]) == ("loaded", "unchanged")
        assert again["same_as"] == first["id"]

    def test_is_taken_once_per_key_whatever_is_in_it(self, house: Installation):
        body = samples.text(samples.rows(extra=3)).encode()
        asked = "file=k.csv&account=shop3&timezone=UTC&dry_run=true"
        key = {"idempotency-key": "file-1"}
        first = send(house, asked, body, headers=key)
        again = send(house, asked, body, headers=key)
        assert again.json() == first.json()
        assert again.headers["location"] == first.headers["location"]
        other = send(house, asked, body + b"\n", headers=key)
        assert other.json()["code"] == "idempotency.other_request"

    def test_that_leaves_something_open_says_which_parameter_settles_it(self, house: Installation):
        header = ("Day", "Campaign name", "Campaign ID", "Impressions", "Clicks (all)", "Spent")
        body = samples.text(samples.rows(), header=header).encode()
        asked = "file=open.csv&account=open&timezone=UTC&platform=meta&map=spend=Spent"
        one = imported(house, send(house, asked, body))[0]
        assert one["state"] == "asked"
        assert [each["parameter"] for each in one["questions"]] == ["currency"], one
        settled = imported(house, send(house, f"{asked}&currency=eur", body))[0]
        assert (settled["state"], settled["currency"]) == ("loaded", "EUR")

    def test_is_tried_without_being_loaded(self, house: Installation):
        body = samples.text(samples.rows(extra=7)).encode()
        asked = "file=try.csv&account=dry&timezone=UTC&dry_run=true"
        one = imported(house, send(house, asked, body))[0]
        assert (one["state"], one["changes"]["added"]) == ("dry_run", 6)
        assert query(house, where="account_id = dry") == []

    def test_shows_the_rows_it_could_not_load(self, house: Installation):
        wrong = [(f"2026-01-0{day}", "Odd", 1, "many", 1, "1.00") for day in (7, 8, 9)]
        rows = [*samples.rows(days=1), *wrong]
        asked = "file=odd.csv&account=odd&timezone=UTC"
        one = imported(house, send(house, asked, samples.text(rows).encode()))[0]
        assert one["rejected"] == 3
        path = f"/imports/{one['id']}/quarantine?limit=2"
        first = house.call("viewer", "GET", path).json()
        rest = house.call("viewer", "GET", f"{path}&cursor={first['next_cursor']}").json()
        kept = [*first["rows"], *rest["rows"]]
        assert [(each["line"], each["file"]) for each in kept] == [
            (line, "odd.csv") for line in (4, 5, 6)
        ]
        assert (len(first["rows"]), rest["next_cursor"]) == (2, None)
        # A number below nothing is no cursor of ours: [-1].
        assert house.call("viewer", "GET", f"{path}&cursor=Wy0xXQ").status_code == 422
        assert house.call("viewer", "GET", "/imports/imp_no/quarantine").status_code == 404

    def test_that_is_none_fails_its_job_and_tells_no_path_of_ours(self, house: Installation):
        shown = job(house, send(house, "file=x.csv", b"\x00\x01 no table"))
        assert shown["state"] == "failed"
        assert shown["error_code"].startswith("file.")
        assert "adhelm-upload" not in str(shown)
        one = house.call("viewer", "GET", f"/imports?job={shown['id']}").json()["rows"][0]
        assert (one["state"], one["file"]) == ("failed", "x.csv")
        assert "adhelm-upload" not in str(one)

    @pytest.mark.parametrize(
        ("query", "content", "kind", "status"),
        [
            ("file=a.csv", b"", "text/csv", 422),
            ("file=a.csv", b"a", "application/json", 415),
            ("file=a.csv", b"a", "multipart/form-data", 422),
            ("file=a.csv", b"--x\r\n\r\na", "multipart/form-data; boundary=x", 422),
            ("file=a.csv&timezone=Mars", b"a", "text/csv", 422),
            ("file=a.csv&currency=e", b"a", "text/csv", 422),
            ("file=a.csv&map=x", b"a", "text/csv", 422),
            ("file=a.csv&book=diary", b"a", "text/csv", 422),
        ],
    )
    def test_that_cannot_be_is_refused(self, house: Installation, query, content, kind, status):
        before = house.call("viewer", "GET", "/imports").json()["rows"]
        told = send(house, query, content, headers={"content-type": kind})
        assert told.status_code == status, told.text
        assert house.call("viewer", "GET", "/imports").json()["rows"] == before

    def test_is_listed_newest_first_page_by_page(self, house: Installation):
        whole = house.call("viewer", "GET", "/imports").json()["rows"]
        found: list[Any] = []
        query = "?limit=2"
        while query:
            page = house.call("viewer", "GET", f"/imports{query}").json()
            found += page["rows"]
            query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        assert found == whole
        assert len(whole) > 5


class TestALargeFile:
    @pytest.fixture(scope="class")
    @classmethod
    def narrow(cls, house: Installation) -> Iterator[Installation]:
        """The same installation, served with small limits."""
        app = create_app(house.services, api=ApiSettings(max_upload=ByteSize(8_000_000), uploads=1))
        with served(app) as url, httpx.Client(base_url=url, timeout=60) as client:
            yield Installation(client, house.services, house.clock, house.tokens)

    def test_passes_the_limit_of_other_bodies_in_little_memory(self, narrow: Installation):
        line = b"2026-01-01,Campaign,1,1,1,1.00\n"
        before = _memory()

        def pieces() -> Iterator[bytes]:
            for _ in range(200):
                yield line * 1000

        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(send, narrow, "file=big.csv&dry_run=true", pieces()).result()
        assert told.status_code == 202
        assert told.json()["bytes"] == 200 * 1000 * len(line)
        assert _memory() - before < 60_000_000

    def test_ends_at_the_limit_of_its_own(self, narrow: Installation):
        whole = b"x" * 9_000_000
        assert send(narrow, "file=big.csv", whole).status_code == 413
        pieces = (b"y" * 1_000_000 for _ in range(9))
        told = send(narrow, "file=big.csv", pieces)
        assert (told.status_code, told.json()["code"]) == (413, "request.too_large")


class TestPushedEvents:
    BATCH: ClassVar[dict[str, Any]] = {
        "account": "shop", "timezone": "Europe/Berlin",
        "events": [
            {"id": "o1", "type": "purchase", "at": "2026-01-31T23:30:00Z", "value": "49.90",
             "currency": "EUR", "person": "Ada@Example.com",
             "click": {"kind": "gclid", "id": "Cj0"}},
            {"id": "o2", "type": "purchase", "at": "2026-02-01T10:00:00Z", "value": "10.10",
             "currency": "EUR", "utm": {"source": "facebook", "medium": "paid_social"}},
            {"id": "o1-r", "type": "refund", "at": "2026-02-02T10:00:00Z", "value": "9.90",
             "currency": "EUR", "order_id": "o1"},
        ],
    }  # fmt: skip

    def push(self, house: Installation, batch: dict[str, Any], **how: Any) -> httpx.Response:
        told: httpx.Response = house.call("analyst", "POST", "/own-events", json=batch, **how)
        return told

    def own(self, house: Installation) -> dict[str, Any]:
        asked = {
            "metrics": ["own_purchases", "own_revenue", "own_refunds"], "by": ["date"],
            "range": "2026-01-30..2026-02-05", "sort": ["date"],
        }  # fmt: skip
        told = house.call("viewer", "POST", "/query", json=asked)
        assert told.status_code == 200, told.text
        return {row["date"]: row for row in told.json()["rows"]}

    def test_are_seen_by_the_metrics_of_ones_own_books(self, house: Installation):
        told = self.push(house, self.BATCH)
        assert told.json()["events"] == 3
        assert job(house, told)["state"] == "done"
        found = self.own(house)
        # The day is the book's own: 23:30 in London is the next day in Berlin.
        assert Decimal(found["2026-02-01"]["own_purchases"]) == 2
        assert "2026-01-31" not in found or not found["2026-01-31"]["own_purchases"]
        one = house.call("viewer", "GET", f"/imports?job={told.json()['job_id']}").json()["rows"][0]
        assert (one["state"], one["rows"], one["sums"]["value"]) == ("loaded", 3, "50.1")

    def test_count_once_and_take_the_newest_values(self, house: Installation):
        first = self.own(house)
        again = self.push(house, self.BATCH)
        assert job(house, again)["state"] == "done"
        assert self.own(house) == first
        changed = {**self.BATCH["events"][1], "value": "20.10"}
        job(house, self.push(house, {**self.BATCH, "events": [changed]}))
        before, now = first["2026-02-01"], self.own(house)["2026-02-01"]
        assert now["own_purchases"] == before["own_purchases"]
        assert float(now["own_revenue"]) == pytest.approx(float(before["own_revenue"]) + 10)

    def test_are_what_a_file_of_the_book_says(self, house: Installation):
        before = self.own(house)
        book = b"id,created_at,total,currency\no2,2026-02-01T10:00:00Z,20.10,EUR\n"
        asked = "file=orders.csv&book=orders&account=shop&timezone=Europe/Berlin&currency=EUR"
        one = imported(house, send(house, asked, book))[0]
        assert one["state"] in {"loaded", "unchanged"}, one
        assert (
            self.own(house)["2026-02-01"]["own_purchases"] == before["2026-02-01"]["own_purchases"]
        )

    def test_keep_no_name_of_a_customer(self, house: Installation):
        told = self.push(house, {**self.BATCH, "account": "quiet"})
        job(house, told)
        path = f"/imports?job={told.json()['job_id']}"
        sha256 = house.call("viewer", "GET", path).json()["rows"][0]["sha256"]
        parts: Any = {"principal": local("acme")}
        with warehouses.open_raw(house.services.get(Warehouse), **parts, sha256=sha256) as kept:
            lines = kept.read().decode()
        assert "o1-r" in lines
        assert "example" not in lines.lower()
        digest = hashlib.sha256(b"ada@example.com").hexdigest()
        pinned = warehouses.snapshot(house.services.get(Warehouse), **parts)
        with pinned.connect() as reader:
            people = "SELECT DISTINCT person FROM own_events WHERE account_id = 'quiet' ORDER BY 1"
            assert reader.execute(people).fetchall() == [(digest,), (None,)]

    @pytest.mark.parametrize(
        "change",
        [
            {"value": "1e3"}, {"value": 5}, {"value": "-1"}, {"currency": None},
            {"currency": "XXQ"}, {"at": "2026-02-01T10:00:00"}, {"at": "9999-01-01T00:00:00Z"},
            {"type": "theft"}, {"id": ""}, {"id": "\x00"}, {"click": {"kind": "x", "id": "1"}},
            {"surprise": 1},
        ],
    )  # fmt: skip
    def test_that_cannot_be_are_refused_all_together(self, house: Installation, change):
        before = house.call("viewer", "GET", "/imports").json()["rows"]
        wrong = {**self.BATCH["events"][0], **change}
        told = self.push(house, {**self.BATCH, "events": [self.BATCH["events"][1], wrong]})
        assert told.status_code == 422
        assert house.call("viewer", "GET", "/imports").json()["rows"] == before

    def test_with_one_id_say_one_thing(self, house: Installation):
        first = self.BATCH["events"][0]
        twice = {**self.BATCH, "events": [first, first]}
        assert self.push(house, twice).json()["events"] == 1
        other = {**self.BATCH, "events": [first, {**first, "value": "1.00"}]}
        assert self.push(house, other).json()["code"] == "own_events.two_of_one_id"
        many = [{**first, "id": f"m{n}"} for n in range(1001)]
        assert self.push(house, {**self.BATCH, "events": many}).status_code == 422
        assert self.push(house, {**self.BATCH, "timezone": "Mars"}).status_code == 422


def _memory() -> int:
    text = Path("/proc/self/statm").read_text(encoding="ascii")
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")

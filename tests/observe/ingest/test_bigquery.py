"""A dataset of BigQuery that is watched …"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from adhelm.connectors.contract import Hints
from adhelm.connectors.files.connector.books import ga4
from adhelm.core.clock import SetClock
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.store import bigquery
from adhelm.observe.ingest.types import (
    BadDropUrl,
    BigQueryAccess,
    DropUnreachable,
    ImportState,
    Limits,
)

URL = "bigquery://shop-1234/analytics_42"
TABLES = "/bigquery/v2/projects/shop-1234/datasets/analytics_42/tables/"
HINTS = Hints(book="ga4", account="properties/42", timezone="Europe/Berlin")
KEY = generate_private_key(65537, 2048)
AT = 1_762_700_000_000_000


def text(name: str) -> dict[str, Any]:
    return {"name": name, "type": "STRING", "mode": "NULLABLE"}


def whole(name: str) -> dict[str, Any]:
    return {"name": name, "type": "INTEGER", "mode": "NULLABLE"}


def number(name: str) -> dict[str, Any]:
    return {"name": name, "type": "FLOAT", "mode": "NULLABLE"}


def record(name: str, *fields: dict[str, Any], mode: str = "NULLABLE") -> dict[str, Any]:
    return {"name": name, "type": "RECORD", "mode": mode, "fields": list(fields)}


VALUE = record("value", text("string_value"), whole("int_value"), number("double_value"))
SCHEMA = [
    text("event_date"), whole("event_timestamp"), text("event_name"),
    record("event_params", text("key"), VALUE, mode="REPEATED"),
    record("device", text("category")), text("user_pseudo_id"),
    record("ecommerce", text("transaction_id"), number("purchase_revenue")),
    record("collected_traffic_source", text("gclid")),
]  # fmt: skip


def cell(value: Any) -> dict[str, Any]:
    """Write a value as BigQuery does: cells within cells, numbers as text."""
    if isinstance(value, dict):
        return {"v": {"f": [cell(one) for one in value.values()]}}
    if isinstance(value, list):
        return {"v": [cell(one) for one in value]}
    return {"v": None if value is None else str(value)}


def event(name: str, number: int, **more: Any) -> dict[str, Any]:
    def param(key: str, *, text: Any = None, whole: Any = None) -> dict[str, Any]:
        value = {"string_value": text, "int_value": whole, "double_value": None}
        return {"key": key, "value": value}

    return {
        "event_date": "20251109", "event_timestamp": AT + number, "event_name": name,
        "event_params": [param("ga_session_id", whole=7), param("currency", text="EUR")],
        "device": {"category": "mobile"}, "user_pseudo_id": "p-1",
        "ecommerce": {"transaction_id": None, "purchase_revenue": None},
        "collected_traffic_source": {"gclid": None}, **more,
    }  # fmt: skip


@dataclass
class Google:
    """BigQuery and Google's token office in the wire's words."""

    url: str = ""
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    """Columns that were asked for."""
    refused: str = ""
    late: bool = False
    """Whether a query is not done at once, and answers by pages."""

    def day(self, name: str, *events: dict[str, Any], at: int = 1) -> None:
        self.tables[name], self.changed[name] = list(events), at

    def answer(self, target: str, token: str, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {name: found[0] for name, found in parse_qs(parts.query).items()}
        if parts.path == "/token":
            return 200, {"access_token": self.admit(body), "expires_in": 3599}
        if token != "Bearer t-1" or self.refused:
            return 403, {"error": {"code": 403, "message": self.refused or "no token"}}
        return 200, self.told(parts.path, query, body)

    def told(self, path: str, query: dict[str, str], body: bytes) -> dict[str, Any]:
        if path.endswith("/queries"):
            assert "`shop-1234.analytics_42.__TABLES__`" in orjson.loads(body)["query"]
            return self.unfinished if self.late else self.listed(list(self.tables))
        if "/queries/" in path:
            names = list(self.tables)
            if "pageToken" in query:
                return self.listed(names[1:])
            return {**self.listed(names[:1]), "pageToken": "next"}
        name = path.removeprefix(TABLES).removesuffix("/data")
        if path.endswith("/data"):
            return self.rows(name, query)
        return {"schema": {"fields": SCHEMA}, "lastModifiedTime": str(self.changed[name])}

    def admit(self, body: bytes) -> str:
        """Check the signed word of a service account."""
        form = {key: found[0] for key, found in parse_qs(body.decode()).items()}
        head, claims, signature = form["assertion"].split(".")
        raw = base64.urlsafe_b64decode(signature + "==")
        KEY.public_key().verify(raw, f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
        told = orjson.loads(base64.urlsafe_b64decode(claims + "=="))
        assert told["exp"] - told["iat"] == 3600
        assert (told["iss"], told["aud"]) == ("robot@shop-1234", f"{self.url}/token")
        return "t-1"

    @property
    def unfinished(self) -> dict[str, Any]:
        return {"jobComplete": False, "jobReference": {"jobId": "j-1", "location": "EU"}}

    def listed(self, names: list[str]) -> dict[str, Any]:
        fields = [text("table_id"), whole("size_bytes"), whole("last_modified_time")]
        rows = [{"table_id": n, "size_bytes": 100, "at": self.changed[n]} for n in names]
        return {
            **self.unfinished,
            "jobComplete": True,
            "schema": {"fields": fields},
            "rows": [cell(row)["v"] for row in rows],
        }

    def rows(self, name: str, query: dict[str, str]) -> dict[str, Any]:
        wanted = query["selectedFields"].split(",")
        self.fields |= set(wanted)
        start = int(query.get("pageToken", "0"))
        events = self.tables[name]
        shown = [
            cell({key: value for key, value in one.items() if key in wanted})["v"]
            for one in events[start : start + 2]
        ]
        more = {"pageToken": str(start + 2)} if start + 2 < len(events) else {}
        return {"rows": shown, "totalRows": str(len(events)), **more}


@contextmanager
def serving(google: Google) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(b"")

        def do_POST(self) -> None:
            self.reply(self.rfile.read(int(self.headers["content-length"])))

        def reply(self, body: bytes) -> None:
            token = self.headers.get("authorization", "")
            status, said = google.answer(self.path, token, body)
            raw = orjson.dumps(said)
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def google() -> Iterator[Google]:
    made = Google()
    with serving(made) as url:
        made.url = url
        yield made


@pytest.fixture
def limits(google: Google, tmp_path: Path, clock: SetClock) -> Limits:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    key = {"client_email": "robot@shop-1234", "private_key": pem, "private_key_id": "k",
           "token_uri": f"{google.url}/token"}  # fmt: skip
    path = tmp_path / "key.json"
    path.write_bytes(orjson.dumps(key))
    return Limits(bigquery=BigQueryAccess(path, google.url, ("127.0.0.1",), clock))


@pytest.fixture
def watched(parts: dict[str, Any], clock: SetClock) -> dict[str, Any]:
    who = {"principal": parts["principal"], "database": parts["database"]}
    ingest.add_drop(**who, clock=clock, name="ga4", url=URL, hints=HINTS)
    return parts


def sync(parts: dict[str, Any], limits: Limits) -> dict[str, ImportState]:
    found = ingest.sync_drop(**parts, name="ga4", limits=limits)
    assert [one.error for one in found if one.error] == []
    return {one.file: one.state for one in found}


def events(parts: dict[str, Any]) -> list[tuple[Any, ...]]:
    opened = warehouses.snapshot(parts["warehouse"], principal=parts["principal"])
    with opened.connect() as connection:
        return connection.execute(
            "SELECT event_type, CAST(date AS VARCHAR), order_id, CAST(value AS DOUBLE), currency, "
            "click_id FROM own_events ORDER BY occurred_at"
        ).fetchall()


class TestADataset:
    def test_brings_each_days_events(self, google: Google, watched: Any, limits: Limits) -> None:
        clicked = {"gclid": "g-1"}
        sold = {"transaction_id": "T1", "purchase_revenue": 49.9}
        google.day(
            "events_20251109",
            event("session_start", 0, collected_traffic_source=clicked),
            event("page_view", 1),
            event("purchase", 2, ecommerce=sold),
        )
        google.day("events_intraday_20251110", event("purchase", 9))
        assert sync(watched, limits) == {"ga4:events_20251109.jsonl": ImportState.loaded}
        assert events(watched) == [
            ("session", "2025-11-09", None, None, None, "g-1"),
            ("purchase", "2025-11-09", "T1", 49.9, "EUR", "g-1"),
        ]

    def test_brings_only_what_is_new_or_was_written_again(
        self, google: Google, watched: Any, limits: Limits
    ) -> None:
        google.day("events_20251109", event("sign_up", 0))
        google.day("events_20251110", event("sign_up", 1))
        assert len(sync(watched, limits)) == 2
        assert sync(watched, limits) == {}
        google.day("events_20251110", event("sign_up", 1), event("generate_lead", 2), at=2)
        assert sync(watched, limits) == {"ga4:events_20251110.jsonl": ImportState.loaded}
        assert len(events(watched)) == 3

    def test_is_listed_page_by_page_when_bigquery_takes_its_time(
        self, google: Google, watched: Any, limits: Limits
    ) -> None:
        google.late = True
        for day in ("events_20251109", "events_20251110"):
            google.day(day, event("sign_up", int(day[-2:])))
        assert len(sync(watched, limits)) == 2

    def test_asks_only_for_what_is_read(self, google: Google, watched: Any, limits: Limits) -> None:
        google.day("events_20251109", event("sign_up", 0))
        sync(watched, limits)
        assert google.fields == {one["name"] for one in SCHEMA} - {"device"}
        assert set(bigquery.FIELDS) == set(ga4._COLUMNS)

    def test_is_told_why_it_is_refused(self, google: Google, watched: Any, limits: Limits) -> None:
        google.refused = "Access Denied: Dataset shop-1234:analytics_42"
        with pytest.raises(DropUnreachable) as raised:
            sync(watched, limits)
        assert "Access Denied" in raised.value.message
        assert "Data Viewer" in raised.value.hint

    def test_needs_a_key(self, watched: Any, limits: Limits, tmp_path: Path) -> None:
        broken = tmp_path / "broken.json"
        broken.write_text("{}")
        for path in (None, tmp_path / "none.json", broken):
            with pytest.raises(DropUnreachable) as raised:
                sync(watched, Limits(bigquery=BigQueryAccess(path)))
            assert "key" in raised.value.message

    @pytest.mark.parametrize(
        "url",
        ["bigquery://shop-1234", "bigquery:///a", "bigquery://shop-1234/a`b", "bigquery://S/a/b"],
    )
    def test_is_named_by_project_and_dataset(
        self, parts: dict[str, Any], clock: SetClock, url: str
    ) -> None:
        who = {"principal": parts["principal"], "database": parts["database"]}
        with pytest.raises(BadDropUrl):
            ingest.add_drop(**who, clock=clock, name="ga4", url=url, every=timedelta(hours=1))

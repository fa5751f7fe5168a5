"""Google on this machine: BigQuery's and Sheets' own shapes over HTTP, the SQL run by DuckDB."""

from __future__ import annotations

import base64
import json
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import duckdb

Said = tuple[int, dict[str, str], Any]
Answer = Callable[["Call"], Said | None]
_KINDS = {
    "STRING": "VARCHAR", "INTEGER": "BIGINT", "NUMERIC": "DECIMAL(38,9)", "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMPTZ", "BOOLEAN": "BOOLEAN",
}  # fmt: skip


@cache
def key() -> tuple[str, Any]:
    """The private key of a service account as text, and the public one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return text.decode(), made.public_key()


def key_file(url: str) -> str:
    """A key file as Google Cloud hands it out."""
    return json.dumps(
        {
            "type": "service_account", "project_id": "p-123", "private_key_id": "k1",
            "private_key": key()[0], "client_email": "feed@p-123.iam.gserviceaccount.com",
            "token_uri": f"{url}/token",
        }
    )  # fmt: skip


@dataclass
class Call:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass
class Google:
    """What is there, and what was asked. `before` may answer a call in its stead."""

    url: str = ""
    before: Answer = lambda _: None
    after: Callable[[Call, Said], Said] = lambda _, said: said
    calls: list[Call] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    datasets: set[str] = field(default_factory=set)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, tuple[dict[str, Any], bytearray, int]] = field(default_factory=dict)
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    grids: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Title of a sheet -> its id, rows and columns."""
    data: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    lock: threading.RLock = field(default_factory=threading.RLock)
    made: int = 0

    def __post_init__(self) -> None:
        self.data.execute("SET TimeZone = 'UTC'")

    def answer(self, call: Call) -> Said:
        with self.lock:
            self.calls.append(call)
            said = self.before(call) or self._answer(call)
            return self.after(call, said)

    def _answer(self, call: Call) -> Said:
        if call.path == "/token":
            return self._token(call)
        if call.headers.get("authorization") != "Bearer good":
            return error(401, "authError", "who are you")
        for pattern, method, act in _ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found and method == call.method:
                return act(self, call, *found.groups())
        return error(404, "notFound", f"there is no {call.method} {call.path}")

    def _token(self, call: Call) -> Said:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        form = parse_qs(call.body.decode())
        signed, _, signature = form["assertion"][0].rpartition(".")
        key()[1].verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
        claims = json.loads(_decoded(signed.partition(".")[2]))
        assert claims["aud"] == f"{self.url}/token"
        return 200, {}, {"access_token": "good", "expires_in": 3600, "token_type": "Bearer"}

    # BigQuery

    def get_dataset(self, call: Call, name: str) -> Said:
        return (200, {}, {"id": name}) if name in self.datasets else missing(name)

    def add_dataset(self, call: Call) -> Said:
        name = call.json["datasetReference"]["datasetId"]
        self.datasets.add(name)
        self.data.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        return 200, {}, {"id": name}

    def get_table(self, call: Call, dataset: str, name: str) -> Said:
        found = self.tables.get(f"{dataset}.{name}")
        return (200, {}, found) if found else missing(name)

    def add_table(self, call: Call, dataset: str) -> Said:
        about = call.json
        name = about["tableReference"]["tableId"]
        if f"{dataset}.{name}" in self.tables:
            return error(409, "duplicate", f"Already Exists: {name}")
        if dataset not in self.datasets:
            return missing(dataset)
        columns = ", ".join(map(_column, about["schema"]["fields"]))
        self.data.execute(f'CREATE TABLE "{dataset}"."{name}" ({columns})')
        self.made += 1
        self.tables[f"{dataset}.{name}"] = {**about, "creationTime": str(1000 + self.made)}
        return 200, {}, about

    def patch_table(self, call: Call, dataset: str, name: str) -> Said:
        there = self.tables[f"{dataset}.{name}"]
        known = {one["name"] for one in there["schema"]["fields"]}
        for one in call.json["schema"]["fields"]:
            if one["name"] not in known:
                self.data.execute(f'ALTER TABLE "{dataset}"."{name}" ADD COLUMN {_column(one)}')
        there["schema"] = call.json["schema"]
        return 200, {}, there

    def drop_table(self, call: Call, dataset: str, name: str) -> Said:
        if not self.tables.pop(f"{dataset}.{name}", None):
            return missing(name)
        self.data.execute(f'DROP TABLE "{dataset}"."{name}"')
        return 204, {}, None

    def begin_upload(self, call: Call) -> Said:
        assert call.query["uploadType"] == "resumable"
        session = f"s{len(self.sessions) + 1}"
        size = int(call.headers["x-upload-content-length"])
        self.sessions[session] = (call.json, bytearray(), size)
        return 200, {"location": f"{self.url}/session/{session}"}, None

    def put_piece(self, call: Call, session: str) -> Said:
        if session not in self.sessions:
            return missing(session)
        job, have, size = self.sessions[session]
        told = call.headers["content-range"]
        if not told.startswith("bytes */"):
            begin = int(told.removeprefix("bytes ").partition("-")[0])
            assert begin == len(have), "a piece that was not asked for"
            have += call.body
        if len(have) < size:
            return 308, {"range": f"bytes=0-{len(have) - 1}"} if have else {}, None
        return self._add_job(job, bytes(have))

    def add_job(self, call: Call) -> Said:
        return self._add_job(call.json, b"")

    def _add_job(self, job: dict[str, Any], content: bytes) -> Said:
        name = job["jobReference"]["jobId"]
        if name in self.jobs:
            return error(409, "duplicate", f"Already Exists: Job {name}")
        self.jobs[name] = {**job, "status": {"state": "RUNNING"}, "asked": 0, "content": content}
        return 200, {}, self._shown(name)

    def get_job(self, call: Call, name: str) -> Said:
        if name not in self.jobs:
            return missing(name)
        job = self.jobs[name]
        job["asked"] += 1
        # It takes a while: the first who asks hears that it runs.
        if job["asked"] > 1 and job["status"]["state"] == "RUNNING":
            self._perform(job)
        return 200, {}, self._shown(name)

    def _shown(self, name: str) -> dict[str, Any]:
        kept = {"jobReference", "configuration", "status", "statistics"}
        return {one: value for one, value in self.jobs[name].items() if one in kept}

    def _perform(self, job: dict[str, Any]) -> None:
        status: dict[str, Any] = {"state": "DONE"}
        try:
            if "load" in job["configuration"]:
                job["statistics"] = {"load": {"outputRows": str(self._load(job))}}
            else:
                self._run(job["configuration"]["query"])
        except (duckdb.Error, AssertionError) as trouble:
            status["errorResult"] = {"reason": "invalidQuery", "message": str(trouble)}
        job["status"] = status

    def _load(self, job: dict[str, Any]) -> int:
        load = job["configuration"]["load"]
        into = load["destinationTable"]
        target = f'"{into["datasetId"]}"."{into["tableId"]}"'
        if load["writeDisposition"] == "WRITE_TRUNCATE":
            self.data.execute(f"DELETE FROM {target}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(job["content"])
            read = {"PARQUET": "read_parquet", "NEWLINE_DELIMITED_JSON": "read_json_auto"}
            how = ", format = 'newline_delimited'" if "JSON" in load["sourceFormat"] else ""
            done = self.data.execute(
                f"INSERT INTO {target} BY NAME FROM {read[load['sourceFormat']]}('{path}'{how})"
            ).fetchall()
        return int(done[0][0])

    def query(self, call: Call) -> Said:
        try:
            rows = self._run(call.json)
        except duckdb.Error as trouble:
            return error(400, "invalidQuery", str(trouble))
        told = [{"f": [{"v": None if one is None else str(one)} for one in row]} for row in rows]
        return 200, {}, {"jobComplete": True, "rows": told, "jobReference": {"jobId": "q"}}

    def _run(self, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Run a script in DuckDB, which says $name for @name and has no ASSERT."""
        values = {
            one["name"]: _value(one["parameterType"]["type"], one["parameterValue"]["value"])
            for one in asked.get("queryParameters", ())
        }
        rows: list[tuple[Any, ...]] = []
        began = False
        try:
            for step in filter(None, map(str.strip, asked["query"].split(";"))):
                began = began or step == "BEGIN TRANSACTION"
                told, assertion = _translated(step)
                used = {name: value for name, value in values.items() if f"${name}" in told}
                used = {name: used[name] for name in re.findall(r"\$(\w+)", told)}
                rows = self.data.execute(told, used or None).fetchall()
                assert not assertion or rows[0][0], assertion
        except (duckdb.Error, AssertionError):
            if began:
                self.data.execute("ROLLBACK")
            raise
        return rows

    # Sheets

    def get_sheets(self, call: Call, sheet: str) -> Said:
        shown = [
            {
                "properties": {
                    "sheetId": number, "title": title,
                    "gridProperties": {"rowCount": rows, "columnCount": columns},
                }
            }
            for title, (number, rows, columns) in self.grids.items()
        ]  # fmt: skip
        return 200, {}, {"sheets": shown}

    def change_sheets(self, call: Call, sheet: str) -> Said:
        for one in call.json["requests"]:
            if made := one.get("addSheet"):
                about = made["properties"]
                grid = about["gridProperties"]
                size = (len(self.grids) + 1, grid["rowCount"], grid["columnCount"])
                self.grids[about["title"]] = size
                self.sheets[about["title"]] = [[""] * size[2] for _ in range(size[1])]
            elif grown := one.get("updateSheetProperties"):
                about = grown["properties"]
                title = next(t for t, g in self.grids.items() if g[0] == about["sheetId"])
                grid = about["gridProperties"]
                self.grids[title] = (about["sheetId"], grid["rowCount"], grid["columnCount"])
                kept = self.sheets[title]
                more = grid["rowCount"] - len(kept)
                self.sheets[title] = [*kept, *([""] * grid["columnCount"] for _ in range(more))]
        return 200, {}, {"replies": []}

    def put_values(self, call: Call, sheet: str, where: str) -> Said:
        title, first, last, width = _ranged(where)
        _, rows, columns = self.grids[title]
        values = call.json["values"]
        if last > rows or width > columns or len(values) > last - first + 1:
            return error(400, "INVALID_ARGUMENT", f"Range ({where}) exceeds grid limits")
        raw = call.query["valueInputOption"] == "RAW"
        for n, row in enumerate(values):
            for column, value in enumerate(row):
                # null leaves what is there; what is not RAW may be a formula.
                if value is not None:
                    computed = isinstance(value, str) and value.startswith("=") and not raw
                    self.sheets[title][first - 1 + n][column] = "#NAME?" if computed else value
        return 200, {}, {"updatedRows": len(values)}

    def get_values(self, call: Call, sheet: str, where: str) -> Said:
        title, first, last, width = _ranged(where)
        rows = [row[:width] for row in self.sheets[title][first - 1 : last]]
        while rows and not any(str(value) for value in rows[-1]):
            rows.pop()
        return 200, {}, {"range": where, "values": [[str(v) for v in row] for row in rows]}

    def clear_values(self, call: Call, sheet: str, where: str) -> Said:
        title, first, last, width = _ranged(where)
        for row in self.sheets[title][first - 1 : last]:
            row[:width] = [""] * width
        return 200, {}, {"clearedRange": where}

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        with self.lock:
            return self.data.execute(f"SELECT {columns} FROM warehouse.{table}").fetchall()


def missing(name: str) -> Said:
    return error(404, "notFound", f"Not found: {name}")


def error(status: int, reason: str, message: str, **headers: str) -> Said:
    about = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    return status, headers, {"error": about}


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _column(one: dict[str, Any]) -> str:
    needed = " NOT NULL" if one.get("mode") == "REQUIRED" else ""
    return f'"{one["name"]}" {_KINDS[one["type"]]}{needed}'


def _value(kind: str, text: str) -> Any:
    if kind == "BOOL":
        return text == "true"
    return int(text) if kind == "INT64" else text


def _translated(step: str) -> tuple[str, str]:
    told = re.sub(r"`(\w+)\.(\w+)`", r'"\1"."\2"', step).replace("`", '"')
    told = re.sub(r"@(\w+)", r"$\1", told).replace("AS STRING)", "AS VARCHAR)")
    found = re.fullmatch(r"ASSERT (.*) AS '([^']*)'", told, re.DOTALL)
    return (f"SELECT {found.group(1)}", found.group(2)) if found else (told, "")


def _ranged(where: str) -> tuple[str, int, int, int]:
    found = re.fullmatch(r"'([^']+)'!A(\d+):([A-Z]+)(\d+)", where)
    assert found, where
    title, first, letters, last = found.groups()
    width = 0
    for letter in letters:
        width = width * 26 + ord(letter) - ord("A") + 1
    return title, int(first), int(last), width


_SHEET = r"/v4/spreadsheets/([\w-]+)"
_PROJECT = r"/bigquery/v2/projects/[^/]+"
_ROUTES: list[tuple[str, str, Callable[..., Said]]] = [
    (rf"{_PROJECT}/datasets/([^/]+)", "GET", Google.get_dataset),
    (rf"{_PROJECT}/datasets", "POST", Google.add_dataset),
    (rf"{_PROJECT}/datasets/([^/]+)/tables/([^/]+)", "GET", Google.get_table),
    (rf"{_PROJECT}/datasets/([^/]+)/tables/([^/]+)", "PATCH", Google.patch_table),
    (rf"{_PROJECT}/datasets/([^/]+)/tables/([^/]+)", "DELETE", Google.drop_table),
    (rf"{_PROJECT}/datasets/([^/]+)/tables", "POST", Google.add_table),
    (rf"/upload{_PROJECT}/jobs", "POST", Google.begin_upload),
    (r"/session/(\w+)", "PUT", Google.put_piece),
    (rf"{_PROJECT}/jobs", "POST", Google.add_job),
    (rf"{_PROJECT}/jobs/([^/]+)", "GET", Google.get_job),
    (rf"{_PROJECT}/queries", "POST", Google.query),
    (_SHEET, "GET", Google.get_sheets),
    (rf"{_SHEET}:batchUpdate", "POST", Google.change_sheets),
    (rf"{_SHEET}/values/([^/]+)", "PUT", Google.put_values),
    (rf"{_SHEET}/values/([^/]+):clear", "POST", Google.clear_values),
    (rf"{_SHEET}/values/([^/]+)", "GET", Google.get_values),
]


@contextmanager
def pretended() -> Iterator[Google]:
    """Let Google be on a free port of this machine."""
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            parts = urlsplit(self.path)
            call = Call(
                self.command, unquote(parts.path),
                {name: values[0] for name, values in parse_qs(parts.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("content-length") or 0)),
            )  # fmt: skip
            status, headers, body = google.answer(call)
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    google.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        google.data.close()

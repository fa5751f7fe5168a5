"""Reads GA4's export out of BigQuery: each day's table as a file of JSON lines.

By BigQuery's REST API, with a service account's key. What is still filling (`events_intraday_…`)
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from adhelm.core.http.google import NotAKey, signed_grant
from adhelm.observe.ingest.store.files import too_large
from adhelm.observe.ingest.types import BadDropUrl, BigQueryAccess, DropUnreachable, FileChanged

if TYPE_CHECKING:
    import httpx

SCHEME = "bigquery"
FIELDS = (
    "event_date", "event_timestamp", "event_name", "event_params", "user_pseudo_id", "user_id",
    "event_value_in_usd", "ecommerce", "collected_traffic_source", "traffic_source",
)  # fmt: skip
"""The columns that are read of an export: those that own events are made of."""
_HOSTS = ("bigquery.googleapis.com", "oauth2.googleapis.com")
_SCOPE = "https://www.googleapis.com/auth/bigquery.readonly"
_KEY = "ADHELM_BIGQUERY__KEY_FILE"
_PROJECT, _DATASET = re.compile(r"[a-z][a-z0-9.:-]{2,99}"), re.compile(r"\w{1,1024}", re.ASCII)
_DAY = re.compile(r"events_\d{8}")
_SUFFIX = ".jsonl"
_ROWS = 5000
_WAIT_MS, _OK = 60_000, 200
_WHOLE, _PARTS = frozenset({"INTEGER", "INT64"}), frozenset({"FLOAT", "FLOAT64"})
_NESTED = frozenset({"RECORD", "STRUCT"})


def check_address(url: str) -> None:
    """
    Refuse an address that names no dataset.

    :raises BadDropUrl: if it is none such as bigquery://project/analytics_1234.
    """
    parts = urlsplit(url)
    project, dataset = parts.netloc, parts.path.strip("/")
    # They become part of a query.
    if not _PROJECT.fullmatch(project) or not _DATASET.fullmatch(dataset):
        raise BadDropUrl(
            f"'{url}' names no dataset of BigQuery", hint="bigquery://project/analytics_1234"
        )


@dataclass(slots=True)
class Dataset:
    """One dataset, seen as a folder of files."""

    project: str
    name: str
    http: httpx.Client
    access: BigQueryAccess
    token: str = ""

    @property
    def root(self) -> str:
        """Return what its files lie below."""
        return f"{self.project}/{self.name}"

    def isdir(self, root: str) -> bool:
        """Say whether it is this dataset: BigQuery says itself when it is not there."""
        return root == self.root

    def find(self, root: str, *, detail: bool) -> dict[str, dict[str, Any]]:
        """Return path -> size and last change of each day's table."""
        del detail
        tables = f"`{self.project}.{self.name}.__TABLES__`"
        query = f"SELECT table_id, size_bytes, last_modified_time FROM {tables}"
        return {
            f"{root}/{row['table_id']}{_SUFFIX}": {
                "size": row["size_bytes"],
                "updated": row["last_modified_time"],
            }
            for row in self._asked(query)
            if _DAY.fullmatch(str(row["table_id"]))
        }

    def copy(self, path: str, target: Path, *, tag: str, limit: int) -> None:
        """
        Write a day's rows as JSON lines.

        :raises FileTooLarge: if they are more than `limit` bytes.
        :raises FileChanged: if they are no longer what was listed.
        """
        name = path.removesuffix(_SUFFIX)
        url = f"datasets/{self.name}/tables/{name}"
        table = self._call("GET", url)
        there = [one for one in table["schema"]["fields"] if one["name"] in FIELDS]
        written = 0
        with target.open("wb") as file:
            for row in self._rows(url, there):
                line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
                written += len(line)
                if written > limit:
                    raise too_large(path, None, limit)
                file.write(line)
        if {str(one["lastModifiedTime"]) for one in (table, self._call("GET", url))} != {tag}:
            raise FileChanged(
                f"{path}: the day is being written", hint="it is read when it is complete"
            )

    def _rows(self, url: str, fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        token = ""
        while True:
            asked = {
                "maxResults": str(_ROWS),
                "selectedFields": ",".join(one["name"] for one in fields),
                **({"pageToken": token} if token else {}),
            }
            page = self._call("GET", f"{url}/data", params=asked)
            for row in page.get("rows") or ():
                yield _record(fields, row)
            token = page.get("pageToken") or ""
            if not token:
                return

    def _asked(self, query: str) -> Iterator[dict[str, Any]]:
        body = {"query": query, "useLegacySql": False, "timeoutMs": _WAIT_MS}
        said = self._call("POST", "queries", json=body)
        while True:
            done = said["jobComplete"]
            for row in (said.get("rows") or ()) if done else ():
                yield _record(said["schema"]["fields"], row)
            token = said.get("pageToken") or ""
            if done and not token:
                return
            job = said["jobReference"]
            asked = {
                "timeoutMs": str(_WAIT_MS),
                **({"location": job["location"]} if job.get("location") else {}),
                **({"pageToken": token} if token else {}),
            }
            said = self._call("GET", f"queries/{job['jobId']}", params=asked)

    def _call(self, method: str, path: str, **content: Any) -> Any:
        if not self.token:
            self.token = _token(self.http, self.access)
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"/bigquery/v2/projects/{self.project}/{path}"
        return _said(self.http.request(method, url, headers=headers, **content))


def open_dataset(url: str, access: BigQueryAccess) -> Dataset:
    """Return the dataset of an address that was checked; nothing is called yet."""
    from adhelm.core import http

    parts = urlsplit(url)
    client = http.client(allow=access.allow, hosts=_HOSTS, base_url=access.base_url)
    return Dataset(parts.netloc, parts.path.strip("/"), client, access)


def _token(http: httpx.Client, access: BigQueryAccess) -> str:
    """Exchange a word signed by the service account's key for a token, good for an hour."""
    key = _service_account(access.key_file)
    try:
        form = signed_grant(key, scope=_SCOPE, now=access.clock.now())
    except NotAKey as error:
        raise DropUnreachable(f"{_KEY}: its private key: {error}", hint="a JSON key file") from None
    return str(_said(http.post(str(key["token_uri"]), data=form))["access_token"])


def _service_account(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        raise DropUnreachable(
            "no key for BigQuery is at hand",
            hint=f"{_KEY}: the path of a service account's key, with the role BigQuery Data Viewer"
            " on the dataset and BigQuery Job User on the project",
        )
    try:
        found = orjson.loads(path.expanduser().read_bytes())
        if {"client_email", "private_key", "token_uri"} <= found.keys():
            return dict(found)
    except (OSError, ValueError, AttributeError) as error:
        raise DropUnreachable(
            f"{_KEY}: the key cannot be read: {type(error).__name__}", hint="a JSON key file"
        ) from None
    raise DropUnreachable(f"{_KEY}: it is no service account's key", hint="a JSON key file")


def _said(answer: httpx.Response) -> Any:
    try:
        said = orjson.loads(answer.content)
    except ValueError:
        said = {}
    if answer.status_code == _OK and isinstance(said, dict):
        return said
    error = said.get("error") if isinstance(said, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    raise DropUnreachable(
        f"BigQuery ({answer.status_code}): {message or 'no reason given'}"[:500],
        hint="the service account needs BigQuery Data Viewer on the dataset and BigQuery Job User"
        " on the project",
    )


def _record(fields: list[dict[str, Any]], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of cells as an object."""
    return {
        field["name"]: _value(field, cell.get("v"))
        for field, cell in zip(fields, row["f"], strict=True)
    }


def _value(field: Mapping[str, Any], value: Any) -> Any:
    if value is None:
        return None
    if field.get("mode") == "REPEATED":
        one = {**field, "mode": "NULLABLE"}
        return [_value(one, cell.get("v")) for cell in value]
    kind = field["type"]
    if kind in _NESTED:
        return _record(field["fields"], value)
    if kind in _WHOLE:
        return int(value)
    return float(value) if kind in _PARTS else value

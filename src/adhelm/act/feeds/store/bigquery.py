"""BigQuery as a target: load jobs beside the tables, and one transaction that puts rows in.

Each job has an id that we give it: a reply that is lost, or a process that dies, loads nothing
twice. What waits is named after the plan, and expires by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from adhelm.act.feeds.logic import contract, planning, scripts
from adhelm.act.feeds.logic.contract import CONTRACT, Contract
from adhelm.act.feeds.store import google
from adhelm.act.feeds.store.google import Google
from adhelm.act.feeds.store.uploading import upload
from adhelm.act.feeds.types import (
    Chunk,
    Load,
    Marker,
    Outside,
    Partition,
    Tally,
    TargetChanged,
    TargetIsNewer,
    TargetRefused,
    TargetUnavailable,
)

SUFFIX = ".parquet"
_SCOPE = "https://www.googleapis.com/auth/bigquery"
_KEPT = timedelta(days=3)
_ATTEMPTS, _POLL_S, _LONGEST_S = 5, 2.0, 3600.0
_NOT_THERE, _THERE = 404, 409
_SHORT = 12


class BigQuery:
    """One dataset, open."""

    suffix = SUFFIX

    def __init__(
        self, api: Google, place: Mapping[str, str], workspace: str, whole: Contract
    ) -> None:
        self._api = api
        self._project, self._dataset = place["project"], place["dataset"]
        self._location = place["location"]
        self._workspace = workspace
        self._contract = whole
        self._root = f"/bigquery/v2/projects/{self._project}"
        self._epoch = ""
        self._rows: dict[int, int] = {}
        self._staged: dict[str, str] = {}

    def marker(self) -> Marker | None:
        """
        Return what the target says that it holds; None for nothing.

        :raises TargetIsNewer: if it was written by a later contract.
        """
        if self._version() is None:
            return None
        rows = self._query(
            "SELECT data_version, known_at, answers, load_id "
            f"FROM `{self._dataset}.{contract.STATE}` WHERE workspace_id = @workspace",
            {"workspace": self._workspace},
        )
        if not rows:
            return None
        version, known_at, answers, load_id = rows[0]
        return Marker(
            int(version or 0), known_at or "", planning.read(answers or "[]"), load_id or ""
        )

    def prepare(self) -> bool:
        """
        Bring the target's tables to this contract; say whether everything must be written anew.

        :raises TargetIsNewer: if it was written by a later contract.
        """
        version = self._version()
        if version == self._contract.version:
            return False
        self._make_dataset()
        for table in self._contract.tables:
            self._make_table(table.name, scripts.described(table))
        self._make_table(contract.STATE, {"schema": scripts.fields(scripts.STATE)})
        self._make_table(contract.STAMP, {"schema": scripts.fields(scripts.STAMP)})
        stamp = f"`{self._dataset}.{contract.STAMP}`"
        self._query(
            f"BEGIN TRANSACTION;\nDELETE FROM {stamp} WHERE TRUE;\n"
            f"INSERT INTO {stamp} (version) VALUES (@version);\nCOMMIT TRANSACTION;",
            {"version": self._contract.version},
        )
        return True

    def tally(self) -> Tally:
        """Return rows and spend by level as the target has them."""
        rows = self._query(
            "SELECT level, count(*), CAST(sum(spend) AS STRING) "
            f"FROM `{self._dataset}.{contract.PERFORMANCE.name}` "
            "WHERE workspace_id = @workspace GROUP BY level",
            {"workspace": self._workspace},
        )
        return {
            str(level): (int(count or 0), None if spend is None else Decimal(spend))
            for level, count, spend in rows
        }

    def arrived(self, fingerprint: str) -> set[int]:
        """Return which chunks of a merge wait already."""
        anchor = self._anchor(fingerprint)
        self._make_table(
            anchor, {"schema": scripts.fields(scripts.PARTITIONS), **self._expiring()}, grow=False
        )
        made = self._api.json("GET", self._table(anchor))
        self._epoch = str(made["creationTime"])
        found: set[int] = set()
        while (job := self._loaded(fingerprint, len(found) + 1)) is not None:
            self._note(len(found) + 1, job)
            found.add(len(found) + 1)
        return found

    def stage(self, fingerprint: str, chunk: Chunk, path: Path) -> None:
        """Let the rows of a chunk wait in the target."""
        name = f"{contract.stage(chunk.table)}_{fingerprint[:_SHORT]}_{self._epoch}"
        table = self._contract.table(chunk.table)
        self._make_table(
            name, {"schema": scripts.fields(table.columns), **self._expiring()}, grow=False
        )
        load = {
            "destinationTable": self._named(name), "sourceFormat": "PARQUET",
            "writeDisposition": "WRITE_APPEND", "createDisposition": "CREATE_NEVER",
            "decimalTargetTypes": ["NUMERIC"],
        }  # fmt: skip
        self._note(chunk.number, self._load(self._job(fingerprint, str(chunk.number)), load, path))

    def merge(self, load: Load) -> int:
        """
        Put what waits in the place of what it replaces, in one transaction; return rows written.

        :raises TargetChanged: if the target no longer holds the version that the plan is based on.
        """
        plan = load.plan
        anchor = self._anchor(plan.fingerprint)
        if not plan.full and plan.partitions:
            self._load_partitions(plan.fingerprint, anchor, plan.partitions)
        written = sum(self._rows.values())
        script = scripts.merge(
            self._dataset, self._contract, plan, staged=self._staged, anchor=anchor
        )
        values: dict[str, object] = {
            "workspace": self._workspace, "load_id": plan.load_id, "version": plan.version,
            "known_at": plan.known_at.isoformat(), "loaded_at": load.at.isoformat(),
            "known_text": plan.known_at.isoformat(), "contract": self._contract.version,
            "whole": plan.full, "partitions": len(plan.partitions), "rows": written,
            "software": load.software, "answers": planning.written(plan.answers),
            **({} if plan.base is None else {"base": plan.base}),
        }  # fmt: skip
        self._script(self._job(plan.fingerprint, "merge"), script, values)
        # The anchor goes first: without it nothing of this merge is found again.
        for name in (anchor, *self._staged.values()):
            self._api.call("DELETE", self._table(name), also={_NOT_THERE})
        return written

    def _version(self) -> int | None:
        url = self._table(contract.STAMP)
        if self._api.call("GET", url, also={_NOT_THERE}).status_code == _NOT_THERE:
            return None
        rows = self._query(f"SELECT max(version) FROM `{self._dataset}.{contract.STAMP}`", {})
        found = rows[0][0] if rows else None
        version = None if found is None else int(found)
        if version is not None and version > self._contract.version:
            raise TargetIsNewer(
                f"the target has version {version} of the contract, this Adhelm writes "
                f"{self._contract.version}",
                hint="upgrade Adhelm, or feed another dataset",
            )
        return version

    def _make_dataset(self) -> None:
        about = {
            "datasetReference": {"projectId": self._project, "datasetId": self._dataset},
            "location": self._location,
        }
        url = f"{self._root}/datasets/{self._dataset}"
        if self._api.call("GET", url, also={_NOT_THERE}).status_code == _NOT_THERE:
            self._api.call("POST", f"{self._root}/datasets", json=about, also={_THERE})

    def _make_table(self, name: str, about: Mapping[str, Any], *, grow: bool = True) -> None:
        url = f"{self._root}/datasets/{self._dataset}/tables"
        body = {"tableReference": self._named(name), **about}
        made = self._api.call("POST", url, json=body, also={_THERE})
        if made.status_code != _THERE or not grow:
            return
        there = self._api.json("GET", self._table(name))["schema"]["fields"]
        known = {one["name"] for one in there}
        more = [one for one in about["schema"]["fields"] if one["name"] not in known]
        if more:
            # A column that comes later may be NULL: rows of before have none.
            added = [{**one, "mode": "NULLABLE"} for one in more]
            grown = {"schema": {"fields": [*there, *added]}}
            self._api.call("PATCH", self._table(name), json=grown)

    def _load_partitions(
        self, fingerprint: str, anchor: str, partitions: Sequence[Partition]
    ) -> None:
        load = {
            "destinationTable": self._named(anchor), "sourceFormat": "NEWLINE_DELIMITED_JSON",
            "writeDisposition": "WRITE_TRUNCATE", "createDisposition": "CREATE_NEVER",
            "schema": scripts.fields(scripts.PARTITIONS),
        }  # fmt: skip
        rows = (json.dumps(line) for line in scripts.lines(partitions))
        content = "\n".join(rows).encode()
        self._load(self._job(fingerprint, "partitions"), load, content)

    def _load(self, job: str, load: Mapping[str, Any], content: Path | bytes) -> dict[str, Any]:
        """Load a file once, whatever gets lost on the way; return the job when it is done."""

        def send(job_id: str) -> None:
            body = {**self._reference(job_id), "configuration": {"load": dict(load)}}
            upload(self._api, f"/upload{self._root}/jobs", body, content)

        return self._once(job, send)

    def _script(self, job: str, script: str, values: dict[str, object]) -> None:
        query = {
            "query": script, "useLegacySql": False, "parameterMode": "NAMED",
            "queryParameters": scripts.parameters(values),
        }  # fmt: skip

        def send(job_id: str) -> None:
            body = {**self._reference(job_id), "configuration": {"query": query}}
            self._api.call("POST", f"{self._root}/jobs", json=body, also={_THERE})

        self._once(job, send)

    def _once(self, job: str, send: Callable[[str], None]) -> dict[str, Any]:
        """Let a job run to its end; one that failed for a while has a next one."""
        error: Mapping[str, Any] = {}
        for number in range(_ATTEMPTS):
            job_id = f"{job}_{number}"
            there = self._get(job_id)
            if there is None:
                send(job_id)
                there = self._get(job_id)
            done = self._ended(job_id, there)
            found = done["status"].get("errorResult")
            if not found:
                return done
            error = found
            if not google.passing(google.reason(found)):
                break
            self._api.wait(min(2.0**number, 60.0))
        raise self._failed(error)

    def _ended(self, job_id: str, there: dict[str, Any] | None) -> dict[str, Any]:
        waited = 0.0
        while there is None or there["status"]["state"] != "DONE":
            if waited >= _LONGEST_S:
                raise TargetUnavailable(f"BigQuery: job {job_id} does not end", hint="run it again")
            self._api.wait(_POLL_S)
            waited += _POLL_S
            there = self._get(job_id)
        return there

    def _failed(
        self, error: Mapping[str, Any]
    ) -> TargetUnavailable | TargetRefused | TargetChanged:
        told = f"BigQuery: {error.get('message', 'no reason given')}"[:500]
        if "no longer at the version" in told or "concurrent update" in told:
            return TargetChanged(told, hint="run the feed again")
        if google.passing(google.reason(error)):
            return TargetUnavailable(told, hint="it is tried again")
        return TargetRefused(told, hint=f"reason: {google.reason(error) or 'unknown'}")

    def _get(self, job_id: str) -> dict[str, Any] | None:
        said = self._api.call(
            "GET", f"{self._root}/jobs/{job_id}", params={"location": self._location},
            also={_NOT_THERE},
        )  # fmt: skip
        found: dict[str, Any] | None = said.json() if said.status_code != _NOT_THERE else None
        return found

    def _loaded(self, fingerprint: str, number: int) -> dict[str, Any] | None:
        """Return the job that loaded a chunk, None where none has."""
        for attempt in range(_ATTEMPTS):
            job = self._get(f"{self._job(fingerprint, str(number))}_{attempt}")
            if job is None:
                return None
            if job["status"]["state"] == "DONE" and not job["status"].get("errorResult"):
                return job
        return None

    def _note(self, number: int, job: Mapping[str, Any]) -> None:
        name = job["configuration"]["load"]["destinationTable"]["tableId"]
        table = next(one for one in contract.DATA if name.startswith(contract.stage(one) + "_"))
        self._staged[table] = name
        self._rows[number] = int(job["statistics"]["load"]["outputRows"])

    def _query(self, sql: str, values: dict[str, object]) -> list[list[str | None]]:
        """Return the rows of a short answer."""
        said = self._api.json(
            "POST", f"{self._root}/queries",
            json={
                "query": sql, "useLegacySql": False, "location": self._location,
                "timeoutMs": 30_000, "parameterMode": "NAMED",
                "queryParameters": scripts.parameters(values),
            },
        )  # fmt: skip
        while not said.get("jobComplete"):
            job = said["jobReference"]["jobId"]
            said = self._api.json(
                "GET", f"{self._root}/queries/{job}",
                params={"location": self._location, "timeoutMs": "30000"},
            )  # fmt: skip
        return [[cell.get("v") for cell in row["f"]] for row in said.get("rows") or ()]

    def _reference(self, job_id: str) -> dict[str, Any]:
        reference = {"projectId": self._project, "jobId": job_id, "location": self._location}
        return {"jobReference": reference}

    def _job(self, fingerprint: str, what: str) -> str:
        return f"adhelm_{fingerprint[:_SHORT]}_{self._epoch}_{what}"

    def _anchor(self, fingerprint: str) -> str:
        return f"{contract.stage('partitions')}_{fingerprint[:_SHORT]}"

    def _named(self, name: str) -> dict[str, str]:
        return {"projectId": self._project, "datasetId": self._dataset, "tableId": name}

    def _table(self, name: str) -> str:
        return f"{self._root}/datasets/{self._dataset}/tables/{name}"

    def _expiring(self) -> dict[str, str]:
        until = self._api.now() + _KEPT
        return {"expirationTime": str(int(until.timestamp() * 1000))}


@contextmanager
def opened(
    place: Mapping[str, str],
    credential: Mapping[str, str],
    *,
    workspace: str,
    outside: Outside,
    now: Callable[[], datetime],
    whole: Contract = CONTRACT,
) -> Iterator[BigQuery]:
    """Open a target; nothing is called yet."""
    api = google.opened(
        credential, outside, service="BigQuery", base_url=outside.bigquery, scope=_SCOPE, now=now
    )
    with api.http:
        yield BigQuery(api, place, workspace, whole)

"""Reports that take a while: a task is polled and ends in a file of comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from adhelm.sandbox.tiktok import reports
from adhelm.sandbox.tiktok.asking import Row
from adhelm.sandbox.tiktok.errors import Refused, missing
from adhelm.sandbox.tiktok.things import Things

_FIRST = 7_390_000_000_000_000_001
_STATES = ("QUEUING", "PROCESSING", "PROCESSING")


@dataclass(slots=True)
class _Task:
    things: Things
    query: Mapping[str, str]
    name: str
    form: str
    looks: int = 0
    canceled: bool = False

    @property
    def status(self) -> str:
        """Return how far it is."""
        if self.canceled:
            return "CANCELED"
        return _STATES[self.looks] if self.looks < len(_STATES) else "SUCCESS"


class Tasks:
    """Every task of a world."""

    def __init__(self) -> None:
        self._tasks: dict[str, _Task] = {}

    def create(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Take an order for a report.

        :raises Refused: if it cannot be asked so.
        """
        query = {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in body.items()
        }
        reports.rows(things, query)
        id_ = str(_FIRST + len(self._tasks))
        form = str(body.get("output_format", "CSV_DOWNLOAD"))
        self._tasks[id_] = _Task(things, query, str(body.get("file_name", id_)), form)
        return {"task_id": id_}

    def check(self, things: Things, id_: str) -> Row:
        """Return how far a task is; every look brings it on a little."""
        task = self._find(things, id_)
        said = {"status": task.status, "message": ""}
        task.looks += 1
        return said

    def cancel(self, things: Things, id_: str) -> Row:
        """Stop a task."""
        self._find(things, id_).canceled = True
        return {}

    def download(self, things: Things, id_: str, root: str) -> Row | str:
        """
        Return where the file is, or its text.

        :raises Refused: if the task is not done.
        """
        task = self._find(things, id_)
        if task.status != "SUCCESS":
            raise Refused(40200, "The task is not ready.")
        if task.form == "CSV_STRING":
            return self.text(id_)
        url = f"{root}/files/{id_}.csv"
        return {"download_url": url, "file_name": task.name, "output_format": task.form}

    def text(self, id_: str) -> str:
        """Return the file of a task."""
        task = self._tasks[id_]
        rows = [
            {**row["dimensions"], **row["metrics"]} for row in reports.rows(task.things, task.query)
        ]
        out = io.StringIO()
        names = orjson.loads(task.query["dimensions"]) + orjson.loads(task.query["metrics"])
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    def has(self, id_: str) -> bool:
        """Say whether a task is there and done."""
        return id_ in self._tasks and self._tasks[id_].status == "SUCCESS"

    def _find(self, things: Things, id_: str) -> _Task:
        task = self._tasks.get(id_)
        if task is None or task.things.account.id != things.account.id:
            raise missing("task_id", id_)
        return task

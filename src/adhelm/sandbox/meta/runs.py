"""Reports that take a while: a run is polled, goes through its states, and then has rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adhelm.sandbox.meta.asking import Node
from adhelm.sandbox.meta.errors import missing
from adhelm.sandbox.meta.nodes import Nodes

_STATES = (("Job Not Started", 0), ("Job Started", 10), ("Job Running", 55), ("Job Running", 100))
_FIRST = 6_023_920_149_050


@dataclass(slots=True)
class Run:
    """One report that was asked for."""

    id: str
    nodes: Nodes
    params: Mapping[str, str]
    only: tuple[str, int] | None
    asked: datetime
    polls: int = 0
    reads: int = 0

    def state(self) -> Node:
        """Return how far it is; every look brings it on a little."""
        self.polls += 1
        done = self.polls > len(_STATES)
        status, percent = ("Job Completed", 100) if done else _STATES[self.polls - 1]
        said: Node = {
            "id": self.id,
            "account_id": self.nodes.account.id,
            "time_ref": int(self.asked.timestamp()),
            "async_status": status,
            "async_percent_completion": percent,
        }
        if done:
            said["time_completed"] = int(self.asked.timestamp()) + 42
        return said

    def ready(self) -> bool:
        """Say whether rows can be read; right after the end the first look still finds none."""
        if self.polls <= len(_STATES):
            raise missing(self.id)
        self.reads += 1
        return self.reads > 1


class Runs:
    """Every run of a world."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}

    def begin(self, nodes: Nodes, params: Mapping[str, str], only: tuple[str, int] | None) -> Run:
        """Take an order for a report."""
        run = Run(str(_FIRST + len(self._runs)), nodes, params, only, nodes.market.clock.now())
        self._runs[run.id] = run
        return run

    def find(self, id_: str) -> Run | None:
        """Return a run by its id."""
        return self._runs.get(id_)

"""Stats that take a while: a job is polled and ends in a packed file that needs no signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adhelm.sandbox.frame import Kept
from adhelm.sandbox.x import stats
from adhelm.sandbox.x.errors import Refused
from adhelm.sandbox.x.stats import Wish
from adhelm.sandbox.x.things import Row, Things, stamp

_FIRST = 1_120_829_647_711_653_888
_LOOKS, _MOST, _DAYS = 2, 100, 90


@dataclass(slots=True)
class _Job:
    things: Things
    asked: Wish
    row: Row
    looks: int = 0


class Jobs:
    """Every job of a world."""

    def __init__(self, kept: Kept) -> None:
        self._jobs: dict[str, _Job] = {}
        self._kept = kept

    def begin(self, things: Things, params: Mapping[str, str]) -> Row:
        """
        Take an order for stats.

        :raises Refused: if it cannot be asked so, or too many jobs are under way.
        """
        asked = stats.wish(things, params, days=_DAYS)
        waiting = [one for one in self._jobs.values() if one.looks <= _LOOKS]
        if len(waiting) >= _MOST:
            raise Refused(429, "TOO_MANY_JOBS", "At most 100 jobs at a time")
        number = _FIRST + len(self._jobs)
        now = stamp(things.market.clock.now())
        row: Row = {
            "id": number,
            "id_str": str(number),
            "status": "PROCESSING",
            "url": None,
            "expires_at": None,
            "account_id": things.account.id,
            **asked.params,
            "segmentation_type": asked.segments or None,
            "country": None,
            "platform": None,
            "created_at": now,
            "updated_at": now,
        }
        self._jobs[str(number)] = _Job(things, asked, row)
        return row

    def states(self, things: Things, ids: list[str], root: str) -> list[Row]:
        """Return how far jobs are; every look brings them on a little."""
        return [
            self._state(one, root)
            for id_, one in self._jobs.items()
            if one.things.account.id == things.account.id and (not ids or id_ in ids)
        ]

    def has(self, id_: str) -> bool:
        """Say whether a job is there and done."""
        return id_ in self._jobs and self._jobs[id_].looks > _LOOKS

    def content(self, id_: str) -> Row:
        """Return the stats of a job."""
        job = self._jobs[id_]
        return stats.report(job.things, job.asked, self._kept)

    @staticmethod
    def _state(job: _Job, root: str) -> Row:
        job.looks += 1
        if job.looks <= _LOOKS:
            return job.row
        now = job.things.market.clock.now()
        return {
            **job.row,
            "status": "SUCCESS",
            "url": f"{root}/files/stats_job_{job.row['id_str']}.json.gz",
            "expires_at": stamp(now + timedelta(days=2)),
            "updated_at": stamp(now),
        }

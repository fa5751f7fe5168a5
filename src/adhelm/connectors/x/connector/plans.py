"""How stats are cut into questions: days, batches of ids, placements, at once or as jobs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import Refused, Stream
from adhelm.connectors.x.mapping import APP, SEGMENTS
from adhelm.core.ads import Period
from adhelm.core.clock import Clock

MOST_IDS = 20
_DAYS_AT_ONCE, _DAYS_OF_A_JOB, DAYS_IN_SEGMENTS = 7, 90, 45
# Of the 250 calls that X answers at once in 15 minutes, one stream takes no more than this.
_MOST_CALLS = 40

Target = tuple[str, tuple[str, ...], tuple[str, ...]]
"""X's entity, its ids, the metric groups to ask for."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a stream is asked of: targets that belong on one page, under the key of the last."""

    key: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a span of days of one subject."""

    span: Period
    subject: Subject


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fetch stands: whether it goes by jobs, and the last page that was had."""

    jobs: bool
    first: date
    after: str

    @classmethod
    def read(cls, cursor: str) -> Place:
        """
        Read a cursor.

        :raises Refused: if it is none of ours.
        """
        import orjson

        try:
            found = orjson.loads(cursor)
            return cls(bool(found["jobs"]), date.fromisoformat(found["first"]), found["after"])
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                f"the cursor is not one of X's: {error!r}", hint="begin the fetch anew"
            ) from None

    def written(self) -> str:
        """Return the cursor."""
        import orjson

        said = {"jobs": self.jobs, "first": self.first.isoformat(), "after": self.after}
        return orjson.dumps(said).decode()


def subjects(
    asks: Sequence[tuple[str, tuple[str, ...]]],
    ids: Mapping[str, Sequence[str]],
    apps: Collection[str] = (),
) -> list[Subject]:
    """
    Cut each entity's ids into batches; several entities (an account's) share one page.

    `apps` are the ids of what promotes apps: their conversions are asked for beside the rest.
    """
    if len(asks) > 1:
        targets = tuple(
            (entity, batch, groups) for entity, groups in asks for batch in _batches(ids[entity])
        )
        return [Subject("", targets)]
    return [
        Subject(batch[-1], ((entity, batch, groups), *_installs(entity, batch, apps)))
        for entity, groups in asks
        for batch in _batches(sorted(ids[entity]))
    ]


def _installs(entity: str, batch: Sequence[str], apps: Collection[str]) -> tuple[Target, ...]:
    promoting = tuple(one for one in batch if one in apps)
    return ((entity, promoting, (APP,)),) if promoting else ()


def by_jobs(period: Period, subjects: Sequence[Subject], placements: int) -> bool:
    """Say whether so much is better ordered as jobs than asked for at once."""
    targets = sum(len(one.targets) for one in subjects)
    weeks = -(-period.days // _DAYS_AT_ONCE)
    return targets * placements * weeks > _MOST_CALLS


def spans(period: Period, *, jobs: bool, segmented: bool) -> Iterator[Period]:
    """Cut a period into what one question may hold."""
    days = _DAYS_OF_A_JOB if jobs else _DAYS_AT_ONCE
    days = min(days, DAYS_IN_SEGMENTS) if segmented else days
    start = period.start
    while start < period.end:
        end = min(start + timedelta(days=days), period.end)
        yield Period(start, end)
        start = end


def questions(
    step: Step, placements: Sequence[str], stream: Stream, *, zone: str, clock: Clock
) -> Iterator[dict[str, str]]:
    """Yield the parameters of each call (or job) of a page; placements are asked for apart."""
    start, end = (midnight(day, zone, clock) for day in (step.span.start, step.span.end))
    segments = SEGMENTS.get(stream.breakdown)
    for entity, ids, groups in step.subject.targets:
        for placement in placements:
            yield {
                "entity": entity,
                "entity_ids": ",".join(ids),
                "start_time": start,
                "end_time": end,
                "granularity": "HOUR" if stream.grain == "hour" else "DAY",
                "placement": placement,
                "metric_groups": ",".join(groups),
                **({"segmentation_type": segments} if segments else {}),
            }


def midnight(day: date, zone: str, clock: Clock) -> str:
    """
    Return the instant at which X has a local day begin, in UTC.

    It goes by the offset that is in force now, also for days on the other side of a change of
    clocks, and refuses any other (docs.x.com, timezones). A day of 23 or 25 hours is therefore
    asked for as 24, and reported under its date.
    """
    offset = clock.now().astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return stamp(datetime.combine(day, time(), UTC) - offset)


def stamp(moment: datetime) -> str:
    """Return an instant as X reads it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _batches(ids: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), MOST_IDS):
        yield tuple(ids[start : start + MOST_IDS])

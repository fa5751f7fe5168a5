"""Stats as pages: who was active, whose they are, asked at once or as jobs that write files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from adhelm.connectors.contract import Account, Fetch, Page, Transient
from adhelm.connectors.x.client import Api
from adhelm.connectors.x.connector.plans import (
    Place,
    Step,
    Subject,
    by_jobs,
    midnight,
    questions,
    spans,
    subjects,
)
from adhelm.connectors.x.mapping import (
    APP_OBJECTIVES,
    CONVERSIONS,
    SEGMENTS,
    Asked,
    Parents,
    asks,
    entity,
    stats_page,
)
from adhelm.core.ads import Level, Period
from adhelm.core.clock import Clock, today

# Asked for apart and added; SPOTLIGHT and TREND only where something ran on them.
_PLACEMENTS = ("ALL_ON_TWITTER", "PUBLISHER_NETWORK")
_MOST_JOBS, _MOST_LOOKS = 40, 120
_FIRST_LOOK_S, _SLOWER, _LONGEST_LOOK_S = 1.0, 1.5, 30.0
_FAILED = frozenset({"FAILED", "FAILURE", "CANCELLED", "CANCELED", "ERROR"})
_MOST_PARENTS = 200
_ACTIVE_DAYS = 90


class Stats:
    """Brings stats page by page."""

    def __init__(self, api: Api, *, clock: Clock, pause: Callable[[float], None]) -> None:
        self._api = api
        self._clock = clock
        self._pause = pause

    def pages(self, fetch: Fetch, cursor: str | None) -> Iterator[Page]:
        """
        Yield the pages of a fetch, from a cursor on.

        :raises PlatformError: what X said.
        """
        period = self._period(fetch)
        level = fetch.stream.level or Level.account
        found, placements = self._subjects(fetch, level, period)
        place = Place.read(cursor) if cursor else None
        segmented = fetch.stream.breakdown in SEGMENTS
        jobs = place.jobs if place else segmented or by_jobs(period, found, len(placements))
        cut = spans(period, jobs=jobs, segmented=segmented)
        steps = _after(place, [Step(span, one) for span in cut for one in found])
        if not steps and place is None:
            empty = Asked(period.start, period.days, {})
            yield Page(stats_page(empty, []), None)
        answers = self._ordered if jobs else self._at_once
        parents = _Parents(self._api, fetch.account, level)
        for number, (step, bodies) in enumerate(answers(fetch, steps, placements), start=1):
            asked = Asked(step.span.start, step.span.days, parents.of(step.subject, steps))
            following = Place(jobs, step.span.start, step.subject.key).written()
            yield Page(stats_page(asked, bodies), following if number < len(steps) else None)

    def _period(self, fetch: Fetch) -> Period:
        now = fetch.today or today(self._clock, fetch.account.timezone)
        period = fetch.period or Period.closed(now, now)
        end = min(period.end, now + timedelta(days=1))
        return Period(min(period.start, end), end)

    def _subjects(
        self, fetch: Fetch, level: Level, period: Period
    ) -> tuple[list[Subject], tuple[str, ...]]:
        wanted = asks(level, fetch.stream.fields)
        at = Level.campaign if level is Level.account else level
        active, placements = self._active(fetch.account, entity(at), period)
        ids = {name: active for name, _ in wanted}
        if level is Level.account:
            ids = {"ACCOUNT": [fetch.account.id], "FUNDING_INSTRUMENT": self._payers(fetch.account)}
        apps = self._apps(fetch, level, active)
        return (subjects(wanted, ids, apps) if period.days else []), placements

    def _apps(self, fetch: Fetch, level: Level, active: Sequence[str]) -> frozenset[str]:
        """Return which of the entities promote apps."""
        if level is Level.account or CONVERSIONS not in fetch.stream.fields:
            return frozenset()
        if level is Level.ad:
            tweets = {
                str(row["id"]): str(row["line_item_id"])
                for row in self._of(fetch.account, "promoted_tweets", "promoted_tweet_ids", active)
            }
            items = sorted(set(tweets.values()))
            promoting = self._promoting(fetch.account, "line_item_ids", items, "id")
            return frozenset(tweet for tweet, item in tweets.items() if item in promoting)
        at = ("campaign_ids", "campaign_id") if level is Level.campaign else ("line_item_ids", "id")
        return self._promoting(fetch.account, at[0], active, at[1])

    def _promoting(
        self, account: Account, name: str, ids: Sequence[str], column: str
    ) -> frozenset[str]:
        rows = self._of(account, "line_items", name, ids)
        return frozenset(str(row[column]) for row in rows if row.get("objective") in APP_OBJECTIVES)

    def _of(self, account: Account, edge: str, name: str, ids: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(ids), _MOST_PARENTS):
            under = {name: ",".join(ids[start : start + _MOST_PARENTS]), "with_deleted": "true"}
            yield from self._api.rows(f"accounts/{account.id}/{edge}", under, account_id=account.id)

    def _active(
        self, account: Account, name: str, period: Period
    ) -> tuple[list[str], tuple[str, ...]]:
        """Return which entities did anything, deleted ones too, and on which placements."""
        ids, placements = set[str](), set[str]()
        for start in range(0, period.days, _ACTIVE_DAYS):
            first = period.start + timedelta(days=start)
            end = min(first + timedelta(days=_ACTIVE_DAYS), period.end)
            params = {
                "entity": name,
                "start_time": midnight(first, account.timezone, self._clock),
                "end_time": midnight(end, account.timezone, self._clock),
            }
            path = f"stats/accounts/{account.id}/active_entities"
            for one in self._api.get(path, params, account_id=account.id).json()["data"]:
                ids.add(str(one["entity_id"]))
                placements.update(one.get("placements") or ())
        return sorted(ids), (*_PLACEMENTS, *sorted(placements - set(_PLACEMENTS)))

    def _payers(self, account: Account) -> list[str]:
        path = f"accounts/{account.id}/funding_instruments"
        rows = self._api.rows(path, {"with_deleted": "true"}, account_id=account.id)
        return sorted(str(one["id"]) for one in rows)

    def _questions(
        self, fetch: Fetch, step: Step, placements: Sequence[str]
    ) -> Iterator[dict[str, str]]:
        zone = fetch.account.timezone
        return questions(step, placements, fetch.stream, zone=zone, clock=self._clock)

    def _at_once(
        self, fetch: Fetch, steps: Sequence[Step], placements: Sequence[str]
    ) -> Iterator[tuple[Step, list[bytes]]]:
        account = fetch.account.id
        for step in steps:
            asked = self._questions(fetch, step, placements)
            path = f"stats/accounts/{account}"
            yield step, [self._api.get(path, one, account_id=account).body for one in asked]

    def _ordered(
        self, fetch: Fetch, steps: Sequence[Step], placements: Sequence[str]
    ) -> Iterator[tuple[Step, list[bytes]]]:
        account = fetch.account.id
        for wave in _waves(steps, len(placements)):
            orders = [
                [self._order(account, one) for one in self._questions(fetch, step, placements)]
                for step in wave
            ]
            urls = self._finished(account, [job for jobs in orders for job in jobs])
            for step, jobs in zip(wave, orders, strict=True):
                yield step, [self._api.file(urls[job], account_id=account) for job in jobs]

    def _order(self, account: str, params: dict[str, str]) -> str:
        job = self._api.order(f"stats/jobs/accounts/{account}", params, account_id=account)
        return str(job["id_str"])

    def _finished(self, account: str, jobs: Sequence[str]) -> dict[str, str]:
        """Return where the files of jobs lie, once all are written."""
        urls: dict[str, str] = {}
        wait = _FIRST_LOOK_S
        for _ in range(_MOST_LOOKS):
            open_jobs = [job for job in jobs if job not in urls]
            if not open_jobs:
                return urls
            params = {"job_ids": ",".join(open_jobs), "count": "200"}
            path = f"stats/jobs/accounts/{account}"
            for one in self._api.get(path, params, account_id=account).json()["data"]:
                urls |= _written(one)
            if len(urls) < len(jobs):
                self._pause(wait)
                wait = min(wait * _SLOWER, _LONGEST_LOOK_S)
        raise Transient(
            f"{len(jobs) - len(urls)} of X's jobs are not done yet",
            hint="the fetch goes on from here later",
        )


class _Parents:
    """Which campaign and ad group entities belong to, looked up in bulk as pages need them."""

    def __init__(self, api: Api, account: Account, level: Level) -> None:
        self._api = api
        self._account = account
        self._level = level
        self._known: dict[str, tuple[str | None, str | None]] = {}

    def of(self, subject: Subject, steps: Sequence[Step]) -> Parents:
        """Return those of a page's entities."""
        ids = [one for _, batch, _ in subject.targets for one in batch]
        if self._level is Level.account:
            return {}
        if self._level is Level.campaign:
            return {one: (one, None) for one in ids}
        if any(one not in self._known for one in ids):
            coming = (
                one for step in steps for _, batch, _ in step.subject.targets for one in batch
            )
            missing = [one for one in dict.fromkeys((*ids, *coming)) if one not in self._known]
            self._look_up(missing[:_MOST_PARENTS])
        return {one: self._known[one] for one in ids}

    def _look_up(self, ids: Sequence[str]) -> None:
        # What X does not know any more has no parents.
        self._known |= dict.fromkeys(ids, (None, None))
        if self._level is Level.ad_group:
            campaigns = self._column("line_items", "line_item_ids", ids, "campaign_id")
            self._known |= {item: (campaign, item) for item, campaign in campaigns.items()}
            return
        items = self._column("promoted_tweets", "promoted_tweet_ids", ids, "line_item_id")
        campaigns = self._column(
            "line_items", "line_item_ids", sorted(set(items.values())), "campaign_id"
        )
        self._known |= {tweet: (campaigns.get(item), item) for tweet, item in items.items()}

    def _column(self, edge: str, name: str, ids: Iterable[str], column: str) -> dict[str, str]:
        wanted = ",".join(ids)
        if not wanted:
            return {}
        path = f"accounts/{self._account.id}/{edge}"
        params = {name: wanted, "with_deleted": "true"}
        rows = self._api.rows(path, params, account_id=self._account.id)
        return {str(row["id"]): str(row[column]) for row in rows}


def _after(place: Place | None, steps: list[Step]) -> list[Step]:
    """Return the pages that are still to come."""
    if place is None:
        return steps
    return [
        kept
        for step in steps
        if step.span.start >= place.first
        for kept in _rest(step, place.after if step.span.start == place.first else None)
    ]


def _rest(step: Step, after: str | None) -> Iterator[Step]:
    """Yield what of a page is still to come: ids after the last that was had."""
    if after is None:
        yield step
        return
    cut = (
        (name, tuple(one for one in batch if one > after), groups)
        for name, batch, groups in step.subject.targets
    )
    targets = tuple(target for target in cut if target[1])
    if step.subject.key > after and targets:
        yield Step(step.span, Subject(step.subject.key, targets))


def _waves(steps: Sequence[Step], placements: int) -> Iterator[list[Step]]:
    """Cut pages so that few jobs run side by side: X takes 100 of an account, from everybody."""
    wave, jobs = list[Step](), 0
    for step in steps:
        more = len(step.subject.targets) * placements
        if wave and jobs + more > _MOST_JOBS:
            yield wave
            wave, jobs = [], 0
        wave.append(step)
        jobs += more
    if wave:
        yield wave


def _written(job: Any) -> dict[str, str]:
    if job.get("url"):
        return {str(job["id_str"]): str(job["url"])}
    if str(job.get("status", "")).upper() in _FAILED:
        raise Transient(
            f"X gave up job {job['id_str']} ({job['status']})", hint="it is ordered again later"
        )
    return {}

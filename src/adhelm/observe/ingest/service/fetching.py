"""Brings one account: stream after stream, page after page, each page on disk before it is mapped.

A fetch that was cut short is gone on with where its last page landed, as long as it is young.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase

from adhelm.connectors.contract import Account, AuthFailed, Fetch, FieldMissing, Stream
from adhelm.core import clock as clocks
from adhelm.core.ads import Period
from adhelm.core.errors import AdhelmError, Kind
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import windows
from adhelm.observe.ingest.logic.windows import Bounds
from adhelm.observe.ingest.service.delivering import Delivery
from adhelm.observe.ingest.service.lines import Line, Post, new_id
from adhelm.observe.ingest.service.mapping import Load, Mapper, landed, mapper
from adhelm.observe.ingest.store import fetches, streams
from adhelm.observe.ingest.store.fetches import Record
from adhelm.observe.ingest.types import Assignment, StreamState, StreamStatus, Synced
from adhelm.observe.warehouse.types import PageHead

_YOUNG = timedelta(hours=6)
"""Age up to which a fetch that was cut short is gone on with: platforms' cursors grow stale."""


class Stopped(Exception):
    """The run is to end now."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which streams and days are asked for."""

    streams: tuple[str, ...] = ()
    """Names or patterns; none: the default streams."""
    since: date | None = None
    until: date | None = None
    dated: bool = False
    """Only streams that have days."""
    missing: bool = False
    """Only days that are not covered yet."""
    asked_at: datetime | None = None
    """Set if another sync was waited for: what it brought since then is fresh enough."""

    def chooses(self, stream: Stream) -> bool:
        """Say whether a stream is asked for."""
        if self.dated and not stream.dated:
            return False
        if not self.streams:
            return stream.default
        return any(fnmatchcase(stream.name, pattern) for pattern in self.streams)


@dataclass(slots=True)
class Ticker:
    """Tells how far a run has come, from all its threads."""

    post: Post
    done: int = 0
    total: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fetches: int) -> None:
        """Note that there is more to do."""
        with self.lock:
            self.total += fetches

    def tick(self, what: str, *, done: int = 0) -> None:
        """Say what is being done; `done` fetches are through."""
        with self.lock:
            self.done += done
            self.post.progress(self.done, self.total, what)


@dataclass(frozen=True, slots=True)
class Errand:
    """One account to bring in a run."""

    post: Post
    line: Line
    assignment: Assignment
    wish: Wish
    delivery: Delivery
    ticker: Ticker
    stop: threading.Event

    @property
    def connector(self) -> str:
        """Return the account's connector."""
        return self.assignment.connector

    @property
    def account_id(self) -> str:
        """Return the account's id."""
        return self.assignment.account_id


def bring(errand: Errand) -> None:
    """Fetch, land and stage an account's streams; what goes wrong with one is noted on it."""
    chosen = [one for one in errand.line.streams.values() if errand.wish.chooses(one)]
    try:
        account = errand.line.account(errand.account_id)
    except AdhelmError as error:
        _note_failed(errand, chosen, error)
        return
    plan = _plan(errand, account, chosen)
    errand.ticker.plan(sum(map(len, plan.values())))
    loads = _loads(errand, plan)
    for stream in plan:
        try:
            for load in loads[stream]:
                _through(errand, load)
        except AdhelmError as error:
            errand.line.note(error)
            _note_failed(errand, [errand.line.streams[stream]], error)


def _plan(errand: Errand, account: Account, chosen: Sequence[Stream]) -> dict[str, list[Fetch]]:
    """Return stream -> fetches, each of as many days as the platform answers for at once."""
    today = clocks.today(errand.post.clock, account.timezone)
    known = streams.of_account(
        errand.post.database, errand.post.workspace_id, errand.connector, errand.account_id
    )
    plan = {}
    for stream in chosen:
        status = known.get(stream.name)
        if _is_fresh(errand, stream, status, today):
            errand.delivery.outcomes.append(
                Synced(errand.connector, account.id, stream.name, StreamState.fresh)
            )
            continue
        periods = list(_periods(errand, stream, status, today))
        plan[stream.name] = [Fetch(account, stream, period, today) for period in periods]
    return plan


def _periods(
    errand: Errand, stream: Stream, status: StreamStatus | None, today: date
) -> Iterator[Period | None]:
    if not stream.dated:
        mine = errand.assignment.end is None or errand.assignment.end >= today
        yield from (None,) if mine else ()
        return
    covered = status.covered if status else ()
    wish = errand.wish
    bounds = _bounds(errand, stream, today)
    wanted = windows.wanted(covered, bounds, since=wish.since, until=wish.until)
    if wanted and not (wish.missing and windows.holds(covered, wanted)):
        yield from windows.split(wanted, stream.max_days)


def _bounds(errand: Errand, stream: Stream, today: date) -> Bounds:
    own = errand.assignment
    return Bounds(today, stream.lookback_days, stream.history_days, own.start, own.end)


def _is_fresh(errand: Errand, stream: Stream, status: StreamStatus | None, today: date) -> bool:
    """Say whether the sync that was waited for has brought what is wanted."""
    asked_at = errand.wish.asked_at
    if asked_at is None or status is None or status.succeeded_at is None or status.error:
        return False
    if status.succeeded_at < asked_at or not stream.dated:
        return status.succeeded_at >= asked_at
    bounds, wish = _bounds(errand, stream, today), errand.wish
    wanted = windows.wanted(status.covered, bounds, since=wish.since, until=wish.until)
    return wanted is None or windows.holds(status.covered, wanted)


def _loads(errand: Errand, plan: Mapping[str, Sequence[Fetch]]) -> dict[str, list[Load]]:
    """Write down what is about to be fetched, or find what was begun before."""
    post, now = errand.post, errand.post.clock.now()
    unfinished = fetches.unfinished(
        post.database, post.workspace_id, errand.connector, errand.account_id
    )
    begun = {
        (one.stream, one.period, one.today): one
        for one in unfinished
        if now - one.started_at <= _YOUNG
    }
    loads: dict[str, list[Load]] = {}
    new: list[Record] = []
    for stream, wanted in plan.items():
        for fetch in wanted:
            record = begun.get((stream, fetch.period, fetch.today or now.date()))
            if record is None or record.account != fetch.account:
                record = _new_record(errand, fetch, now)
                new.append(record)
            loads.setdefault(stream, []).append(Load(fetch, record, errand.line.reader))
    used = {load.record.id for several in loads.values() for load in several}
    stale = [one.id for one in unfinished if one.id not in used and one.stream in plan]
    if stale or new:
        with post.database.joined():
            fetches.drop(post.database, post.workspace_id, stale, at=now)
            fetches.begin(post.database, post.workspace_id, new)
    return {stream: loads.get(stream, []) for stream in plan}


def _new_record(errand: Errand, fetch: Fetch, now: datetime) -> Record:
    fetch_id = new_id("fet")
    folder = warehouses.page_folder(
        principal=errand.post.principal,
        day=now.date(),
        connector=errand.connector,
        account_id=fetch.account.id,
        stream=fetch.stream.name,
        fetch_id=fetch_id,
    )
    return Record(
        id=fetch_id,
        connector=errand.connector,
        account=fetch.account,
        stream=fetch.stream.name,
        period=fetch.period,
        today=fetch.today or now.date(),
        folder=folder,
        started_at=now,
    )


def _through(errand: Errand, load: Load) -> None:
    errand.line.raise_if_refused()
    resumed = _has_landed(errand, load)
    try:
        _fetch(errand, load)
    except AdhelmError as error:
        if isinstance(error, AuthFailed) or error.kind is Kind.unavailable:
            raise  # What has landed is good: the next sync goes on from there.
        _drop(errand, load.record)
        if not resumed or isinstance(error, FieldMissing):
            raise
        # The platform does not go on from where it was left: ask from the beginning, once.
        fresh = _new_record(errand, load.fetch, errand.post.clock.now())
        fetches.begin(errand.post.database, errand.post.workspace_id, [fresh])
        _fetch(errand, replace(load, record=fresh))


def _has_landed(errand: Errand, load: Load) -> bool:
    try:
        return next(iter(landed(errand.post, load.record)), None) is not None
    except AdhelmError:
        # Pages are brought to disk together, later: the machine may have stopped before.
        return True


def _drop(errand: Errand, record: Record) -> None:
    post = errand.post
    fetches.drop(post.database, post.workspace_id, [record.id], at=post.clock.now())


def _fetch(errand: Errand, load: Load) -> None:
    with errand.delivery.arriving() as inlet:
        into = mapper(inlet.area, load, tray=inlet.tray)
        last = _map_landed(errand, load, into)
        if last is None or last.cursor is not None:
            _ask(errand, load, into, last)
        inlet.take(load, into.finish())
    errand.ticker.tick(f"{errand.connector} {errand.account_id}: {load.record.stream}", done=1)


def _map_landed(errand: Errand, load: Load, into: Mapper) -> PageHead | None:
    last = None
    for head, body in landed(errand.post, load.record):
        into.take(body)
        last = head
    return last


def _ask(errand: Errand, load: Load, into: Mapper, last: PageHead | None) -> None:
    number = last.number if last else 0
    post, fetch = errand.post, load.fetch
    what = f"{errand.connector} {errand.account_id}: {load.record.stream}"
    for page in load.reader.pages(fetch, cursor=last.cursor if last else None):
        number += 1
        head = PageHead(
            fetch_id=load.record.id,
            connector=load.connector,
            account_id=fetch.account.id,
            stream=fetch.stream.name,
            start=fetch.period.start if fetch.period else None,
            end=fetch.period.last if fetch.period else None,
            number=number,
            cursor=page.cursor,
            fetched_at=post.clock.now(),
            sha256=warehouses.page_digest(page.body),
        )
        warehouses.land_page(
            post.warehouse,
            principal=post.principal,
            folder=load.record.folder,
            head=head,
            body=page.body,
        )
        into.asked += 1
        into.take(page.body)
        errand.ticker.tick(what)
        if errand.stop.is_set():
            raise Stopped


def _note_failed(errand: Errand, failed: Sequence[Stream], error: AdhelmError) -> None:
    post = errand.post
    reason = error.as_record()
    keys = [(errand.connector, errand.account_id, stream.name) for stream in failed]
    streams.failed(
        post.database, post.workspace_id, dict.fromkeys(keys, reason), at=post.clock.now()
    )
    errand.delivery.outcomes += [Synced(*key, StreamState.failed, error=reason) for key in keys]

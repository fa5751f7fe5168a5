"""Alerts: from the data being able to show it to somebody's being told; how many where all is calm.

Hours and days of the sandbox go through the detectors as in `bench.incidents`; what they find goes
through identity, inhibition, routes and delivery, to a channel of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.incidents import series_of
from bench.incidents_hours import (
    _DAY,
    _REPLAYED,
    HOURLY,
    KINDS,
    _found,
    _is,
    _Reader,
)
from bench.knowing import as_known
from bench.measure import Contender, Ratio, at_least, at_most, compete, keep
from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    from adhelm.act.alerts import Delivery, Post
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market.types import Incident as Event
    from adhelm.understand.analysis import Incident

_SEEDS = (11, 12)
_CALM_SEEDS = (11, 12, 13, 31, 32, 33, 34, 35)
"""Markets that nothing was tuned on; each calm one is a workspace of its own."""
_DAYS, _CALM_DAYS, _SMALL = 28, 28, 2_000
_STEP = 6
_WORKSPACES = 40
_WITHIN = 2
_MONTH = 30


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:  # noqa: ARG001
    """Follow planted incidents to the message, count those of calm, send digests, take in many."""
    ours, small = "bench.alerts", rows < _SMALL
    days: dict[str, Any] = {"days": 1 if small else _DAYS, "seeds": _SEEDS[: 1 if small else None]}
    quiet = {
        "days": 1 if small else _CALM_DAYS, "seeds": _CALM_SEEDS[: 1 if small else None],
    }  # fmt: skip
    found = compete(
        [
            Contender("incidents", f"{ours}:told", days),
            Contender("calm", f"{ours}:calm", quiet),
            Contender("digest", f"{ours}:digest", {"workspaces": _WORKSPACES}),
            Contender("taking in", f"{ours}:many", {"signals": rows}),
        ],
        repeats=1,
    )
    more = {each: one.more for each, one in found.items()}
    _say(more)
    return keep(
        name,
        parts={"alerts": {each: one.as_json(rows) for each, one in found.items()}},
        ratios=_ratios(more),
        settings={"signals": rows, **days, "calm": quiet, "workspaces": _WORKSPACES},
        folder=results,
    )


def _say(more: dict[str, dict[str, Any]]) -> None:
    told, quiet = more["incidents"], more["calm"]
    print(
        f"\n{told['within_two_hours']} of {told['shown']} planted incidents that hours can show "
        f"reached the channel within {_WITHIN} hours of that; {told['told']} did at all"
    )
    for kind, one in told["hours_after_it_shows"].items():
        print(f"  {kind:<16} median {one['median']:>5} h, most {one['most']:>5} h, of {one['of']}")
    for line in told["late_or_missed"]:
        print(f"  late or missed: {line}")
    print(
        f"calm: {quiet['told']} alerts told in {quiet['days']} days in {quiet['workspaces']} "
        f"workspaces, {quiet['per_month']} a month and workspace ({quiet['seen']} in the inbox)"
    )
    for line in quiet["claims"]:
        print(f"  {line}")
    print(
        f"digest of {more['digest']['workspaces']} workspaces: {more['digest']['letters']} message"
    )


def _ratios(more: dict[str, dict[str, Any]]) -> list[Ratio]:
    told = more["incidents"]
    shown = max(told["shown"], 1)
    return [
        at_least("share told within two hours", told["within_two_hours"] / shown, 1.0, ""),
        at_most("alerts a month and workspace in calm", more["calm"]["per_month"], 1.0, ""),
        at_most("messages of one digest", more["digest"]["letters"], 1.0, ""),
    ]


@dataclass
class _Desk:
    """One workspace whose alerts go to a channel in the database itself."""

    post: Post
    clock: SetClock
    busy: bool = False
    """Something was said: there may be messages, and ends of alerts to tell."""

    def say(self, found: Sequence[Incident]) -> None:
        from adhelm.act import alerts
        from adhelm.act.alerts.service.post import watcher
        from adhelm.act.alerts.service.sources.incidents import signal_of

        signals = [signal_of(one) for one in found if not one.planned]
        self.busy = self.busy or bool(signals)
        if not self.busy:
            return
        alerts.absorb(
            principal=watcher("acme"), post=self.post, signals=signals,
            sources=[alerts.Source.incident],
        )  # fmt: skip

    def work(self, minutes: int = 3) -> None:
        """Do what is due within some minutes."""
        if not self.busy:
            return
        from adhelm.act.alerts import tasks
        from adhelm.core.jobs import Worker

        handlers = tasks.handlers(post=lambda: self.post, warehouse=_no_warehouse)
        wanted = {kind: handlers[kind] for kind in (tasks.DELIVER, tasks.TELL)}
        worker = Worker(self.post.database, wanted, clock=self.clock)
        worker.run_due()
        self.clock.advance(timedelta(minutes=minutes))
        worker.run_due()

    def sent(self) -> list[Delivery]:
        from adhelm.act import alerts
        from adhelm.core.principal import local

        return alerts.list_deliveries(
            principal=local("acme"), database=self.post.database, wanted={"state": "sent"},
            limit=1000,
        )  # fmt: skip


def _no_warehouse() -> Any:
    raise AssertionError("nobody asks the sources here")


@contextmanager
def _opened(now: datetime) -> Iterator[_Desk]:
    from adhelm.act import alerts
    from adhelm.act.alerts.service.post import MailServer, Post
    from adhelm.app.migrations import migrate
    from adhelm.core import http
    from adhelm.core.clock import SetClock
    from adhelm.core.db import Database
    from adhelm.core.principal import local
    from adhelm.core.secrets import Keyring

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/adhelm.db")
        migrate(database)
        clock = SetClock(now)
        post = Post(
            database=database, keyring=Keyring.from_file(Path(folder) / "key"), clock=clock,
            http=http.client, refuse=http.may_reach,
            mail=MailServer("127.0.0.1", 1, "adhelm@example.com", tls="none"),
        )  # fmt: skip
        alerts.add_channel(
            principal=local("acme"), post=post, kind=alerts.ChannelKind.browser,
            draft=alerts.Draft(name="inbox", per_window=10_000),
        )  # fmt: skip
        yield _Desk(post, clock)
        database.close()


def told(days: int, seeds: Sequence[int]) -> dict[str, Any]:
    """Follow each planted incident hour by hour until a message about it has arrived."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market, scenario

    played = scenario("incidents")
    end = played.now.date()
    found: list[dict[str, Any]] = []
    with Stopwatch() as watch:
        for seed in seeds:
            market = Market(played, seed=seed, clock=SetClock(played.now))
            accounts = [one for one in market.accounts() if one.platform in HOURLY]
            for account in accounts:
                for event in market.incidents(account):
                    inside = end - timedelta(days=days) <= event.first_day
                    if event.kind in KINDS and inside and event.last_day < end:
                        found += _followed(_Reader(market, account), event, len(accounts))
    return {**watch.figures, **_summed(found)}


def _followed(reader: _Reader, event: Event, shared: int) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(reader.account.zone)
    start = datetime(*event.first_day.timetuple()[:3], tzinfo=zone).astimezone(UTC)
    book = reader.market.book(reader.account)
    name = "" if event.campaign < 0 else book.id("campaign", event.campaign)
    lasts = min(_REPLAYED, (event.last_day - event.first_day).days * _DAY + _DAY)
    shows: int | None = None
    after: float | None = None
    with _opened(start) as desk:
        for hour in range(1, lasts + 1):
            now = start + timedelta(hours=hour)
            parts = reader.days(now)
            if shows is None and reader.shows(event, parts, now):
                shows = hour
            after = after or _heard(reader, event, desk, (parts, now, shared), start)
            if shows is not None and (after is not None or hour >= shows + _DAY):
                break
    yield {
        "kind": event.kind, "shows": shows, "told": after,
        "what": f"{event.kind} {reader.account.platform} {name or 'account'} {event.first_day} "
        f"seed {reader.market.seed}",
    }  # fmt: skip


def _heard(
    reader: _Reader, event: Event, desk: _Desk, look: tuple[Any, datetime, int], start: datetime
) -> float | None:
    """Let what hours show now go its way; return after how many hours a message told of it."""
    parts, now, shared = look
    book = reader.market.book(reader.account)
    name = "" if event.campaign < 0 else book.id("campaign", event.campaign)
    found = as_known(reader.market, reader.account, _found(reader, parts, now, shared), now)
    desk.clock.set(now)
    desk.say(found)
    desk.work()
    mine = {one.reason for one in found if _is(one, event, name) and not one.planned}
    heard = [one for one in desk.sent() if _tells(one, mine)]
    if not heard:
        return None
    return ((heard[-1].sent_at or now) - start).total_seconds() / 3600


def _tells(one: Delivery, reasons: set[str]) -> bool:
    """Say whether a message tells of one of some findings, alone or among others."""
    said = f"{one.message.subject}\n{one.message.text}"
    return any(reason[:120] in said for reason in reasons)


def _summed(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    shown = [one for one in found if one["shows"] is not None]
    heard = [one for one in shown if one["told"] is not None]
    late = {
        kind: [round(max(one["told"] - one["shows"], 0), 2) for one in heard if one["kind"] == kind]
        for kind in sorted({one["kind"] for one in heard})
    }
    return {
        "planted": len(found),
        "shown": len(shown),
        "told": len(heard),
        "within_two_hours": sum(one["told"] <= one["shows"] + _WITHIN + 0.1 for one in heard),
        "hours_after_it_shows": {
            kind: {"median": median(each), "most": max(each), "of": len(each)}
            for kind, each in late.items()
        },
        "late_or_missed": [
            f"{one['what']}: shows after {one['shows']} h, told after {one['told']}"
            for one in shown
            if one["told"] is None or one["told"] > one["shows"] + _WITHIN + 0.1
        ],
    }


def calm(days: int, seeds: Sequence[int]) -> dict[str, Any]:
    """Count what is told where nothing goes wrong: looked at every few hours, and each morning."""
    with Stopwatch() as watch:
        found = [_quiet(seed, days) for seed in seeds]
    claims = [claim for _, told_of in found for claim in told_of]
    return {
        **watch.figures, "days": days, "workspaces": len(seeds), "told": len(claims),
        "seen": sum(seen for seen, _ in found), "claims": claims,
        "per_month": round(len(claims) * _MONTH / days / len(seeds), 2),
    }  # fmt: skip


def _quiet(seed: int, days: int) -> tuple[int, list[str]]:
    """Return how many alerts a calm workspace had, and what was told of them."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market, scenario
    from adhelm.understand.analysis.logic.begun import joined

    played = scenario("calm")
    market = Market(played, seed=seed, clock=SetClock(played.now))
    readers = [_Reader(market, one) for one in market.accounts() if one.platform in HOURLY]
    daily: list[Incident] = []
    with _opened(played.now) as desk:
        for step in range(days * _DAY // _STEP):
            now = played.now - timedelta(days=days) + timedelta(hours=step * _STEP)
            if step % (_DAY // _STEP) == 0:
                daily = _of_days(market, now)
                for reader in readers:
                    # Days are restated: a sync reads them again.
                    reader.kept.clear()
            hourly = [
                one
                for reader in readers
                for one in _found(reader, reader.days(now), now, len(readers))
            ]
            # As a search does: what hours show of what days have told is one incident.
            found = joined(daily, hourly)
            desk.clock.set(now)
            desk.say(
                [one for each in market.accounts() for one in as_known(market, each, found, now)]
            )
            desk.work()
        return _counted(desk)


def _of_days(market: Market, now: datetime) -> list[Incident]:
    """Return what days show that may still go on, as each morning's search has it."""
    from adhelm.core.ads import Period
    from adhelm.understand.analysis.logic import find

    market.clock.set(now)
    last = (now - timedelta(days=1)).date()
    series = [one for each in market.accounts() for one in series_of(market, each, last)]
    period = Period.closed(last - timedelta(days=27), last)
    found = find(series, period=period).incidents
    return [one for one in found if (one.last_date or one.date) >= last - timedelta(days=1)]


def _counted(desk: _Desk) -> tuple[int, list[str]]:
    from adhelm.act import alerts
    from adhelm.core.principal import local

    who: dict[str, Any] = {"principal": local("acme"), "database": desk.post.database}
    states = [one.value for one in alerts.State]
    every = alerts.list_alerts(**who, wanted={"state": states}, limit=1000)
    claims = []
    for one in every:
        _, history = alerts.get_alert(**who, alert_id=one.id)
        told_of = sum(each.change == "routed" for each in history)
        claims += [one.signal.claim] * told_of
    return sum(one.episode for one in every), claims


def digest(workspaces: int) -> dict[str, Any]:
    """Send one person the digest of many workspaces, an alert in each."""
    from adhelm.act import alerts
    from adhelm.act.alerts.service.digesting import digest as send
    from adhelm.act.alerts.service.post import watcher
    from adhelm.act.alerts.types import Entity
    from adhelm.core.principal import local
    from adhelm.govern import accounts

    now = datetime.combine(date(2026, 3, 2), time(8), UTC)
    with _opened(now) as desk:
        parts: dict[str, Any] = {"database": desk.post.database, "clock": desk.clock}
        first = accounts.bootstrap(**parts, workspace_id="acme", username="root")
        caller = accounts.authenticate(**parts, token=first.key.secret.reveal())
        names = ["acme", *(f"client-{n}" for n in range(1, workspaces))]
        admin = accounts.principal_of(
            database=desk.post.database, caller=caller, workspace_id="acme"
        )
        for name in names[1:]:
            accounts.create_workspace(principal=admin, **parts, workspace_id=name, name=name)
        for name in names:
            signal = alerts.Signal(
                source=alerts.Source.other, detector="bench", severity=alerts.Severity.high,
                claim=f"Something is wrong at {name}.", entity=Entity("meta", "meta/1"),
            )  # fmt: skip
            alerts.absorb(
                principal=watcher(name), post=desk.post, signals=[signal],
                sources=[alerts.Source.other],
            )  # fmt: skip
        person = accounts.list_people(principal=admin, database=desk.post.database)[0].person.id
        with Stopwatch() as watch:
            send(post=desk.post, workspace_id="acme", person_id=person, key="1")
        made = [
            one
            for one in alerts.list_deliveries(
                principal=local("acme"), database=desk.post.database, limit=1000
            )
            if one.recipients
        ]
        named = sum(f"at {name}." in made[0].message.text for name in names)
    return {**watch.figures, "workspaces": workspaces, "letters": len(made), "named": named}


def many(signals: int) -> dict[str, Any]:
    """Take in many signals at once, and the same ones again."""
    from adhelm.act import alerts
    from adhelm.act.alerts.service.post import watcher
    from adhelm.act.alerts.types import Entity

    now = datetime.combine(date(2026, 3, 2), time(8), UTC)
    said = [
        alerts.Signal(
            source=alerts.Source.other, detector="bench", severity=alerts.Severity.medium,
            claim=f"Number {n}", entity=Entity("meta", "meta/1", "campaign", str(n), str(n)),
            measure=Decimal(n),
        )
        for n in range(signals)
    ]  # fmt: skip
    with _opened(now) as desk:
        given: dict[str, Any] = {
            "principal": watcher("acme"), "post": desk.post, "signals": said,
            "sources": [alerts.Source.other],
        }  # fmt: skip
        with Stopwatch() as first:
            alerts.absorb(**given)
        with Stopwatch() as again:
            alerts.absorb(**given)
    return {**first.figures, "again_s": round(again.figures["seconds"], 3), "signals": signals}

"""Incidents by the hour: how soon planted ones are told, and false alarms where all is calm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bench.showing import shows
from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from adhelm.sandbox.market import Account, Market
    from adhelm.sandbox.market.types import Incident as Event
    from adhelm.sandbox.market.types import Numbers
    from adhelm.understand.analysis import Hours, Incident, Young

_T = TypeVar("_T")
HOURLY = frozenset({"google_ads", "meta", "tiktok", "x"})
EARLIER_DAYS = (1, 2, 3, 4, 5, 7, 10, 14)
KINDS = frozenset({"tracking_break", "disapproval", "runaway_spend", "cost_spike"})
"""What is to be known by the hour; a campaign that is disapproved delivers nothing."""
_SHOWS_IN = {
    "tracking_break": {"conversions"}, "disapproval": {"impressions"},
    "runaway_spend": {"spend"}, "cost_spike": {"cpm", "cpc"},
}  # fmt: skip
_SEED, _RATE = 1, 0.05
_HISTORY, _FRESH = 31, 3
_REPLAYED = 60
_STEP = 3
_DAY = 24


@dataclass
class _Reader:
    """The hours of an account as they are reported at an instant; old days are read once."""

    market: Market
    account: Account
    kept: dict[date, Numbers] = field(default_factory=dict)
    looks: dict[datetime, Young] = field(default_factory=dict)

    def days(self, now: datetime) -> list[Numbers]:
        """Return the last days, the running one last."""
        self.market.clock.set(now)
        today = self._today(now)
        found = []
        for back in reversed(range(_HISTORY)):
            day = today - timedelta(days=back)
            if back >= _FRESH and day in self.kept:
                found.append(self.kept[day])
                continue
            self.kept[day] = self.market.hours(self.account, day)
            found.append(self.kept[day])
        return found

    def earlier(self, now: datetime) -> tuple[Young, ...]:
        """Return how the account's last days looked at this hour of days before."""
        zone = ZoneInfo(self.account.zone)
        local = now.astimezone(zone).replace(tzinfo=None)
        found = []
        for back in EARLIER_DAYS:
            then = (local - timedelta(days=back)).replace(tzinfo=zone).astimezone(UTC)
            if then not in self.looks:
                self.looks[then] = self._looked(then)
            found.append(self.looks[then])
        self.market.clock.set(now)
        return tuple(found)

    def shows(self, event: Event, days: Sequence[Numbers], now: datetime) -> bool:
        """Say whether what is reported by now of the days since its start can show an event."""
        # At midnight the running day is the next one.
        last = self._today(now - timedelta(hours=1))
        since = (self._today(now) - event.first_day).days + 1
        seen = days[-since:][: (last - event.first_day).days + 1]
        return shows(self.market, self.account, event, seen, now)

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.account.zone)).date()

    def _looked(self, then: datetime) -> Young:
        from adhelm.understand.analysis import Young

        self.market.clock.set(then)
        today = self._today(then)
        over = (_FRESH - 1) * _DAY + then.astimezone(ZoneInfo(self.account.zone)).hour
        hours = [
            self.market.hours(self.account, today - timedelta(days=back))
            for back in reversed(range(_FRESH))
        ]
        clicks = [n for one in hours for n in one.clicks.sum(axis=0).tolist()][:over]
        sold = [n for one in hours for n in one.conversions.sum(axis=0).tolist()][:over]
        return Young(tuple(clicks), tuple(Decimal(n) / 100 for n in sold))


def replayed(scenario: str, days: int) -> dict[str, Any]:
    """Follow each planted incident hour by hour until it is told, with what was known by then."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market import scenario as named

    played = named(scenario)
    end = played.now.date()
    found: list[dict[str, Any]] = []
    with Stopwatch() as watch:
        market = Market(played, seed=_SEED, clock=SetClock(played.now))
        accounts = [one for one in market.accounts() if one.platform in HOURLY]
        for account in accounts:
            reader = _Reader(market, account)
            for event in market.incidents(account):
                inside = end - timedelta(days=days) <= event.first_day
                if event.kind in KINDS and inside and event.last_day < end:
                    reader.kept.clear()
                    found += _followed(reader, event, len(accounts))
    return {**watch.figures, **_summed(found)}


def calm(days: int) -> dict[str, Any]:
    """Count what is told where nothing goes wrong, looked at every few hours."""
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market import scenario as named

    played = named("calm")
    false: dict[str, str] = {}
    with Stopwatch() as watch:
        market = Market(played, seed=_SEED, clock=SetClock(played.now))
        accounts = [one for one in market.accounts() if one.platform in HOURLY]
        readers = [_Reader(market, one) for one in accounts]
        for step in range(days * _DAY // _STEP):
            now = played.now - timedelta(days=days) + timedelta(hours=step * _STEP)
            for reader in readers:
                for one in _told(reader, now, shared=len(readers)):
                    false.setdefault(f"{one.entity_id} {one.metric} {one.date}", one.reason)
    return {
        **watch.figures, "accounts": len(accounts), "looks": days * _DAY // _STEP,
        "false_per_week": round(len(false) / (days / 7), 3), "false": list(false.values()),
    }  # fmt: skip


def _followed(reader: _Reader, event: Event, shared: int) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(reader.account.zone)
    start = datetime(*event.first_day.timetuple()[:3], tzinfo=zone).astimezone(UTC)
    book = reader.market.book(reader.account)
    began: int | None = None
    lasts = min(_REPLAYED, (event.last_day - event.first_day).days * _DAY + _DAY)
    name = "" if event.campaign < 0 else book.id("campaign", event.campaign)
    for hour in range(1, lasts + 1):
        now = start + timedelta(hours=hour)
        days = reader.days(now)
        if began is None and reader.shows(event, days, now):
            began = hour
        told = [one for one in _found(reader, days, now, shared) if _is(one, event, name)]
        if told or (began is not None and hour >= began + _DAY):
            yield {
                "kind": event.kind, "shows": began, "told": hour if told else None,
                "since": told[0].since if told else None, "start": str(event.first_day),
                "what": f"{event.kind} {reader.account.platform} {name or 'account'} "
                f"{event.first_day}",
            }  # fmt: skip
            return


def _is(found: Incident, event: Event, name: str) -> bool:
    """Say whether it is the event that was found: its days, its campaign, what it shows in."""
    if (found.last_date or found.date) < event.first_day:
        return False
    if (
        found.date < event.first_day - timedelta(days=1)
        or found.metric not in _SHOWS_IN[event.kind]
    ):
        return False
    return not name or name in {found.entity_id, *found.explains}


def _told(reader: _Reader, now: datetime, *, shared: int) -> list[Incident]:
    return _found(reader, reader.days(now), now, shared)


def _found(reader: _Reader, days: Sequence[Numbers], now: datetime, shared: int) -> list[Incident]:
    """Return what hours show; the rate of false ones is held over all accounts' together."""
    from adhelm.understand.analysis import Sensitivity
    from adhelm.understand.analysis.logic.incidents import in_hours

    before = reader.earlier(now)
    series = [
        replace(one, earlier=before) for one in hours_of(reader.market, reader.account, days, now)
    ]
    found, _ = in_hours(series, Sensitivity(false_discovery_rate=_RATE / shared))
    return found


def hours_of(
    market: Market, account: Account, days: Sequence[Numbers], now: datetime
) -> Iterator[Hours]:
    """Yield the hours of an account and its campaigns that are over at an instant."""
    import numpy as np

    from adhelm.core.ads import minor_units
    from adhelm.understand.analysis import Hours

    book = market.book(account)
    local = now.astimezone(ZoneInfo(account.zone))
    first = local.date() - timedelta(days=len(days) - 1)
    over = (len(days) - 1) * _DAY + local.hour
    plain = [_is_plain(first + timedelta(days=n // _DAY), n % _DAY, local) for n in range(over)]

    def told(values: Iterable[_T]) -> tuple[_T | None, ...]:
        return tuple(each if sure else None for each, sure in zip(values, plain, strict=True))

    unit = Decimal(1).scaleb(-minor_units(account.currency))
    for level in ("account", "campaign"):
        summed = [book.at_level(one, level) for one in days]

        def line(name: str, row: int, parts: Sequence[Numbers] = summed) -> NDArray[np.int64]:
            joined = np.concatenate([getattr(one, name)[row] for one in parts])
            return joined[:over]

        for row in range(len(summed[0].spend)):
            if not line("impressions", row).any():
                continue
            id_ = account.id if level == "account" else book.id("campaign", row)
            ended = level != "account" and local.toordinal() >= int(book.latent.end[row])
            yield Hours(
                platform=account.platform, account_id=account.id, level=level, entity_id=id_,
                entity=id_, currency=account.currency, first=first,
                spend=told(int(value) * unit for value in line("spend", row)),
                impressions=told(line("impressions", row).tolist()),
                clicks=told(line("clicks", row).tolist()),
                conversions=told(Decimal(int(v)) / 100 for v in line("conversions", row)),
                active=not ended,
            )  # fmt: skip


def _is_plain(day: date, hour: int, local: datetime) -> bool:
    """Say whether a local hour is there, and once: a doubled one is no hour like others."""
    here = datetime(day.year, day.month, day.day, hour, tzinfo=local.tzinfo)
    return here.utcoffset() == here.replace(fold=1).utcoffset()


def _summed(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    shown = [one for one in found if one["shows"] is not None]
    told = [one for one in shown if one["told"] is not None]
    late = {
        kind: [max(one["told"] - one["shows"], 0) for one in told if one["kind"] == kind]
        for kind in sorted({one["kind"] for one in told})
    }
    begun = [one["told"] for one in told]
    return {
        "planted": len(found),
        "shown_by_hours": len(shown),
        "told": len(told),
        "within_two_hours": sum(one["told"] <= one["shows"] + 2 for one in told),
        "start_known_to_the_day": sum(one["since"][:10] == one["start"] for one in told),
        "hours_from_start": median(begun) if begun else None,
        "hours_after_it_shows": {
            kind: {"median": median(each), "most": max(each), "of": len(each)}
            for kind, each in late.items()
        },
        "late_or_missed": [
            f"{one['what']}: shows after {one['shows']} h, told after {one['told']}"
            for one in shown
            if one["told"] is None or one["told"] > one["shows"] + 2
        ],
    }

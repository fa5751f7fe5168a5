"""Replay a rule over days that were, each as it was known then: what live would have given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import NotFound
from adhelm.core.principal import Principal, Scope
from adhelm.decide.rules.logic.deciding import Memory, decide, forgotten, remembered
from adhelm.decide.rules.service import ripening
from adhelm.decide.rules.service.running import firings_of, memory_of
from adhelm.decide.rules.service.seeing import Eyes, Sight, see
from adhelm.decide.rules.service.signals import Signals, unpacked
from adhelm.decide.rules.service.timing import instants, is_its_day, local_day
from adhelm.decide.rules.store import firings as store
from adhelm.decide.rules.types import (
    BadRule,
    Finding,
    Firing,
    Mode,
    Moment,
    Problem,
    Replay,
    ReplayDay,
    Rule,
    Verdict,
)
from adhelm.observe import warehouse as warehouses

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

MOST_DAYS = 366
DAYS = 90
_AT_ONCE = 2
_MOST_VERSIONS = 100_000
_HELD = (Verdict.protected, Verdict.cooling, Verdict.capped)

Progress = Callable[[int, int], None]
"""Called with how many moments are done, of how many."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment to look again: when, in which data version, and what was said then."""

    at: datetime
    version: int | datetime
    told: Signals
    live: bool
    """Whether rules were looked at then."""


@dataclass
class _Tally:
    looks: int = 0
    fired: int = 0
    unknown: int = 0
    held: int = 0
    notes: list[str] = field(default_factory=list)


def replay(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    rule: Rule,
    rule_id: str = "",
    version: int = 0,
    days: int = DAYS,
    hindsight: bool = False,
    progress: Progress = lambda done, total: None,  # noqa: ARG005
) -> Replay:
    """
    Return on what a rule would have fired in the last days, as each was known then.

    It looks again at the moments at which rules were looked at, in the same data versions, with
    cool-downs and caps; on days before, once at the last version of the day. With `hindsight` each
    day is looked at as it is known today instead: where history was imported later.

    :raises BadRule: if there are no such days.
    """
    principal.require(Scope.read)
    if not 1 <= days <= MOST_DAYS:
        raise BadRule(
            [Problem("rule.days", f"{days} is no number of days", hint=f"1 to {MOST_DAYS}")]
        )
    now = clock.now()
    since = datetime.combine(now.date() - timedelta(days=days - 1), time(), UTC)
    eyes = Eyes(principal, database, warehouse)
    ticks = _hindsight(rule, since, now) if hindsight else _ticks(eyes, rule, rule_id, since, now)
    memory = Memory()
    if rule_id and ticks and not hindsight:
        with database.reading() as connection:
            memory = memory_of(connection, principal.workspace_id, rule_id, rule, ticks[0].at)
    fired: list[Firing] = []
    tally: dict[date, _Tally] = {}
    last: date | None = None
    for done, (tick, moment) in enumerate(_seen(eyes, [rule], ticks), 1):
        day = local_day(rule.when, tick.at)
        if day != last:
            memory = forgotten(memory, before=tick.at, cool_down=rule.cool_down) if last else memory
            last = day
        findings = decide(rule, moment, memory) if moment else []
        memory = remembered(memory, findings, tick.at)
        _count(tally.setdefault(day, _Tally()), findings, known=moment is not None)
        if moment:
            fired += firings_of(
                rule_id, version, Mode.watch, rule.when, moment=moment, findings=findings
            )
        progress(done, len(ticks))
    told = _provenance(ticks, since, now, hindsight=hindsight, ripens=ripening.asks([rule]))
    first = local_day(rule.when, since)
    return Replay(rule, tuple(_days(rule, first, now, tally)), tuple(fired), told)


def moments(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    rules: Sequence[Rule],
    days: int,
) -> Iterator[Moment]:
    """Yield the last moments of some days, for rules that are looked at together."""
    eyes = Eyes(principal, database, warehouse)
    now = clock.now()
    since = datetime.combine(now.date() - timedelta(days=days - 1), time(), UTC)
    daily = {tick.at.date(): tick for tick in _ticks(eyes, rules[0], "", since, now)}
    for _, moment in _seen(eyes, rules, list(daily.values())):
        if moment is not None:
            yield moment


def _ticks(eyes: Eyes, rule: Rule, rule_id: str, since: datetime, until: datetime) -> list[Tick]:
    timed = rule.when.at is not None
    with eyes.database.reading() as connection:
        told = store.runs(
            connection, eyes.principal.workspace_id, rule_id if timed else "", since=since,
            until=until,
        )  # fmt: skip
    live = {
        run.ran.at: Tick(run.ran.at, run.ran.data_version, unpacked(run.signals), live=True)
        for run in told
    }
    if timed:
        wanted = instants(rule.when, since=since - timedelta(microseconds=1), until=until)
        return [live.get(at) or Tick(at, at, Signals(), live=False) for at in wanted]
    seen = {tick.at.date() for tick in live.values()}
    earlier = [tick for tick in _by_version(eyes, since) if tick.at.date() not in seen]
    found = sorted([*live.values(), *earlier], key=lambda tick: tick.at)
    return [tick for tick in found if is_its_day(rule.when, tick.at)]


def _by_version(eyes: Eyes, since: datetime) -> list[Tick]:
    """Return the last data version of each UTC day."""
    found: dict[date, Tick] = {}
    versions = warehouses.versions(eyes.warehouse, principal=eyes.principal, limit=_MOST_VERSIONS)
    for one in versions:
        if one.version and one.known_at >= since:
            day = one.known_at.date()
            found.setdefault(day, Tick(one.known_at, one.version, Signals(), live=False))
    return list(found.values())


def _hindsight(rule: Rule, since: datetime, until: datetime) -> list[Tick]:
    if rule.when.at is not None:
        wanted = list(instants(rule.when, since=since, until=until))
    else:
        days = (until.date() - since.date()).days
        noons = [since + timedelta(days=n, hours=12) for n in range(days + 1)]
        wanted = [at for at in noons if at <= until and is_its_day(rule.when, at)]
    return [Tick(at, until, Signals(), live=False) for at in wanted]


def _seen(
    eyes: Eyes, rules: Sequence[Rule], ticks: Sequence[Tick]
) -> Iterator[tuple[Tick, Moment | None]]:
    """Yield each tick with what was known then, a few read ahead; None: it is kept no longer."""

    def look(tick: Tick) -> Sight | None:
        try:
            return see(eyes, rules, at=tick.at, version=tick.version, told=tick.told)
        except NotFound:
            return None

    def submitted(tick: Tick) -> tuple[Tick, Future[Sight | None]]:
        return tick, pool.submit(look, tick)

    rest = iter(ticks)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting = deque(map(submitted, islice(rest, _AT_ONCE + 1)))
        while waiting:
            tick, future = waiting.popleft()
            sight = future.result()
            waiting.extend(map(submitted, islice(rest, 1)))
            known = sight is not None and sight.moment.data_version
            yield tick, sight.moment if sight and known else None


def _count(tally: _Tally, findings: Sequence[Finding], *, known: bool) -> None:
    if not known:
        tally.notes.append("nothing was known yet, or it is kept no longer")
        return
    tally.looks += 1
    tally.fired += sum(one.verdict is Verdict.fires for one in findings)
    tally.unknown += sum(one.verdict is Verdict.unknown for one in findings)
    tally.held += sum(one.verdict in _HELD for one in findings)


def _days(rule: Rule, first: date, now: datetime, tally: dict[date, _Tally]) -> Iterator[ReplayDay]:
    last = local_day(rule.when, now)
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        told = tally.get(day)
        if told is None:
            yield ReplayDay(day, 0, 0, 0, 0, "no new data came, or it was not its day")
        else:
            yield ReplayDay(
                day, told.looks, told.fired, told.unknown, told.held,
                "; ".join(dict.fromkeys(told.notes)),
            )  # fmt: skip


def _provenance(
    ticks: Sequence[Tick], since: datetime, until: datetime, *, hindsight: bool, ripens: bool
) -> dict[str, object]:
    versions = [tick.version for tick in ticks if isinstance(tick.version, int)]
    late = {"late_conversions": "as fast as is known today"} if ripens else {}
    return {
        **late,
        "since": since,
        "until": until,
        "looks": len(ticks),
        "live_looks": sum(tick.live for tick in ticks),
        "known": "as it is known now" if hindsight else "as it was known each time",
        "data_versions": [min(versions), max(versions)] if versions else [],
    }

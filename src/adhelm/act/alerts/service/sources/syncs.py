"""Syncs that fail or are late, credentials that run out, interfaces that platforms retired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from adhelm.act.alerts.service.sources import Scene, platform_name
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.core.principal import Scope
from adhelm.govern import accounts
from adhelm.observe import ingest
from adhelm.observe.ingest.types import StreamStatus, Trouble

_TOKEN = frozenset(
    {
        "platform.auth", "platform.token_expired", "platform.token_revoked",
        "platform.permission", "source.account_not_visible",
    }
)  # fmt: skip
_RETIRED = "platform.version_retired"
_PATIENCE = timedelta(hours=2)
"""For so long a sync may fail before somebody is called: most trouble passes."""
_LATE = timedelta(hours=26)
_TIMES = 3
_SOON = timedelta(days=7)
_URGENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Account:
    """The streams of one account together."""

    connector: str
    account_id: str
    streams: Sequence[StreamStatus]

    @property
    def entity(self) -> Entity:
        key = f"{self.connector}/{self.account_id}"
        return Entity(self.connector, key, "account", self.account_id, self.account_id)

    @property
    def name(self) -> str:
        return f"{platform_name(self.connector)} account {self.account_id}"

    @property
    def failing(self) -> list[StreamStatus]:
        return [one for one in self.streams if one.error is not None and one.failed_at is not None]

    @property
    def succeeded(self) -> datetime | None:
        found = [one.succeeded_at for one in self.streams if one.succeeded_at is not None]
        return min(found) if found else None

    @property
    def codes(self) -> set[str]:
        return {str(one.error.get("code", "")) for one in self.failing if one.error}


def of_sync(scene: Scene) -> Iterator[Signal]:
    """Yield the accounts whose sync fails for long, is late, or waits for a person."""
    now = scene.clock.now()
    every = _every(scene)
    for one in _accounts(scene):
        if any(each.held for each in one.streams):
            yield _held(one)
        if one.codes & (_TOKEN | {_RETIRED}):
            continue
        if (signal := _failing(one, now)) or (signal := _stale(one, now, every)):
            yield signal


def of_connection(scene: Scene) -> Iterator[Signal]:
    """Yield credentials that platforms refuse, and API keys that run out within a week."""
    for one in _accounts(scene):
        if one.codes & _TOKEN:
            yield _refused(one)
    for named in ingest.list_connections(principal=scene.principal, database=scene.database):
        if named.error and str(named.error.get("code", "")) in _TOKEN:
            yield _connection(named.name, named.connector, named.error)
    now = scene.clock.now()
    who = replace(scene.principal, scopes=scene.principal.scopes | {Scope.admin})
    for key in accounts.list_keys(principal=who, database=scene.database):
        ends = key.expires_at
        if ends is not None and key.revoked_at is None and now < ends <= now + _SOON:
            yield Signal(
                source=Source.connection, detector="key_expiring",
                severity=Severity.medium if ends - now <= _URGENT else Severity.low,
                entity=Entity(level="key", id=key.id, name=key.name),
                claim=f"The API key '{key.name}' runs out on {ends:%Y-%m-%d %H:%M} UTC.",
                path="/settings/keys",
            )  # fmt: skip


def of_interface(scene: Scene) -> Iterator[Signal]:
    """Yield the platforms that speak the version of their interface no more that we speak."""
    retired: dict[str, list[_Account]] = defaultdict(list)
    for one in _accounts(scene):
        if _RETIRED in one.codes:
            retired[one.connector].append(one)
    for connector, found in sorted(retired.items()):
        name = platform_name(connector)
        yield Signal(
            source=Source.interface, detector="interface_retired", severity=Severity.critical,
            entity=Entity(connector, "", "platform", connector, name),
            claim=f"{name} has retired the version of its interface that this Adhelm speaks.",
            cause="a newer version of Adhelm is needed",
            figures=(Figure("Accounts without data", str(len(found))),),
            covers=tuple(f"{one.connector}/{one.account_id}" for one in found),
            path="/settings/sources",
        )  # fmt: skip


def _accounts(scene: Scene) -> list[_Account]:
    found: dict[tuple[str, str], list[StreamStatus]] = defaultdict(list)
    for one in ingest.sync_status(principal=scene.principal, database=scene.database):
        found[one.connector, one.account_id].append(one)
    return [_Account(*key, streams) for key, streams in sorted(found.items())]


def _every(scene: Scene) -> Mapping[str, timedelta]:
    """Return how often the accounts of each connector are to be synced."""
    told: dict[str, timedelta] = {}
    for one in ingest.list_connections(principal=scene.principal, database=scene.database):
        if one.every is not None:
            told[one.connector] = max(told.get(one.connector, one.every), one.every)
    return told


def _failing(one: _Account, now: datetime) -> Signal | None:
    failing = one.failing
    if not failing:
        return None
    since = one.succeeded or min(each.failed_at for each in failing if each.failed_at)
    if now - since < _PATIENCE:
        return None
    error: Trouble = failing[0].error or {}
    return Signal(
        source=Source.sync, detector="sync_failing", severity=Severity.medium, entity=one.entity,
        claim=f"{one.name} cannot be synced: {error.get('message', 'it fails')}",
        cause=str(error.get("hint", "")), since=since, path="/settings/sources",
        figures=(
            Figure("Streams that fail", str(len(failing)), f"of {len(one.streams)}"),
            Figure("Last success", f"{one.succeeded:%Y-%m-%d %H:%M} UTC" if one.succeeded else
                   "never"),
        ),
    )  # fmt: skip


def _stale(one: _Account, now: datetime, every: Mapping[str, timedelta]) -> Signal | None:
    expected = every.get(one.connector)
    if expected is None or one.succeeded is None:
        return None
    allowed = max(expected * _TIMES, _PATIENCE) if expected else _LATE
    age = now - one.succeeded
    if age <= allowed:
        return None
    hours = age.total_seconds() / 3600
    return Signal(
        source=Source.sync, detector="sync_stale", severity=Severity.medium, entity=one.entity,
        claim=f"{one.name} was synced last {hours:.0f} hours ago.",
        figures=(Figure("Age", f"{hours:.0f} h", f"to be synced every {expected}"),),
        measure=Decimal(f"{hours:.1f}"), since=one.succeeded, path="/settings/sources",
        cause="the workers may not run (`adhelm worker`), or the schedule is paused",
    )  # fmt: skip


def _held(one: _Account) -> Signal:
    return Signal(
        source=Source.sync, detector="sync_held", severity=Severity.medium, entity=one.entity,
        claim=f"What {one.name} sent waits for a person: things of its window are missing.",
        path="/settings/sources",
    )  # fmt: skip


def _refused(one: _Account) -> Signal:
    error: Trouble = next(each.error for each in one.failing if each.error) or {}
    return Signal(
        source=Source.connection, detector="token", severity=Severity.high, entity=one.entity,
        claim=f"{one.name}: the platform refuses our credential ({error.get('message', '')}).",
        cause=str(error.get("hint", "")) or "somebody has to connect it again",
        path="/settings/sources",
    )  # fmt: skip


def _connection(name: str, connector: str, error: Trouble) -> Signal:
    return Signal(
        source=Source.connection, detector="token", severity=Severity.high,
        entity=Entity(connector, "", "connection", name, name),
        claim=f"The connection '{name}' is refused by {platform_name(connector)} "
        f"({error.get('message', '')}).",
        cause=str(error.get("hint", "")) or "somebody has to connect it again",
        path="/settings/sources",
    )  # fmt: skip

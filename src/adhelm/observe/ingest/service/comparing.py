"""The parallel run: a file's figures beside the warehouse's, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO

from adhelm.connectors.contract import FileReader, Hints, Progress, silent
from adhelm.core.ads import Level, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic.comparing import Key, Sums, differences
from adhelm.observe.ingest.service import loading, profiles
from adhelm.observe.ingest.service.desk import Asked, Desk, new_id
from adhelm.observe.ingest.store import facts
from adhelm.observe.ingest.store.files import Found, find
from adhelm.observe.ingest.types import Compared, Limits
from adhelm.observe.warehouse import Warehouse

# Search terms are left out: platforms hide the rare ones, so they never add up.
_LEVELS = (Level.account, Level.campaign, Level.ad_group, Level.ad, Level.keyword)


@dataclass(slots=True)
class _Collected:
    sums: dict[Key, Sums] = field(default_factory=dict)
    windows: list[facts.Window] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    errors: list[dict[str, object]] = field(default_factory=list)


def compare_paths(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: Clock,
    paths: Sequence[str],
    hints: Hints | None = None,
    limits: Limits | None = None,
    progress: Progress = silent,
    stdin: IO[bytes] | None = None,
) -> Compared:
    """
    Hold files, another tool's for instance, against what the warehouse answers today.

    Compared are the accounts and days that the files hold, summed per account, month and currency.
    """
    principal.require(Scope.read)
    desk = Desk(principal, database, warehouse, reader, clock, limits or Limits(), progress)
    collected = _Collected()
    with closing(find(paths, limits=desk.limits, stdin=stdin)) as files:
        for found in files:
            if not found.skipped:
                _collect(desk, found, hints or Hints(), collected)
    version, there = _published(desk, collected.windows)
    return Compared(
        differences=tuple(differences(collected.sums, there)),
        files=tuple(collected.files),
        errors=tuple(collected.errors),
        data_version=version,
    )


def _collect(desk: Desk, found: Found, hints: Hints, collected: _Collected) -> None:
    try:
        if found.error is not None:
            raise found.error
        _stage(desk, found, hints, collected)
    except AdhelmError as error:
        collected.errors.append({"file": found.name, **loading.described(error, found.name)})


def _stage(desk: Desk, found: Found, hints: Hints, collected: _Collected) -> None:
    known, notes = profiles.apply(desk, found.path, hints)
    entry = loading.entry_of(desk, found, Asked(known, notes=notes))
    with warehouses.staging(desk.warehouse, batch_id=new_id()) as area:
        loading.stage(desk, entry, found, area)
        for key, sums in facts.staged_sums(area).items():
            collected.sums[key] = collected.sums.get(key, Sums()).plus(sums)
        collected.windows.extend(facts.staged_windows(area))
    collected.files.append(found.name)


def _published(desk: Desk, windows: Sequence[facts.Window]) -> tuple[int, dict[Key, Sums]]:
    snapshot = warehouses.snapshot(desk.warehouse, principal=desk.principal)
    if not windows:
        return snapshot.version.version, {}
    together = _joined(windows)
    days = Period.closed(min(row[2] for row in together), max(row[3] for row in together))
    slices = snapshot.slices(levels=_LEVELS, period=days)
    connection = snapshot.connect("facts")
    try:
        return snapshot.version.version, facts.published_sums(connection, slices, together)
    finally:
        connection.close()


def _joined(windows: Sequence[facts.Window]) -> list[facts.Window]:
    """Return one window per account: two files of one account must not count its days twice."""
    joined: dict[tuple[str, str], facts.Window] = {}
    for connector, account_id, first, last in windows:
        known = joined.get((connector, account_id), (connector, account_id, first, last))
        joined[connector, account_id] = (
            connector, account_id, min(first, known[2]), max(last, known[3]),
        )  # fmt: skip
    return list(joined.values())

"""Data versions and what is written with them: one row, and readers see the new state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from adhelm.core.db import Database
from adhelm.core.errors import NotFound
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.tables import CHECKS, COMMITS, INVENTORIES
from adhelm.observe.warehouse.types import CheckResult, DataVersion, Run, StoredCheck

_AT_ONCE = 500
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_NEWEST = (
    sa.select(COMMITS)
    .where(COMMITS.c.workspace_id == sa.bindparam("workspace"))
    .order_by(COMMITS.c.version.desc())
    .limit(1)
)


class UnknownVersion(NotFound):
    """There is no such data version in this workspace."""

    code = "warehouse.unknown_version"


class VersionGone(NotFound):
    """The data version is older than the time for which versions are kept."""

    code = "warehouse.version_gone"


def head(database: Database) -> dict[str, int]:
    """Return the table versions of the newest commit of all: what the next one builds on."""
    query = sa.select(COMMITS.c.tables).order_by(COMMITS.c.version.desc()).limit(1)
    with database.reading() as connection:
        tables: dict[str, int] | None = connection.scalar(query)
    return tables or {}


def newest(warehouse: Warehouse, workspace_id: str) -> DataVersion:
    """Return the version that a workspace sees now; version 0 if nothing was ever published."""
    return _one(warehouse, _NEWEST, {"workspace": workspace_id})


def known_at(warehouse: Warehouse, workspace_id: str, moment: datetime) -> DataVersion:
    """
    Return the version that a workspace saw at an instant.

    :raises VersionGone: if it was replaced longer ago than versions are kept.
    """
    query = _seen_by(workspace_id).where(COMMITS.c.known_at <= moment)
    found = _one(warehouse, query.order_by(COMMITS.c.version.desc()).limit(1))
    return _kept(warehouse, workspace_id, found)


def numbered(warehouse: Warehouse, workspace_id: str, version: int) -> DataVersion:
    """
    Return a version by its number.

    :raises UnknownVersion: if the workspace has none of that number.
    :raises VersionGone: if it was replaced longer ago than versions are kept.
    """
    if version == 0:
        return DataVersion(0, warehouse.clock.now(), "", "nothing yet", {})
    found = _one(warehouse, _seen_by(workspace_id).where(COMMITS.c.version == version))
    if found.version != version:
        raise UnknownVersion(
            f"there is no data version {version}",
            hint="'adhelm warehouse versions' lists them",
            version=version,
        )
    return _kept(warehouse, workspace_id, found)


def history(
    warehouse: Warehouse, workspace_id: str, limit: int, *, before: int | None = None
) -> list[DataVersion]:
    """Return the versions of a workspace, newest first; those before `before`, if given."""
    query = _seen_by(workspace_id).order_by(COMMITS.c.version.desc()).limit(limit)
    if before is not None:
        query = query.where(COMMITS.c.version < before)
    with warehouse.database.reading() as connection:
        return [_version(row) for row in connection.execute(query)]


def pins(warehouse: Warehouse, *, since: datetime) -> dict[str, list[int]]:
    """Return per table the pinned versions that readers may ask for, of all workspaces."""
    with warehouse.database.reading() as connection:
        return pins_in(connection, since=since)


def pins_in(connection: sa.Connection, *, since: datetime) -> dict[str, list[int]]:
    """Return the same as `pins`, as a transaction that is open sees it."""
    query = sa.select(COMMITS).order_by(COMMITS.c.version)
    rows = [(_version(row), row.workspace_id) for row in connection.execute(query)]
    # What was current when the time began may still be asked for, in each workspace its own.
    standing = {owner: row.version for row, owner in rows if row.known_at < since}
    kept = [row for row, owner in rows if row.version >= standing.get(owner, 0)]
    found: dict[str, set[int]] = {}
    for row in kept:
        for table, version in row.tables.items():
            found.setdefault(table, set()).add(version)
    return {table: sorted(versions) for table, versions in found.items()}


def newest_in(connection: sa.Connection) -> dict[str, int]:
    """Return workspace -> the version it sees, as a transaction that is open sees it."""
    newest = sa.func.max(COMMITS.c.version)
    query = sa.select(COMMITS.c.workspace_id, newest).group_by(COMMITS.c.workspace_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def record(
    warehouse: Warehouse,
    *,
    workspace_id: str,
    batch_id: str,
    what: str,
    tables: Mapping[str, int],
    inventories: Mapping[str, Sequence[Run]],
    checks: Iterable[CheckResult] = (),
) -> int:
    """Make a new state visible; on disk when this returns. Return its version."""
    with warehouse.database.durable() as connection:
        last: datetime | None = connection.scalar(sa.select(sa.func.max(COMMITS.c.known_at)))
        # Versions are asked for by time: a clock that went back must not hide the newest.
        now = max(warehouse.clock.now(), last) if last else warehouse.clock.now()
        done = connection.execute(
            sa.insert(COMMITS).values(
                workspace_id=workspace_id,
                known_at=now,
                batch_id=batch_id,
                what=what,
                tables=dict(tables),
            )
        )
        version = int(done.inserted_primary_key[0])  # type: ignore[index]  # the table has a key
        _keep_inventories(connection, workspace_id, inventories)
        _insert_checks(connection, workspace_id, batch_id, version, now=now, checks=checks)
    return version


def record_checks(
    warehouse: Warehouse,
    *,
    workspace_id: str,
    batch_id: str,
    version: int | None,
    checks: Iterable[CheckResult],
) -> None:
    """Keep the verdicts of checks by themselves, for what was refused or only looked at."""
    with warehouse.database.durable() as connection:
        now = warehouse.clock.now()
        _insert_checks(connection, workspace_id, batch_id, version, now=now, checks=checks)


def stored_checks(
    warehouse: Warehouse,
    workspace_id: str,
    *,
    failing: bool,
    limit: int,
    before: int | None = None,
    accounts: Collection[str] | None = None,
) -> list[StoredCheck]:
    """
    Return recorded verdicts, newest first; with `accounts`, those that name one of them.

    `before` is the id of the last one of the page that came before.
    """
    query = sa.select(CHECKS).where(CHECKS.c.workspace_id == workspace_id)
    if failing:
        query = query.where(sa.not_(CHECKS.c.passed))
    if before is not None:
        query = query.where(CHECKS.c.id < before)
    query = query.order_by(CHECKS.c.id.desc())
    if accounts is None:
        query = query.limit(limit)
    with warehouse.database.reading() as connection:
        found = (_stored_check(row) for row in connection.execute(query))
        return list(islice((one for one in found if _names(one, accounts)), limit))


def runs_of(warehouse: Warehouse, paths: Sequence[str]) -> dict[str, tuple[Run, ...]]:
    """Return what files hold, by path; a file nobody took stock of is missing from the answer."""
    unknown = [path for path in paths if path not in warehouse.runs]
    for start in range(0, len(unknown), _AT_ONCE):
        some = unknown[start : start + _AT_ONCE]
        query = sa.select(INVENTORIES).where(INVENTORIES.c.path.in_(some))
        with warehouse.database.reading() as connection:
            for row in connection.execute(query):
                warehouse.runs[row.path] = tuple(_run(about) for about in row.runs)
    return {path: warehouse.runs[path] for path in paths if path in warehouse.runs}


def forget_inventories(warehouse: Warehouse, paths: Sequence[str]) -> None:
    """Drop what was known of files that are gone."""
    with warehouse.database.transaction() as connection:
        for start in range(0, len(paths), _AT_ONCE):
            some = list(paths[start : start + _AT_ONCE])
            connection.execute(sa.delete(INVENTORIES).where(INVENTORIES.c.path.in_(some)))


def _seen_by(workspace_id: str) -> sa.Select[Any]:
    return sa.select(COMMITS).where(COMMITS.c.workspace_id == workspace_id)


def _one(
    warehouse: Warehouse, query: sa.Select[Any], asked: Mapping[str, object] | None = None
) -> DataVersion:
    with warehouse.database.reading() as connection:
        row = connection.execute(query, asked).first()
    if row is None:
        return DataVersion(0, warehouse.clock.now(), "", "nothing yet", {})
    return _version(row)


def _kept(warehouse: Warehouse, workspace_id: str, version: DataVersion) -> DataVersion:
    later = _seen_by(workspace_id).where(COMMITS.c.version > version.version)
    successor = _one(warehouse, later.order_by(COMMITS.c.version).limit(1))
    horizon = warehouse.clock.now() - timedelta(days=warehouse.as_of_days)
    if successor.version and successor.known_at < horizon and version.version:
        raise VersionGone(
            f"data version {version.version} was replaced on {successor.known_at:%Y-%m-%d}",
            hint=f"versions are kept for {warehouse.as_of_days} days after they are replaced",
        )
    return version


def _version(row: sa.Row[Any]) -> DataVersion:
    return DataVersion(row.version, row.known_at, row.batch_id, row.what, row.tables)


def _keep_inventories(
    connection: sa.Connection, workspace_id: str, inventories: Mapping[str, Sequence[Run]]
) -> None:
    rows = [
        {"workspace_id": workspace_id, "path": path, "runs": [_about(run) for run in runs]}
        for path, runs in inventories.items()
    ]
    if rows:
        connection.execute(sa.insert(INVENTORIES), rows)


def _about(run: Run) -> dict[str, object]:
    return {
        **asdict(run),
        "start": run.start.isoformat(),
        "end": run.end.isoformat(),
        "fields": sorted(run.fields),
    }


def _run(about: Mapping[str, Any]) -> Run:
    return Run(
        **{
            **about,
            "start": date.fromisoformat(about["start"]),
            "end": date.fromisoformat(about["end"]),
            "fields": frozenset(about["fields"]),
        }
    )


def _insert_checks(
    connection: sa.Connection,
    workspace_id: str,
    batch_id: str,
    version: int | None,
    *,
    now: datetime,
    checks: Iterable[CheckResult],
) -> None:
    rows = [
        {
            "workspace_id": workspace_id,
            "batch_id": batch_id,
            "version": version,
            "at": now,
            "name": check.check,
            "severity": check.severity,
            "passed": check.passed,
            "found": check.found,
            "message": check.message,
            "scope": check.scope,
        }
        for check in checks
    ]
    if rows:
        connection.execute(sa.insert(CHECKS), rows)


def _names(check: StoredCheck, accounts: Collection[str] | None) -> bool:
    if accounts is None:
        return True
    ids = {account.partition("/")[2] for account in accounts}
    return not ids.isdisjoint(check.result.scope.split())


def _stored_check(row: sa.Row[Any]) -> StoredCheck:
    result = CheckResult(row.name, row.severity, row.passed, row.found, row.message, row.scope)
    return StoredCheck(result, row.batch_id, row.version, row.at, row.id)

"""Every query of targets and their versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from adhelm.observe.plans.store import rows
from adhelm.observe.plans.tables import TARGET, TARGET_VERSION
from adhelm.observe.plans.types import Aim, Comparator, Goal, Target, TargetVersion, Unit

_VERSION = tuple(column.name for column in TARGET_VERSION.columns if column.name != "workspace_id")


def find(connection: sa.Connection, workspace_id: str, target_id: str) -> Target | None:
    """Return one target with its newest version, also one that was removed."""
    query = _newest().where(rows.is_one(TARGET, workspace_id, target_id))
    row = connection.execute(query).first()
    return _target(row) if row else None


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    days: tuple[date | None, date | None] = (None, None),
    wanted: Mapping[str, str],
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Target]:
    """Return targets that hold and share a day with `days`, by first day and id."""
    conditions = [TARGET.c.workspace_id == workspace_id, TARGET.c.current.is_not(None)]
    conditions += _narrowed(days, wanted, accounts, after)
    ordered = _newest().where(*conditions).order_by(TARGET.c.first_day, TARGET.c.id)
    return [_target(row) for row in connection.execute(ordered.limit(limit))]


def of_aims(connection: sa.Connection, workspace_id: str, aims: Iterable[Aim]) -> dict[Aim, Target]:
    """Return every target that is about one of `aims`, also those that were removed."""
    wanted = set(aims)
    this = (TARGET.c.workspace_id == workspace_id) & TARGET.c.first_day.in_(
        sorted({aim.first_day for aim in wanted})
    )
    found = (_target(row) for row in connection.execute(_newest().where(this)))
    return {each.aim: each for each in found if each.aim in wanted}


def versions(connection: sa.Connection, workspace_id: str, target_id: str) -> list[TargetVersion]:
    """Return all versions of a target, the newest first."""
    mine = TARGET_VERSION.c.workspace_id == workspace_id
    query = (
        TARGET_VERSION.select()
        .where(mine, TARGET_VERSION.c.target_id == target_id)
        .order_by(TARGET_VERSION.c.version.desc())
    )
    return [_version(row) for row in connection.execute(query)]


def held_at(
    connection: sa.Connection,
    workspace_id: str,
    *,
    at: datetime,
    days: tuple[date | None, date | None] = (None, None),
    wanted: Mapping[str, str],
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Target]:
    """Return targets as they were at an instant, by first day and id."""
    last = (
        sa.select(sa.func.max(TARGET_VERSION.c.version))
        .where(
            TARGET_VERSION.c.workspace_id == workspace_id,
            TARGET_VERSION.c.target_id == TARGET.c.id,
            TARGET_VERSION.c.at <= at,
        )
        .correlate(TARGET)
        .scalar_subquery()
    )
    conditions = [TARGET.c.workspace_id == workspace_id, TARGET_VERSION.c.value.is_not(None)]
    conditions += _narrowed(days, wanted, accounts, after)
    ordered = _with(last).where(*conditions).order_by(TARGET.c.first_day, TARGET.c.id)
    return [_target(row) for row in connection.execute(ordered.limit(limit))]


def keep(connection: sa.Connection, workspace_id: str, targets: Collection[Target]) -> None:
    """Write targets that are new."""
    heads = [
        {
            "workspace_id": workspace_id,
            "id": each.id,
            "metric": each.aim.metric,
            "first_day": each.aim.first_day,
            "last_day": each.aim.last_day,
            **rows.columns_of(each.aim.reach),
            **_pointers(each),
        }
        for each in targets
    ]
    if heads:
        connection.execute(TARGET.insert(), heads)


def point(connection: sa.Connection, workspace_id: str, targets: Collection[Target]) -> None:
    """Write down which versions of targets hold."""
    this = rows.is_one(TARGET, workspace_id, sa.bindparam("one"))  # type: ignore[arg-type]
    if targets:
        changes = [{"one": each.id, **_pointers(each)} for each in targets]
        connection.execute(TARGET.update().where(this), changes)


def add(connection: sa.Connection, workspace_id: str, targets: Collection[Target]) -> None:
    """Add the newest version of each of some targets."""
    added = [
        {
            "workspace_id": workspace_id,
            "target_id": each.id,
            "version": each.current.version,
            "comparator": each.current.goal.comparator.value,
            "value": rows.text_of(each.current.goal.value),
            "unit": each.current.goal.unit.value,
            "currency": each.current.goal.currency,
            "why": each.current.why,
            "source": each.current.source,
            "author": each.current.author,
            "at": each.current.at,
        }
        for each in targets
    ]
    if added:
        connection.execute(TARGET_VERSION.insert(), added)


def _narrowed(
    days: tuple[date | None, date | None],
    wanted: Mapping[str, str],
    accounts: Collection[str] | None,
    after: tuple[date, str] | None,
) -> list[sa.ColumnElement[bool]]:
    conditions = rows.having(TARGET, wanted) + rows.on_days(TARGET, *days)
    conditions += rows.within(TARGET, accounts)
    if after is not None:
        conditions.append(sa.tuple_(TARGET.c.first_day, TARGET.c.id) > sa.tuple_(*after))
    return conditions


def _newest() -> sa.Select[Any]:
    return _with(TARGET.c.latest)


def _with(which: Any) -> sa.Select[Any]:
    labels = [TARGET_VERSION.c[name].label(f"now_{name}") for name in _VERSION]
    pointed = (
        (TARGET_VERSION.c.workspace_id == TARGET.c.workspace_id)
        & (TARGET_VERSION.c.target_id == TARGET.c.id)
        & (TARGET_VERSION.c.version == which)
    )
    return sa.select(TARGET, *labels).select_from(TARGET.join(TARGET_VERSION, pointed))


def _pointers(target: Target) -> dict[str, int | None]:
    version = target.current.version
    removed = target.current.goal.value is None
    return {"current": None if removed else version, "latest": version}


def _target(row: Any) -> Target:
    aim = Aim(row.metric, row.first_day, row.last_day, rows.reach_of(row))
    return Target(row.id, aim, _version(row, "now_"))


def _version(row: Any, prefix: str = "") -> TargetVersion:
    values = {name: getattr(row, prefix + name) for name in _VERSION}
    return TargetVersion(
        version=values["version"],
        goal=Goal(
            Comparator(values["comparator"]),
            rows.amount_of(values["value"]),
            Unit(values["unit"]),
            values["currency"],
        ),
        why=values["why"],
        source=values["source"],
        author=values["author"],
        at=values["at"],
    )

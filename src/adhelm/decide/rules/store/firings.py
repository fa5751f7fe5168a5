"""When rules were looked at, and on what they fired."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.core.ads import Level as CoreLevel
from adhelm.decide.rules.tables import FIRING, RUN
from adhelm.decide.rules.types import (
    Alert,
    Entity,
    Evidence,
    Finding,
    Firing,
    Level,
    Mode,
    Ran,
    Truth,
    Value,
    Verdict,
)
from adhelm.govern.compliance.types import Change, Field


@dataclass(frozen=True, slots=True)
class Run:
    """A moment at which rules were looked at, and what was said then."""

    ran: Ran
    signals: bytes | None


def put_run(connection: sa.Connection, workspace_id: str, run: Run) -> None:
    """Keep that rules were looked at."""
    told = run.ran
    connection.execute(
        RUN.insert().values(
            workspace_id=workspace_id, at=told.at, rule_id=told.rule_id,
            data_version=told.data_version, looked=told.looked, fired=told.fired,
            signals=run.signals,
        )
    )  # fmt: skip


def has_run(connection: sa.Connection, workspace_id: str, rule_id: str, at: datetime) -> bool:
    """Say whether rules were looked at then already."""
    column = RUN.c
    query = sa.select(column.at).where(
        column.workspace_id == workspace_id, column.rule_id == rule_id, column.at == at
    )
    return connection.execute(query).first() is not None


def runs(
    connection: sa.Connection, workspace_id: str, rule_id: str, *, since: datetime, until: datetime
) -> list[Run]:
    """Return when rules were looked at, the oldest first."""
    column = RUN.c
    query = (
        RUN.select()
        .where(
            column.workspace_id == workspace_id, column.rule_id == rule_id,
            column.at >= since, column.at <= until,
        )
        .order_by(column.at)
    )  # fmt: skip
    return [
        Run(
            Ran(row["at"], row["data_version"], row["rule_id"], row["looked"], row["fired"]),
            row["signals"],
        )
        for row in connection.execute(query).mappings()
    ]


def put(connection: sa.Connection, workspace_id: str, firings: Sequence[Firing]) -> list[Firing]:
    """Keep firings; return them with their ids."""
    if not firings:
        return []
    rows = [_row(workspace_id, one) for one in firings]
    connection.execute(FIRING.insert(), rows)
    return [_firing(row) for row in rows]


def since(
    connection: sa.Connection, workspace_id: str, rule_id: str, *, since: datetime, until: datetime
) -> list[tuple[str, datetime, date]]:
    """Return on what a rule fired before an instant, as entity, instant and the rule's day."""
    column = FIRING.c
    query = (
        sa.select(column.entity, column.at, column.day)
        .where(
            column.workspace_id == workspace_id, column.rule_id == rule_id,
            column.at >= since, column.at < until,
        )
        .order_by(column.at)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    rule_id: str = "",
    accounts: Collection[str] | None = None,
    before: tuple[datetime, str] | None = None,
    until: datetime | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[Firing]:
    """Return firings, the newest first; `before` is the last one of the page before."""
    column = FIRING.c
    wanted = [column.workspace_id == workspace_id]
    wanted += [column.rule_id == rule_id] if rule_id else []
    wanted += [column.account.in_(sorted(accounts))] if accounts is not None else []
    wanted += [column.at <= until] if until else []
    wanted += [column.at >= since] if since else []
    if before:
        at, name = before
        wanted.append((column.at < at) | ((column.at == at) & (column.id < name)))
    query = FIRING.select().where(*wanted).order_by(column.at.desc(), column.id.desc())
    return [_firing(row) for row in connection.execute(query.limit(limit)).mappings()]


def counts(
    connection: sa.Connection, workspace_id: str, *, since: datetime
) -> dict[str, tuple[int, datetime]]:
    """Return per rule how often it fired since an instant, and when last."""
    column = FIRING.c
    query = (
        sa.select(column.rule_id, sa.func.count(), sa.func.max(column.at))
        .where(column.workspace_id == workspace_id, column.at >= since)
        .group_by(column.rule_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def _row(workspace_id: str, one: Firing) -> dict[str, Any]:
    entity = one.finding.entity
    place = f"{one.rule_id}|{one.at.isoformat()}|{entity.level}|{entity.key}"
    return {
        "workspace_id": workspace_id,
        "id": f"fir_{hashlib.sha256(place.encode()).hexdigest()[:20]}",
        "rule_id": one.rule_id, "rule_version": one.rule_version, "at": one.at, "day": one.day,
        "data_version": one.data_version, "mode": one.mode.value, "account": entity.account,
        "entity": entity.key, "recommendation_id": one.recommendation_id,
        "document": _written(one.finding),
    }  # fmt: skip


def _written(finding: Finding) -> str:
    import orjson

    return orjson.dumps(asdict(finding), default=_plain).decode()


def _plain(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _firing(row: Any) -> Firing:
    return Firing(
        rule_id=row["rule_id"], rule_version=row["rule_version"], at=row["at"], day=row["day"],
        data_version=row["data_version"], mode=Mode(row["mode"]),
        finding=_read(row["document"]), recommendation_id=row["recommendation_id"], id=row["id"],
    )  # fmt: skip


def _read(document: str) -> Finding:
    import orjson

    told: dict[str, Any] = orjson.loads(document)
    entity = told["entity"]
    amounts = {name: Decimal(value) for name, value in entity["amounts"].items()}
    first = entity["first_day"] and date.fromisoformat(entity["first_day"])
    made = {**entity, "level": Level(entity["level"]), "amounts": amounts, "first_day": first}
    return Finding(
        Entity(**made), Verdict(told["verdict"]), told["branch"],
        tuple(_evidence(each) for each in told["evidence"]),
        tuple(_change(each) for each in told["changes"]),
        tuple(Alert(**each) for each in told["alerts"]), told["why"],
    )  # fmt: skip


def _evidence(told: dict[str, Any]) -> Evidence:
    sides = {side: _value(told[side]) for side in ("left", "right")}
    return Evidence(**{**told, **sides, "truth": Truth(told["truth"])})


def _value(told: str | bool | None) -> Value:  # noqa: FBT001 - a value, not a switch
    return Decimal(told) if isinstance(told, str) else told


def _change(told: dict[str, Any]) -> Change:
    field = Field(told["field"])
    money = field not in {Field.status, Field.negative_keywords}
    sides = {
        side: Decimal(told[side]) if money and told[side] is not None else told[side]
        for side in ("before", "after")
    }
    return Change(**{**told, **sides, "level": CoreLevel(told["level"]), "field": field})

"""Every query of recommendations that are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.core.ads import Level
from adhelm.decide.optimization.tables import PAST, RECOMMENDATION
from adhelm.decide.optimization.types import (
    Basis,
    Effect,
    Past,
    Recommendation,
    State,
    Wanted,
)
from adhelm.govern.compliance.types import Change, Field

_COLUMNS = (
    "id", "source", "key", "generation", "kind", "platform", "account", "made_at", "renewed_at",
    "expires_at", "plan_id", "closed_at", "closed_by", "reason", "entries",
    "snoozed_until", "snoozed_effect",
)  # fmt: skip
_DOCUMENT = (
    "claim", "changes", "effect", "cost_if_wrong", "currency", "evidence", "confidence",
    "data_version",
)  # fmt: skip
_KEYS_AT_ONCE = 500
_AMOUNT = "d"


def put(connection: sa.Connection, workspace_id: str, rows: Iterable[Recommendation]) -> None:
    """Keep recommendations as they stand."""
    made = [
        {
            "workspace_id": workspace_id,
            **{name: getattr(one, name) for name in _COLUMNS},
            "state": one.state.value,
            "document": _written({name: _plain(getattr(one, name)) for name in _DOCUMENT}),
        }
        for one in rows
    ]
    upserts.put(connection, RECOMMENDATION, made)


def add_past(
    connection: sa.Connection, workspace_id: str, rows: Iterable[tuple[Recommendation, str]],
    *, at: datetime,
) -> None:  # fmt: skip
    """Keep what recommendations say or have become, and by whom."""
    made = [
        {
            "workspace_id": workspace_id, "recommendation_id": one.id, "number": one.entries,
            "at": at, "state": one.state.value, "data_version": one.data_version,
            "claim": one.claim, "effect": _written(_plain(one.effect)), "by": by,
            "reason": one.reason,
        }
        for one, by in rows
    ]  # fmt: skip
    if made:
        connection.execute(PAST.insert(), made)


def newest(
    connection: sa.Connection, workspace_id: str, *, source: str, keys: Collection[str]
) -> dict[str, Recommendation]:
    """Return by key the newest of a source's recommendations."""
    column = RECOMMENDATION.c
    found: dict[str, Recommendation] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _KEYS_AT_ONCE):
        some = ordered[start : start + _KEYS_AT_ONCE]
        query = (
            sa.select(RECOMMENDATION)
            .where(
                column.workspace_id == workspace_id,
                column.source == source,
                column.key.in_(some),
            )
            .order_by(column.generation)
        )
        found |= {row["key"]: _read(row) for row in connection.execute(query).mappings()}
    return found


def still_open(
    connection: sa.Connection, workspace_id: str, *, source: str
) -> list[Recommendation]:
    """Return what a source has said and nobody has closed."""
    column = RECOMMENDATION.c
    query = sa.select(RECOMMENDATION).where(
        column.workspace_id == workspace_id,
        column.source == source,
        column.state == State.open.value,
    )
    return [_read(row) for row in connection.execute(query).mappings()]


def one(connection: sa.Connection, workspace_id: str, id_: str) -> Recommendation | None:
    """Return a recommendation; None if there is none of that id."""
    column = RECOMMENDATION.c
    query = sa.select(RECOMMENDATION).where(column.workspace_id == workspace_id, column.id == id_)
    row = connection.execute(query).mappings().first()
    return None if row is None else _read(row)


def page(
    connection: sa.Connection,
    workspace_id: str,
    wanted: Wanted,
    *,
    now: datetime,
    accounts: Sequence[str] | None,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> list[Recommendation]:
    """Return recommendations, the newest first; `accounts` are those who asks is narrowed to."""
    column = RECOMMENDATION.c
    conditions = [column.workspace_id == workspace_id, *_conditions(wanted, now)]
    if accounts is not None:
        conditions.append(column.account.in_(accounts))
    if after is not None:
        at, id_ = after
        conditions.append(
            sa.or_(column.made_at < at, sa.and_(column.made_at == at, column.id < id_))
        )
    query = (
        sa.select(RECOMMENDATION)
        .where(*conditions)
        .order_by(column.made_at.desc(), column.id.desc())
        .limit(limit)
    )
    return [_read(row) for row in connection.execute(query).mappings()]


def past(connection: sa.Connection, workspace_id: str, id_: str) -> list[Past]:
    """Return what a recommendation said and became, the newest first."""
    column = PAST.c
    query = (
        sa.select(PAST)
        .where(column.workspace_id == workspace_id, column.recommendation_id == id_)
        .order_by(column.number.desc())
        .limit(1000)
    )
    return [
        Past(
            row["at"], State(row["state"]), row["data_version"], row["claim"],
            _effect(_parsed(row["effect"])), row["by"], row["reason"],
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def _conditions(wanted: Wanted, now: datetime) -> list[Any]:
    column = RECOMMENDATION.c
    named = ("source", "platform", "kind")
    found: list[Any] = [
        column[name] == getattr(wanted, name) for name in named if getattr(wanted, name)
    ]
    if wanted.account:
        escaped = wanted.account.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.append(
            sa.or_(
                column.account == wanted.account,
                column.account.like(f"%/{escaped}", escape="\\"),
            )
        )
    if wanted.snoozed is not None:
        awake = sa.or_(column.snoozed_until.is_(None), column.snoozed_until <= now)
        found.append(sa.not_(awake) if wanted.snoozed else awake)
    if wanted.state is State.open:
        found += [column.state == State.open.value, column.expires_at > now]
    elif wanted.state is State.expired:
        lapsed = sa.and_(column.state == State.open.value, column.expires_at <= now)
        found.append(sa.or_(column.state == State.expired.value, lapsed))
    elif wanted.state is not None:
        found.append(column.state == wanted.state.value)
    return found


def _read(row: Any) -> Recommendation:
    document = _parsed(row["document"])
    return Recommendation(
        **{name: row[name] for name in _COLUMNS},
        state=State(row["state"]),
        claim=document["claim"],
        changes=tuple(_change(one) for one in document["changes"]),
        effect=_effect(document["effect"]),
        cost_if_wrong=_amount(document["cost_if_wrong"]),
        currency=document["currency"],
        evidence=document["evidence"],
        confidence=document["confidence"],
        data_version=document["data_version"],
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Effect):
        return {name: _plain(each) for name, each in asdict(value).items()}
    if isinstance(value, tuple) and value and isinstance(value[0], Change):
        return [{name: _tagged(each) for name, each in asdict(one).items()} for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _tagged(value: Any) -> Any:
    # A budget and a status share a field: which of the two it was must come back.
    return {_AMOUNT: str(value)} if isinstance(value, Decimal) else value


def _change(said: dict[str, Any]) -> Change:
    untagged: dict[str, Any] = {
        name: Decimal(each[_AMOUNT]) if isinstance(each, dict) else each
        for name, each in said.items()
    }
    return Change(**{**untagged, "level": Level(said["level"]), "field": Field(said["field"])})


def _effect(said: dict[str, Any] | None) -> Effect | None:
    if said is None:
        return None
    amounts = {name: _amount(said[name]) for name in ("expected", "low", "high")}
    return Effect(**{**said, **amounts, "basis": Basis(said["basis"])})


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _written(body: object) -> str:
    import orjson

    return orjson.dumps(body, default=str).decode()


def _parsed(text: str) -> Any:
    import orjson

    return orjson.loads(text)

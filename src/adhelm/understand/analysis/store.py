"""Every query of what searches found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.core.ads import Period
from adhelm.understand.analysis.tables import FINDING, INCIDENT, RUN
from adhelm.understand.analysis.types import (
    Cause,
    CauseKind,
    Findings,
    Incident,
    Life,
    Past,
    Severity,
    State,
)

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS_REPORTED = """
    SELECT connector || '/' || account_id, min(date), max(date), epoch_us(max(ingested_at))
    FROM facts WHERE hour IS NOT NULL AND date >= $since GROUP BY connector, account_id, date
    UNION ALL
    SELECT connector || '/' || account_id, start_date, end_date, epoch_us(max(ingested_at))
    FROM coverage WHERE grain = 'hour' AND end_date >= $since
    GROUP BY connector, account_id, start_date, end_date
"""
# What is paused spends no budget.
_BUDGETS = """
    WITH told AS (
        SELECT connector, account_id, level,
            CASE level WHEN 'campaign' THEN entity_id ELSE campaign_id END AS campaign,
            TRY_CAST(json_extract_string(attributes, '$.daily_budget') AS DECIMAL(38, 9)) AS amount,
            coalesce(json_extract_string(attributes, '$.budget_id'), entity_id) AS budget
        FROM entities
        WHERE source_id = 'api' AND level IN ('campaign', 'ad_group')
          AND (connector || '/' || account_id) IN (SELECT unnest($accounts))
          AND NOT list_contains($stopped, lower(coalesce(status, '')))
    )
    SELECT connector || '/' || account_id, campaign, budget, amount FROM told
    WHERE amount IS NOT NULL
    QUALIFY level = max(level) OVER (PARTITION BY connector, account_id, campaign)
"""
_MONEY = ("observed", "expected", "low", "high", "at_stake")
_DAYS = ("date", "last_date")
_TUPLES = ("also", "explains", "calendar", "notes")


@dataclass(frozen=True, slots=True)
class Reported:
    """When an account's hours were fetched last, and the days that were asked for by the hour."""

    at: datetime
    days: frozenset[date]


def hours_reported(snapshot: Snapshot, *, since: date) -> dict[str, Reported]:
    """Return by 'connector/account' how far its hours are known."""
    with snapshot.connect() as connection:
        rows = connection.execute(_HOURS_REPORTED, {"since": since}).fetchall()
    found: dict[str, Reported] = {}
    for account, first, last, moment in rows:
        at = _EPOCH + timedelta(microseconds=moment)
        days = frozenset(Period.closed(max(first, since), last)) if last >= since else frozenset()
        before = found.get(account, Reported(at, frozenset()))
        found[account] = Reported(max(at, before.at), before.days | days)
    return found


def daily_budgets(
    snapshot: Snapshot, *, accounts: Collection[str], stopped: Collection[str]
) -> dict[tuple[str, str], dict[str, Decimal]]:
    """
    Return by account and campaign what it may spend a day, in the account's currency, by budget.

    A campaign's own budget, or else those of its ad groups; those of a `stopped` status are left
    out. Accounts are 'connector/id'.
    """
    asked = {"accounts": sorted(accounts), "stopped": sorted(stopped)}
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    with snapshot.connect("entities") as connection:
        for account, campaign, budget, amount in connection.execute(_BUDGETS, asked).fetchall():
            found.setdefault((account, campaign), {})[budget] = amount
    return found


def put_run(
    connection: sa.Connection, workspace_id: str, found: Findings, *, at: datetime, last: date
) -> None:
    """Keep that there was a search, over the one of the same data version."""
    row = {
        "workspace_id": workspace_id, "data_version": found.data_version, "made_at": at,
        "first_day": found.period.start, "last_day": last, "series": found.series,
        "tests": found.tests,
    }  # fmt: skip
    upserts.put(connection, RUN, [row])


def put_lives(connection: sa.Connection, workspace_id: str, lives: Iterable[Life]) -> None:
    """Keep how incidents stand."""
    rows = [
        {
            "workspace_id": workspace_id, "id": life.id, "state": life.state.value,
            "opened_version": life.opened_version, "opened_at": life.opened_at,
            "seen_version": life.seen_version, "seen_at": life.seen_at,
            "closed_at": life.closed_at, "last_day": life.incident.last_date or life.incident.date,
            "document": _written(life.incident),
        }
        for life in lives
    ]  # fmt: skip
    upserts.put(connection, INCIDENT, rows)


def put_past(connection: sa.Connection, workspace_id: str, lives: Iterable[Life]) -> None:
    """Keep what a data version changed of incidents."""
    rows = [
        {
            "workspace_id": workspace_id, "incident_id": life.id,
            "data_version": life.seen_version, "at": life.seen_at, "state": life.state.value,
            "document": _written(life.incident),
        }
        for life in lives
    ]  # fmt: skip
    upserts.put(connection, FINDING, rows)


def lives(connection: sa.Connection, workspace_id: str, *, since: date | None = None) -> list[Life]:
    """Return the incidents whose days reach `since` or later, or all."""
    column = INCIDENT.c
    wanted = [column.workspace_id == workspace_id]
    wanted += [column.last_day >= since] if since else []
    query = sa.select(INCIDENT).where(*wanted).order_by(column.last_day, column.id)
    return [_life(row) for row in connection.execute(query).mappings()]


def life(connection: sa.Connection, workspace_id: str, incident_id: str) -> Life | None:
    """Return one incident; None if it was never kept."""
    column = INCIDENT.c
    query = sa.select(INCIDENT).where(column.workspace_id == workspace_id, column.id == incident_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else _life(row)


def past(connection: sa.Connection, workspace_id: str, incident_id: str) -> list[Past]:
    """Return what was known of an incident, the newest first."""
    column = FINDING.c
    query = (
        sa.select(FINDING)
        .where(column.workspace_id == workspace_id, column.incident_id == incident_id)
        .order_by(column.data_version.desc())
    )
    return [_past(row) for row in connection.execute(query).mappings()]


def known_at(
    connection: sa.Connection, workspace_id: str, version: int, *, period: Period
) -> list[Past]:
    """Return what was known of the incidents of some days in a data version."""
    column = FINDING.c
    newest = (
        sa.select(column.incident_id, sa.func.max(column.data_version).label("version"))
        .where(column.workspace_id == workspace_id, column.data_version <= version)
        .group_by(column.incident_id)
        .subquery()
    )
    query = sa.select(FINDING).join(
        newest,
        (column.incident_id == newest.c.incident_id) & (column.data_version == newest.c.version),
    )
    query = query.where(column.workspace_id == workspace_id).order_by(column.incident_id)
    found = [_past(row) for row in connection.execute(query).mappings()]
    return [
        one
        for one in found
        if one.incident.date < period.end
        and (one.incident.last_date or one.incident.date) >= period.start
    ]


def run_at(connection: sa.Connection, workspace_id: str, version: int) -> int | None:
    """Return the data version of the newest search that is not newer than a version."""
    column = RUN.c
    query = sa.select(sa.func.max(column.data_version)).where(
        column.workspace_id == workspace_id, column.data_version <= version
    )
    found: int | None = connection.scalar(query)
    return found


def searched_at(connection: sa.Connection, workspace_id: str) -> str:
    """Return the newest search's data version and instant as text; '' if there was none."""
    column = RUN.c
    query = sa.select(sa.func.max(column.data_version), sa.func.max(column.made_at)).where(
        column.workspace_id == workspace_id
    )
    row = connection.execute(query).one()
    return "" if row[0] is None else f"{row[0]} {row[1]}"


def _written(one: Incident) -> str:
    import orjson

    return orjson.dumps(asdict(one), default=str).decode()


def _life(row: Any) -> Life:
    return Life(
        _read(row["document"]), State(row["state"]), row["opened_version"], row["opened_at"],
        row["seen_version"], row["seen_at"], row["closed_at"],
    )  # fmt: skip


def _past(row: Any) -> Past:
    return Past(row["data_version"], row["at"], State(row["state"]), _read(row["document"]))


def _read(document: str) -> Incident:
    import orjson

    told: dict[str, Any] = orjson.loads(document)
    for name in _MONEY:
        told[name] = None if told[name] is None else Decimal(told[name])
    for name in _DAYS:
        told[name] = None if told[name] is None else date.fromisoformat(told[name])
    for name in _TUPLES:
        told[name] = tuple(told.get(name, ()))
    cause = told["cause"]
    if cause is not None:
        parts = tuple((str(name), float(share)) for name, share in cause.pop("parts"))
        told["cause"] = Cause(**{**cause, "kind": CauseKind(cause["kind"])}, parts=parts)
    return Incident(**{**told, "severity": Severity(told["severity"])})

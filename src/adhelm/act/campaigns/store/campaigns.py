"""Campaigns, their platform campaigns, versions and words: kept and found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from adhelm.act.campaigns.logic import words
from adhelm.act.campaigns.logic.splitting import exact
from adhelm.act.campaigns.tables import CAMPAIGN, PLATFORM, VERSION, WORD
from adhelm.act.campaigns.types import (
    Campaign,
    Objective,
    PlatformCampaign,
    Status,
    SyncState,
    Version,
)
from adhelm.core.db import lock_in_transaction

_AT_ONCE = 500
"""Values that one statement names."""
_WORKSPACE: sa.BindParameter[str] = sa.bindparam("workspace")
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
# Built once: building them takes longer than asking.
_OF_IDS = CAMPAIGN.select().where(CAMPAIGN.c.workspace_id == _WORKSPACE, CAMPAIGN.c.id.in_(_IDS))
_PARTS_OF_IDS = (
    PLATFORM.select()
    .where(PLATFORM.c.workspace_id == _WORKSPACE, PLATFORM.c.campaign_id.in_(_IDS))
    .order_by(PLATFORM.c.place)
)


def lock(connection: sa.Connection, workspace_id: str) -> None:
    """Let one change at a time pass: what is looked up before it still holds when it is written."""
    lock_in_transaction(connection, f"campaigns {workspace_id}")


def insert_many(
    connection: sa.Connection,
    workspace_id: str,
    made: Iterable[tuple[Campaign, Version]],
) -> None:
    """Add new campaigns, each with its platform campaigns and its first version."""
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (CAMPAIGN, PLATFORM, VERSION, WORD)
    }
    for campaign, version in made:
        rows[CAMPAIGN].append(_values(workspace_id, campaign))
        rows[PLATFORM] += _platform_values(workspace_id, campaign)
        rows[VERSION].append(_version_values(workspace_id, campaign.id, version))
        rows[WORD] += _word_values(workspace_id, campaign)
    for table, values in rows.items():
        if values:
            connection.execute(table.insert(), values)


def update(
    connection: sa.Connection,
    workspace_id: str,
    campaign: Campaign,
    version: Version,
    *,
    before: Campaign,
) -> bool:
    """Replace a campaign that is still at the version of `before`; say whether it was."""
    values = _values(workspace_id, campaign)
    this = _is(CAMPAIGN, workspace_id, "id", campaign.id)
    at_version = CAMPAIGN.c.version == before.version
    done = connection.execute(CAMPAIGN.update().where(this, at_version).values(**values))
    if done.rowcount != 1:
        return False
    _replace_platforms(connection, workspace_id, before, campaign)
    _replace_words(connection, workspace_id, before, campaign)
    connection.execute(
        VERSION.insert().values(**_version_values(workspace_id, campaign.id, version))
    )
    return True


def _replace_platforms(
    connection: sa.Connection, workspace_id: str, before: Campaign, after: Campaign
) -> None:
    rows = _platform_values(workspace_id, after)
    if rows == _platform_values(workspace_id, before):
        return
    connection.execute(
        PLATFORM.delete().where(_is(PLATFORM, workspace_id, "campaign_id", after.id))
    )
    if rows:
        connection.execute(PLATFORM.insert(), rows)


def _replace_words(
    connection: sa.Connection, workspace_id: str, before: Campaign, after: Campaign
) -> None:
    old, new = (
        {row["word"]: row for row in _word_values(workspace_id, one)} for one in (before, after)
    )
    this = _is(WORD, workspace_id, "campaign_id", after.id)
    if gone := old.keys() - new.keys():
        connection.execute(WORD.delete().where(this, WORD.c.word.in_(gone)))
    if come := [new[word] for word in sorted(new.keys() - old.keys())]:
        connection.execute(WORD.insert(), come)


def find(connection: sa.Connection, workspace_id: str, campaign_id: str) -> Campaign | None:
    """Return a campaign with its platform campaigns."""
    found = find_many(connection, workspace_id, [campaign_id])
    return found[0] if found else None


def find_many(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> list[Campaign]:
    """Return campaigns with their platform campaigns, in the order of their ids as given."""
    if not ids:
        return []
    these = {"workspace": workspace_id, "ids": ids}
    rows = connection.execute(_OF_IDS, these).all()
    currencies = {row.id: row.currency for row in rows}
    parts: dict[str, list[PlatformCampaign]] = {}
    for row in connection.execute(_PARTS_OF_IDS, these):
        part = _platform(row, currencies.get(row.campaign_id, ""))
        parts.setdefault(row.campaign_id, []).append(part)
    known = {row.id: _campaign(row, parts.get(row.id, ())) for row in rows}
    return [known[one] for one in ids if one in known]


def names_taken(
    connection: sa.Connection, workspace_id: str, keys: Collection[str], *, but: str = ""
) -> set[str]:
    """Return which of the names' keys a campaign (other than `but`) holds."""
    found: set[str] = set()
    for some in _chunks(keys):
        taken = sa.select(CAMPAIGN.c.name_taken).where(
            CAMPAIGN.c.workspace_id == workspace_id,
            CAMPAIGN.c.name_taken.in_(some),
            CAMPAIGN.c.id != but,
        )
        found.update(connection.scalars(taken))
    return found


def holders(
    connection: sa.Connection, workspace_id: str, held: Collection[str], *, but: str = ""
) -> Mapping[str, str]:
    """Return which campaign (other than `but`) holds each of the platform campaigns."""
    found: dict[str, str] = {}
    for some in _chunks(held):
        query = sa.select(PLATFORM.c.held, PLATFORM.c.campaign_id).where(
            PLATFORM.c.workspace_id == workspace_id,
            PLATFORM.c.held.in_(some),
            PLATFORM.c.campaign_id != but,
        )
        found |= {row.held: row.campaign_id for row in connection.execute(query)}
    return found


def versions(
    connection: sa.Connection,
    workspace_id: str,
    campaign_id: str,
    *,
    before: int | None = None,
    limit: int,
) -> list[Version]:
    """Return a campaign's versions, the newest first."""
    conditions = [_is(VERSION, workspace_id, "campaign_id", campaign_id)]
    if before is not None:
        conditions.append(VERSION.c.version < before)
    query = VERSION.select().where(*conditions).order_by(VERSION.c.version.desc()).limit(limit)
    names = ("version", "at", "actor", "actor_id", "action", "changed", "snapshot")
    return [
        Version(**{name: getattr(row, name) for name in names}) for row in connection.execute(query)
    ]


def linked(connection: sa.Connection, workspace_id: str, *, after: str, limit: int) -> list[str]:
    """Return ids of campaigns that hold platform campaigns, in order, behind the id `after`."""
    query = (
        sa.select(PLATFORM.c.campaign_id)
        .where(
            PLATFORM.c.workspace_id == workspace_id,
            PLATFORM.c.campaign_id > after,
            PLATFORM.c.held.is_not(None),
        )
        .distinct()
        .order_by(PLATFORM.c.campaign_id)
        .limit(limit)
    )
    return list(connection.scalars(query))


def set_spent(
    connection: sa.Connection, workspace_id: str, parts: Iterable[PlatformCampaign]
) -> None:
    """Keep what platform campaigns have spent, and whether they are still there."""
    for part in parts:
        this = _is(PLATFORM, workspace_id, "id", part.id)
        connection.execute(
            PLATFORM.update()
            .where(this)
            .values(spent=part.spent, spent_at=part.spent_at, sync_state=part.sync_state.value)
        )


def _values(workspace_id: str, campaign: Campaign) -> dict[str, Any]:
    archived = campaign.status is Status.archived
    key = words.key(campaign.name)
    used = sorted({part.platform for part in campaign.platforms})
    return {
        "workspace_id": workspace_id,
        "id": campaign.id,
        "version": campaign.version,
        "name": campaign.name,
        "name_key": key,
        "name_taken": None if archived else key,
        "description": campaign.description,
        "objective": campaign.objective.value if campaign.objective else "",
        "budget": campaign.budget,
        "budget_order": -1 if campaign.budget is None else int(campaign.budget.scaleb(3)),
        "currency": campaign.currency,
        "start_date": campaign.start_date,
        "end_date": campaign.end_date,
        "audience": dict(campaign.audience),
        "status": campaign.status.value,
        "archived": int(archived),
        "owner": campaign.owner,
        "notes": campaign.notes,
        "platforms": f"|{'|'.join(used)}|" if used else "",
        "created_at": campaign.created_at,
        "created_by": campaign.created_by,
        "updated_at": campaign.updated_at,
        "updated_by": campaign.updated_by,
        "archived_at": campaign.archived_at,
    }


def _platform_values(workspace_id: str, campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "workspace_id": workspace_id,
            "id": part.id,
            "campaign_id": campaign.id,
            "place": place,
            "platform": part.platform,
            "account": part.account,
            "external_id": part.external_id,
            "held": held(part) if campaign.status is not Status.archived else None,
            "name": part.name,
            "allocated": part.allocated,
            "spent": part.spent,
            "spent_at": part.spent_at,
            "sync_state": part.sync_state.value,
            "score": part.score,
        }
        for place, part in enumerate(campaign.platforms)
    ]


def held(part: PlatformCampaign) -> str | None:
    """Return what names the campaign on its platform; None while it is not there."""
    return f"{part.account}/{part.external_id}" if part.external_id else None


def _word_values(workspace_id: str, campaign: Campaign) -> list[dict[str, Any]]:
    found = words.words(campaign.name, *(one.name for one in campaign.platforms),
                        campaign.description)  # fmt: skip
    return [
        {"workspace_id": workspace_id, "word": word, "campaign_id": campaign.id} for word in found
    ]


def _version_values(workspace_id: str, campaign_id: str, version: Version) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "campaign_id": campaign_id,
        "version": version.version,
        "at": version.at,
        "actor": version.actor,
        "actor_id": version.actor_id,
        "action": version.action,
        "changed": dict(version.changed),
        "snapshot": dict(version.snapshot),
    }


def _campaign(row: Any, parts: Iterable[PlatformCampaign]) -> Campaign:
    return Campaign(
        id=row.id,
        version=row.version,
        name=row.name,
        status=Status(row.status),
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        description=row.description,
        objective=Objective(row.objective) if row.objective else None,
        budget=exact(row.budget, row.currency),
        currency=row.currency,
        start_date=row.start_date,
        end_date=row.end_date,
        audience=row.audience,
        owner=row.owner,
        notes=row.notes,
        archived_at=row.archived_at,
        platforms=tuple(parts),
    )


def _platform(row: Any, currency: str) -> PlatformCampaign:
    return PlatformCampaign(
        id=row.id,
        platform=row.platform,
        account=row.account,
        external_id=row.external_id,
        name=row.name,
        allocated=exact(row.allocated, currency),
        spent=row.spent,
        spent_at=row.spent_at,
        sync_state=SyncState(row.sync_state),
        score=row.score,
    )


def _is(table: sa.Table, workspace_id: str, column: str, value: str) -> sa.ColumnElement[bool]:
    return (table.c.workspace_id == workspace_id) & (table.c[column] == value)


def _chunks(values: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    return (ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE))

"""Change campaigns: edit and archive, each a version of its own; no change is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from adhelm.act.campaigns.logic import life, snapshots
from adhelm.act.campaigns.service import creating, planning, reading
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.service.refusing import refusals_noted
from adhelm.act.campaigns.store import campaigns as kept
from adhelm.act.campaigns.types import (
    Campaign,
    Changed,
    Chosen,
    Draft,
    Made,
    NotAllYours,
    NotNow,
    Status,
    Version,
)
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse import Warehouse

_SAME = frozenset({"name", "description", "objective", "budget", "currency", "start_date",
                   "end_date", "audience", "notes", "status"})  # fmt: skip
Expected = int | Callable[[int], None]
"""The version that a change is made from, or what refuses to change any other."""


@refusals_noted("edit")
def edit(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    campaign_id: str,
    expected: Expected,
    changes: Mapping[str, Any],
) -> Made:
    """
    Change the named fields of a `Draft` in a campaign that is still at the version `expected`.

    A change of budget, dates or platforms splits the budget again; the platforms keep their
    shares as long as they are the same ones.

    :raises NoSuchCampaign: if there is none.
    :raises Changed: if somebody changed it meanwhile; nothing is overwritten.
    :raises NotNow: if its status does not allow it.
    :raises Invalid: if what would come out cannot be.
    """
    principal.require(Scope.write)
    with database.reading() as connection:
        before = changeable(connection, principal, campaign_id, expected=expected)
    draft = creating.checked(principal, replace(draft_of(before), **_allowed(principal, changes)))
    status = life.step(before.status, draft.status)
    sources = Sources(warehouse, clock)
    parts, split = planning.planned(principal, sources, draft, before)
    who = before.owner if draft.owner == before.owner else None
    after = replace(
        before,
        **{name: getattr(draft, name) for name in _SAME},
        owner=creating.owner(principal, database, sources, draft.owner) if who is None else who,
        platforms=parts,
    )
    after = _archived(after, clock) if status is Status.archived else after
    with database.durable() as connection:
        after = keep(connection, principal, clock, before=before, after=after, action="edit")
    return Made(after, split, life.missing(after))


@refusals_noted("archive")
def archive(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    campaign_id: str,
    expected: Expected | None = None,
) -> Campaign:
    """
    Archive a campaign: it leaves the lists, gives its name and platform campaigns free, and stays.

    One that is archived stays as it is.

    :raises NoSuchCampaign: if there is none.
    :raises Changed: if it is not at version `expected` any more.
    """
    principal.require(Scope.write)
    with database.durable() as connection:
        kept.lock(connection, principal.workspace_id)
        before = reading.found(connection, principal, campaign_id)
        reading.seen(principal, before)
        if before.status is Status.archived:
            return before
        before = changeable(connection, principal, campaign_id, expected=expected)
        after = _archived(before, clock)
        return keep(connection, principal, clock, before=before, after=after, action="archive")


def changeable(
    connection: Connection, principal: Principal, campaign_id: str, *, expected: Expected | None
) -> Campaign:
    """
    Return a campaign that the principal may change now.

    :raises Changed: if it is at another version than `expected`.
    :raises NotAllYours: if parts of it are in accounts that the principal does not see.
    :raises NotNow: if it is archived.
    """
    campaign = reading.found(connection, principal, campaign_id)
    if len(reading.seen(principal, campaign).platforms) < len(campaign.platforms):
        raise NotAllYours("it has parts in accounts that you do not see", hint="ask an admin")
    if callable(expected):
        expected(campaign.version)
    elif expected is not None and campaign.version != expected:
        raise _changed(campaign.version)
    if campaign.status is Status.archived:
        raise NotNow("it is archived", hint="create another one")
    return campaign


def keep(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    before: Campaign,
    after: Campaign,
    action: str,
) -> Campaign:
    """
    Keep a change as the next version, with its entry in the audit; what changes nothing is none.

    :raises Changed: if somebody changed it meanwhile.
    :raises NameTaken: if the new name is another's.
    """
    kept.lock(connection, principal.workspace_id)
    told, changed = _difference(before, after)
    if not changed:
        return after
    if "name" in changed:
        creating.refuse_taken(connection, principal, after)
    now = clock.now()
    after = replace(after, version=before.version + 1, updated_at=now, updated_by=principal.id)
    version = Version(
        version=after.version,
        at=now,
        actor=principal.actor.value,
        actor_id=principal.id,
        action=action,
        changed=changed,
        snapshot=snapshots.snapshot(after),
    )
    workspace = principal.workspace_id
    if not kept.update(connection, workspace, after, version, before=before):
        raise _changed()
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action=f"campaigns.{action}",
        subject=f"campaign:{after.id}",
        before={name: told.get(name) for name in changed},
        after={name: pair[1] for name, pair in changed.items()},
    )
    return after


def draft_of(campaign: Campaign) -> Draft:
    """Return the draft that a campaign came from, as far as it can be changed."""
    chosen = tuple(Chosen(part.platform, part.account, id=part.id) for part in campaign.platforms)
    known = {name: getattr(campaign, name) for name in _SAME}
    return Draft(**known, owner=campaign.owner, platforms=chosen)


def _allowed(principal: Principal, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes; who does not see the notes cannot empty them unknowingly."""
    names = {each.name for each in fields(Draft)}
    allowed = {name: value for name, value in changes.items() if name in names}
    if not principal.staff:
        if allowed.get("notes"):
            raise NotAllYours("notes are internal", hint="leave `notes` out")
        allowed.pop("notes", None)
    return allowed


def _difference(before: Campaign, after: Campaign) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    told = snapshots.snapshot(before)
    return told, snapshots.changed(told, snapshots.snapshot(after))


def _archived(campaign: Campaign, clock: Clock) -> Campaign:
    return replace(campaign, status=Status.archived, archived_at=clock.now())


def _changed(version: int | None = None) -> Changed:
    now = "" if version is None else f": it is at version {version}"
    return Changed(f"somebody changed it meanwhile{now}", hint="read it again, then change it")

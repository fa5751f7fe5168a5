"""Read campaigns: one, a page of them, their versions; each as its reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adhelm.act.campaigns.logic import life
from adhelm.act.campaigns.store import campaigns as kept
from adhelm.act.campaigns.store import listing
from adhelm.act.campaigns.types import (
    BadField,
    Campaign,
    NoSuchCampaign,
    Page,
    Version,
    Wanted,
)
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.written import is_unwritable

ORDERS = tuple(listing.ORDERS)
_INTERNAL = frozenset({"notes"})
_DIGITS = 18


def get(*, principal: Principal, database: Database, campaign_id: str) -> Campaign:
    """
    Return a campaign without what the principal does not see.

    :raises NoSuchCampaign: if there is none, or it is all in accounts that it does not see.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return seen(principal, found(connection, principal, campaign_id))


def list_campaigns(
    *,
    principal: Principal,
    database: Database,
    wanted: Wanted,
    place: tuple[str, str] | None = None,
) -> Page:
    """
    Return a page of campaigns, `place` being where the one before ended.

    A page may be short though more follow: `next_place` alone says whether there are any.
    """
    principal.require(Scope.read)
    if wanted.sort.lstrip("-") not in listing.ORDERS:
        raise BadField(f"nothing is sorted by '{wanted.sort}'", hint=", ".join(listing.ORDERS))
    with database.reading() as connection:
        page = listing.page(
            connection,
            principal.workspace_id,
            wanted,
            place=_place(wanted, place) if place else None,
            visible=principal.accounts,
        )
    return replace(page, campaigns=tuple(seen(principal, one) for one in page.campaigns))


def list_versions(
    *,
    principal: Principal,
    database: Database,
    campaign_id: str,
    before: int | None = None,
    limit: int = 100,
) -> list[Version]:
    """
    Return a campaign's versions, the newest first, without what the principal does not see.

    :raises NoSuchCampaign: if there is none.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        seen(principal, found(connection, principal, campaign_id))
        versions = kept.versions(
            connection, principal.workspace_id, campaign_id, before=before, limit=limit
        )
    return [_seen_version(principal, one) for one in versions]


def missing(campaign: Campaign) -> tuple[str, ...]:
    """Return what a campaign lacks to be more than a draft."""
    return life.missing(campaign)


def found(connection: Connection, principal: Principal, campaign_id: str) -> Campaign:
    """
    Return a campaign of the principal's workspace, whole.

    :raises NoSuchCampaign: if there is none.
    """
    campaign = kept.find(connection, principal.workspace_id, campaign_id)
    if campaign is None:
        raise _none(campaign_id)
    return campaign


def seen(principal: Principal, campaign: Campaign) -> Campaign:
    """
    Return a campaign without notes and accounts that the principal does not see.

    :raises NoSuchCampaign: if all of its platform campaigns are in such accounts.
    """
    if not principal.staff:
        campaign = replace(campaign, notes="")
    if principal.accounts is None:
        return campaign
    parts = tuple(one for one in campaign.platforms if one.account in {"", *principal.accounts})
    if campaign.platforms and not parts:
        raise _none(campaign.id)
    return replace(campaign, platforms=parts)


def _none(campaign_id: str) -> NoSuchCampaign:
    return NoSuchCampaign(f"there is no campaign '{campaign_id}' here", hint="see `campaigns`")


def _place(wanted: Wanted, place: tuple[str, str]) -> tuple[Any, str]:
    value, campaign_id = place
    kind = wanted.sort.lstrip("-")
    try:
        if is_unwritable(value + campaign_id):
            raise _no_place()
        if kind == "budget":
            return int(value[:_DIGITS]), campaign_id
        if kind == "name":
            return value, campaign_id
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise _no_place()
        return moment.astimezone(UTC), campaign_id
    except (ValueError, OverflowError) as error:
        raise _no_place() from error


def _no_place() -> BadField:
    return BadField("this place is none of such a list", hint="start over")


def _seen_version(principal: Principal, version: Version) -> Version:
    if principal.staff and principal.accounts is None:
        return version
    changed = {name: value for name, value in version.changed.items() if _may(principal, name)}
    if "platforms" in changed:
        pairs = changed["platforms"]
        changed["platforms"] = [_seen_parts(principal, each) for each in pairs]
    snapshot = {name: value for name, value in version.snapshot.items() if _may(principal, name)}
    snapshot["platforms"] = _seen_parts(principal, snapshot["platforms"])
    return replace(version, changed=changed, snapshot=snapshot)


def _may(principal: Principal, name: str) -> bool:
    return principal.staff or name not in _INTERNAL


def _seen_parts(principal: Principal, parts: list[Mapping[str, Any]] | None) -> Any:
    if parts is None or principal.accounts is None:
        return parts
    return [one for one in parts if one["account"] in {"", *principal.accounts}]

"""Take platforms' campaigns into ours, and look up what they have spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from adhelm.act.campaigns.logic import life
from adhelm.act.campaigns.logic.splitting import check_amount, exact
from adhelm.act.campaigns.service import changing, figures, planning
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.service.refusing import refusals_noted
from adhelm.act.campaigns.store import campaigns as kept
from adhelm.act.campaigns.store import entities
from adhelm.act.campaigns.store.entities import Entity, Key
from adhelm.act.campaigns.types import (
    Adoption,
    BadPlatform,
    BadSplit,
    Campaign,
    Made,
    NoSuchEntity,
    PlatformCampaign,
    SyncState,
    Taken,
)
from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse

_AT_ONCE = 200


@refusals_noted("adopt")
def adopt(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    campaign_id: str,
    expected: changing.Expected,
    adoptions: Sequence[Adoption],
) -> Made:
    """
    Take campaigns of platforms, as the warehouse knows them, into one of ours.

    One that was planned for the same platform is linked, else another part is added. What they
    have spent over the campaign's dates is looked up, in the campaign's currency.

    :raises NoSuchEntity: if the data know no such campaign, or the principal does not see it.
    :raises Taken: if another campaign of ours holds it.
    :raises Changed: if somebody changed ours meanwhile.
    """
    principal.require(Scope.write)
    sources = Sources(warehouse, clock)
    with database.reading() as connection:
        before = changing.changeable(connection, principal, campaign_id, expected=expected)
    known = _known(principal, sources, adoptions)
    after = before
    for adoption in adoptions:
        key = _key(adoption)
        if not any((one.account, one.external_id) == key for one in after.platforms):
            after = _with(after, adoption, key, known[key])
    _check(after, adoptions)
    after = with_spent(principal, sources, after)
    with database.durable() as connection:
        kept.lock(connection, principal.workspace_id)
        _refuse_taken(connection, principal, after)
        after = changing.keep(
            connection, principal, clock, before=before, after=after, action="adopt"
        )
    return Made(after, None, life.missing(after))


def with_spent(principal: Principal, sources: Sources, campaign: Campaign) -> Campaign:
    """Return a campaign with what its parts have spent by now, and whether they are still there."""
    spending = figures.spent(principal, sources, campaign)
    linked = [(one.account, one.external_id) for one in campaign.platforms if one.external_id]
    pinned = warehouses.snapshot(sources.warehouse, principal=principal)
    there = entities.known(pinned, linked)
    now = sources.clock.now()
    parts = tuple(
        replace(
            one,
            spent=spending.get(one.id),
            spent_at=now,
            sync_state=(
                SyncState.linked if (one.account, one.external_id) in there else SyncState.missing
            ),
        )
        if one.external_id
        else one
        for one in campaign.platforms
    )
    return replace(campaign, platforms=parts)


def refresh_spent(
    *, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock
) -> int:
    """
    Look up what every adopted platform campaign of the workspace has spent; return how many.

    This is no change of a campaign: it makes no version.
    """
    principal.require(Scope.write)
    sources, last, done = Sources(warehouse, clock), "", 0
    while True:
        with database.reading() as connection:
            ids = kept.linked(connection, principal.workspace_id, after=last, limit=_AT_ONCE)
            campaigns = kept.find_many(connection, principal.workspace_id, ids)
        parts = [
            part
            for one in campaigns
            for part in with_spent(principal, sources, one).platforms
            if part.external_id
        ]
        with database.transaction() as connection:
            kept.set_spent(connection, principal.workspace_id, parts)
        done += len(parts)
        if len(ids) < _AT_ONCE:
            return done
        last = ids[-1]


def _known(
    principal: Principal, sources: Sources, adoptions: Sequence[Adoption]
) -> dict[Key, Entity]:
    keys = [_key(one) for one in adoptions]
    pinned = warehouses.snapshot(sources.warehouse, principal=principal)
    known = dict(entities.known(pinned, keys))
    for account, external_id in keys:
        unseen = principal.accounts is not None and account not in principal.accounts
        if unseen or (account, external_id) not in known:
            raise NoSuchEntity(
                f"the data know no campaign '{external_id}' of '{account}'",
                hint="sync the account first; ids as in `adhelm query … by campaign_id`",
            )
    return known


def _key(adoption: Adoption) -> Key:
    if adoption.platform not in PLATFORMS:
        raise BadPlatform(
            f"'{adoption.platform}' is no platform", hint=f"one of {', '.join(PLATFORMS)}"
        )
    connector = PLATFORMS[adoption.platform].connector
    return f"{connector}/{adoption.account_id}", adoption.campaign_id


def _with(campaign: Campaign, adoption: Adoption, key: Key, entity: Entity) -> Campaign:
    account, external_id = key
    parts = list(campaign.platforms)
    at = next(
        (
            place
            for place, part in enumerate(parts)
            if part.platform == adoption.platform
            and part.account in {"", account}
            and not part.external_id
        ),
        len(parts),
    )
    part = (
        parts[at]
        if at < len(parts)
        else PlatformCampaign(planning.new_id("cpl"), adoption.platform)
    )
    parts[at : at + 1] = [
        replace(
            part,
            account=account,
            external_id=external_id,
            name=entity.name,
            allocated=(
                part.allocated
                if adoption.allocated is None
                else exact(adoption.allocated, campaign.currency)
            ),
            sync_state=SyncState.linked,
        )
    ]
    return replace(campaign, platforms=tuple(parts))


def _check(campaign: Campaign, adoptions: Sequence[Adoption]) -> None:
    if len(campaign.platforms) > life.MOST_PLATFORMS:
        raise BadPlatform("too many platforms", hint=f"at most {life.MOST_PLATFORMS}")
    given = [one.allocated for one in adoptions if one.allocated is not None]
    for amount in given:
        check_amount(amount, campaign.currency or "USD", what="part")
    whole = sum((part.allocated or Decimal(0) for part in campaign.platforms), Decimal(0))
    if given and campaign.budget is not None and whole > campaign.budget:
        raise BadSplit(
            f"the parts add up to {whole:f}, above the budget of {campaign.budget:f}",
            hint="raise the budget first, or allocate less",
        )


def _refuse_taken(connection: Connection, principal: Principal, campaign: Campaign) -> None:
    wanted = {held for part in campaign.platforms if (held := kept.held(part))}
    taken = kept.holders(connection, principal.workspace_id, wanted, but=campaign.id)
    if taken:
        first = min(taken)
        raise Taken(
            f"'{first}' belongs to the campaign '{taken[first]}'", hint="archive or edit that one"
        )

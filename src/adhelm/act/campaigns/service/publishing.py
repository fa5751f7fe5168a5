"""What `act.publishing` tells of a campaign: which parts of it are on a platform now."""

from __future__ import annotations

from dataclasses import replace

from adhelm.act.campaigns.service import changing, reading
from adhelm.act.campaigns.types import Campaign, SyncState
from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.principal import Principal, Scope


def link(
    connection: Connection,
    *,
    principal: Principal,
    clock: Clock,
    campaign_id: str,
    part_id: str,
    account: str,
    external_id: str,
    name: str,
) -> Campaign:
    """
    Note, in the caller's transaction, that a part of a campaign was made on its platform.

    A part that is gone by now is left out: what was made stays on the platform.

    :raises NoSuchCampaign: if there is no such campaign.
    """
    principal.require(Scope.write)
    before = reading.found(connection, principal, campaign_id)
    parts = tuple(
        replace(
            part, account=account, external_id=external_id, name=name,
            sync_state=SyncState.linked,
        )
        if part.id == part_id
        else part
        for part in before.platforms
    )  # fmt: skip
    after = replace(before, platforms=parts)
    return changing.keep(connection, principal, clock, before=before, after=after, action="publish")

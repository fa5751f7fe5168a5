"""What the optimization suggests for one campaign of ours: proposals, without any effect."""

from __future__ import annotations

from dataclasses import replace

from adhelm.act.campaigns.service import reading
from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization import Advice, Limits, suggestions
from adhelm.observe.warehouse import Warehouse


def optimize(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    campaign_id: str,
    limits: Limits | None = None,
) -> Advice:
    """
    Return the budget moves that stay among a campaign's own platform campaigns.

    Amounts are per day, in the account's currency.

    :raises Forbidden: if the principal may not propose.
    :raises NoSuchCampaign: if there is none.
    """
    principal.require(Scope.propose)
    campaign = reading.get(principal=principal, database=database, campaign_id=campaign_id)
    linked = [part for part in campaign.platforms if part.external_id]
    ours = {(part.account, part.external_id) for part in linked}
    accounts = {part.account for part in linked}
    platforms = {part.platform for part in linked}
    advice = suggestions(
        principal=principal,
        warehouse=warehouse,
        clock=clock,
        platform=min(platforms) if len(platforms) == 1 else "",
        limits=limits,
        database=database,
    )
    moves = tuple(
        move
        for move in advice.moves
        for account in [_account(move.platform, move.account_id)]
        if {(account, move.from_campaign_id), (account, move.to_campaign_id)} <= ours
    )
    silences = tuple(
        one
        for one in advice.silences
        for account in [_account(one.platform, one.account_id)]
        if (account, one.campaign_id) in ours or (not one.campaign_id and account in accounts)
    )
    return replace(advice, moves=moves, silences=silences)


def _account(platform: str, account_id: str) -> str:
    return f"{PLATFORMS[platform].connector}/{account_id}"

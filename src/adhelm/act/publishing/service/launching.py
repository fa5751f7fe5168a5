"""Publish a campaign from a brief: made paused on each platform, then enabled, or removed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhelm.act import campaigns
from adhelm.act.campaigns.types import Campaign, PlatformCampaign
from adhelm.act.publishing.logic import briefs, linting
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.store import actions, plans
from adhelm.act.publishing.types import (
    Action,
    ActionState,
    BadBrief,
    Brief,
    Finding,
    Launched,
    LaunchState,
    Lint,
    NothingToUndo,
    Plan,
    Wish,
)
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.types import ENABLED, PAUSED, REMOVED, Change, Field

_LEVELS = (Level.campaign, Level.ad_group, Level.ad)
_MOST_PLANS = 200


def publish(*, principal: Principal, desk: Desk, campaign_id: str, brief: Sequence[Brief]) -> Plan:
    """
    Plan to make a campaign on its platforms: campaign, ad group and ad, all paused.

    Each has a key of its own, so that publishing again after something failed in the middle makes
    what is missing and nothing twice. `enable` is the second step.

    :raises NoSuchCampaign: if there is no such campaign.
    :raises BadBrief: if a platform needs something that is not said.
    """
    principal.require(Scope.propose)
    campaign = campaigns.get(principal=principal, database=desk.database, campaign_id=campaign_id)
    wishes: list[Wish] = []
    for one in brief:
        wishes += _wishes(desk, campaign, one, first=len(wishes))
    return propose(
        principal=principal, desk=desk, changes=wishes, source="publish",
        reason=f"publish '{campaign.name}'", subject=f"campaign:{campaign_id}",
    )  # fmt: skip


def lint(
    *, principal: Principal, desk: Desk, campaign_id: str, brief: Sequence[Brief]
) -> list[Lint]:
    """
    Return what each part of a campaign lacks to be published; nothing is planned.

    :raises NoSuchCampaign: if there is no such campaign.
    """
    principal.require(Scope.read)
    campaign = campaigns.get(principal=principal, database=desk.database, campaign_id=campaign_id)
    said = {one.part_id: one for one in brief}
    return [_linted(desk, campaign, part, said.get(part.id)) for part in campaign.platforms]


def enable(*, principal: Principal, desk: Desk, campaign_id: str) -> Plan:
    """
    Plan to enable all that was made of a campaign: the ads first, the campaigns last.

    :raises BadBrief: if part of it is not there yet.
    :raises NothingToUndo: if nothing of it is there.
    """
    principal.require(Scope.propose)
    found = launched(principal=principal, desk=desk, campaign_id=campaign_id)
    broken = [one for one in found if one.state is LaunchState.partial]
    if broken:
        raise BadBrief(
            f"{broken[0].account}: {', '.join(broken[0].missing)} not made: {broken[0].why}",
            hint="publish it again to resume, or remove it",
        )
    mine = [one for one in found if one.state is LaunchState.paused]
    return _set(principal, desk, campaign_id, mine, status=ENABLED, levels=_LEVELS[::-1])


def remove(
    *, principal: Principal, desk: Desk, campaign_id: str, part_ids: Sequence[str] = ()
) -> Plan:
    """
    Plan to remove what was made of a campaign, or of some of its parts; removing is final.

    :raises NothingToUndo: if nothing of it is there.
    """
    principal.require(Scope.propose)
    found = [
        one
        for one in launched(principal=principal, desk=desk, campaign_id=campaign_id)
        if not part_ids or one.part_id in part_ids
    ]
    top = (Level.campaign,)
    return _set(principal, desk, campaign_id, found, status=REMOVED, levels=top)


def launched(*, principal: Principal, desk: Desk, campaign_id: str) -> list[Launched]:
    """
    Return how far each part of a campaign is on its platform, and what stopped it.

    :raises NoSuchCampaign: if there is no such campaign.
    """
    principal.require(Scope.read)
    campaign = campaigns.get(principal=principal, database=desk.database, campaign_id=campaign_id)
    with desk.database.reading() as connection:
        mine = plans.page(
            connection, principal.workspace_id, subject=f"campaign:{campaign_id}",
            limit=_MOST_PLANS,
        )  # fmt: skip
        done = actions.of_plans(connection, principal.workspace_id, [one.id for one in mine])
    return [
        _launched(part, campaign, list(_of_part(mine, done, part.id)))
        for part in campaign.platforms
    ]


def _wishes(desk: Desk, campaign: Campaign, one: Brief, *, first: int) -> list[Wish]:
    parts = {part.id: part for part in campaign.platforms}
    part = parts.get(one.part_id)
    if part is None:
        raise BadBrief(
            f"the campaign has no part '{one.part_id}'", hint=f"it has {', '.join(parts)}"
        )
    about = desk.platforms.connector(PLATFORMS[part.platform].connector)
    return list(briefs.wishes(campaign, part, one, about, first=first))


def _linted(desk: Desk, campaign: Campaign, part: PlatformCampaign, one: Brief | None) -> Lint:
    about = desk.platforms.connector(PLATFORMS[part.platform].connector)
    why, hint = "", ""
    found: tuple[Finding, ...] = ()
    if one is None:
        why, hint = "nothing says what its ads say", "add it to the brief"
    else:
        found = tuple(linting.findings(campaign, part, one, about))
        try:
            _wishes(desk, campaign, one, first=0)
        except BadBrief as error:
            why, hint = error.message, error.hint
    return Lint(
        part.id, part.platform, part.account, why, hint, findings=found,
        needs=linting.needs(about), categories=briefs.categories(campaign, about),
    )  # fmt: skip


def _of_part(
    mine: Sequence[Plan], done: dict[str, list[Action]], part_id: str
) -> Iterator[tuple[str, Action]]:
    """Yield what was to be done for a part, the oldest first."""
    for plan in reversed(mine):
        for item, action in zip(plan.items, done[plan.id], strict=True):
            if item.detail.get("part_id") == part_id:
                yield action.change.field.value, action


def _launched(
    part: PlatformCampaign, campaign: Campaign, found: Sequence[tuple[str, Action]]
) -> Launched:
    made: dict[str, str] = {}
    why, state = "", PAUSED
    for field, action in found:
        level = action.change.level.value
        if field == Field.create and action.state is ActionState.done:
            made[level] = action.change.entity_id
        elif field == Field.create and action.message:
            why = action.message
        elif action.state is ActionState.done and level == Level.campaign:
            state = str(action.change.after)
    missing = tuple(level.value for level in _LEVELS if level.value not in made)
    return Launched(
        part_id=part.id,
        account=part.account or campaign.name,
        state=_state(made, missing, state),
        made=made,
        missing=missing,
        why=why if missing else "",
    )


def _state(made: dict[str, str], missing: Sequence[str], status: str) -> LaunchState:
    if status == REMOVED:
        return LaunchState.removed
    if not made:
        return LaunchState.planned
    if missing:
        return LaunchState.partial
    return LaunchState.enabled if status == ENABLED else LaunchState.paused


def _set(
    principal: Principal,
    desk: Desk,
    campaign_id: str,
    found: Sequence[Launched],
    *,
    status: str,
    levels: Sequence[Level],
) -> Plan:
    wishes = [wish for one in found for wish in _switches(one, status, levels)]
    if not wishes:
        raise NothingToUndo("nothing of it is there", hint="publish it first")
    campaign = campaigns.get(principal=principal, database=desk.database, campaign_id=campaign_id)
    return propose(
        principal=principal, desk=desk, changes=wishes, source="publish",
        reason=f"set '{campaign.name}' to {status}", subject=f"campaign:{campaign_id}",
    )  # fmt: skip


def _switches(one: Launched, status: str, levels: Sequence[Level]) -> Iterator[Wish]:
    connector, _, account_id = one.account.partition("/")
    for level in levels:
        if level.value in one.made:
            change = Change(
                connector=connector, account_id=account_id, platform="", level=level,
                entity_id=one.made[level.value], name="", field=Field.status, before=None,
                after=status, currency="",
            )  # fmt: skip
            yield Wish(change, detail={"part_id": one.part_id})

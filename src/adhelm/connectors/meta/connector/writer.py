"""Changes Meta: each change is safe to repeat, and amounts are exact or refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Applied,
    Bid,
    Clash,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Link,
    Live,
    Mutation,
    NotOffered,
    NotThere,
    Refused,
    Rename,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    UploadAudience,
)
from adhelm.connectors.meta.client import Graph
from adhelm.connectors.meta.connector.audiences import upload
from adhelm.connectors.meta.connector.creating import create
from adhelm.connectors.meta.connector.events import send
from adhelm.connectors.meta.mapping import major, minor
from adhelm.connectors.meta.mapping.entities import ROAS_UNIT
from adhelm.core.ads import Level, Money

_ANY: frozenset[Level] = frozenset()
_ENTITIES = frozenset({Level.campaign, Level.ad_group, Level.ad})
_OFFERS: Mapping[type, frozenset[Level]] = MappingProxyType(
    {
        CreateCampaign: _ANY,
        CreateAdGroup: _ANY,
        CreateAd: _ANY,
        SetStatus: _ENTITIES,
        SetBudget: frozenset({Level.campaign, Level.ad_group}),
        SetBid: frozenset({Level.ad_group}),
        Rename: _ENTITIES,
        UploadAudience: _ANY,
        SendConversions: _ANY,
    }
)
_STATUSES = MappingProxyType(
    {
        "ACTIVE": Status.enabled,
        "PAUSED": Status.paused,
        "DELETED": Status.removed,
        "ARCHIVED": Status.removed,
    }
)
_LIVE = MappingProxyType(
    {
        Level.campaign: "daily_budget,lifetime_budget,bid_strategy",
        Level.ad_group: (
            "daily_budget,lifetime_budget,bid_strategy,bid_amount,bid_constraints,campaign_id,"
            "optimization_goal"
        ),
        Level.ad: "",
    }
)
_CAP, _COST, _ROAS = "LOWEST_COST_WITH_BID_CAP", "COST_CAP", "LOWEST_COST_WITH_MIN_ROAS"
_STRATEGIES = MappingProxyType(
    {
        Bid.max_cpc: _CAP,
        Bid.max_cpm: _CAP,
        Bid.cost_cap: _COST,
        Bid.target_cpa: _COST,
        Bid.target_roas: _ROAS,
    }
)
# A bid cap is per result; it is one per click or per thousand views where that is the goal.
_GOALS = MappingProxyType(
    {
        Bid.max_cpc: frozenset({"LINK_CLICKS", "LANDING_PAGE_VIEWS"}),
        Bid.max_cpm: frozenset({"IMPRESSIONS", "REACH", "AD_RECALL_LIFT"}),
    }
)


class MetaWriter:
    """Changes Meta with one credential."""

    def __init__(self, link: Link) -> None:
        """No call is made yet."""
        self._link = link
        self._graph = Graph(link)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return "meta"

    @property
    def offers(self) -> Mapping[type, frozenset[Level]]:
        """Return what can be changed, and at which levels."""
        return _OFFERS

    def apply(self, account: Account, mutation: Mutation) -> Applied:
        """
        Carry out one change.

        :raises NotOffered: if Meta has no such thing.
        :raises Refused: if Meta refuses the value; nothing has changed.
        :raises Unsettled: if it cannot be told whether a thing was made.
        :raises PlatformError: for all else that went wrong.
        """
        match mutation:
            case CreateCampaign() | CreateAdGroup() | CreateAd():
                return create(self._graph, account, mutation, pause=self._link.pause)
            case UploadAudience():
                return upload(self._graph, account, mutation, pause=self._link.pause)
            case SendConversions():
                return send(self._graph, account, mutation, now=self._link.clock.now())
            case AddNegativeKeywords():
                raise NotOffered("Meta has no keywords", hint="exclude audiences or placements")
            case _:
                return self._change(account, mutation)

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now.

        :raises NotThere: if there is none of that id in this account.
        :raises NotOffered: if it has no level that can be changed.
        """
        node = self._node(account, level, entity_id)
        constraints = node.get("bid_constraints") or {}
        floor = constraints.get("roas_average_floor")
        return Live(
            level=level,
            entity_id=entity_id,
            name=str(node.get("name", "")),
            status=_STATUSES.get(str(node.get("status"))),
            platform_status=str(node.get("effective_status") or node.get("status")),
            daily_budget=_money(node.get("daily_budget"), account.currency),
            lifetime_budget=_money(node.get("lifetime_budget"), account.currency),
            bid=_money(node.get("bid_amount"), account.currency),
            bid_ratio=None if floor is None else Decimal(str(floor)) / ROAS_UNIT,
        )

    def close(self) -> None:
        """Let go of connections."""
        self._graph.close()

    def _change(
        self, account: Account, mutation: SetStatus | SetBudget | SetBid | Rename
    ) -> Applied:
        if mutation.level not in _OFFERS[type(mutation)]:
            raise NotOffered(
                f"Meta has no {type(mutation).__name__} for a {mutation.level}",
                hint=f"it has it for: {', '.join(sorted(_OFFERS[type(mutation)]))}",
            )
        match mutation:
            case SetStatus(status=Status.removed):
                return self._remove(account, mutation)
            case SetStatus():
                form = {"status": "ACTIVE" if mutation.status is Status.enabled else "PAUSED"}
            case SetBudget():
                name = "lifetime_budget" if mutation.lifetime else "daily_budget"
                form = {name: minor(mutation.amount, account.currency)}
            case Rename():
                form = {"name": mutation.name}
            case SetBid():
                form = self._bid(account, mutation)
        # Absolute values: sent again, they change nothing more.
        self._graph.post(mutation.entity_id, form, account_id=account.id, repeatable=True)
        return Applied(mutation.entity_id)

    def _remove(self, account: Account, mutation: SetStatus) -> Applied:
        try:
            self._graph.delete(mutation.entity_id, account_id=account.id)
        except (NotThere, Clash):
            # An earlier call may have arrived: what is deleted cannot be deleted again.
            node = self._node(account, mutation.level, mutation.entity_id)
            if node.get("status") != "DELETED":
                raise
            return Applied(mutation.entity_id, found=True)
        return Applied(mutation.entity_id)

    def _bid(self, account: Account, mutation: SetBid) -> dict[str, Any]:
        strategy = _STRATEGIES[mutation.bid]
        node = self._node(account, mutation.level, mutation.entity_id)
        goals = _GOALS.get(mutation.bid)
        if goals and node.get("optimization_goal") not in goals:
            raise Refused(
                f"the ad set aims at {node.get('optimization_goal')}, so that a bid is no "
                f"{mutation.bid}",
                hint="set a cost_cap, or a target_roas",
            )
        form = _bid_form(mutation, account.currency)
        above = self._node(account, Level.campaign, str(node["campaign_id"])).get("bid_strategy")
        if above is None:
            return {**form, "bid_strategy": strategy}
        if above != strategy:
            raise Refused(
                f"the campaign holds the budget and bids by {above}",
                hint=f"a campaign that bids by {strategy} is needed",
            )
        return form

    def _node(self, account: Account, level: Level, entity_id: str) -> dict[str, Any]:
        if level not in _LIVE:
            raise NotOffered(f"Meta has no {level} that can be changed")
        fields = f"id,account_id,name,status,effective_status,{_LIVE[level]}".rstrip(",")
        answer = self._graph.get(entity_id, {"fields": fields}, account_id=account.id)
        node: dict[str, Any] = answer.json()
        if str(node.get("account_id")) != account.id:
            raise NotThere(
                f"{entity_id} is not in account {account.id}", hint="check the account and the id"
            )
        return node


def _bid_form(mutation: SetBid, currency: str) -> dict[str, Any]:
    if mutation.bid is Bid.target_roas:
        if mutation.ratio is None or mutation.ratio <= 0:
            raise Refused("a target_roas needs a ratio above zero", hint="4.5 is 450 %")
        floor = mutation.ratio * ROAS_UNIT
        if floor != floor.to_integral_value():
            raise Refused(f"Meta takes returns to four decimals, not {mutation.ratio}")
        return {"bid_constraints": {"roas_average_floor": int(floor)}}
    if mutation.amount is None:
        raise Refused(f"a {mutation.bid} needs an amount")
    return {"bid_amount": minor(mutation.amount, currency)}


def _money(value: object, currency: str) -> Money | None:
    text = major(value, currency)
    return None if text is None else Money.parse(text, currency)

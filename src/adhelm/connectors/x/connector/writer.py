"""Writes X: absolute values, deletion for good, and things as they are this moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Applied,
    Bid,
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
from adhelm.connectors.x.client import Api
from adhelm.connectors.x.connector.amounts import local_micros, money
from adhelm.connectors.x.connector.creating import Creating
from adhelm.connectors.x.connector.telling import Telling
from adhelm.core.ads import Level

_EDGES = MappingProxyType(
    {
        Level.campaign: ("campaigns", "campaign_ids"),
        Level.ad_group: ("line_items", "line_item_ids"),
        Level.ad: ("promoted_tweets", "promoted_tweet_ids"),
    }
)
_STATUSES = MappingProxyType({"ACTIVE": Status.enabled, "PAUSED": Status.paused})
# A bid is the most to pay for what the line item is billed by; a target is an average.
_STRATEGIES = MappingProxyType(
    {Bid.max_cpc: "MAX", Bid.max_cpm: "MAX", Bid.cost_cap: "TARGET", Bid.target_cpa: "TARGET"}
)
_BUDGETED = frozenset({Level.campaign, Level.ad_group})
_OFFERS: Mapping[type, frozenset[Level]] = MappingProxyType(
    {
        CreateCampaign: frozenset[Level](),
        CreateAdGroup: frozenset[Level](),
        CreateAd: frozenset[Level](),
        SetStatus: frozenset(_EDGES),
        SetBudget: _BUDGETED,
        SetBid: frozenset({Level.ad_group}),
        Rename: _BUDGETED,
        AddNegativeKeywords: frozenset({Level.ad_group}),
        UploadAudience: frozenset[Level](),
        SendConversions: frozenset[Level](),
    }
)


class Writer:
    """Writes X with one credential; see `contract.Writer`."""

    connector = "x"

    def __init__(self, link: Link) -> None:
        self._api = Api(link)
        making, telling = Creating(self._api, link.clock), Telling(self._api)
        self._doers: Mapping[type, Callable[[Account, Any], Applied]] = {
            CreateCampaign: making.campaign,
            CreateAdGroup: making.ad_group,
            CreateAd: making.ad,
            SetStatus: self._set_status,
            SetBudget: self._set_budget,
            SetBid: self._set_bid,
            Rename: self._rename,
            AddNegativeKeywords: telling.negative_keywords,
            UploadAudience: telling.audience,
            SendConversions: telling.conversions,
        }

    @property
    def offers(self) -> Mapping[type, frozenset[Level]]:
        """Return mutation -> levels at which X has it."""
        return _OFFERS

    def apply(self, account: Account, mutation: Mutation) -> Applied:
        """
        Carry out one change; repeating it, also after a lost answer, changes nothing more.

        :raises NotOffered: if X has no such thing.
        :raises Refused: if X refuses the value.
        :raises Unsettled: if it cannot be told whether the change was made.
        """
        level = getattr(mutation, "level", None)
        offered = _OFFERS[type(mutation)]
        if level is not None and level not in offered:
            kind = type(mutation).__name__
            raise NotOffered(
                f"X has no {kind} for a {level}", hint=f"for {', '.join(sorted(offered))}"
            )
        return self._doers[type(mutation)](account, mutation)

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now, deleted ones too.

        :raises NotThere: if there is none.
        """
        row = self._row(account, level, entity_id)
        status = str(row.get("entity_status", ""))
        return Live(
            level=level,
            entity_id=entity_id,
            name=str(row.get("name") or row.get("tweet_id") or ""),
            status=Status.removed if row.get("deleted") else _STATUSES.get(status),
            platform_status="DELETED" if row.get("deleted") else status,
            daily_budget=money(account, row.get("daily_budget_amount_local_micro")),
            lifetime_budget=money(account, row.get("total_budget_amount_local_micro")),
            bid=money(account, row.get("bid_amount_local_micro")),
        )

    def close(self) -> None:
        """Let go of connections."""
        self._api.close()

    def _row(self, account: Account, level: Level, entity_id: str) -> Any:
        if level not in _EDGES:
            raise NotThere(f"X has no {level} {entity_id}")
        edge, name = _EDGES[level]
        params = {name: entity_id, "with_deleted": "true"}
        for row in self._api.rows(f"accounts/{account.id}/{edge}", params, account_id=account.id):
            if str(row["id"]) == entity_id:
                return row
        raise NotThere(f"X has no {level} {entity_id} in account {account.id}")

    def _set_status(self, account: Account, wish: SetStatus) -> Applied:
        if wish.status is Status.removed:
            return self._remove(account, wish)
        word = "ACTIVE" if wish.status is Status.enabled else "PAUSED"
        return self._put(account, wish.level, wish.entity_id, {"entity_status": word})

    def _remove(self, account: Account, wish: SetStatus) -> Applied:
        path = f"accounts/{account.id}/{_EDGES[wish.level][0]}/{wish.entity_id}"
        try:
            self._api.change("DELETE", path, account_id=account.id)
        except NotThere:
            if self.live(account, wish.level, wish.entity_id).status is not Status.removed:
                raise
            return Applied(wish.entity_id, found=True)
        return Applied(wish.entity_id)

    def _set_budget(self, account: Account, wish: SetBudget) -> Applied:
        name = "total" if wish.lifetime else "daily"
        amount = local_micros(account, wish.amount)
        params = {f"{name}_budget_amount_local_micro": amount}
        return self._put(account, wish.level, wish.entity_id, params)

    def _set_bid(self, account: Account, wish: SetBid) -> Applied:
        if wish.bid not in _STRATEGIES or wish.amount is None:
            raise NotOffered(
                f"X has no {wish.bid}", hint="max_cpc, max_cpm, cost_cap or target_cpa, as money"
            )
        params = {
            "bid_strategy": _STRATEGIES[wish.bid],
            "bid_amount_local_micro": local_micros(account, wish.amount),
        }
        return self._put(account, wish.level, wish.entity_id, params)

    def _rename(self, account: Account, wish: Rename) -> Applied:
        if not wish.name.strip():
            raise Refused("a name cannot be empty")
        return self._put(account, wish.level, wish.entity_id, {"name": wish.name})

    def _put(
        self, account: Account, level: Level, entity_id: str, params: Mapping[str, str]
    ) -> Applied:
        # Absolute values: the same once more changes nothing.
        path = f"accounts/{account.id}/{_EDGES[level][0]}/{entity_id}"
        self._api.change("PUT", path, params, account_id=account.id)
        return Applied(entity_id)

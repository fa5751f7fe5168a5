"""Writes LinkedIn: absolute values by partial updates, and things as they are this moment."""

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
from adhelm.connectors.linkedin.client import NAME, Client, escaped, urn
from adhelm.connectors.linkedin.connector.amounts import read, written
from adhelm.connectors.linkedin.connector.creating import Creating
from adhelm.connectors.linkedin.connector.telling import Telling
from adhelm.connectors.linkedin.mapping.entities import SORTS
from adhelm.core.ads import Level

_STATUSES = MappingProxyType(
    {
        "ACTIVE": Status.enabled,
        "PAUSED": Status.paused,
        "DRAFT": Status.paused,
        "REMOVED": Status.removed,
        "PENDING_DELETION": Status.removed,
    }
)
_WORDS = MappingProxyType(
    {
        Status.enabled: "ACTIVE",
        Status.paused: "PAUSED",
        # Only drafts can be deleted; everything else is marked, and gone a little later.
        Status.removed: "PENDING_DELETION",
    }
)
# What a bid is the most for, is the campaign's cost type.
_BIDS = MappingProxyType({Bid.max_cpc: "CPC", Bid.max_cpm: "CPM"})
_ALL = frozenset({Level.campaign, Level.ad_group, Level.ad})
_OFFERS: Mapping[type, frozenset[Level]] = MappingProxyType(
    {
        CreateCampaign: frozenset[Level](),
        CreateAdGroup: frozenset[Level](),
        CreateAd: frozenset[Level](),
        SetStatus: _ALL,
        SetBudget: frozenset({Level.ad_group}),
        SetBid: frozenset({Level.ad_group}),
        Rename: _ALL,
        UploadAudience: frozenset[Level](),
        SendConversions: frozenset[Level](),
    }
)


class LinkedInWriter:
    """Writes LinkedIn with one credential; see `contract.Writer`."""

    connector = NAME

    def __init__(self, link: Link) -> None:
        self._client = Client(link)
        making, telling = Creating(self._client, link.clock), Telling(self._client)
        self._doers: Mapping[type, Callable[[Account, Any], Applied]] = {
            CreateCampaign: making.campaign,
            CreateAdGroup: making.ad_group,
            CreateAd: making.ad,
            SetStatus: self._set_status,
            SetBudget: self._set_budget,
            SetBid: self._set_bid,
            Rename: self._rename,
            UploadAudience: telling.audience,
            SendConversions: telling.conversions,
        }

    @property
    def offers(self) -> Mapping[type, frozenset[Level]]:
        """Return mutation -> levels at which LinkedIn has it."""
        return _OFFERS

    def apply(self, account: Account, mutation: Mutation) -> Applied:
        """
        Carry out one change; repeating it, also after a lost answer, changes nothing more.

        :raises NotOffered: if LinkedIn has no such thing.
        :raises Refused: if LinkedIn refuses the value.
        :raises Unsettled: if it cannot be told whether the change was made.
        """
        kind = type(mutation)
        if kind is AddNegativeKeywords:
            raise NotOffered("LinkedIn has no searches, and so no keywords")
        level = getattr(mutation, "level", None)
        if level is not None and level not in _OFFERS[kind]:
            listed = ", ".join(sorted(_OFFERS[kind]))
            raise NotOffered(f"LinkedIn has no {kind.__name__} for a {level}", hint=f"for {listed}")
        return self._doers[kind](account, mutation)

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now, removed ones too.

        :raises NotThere: if there is none.
        """
        if level not in SORTS:
            raise NotThere(f"LinkedIn has no {level} {entity_id}")
        answer = self._client.ask(_path(account, level, entity_id), account_id=account.id)
        row = answer.json()
        status = str(row.get("status") or row.get("intendedStatus") or "")
        return Live(
            level=level,
            entity_id=entity_id,
            name=str(row.get("name") or ""),
            status=_STATUSES.get(status),
            platform_status=status,
            daily_budget=read(row.get("dailyBudget")),
            lifetime_budget=read(row.get("totalBudget")),
            bid=read(row.get("unitCost")),
        )

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _set_status(self, account: Account, wish: SetStatus) -> Applied:
        name = "intendedStatus" if wish.level is Level.ad else "status"
        fields = {name: _WORDS[wish.status]}
        if wish.status is not Status.removed:
            return self._patch(account, wish.level, wish.entity_id, fields)
        now = self.live(account, wish.level, wish.entity_id)
        if now.status is Status.removed:
            return Applied(wish.entity_id, found=True)
        try:
            if now.platform_status == "DRAFT":
                self._client.drop(_path(account, wish.level, wish.entity_id), account_id=account.id)
            else:
                self._patch(account, wish.level, wish.entity_id, fields)
        except (Refused, NotThere):
            # What is gone cannot go again: an earlier try may have arrived, and its answer not.
            if not self._is_gone(account, wish):
                raise
        return Applied(wish.entity_id)

    def _is_gone(self, account: Account, wish: SetStatus) -> bool:
        try:
            return self.live(account, wish.level, wish.entity_id).status is Status.removed
        except NotThere:
            return True

    def _set_budget(self, account: Account, wish: SetBudget) -> Applied:
        name = "totalBudget" if wish.lifetime else "dailyBudget"
        return self._patch(
            account, wish.level, wish.entity_id, {name: written(account, wish.amount)}
        )

    def _set_bid(self, account: Account, wish: SetBid) -> Applied:
        if wish.bid not in _BIDS or wish.amount is None:
            raise NotOffered(f"LinkedIn has no {wish.bid}", hint="max_cpc or max_cpm, as money")
        amount = written(account, wish.amount)
        answer = self._client.ask(_path(account, wish.level, wish.entity_id), account_id=account.id)
        billed = answer.json().get("costType")
        if billed != _BIDS[wish.bid]:
            raise Refused(
                f"the campaign is billed by {billed}", hint="its cost type cannot change any more"
            )
        return self._patch(account, wish.level, wish.entity_id, {"unitCost": amount})

    def _rename(self, account: Account, wish: Rename) -> Applied:
        if not wish.name.strip():
            raise Refused("a name cannot be empty")
        return self._patch(account, wish.level, wish.entity_id, {"name": wish.name})

    def _patch(
        self, account: Account, level: Level, entity_id: str, fields: Mapping[str, Any]
    ) -> Applied:
        # Absolute values: the same once more changes nothing.
        self._client.tell(
            _path(account, level, entity_id), {"patch": {"$set": dict(fields)}},
            account_id=account.id, method="PARTIAL_UPDATE",
        )  # fmt: skip
        return Applied(entity_id)


def _path(account: Account, level: Level, entity_id: str) -> str:
    last = escaped(urn(level, entity_id)) if level is Level.ad else escaped(entity_id)
    return f"adAccounts/{account.id}/{SORTS[level].edge}/{last}"

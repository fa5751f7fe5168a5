"""Writes TikTok: makes things, and sets what people set, in absolute values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.connecting import Link
from adhelm.connectors.contract.errors import NotOffered, NotThere, Refused
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import (
    AddNegativeKeywords,
    Applied,
    Bid,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Live,
    Mutation,
    Rename,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    UploadAudience,
)
from adhelm.connectors.tiktok.client import NAME, Client
from adhelm.connectors.tiktok.connector import creating, people
from adhelm.connectors.tiktok.connector.finding import shown, the_one
from adhelm.connectors.tiktok.connector.money import exact, major
from adhelm.connectors.tiktok.mapping.entities import DELETED, SORTS, status
from adhelm.core.ads import Level

_STATUSES = {Status.enabled: "ENABLE", Status.paused: "DISABLE", Status.removed: DELETED}
_MATCHES = {"exact": "PRECISE_WORD", "phrase": "PHRASE_WORD", "broad": "BROAD_WORD"}
_KEYWORDS_AT_ONCE = 1000
_LONGEST_KEYWORD = 80
_THINGS = frozenset({Level.campaign, Level.ad_group, Level.ad})
_ABOVE_ADS = frozenset({Level.campaign, Level.ad_group})
_OFFERS: Mapping[type, frozenset[Level]] = MappingProxyType(
    {
        CreateCampaign: frozenset({Level.campaign}),
        CreateAdGroup: frozenset({Level.ad_group}),
        CreateAd: frozenset({Level.ad}),
        SetStatus: _THINGS,
        SetBudget: _ABOVE_ADS,
        SetBid: frozenset({Level.ad_group}),
        AddNegativeKeywords: _ABOVE_ADS,
        Rename: _THINGS,
        UploadAudience: frozenset(),
        SendConversions: frozenset(),
    }
)


class TikTokWriter:
    """Writes TikTok with one credential."""

    def __init__(self, link: Link) -> None:
        self._client = Client(link)
        self._clock = link.clock

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    @property
    def offers(self) -> Mapping[type, frozenset[Level]]:
        """Return mutation -> levels."""
        return _OFFERS

    def apply(self, account: Account, mutation: Mutation) -> Applied:
        """
        Carry out one change; repeating it changes nothing more.

        :raises NotOffered: if TikTok has no such thing at that level.
        :raises Refused: if it refuses the value; nothing has changed.
        :raises Unsettled: if it cannot be told whether something was made.
        :raises PlatformError: for all else that went wrong.
        """
        match mutation:
            case CreateCampaign():
                return creating.campaign(self._client, account, mutation)
            case CreateAdGroup():
                return creating.ad_group(self._client, account, mutation, self._clock)
            case CreateAd():
                return creating.ad(self._client, account, mutation)
            case UploadAudience():
                return people.upload_audience(self._client, account, mutation)
            case SendConversions():
                return people.send_conversions(self._client, account, mutation)
            case _:
                return self._change(account, mutation)

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now.

        :raises NotThere: if there is none.
        """
        _refuse_other_levels(level, _THINGS, "is no thing of TikTok's that can be set")
        return shown(account, level, the_one(self._client, account, level, entity_id))

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _change(
        self,
        account: Account,
        mutation: SetStatus | SetBudget | SetBid | AddNegativeKeywords | Rename,
    ) -> Applied:
        kind = type(mutation)
        _refuse_other_levels(mutation.level, _OFFERS[kind], f"has no {kind.__name__} on TikTok")
        match mutation:
            case SetStatus():
                self._set_status(account, mutation)
            case SetBudget():
                self._set_budget(account, mutation)
            case SetBid():
                self._set_bid(account, mutation)
            case Rename():
                self._rename(account, mutation)
            case AddNegativeKeywords():
                self._add_negative_keywords(account, mutation)
        return Applied(mutation.entity_id)

    def _set_status(self, account: Account, wish: SetStatus) -> None:
        sort = SORTS[wish.level]
        body = {
            f"{sort.id_name}s": [wish.entity_id],
            "operation_status": _STATUSES[wish.status],
        }
        try:
            self._tell(account, f"{sort.word}/status/update/", body)
        except NotThere:
            # What is deleted cannot be deleted again: a repeat has nothing left to do.
            row = the_one(self._client, account, wish.level, wish.entity_id)
            if wish.status is not Status.removed or status(row) != DELETED:
                raise

    def _set_budget(self, account: Account, wish: SetBudget) -> None:
        row = the_one(self._client, account, wish.level, wish.entity_id)
        _refuse_other_budgets(row, wish)
        amount = major(account, wish.amount)
        if wish.level is Level.ad_group:
            body: dict[str, Any] = {"budget": [{"adgroup_id": wish.entity_id, "budget": amount}]}
            self._tell(account, "adgroup/budget/update/", body)
        else:
            body = {"campaign_id": wish.entity_id, "budget": amount}
            self._tell(account, "campaign/update/", body)

    def _set_bid(self, account: Account, wish: SetBid) -> None:
        if wish.bid is Bid.target_roas:
            if wish.ratio is None or wish.ratio <= 0:
                raise Refused("a target return needs a ratio above zero", hint="4.5 for 450 %")
            fields: dict[str, object] = {
                "deep_bid_type": "VO_MIN_ROAS",
                "roas_bid": exact(wish.ratio),
            }
        else:
            fields = self._priced(account, wish)
        self._tell(account, "adgroup/update/", {"adgroup_id": wish.entity_id, **fields})

    def _priced(self, account: Account, wish: SetBid) -> dict[str, object]:
        if wish.amount is None:
            raise Refused("a bid needs an amount", hint=f"an amount in {account.currency}")
        row = the_one(self._client, account, wish.level, wish.entity_id)
        billed = str(row.get("billing_event", ""))
        fits = {Bid.max_cpc: {"CPC"}, Bid.max_cpm: {"CPM"}}.get(wish.bid, {"OCPM"})
        if billed not in fits:
            raise Refused(
                f"ad group {wish.entity_id} is billed by {billed}, which has no {wish.bid}",
                hint="CPC has max_cpc, CPM has max_cpm, OCPM has cost_cap",
            )
        return creating.set_bid_fields(major(account, wish.amount), billed)

    def _rename(self, account: Account, wish: Rename) -> None:
        sort = SORTS[wish.level]
        named = {sort.id_name: wish.entity_id, sort.name: wish.name}
        if wish.level is Level.ad:
            row = the_one(self._client, account, wish.level, wish.entity_id)
            # Without `patch_update`, TikTok takes away all that is not sent.
            body: dict[str, Any] = {
                "adgroup_id": str(row["adgroup_id"]),
                "patch_update": True,
                "creatives": [named],
            }
            self._tell(account, "ad/update/", body)
        else:
            self._tell(account, f"{sort.word}/update/", named)

    def _add_negative_keywords(self, account: Account, wish: AddNegativeKeywords) -> None:
        long = [text for text, _ in wish.keywords if len(text) > _LONGEST_KEYWORD]
        if long:
            raise Refused(f"'{long[0]}' is too long", hint=f"at most {_LONGEST_KEYWORD} signs")
        words = [{"name": text, "match_type": _MATCHES[match]} for text, match in wish.keywords]
        for start in range(0, len(words), _KEYWORDS_AT_ONCE):
            body = {
                "object_type": "CAMPAIGN" if wish.level is Level.campaign else "ADGROUP",
                "object_ids": [wish.entity_id],
                "keywords": words[start : start + _KEYWORDS_AT_ONCE],
            }
            self._tell(account, "search_ad/negative_keyword/add/", body)

    def _tell(self, account: Account, path: str, body: Mapping[str, Any]) -> None:
        sent = {"advertiser_id": account.id, **body}
        self._client.tell(path, sent, account_id=account.id, again=True)


def _refuse_other_levels(level: Level, levels: frozenset[Level], why: str) -> None:
    if level not in levels:
        offered = ", ".join(sorted(levels))
        raise NotOffered(f"the level {level} {why}", hint=f"offered at: {offered}")


def _refuse_other_budgets(row: Mapping[str, Any], wish: SetBudget) -> None:
    mode = row.get("budget_mode")
    if mode == "BUDGET_MODE_INFINITE":
        other = "ad groups" if wish.level is Level.campaign else "campaign"
        raise Refused(f"{wish.level} {wish.entity_id} has no budget", hint=f"its {other} may have")
    if wish.lifetime != (mode == "BUDGET_MODE_TOTAL"):
        has = "daily" if wish.lifetime else "lifetime"
        raise Refused(
            f"{wish.level} {wish.entity_id} has a {has} budget",
            hint="TikTok cannot make one into the other: create it anew",
        )

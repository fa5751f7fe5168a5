"""Writes Google Ads: makes things, and sets what people set, in absolute values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from adhelm.connectors.contract.connecting import Link
from adhelm.connectors.contract.errors import NotOffered
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import (
    AddNegativeKeywords,
    Applied,
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
    UploadAudience,
)
from adhelm.connectors.google_ads.client import NAME, Client
from adhelm.connectors.google_ads.connector import changing, creating, people
from adhelm.connectors.google_ads.connector.finding import THINGS, shown, the_row
from adhelm.core.ads import Level

_ABOVE_ADS = frozenset({Level.campaign, Level.ad_group})
_OFFERS: Mapping[type, frozenset[Level]] = MappingProxyType(
    {
        CreateCampaign: frozenset({Level.campaign}),
        CreateAdGroup: frozenset({Level.ad_group}),
        CreateAd: frozenset({Level.ad}),
        SetStatus: frozenset(THINGS),
        SetBudget: frozenset({Level.campaign}),
        SetBid: frozenset({Level.campaign, Level.ad_group, Level.keyword}),
        AddNegativeKeywords: _ABOVE_ADS,
        Rename: _ABOVE_ADS,
        UploadAudience: frozenset(),
        SendConversions: frozenset(),
    }
)
_WHY = MappingProxyType(
    {
        SetBudget: "has no budget on Google Ads",
        SetBid: "has no bid of its own on Google Ads",
        AddNegativeKeywords: "takes no negative keywords on Google Ads",
        Rename: "has no name on Google Ads",
        SetStatus: "has no status that can be set on Google Ads",
    }
)
_Change = SetStatus | SetBudget | SetBid | AddNegativeKeywords | Rename


class GoogleAdsWriter:
    """Writes Google Ads with one credential."""

    def __init__(self, link: Link) -> None:
        """No call is made yet."""
        self._client = Client(link)
        self._pause = link.pause

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

        :raises NotOffered: if Google has no such thing at that level.
        :raises Refused: if it refuses the value; nothing has changed.
        :raises Unsettled: if it cannot be told whether something was made.
        :raises PlatformError: for all else that went wrong.
        """
        match mutation:
            case CreateCampaign():
                return creating.campaign(self._client, account, mutation, self._pause)
            case CreateAdGroup():
                return creating.ad_group(self._client, account, mutation, self._pause)
            case CreateAd():
                return creating.ad(self._client, account, mutation, self._pause)
            case UploadAudience():
                return people.upload_audience(self._client, account, mutation, self._pause)
            case SendConversions():
                return people.send_conversions(self._client, account, mutation)
            case _:
                return self._change(account, mutation)

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now.

        :raises NotThere: if there is none.
        """
        _refuse_other_levels(level, frozenset(THINGS), _WHY[SetStatus])
        return shown(account, level, the_row(self._client, account, level, entity_id))

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _change(self, account: Account, mutation: _Change) -> Applied:
        kind = type(mutation)
        _refuse_other_levels(mutation.level, _OFFERS[kind], _WHY[kind])
        match mutation:
            case SetStatus():
                changing.set_status(self._client, account, mutation)
            case SetBudget():
                changing.set_budget(self._client, account, mutation)
            case SetBid():
                changing.set_bid(self._client, account, mutation)
            case Rename():
                changing.rename(self._client, account, mutation)
            case AddNegativeKeywords():
                return changing.add_negative_keywords(self._client, account, mutation)
        return Applied(mutation.entity_id)


def _refuse_other_levels(level: Level, levels: frozenset[Level], why: str) -> None:
    if level not in levels:
        offered = ", ".join(sorted(levels))
        raise NotOffered(f"the level {level} {why}", hint=f"offered at: {offered}")

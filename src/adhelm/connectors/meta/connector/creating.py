"""Makes campaigns, ad sets and ads, always paused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import (
    Account,
    Applied,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Refused,
)
from adhelm.connectors.meta.client import Graph
from adhelm.connectors.meta.connector.finding import keyed, once
from adhelm.connectors.meta.mapping import ENTITIES, minor

_OBJECTIVES = MappingProxyType(
    {
        "sales": "OUTCOME_SALES",
        "leads": "OUTCOME_LEADS",
        "traffic": "OUTCOME_TRAFFIC",
        "awareness": "OUTCOME_AWARENESS",
        "engagement": "OUTCOME_ENGAGEMENT",
        "app": "OUTCOME_APP_PROMOTION",
    }
)
_CATEGORIES = MappingProxyType(
    {
        "employment": "EMPLOYMENT",
        "housing": "HOUSING",
        "credit": "FINANCIAL_PRODUCTS_SERVICES",
        "politics": "ISSUES_ELECTIONS_POLITICS",
    }
)
_STREAMS = MappingProxyType(
    {CreateCampaign: "campaigns", CreateAdGroup: "ad_groups", CreateAd: "ads"}
)
_Create = CreateCampaign | CreateAdGroup | CreateAd
_MOST_TEXTS = 2


def create(
    graph: Graph, account: Account, wish: _Create, *, pause: Callable[[float], None]
) -> Applied:
    """
    Make a thing, paused, unless an earlier call has made it.

    :raises Refused: if something that Meta needs is missing or wrong.
    :raises Unsettled: if it cannot be told whether it was made.
    """
    form = _form(account, wish)
    what = ENTITIES[_STREAMS[type(wish)]]
    return once(
        graph,
        account,
        what.edge,
        {**form, "name": keyed(wish.name, wish.client_key), "status": "PAUSED"},
        client_key=wish.client_key,
        statuses=what.statuses,
        pause=pause,
    )


def _form(account: Account, wish: _Create) -> dict[str, Any]:
    match wish:
        case CreateCampaign():
            return _campaign(account, wish)
        case CreateAdGroup():
            return _ad_set(account, wish)
        case CreateAd():
            return _ad(wish)


def _campaign(account: Account, wish: CreateCampaign) -> dict[str, Any]:
    form: dict[str, Any] = {
        "objective": _word(_OBJECTIVES, wish.objective, "objective"),
        "special_ad_categories": [
            _word(_CATEGORIES, one, "special ad category") for one in wish.special_ad_categories
        ],
    }
    if wish.daily_budget and wish.lifetime_budget:
        raise Refused("a campaign has a daily or a lifetime budget, not both")
    if wish.lifetime_budget and not wish.end:
        raise Refused("a lifetime budget needs an end", hint="say the last day")
    if wish.daily_budget:
        form["daily_budget"] = minor(wish.daily_budget, account.currency)
    elif wish.lifetime_budget:
        form["lifetime_budget"] = minor(wish.lifetime_budget, account.currency)
    else:
        # Since v24 a campaign without a budget must say whether its ad sets share theirs.
        form["is_adset_budget_sharing_enabled"] = "false"
    if wish.daily_budget or wish.lifetime_budget:
        form["bid_strategy"] = "LOWEST_COST_WITHOUT_CAP"
    if wish.start:
        form["start_time"] = _midnight(wish.start, account.timezone)
    if wish.end:
        form["stop_time"] = _midnight(wish.end + timedelta(days=1), account.timezone)
    return {**form, **wish.settings}


def _ad_set(account: Account, wish: CreateAdGroup) -> dict[str, Any]:
    form: dict[str, Any] = {
        "campaign_id": wish.campaign_id,
        "billing_event": "IMPRESSIONS",
        # The goal that needs no pixel; another one comes with `settings`.
        "optimization_goal": "LINK_CLICKS",
    }
    if wish.countries:
        form["targeting"] = {
            "geo_locations": {"countries": list(wish.countries)},
            "targeting_automation": {"advantage_audience": 0},
        }
    if wish.daily_budget:
        form["daily_budget"] = minor(wish.daily_budget, account.currency)
    if wish.bid:
        form["bid_amount"] = minor(wish.bid, account.currency)
        form["bid_strategy"] = "LOWEST_COST_WITH_BID_CAP"
    form |= wish.settings
    if "targeting" not in form:
        raise Refused("an ad set needs countries", hint="say where it may be shown")
    return form


def _ad(wish: CreateAd) -> dict[str, Any]:
    settings = dict(wish.settings)
    page = settings.pop("page_id", "")
    form: dict[str, Any] = {"adset_id": wish.ad_group_id}
    if "creative" in settings:
        return {**form, **settings}
    if not page:
        raise Refused(
            "an ad needs the Facebook page that it speaks for",
            hint="say page_id in the settings, or a whole creative",
        )
    if len(wish.headlines) > 1 or len(wish.descriptions) > _MOST_TEXTS:
        raise Refused(
            "an ad of Meta has one headline, one text and one description",
            hint="several need a creative with an asset_feed_spec in the settings",
        )
    action = str(settings.pop("call_to_action", "LEARN_MORE"))
    link: dict[str, Any] = {
        "link": wish.final_url,
        "call_to_action": {"type": action, "value": {"link": wish.final_url}},
    }
    names = ("message", "description")
    link |= dict(zip(names, wish.descriptions, strict=False))
    link |= dict(zip(("name",), wish.headlines, strict=False))
    if image := settings.pop("image_hash", None):
        link["image_hash"] = image
    creative: dict[str, Any] = {
        "name": keyed(wish.name, wish.client_key),
        "object_story_spec": {"page_id": str(page), "link_data": link},
    }
    if tags := settings.pop("url_tags", None):
        creative["url_tags"] = tags
    return {**form, "creative": creative, **settings}


def _word(words: MappingProxyType[str, str], word: str, what: str) -> str:
    if word not in words:
        raise Refused(f"Meta has no {what} '{word}'", hint=f"one of {', '.join(words)}")
    return words[word]


def _midnight(day: date, zone: str) -> str:
    return datetime.combine(day, time(), ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S%z")

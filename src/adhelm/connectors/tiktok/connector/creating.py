"""Makes campaigns, ad groups and ads, paused, and never twice.

A create carries a `request_id` of its client key, which TikTok takes once, and the key in the
name, by which the thing is found again after an answer was lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.connectors.contract.errors import Clash, Refused, Unsettled
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import Applied, CreateAd, CreateAdGroup, CreateCampaign
from adhelm.connectors.tiktok.client import Client
from adhelm.connectors.tiktok.connector.finding import keyed, mark, the_one
from adhelm.connectors.tiktok.connector.money import major
from adhelm.connectors.tiktok.mapping.entities import SORTS, Sort
from adhelm.core.ads import Level, Money
from adhelm.core.clock import Clock

_OBJECTIVES = {
    "sales": "WEB_CONVERSIONS",
    "leads": "LEAD_GENERATION",
    "traffic": "TRAFFIC",
    "awareness": "REACH",
    "engagement": "ENGAGEMENT",
    "app": "APP_PROMOTION",
}
_INDUSTRIES = {"employment": "EMPLOYMENT", "housing": "HOUSING", "credit": "CREDIT"}
# What an ad group of an objective is optimised for, and what it is billed by, unless told.
_GOALS = {
    "REACH": ("REACH", "CPM"),
    "TRAFFIC": ("CLICK", "CPC"),
    "VIDEO_VIEWS": ("VIDEO_VIEW", "CPV"),
    "LEAD_GENERATION": ("LEAD_GENERATION", "OCPM"),
    "ENGAGEMENT": ("FOLLOWERS", "OCPM"),
    "APP_PROMOTION": ("INSTALL", "OCPM"),
}
_CONVERT = ("CONVERT", "OCPM")
_INFINITE = "BUDGET_MODE_INFINITE"
_OFF = "DISABLE"


def campaign(client: Client, account: Account, wish: CreateCampaign) -> Applied:
    """
    Make a campaign.

    :raises Refused: if TikTok has no such objective or category, or no dates on a campaign.
    """
    budgets = (wish.daily_budget, wish.lifetime_budget)
    body = {
        "campaign_name": f"{wish.name} {mark(wish.client_key)}",
        "objective_type": _word(_OBJECTIVES, wish.objective, "objective"),
        **_budget(account, *budgets),
        "budget_optimize_on": any(budgets),
        "special_industries": [
            _word(_INDUSTRIES, one, "special category") for one in wish.special_ad_categories
        ],
        "operation_status": _OFF,
        **wish.settings,
    }
    if wish.start or wish.end:
        raise Refused(
            "TikTok keeps no dates on a campaign",
            hint="its ad groups have them: schedule_start_time and schedule_end_time",
        )
    return _made(client, account, SORTS[Level.campaign], wish.client_key, body=body, parent={})


def ad_group(client: Client, account: Account, wish: CreateAdGroup, clock: Clock) -> Applied:
    """
    Make an ad group, from now on without an end unless its settings say otherwise.

    The settings may say start and end (ISO dates, the last day included) besides TikTok's fields.

    :raises NotThere: if there is no such campaign.
    :raises Refused: if the budget sits on the campaign.
    """
    above = the_one(client, account, Level.campaign, wish.campaign_id)
    goal, billed = _GOALS.get(str(above.get("objective_type")), _CONVERT)
    settings = dict(wish.settings)
    schedule = _schedule(account, clock, settings.pop("start", None), settings.pop("end", None))
    body = {
        "adgroup_name": f"{wish.name} {mark(wish.client_key)}",
        "campaign_id": wish.campaign_id,
        **_group_budget(account, wish, above),
        **schedule,
        "optimization_goal": goal,
        "billing_event": billed,
        "pacing": "PACING_MODE_SMOOTH",
        "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
        **_bid(account, wish.bid, str(settings.get("billing_event", billed))),
        **_places(client, account, wish, str(above.get("objective_type"))),
        "operation_status": _OFF,
        **settings,
    }
    sort, parent = SORTS[Level.ad_group], {"campaign_id": wish.campaign_id}
    return _made(client, account, sort, wish.client_key, body=body, parent=parent)


def ad(client: Client, account: Account, wish: CreateAd) -> Applied:
    """
    Make an ad. TikTok shows one text: the first description, or else the first headline.

    :raises Refused: if there is no text.
    """
    said = next(iter((*wish.descriptions, *wish.headlines)), "") or wish.settings.get("ad_text")
    if not said:
        raise Refused("a TikTok ad needs a text", hint="give it a description or a headline")
    creative = {
        "ad_name": f"{wish.name} {mark(wish.client_key)}",
        "ad_format": "SINGLE_VIDEO",
        "ad_text": said,
        "landing_page_url": wish.final_url,
        "operation_status": _OFF,
        **wish.settings,
    }
    body = {"adgroup_id": wish.ad_group_id, "creatives": [creative]}
    parent = {"adgroup_id": wish.ad_group_id}
    return _made(client, account, SORTS[Level.ad], wish.client_key, body=body, parent=parent)


def set_bid_fields(amount: float, billed: str) -> dict[str, object]:
    """Return the fields of a bid: what is billed by results is bid for by result."""
    name = "conversion_bid_price" if billed == "OCPM" else "bid_price"
    return {"bid_type": "BID_TYPE_CUSTOM", name: amount}


def _made(
    client: Client,
    account: Account,
    sort: Sort,
    key: str,
    *,
    body: Mapping[str, Any],
    parent: dict[str, str],
) -> Applied:
    if there := keyed(client, account, sort, key, parent):
        return Applied(there, found=True)
    sent = {"advertiser_id": account.id, "request_id": _request_id(account, key), **body}
    try:
        return Applied(_id(sort, _create(client, account, sort, sent)))
    except (Unsettled, Refused, Clash) as error:
        if there := keyed(client, account, sort, key, parent):
            return Applied(there, found=True)
        if not isinstance(error, Unsettled):
            raise
    # It had not arrived, and should it arrive yet: TikTok takes one request_id once.
    return Applied(_id(sort, _create(client, account, sort, sent)))


def _create(client: Client, account: Account, sort: Sort, sent: Mapping[str, Any]) -> Any:
    return client.tell(f"{sort.word}/create/", sent, account_id=account.id, again=False)


def _id(sort: Sort, data: Mapping[str, Any]) -> str:
    """Return the id of what was made; several ads may come of one call."""
    several = data.get(f"{sort.id_name}s")
    return str(several[0] if several else data[sort.id_name])


def _request_id(account: Account, key: str) -> str:
    """Return the 64-bit number, as text, that TikTok takes for one create only."""
    digest = hashlib.sha256(f"{account.id}/{key}".encode()).digest()
    return str(int.from_bytes(digest[:8], "big") >> 1)


def _word(words: Mapping[str, str], ours: str, what: str) -> str:
    if ours not in words:
        known = ", ".join(words)
        raise Refused(f"TikTok has no {what} '{ours}'", hint=f"one of {known}")
    return words[ours]


def _budget(account: Account, daily: Money | None, lifetime: Money | None) -> dict[str, object]:
    if daily and lifetime:
        raise Refused("a budget is daily or lifetime, not both", hint="leave one out")
    amount = daily or lifetime
    if amount is None:
        return {"budget_mode": _INFINITE}
    mode = "BUDGET_MODE_DAY" if daily else "BUDGET_MODE_TOTAL"
    return {"budget_mode": mode, "budget": major(account, amount)}


def _group_budget(
    account: Account, wish: CreateAdGroup, above: Mapping[str, Any]
) -> dict[str, object]:
    if above.get("budget_mode") == _INFINITE:
        return _budget(account, wish.daily_budget, None)
    if wish.daily_budget:
        raise Refused(
            f"campaign {wish.campaign_id} has the budget, for all of its ad groups",
            hint="leave the ad group's out, or set the campaign's",
        )
    return {"budget_mode": _INFINITE, "budget": 0.0}


def _schedule(account: Account, clock: Clock, start: object, end: object) -> dict[str, object]:
    """Return from when to when an ad group runs, which TikTok writes in UTC."""
    zone = ZoneInfo(account.timezone)
    first = max(_midnight(start, zone), clock.now()) if start else clock.now()
    told: dict[str, object] = {"schedule_start_time": f"{first.astimezone(UTC):%Y-%m-%d %H:%M:%S}"}
    if not end:
        return {"schedule_type": "SCHEDULE_FROM_NOW", **told}
    last = _midnight(end, zone, later=1) - timedelta(seconds=1)
    if last <= first:
        raise Refused(f"the ad group would end ({end}) before it starts")
    return {
        "schedule_type": "SCHEDULE_START_END",
        **told,
        "schedule_end_time": f"{last.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
    }


def _midnight(day: object, zone: ZoneInfo, *, later: int = 0) -> datetime:
    try:
        found = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        raise Refused(f"'{day}' is no day", hint="such as 2026-12-01") from None
    return datetime.combine(found + timedelta(days=later), time(), zone)


def _bid(account: Account, bid: Money | None, billed: str) -> dict[str, object]:
    if bid is None:
        return {"bid_type": "BID_TYPE_NO_BID"}
    return set_bid_fields(major(account, bid), billed)


def _places(
    client: Client, account: Account, wish: CreateAdGroup, objective: str
) -> dict[str, object]:
    """Return the ids of countries; TikTok has its own, which depend on where ads may run."""
    if not wish.countries:
        return {}
    answer = client.ask(
        "tool/region/",
        account_id=account.id,
        advertiser_id=account.id,
        placements=["PLACEMENT_TIKTOK"],
        objective_type=objective,
    )
    ids = {
        str(one.get("region_code", "")).upper(): str(one["location_id"])
        for one in answer.json()["data"].get("region_info") or []
        if one.get("level") in {None, "COUNTRY"}
    }
    missing = [one for one in wish.countries if one.upper() not in ids]
    if missing:
        raise Refused(
            f"TikTok shows no ads of this objective in {', '.join(missing)}",
            hint="choose other countries",
        )
    return {"location_ids": [ids[one.upper()] for one in wish.countries]}

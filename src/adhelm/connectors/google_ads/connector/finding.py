"""Looks things up on Google Ads: one by its id, or the one that carries a client key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import Clash, NotThere, Refused, Unsettled
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import Applied, Live, Status
from adhelm.connectors.google_ads.client import Client
from adhelm.connectors.wire import decimal, micros
from adhelm.core.ads import Level, Money

_LOOKS, _BETWEEN_S = 3, 2.0
_KEY = re.compile(r"[A-Za-z0-9]{8,32}")
_DIGITS = re.compile(r"\d+")
_PAIR = re.compile(r"(\d+)~(\d+)")
_SET = {"ENABLED": Status.enabled, "PAUSED": Status.paused, "REMOVED": Status.removed}
CUSTOM_PERIOD = "CUSTOM_PERIOD"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """A level that can be changed: its service, its place in a row, and what is asked of it."""

    resource: str
    service: str
    """In paths and resource names: 'adGroups'."""
    owner: str
    """In rows: 'adGroup'."""
    fields: tuple[str, ...]


THINGS: Mapping[Level, Thing] = MappingProxyType(
    {
        Level.campaign: Thing(
            "campaign", "campaigns", "campaign",
            (
                "campaign.id", "campaign.name", "campaign.status", "campaign.primary_status",
                "campaign.bidding_strategy_type", "campaign.bidding_strategy",
                "campaign.maximize_conversions.target_cpa_micros",
                "campaign.target_cpa.target_cpa_micros",
                "campaign.maximize_conversion_value.target_roas",
                "campaign.target_roas.target_roas", "campaign.campaign_budget",
                "campaign_budget.id", "campaign_budget.amount_micros",
                "campaign_budget.total_amount_micros", "campaign_budget.explicitly_shared",
                "campaign_budget.period",
            ),
        ),
        Level.ad_group: Thing(
            "ad_group", "adGroups", "adGroup",
            (
                "ad_group.id", "ad_group.name", "ad_group.status", "ad_group.primary_status",
                "ad_group.cpc_bid_micros", "ad_group.cpm_bid_micros",
                "ad_group.target_cpa_micros", "ad_group.target_roas",
                "campaign.id", "campaign.bidding_strategy_type",
            ),
        ),
        Level.ad: Thing(
            "ad_group_ad", "adGroupAds", "adGroupAd",
            (
                "ad_group_ad.ad.id", "ad_group_ad.ad.name", "ad_group_ad.status",
                "ad_group_ad.primary_status", "ad_group_ad.ad.responsive_search_ad.headlines",
                "ad_group.id",
            ),
        ),
        Level.keyword: Thing(
            "ad_group_criterion", "adGroupCriteria", "adGroupCriterion",
            (
                "ad_group_criterion.criterion_id", "ad_group_criterion.status",
                "ad_group_criterion.keyword.text", "ad_group_criterion.cpc_bid_micros",
                "ad_group.id", "campaign.bidding_strategy_type",
            ),
        ),
    }
)  # fmt: skip


def the_row(client: Client, account: Account, level: Level, entity_id: str) -> Row:
    """
    Return a thing as it is now, removed or not.

    :raises NotThere: if there is none of that id.
    """
    thing = THINGS[level]
    condition = _named(level, entity_id)
    if condition:
        query = f"SELECT {', '.join(thing.fields)} FROM {thing.resource} WHERE {condition}"
        for row in client.rows(account, query):
            return row
    raise NotThere(
        f"account {account.id} has no {level} {entity_id}",
        hint="it may belong to another account",
    )


def shown(account: Account, level: Level, row: Row) -> Live:
    """Return a thing's row as what people set."""
    thing = row[THINGS[level].owner]
    budget = row.get("campaignBudget") or {}
    total = budget.get("period") == CUSTOM_PERIOD
    return Live(
        level=level,
        entity_id=_id(level, row),
        name=_name(level, thing),
        status=_SET.get(str(thing.get("status"))),
        platform_status=str(thing.get("primaryStatus") or thing.get("status") or ""),
        daily_budget=None if total else _money(account, budget.get("amountMicros")),
        lifetime_budget=_money(account, budget.get("totalAmountMicros")) if total else None,
        bid=_money(account, _bid(level, row)),
        bid_ratio=decimal(_ratio(level, thing)) or None,
        shared_budget_id=str(budget["id"]) if budget.get("explicitlyShared") else "",
    )


def mark(key: str) -> str:
    """
    Return how a client key is written in a name.

    :raises Refused: if it is none: it goes into a query.
    """
    return f"[ah-{checked(key)}]"


def checked(key: str) -> str:
    """
    Return a client key.

    :raises Refused: if it is no such key.
    """
    if not _KEY.fullmatch(key):
        raise Refused(f"'{key}' is no client key", hint="8 to 32 letters and digits")
    return key


def keyed(client: Client, account: Account, resource: str, key: str, *where: str) -> str:
    """Return the id of what carries a client key in its name, removed or not; '' if nothing."""
    name = f"{resource}.name"
    # Brackets are signs of the pattern's own; the exact mark is looked for in the answer.
    conditions = " AND ".join((f"{name} LIKE '%ah-{checked(key)}%'", *where))
    owner = re.sub(r"_(\w)", lambda found: found[1].upper(), resource)
    parents = "".join(f", {one.partition(' ')[0]}" for one in where)
    query = f"SELECT {resource}.id, {name}{parents} FROM {resource} WHERE {conditions}"
    for row in client.rows(account, query):
        if mark(key) in str(row[owner].get("name", "")):
            return str(row[owner]["id"])
    return ""


def once(
    look: Callable[[], str], send: Callable[[], str], pause: Callable[[float], None]
) -> Applied:
    """
    Make a thing unless it is there.

    After a lost answer, and where the name is taken, it is looked for several times: should it
    still not be found, its fate stays open.

    :raises Unsettled: if it cannot be told whether it was made.
    :raises Clash: if something else has the name.
    """
    if there := look():
        return Applied(there, found=True)
    try:
        return Applied(send())
    except (Unsettled, Clash):
        for number in range(_LOOKS):
            if number:
                pause(_BETWEEN_S)
            if there := look():
                return Applied(there, found=True)
        raise


def resource_name(account: Account, service: str, id_: str) -> str:
    """Return the name by which Google's own services know a thing."""
    return f"customers/{account.id}/{service}/{id_}"


def _named(level: Level, entity_id: str) -> str:
    """Return the condition that names a thing; '' for what can be no id."""
    if level is Level.keyword:
        pair = _PAIR.fullmatch(entity_id)
        return (
            f"ad_group.id = {pair[1]} AND ad_group_criterion.criterion_id = {pair[2]}"
            if pair
            else ""
        )
    field = "ad_group_ad.ad.id" if level is Level.ad else f"{level.value}.id"
    return f"{field} = {entity_id}" if _DIGITS.fullmatch(entity_id) else ""


def _id(level: Level, row: Row) -> str:
    thing = row[THINGS[level].owner]
    if level is Level.keyword:
        return f"{row['adGroup']['id']}~{thing['criterionId']}"
    return str(thing["ad"]["id"] if level is Level.ad else thing["id"])


def _name(level: Level, thing: Row) -> str:
    if level is Level.keyword:
        return str((thing.get("keyword") or {}).get("text", ""))
    if level is not Level.ad:
        return str(thing.get("name", ""))
    # Search ads have no name of their own: people know them by their first headline.
    ad = thing["ad"]
    heads: Sequence[Row] = (ad.get("responsiveSearchAd") or {}).get("headlines") or ({},)
    return str(ad.get("name") or heads[0].get("text") or "")


def _bid(level: Level, row: Row) -> object:
    """Return the amount, in micros, that the campaign's strategy bids by."""
    thing = row[THINGS[level].owner]
    if level is Level.campaign:
        return _first(thing, "targetCpaMicros", "maximizeConversions", "targetCpa")
    strategy = str((row.get("campaign") or {}).get("biddingStrategyType", ""))
    if strategy in {"MAXIMIZE_CONVERSIONS", "TARGET_CPA"}:
        return thing.get("targetCpaMicros")
    return thing.get("cpmBidMicros" if strategy == "MANUAL_CPM" else "cpcBidMicros")


def _ratio(level: Level, thing: Row) -> object:
    if level is Level.ad_group:
        return thing.get("targetRoas")
    return _first(thing, "targetRoas", "maximizeConversionValue", "targetRoas")


def _first(thing: Row, name: str, *owners: str) -> object:
    """Return a field of the first of some objects that has it."""
    parts = (thing.get(one) or {} for one in owners)
    return next((one[name] for one in parts if one.get(name) is not None), None)


def _money(account: Account, value: object) -> Money | None:
    amount = micros(value)
    return Money(amount, account.currency) if amount else None

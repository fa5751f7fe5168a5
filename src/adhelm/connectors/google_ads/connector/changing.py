"""Sets what people set, in absolute values: status, budgets, bids, names, negative keywords."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import Clash, PlatformError, Refused, Unsettled
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import (
    AddNegativeKeywords,
    Applied,
    Bid,
    Rename,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
)
from adhelm.connectors.google_ads.client import Client, failures
from adhelm.connectors.google_ads.connector.finding import (
    CUSTOM_PERIOD,
    THINGS,
    Row,
    resource_name,
    shown,
    the_row,
)
from adhelm.connectors.google_ads.connector.money import exact, in_micros
from adhelm.core.ads import Level

_STATUSES = {Status.enabled: "ENABLED", Status.paused: "PAUSED"}
_MATCHES = {"exact": "EXACT", "phrase": "PHRASE", "broad": "BROAD"}
_KEYWORDS_AT_ONCE = 5000
# What a bid is called at a level, by the campaign's strategy: any other strategy ignores it.
_CAMPAIGN: Mapping[tuple[Bid, str], str] = MappingProxyType(
    {
        (Bid.target_cpa, "MAXIMIZE_CONVERSIONS"): "maximize_conversions.target_cpa_micros",
        (Bid.target_cpa, "TARGET_CPA"): "target_cpa.target_cpa_micros",
        (Bid.target_roas, "MAXIMIZE_CONVERSION_VALUE"): "maximize_conversion_value.target_roas",
        (Bid.target_roas, "TARGET_ROAS"): "target_roas.target_roas",
    }
)
_GROUP: Mapping[tuple[Bid, str], str] = MappingProxyType(
    {
        (Bid.max_cpc, "MANUAL_CPC"): "cpc_bid_micros",
        (Bid.max_cpm, "MANUAL_CPM"): "cpm_bid_micros",
        (Bid.target_cpa, "MAXIMIZE_CONVERSIONS"): "target_cpa_micros",
        (Bid.target_cpa, "TARGET_CPA"): "target_cpa_micros",
        (Bid.target_roas, "MAXIMIZE_CONVERSION_VALUE"): "target_roas",
        (Bid.target_roas, "TARGET_ROAS"): "target_roas",
    }
)
_BIDS: Mapping[Level, Mapping[tuple[Bid, str], str]] = MappingProxyType(
    {
        Level.campaign: _CAMPAIGN,
        Level.ad_group: _GROUP,
        Level.keyword: MappingProxyType({(Bid.max_cpc, "MANUAL_CPC"): "cpc_bid_micros"}),
    }
)


def set_status(client: Client, account: Account, wish: SetStatus) -> None:
    """
    Enable, pause or remove a thing.

    :raises NotThere: if there is none.
    :raises Clash: if it is removed already and is to be something else.
    """
    name = _name_of(client, account, wish.level, wish.entity_id)
    service = THINGS[wish.level].service
    if wish.status is not Status.removed:
        _update(client, account, service, name, field="status", value=_STATUSES[wish.status])
        return
    try:
        client.tell(account, f"{service}:mutate", {"operations": [{"remove": name}]}, again=True)
    except PlatformError as error:
        # What is removed cannot be removed again: a repeat has nothing left to do.
        if error.retry or not _is_removed(client, account, wish):
            raise


def set_budget(client: Client, account: Account, wish: SetBudget) -> None:
    """
    Set a campaign's budget; one that is shared (`Live.shared_budget_id`) is set for all its users.

    :raises NotThere: if there is no such campaign.
    :raises Refused: if the amount is not exact, or the budget is of the other sort.
    """
    amount = in_micros(account, wish.amount)
    row = the_row(client, account, wish.level, wish.entity_id)
    total = (row.get("campaignBudget") or {}).get("period") == CUSTOM_PERIOD
    if wish.lifetime != total:
        has = "lifetime" if total else "daily"
        raise Refused(
            f"campaign {wish.entity_id} has a {has} budget",
            hint="Google cannot make one into the other: create it anew",
        )
    name = str(row["campaign"]["campaignBudget"])
    field = "total_amount_micros" if total else "amount_micros"
    _update(client, account, "campaignBudgets", name, field=field, value=amount)


def set_bid(client: Client, account: Account, wish: SetBid) -> None:
    """
    Set a bid or a target that the campaign's strategy goes by.

    :raises NotThere: if there is no such thing.
    :raises Refused: if the strategy ignores it, or the amount is not exact.
    """
    value = _bid_value(account, wish)
    row = the_row(client, account, wish.level, wish.entity_id)
    campaign = row["campaign"]
    strategy = str(campaign.get("biddingStrategyType", ""))
    field = _BIDS[wish.level].get((wish.bid, strategy))
    if field is None:
        known = sorted({bid.value for bid, own in _BIDS[wish.level] if own == strategy})
        raise Refused(
            f"{wish.level} {wish.entity_id} bids by {strategy}, which has no {wish.bid} there",
            hint=f"it has {', '.join(known)}" if known else "Google bids by itself there",
        )
    if wish.level is Level.campaign and campaign.get("biddingStrategy"):
        raise Refused(
            f"campaign {wish.entity_id} bids by a strategy that it shares with others",
            hint="change the portfolio strategy itself, in Google Ads",
        )
    name = str(row[THINGS[wish.level].owner]["resourceName"])
    _update(client, account, THINGS[wish.level].service, name, field=field, value=value)


def rename(client: Client, account: Account, wish: Rename) -> None:
    """
    Give a campaign or ad group another name.

    :raises Clash: if another one has it.
    """
    service = THINGS[wish.level].service
    name = resource_name(account, service, wish.entity_id)
    try:
        _update(client, account, service, name, field="name", value=wish.name)
    except Clash:
        row = the_row(client, account, wish.level, wish.entity_id)
        if shown(account, wish.level, row).name != wish.name:
            raise


def add_negative_keywords(client: Client, account: Account, wish: AddNegativeKeywords) -> Applied:
    """
    Add the negative keywords that are not there yet; those that Google refuses are failures.

    :raises NotThere: if there is no such campaign or ad group.
    :raises Unsettled: if it cannot be told which of them arrived.
    """
    words = _words(wish)
    the_row(client, account, wish.level, wish.entity_id)
    try:
        refused = _added(client, account, wish, _missing(client, account, wish, words))
    except Unsettled:
        # What did arrive is seen when it is read again.
        refused = _added(client, account, wish, _missing(client, account, wish, words))
    return Applied(wish.entity_id, failures=refused)


def _name_of(client: Client, account: Account, level: Level, entity_id: str) -> str:
    if level is not Level.ad:
        return resource_name(account, THINGS[level].service, entity_id)
    # An ad's name holds its ad group's id, which only Google knows.
    return str(the_row(client, account, level, entity_id)["adGroupAd"]["resourceName"])


def _is_removed(client: Client, account: Account, wish: SetStatus) -> bool:
    row = the_row(client, account, wish.level, wish.entity_id)
    return shown(account, wish.level, row).status is Status.removed


def _update(
    client: Client, account: Account, service: str, name: str, *, field: str, value: object
) -> None:
    """Set one field, given as Google's mask has it: 'target_cpa.target_cpa_micros'."""
    *way, last = (_camel(part) for part in field.split("."))
    update: dict[str, Any] = {"resourceName": name}
    inner = update
    for part in way:
        inner = inner.setdefault(part, {})
    inner[last] = value
    body = {"operations": [{"updateMask": field, "update": update}]}
    client.tell(account, f"{service}:mutate", body, again=True)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def _bid_value(account: Account, wish: SetBid) -> object:
    if wish.bid is Bid.target_roas:
        if wish.ratio is None or wish.ratio <= 0:
            raise Refused("a target return needs a ratio above zero", hint="4.5 for 450 %")
        return exact(wish.ratio)
    if wish.bid is Bid.cost_cap:
        raise Refused("Google has no cost cap", hint="target_cpa is what it aims at on average")
    if wish.amount is None:
        raise Refused("a bid needs an amount", hint=f"an amount in {account.currency}")
    return in_micros(account, wish.amount)


def _words(wish: AddNegativeKeywords) -> list[tuple[str, str]]:
    odd = [match for _, match in wish.keywords if match not in _MATCHES]
    if odd:
        raise Refused(f"'{odd[0]}' is no match type", hint="one of exact, phrase, broad")
    return [(" ".join(text.split()), _MATCHES[match]) for text, match in wish.keywords]


def _missing(
    client: Client, account: Account, wish: AddNegativeKeywords, words: list[tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return position -> keyword of those that are not there, each once."""
    known = set(_negatives(client, account, wish.level, wish.entity_id))
    missing = {}
    for at, (text, match) in enumerate(words):
        if (text.lower(), match) not in known:
            known.add((text.lower(), match))
            missing[at] = (text, match)
    return missing


def _negatives(
    client: Client, account: Account, level: Level, entity_id: str
) -> Iterator[tuple[str, str]]:
    resource, owner = _criteria(level)
    fields = ("negative", "status", "keyword.text", "keyword.match_type")
    query = (
        f"SELECT {level.value}.id, {', '.join(f'{resource}.{one}' for one in fields)} "
        f"FROM {resource} WHERE {level.value}.id = {entity_id} AND {resource}.type = 'KEYWORD'"
    )
    for row in client.rows(account, query):
        one: Row = row[owner]
        if one.get("negative") and one.get("status") != "REMOVED":
            keyword = one.get("keyword") or {}
            yield str(keyword.get("text", "")).lower(), str(keyword.get("matchType", ""))


def _added(
    client: Client,
    account: Account,
    wish: AddNegativeKeywords,
    missing: Mapping[int, tuple[str, str]],
) -> tuple[tuple[int, str, str], ...]:
    _, owner = _criteria(wish.level)
    parent = THINGS[wish.level]
    above = {parent.owner: resource_name(account, parent.service, wish.entity_id)}
    service = owner.removesuffix("Criterion") + "Criteria"
    places, refused = list(missing), []
    for start in range(0, len(places), _KEYWORDS_AT_ONCE):
        part = places[start : start + _KEYWORDS_AT_ONCE]
        operations = [
            {"create": {**above, "negative": True,
                        "keyword": {"text": missing[at][0], "matchType": missing[at][1]}}}
            for at in part
        ]  # fmt: skip
        body = {"operations": operations, "partialFailure": True}
        said = client.tell(account, f"{service}:mutate", body, again=False)
        found = failures(said.get("partialFailureError") or {})
        refused += [(part[position], code, message) for position, code, message in found]
    return tuple(refused)


def _criteria(level: Level) -> tuple[str, str]:
    if level is Level.campaign:
        return "campaign_criterion", "campaignCriterion"
    return "ad_group_criterion", "adGroupCriterion"

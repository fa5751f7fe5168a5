"""Campaigns, ad groups, ads and keywords: the fields asked for, and what they say in our words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from adhelm.connectors.contract.reading import Account, Mapped
from adhelm.connectors.google_ads.mapping.fields import (
    Row,
    found,
    keys,
    needed,
    query,
    results,
)
from adhelm.connectors.wire import decimal, micros, text
from adhelm.core.ads import Level, minor_units

Read = Callable[[Any, Account], object]
_CLICK_IDS = frozenset({"gclid", "gbraid", "wbraid", "fbclid", "ttclid", "li_fat_id", "twclid"})
# Without an end, Google writes the last day that it knows.
_NEVER = "2037-12-30"
_NOTHING: tuple[object, ...] = (None, "", [], {})


def _plain(value: Any, _: Account) -> object:
    return value


def _id(value: Any, _: Account) -> str | None:
    return text(str(value).rpartition("/")[2]) if value is not None else None


def _money(value: Any, account: Account) -> str | None:
    """Return an amount in the currency's units, with all of the currency's digits; 0 is none."""
    return _written(value, account.currency)


@lru_cache(maxsize=8_192, typed=True)
def _written(value: Any, currency: str) -> str | None:
    amount = micros(value)
    if not amount:
        return None
    digits = max(minor_units(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{digits}f}"


def _ratio(value: Any, _: Account) -> str | None:
    number = decimal(value)
    return f"{number.normalize():f}" if number else None


def _day(value: Any, _: Account) -> str | None:
    day = str(value or "")[:10]
    return day if day and day != _NEVER else None


def _texts(value: Any, _: Account) -> list[str]:
    return [str(one["text"]) for one in value or () if isinstance(one, Mapping) and "text" in one]


def _first(value: Any, _: Account) -> str | None:
    return str(value[0]) if value else None


def _political(value: Any, _: Account) -> list[str]:
    return ["politics"] if value == "CONTAINS_EU_POLITICAL_ADVERTISING" else []


@dataclass(frozen=True, slots=True)
class Field:
    """A field of Google's, and the attribute that it becomes; the first that says something."""

    path: str
    word: str
    read: Read = _plain


@dataclass(frozen=True)
class Sort:
    """A level in Google's words, with what is asked of its entities."""

    level: Level
    resource: str
    ids: tuple[str, ...]
    """Joined by '~' where an id is unique in its ad group only."""
    name: str
    status: str
    fields: tuple[Field, ...]
    parents: tuple[tuple[str, str], ...] = ()
    """Field of a parent's id -> ours."""
    conditions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Where UTMs may stand besides the template and the suffix: of these fields, the query."""
    enums: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Field -> the values that we know."""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return every field that is asked for."""
        parents = (path for path, _ in self.parents)
        own = (one.path for one in self.fields)
        return tuple(
            dict.fromkeys(
                (*self.ids, self.name, self.status, *parents, *own, *self.addresses, *self.enums)
            )
        )

    @cached_property
    def plan(self) -> tuple[tuple[tuple[str, ...], str, Read], ...]:
        """Return how each attribute is read: the keys that lead to it, its word, its reader."""
        return tuple((keys(one.path), one.word, one.read) for one in self.fields)

    @cached_property
    def known(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """Return which keys may stand in which object of a row."""
        found_keys: dict[tuple[str, ...], set[str]] = {(): set()}
        for path in (*self.paths, f"{self.resource}.resource_name"):
            way = keys(path)
            for depth, key in enumerate(way):
                found_keys.setdefault(way[:depth], set()).add(key)
        for way, names in found_keys.items():
            if way:
                names.add("resourceName")
        return {way: frozenset(names) for way, names in found_keys.items()}

    def query(self, *conditions: str) -> str:
        """Return the query for all of them, removed ones too, or for those that are wanted."""
        return query(self.resource, self.paths, *self.conditions, *conditions)


def entities(sort: Sort, account: Account, body: bytes) -> Mapped:
    """
    Return the entities of a page.

    :raises FieldMissing: if an id, a name or a status is absent.
    """
    rows, _ = results(body)
    unknown, extra = Counter[str](), Counter[str]()
    made = [entity(sort, account, row) for row in rows]
    enums = [(keys(path), values) for path, values in sort.enums.items()]
    for row in rows:
        for way, names in sort.known.items():
            part = _at(row, way)
            if isinstance(part, dict) and not part.keys() <= names:
                extra.update(".".join((*way, name)) for name in part.keys() - names)
        for way, values in enums:
            value = _at(row, way)
            if value is not None and value not in values:
                unknown[f"{'.'.join(way)}={value}"] += 1
    return Mapped({"entities": made}, dict(unknown), dict(extra))


def entity(sort: Sort, account: Account, row: Row) -> dict[str, object]:
    """
    Return one entity.

    :raises FieldMissing: if its id, name or status is absent.
    """
    id_ = "~".join(str(needed(row, path)) for path in sort.ids)
    own = {Level.campaign: "campaign_id", Level.ad_group: "ad_group_id"}.get(sort.level)
    attributes: dict[str, object] = {}
    for way, word, read in sort.plan:
        if attributes.get(word) in _NOTHING:
            value = _at(row, way)
            attributes[word] = None if value is None else read(value, account)
    attributes["url_parameters"] = _url_parameters(row, sort.addresses, attributes)
    said = {word: value for word, value in attributes.items() if value not in _NOTHING}
    return {
        "level": sort.level.value,
        "entity_id": id_,
        **{ours: str(needed(row, path)) for path, ours in sort.parents},
        **({own: id_} if own else {}),
        "name": _name(sort, row, id_),
        "status": str(needed(row, sort.status)),
        "platform_level": sort.resource,
        "attributes": orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode(),
    }


def _name(sort: Sort, row: Row, id_: str) -> str:
    # Ads need no name; people know them by their first headline.
    if sort.level is not Level.ad:
        return str(needed(row, sort.name))
    headlines = found(row, "ad_group_ad.ad.responsive_search_ad.headlines") or [{}]
    return str(found(row, sort.name) or headlines[0].get("text") or id_)


def _at(row: Any, way: tuple[str, ...]) -> Any:
    """Return what is in a place of a row; None where Google leaves it out."""
    for key in way:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row


def _url_parameters(
    row: Row, paths: tuple[str, ...], attributes: Mapping[str, object]
) -> dict[str, str]:
    pairs: list[tuple[str, str]] = []
    for path in paths:
        for one in found(row, path) or ():
            pairs += _pairs(str(one))
    for word in ("tracking_template", "final_url_suffix"):
        pairs += _pairs(str(attributes.get(word) or ""))
    return {name: value for name, value in pairs if name.startswith("utm_") or name in _CLICK_IDS}


def _pairs(address: str) -> list[tuple[str, str]]:
    """Return the parameters of an address, of a template, or of a suffix without an address."""
    try:
        asked = urlsplit(address).query if "?" in address else address
        return parse_qsl(asked, keep_blank_values=True)
    except ValueError:
        return []


_STATUSES = frozenset({"ENABLED", "PAUSED", "REMOVED"})
_PRIMARY = frozenset(
    "ELIGIBLE PAUSED REMOVED ENDED PENDING MISCONFIGURED LIMITED LEARNING NOT_ELIGIBLE".split()
)
_CHANNELS = frozenset(
    "SEARCH DISPLAY SHOPPING VIDEO PERFORMANCE_MAX DEMAND_GEN MULTI_CHANNEL LOCAL SMART HOTEL "
    "TRAVEL LOCAL_SERVICES".split()
)
_BIDDING = frozenset(
    "MANUAL_CPC MANUAL_CPM MANUAL_CPV MANUAL_CPA MAXIMIZE_CONVERSIONS MAXIMIZE_CONVERSION_VALUE "
    "TARGET_CPA TARGET_ROAS TARGET_SPEND TARGET_CPM TARGET_CPV TARGET_IMPRESSION_SHARE "
    "PERCENT_CPC COMMISSION ENHANCED_CPC FIXED_CPM".split()
)
_APPROVALS = frozenset(
    "APPROVED APPROVED_LIMITED AREA_OF_INTEREST_ONLY DISAPPROVED UNKNOWN".split()
)
_MATCHES = frozenset({"EXACT", "PHRASE", "BROAD"})
_IN_CAMPAIGN = (("campaign.id", "campaign_id"),)
_IN_GROUP = (*_IN_CAMPAIGN, ("ad_group.id", "ad_group_id"))
CAMPAIGNS = Sort(
    Level.campaign,
    "campaign",
    ("campaign.id",),
    "campaign.name",
    "campaign.status",
    (
        Field("campaign.resource_name", "resource_name"),
        Field("campaign.primary_status", "effective_status"),
        Field("campaign.advertising_channel_type", "channel"),
        Field("campaign.advertising_channel_sub_type", "channel_sub_type"),
        Field("campaign.bidding_strategy_type", "bid_strategy"),
        Field("campaign.bidding_strategy", "bid_strategy_id", _id),
        Field("campaign.maximize_conversions.target_cpa_micros", "target_cpa", _money),
        Field("campaign.target_cpa.target_cpa_micros", "target_cpa", _money),
        Field("campaign.maximize_conversion_value.target_roas", "target_roas", _ratio),
        Field("campaign.target_roas.target_roas", "target_roas", _ratio),
        Field("campaign.start_date_time", "start", _day),
        Field("campaign.end_date_time", "end", _day),
        Field("campaign.contains_eu_political_advertising", "special_ad_categories", _political),
        Field("campaign.contains_eu_political_advertising", "eu_political_advertising"),
        Field("campaign.tracking_url_template", "tracking_template"),
        Field("campaign.final_url_suffix", "final_url_suffix"),
        Field("campaign.campaign_budget", "budget_id", _id),
        Field("campaign_budget.amount_micros", "daily_budget", _money),
        Field("campaign_budget.total_amount_micros", "lifetime_budget", _money),
        Field("campaign_budget.explicitly_shared", "budget_shared"),
        Field("campaign_budget.delivery_method", "delivery_method"),
    ),
    enums={
        "campaign.status": _STATUSES,
        "campaign.primary_status": _PRIMARY,
        "campaign.advertising_channel_type": _CHANNELS,
        "campaign.bidding_strategy_type": _BIDDING,
    },
)
AD_GROUPS = Sort(
    Level.ad_group,
    "ad_group",
    ("ad_group.id",),
    "ad_group.name",
    "ad_group.status",
    (
        Field("ad_group.primary_status", "effective_status"),
        Field("ad_group.type", "type"),
        Field("ad_group.cpc_bid_micros", "bid", _money),
        Field("ad_group.target_cpa_micros", "target_cpa", _money),
        Field("ad_group.tracking_url_template", "tracking_template"),
        Field("ad_group.final_url_suffix", "final_url_suffix"),
    ),
    _IN_CAMPAIGN,
    enums={"ad_group.status": _STATUSES, "ad_group.primary_status": _PRIMARY},
)
_AD = "ad_group_ad.ad"
_ABOVE_ADS = (_AD, "ad_group", "campaign", "customer")
ADS = Sort(
    Level.ad,
    "ad_group_ad",
    (f"{_AD}.id",),
    f"{_AD}.name",
    "ad_group_ad.status",
    (
        Field("ad_group_ad.primary_status", "effective_status"),
        Field("ad_group_ad.policy_summary.approval_status", "approval_status"),
        Field("ad_group_ad.policy_summary.review_status", "review_status"),
        Field(f"{_AD}.type", "format"),
        Field(f"{_AD}.responsive_search_ad.headlines", "headlines", _texts),
        Field(f"{_AD}.responsive_search_ad.descriptions", "descriptions", _texts),
        Field(f"{_AD}.final_urls", "final_url", _first),
        # The nearest level that has one goes before those above it.
        *(Field(f"{one}.tracking_url_template", "tracking_template") for one in _ABOVE_ADS),
        *(Field(f"{one}.final_url_suffix", "final_url_suffix") for one in _ABOVE_ADS),
        Field("customer.auto_tagging_enabled", "auto_tagging"),
    ),
    _IN_GROUP,
    addresses=(f"{_AD}.final_urls",),
    enums={
        "ad_group_ad.status": _STATUSES,
        "ad_group_ad.policy_summary.approval_status": _APPROVALS,
    },
)
KEYWORDS = Sort(
    Level.keyword,
    "ad_group_criterion",
    ("ad_group.id", "ad_group_criterion.criterion_id"),
    "ad_group_criterion.keyword.text",
    "ad_group_criterion.status",
    (
        Field("ad_group_criterion.keyword.match_type", "match_type"),
        Field("ad_group_criterion.negative", "negative"),
        Field("ad_group_criterion.cpc_bid_micros", "bid", _money),
    ),
    _IN_GROUP,
    conditions=("ad_group_criterion.type = 'KEYWORD'",),
    enums={
        "ad_group_criterion.status": _STATUSES,
        "ad_group_criterion.keyword.match_type": _MATCHES,
    },
)
NEGATIVES = Sort(
    Level.keyword,
    "campaign_criterion",
    ("campaign.id", "campaign_criterion.criterion_id"),
    "campaign_criterion.keyword.text",
    "campaign_criterion.status",
    (
        Field("campaign_criterion.keyword.match_type", "match_type"),
        Field("campaign_criterion.negative", "negative"),
    ),
    _IN_CAMPAIGN,
    conditions=(
        "campaign_criterion.type = 'KEYWORD'",
        "campaign_criterion.negative = TRUE",
    ),
    enums={
        "campaign_criterion.status": _STATUSES,
        "campaign_criterion.keyword.match_type": _MATCHES,
    },
)
SORTS: Mapping[Level, Sort] = {one.level: one for one in (CAMPAIGNS, AD_GROUPS, ADS, KEYWORDS)}

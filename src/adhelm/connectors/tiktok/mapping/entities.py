"""Campaigns, ad groups and ads: the fields asked for, and what they say in our words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import orjson

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Account, Mapped
from adhelm.connectors.wire import decimal, text
from adhelm.core.ads import Level, minor_units

Fields = Mapping[str, Any]
_CLICK_IDS = frozenset({"ttclid", "gclid", "fbclid", "li_fat_id", "twclid", "msclkid"})
DELETED = "DELETE"
_OPERATIONS = frozenset({"ENABLE", "DISABLE", "FROZEN"})
_COMMON = ("ADVERTISER_CONTRACT_PENDING", "ADVERTISER_ACCOUNT_PUNISH")
# platform_apis.md, section 3.5, and the enumerations of TikTok's own SDK.
_ENDINGS: Mapping[Level, tuple[str, ...]] = {
    Level.campaign: (
        "ENABLE", "DISABLE", "DELETE", "BUDGET_EXCEED", "ADVERTISER_AUDIT",
        "ADVERTISER_AUDIT_DENY", "AWAITING_RELEASE", "REVIEW_DISAPPROVED", "PRODUCT_UNAVAILABLE",
        "NOT_START", "TIME_DONE", "AD_UNAVAILABLE",
    ),
    Level.ad_group: (
        "DELIVERY_OK", "CAMPAIGN_DISABLE", "CAMPAIGN_DELETE", "CAMPAIGN_EXCEED", "DISABLE",
        "DELETE", "NOT_START", "TIME_DONE", "BUDGET_EXCEED", "BALANCE_EXCEED", "AUDIT",
        "AUDIT_DENY", "REAUDIT", "FROZEN", "CREATE", "ADVERTISER_AUDIT", "ADVERTISER_AUDIT_DENY",
        "PARTIAL_AUDIT_DENY", "PARTIAL_AUDIT_AND_DELIVERY_OK",
    ),
    Level.ad: (
        "DELIVERY_OK", "CAMPAIGN_DISABLE", "CAMPAIGN_DELETE", "CAMPAIGN_EXCEED",
        "ADGROUP_DISABLE", "ADGROUP_DELETE", "AUDIT", "AUDIT_DENY", "REAUDIT", "DISABLE", "DELETE",
        "DONE", "NOT_START", "TIME_DONE", "BUDGET_EXCEED", "BALANCE_EXCEED", "ADVERTISER_AUDIT",
        "ADVERTISER_AUDIT_DENY", "PARTIAL_AUDIT_DENY", "CREATE",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """A level in TikTok's words, with what is asked of its entities."""

    level: Level
    word: str
    """In paths: campaign/get/."""
    attributes: Callable[[Fields, Account], dict[str, object]]
    fields: tuple[str, ...]
    parents: tuple[tuple[str, str], ...] = ()
    """TikTok's name of a parent's id -> ours."""

    @property
    def id_name(self) -> str:
        """Return the name of its id."""
        return f"{self.word}_id"

    @property
    def name(self) -> str:
        """Return the name of its name."""
        return f"{self.word}_name"


def entities(sort: Sort, account: Account, listed: list[Any]) -> Mapped:
    """
    Return the entities of a page.

    :raises FieldMissing: if an id, a name or a status is absent.
    """
    unknown, extra = Counter[str](), Counter[str]()
    known, asked = _statuses(sort), set(sort.fields)
    rows = []
    for row in listed:
        try:
            rows.append(_entity(sort, account, row))
        except KeyError as error:
            raise FieldMissing(
                f"TikTok left out {error} of {sort.word} {row.get(sort.id_name, '?')}",
                hint="a newer Adhelm may know the new field",
            ) from None
        extra.update(row.keys() - asked)
        for name, words in (("operation_status", _OPERATIONS), ("secondary_status", known)):
            if row.get(name) and row[name] not in words:
                unknown[f"{name}={row[name]}"] += 1
    return Mapped({"entities": rows}, dict(unknown), dict(extra))


def status(row: Fields) -> str:
    """Return how a thing is set: ENABLE, DISABLE or DELETE; TikTok hides the last in another."""
    if str(row.get("secondary_status", "")).endswith("_STATUS_DELETE"):
        return DELETED
    return str(row["operation_status"])


def bid(row: Fields) -> object:
    """Return the amount bid; TikTok writes 0 where there is none."""
    return row.get("conversion_bid_price") or row.get("bid_price") or None


def _entity(sort: Sort, account: Account, row: Fields) -> dict[str, object]:
    entity = text(row[sort.id_name])
    parents = {ours: text(row[theirs]) for theirs, ours in sort.parents}
    own = {Level.campaign: "campaign_id", Level.ad_group: "ad_group_id"}.get(sort.level)
    attributes = sort.attributes(row, account) | {
        "effective_status": row.get("secondary_status"),
        "created_at": _instant(row.get("create_time")),
        "updated_at": _instant(row.get("modify_time")),
    }
    said = {name: value for name, value in attributes.items() if value not in (None, "", [], {})}
    return {
        "level": sort.level.value,
        "entity_id": entity,
        **parents,
        **({own: entity} if own else {}),
        "name": str(row[sort.name]),
        "status": status(row),
        "platform_level": sort.word,
        "attributes": orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode(),
    }


def _of_campaign(row: Fields, account: Account) -> dict[str, object]:
    return {
        **_budget(row, account),
        "objective": row.get("objective_type"),
        "channel": row.get("campaign_type"),
        "budget_shared": False,
        "budget_optimised": row.get("budget_optimize_on"),
        "special_ad_categories": [str(one).lower() for one in row.get("special_industries") or []],
    }


def _of_group(row: Fields, account: Account) -> dict[str, object]:
    ends = row.get("schedule_type") == "SCHEDULE_START_END"
    return {
        **_budget(row, account),
        "bid": _money(bid(row), account),
        "bid_strategy": row.get("bid_type"),
        "target_roas": _plain(row.get("roas_bid")),
        "start": _local_day(row.get("schedule_start_time"), account),
        # Without an end, TikTok writes one ten years off.
        "end": _local_day(row.get("schedule_end_time"), account) if ends else None,
        "targeting": {name: row[name] for name in _TARGETING if row.get(name)},
        **{name: row.get(name) for name in _GROUP_WORDS},
    }


def _of_ad(row: Fields, account: Account) -> dict[str, object]:  # noqa: ARG001 - as the others
    url = str(row.get("landing_page_url") or "")
    said = str(row.get("ad_text") or "")
    videos = [{"type": "video", "id": str(row["video_id"])}] if row.get("video_id") else []
    images = [{"type": "image", "id": str(one)} for one in row.get("image_ids") or []]
    return {
        "body": said,
        "descriptions": [said] if said else [],
        "call_to_action": row.get("call_to_action"),
        "format": row.get("ad_format"),
        "assets": videos + images,
        "final_url": url,
        "tracking_template": row.get("click_tracking_url"),
        "url_parameters": _url_parameters(url, row.get("utm_params")),
    }


def _budget(row: Fields, account: Account) -> dict[str, object]:
    mode, amount = row.get("budget_mode"), _money(row.get("budget"), account)
    if mode == "BUDGET_MODE_TOTAL":
        return {"lifetime_budget": amount}
    daily = {"BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"}
    return {"daily_budget": amount} if mode in daily else {}


def _money(value: object, account: Account) -> str | None:
    """Return an amount in the currency's units, with all of the currency's digits."""
    amount = decimal(value)
    if amount is None:
        return None
    digits = max(minor_units(account.currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{digits}f}"


def _plain(value: object) -> str | None:
    number = decimal(value)
    return f"{number.normalize():f}" if number else None


def _instant(value: object) -> str | None:
    """Return an instant that TikTok writes in UTC, without saying so."""
    found = _utc(value)
    return found.isoformat().replace("+00:00", "Z") if found else None


def _local_day(value: object, account: Account) -> str | None:
    found = _utc(value)
    return found.astimezone(ZoneInfo(account.timezone)).date().isoformat() if found else None


def _utc(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC) if value else None
    except ValueError:
        return None


def _url_parameters(url: str, utm: object) -> dict[str, str]:
    """Return the UTMs and click ids of a landing address, and those that TikTok adds to it."""
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        pairs = []
    if isinstance(utm, list):
        pairs += [(str(one.get("key")), str(one.get("value"))) for one in utm]
    return {name: value for name, value in pairs if name.startswith("utm_") or name in _CLICK_IDS}


def _statuses(sort: Sort) -> frozenset[str]:
    own = {f"{sort.word.upper()}_STATUS_{ending}" for ending in _ENDINGS[sort.level]}
    return frozenset({*own, *_COMMON})


_TARGETING = (
    "location_ids", "age_groups", "gender", "languages", "interest_category_ids",
    "interest_keyword_ids", "audience_ids", "excluded_audience_ids", "operating_systems",
    "placement_type", "placements", "network_types", "device_model_ids", "household_income",
)  # fmt: skip
_GROUP_WORDS = (
    "optimization_goal", "billing_event", "pacing", "click_attribution_window",
    "view_attribution_window", "promotion_type",
)  # fmt: skip
_ALL = ("advertiser_id", "operation_status", "secondary_status", "create_time", "modify_time")
SORTS: Mapping[Level, Sort] = {
    Level.campaign: Sort(
        Level.campaign, "campaign", _of_campaign,
        (
            *_ALL, "campaign_id", "campaign_name", "objective_type", "campaign_type",
            "budget_mode", "budget", "budget_optimize_on", "special_industries",
        ),
    ),
    Level.ad_group: Sort(
        Level.ad_group, "adgroup", _of_group,
        (
            *_ALL, "campaign_id", "adgroup_id", "adgroup_name", "budget_mode", "budget",
            "bid_type", "bid_price", "conversion_bid_price", "roas_bid", "schedule_type",
            "schedule_start_time", "schedule_end_time", *_GROUP_WORDS, *_TARGETING,
        ),
        (("campaign_id", "campaign_id"),),
    ),
    Level.ad: Sort(
        Level.ad, "ad", _of_ad,
        (
            *_ALL, "campaign_id", "adgroup_id", "ad_id", "ad_name", "ad_text", "ad_format",
            "call_to_action", "landing_page_url", "click_tracking_url", "utm_params", "video_id",
            "image_ids",
        ),
        (("campaign_id", "campaign_id"), ("adgroup_id", "ad_group_id")),
    ),
}  # fmt: skip

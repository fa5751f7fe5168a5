"""Campaigns, line items and promoted posts as they are now, with texts, links and targeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import Fetch, FieldMissing, Mapped, Refused
from adhelm.connectors.wire import micros, text
from adhelm.connectors.x.mapping.pages import list_of
from adhelm.core.ads import minor_units

EDGES = MappingProxyType(
    {"campaigns": "campaigns", "ad_groups": "line_items", "ads": "promoted_tweets"}
)
"""Our streams -> X's lists."""
DELETED = "DELETED"
_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "entity_status": frozenset({"ACTIVE", "PAUSED", "DRAFT"}),
        "approval_status": frozenset(
            {"ACCEPTED", "REJECTED", "PENDING", "UNDER_REVIEW", "UNKNOWN"}
        ),
        "budget_optimization": frozenset({"CAMPAIGN", "LINE_ITEM"}),
        "bid_strategy": frozenset({"AUTO", "MAX", "TARGET"}),
        "objective": frozenset(
            "APP_ENGAGEMENTS APP_INSTALLS REACH FOLLOWERS ENGAGEMENTS VIDEO_VIEWS PREROLL_VIEWS "
            "WEBSITE_CLICKS".split()
        ),
    }
)
_COMMON = "id name entity_status deleted created_at updated_at"
_MONEY = (
    "daily_budget_amount_local_micro total_budget_amount_local_micro currency standard_delivery "
    "duration_in_days frequency_cap effective_status servable reasons_not_servable"
)
_KNOWN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "campaigns": frozenset(
            f"{_COMMON} {_MONEY} funding_instrument_id budget_optimization "
            "purchase_order_number".split()
        ),
        "ad_groups": frozenset(
            f"{_COMMON} {_MONEY} campaign_id placements start_time end_time bid_amount_local_micro "
            "advertiser_user_id advertiser_domain target_cpa_local_micro primary_web_event_tag "
            "goal product_type bid_strategy objective automatic_tweet_promotion categories pay_by "
            "android_app_store_identifier ios_app_store_identifier creative_source "
            "audience_expansion tracking_tags".split()
        ),
        "ads": frozenset(f"{_COMMON} line_item_id tweet_id approval_status".split()),
    }
)
_CLICK_IDS = frozenset("twclid gclid fbclid ttclid li_fat_id msclkid".split())
Row = dict[str, Any]


def entity_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of a list into entities.

    :raises FieldMissing: if a row lacks its id, its status or its parent.
    :raises Refused: if the account's currency is another one by now.
    """
    answer, beside = list_of(body)
    name = fetch.stream.name
    make, known = _MAKERS[name], _KNOWN[name]
    unknown, extra, rows = Counter[str](), Counter[str](), list[Row]()
    for row in answer["data"]:
        _check_currency(fetch, row)
        extra.update(row.keys() - known)
        unknown.update(
            f"{word}={row[word]}"
            for word, values in _WORDS.items()
            if row.get(word) is not None and row[word] not in values
        )
        rows.append(_entity(fetch, row, make, beside))
    return Mapped(rows={"entities": rows}, unknown=dict(unknown), extra=dict(extra))


def _check_currency(fetch: Fetch, row: Row) -> None:
    theirs = row.get("currency")
    if theirs and theirs != fetch.account.currency:
        raise Refused(
            f"the account's currency is {theirs} now, not {fetch.account.currency}",
            hint="connect the account again, so that its days are kept apart",
        )


def _entity(fetch: Fetch, row: Row, make: _Maker, beside: Mapping[str, list[Row]]) -> Row:
    import orjson

    try:
        made, attributes = make(fetch, row, beside)
        status = DELETED if row["deleted"] else row["entity_status"]
        entity_id = str(row["id"])
    except KeyError as error:
        raise FieldMissing(
            f"X sent a row of {fetch.stream.name} without {error}",
            hint="the platform changed a field",
        ) from None
    attributes |= {
        "effective_status": row.get("effective_status"),
        "created_at": row.get("created_at"),
        "updated_at": row.get("updated_at"),
    }
    told = {word: value for word, value in attributes.items() if value not in (None, "", [], {})}
    return {
        "level": str(fetch.stream.level),
        "entity_id": entity_id,
        **made,
        "status": text(status),
        "attributes": orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode(),
    }


def _campaign(fetch: Fetch, row: Row, _: Mapping[str, list[Row]]) -> tuple[Row, Row]:
    made = {"name": text(row["name"]), "platform_level": "campaign", "campaign_id": row["id"]}
    return made, _budgets(fetch, row)


def _line_item(fetch: Fetch, row: Row, beside: Mapping[str, list[Row]]) -> tuple[Row, Row]:
    made = {
        "name": text(row["name"]),
        "platform_level": "line_item",
        "campaign_id": str(row["campaign_id"]),
        "ad_group_id": row["id"],
    }
    return made, _budgets(fetch, row) | {
        "objective": row.get("objective"),
        "channel": row.get("product_type"),
        "bid": _money(fetch, row.get("bid_amount_local_micro")),
        "bid_strategy": row.get("bid_strategy"),
        "target_cpa": _money(fetch, row.get("target_cpa_local_micro")),
        "start": _day(fetch, row.get("start_time")),
        "end": _day(fetch, row.get("end_time"), last=True),
        "targeting": _targeting(row, beside.get("targeting_criteria", [])),
    }


def _tweet(_: Fetch, row: Row, beside: Mapping[str, list[Row]]) -> tuple[Row, Row]:
    item, tweet_id = str(row["line_item_id"]), text(row.get("tweet_id"))
    campaigns = {str(one["id"]): str(one["campaign_id"]) for one in beside.get("line_items", [])}
    posts = {_tweet_id(one): one for one in beside.get("tweets", [])}
    post = posts.get(tweet_id or "", {})
    body = text(post.get("full_text") or post.get("text"))
    made = {
        # A promoted post has no name of its own.
        "name": text(post.get("name")) or body or tweet_id,
        "platform_level": "promoted_tweet",
        "campaign_id": campaigns.get(item),
        "ad_group_id": item,
    }
    return made, {"body": body, "assets": _assets(post, tweet_id)} | _link(post) | {
        "approval_status": row.get("approval_status"),
    }


_Maker = Callable[[Fetch, Row, Mapping[str, list[Row]]], tuple[Row, Row]]
_MAKERS: Mapping[str, _Maker] = MappingProxyType(
    {"campaigns": _campaign, "ad_groups": _line_item, "ads": _tweet}
)


def _budgets(fetch: Fetch, row: Row) -> Row:
    return {
        "daily_budget": _money(fetch, row.get("daily_budget_amount_local_micro")),
        "lifetime_budget": _money(fetch, row.get("total_budget_amount_local_micro")),
        "budget_shared": False,
    }


def _money(fetch: Fetch, value: object) -> str | None:
    """Return millionths in units of the account's currency, with its decimals at least."""
    amount = micros(value)
    if amount is None:
        return None
    rounded = round(amount, minor_units(fetch.account.currency))
    return f"{rounded if rounded == amount else amount:f}"


def _day(fetch: Fetch, stamp: str | None, *, last: bool = False) -> str | None:
    """Return the account's local day of an instant; the last one included for an end."""
    if not stamp:
        return None
    moment = datetime.fromisoformat(stamp) - timedelta(seconds=1 if last else 0)
    return moment.astimezone(ZoneInfo(fetch.account.timezone)).date().isoformat()


def _targeting(row: Row, criteria: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in criteria:
        if one.get("line_item_id") != row["id"] or one.get("deleted"):
            continue
        negative = "not " if one.get("operator_type") == "NE" else ""
        name = f"{negative}{str(one.get('targeting_type', '')).lower()}"
        found.setdefault(name, []).append(str(one.get("name") or one.get("targeting_value")))
    return found


def _tweet_id(post: Row) -> str:
    return str(post.get("tweet_id") or post.get("id_str") or post.get("id") or "")


def _assets(post: Row, tweet_id: str | None) -> list[str]:
    media = (post.get("entities") or {}).get("media") or ()
    urls = [str(one.get("media_url_https") or one.get("media_url") or "") for one in media]
    card = [str(post["card_uri"])] if post.get("card_uri") else []
    return [*([f"tweet:{tweet_id}"] if tweet_id else []), *card, *(url for url in urls if url)]


def _link(post: Row) -> Row:
    urls = (post.get("entities") or {}).get("urls") or ()
    url = next((one["expanded_url"] for one in urls if one.get("expanded_url")), None)
    if not url:
        return {}
    found = {
        name: value
        for name, value in parse_qsl(urlsplit(str(url)).query, keep_blank_values=True)
        if name.startswith("utm_") or name in _CLICK_IDS
    }
    return {"final_url": str(url), "url_parameters": found}

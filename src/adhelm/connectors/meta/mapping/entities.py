"""Campaigns, ad sets and ads as rows: budgets in major units, texts, links and their tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from adhelm.connectors.contract import Fetch, FieldMissing, Mapped
from adhelm.connectors.meta.mapping.bodies import data
from adhelm.connectors.meta.mapping.creatives import CREATIVE, creative_attributes
from adhelm.connectors.meta.mapping.money import major

_Node = Mapping[str, Any]
ROAS_UNIT = 10_000
"""Meta writes a return of 100 % as 10000."""
STATUSES = frozenset("ACTIVE PAUSED DELETED ARCHIVED IN_PROCESS WITH_ISSUES".split())
_OF_AD_SET = STATUSES | {"CAMPAIGN_PAUSED"}
_OF_AD = _OF_AD_SET | frozenset(
    "ADSET_PAUSED DISAPPROVED PENDING_REVIEW PREAPPROVED PENDING_BILLING_INFO".split()
)
ACCOUNT_STATUSES = MappingProxyType(
    {
        1: "ACTIVE", 2: "DISABLED", 3: "UNSETTLED", 7: "PENDING_RISK_REVIEW",
        8: "PENDING_SETTLEMENT", 9: "IN_GRACE_PERIOD", 100: "PENDING_CLOSURE", 101: "CLOSED",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entity:
    """How one level is read: its edge, Meta's word for it, statuses, what each field becomes."""

    edge: str
    level: str
    word: str
    statuses: frozenset[str]
    """All there are: Meta hides deleted and archived ones from who does not name them."""
    fields: Mapping[str, str]
    """Meta's field -> attribute; '' for what is read elsewhere or named otherwise."""
    nested: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is asked for inside it."""


_COMMON = MappingProxyType(
    {"id": "", "account_id": "", "name": "", "status": "", "effective_status": "effective_status",
     "created_time": "created_at", "updated_time": "updated_at"}
)  # fmt: skip
_BUDGETS = MappingProxyType(
    {"daily_budget": "daily_budget", "lifetime_budget": "lifetime_budget",
     "bid_strategy": "bid_strategy", "start_time": "start"}
)  # fmt: skip
ENTITIES = MappingProxyType(
    {
        "campaigns": Entity(
            "campaigns", "campaign", "campaign", STATUSES,
            {**_COMMON, **_BUDGETS, "stop_time": "end", "objective": "objective",
             "buying_type": "buying_type", "special_ad_categories": "special_ad_categories",
             "is_adset_budget_sharing_enabled": "adset_budget_sharing"},
        ),
        "ad_groups": Entity(
            "adsets", "ad_group", "adset", _OF_AD_SET,
            {**_COMMON, **_BUDGETS, "end_time": "end", "campaign_id": "",
             "bid_amount": "bid", "bid_constraints": "target_roas",
             "billing_event": "billing_event", "optimization_goal": "optimization_goal",
             "targeting": "targeting", "attribution_spec": "attribution_spec",
             "promoted_object": "promoted_object"},
        ),
        "ads": Entity(
            "ads", "ad", "ad", _OF_AD,
            {**_COMMON, "adset_id": "", "campaign_id": "", "creative": ""},
            {"creative": CREATIVE},
        ),
        "accounts_info": Entity(
            "", "account", "ad account", frozenset(ACCOUNT_STATUSES.values()),
            {"id": "", "account_id": "", "name": "", "account_status": "", "currency": "currency",
             "timezone_name": "timezone", "spend_cap": "spend_cap", "business": "business"},
            {"business": "id,name"},
        ),
    }
)  # fmt: skip
_MONEY = frozenset({"daily_budget", "lifetime_budget", "bid", "spend_cap"})
_NEEDED = frozenset({"id", "name", "status", "account_status"})
_CLICK_IDS = frozenset({"fbclid", "gclid", "ttclid", "twclid", "li_fat_id"})


def entity_fields(stream: str) -> str:
    """Return the fields of a level as Graph wants them asked for."""
    what = ENTITIES[stream]
    return ",".join(
        f"{name}{{{what.nested[name]}}}" if name in what.nested else name for name in what.fields
    )


def entity_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of entities into rows.

    :raises FieldMissing: if a field that the mapping needs is absent.
    """
    what = ENTITIES[fetch.stream.name]
    if what.edge:
        nodes, extra = data(body)
    else:
        # An account is asked for as itself, without an envelope.
        nodes, extra = [orjson.loads(body)], Counter[str]()
    unknown: Counter[str] = Counter()
    rows = []
    for node in nodes:
        for name in _NEEDED & what.fields.keys():
            if name not in node:
                raise FieldMissing(f"one of the {what.word}s lacks '{name}'")
        extra.update(name for name in node if name not in what.fields)
        status = _status(node)
        for kind, value in (("status", status), ("effective_status", _effective(node, status))):
            if value not in what.statuses:
                unknown[f"{kind}={value}"] += 1
        rows.append(_row(fetch, what, node, status))
    return Mapped({"entities": rows}, unknown, extra)


def url_parameters(*texts: str) -> dict[str, str]:
    """Return the UTM tags and click ids in links and in tags that are put behind them."""
    queries = (urlsplit(text).query if "://" in text else text.lstrip("?&") for text in texts)
    return {
        name: value
        for query in queries
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.startswith("utm_") or name in _CLICK_IDS
    }


def _status(node: _Node) -> str:
    if "account_status" in node:
        code = node["account_status"]
        return ACCOUNT_STATUSES.get(code, str(code))
    return str(node["status"])


def _effective(node: _Node, status: str) -> str:
    return str(node.get("effective_status") or status)


def _row(fetch: Fetch, what: Entity, node: _Node, status: str) -> dict[str, object]:
    id_ = str(node["id"]).removeprefix("act_")
    parents = {
        "campaign": (id_, None),
        "ad_group": (node.get("campaign_id"), id_),
        "ad": (node.get("campaign_id"), node.get("adset_id")),
    }.get(what.level, (None, None))
    return {
        "level": what.level,
        "entity_id": id_,
        "campaign_id": parents[0],
        "ad_group_id": parents[1],
        "name": node["name"],
        "status": status,
        "platform_level": what.word,
        "attributes": orjson.dumps(
            _attributes(fetch.account.currency, what, node), option=orjson.OPT_SORT_KEYS
        ).decode(),
    }


def _attributes(currency: str, what: Entity, node: _Node) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, attribute in what.fields.items():
        value = node.get(name)
        if attribute and value is not None:
            read = _READERS.get(name)
            made[attribute] = read(value) if read else value
            if attribute in _MONEY:
                made[attribute] = major(value, currency)
    if made.get("spend_cap") and not Decimal(made["spend_cap"]):
        del made["spend_cap"]  # 0 is how Meta says that there is none
    if "daily_budget" in made or "lifetime_budget" in made:
        made |= {"budget_id": node["id"], "budget_shared": False}
    if made.get("bid_strategy") == "COST_CAP" and "bid" in made:
        made["target_cpa"] = made["bid"]
    if isinstance(node.get("creative"), dict):
        found = creative_attributes(node["creative"])
        link, tags = str(found.get("final_url", "")), str(found.get("tracking_template", ""))
        made |= {**found, "url_parameters": url_parameters(link, tags)}
    return {name: value for name, value in made.items() if value is not None}


def _date(text: str) -> str:
    return text[:10]


def _last_day(text: str) -> str:
    """Return the last day of something that ends at a moment; midnight ends the day before."""
    moment = datetime.fromisoformat(text)
    return (moment - timedelta(seconds=1)).date().isoformat()


def _roas(constraints: _Node) -> str | None:
    floor = constraints.get("roas_average_floor")
    return None if floor is None else f"{Decimal(str(floor)) / ROAS_UNIT:f}"


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


_READERS: dict[str, Callable[[Any], Any]] = {
    "created_time": _moment,
    "updated_time": _moment,
    "start_time": _date,
    "stop_time": _last_day,
    "end_time": _last_day,
    "bid_constraints": _roas,
}

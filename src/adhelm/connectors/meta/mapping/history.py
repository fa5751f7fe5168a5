"""What was changed on an account, and what Meta recommends, as rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from adhelm.connectors.contract import Fetch, FieldMissing, Mapped
from adhelm.connectors.meta.mapping.bodies import data

ACTIVITY_FIELDS = (
    "event_type", "event_time", "actor_name", "application_name", "object_id", "object_type",
    "extra_data",
)  # fmt: skip
RECOMMENDATION_FIELDS = ("id", "campaign_id", "recommendations")
_Node = Mapping[str, Any]
# In the order in which they are looked for: 'update_ad_set_budget' is no ad's.
_LEVELS = (
    ("ad_account", "account"), ("account", "account"), ("ad_set", "ad_group"),
    ("adset", "ad_group"), ("campaign", "campaign"), ("ad", "ad"),
)  # fmt: skip
_VERBS = {"create": "create", "first": "create", "delete": "remove", "remove": "remove"}
_WORD = re.compile(r"(?:^|_){}(?:_|$)")


def change_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of activities into changes; those outside of the fetch's days are left out.

    :raises FieldMissing: if an activity lacks its type or time.
    """
    nodes, extra = data(body)
    zone = ZoneInfo(fetch.account.timezone)
    rows = []
    for node in nodes:
        extra.update(name for name in node if name not in ACTIVITY_FIELDS)
        try:
            at = datetime.fromisoformat(node["event_time"])
            kind = node["event_type"]
        except KeyError as error:
            raise FieldMissing(f"an activity lacks {error}") from None
        if fetch.period is None or at.astimezone(zone).date() in fetch.period:
            rows.append(_change(fetch, node, kind, at))
    return Mapped({"changes": rows}, {}, extra)


def recommendation_rows(body: bytes) -> Mapped:
    """
    Turn a page of ad sets with what Meta recommends for them into recommendations.

    :raises FieldMissing: if an ad set has no id.
    """
    nodes, extra = data(body)
    rows = []
    for node in nodes:
        extra.update(name for name in node if name not in RECOMMENDATION_FIELDS)
        if "id" not in node:
            raise FieldMissing("an ad set lacks 'id'")
        for advice in node.get("recommendations") or ():
            kind = str(advice.get("code") or advice.get("title") or "")
            rows.append(
                {
                    "level": "ad_group",
                    "entity_id": node["id"],
                    "campaign_id": node.get("campaign_id"),
                    "ad_group_id": node["id"],
                    "recommendation_id": f"{node['id']}:{kind}",
                    "kind": kind,
                    "status": "open",
                    "details": orjson.dumps(advice, option=orjson.OPT_SORT_KEYS).decode(),
                }
            )
    return Mapped({"recommendations": rows}, {}, extra)


def _change(fetch: Fetch, node: _Node, kind: str, at: datetime) -> dict[str, object]:
    verb, _, rest = kind.partition("_")
    level = next((ours for word, ours in _LEVELS if _has(kind, word)), "account")
    id_ = str(node.get("object_id") or fetch.account.id).removeprefix("act_")
    said = _said(node.get("extra_data"))
    return {
        "level": level,
        "entity_id": id_,
        "campaign_id": id_ if level == "campaign" else None,
        "ad_group_id": id_ if level == "ad_group" else None,
        # Activities have no id of their own.
        "change_id": _digest(at.isoformat(), kind, id_, node.get("extra_data")),
        "changed_at": at.astimezone(UTC),
        "actor": node.get("actor_name") or node.get("application_name"),
        "operation": _VERBS.get(verb, "update"),
        "field": _field(rest),
        "old": _text(said.get("old", said.get("old_value"))),
        "new": _text(said.get("new", said.get("new_value"))),
    }


def _has(kind: str, word: str) -> bool:
    return re.search(_WORD.pattern.format(word), kind) is not None


def _field(rest: str) -> str | None:
    """Return what was changed: 'update_ad_set_budget' changed the 'budget'."""
    for word, _ in (("campaign_group", ""), *_LEVELS):
        if rest == word:
            return None
        if rest.startswith(f"{word}_"):
            return rest.removeprefix(f"{word}_")
    return rest or None


def _said(extra: object) -> dict[str, Any]:
    try:
        said = orjson.loads(extra) if isinstance(extra, str) else extra
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _digest(*parts: object) -> str:
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

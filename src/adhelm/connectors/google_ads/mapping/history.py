"""What was changed on an account, field by field, and what Google recommends, as rows.

Google tells of a changed budget without the campaigns that spend it. They are asked for beside it:
such a page is a list, the changes and then the campaigns of the budgets among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Account, Mapped
from adhelm.connectors.google_ads.mapping.fields import (
    Row,
    found,
    keys,
    needed,
    query,
    quoted,
    results,
)

MOST = 10_000
"""Changes of one query; Google refuses to tell more at once."""
_EVENT = "change_event"
_AT = f"{_EVENT}.change_date_time"
CHANGE_FIELDS = tuple(
    f"{_EVENT}.{name}"
    for name in (
        "resource_name", "change_date_time", "change_resource_type", "change_resource_name",
        "client_type", "user_email", "resource_change_operation", "changed_fields", "campaign",
        "ad_group", "old_resource", "new_resource",
    )
)  # fmt: skip
ADVICE_FIELDS = (
    "recommendation.resource_name",
    "recommendation.type",
    "recommendation.campaign",
    "recommendation.campaign_budget",
    "recommendation.dismissed",
    # Google selects such a message as a whole, and refuses its fields.
    "recommendation.campaign_budget_recommendation",
)
_BUDGET = "CAMPAIGN_BUDGET"
_USER_FIELDS = ("campaign.id", "campaign.campaign_budget")
_AT_ONCE = 500
_OPERATIONS = {"CREATE": "create", "UPDATE": "update", "REMOVE": "remove"}
_LEVELS = {
    "CAMPAIGN": "campaign",
    "CAMPAIGN_CRITERION": "campaign",
    "AD_GROUP": "ad_group",
    "AD_GROUP_BID_MODIFIER": "ad_group",
    "AD_GROUP_CRITERION": "keyword",
    "AD_GROUP_AD": "ad",
    "AD": "ad",
}


def changes_query(start: datetime, end: datetime) -> str:
    """Return the query for changes from `start` until before `end`, by the account's own clock."""
    last = end - timedelta(microseconds=1)
    between = f"{_AT} BETWEEN '{_written(start)}' AND '{_written(last)}'"
    return query(_EVENT, CHANGE_FIELDS, between, limit=MOST)


def is_cut_off(body: bytes) -> bool:
    """Say whether there may be more changes than an answer tells."""
    # Few bytes cannot hold so many changes, and need not be parsed for it.
    return len(body) >= MOST and len(orjson.loads(body).get("results") or ()) >= MOST


def next_token(body: bytes) -> str:
    """Return the token of the page after this one; '' after the last."""
    # A page of 10,000 rows is not parsed once more where there is none.
    return str(orjson.loads(body).get("nextPageToken", "")) if b'"nextPageToken"' in body else ""


def user_queries(body: bytes) -> list[str]:
    """Return the queries for the campaigns of the budgets that a page says were changed."""
    rows, _ = results(body)
    names = sorted(
        {
            str(needed(row, f"{_EVENT}.change_resource_name"))
            for row in rows
            if found(row, f"{_EVENT}.change_resource_type") == _BUDGET
        }
    )
    return [
        query(
            "campaign",
            _USER_FIELDS,
            f"campaign.campaign_budget IN ({', '.join(map(quoted, names[at : at + _AT_ONCE]))})",
        )
        for at in range(0, len(names), _AT_ONCE)
    ]


def joined(bodies: Sequence[bytes]) -> bytes:
    """Return the changes and the campaigns of their budgets as one page."""
    return b"[" + b",".join(bodies) + b"]"


def parted(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return the changes of a page, and the answers about campaigns beside them, if any."""
    said = orjson.loads(body)
    if not isinstance(said, list):
        return body, []
    first, *others = (orjson.dumps(one) for one in said)
    return first, others


def advice_query() -> str:
    """Return the query for recommendations, dismissed ones too."""
    return query("recommendation", ADVICE_FIELDS)


def changes(account: Account, body: bytes) -> Mapped:
    """
    Return the changes of a page, one row for each field that was changed.

    :raises FieldMissing: if a change has no time, thing or operation.
    """
    told, beside = parted(body)
    rows, _ = results(told)
    users: dict[str, list[str]] = {}
    for one in beside:
        for row in results(one)[0]:
            budget = _last(needed(row, "campaign.campaign_budget"))
            users.setdefault(budget, []).append(str(needed(row, "campaign.id")))
    zone = ZoneInfo(account.timezone)
    made = [
        placed
        for row in rows
        for one in _changed(row, zone)
        for placed in _placed(one, row, account, users)
    ]
    return Mapped({"changes": made}, {}, _extra(rows, _EVENT, CHANGE_FIELDS))


def advice(body: bytes) -> Mapped:
    """
    Return the recommendations of a page.

    :raises FieldMissing: if one has no name or type.
    """
    rows, _ = results(body)
    made = [_advised(row) for row in rows]
    return Mapped({"recommendations": made}, {}, _extra(rows, "recommendation", ADVICE_FIELDS))


def _placed(
    change: dict[str, object], row: Row, account: Account, users: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, object]]:
    """Yield a budget's change for each campaign that spends it, or for the account if none does."""
    if change["level"] != "account":
        yield change
        return
    thing = _last(found(row, f"{_EVENT}.change_resource_name"))
    is_budget = found(row, f"{_EVENT}.change_resource_type") == _BUDGET
    campaigns = users.get(thing, ()) if is_budget else ()
    for campaign in campaigns:
        yield {
            **change,
            "level": "campaign",
            "entity_id": campaign,
            "campaign_id": campaign,
            "change_id": f"{change['change_id']}:{campaign}",
        }
    if not campaigns:
        yield {**change, "entity_id": account.id}


def _changed(row: Row, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    kind = str(needed(row, f"{_EVENT}.change_resource_type"))
    thing = _last(needed(row, f"{_EVENT}.change_resource_name"))
    level = _LEVELS.get(kind, "account")
    campaign, group = (
        _last(found(row, f"{_EVENT}.campaign")),
        _last(found(row, f"{_EVENT}.ad_group")),
    )
    said = str(needed(row, f"{_EVENT}.resource_change_operation"))
    base: dict[str, object] = {
        "level": level,
        # Google names ads and keywords by their ad group too; our ids of keywords do as well.
        "entity_id": thing.rpartition("~")[2] if level == "ad" else thing,
        "campaign_id": campaign or (thing if kind == "CAMPAIGN" else None),
        "ad_group_id": group or (thing if kind == "AD_GROUP" else None),
        "changed_at": _instant(str(needed(row, _AT)), zone),
        "actor": found(row, f"{_EVENT}.user_email") or found(row, f"{_EVENT}.client_type"),
        "operation": _OPERATIONS.get(said, "update"),
    }
    id_ = _last(needed(row, f"{_EVENT}.resource_name"))
    names = [one for one in str(found(row, f"{_EVENT}.changed_fields") or "").split(",") if one]
    if said != "UPDATE" or not names:
        yield {**base, "change_id": id_, "field": None}
        return
    old, new = (_inside(found(row, f"{_EVENT}.{side}_resource")) for side in ("old", "new"))
    for name in names:
        field = name.strip()
        yield {
            **base,
            "change_id": f"{id_}:{field}",
            "field": f"{kind.lower()}.{field}" if kind == _BUDGET else field,
            "old": _text(found(old, field)),
            "new": _text(found(new, field)),
        }


def _advised(row: Row) -> dict[str, object]:
    campaign = _last(found(row, "recommendation.campaign")) or None
    details = {name: value for name, value in row["recommendation"].items() if name not in _OWN}
    return {
        "level": "campaign" if campaign else "account",
        "entity_id": campaign or str(needed(row, "recommendation.resource_name")).split("/")[1],
        "campaign_id": campaign,
        "recommendation_id": _last(needed(row, "recommendation.resource_name")),
        "kind": str(needed(row, "recommendation.type")),
        "status": "dismissed" if found(row, "recommendation.dismissed") else "open",
        "details": orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode(),
    }


_OWN = frozenset({"resourceName", "type", "dismissed"})


def _extra(rows: list[Row], owner: str, fields: tuple[str, ...]) -> dict[str, int]:
    key = keys(owner)[0]
    known = {keys(one)[1] for one in fields}
    found_extra: dict[str, int] = {}
    for row in rows:
        for name in (*(row.keys() - {key, "customer"}), *(row[key].keys() - known)):
            found_extra[name] = found_extra.get(name, 0) + 1
    return found_extra


def _inside(resource: Any) -> Mapping[str, Any]:
    """Return the thing within `{"campaignBudget": {…}}`, as it was or became."""
    inner: Any = next(iter(resource.values()), {}) if isinstance(resource, Mapping) else {}
    return inner if isinstance(inner, Mapping) else {}


def _last(name: object) -> str:
    return str(name).rpartition("/")[2] if name else ""


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """Return an instant that Google writes in the account's time zone, without saying so."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise FieldMissing(f"'{text}' is no time", hint="the platform changed a field") from None


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" + (f".{moment:%f}" if moment.microsecond else "")


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else orjson.dumps(value).decode()

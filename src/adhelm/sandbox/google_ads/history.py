"""What was changed in the last thirty days, through the interface or by people as planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adhelm.sandbox.google_ads import gaql
from adhelm.sandbox.google_ads.fields import snake
from adhelm.sandbox.google_ads.gaql import Query
from adhelm.sandbox.google_ads.things import Row, Things
from adhelm.sandbox.market import Status
from adhelm.sandbox.market.types import Edit

_DAYS, _MOST = 30, 10_000
_TYPES = {
    "campaign": ("CAMPAIGN", "campaigns"),
    "ad_group": ("AD_GROUP", "adGroups"),
    "ad": ("AD_GROUP_AD", "adGroupAds"),
    "budget": ("CAMPAIGN_BUDGET", "campaignBudgets"),
}
_DONE = {"CREATE": "ADDED", "UPDATE": "CHANGED", "REMOVE": "REMOVED"}
_DATES = {
    "change_event": "change_event.change_date_time",
    "change_status": "change_status.last_change_date_time",
}
_WIRE = {
    "campaign": "campaign",
    "ad_group": "adGroup",
    "ad": "adGroupAd",
    "budget": "campaignBudget",
}


def check(query: Query, things: Things) -> None:
    """
    Refuse a query of changes that is not bounded as Google wants it.

    :raises Refused: without a limit, or for more than thirty days.
    """
    family = "changeEventError" if query.resource == "change_event" else "changeStatusError"
    if query.limit is None or query.limit > _MOST:
        name = "LIMIT_NOT_SPECIFIED" if query.limit is None else "INVALID_LIMIT_CLAUSE"
        raise gaql.refuse(name, "Say LIMIT 10000 or less.", family)
    starts = [
        one.values[0][:10]
        for one in query.conditions
        if one.field == _DATES[query.resource] and one.operator in {">", ">=", "BETWEEN"}
    ]
    oldest = (things.today - timedelta(days=_DAYS)).isoformat()
    during = any(one.operator == "DURING" for one in query.conditions)
    if not starts and not during:
        raise gaql.refuse("CHANGE_DATE_RANGE_INFINITE", "Say from when.", family)
    if any(start < oldest for start in starts):
        raise gaql.refuse("START_DATE_TOO_OLD", "At most 30 days back.", family)


def events(things: Things) -> Iterator[Row]:
    """Return the changes of the last thirty days, newest first."""
    found = [_edited(things, number, edit) for number, edit in enumerate(things.book.edits)]
    found += list(_planned(things))
    oldest = (things.today - timedelta(days=_DAYS)).isoformat()
    recent = [event for event in found if event["changeDateTime"] >= oldest]
    yield from sorted(recent, key=lambda event: str(event["changeDateTime"]), reverse=True)


def statuses(things: Things) -> Iterator[Row]:
    """Return what was changed last of each thing, newest first."""
    seen: set[str] = set()
    for event in events(things):
        name = str(event["changeResourceName"])
        if name not in seen:
            seen.add(name)
            kind = str(event["changeResourceType"])
            row: Row = {
                "resourceName": things.name("changeStatus", kind, name.rsplit("/", 1)[1]),
                "lastChangeDateTime": event["changeDateTime"],
                "resourceType": kind,
                "resourceStatus": _DONE[str(event["resourceChangeOperation"])],
            }
            if "campaign" in event:
                row["campaign"] = event["campaign"]
            yield row


def _edited(things: Things, number: int, edit: Edit) -> Row:
    name = _name(things, edit.level, edit.ordinal)
    fields = {key: value for key, value in edit.fields.items() if not key.startswith("_")}
    if "total_amount_micros" in fields:
        # What a day gets of a total is the market's own.
        fields.pop("amount", None)
    event: Row = {
        "resourceName": things.name("changeEvents", f"{number}"),
        "changeDateTime": _local(things, edit.at),
        "changeResourceType": _TYPES[edit.level][0],
        "changeResourceName": name,
        "clientType": "GOOGLE_ADS_API",
        "userEmail": "api@sandbox.example",
        "resourceChangeOperation": edit.kind.upper(),
        "changedFields": ",".join(_wire_name(key) for key in fields),
        "newResource": {_WIRE[edit.level]: _said(things, fields)},
    }
    if edit.before:
        event["oldResource"] = {_WIRE[edit.level]: _said(things, dict(edit.before))}
    return _owned(things, edit.level, edit.ordinal, event)


def _planned(things: Things) -> Iterator[Row]:
    last = things.today.toordinal()
    taken = {
        one.ordinal: one.at.toordinal()
        for one in reversed(things.book.edits)
        if one.level == "budget"
    }
    for budget in range(things.book.begun["budget"]):
        for day, old, new in things.book.planned_moves(budget, last - _DAYS, last):
            if day >= taken.get(budget, last + 1):
                continue
            moment = datetime.combine(datetime.fromordinal(day).date(), time())
            yield {
                "resourceName": things.name("changeEvents", f"{day}", f"{budget}"),
                "changeDateTime": f"{moment:%Y-%m-%d %H:%M:%S}.000000",
                "changeResourceType": "CAMPAIGN_BUDGET",
                "changeResourceName": _name(things, "budget", budget),
                "clientType": "GOOGLE_ADS_WEB_CLIENT",
                "userEmail": "person@sandbox.example",
                "resourceChangeOperation": "UPDATE",
                "changedFields": "amountMicros",
                "oldResource": {"campaignBudget": {"amountMicros": things.micros(old)}},
                "newResource": {"campaignBudget": {"amountMicros": things.micros(new)}},
            }


def _name(things: Things, level: str, ordinal: int) -> str:
    book, collection = things.book, _TYPES[level][1]
    if level == "ad":
        group = book.tree.ad_group[ordinal]
        return things.name(collection, book.id("ad_group", group), book.id("ad", ordinal))
    return things.name(collection, book.id(level, ordinal))


def _owned(things: Things, level: str, ordinal: int, event: Row) -> Row:
    if level != "budget":
        campaign = things.book.campaign_of(level, ordinal)
        event["campaign"] = _name(things, "campaign", campaign)
    return event


def _said(things: Things, fields: dict[str, object]) -> Row:
    said: Row = {}
    for key, value in fields.items():
        if key == "amount":
            said["amountMicros"] = things.micros(int(str(value)))
        elif isinstance(value, Status):
            said[key] = value.name.upper()
        elif value is not None:
            said[_wire_name(key)] = value
    return said


def _wire_name(key: str) -> str:
    return (
        "amountMicros"
        if key == "amount"
        else "".join(
            part if number == 0 else part.capitalize()
            for number, part in enumerate(snake(key).split("_"))
        )
    )


def _local(things: Things, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(things.account.zone)):%Y-%m-%d %H:%M:%S.%f}"

"""Changes: parameters in, the whole object out; what is created runs unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import Status
from adhelm.sandbox.x.errors import Refused, bad, needed
from adhelm.sandbox.x.things import LEVELS, Row, Things

_STATUSES = {"ACTIVE": Status.enabled, "PAUSED": Status.paused, "DRAFT": Status.paused}
_NEEDED = {
    "campaign": ("name", "funding_instrument_id"),
    "ad_group": (
        "campaign_id",
        "start_time",
        "end_time",
        "objective",
        "placements",
        "product_type",
    ),
    "ad": ("line_item_id", "tweet_ids"),
}
_OBJECTIVES = frozenset(
    "APP_ENGAGEMENTS APP_INSTALLS REACH FOLLOWERS ENGAGEMENTS VIDEO_VIEWS PREROLL_VIEWS "
    "WEBSITE_CLICKS".split()
)
_DAILY, _TOTAL = "daily_budget_amount_local_micro", "total_budget_amount_local_micro"
_MOST_IN_A_BATCH, _TOTAL_DAYS = 40, 30
_NUMBERS = frozenset({_DAILY, _TOTAL, "bid_amount_local_micro", "target_cpa_local_micro"})
_LISTS = frozenset({"placements", "categories"})
_NOT_KEPT = frozenset(
    {_DAILY, "entity_status", "account_id", "campaign_id", "line_item_id", "tweet_ids",
     "budget_optimization", "funding_instrument_id"}
)  # fmt: skip


Made = Row | list[Row]


def create(things: Things, level: str, params: Mapping[str, Any]) -> Made:
    """
    Create a campaign, a line item or promoted tweets.

    :raises Refused: if a parameter is missing or wrong.
    """
    return prepare(things, level, params)()


def prepare(things: Things, level: str, params: Mapping[str, Any]) -> Callable[[], Made]:
    """
    Check everything a new entity needs; return how to make it.

    :raises Refused: if a parameter is missing or wrong.
    """
    for name in _NEEDED[level]:
        if not params.get(name):
            raise needed(name)
    status, fields = _status(params.get("entity_status", "ACTIVE")), _kept(params)
    amount = _amount(things, params)
    arguments: dict[str, Any] = {}
    if level == "campaign":
        arguments["budget_level"] = _campaigns(things, params, amount)
    elif level == "ad_group":
        arguments["parent"] = find(things, "campaign", str(params["campaign_id"]))
        amount = _line_items(things, params, arguments["parent"], amount)
    else:
        return _tweets(things, params, status)

    def make() -> Made:
        if amount is not None:
            budget = things.market.create(
                things.account, "budget", status=Status.enabled, fields={}, amount=amount
            )
            arguments["budget"] = budget.ordinal
        made = things.market.create(
            things.account, level, status=status, fields=fields, **arguments
        )
        return things.row(level, made.ordinal)

    return make


def update(things: Things, level: str, id_: str, params: Mapping[str, Any]) -> Row:
    """
    Change an entity and return it.

    :raises Refused: if it is not there, or a parameter is wrong.
    """
    ordinal = find(things, level, id_)
    fields = _kept(params)
    if "entity_status" in params:
        fields["status"] = _status(params["entity_status"])
    amount = _amount(things, params)
    if _DAILY in params and amount is not None:
        budget = things.book.budget_of(level, ordinal)
        if budget is None:
            raise bad(_DAILY, "The budget sits on another level")
        things.market.change(things.account, "budget", budget, {"amount": amount}, by="api")
    if fields:
        things.market.change(things.account, level, ordinal, fields, by="api")
    return things.row(level, ordinal)


def delete(things: Things, level: str, id_: str) -> Row:
    """
    Delete an entity for good and return it.

    :raises Refused: if it is not there.
    """
    ordinal = find(things, level, id_)
    things.market.change(things.account, level, ordinal, {"status": Status.removed}, by="api")
    return things.row(level, ordinal)


def batch(things: Things, level: str, operations: Any) -> list[Made]:
    """
    Do up to forty operations, all or none.

    :raises BatchRefused: with the errors of each if one cannot be done.
    """
    if not isinstance(operations, list) or not 0 < len(operations) <= _MOST_IN_A_BATCH:
        raise bad("operations", "A batch holds 1 to 40 operations")
    ready, faults = list[Callable[[], Made]](), list[list[Row]]()
    for one in operations:
        try:
            ready.append(_operation(things, level, one))
            faults.append([])
        except Refused as error:
            faults.append([error.error()])
    if any(faults):
        raise BatchRefused(faults)
    return [do() for do in ready]


class BatchRefused(Exception):
    """A batch of which nothing was done."""

    def __init__(self, faults: list[list[Row]]) -> None:
        super().__init__("batch")
        self.faults = faults


def find(things: Things, level: str, id_: str) -> int:
    """
    Return the ordinal of an entity that is not deleted.

    :raises Refused: if there is none.
    """
    ordinal = things.book.find(level, id_)
    if ordinal is None or things.deleted(level, ordinal):
        word = next(name for name, one in LEVELS.items() if one == level).removesuffix("s").upper()
        raise Refused(404, f"{word}_NOT_FOUND", f"{word} {id_} was not found", "id")
    return ordinal


def _operation(things: Things, level: str, one: Mapping[str, Any]) -> Callable[[], Made]:
    params = one.get("params") or {}
    kind = one.get("operation_type")
    if kind == "Create":
        return prepare(things, level, params)
    if kind not in {"Update", "Delete"}:
        raise bad("operation_type", "Create, Update or Delete")
    id_ = str(params.get(f"{level}_id") or params.get("campaign_id") or params.get("id"))
    find(things, level, id_)
    _amount(things, params)
    if kind == "Delete":
        return lambda: delete(things, level, id_)
    return lambda: update(things, level, id_, {k: v for k, v in params.items() if k != "id"})


def _campaigns(things: Things, params: Mapping[str, Any], amount: int | None) -> str:
    if params["funding_instrument_id"] != things.funding()["id"]:
        raise bad("funding_instrument_id", "Unknown funding instrument")
    on_campaign = params.get("budget_optimization", "CAMPAIGN") != "LINE_ITEM"
    if on_campaign and amount is None:
        raise needed(_DAILY)
    return "campaign" if on_campaign else "ad_group"


def _line_items(
    things: Things, params: Mapping[str, Any], campaign: int, amount: int | None
) -> int | None:
    if params["objective"] not in _OBJECTIVES:
        raise bad("objective", f"Unknown objective {params['objective']}")
    strategy = params.get("bid_strategy", "AUTO")
    if strategy in {"MAX", "TARGET"} and not params.get("bid_amount_local_micro"):
        raise needed("bid_amount_local_micro")
    if things.book.budget_level(campaign) == "campaign":
        return None
    if amount is None:
        raise needed(_DAILY)
    return amount


def _tweets(things: Things, params: Mapping[str, Any], status: Status) -> Callable[[], Made]:
    group = find(things, "ad_group", str(params["line_item_id"]))
    tweets = params["tweet_ids"]
    found = tweets if isinstance(tweets, list) else str(tweets).split(",")

    def make() -> Made:
        made = [
            things.market.create(
                things.account, "ad", parent=group, status=status, fields={"tweet_id": str(tweet)}
            )
            for tweet in found
        ]
        return [things.row("ad", one.ordinal) for one in made]

    return make


def _amount(things: Things, params: Mapping[str, Any]) -> int | None:
    """Return the daily amount in minor units."""
    daily, total = _number(params, _DAILY), _number(params, _TOTAL)
    if daily is None and total is None:
        return None
    if daily is not None and total is not None and daily > total:
        raise bad(_DAILY, "The daily budget exceeds the total budget")
    unit = int(10 ** (6 - minor_units(things.account.currency)))
    micros = daily if daily is not None else (total or 0) // _TOTAL_DAYS // unit * unit
    if micros <= 0 or micros % unit:
        raise bad(_DAILY, f"A multiple of {unit} is expected")
    return micros // unit


def _number(params: Mapping[str, Any], name: str) -> int | None:
    if params.get(name) in {None, ""}:
        return None
    try:
        return int(str(params[name]))
    except ValueError as error:
        raise bad(name, f'Expected Integer, got "{params[name]}" for {name}') from error


def _status(word: object) -> Status:
    if word not in _STATUSES:
        raise bad("entity_status", f"Unknown status {word}")
    return _STATUSES[str(word)]


def _kept(params: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in params.items():
        if name not in _NOT_KEPT:
            kept[name] = value
            if name in _NUMBERS:
                kept[name] = _number(params, name)
            elif name in _LISTS and isinstance(value, str):
                kept[name] = value.split(",")
    return kept

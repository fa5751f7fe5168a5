"""Changes: form fields in, an id or a success out; Meta's own rules on budgets and flags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from adhelm.sandbox.market import Status
from adhelm.sandbox.meta.asking import Node, decoded
from adhelm.sandbox.meta.errors import Refused, bad
from adhelm.sandbox.meta.nodes import GONE, LEVELS, Nodes

_OBJECTIVES = frozenset(
    f"OUTCOME_{name}" for name in "AWARENESS TRAFFIC ENGAGEMENT LEADS APP_PROMOTION SALES".split()
)
_STATUSES = {"ACTIVE": Status.enabled, "PAUSED": Status.paused}
_CATEGORIES = frozenset(
    "NONE HOUSING EMPLOYMENT CREDIT FINANCIAL_PRODUCTS_SERVICES ISSUES_ELECTIONS_POLITICS "
    "ONLINE_GAMBLING_AND_GAMING".split()
)
_LEAST = 100
_CHANGES, _WITHIN = 4, timedelta(hours=1)
_JSON = frozenset(
    "special_ad_categories targeting promoted_object attribution_spec creative "
    "bid_constraints".split()
)
_NOT_KEPT = frozenset(
    "access_token status daily_budget execution_options campaign_id adset_id".split()
)


def create(nodes: Nodes, edge: str, form: Mapping[str, str]) -> Node:
    """
    Create a campaign, an ad set or an ad.

    :raises Refused: if a field is missing or wrong.
    """
    if edge == "adcreatives":
        return _creative(nodes, form)
    level = LEVELS[edge]
    if not form.get("name"):
        raise bad("The parameter name is required.", "name")
    status = _status(form.get("status", "ACTIVE"))
    arguments = {
        "campaign": _new_campaign,
        "ad_group": _new_adset,
        "ad": _new_ad,
    }[level](nodes, form)
    if "validate_only" in form.get("execution_options", ""):
        return {"success": True}
    amount = arguments.pop("amount")
    if amount is not None:
        made = nodes.market.create(
            nodes.account, "budget", status=Status.enabled, fields={}, amount=amount
        )
        arguments["budget"] = made.ordinal
    created = nodes.market.create(
        nodes.account, level, status=status, fields=_kept(form), **arguments
    )
    return {"id": created.id}


def update(nodes: Nodes, level: str, ordinal: int, form: Mapping[str, str]) -> Node:
    """
    Change an entity.

    :raises Refused: if it is deleted, or a field is wrong, or its budget moved too often.
    """
    if nodes.status(level, ordinal) == "DELETED":
        raise bad("The object has been deleted and can no longer be edited.", subcode=1487056)
    fields: dict[str, Any] = _kept(form)
    if "status" in form:
        fields |= _status_fields(form["status"])
    if "daily_budget" in form:
        _move_budget(nodes, level, ordinal, _amount(form["daily_budget"], "daily_budget"))
    if fields:
        nodes.market.change(nodes.account, level, ordinal, fields, by="api")
    return {"success": True}


def delete(nodes: Nodes, level: str, ordinal: int) -> Node:
    """Delete an entity for good."""
    nodes.market.change(nodes.account, level, ordinal, {"status": Status.removed}, by="api")
    return {"success": True}


def _new_campaign(nodes: Nodes, form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("objective") not in _OBJECTIVES:
        raise bad("The parameter objective is required: one of OUTCOME_….", "objective")
    categories = decoded(form, "special_ad_categories")
    if categories is None or not set(categories) <= _CATEGORIES:
        raise bad("The parameter special_ad_categories is required.", "special_ad_categories")
    amount = _budget(nodes, form)
    if amount is None and form.get("is_adset_budget_sharing_enabled") not in {"true", "false"}:
        raise bad(
            "You must specify is_adset_budget_sharing_enabled when no campaign budget is set.",
            "is_adset_budget_sharing_enabled",
            4834011,
        )
    level = "ad_group" if amount is None else "campaign"
    return {"amount": amount, "budget_level": level, "kind": "prospecting"}


def _new_adset(nodes: Nodes, form: Mapping[str, str]) -> dict[str, Any]:
    for name in ("campaign_id", "billing_event", "optimization_goal", "targeting"):
        if not form.get(name):
            raise bad(f"The parameter {name} is required.", name)
    campaign = _parent(nodes, "campaign", form["campaign_id"], "campaign_id")
    on_campaign = nodes.book.budget_level(campaign) == "campaign"
    amount = _budget(nodes, form)
    if on_campaign and amount is not None:
        raise bad(
            "You cannot set an ad set budget under a campaign budget.", "daily_budget", 1885621
        )
    if not on_campaign and amount is None:
        raise bad("The ad set needs a budget.", "daily_budget", 1885272)
    return {"amount": amount, "parent": campaign}


def _new_ad(nodes: Nodes, form: Mapping[str, str]) -> dict[str, Any]:
    group = _parent(nodes, "ad_group", form.get("adset_id", ""), "adset_id")
    if not isinstance(decoded(form, "creative"), dict):
        raise bad("The parameter creative is required.", "creative")
    return {"amount": None, "parent": group}


def _creative(nodes: Nodes, form: Mapping[str, str]) -> Node:
    if not isinstance(decoded(form, "object_story_spec"), dict):
        raise bad("The parameter object_story_spec is required.", "object_story_spec")
    kept = nodes.book.kept.setdefault(("creative", 0), {})
    kept["_made"] = int(kept.get("_made", 0)) + 1
    return {"id": str(120_249_000_000_000_000 + nodes.account.index * 10_000_000 + kept["_made"])}


def _budget(nodes: Nodes, form: Mapping[str, str]) -> int | None:
    """Return the daily amount in minor units; a lifetime budget is spread over its days."""
    daily, lifetime = form.get("daily_budget"), form.get("lifetime_budget")
    if daily and lifetime:
        raise bad("Only one of daily_budget and lifetime_budget.", "daily_budget")
    if daily:
        return _amount(daily, "daily_budget")
    if not lifetime:
        return None
    end = form.get("stop_time") or form.get("end_time")
    if not end:
        raise bad("A lifetime budget needs an end.", "lifetime_budget", 1487094)
    days = (_day(end) - nodes.today).days
    return max(_amount(lifetime, "lifetime_budget") // max(days, 1), 1)


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise bad("The end is no time.", "end_time") from error


def _amount(text: str, name: str) -> int:
    if not text.isdigit():
        raise bad(f"Param {name} must be an integer.", name)
    if int(text) < _LEAST:
        raise bad("Your budget is too low.", name, 1885272)
    return int(text)


def _move_budget(nodes: Nodes, level: str, ordinal: int, amount: int) -> None:
    budget = nodes.book.budget_of(level, ordinal)
    if budget is None:
        raise bad("The budget sits elsewhere.", "daily_budget", 1885621)
    since = nodes.market.clock.now() - _WITHIN
    recent = [
        one
        for one in nodes.book.edits
        if (one.level, one.ordinal, one.kind) == ("budget", budget, "update") and one.at > since
    ]
    if level == "ad_group" and len(recent) >= _CHANGES:
        message = "Budgets of an ad set can be changed 4 times an hour."
        raise Refused(613, message, subcode=1487632)
    nodes.market.change(nodes.account, "budget", budget, {"amount": amount}, by="api")


def _parent(nodes: Nodes, level: str, id_: str, name: str) -> int:
    ordinal = nodes.book.find(level, id_)
    if ordinal is None or nodes.status(level, ordinal) in GONE:
        raise bad(f"Param {name} must be the id of one that exists.", name)
    return ordinal


def _status(text: str) -> Status:
    if text not in _STATUSES:
        raise bad("Param status must be one of ACTIVE, PAUSED.", "status")
    return _STATUSES[text]


def _status_fields(text: str) -> dict[str, Any]:
    if text == "DELETED":
        return {"status": Status.removed}
    if text == "ARCHIVED":
        return {"status": Status.paused, "_archived": True}
    return {"status": _status(text), "_archived": False}


def _kept(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what Meta keeps of what was sent."""
    return {
        name: decoded(form, name) if name in _JSON else value
        for name, value in form.items()
        if name not in _NOT_KEPT
    }

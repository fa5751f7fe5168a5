"""Changes: JSON in, the whole object out; a `request_id` in the body is good for one create."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import Status, texts
from adhelm.sandbox.market.kinds import PER_DOLLAR
from adhelm.sandbox.tiktok.asking import Row, needed
from adhelm.sandbox.tiktok.errors import Refused, bad, missing
from adhelm.sandbox.tiktok.things import IDS, NAMES, Things

_OBJECTIVES = frozenset(
    "REACH TRAFFIC VIDEO_VIEWS ENGAGEMENT LEAD_GENERATION APP_PROMOTION WEB_CONVERSIONS "
    "PRODUCT_SALES".split()
)
_STATUSES = {"ENABLE": Status.enabled, "DISABLE": Status.paused, "DELETE": Status.removed}
_MODES = frozenset({"BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL", "BUDGET_MODE_INFINITE"})
_LEAST = {"campaign": 50, "ad_group": 20}
_MOST_IDS = 20
_OVER_SPENT = Decimal("1.05")
_TOTAL_DAYS = 30
_NOT_KEPT = frozenset(
    "advertiser_id budget budget_mode operation_status request_id campaign_id adgroup_id ad_id "
    "creatives campaign_ids adgroup_ids ad_ids".split()
)
_OF_A_GROUP = (
    "campaign_id", "adgroup_name", "budget_mode", "schedule_type", "schedule_start_time",
    "optimization_goal", "billing_event", "pacing",
)  # fmt: skip
# Fixed when an ad group is made.
_WINDOWS = frozenset({"click_attribution_window", "view_attribution_window"})


def create(things: Things, level: str, body: Mapping[str, Any]) -> Row:
    """
    Create a campaign, an ad group, or the ads of one call.

    :raises Refused: if a field is missing or wrong, or a name is taken.
    """
    if level == "ad":
        return _new_ads(things, body)
    make = _new_campaign if level == "campaign" else _new_group
    return things.row(level, make(things, body))


def update(things: Things, level: str, body: Mapping[str, Any]) -> Row:
    """
    Change an entity and return all of it.

    :raises Refused: if it is not there, or a field is wrong.
    """
    if level == "ad" and body.get("creatives"):
        body = {**body, **body["creatives"][0]}
    ordinal = find(things, level, body.get(IDS[level]))
    if _WINDOWS & body.keys():
        raise bad(next(iter(_WINDOWS & body.keys())), "Cannot be changed.")
    if body.get("budget_mode") not in {None, things.row(level, ordinal).get("budget_mode")}:
        raise bad("budget_mode", "Cannot be changed.")
    if "budget" in body and (
        level == "campaign" or things.book.budget_of(level, ordinal) is not None
    ):
        set_budget(things, level, ordinal, body["budget"])
    fields = _kept(level, body)
    if level == "ad" and not body.get("patch_update"):
        fields = {
            name: fields.get(name) for name in ("ad_text", "call_to_action", "landing_page_url")
        } | fields
    if fields:
        things.market.change(things.account, level, ordinal, fields, by="api")
    return things.row(level, ordinal)


def set_status(things: Things, level: str, body: Mapping[str, Any]) -> Row:
    """
    Enable, disable or delete up to twenty entities, all or none.

    :raises Refused: if one of them is not there or is deleted.
    """
    name, word = f"{IDS[level]}s", str(body.get("operation_status"))
    found = body.get(name) or []
    if word not in _STATUSES:
        raise bad("operation_status", "Must be one of ENABLE, DISABLE, DELETE.")
    if not 0 < len(found) <= _MOST_IDS:
        raise bad(name, "Length must be between 1 and 20.")
    ordinals, wrong = _sorted_out(things, level, found)
    if wrong and not (level == "ad_group" and body.get("allow_partial_success")):
        raise missing(name, str(wrong[0]))
    for ordinal in ordinals:
        things.market.change(things.account, level, ordinal, {"status": _STATUSES[word]}, by="api")
    done = [things.book.id(level, ordinal) for ordinal in ordinals]
    said: Row = {name: done, "status": word}
    said[f"{name.removesuffix('_ids')}_list"] = [{IDS[level]: id_, "status": word} for id_ in done]
    if wrong:
        said["error_list"] = [{IDS[level]: id_, "error_message": "does not exist"} for id_ in wrong]
    return said


def set_group_budgets(things: Things, body: Mapping[str, Any]) -> Row:
    """
    Set the budgets of ad groups.

    :raises Refused: if one of them cannot be set.
    """
    found = body.get("budget") or []
    ordinals = [find(things, "ad_group", one.get("adgroup_id")) for one in found]
    for ordinal, one in zip(ordinals, found, strict=True):
        set_budget(things, "ad_group", ordinal, one.get("budget"))
    return {"adgroup_ids": [one["adgroup_id"] for one in found]}


def set_budget(things: Things, level: str, ordinal: int, value: object) -> None:
    """
    Set a daily budget, in major units.

    :raises Refused: if it is below the least, below what is spent, or sits elsewhere.
    """
    budget = things.book.budget_of(level, ordinal)
    if budget is None:
        raise bad("budget", "The budget sits on another level.")
    amount = _amount(things, level, value)
    spent = _spent_today(things, level, ordinal)
    if Decimal(amount) < Decimal(spent) * _OVER_SPENT:
        raise bad("budget", "Must be at least 105% of what has been spent today.")
    things.market.change(things.account, "budget", budget, {"amount": amount}, by="api")


def find(things: Things, level: str, id_: object) -> int:
    """
    Return the ordinal of an entity that is not deleted.

    :raises Refused: if there is none.
    """
    ordinal = things.book.find(level, str(id_ or ""))
    if ordinal is None or things.deleted(level, ordinal):
        raise missing(IDS[level], str(id_))
    return ordinal


def _sorted_out(things: Things, level: str, found: list[object]) -> tuple[list[int], list[object]]:
    good, wrong = list[int](), list[object]()
    for id_ in found:
        try:
            good.append(find(things, level, id_))
        except Refused:
            wrong.append(id_)
    return good, wrong


def _new_campaign(things: Things, body: Mapping[str, Any]) -> int:
    needed(body, "campaign_name", "objective_type", "budget_mode")
    if body["objective_type"] not in _OBJECTIVES:
        raise bad("objective_type", "Not a valid choice.")
    _unique(things, "campaign", str(body["campaign_name"]))
    budget = _new_budget(things, "campaign", body)
    made = things.market.create(
        things.account,
        "campaign",
        status=_status(body),
        fields=_kept("campaign", body),
        kind="video" if body["objective_type"] == "VIDEO_VIEWS" else "prospecting",
        budget_level="ad_group" if budget is None else "campaign",
        budget=budget,
    )
    return made.ordinal


def _new_group(things: Things, body: Mapping[str, Any]) -> int:
    needed(body, *_OF_A_GROUP)
    campaign = find(things, "campaign", body["campaign_id"])
    on_campaign = things.book.budget_level(campaign) == "campaign"
    budget = None if on_campaign else _new_budget(things, "ad_group", body)
    if budget is None and not on_campaign:
        raise bad("budget", "Missing data for required field.")
    made = things.market.create(
        things.account,
        "ad_group",
        parent=campaign,
        status=_status(body),
        fields=_kept("ad_group", body),
        budget=budget,
    )
    return made.ordinal


def _new_ads(things: Things, body: Mapping[str, Any]) -> Row:
    group = find(things, "ad_group", body.get("adgroup_id"))
    creatives = body.get("creatives") or []
    if not creatives:
        raise bad("creatives", "Missing data for required field.")
    for one in creatives:
        needed(one, "ad_name", "ad_format", "ad_text")
    made = [
        things.market.create(
            things.account, "ad", parent=group, status=_status(one), fields=_kept("ad", one)
        )
        for one in creatives
    ]
    return {
        "ad_ids": [one.id for one in made],
        "creatives": [things.row("ad", one.ordinal) for one in made],
    }


def _new_budget(things: Things, level: str, body: Mapping[str, Any]) -> int | None:
    mode = body.get("budget_mode")
    if mode not in _MODES:
        raise bad("budget_mode", "Not a valid choice.")
    if mode == "BUDGET_MODE_INFINITE":
        return None
    amount = _amount(things, level, body.get("budget"))
    if mode == "BUDGET_MODE_TOTAL":
        amount = max(amount // _TOTAL_DAYS, 1)
    made = things.market.create(
        things.account, "budget", status=Status.enabled, fields={}, amount=amount
    )
    return made.ordinal


def _amount(things: Things, level: str, value: object) -> int:
    """Turn major units into minor units."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise bad("budget", "Not a valid number.") from error
    least = _LEAST[level] * Decimal(str(PER_DOLLAR[things.account.currency]))
    if not amount.is_finite() or amount < least:
        raise bad("budget", f"value must be greater than or equal to {least:.1f}")
    minor = amount.scaleb(minor_units(things.account.currency))
    if minor != minor.to_integral_value():
        raise bad("budget", "Too many decimal places.")
    return int(minor)


def _spent_today(things: Things, level: str, ordinal: int) -> int:
    numbers = things.market.numbers(things.account, things.today, things.today)
    spent = things.book.at_level(numbers, level).spend[ordinal, 0]
    return int(np.maximum(spent, 0))


def _status(body: Mapping[str, Any]) -> Status:
    word = str(body.get("operation_status", "ENABLE"))
    if word not in {"ENABLE", "DISABLE"}:
        raise bad("operation_status", "Must be one of ENABLE, DISABLE.")
    return _STATUSES[word]


def _unique(things: Things, level: str, name: str) -> None:
    taken = {
        texts.name(things.book, level, n)
        for n in range(things.book.count(level))
        if not things.deleted(level, n)
    }
    if name in taken:
        raise Refused(40050, f"{NAMES[level]}: the name already exists.")


def _kept(level: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what TikTok keeps of what was sent; the name under its common name too."""
    kept = {name: value for name, value in body.items() if name not in _NOT_KEPT}
    if NAMES[level] in kept:
        kept["name"] = kept.pop(NAMES[level])
    return kept

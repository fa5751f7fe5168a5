"""Changes: created with an id in a header, patched with `$set`, deleted only as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from adhelm.core.ads import minor_units
from adhelm.sandbox.linkedin.errors import Refused, bad, missing
from adhelm.sandbox.linkedin.things import GONE, URNS, Things
from adhelm.sandbox.market import Status
from adhelm.sandbox.market.kinds import PER_DOLLAR

_STATUSES = {
    "ACTIVE": Status.enabled,
    "PAUSED": Status.paused,
    "DRAFT": Status.paused,
    "ARCHIVED": Status.paused,
    "COMPLETED": Status.paused,
    "CANCELED": Status.paused,
    "PENDING_DELETION": Status.removed,
    "REMOVED": Status.removed,
}
_NEEDED = {
    "campaign": ("name", "account"),
    "ad_group": (
        "name", "account", "campaignGroup", "type", "costType", "locale", "runSchedule",
        "targetingCriteria", "offsiteDeliveryEnabled",
    ),
    "ad": ("campaign", "content"),
}  # fmt: skip
_FROZEN = frozenset({"type", "objectiveType", "format", "account"})
_LEAST_DOLLARS = 10
_TOTAL_DAYS = 30
_NOT_KEPT = frozenset(
    {"status", "intendedStatus", "dailyBudget", "account", "campaignGroup", "campaign", "id"}
)


def create(things: Things, level: str, body: Mapping[str, Any]) -> str:
    """
    Create a campaign group, a campaign or a creative; return its id.

    :raises Refused: if a field is missing or wrong.
    """
    for name in _NEEDED[level]:
        if name not in body:
            raise bad(name, "MISSING_FIELD", f"{name} is required.")
    if "account" in body and body["account"] != things.urn("account", 0):
        raise bad("account", "FIELD_INVALID", "The account is another one.")
    word = str(body.get("intendedStatus" if level == "ad" else "status", "DRAFT"))
    status, arguments = _status(word), _arguments(things, level, body)
    made = things.market.create(
        things.account, level, status=status, fields={**_kept(body), "_status": word}, **arguments
    )
    return made.id


def patch(things: Things, level: str, ordinal: int, body: Mapping[str, Any]) -> None:
    """
    Change the fields of `patch.$set` and drop those of `patch.$delete`.

    :raises Refused: if one of them cannot be changed.
    """
    change = body.get("patch")
    if not isinstance(change, dict) or not set(change) <= {"$set", "$delete"}:
        raise bad("patch", "MISSING_FIELD", 'A patch is {"patch": {"$set": {…}}}.')
    asked = change.get("$set") or {}
    was = things.status(level, ordinal)
    if was in GONE:
        raise Refused(400, "STATUS_CHANGE_NOT_ALLOWED", "It has been removed.")
    frozen = _FROZEN & asked.keys() if was != "DRAFT" else set()
    if frozen:
        raise bad(next(iter(frozen)), "FIELD_NOT_EDITABLE", "It cannot change after DRAFT.")
    fields = _kept(asked) | dict.fromkeys(change.get("$delete") or [])
    word = asked.get("intendedStatus" if level == "ad" else "status")
    if word is not None:
        fields |= {"status": _status(str(word)), "_status": str(word)}
    if "dailyBudget" in asked:
        budget = things.book.budget_of(level, ordinal)
        if budget is None:
            raise bad("dailyBudget", "FIELD_INVALID", "There is no daily budget here.")
        amount = _amount(things, "dailyBudget", asked["dailyBudget"])
        things.market.change(things.account, "budget", budget, {"amount": amount}, by="api")
    if fields:
        things.market.change(things.account, level, ordinal, fields, by="api")


def delete(things: Things, level: str, ordinal: int) -> None:
    """
    Delete a draft.

    :raises Refused: if it is no draft.
    """
    if things.status(level, ordinal) != "DRAFT":
        raise Refused(400, "STATUS_CHANGE_NOT_ALLOWED", "Only drafts can be deleted.")
    things.market.change(things.account, level, ordinal, {"status": Status.removed}, by="api")


def _arguments(things: Things, level: str, body: Mapping[str, Any]) -> dict[str, Any]:
    if level == "campaign":
        return {"budget_level": "ad_group"}
    if level == "ad":
        return {"parent": _parent(things, "ad_group", body["campaign"], "campaign")}
    parent = _parent(things, "campaign", body["campaignGroup"], "campaignGroup")
    if "dailyBudget" in body:
        amount = _amount(things, "dailyBudget", body["dailyBudget"])
    elif "totalBudget" in body:
        amount = max(_amount(things, "totalBudget", body["totalBudget"]) // _TOTAL_DAYS, 1)
    else:
        raise bad("dailyBudget", "MISSING_FIELD", "A campaign needs a budget.")
    made = things.market.create(
        things.account, "budget", status=Status.enabled, fields={}, amount=amount
    )
    return {"parent": parent, "budget": made.ordinal}


def _parent(things: Things, level: str, urn: object, field: str) -> int:
    ordinal = things.book.find(level, str(urn).removeprefix(URNS[level]))
    if ordinal is None or things.status(level, ordinal) in GONE:
        raise missing(f"{field} {urn}")
    return ordinal


def _amount(things: Things, field: str, value: Any) -> int:
    """Turn an amount with its currency into minor units."""
    currency = things.account.currency
    if not isinstance(value, dict) or not isinstance(value.get("amount"), str):
        raise bad(field, "FIELD_INVALID", "An amount is a string with its currency.")
    if value.get("currencyCode") != currency:
        raise bad(field, "CURRENCY_MISMATCH", f"The account's currency is {currency}.")
    try:
        amount = Decimal(value["amount"])
    except InvalidOperation as error:
        raise bad(field, "FIELD_INVALID", "It is no number.") from error
    if not amount.is_finite() or amount < _LEAST_DOLLARS * Decimal(str(PER_DOLLAR[currency])):
        raise bad(field, "FIELD_VALUE_TOO_LOW", "Daily budget is below the minimum")
    minor = amount.scaleb(minor_units(currency))
    if minor != minor.to_integral_value():
        raise bad(field, "FIELD_INVALID", "Too many decimal places.")
    return int(minor)


def _status(word: str) -> Status:
    if word not in _STATUSES:
        raise bad("status", "FIELD_INVALID", f"No status {word}.")
    return _STATUSES[word]


def _kept(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _NOT_KEPT}

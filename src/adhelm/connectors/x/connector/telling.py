"""Tells X of customers, conversions and unwanted searches; every repeat changes nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Applied,
    Member,
    OwnConversion,
    Refused,
    SendConversions,
    Transient,
    UploadAudience,
)
from adhelm.connectors.wire import hashed, normal_email, normal_phone
from adhelm.connectors.x.client import Api
from adhelm.connectors.x.connector.creating import has_key, keyed, once

_MOST_USERS, _MOST_CONVERSIONS, _MOST_CRITERIA = 2_500, 500, 500
_CONVERSIONS = "measurement/conversions"
# X has no broad match that excludes: words in any order come nearest.
_MATCHES = MappingProxyType(
    {"exact": "EXACT_KEYWORD", "phrase": "PHRASE_KEYWORD", "broad": "UNORDERED_KEYWORD"}
)
_TAG_PARTS = 3
Failure = tuple[int, str, str]


class Telling:
    """Uploads lists of things."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def audience(self, account: Account, wish: UploadAudience) -> Applied:
        """
        Make a customer list, or add to the one with the same key; people leave here only hashed.

        :raises Transient: if X took in fewer than were sent.
        """
        path = f"accounts/{account.id}/custom_audiences"
        audience = self._audience(account, path, wish)
        users = [(at, _user(member)) for at, member in enumerate(wish.members)]
        for some in _cut([user for _, user in users if user], _MOST_USERS):
            done = self._api.change(
                "POST",
                f"{path}/{audience.entity_id}/users",
                account_id=account.id,
                json=[{"operation_type": "Update", "params": {"users": some}}],
            )
            if done.get("success_count") != done.get("total_count"):
                raise Transient(
                    f"X took in {done.get('success_count')} of {done.get('total_count')} customers",
                    hint="the same upload can be sent again",
                )
        failures = tuple(
            (at, "member.empty", "neither a valid email nor a phone number with country code")
            for at, user in users
            if not user
        )
        return Applied(audience.entity_id, found=audience.found, failures=failures)

    def conversions(self, account: Account, wish: SendConversions) -> Applied:
        """
        Send conversions; X counts each event id once.

        `action` is the event's id as X Ads shows it (tw-<pixel>-<event>).
        """
        failures, pixels = list[Failure](), dict[str, list[tuple[int, dict[str, Any]]]]()
        for at, one in enumerate(wish.conversions):
            parts, who = one.action.split("-"), _identifiers(one)
            if len(parts) != _TAG_PARTS or parts[0] != "tw" or not all(parts):
                message = f"'{one.action}' is no event of X, such as tw-o8z6j-o8z21"
                failures.append((at, "action.unknown", message))
            elif not who:
                message = "neither a click id, an email nor a phone number"
                failures.append((at, "member.empty", message))
            else:
                pixels.setdefault(parts[1], []).append((at, _conversion(account, one, who)))
        for pixel, rows in pixels.items():

            def send(some: list[dict[str, Any]], path: str = f"{_CONVERSIONS}/{pixel}") -> None:
                self._api.change("POST", path, account_id=account.id, json={"conversions": some})

            for part in _cut(rows, _MOST_CONVERSIONS):
                failures += _all_that_pass(part, send)
        return Applied(failures=tuple(sorted(failures)))

    def negative_keywords(self, account: Account, wish: AddNegativeKeywords) -> Applied:
        """Keep a line item away from words; those that are there already stay."""
        path = f"accounts/{account.id}/targeting_criteria"
        rows = self._api.rows(path, {"line_item_ids": wish.entity_id}, account_id=account.id)
        there = {_negative(row) for row in rows if not row.get("deleted")}
        failures, new = list[Failure](), list[tuple[int, dict[str, Any]]]()
        for at, (text, match) in enumerate(wish.keywords):
            if match not in _MATCHES:
                failures.append((at, "match.unknown", f"'{match}': exact, phrase or broad"))
            elif (_MATCHES[match], text.lower()) not in there:
                there.add((_MATCHES[match], text.lower()))
                new.append((at, _exclusion(wish.entity_id, text, match)))

        def send(rows: list[dict[str, Any]]) -> None:
            self._api.change(
                "POST",
                f"batch/{path}",
                account_id=account.id,
                repeatable=False,
                json=rows,
            )

        for some in _cut(new, _MOST_CRITERIA):
            failures += _all_that_pass(some, send)
        return Applied(wish.entity_id, failures=tuple(sorted(failures)))

    def _audience(self, account: Account, path: str, wish: UploadAudience) -> Applied:
        def look() -> str:
            for row in self._api.rows(path, account_id=account.id):
                if has_key(row.get("name"), wish.client_key) and not row.get("deleted"):
                    return str(row["id"])
            return ""

        def make() -> Applied:
            params = {"name": keyed(wish.name, wish.client_key)}
            made = self._api.change("POST", path, params, account_id=account.id, repeatable=False)
            return Applied(str(made["id"]))

        return once(look, make)


def _all_that_pass(
    some: Sequence[tuple[int, dict[str, Any]]], send: Callable[[list[dict[str, Any]]], None]
) -> Iterator[Failure]:
    """Send rows; X refuses all for the sake of one, so halves find it and the rest is done."""
    try:
        send([row for _, row in some])
    except Refused as error:
        if len(some) == 1:
            yield some[0][0], error.code, error.message
            return
        middle = len(some) // 2
        for half in (some[:middle], some[middle:]):
            yield from _all_that_pass(half, send)


def _user(member: Member) -> dict[str, list[str]]:
    found = {"email": normal_email(member.email), "phone_number": normal_phone(member.phone)}
    return {name: [hashed(value)] for name, value in found.items() if value}


def _identifiers(one: OwnConversion) -> list[dict[str, str]]:
    found = {
        "twclid": one.click_id,
        "hashed_email": hashed(normal_email(one.member.email)),
        "hashed_phone_number": hashed(normal_phone(one.member.phone)),
    }
    return [{name: value} for name, value in found.items() if value]


def _conversion(account: Account, one: OwnConversion, who: list[dict[str, str]]) -> dict[str, Any]:
    moment = one.at.astimezone(UTC)
    said: dict[str, Any] = {
        "conversion_time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
        "event_id": one.action,
        "identifiers": who,
        "conversion_id": one.event_id,
    }
    if one.value is not None:
        said["value"] = f"{one.value.amount:f}"
        if one.value.currency != account.currency:
            said["price_currency"] = one.value.currency
    return said


def _exclusion(line_item: str, text: str, match: str) -> dict[str, Any]:
    # A word is excluded by the operator, which only batches take
    # (twittercommunity.com/t/keyword-targeting-ne-broad-match-vs-eq-negative-keyword/80888).
    params = {
        "line_item_id": line_item,
        "targeting_type": _MATCHES[match],
        "targeting_value": text,
        "operator_type": "NE",
    }
    return {"operation_type": "Create", "params": params}


def _negative(row: Any) -> tuple[str, str]:
    """Return the match and the text of an excluded word; X has had two ways to write them."""
    kind, text = str(row.get("targeting_type", "")), str(row.get("targeting_value", "")).lower()
    if row.get("operator_type") == "NE":
        return kind, text
    return (kind.removeprefix("NEGATIVE_"), text) if kind.startswith("NEGATIVE_") else ("", "")


def _cut(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]

"""The Conversions API: conversions of the client's own books, for Meta to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract import (
    Account,
    Applied,
    OwnConversion,
    PlatformError,
    Refused,
    SendConversions,
)
from adhelm.connectors.meta.client import Graph
from adhelm.connectors.wire import hashed, normal_email, normal_phone

_MOST = 1000
_OLDEST = timedelta(days=7)
_NAMES = MappingProxyType(
    {
        "purchase": "Purchase",
        "lead": "Lead",
        "complete_registration": "CompleteRegistration",
        "add_to_cart": "AddToCart",
        "add_to_wishlist": "AddToWishlist",
        "initiate_checkout": "InitiateCheckout",
        "add_payment_info": "AddPaymentInfo",
        "view_content": "ViewContent",
        "search": "Search",
        "subscribe": "Subscribe",
        "start_trial": "StartTrial",
        "contact": "Contact",
        "schedule": "Schedule",
        "donate": "Donate",
        "submit_application": "SubmitApplication",
    }
)
_Numbered = tuple[int, dict[str, Any]]
_Failure = tuple[int, str, str]


def send(graph: Graph, account: Account, wish: SendConversions, *, now: datetime) -> Applied:
    """
    Tell Meta of conversions; of one event id it counts one, so that a repeat changes nothing.

    Meta takes a call as a whole or not at all: what it refuses is found by halving, the rest is
    sent. `action` is the pixel (data set).

    :raises PlatformError: if Meta does not answer, or refuses all of it for another reason.
    """
    failures: list[_Failure] = []
    by_pixel: dict[str, list[_Numbered]] = {}
    for place, one in enumerate(wish.conversions):
        problem = _problem(one, now)
        if problem:
            failures.append((place, *problem))
        else:
            by_pixel.setdefault(one.action, []).append((place, _event(one)))
    for pixel, events in by_pixel.items():
        for start in range(0, len(events), _MOST):
            failures += _sent(graph, account, pixel, events[start : start + _MOST])
    return Applied(failures=tuple(sorted(failures)))


def _sent(
    graph: Graph, account: Account, pixel: str, events: Sequence[_Numbered]
) -> list[_Failure]:
    body = {"data": [event for _, event in events]}
    try:
        graph.post(f"{pixel}/events", body, account_id=account.id, repeatable=True, as_json=True)
    except Refused as error:
        if type(error) is not Refused:
            raise
        if len(events) == 1:
            return [(events[0][0], error.code, error.message)]
        middle = len(events) // 2
        return [
            *_sent(graph, account, pixel, events[:middle]),
            *_sent(graph, account, pixel, events[middle:]),
        ]
    except PlatformError as error:
        error.facts.setdefault("pixel", pixel)
        raise
    return []


def _problem(one: OwnConversion, now: datetime) -> tuple[str, str] | None:
    if not one.action:
        return "conversion.no_action", "say the pixel (data set) as the action"
    if one.at < now - _OLDEST:
        return "conversion.too_old", "Meta takes events of the last seven days"
    if one.at > now:
        return "conversion.in_future", "it lies in the future"
    if not _person(one):
        return "conversion.nobody", "it has neither a click id nor an email address nor a phone"
    return None


def _event(one: OwnConversion) -> dict[str, Any]:
    event: dict[str, Any] = {
        "event_name": _NAMES.get(one.event_type, one.event_type),
        "event_time": int(one.at.timestamp()),
        "event_id": one.event_id,
        # 'website' would need the person's browser, which books do not know.
        "action_source": "system_generated",
        "user_data": _person(one),
    }
    if one.value is not None:
        event["custom_data"] = {"currency": one.value.currency, "value": one.value.amount}
    return event


def _person(one: OwnConversion) -> dict[str, Any]:
    found: dict[str, Any] = {
        "em": [hashed(normal_email(one.member.email))],
        "ph": [hashed(normal_phone(one.member.phone, plus=False))],
        # The click id as its cookie has it (Conversions API, "ClickID and the fbp and fbc").
        "fbc": f"fb.1.{int(one.at.timestamp() * 1000)}.{one.click_id}" if one.click_id else "",
    }
    return {name: value for name, value in found.items() if value not in ("", [""])}

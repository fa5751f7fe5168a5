"""What the client's own tracking saw of the people who bought: touches, orders, nothing of why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from adhelm.sandbox.frame.truth import BadQuestion
from adhelm.sandbox.market import Market, calendar, journeys

_MOST_DAYS = 31


def seen(market: Market, query: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the journeys whose last ad fell on local days `since` to `until`, both included.

    They are as `POST /api/v1/touchpoints` and `/conversions` take them. Who would have bought
    anyway no tracking knows: that is in the truth alone.

    :raises BadQuestion: if a day is none, or there are too many.
    """
    try:
        first, last = (date.fromisoformat(query.get(name, "")) for name in ("since", "until"))
    except ValueError as error:
        raise BadQuestion("since or until is no day", hint="2026-11-01") from error
    if not 0 <= (last - first).days < _MOST_DAYS:
        raise BadQuestion(f"{first} to {last} cannot be told at once", hint="1 to 31 days")
    zones = {(one.platform, one.id): one.zone for one in market.accounts()}
    orders = [
        order
        for brand in sorted({one.brand for one in market.accounts()})
        for order in journeys.orders(market, brand, first, last)
    ]
    return {
        "touchpoints": [touch for order in orders for touch in _touches(order, zones)],
        "conversions": [_conversion(order) for order in orders],
    }


def _touches(
    order: journeys.Order, zones: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    for number, touch in enumerate(order.touches):
        zone = zones[touch.platform, touch.account_id]
        # Somewhere within its local day, and never after the sale.
        part = crc32(f"{order.id}/{number}".encode()) / 2**32
        at = _within(touch.day, zone, order.at, part)
        yield {
            "id": f"{order.id}/{number}",
            "person": _person(order),
            "at": at.isoformat(),
            "kind": touch.kind,
            "platform": touch.platform,
            "account": f"{touch.platform}/{touch.account_id}",
            "campaign": touch.campaign_id,
        }


def _within(day: date, zone: str, sold: datetime, part: float) -> datetime:
    begin = calendar.midnight(day, zone)
    end = min(calendar.midnight(day + timedelta(days=1), zone), sold)
    return min(begin + max(end - begin, timedelta()) * part, sold).replace(microsecond=0)


def _conversion(order: journeys.Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "person": _person(order),
        "at": order.at.isoformat(),
        "name": "purchase",
        "value": f"{order.value_usd:.2f}",
        "currency": "USD",
    }


def _person(order: journeys.Order) -> str:
    return f"visitor-{order.id}"

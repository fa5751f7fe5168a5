"""Delivery as the Ad Context Protocol has it (AdCP 3.0: the answer to get_media_buy_delivery)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any

from adhelm.act.reports.types import Cell, Document

_SUMS = ("spend", "impressions", "clicks", "conversions", "conversion_value")
_STATUS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("PAUSED", "DISABLE", "DISABLED", "SUSPENDED"), "paused"),
        **dict.fromkeys(("REMOVED", "DELETED", "DELETE", "ARCHIVED", "CANCELED"), "canceled"),
        **dict.fromkeys(("COMPLETED", "ENDED", "DONE"), "completed"),
        **dict.fromkeys(("DRAFT", "PENDING", "SCHEDULED"), "pending_start"),
    }
)


def delivery_of(document: Document) -> dict[str, Any]:
    """Return the delivery of a document's campaigns, a media buy each with one package."""
    table = document.delivery
    rows: Sequence[Sequence[Cell]] = table.rows if table else ()
    buys = [_buy(list(days), table.currency if table else "") for _, days in
            groupby(rows, key=lambda row: row[:3])]  # fmt: skip
    first, last = document.first_day, document.last_day
    return {
        "reporting_period": {"start": f"{first}T00:00:00Z", "end": f"{last}T23:59:59Z"},
        "currency": table.currency if table else document.currency,
        "aggregated_totals": {
            **_metrics(_summed(rows)), "media_buy_count": len(buys),
        },
        "media_buy_deliveries": buys,
        "ext": {
            "adhelm": {
                "data_version": document.data_version,
                "made_at": f"{document.made_at:%Y-%m-%dT%H:%M:%SZ}",
                "days": "of each platform's own local time",
            }
        },
    }  # fmt: skip


def _buy(days: Sequence[Sequence[Cell]], currency: str) -> dict[str, Any]:
    connector, account, campaign, status = days[0][:4]
    total = _summed(days)
    metrics = _metrics(total)
    spend, shown = Decimal(total["spend"] or 0), total["impressions"]
    rate = spend * 1000 / shown if shown else Decimal(0)
    return {
        "media_buy_id": f"{connector}/{account}/{campaign}",
        "status": _STATUS.get(str(status or "").upper(), "active"),
        "pricing_model": "cpm",
        "totals": {**metrics, "effective_rate": _number(rate)},
        "by_package": [
            {
                **metrics, "package_id": str(campaign), "pricing_model": "cpm",
                "rate": _number(rate), "currency": currency,
            }
        ],
        "daily_breakdown": [_day(row) for row in days],
    }  # fmt: skip


def _day(row: Sequence[Cell]) -> dict[str, Any]:
    values = dict(zip(_SUMS, row[5:], strict=True))
    found = {"date": str(row[4]), "impressions": 0, "spend": 0, **_metrics(values)}
    kept = ("date", "impressions", "spend", "conversions", "conversion_value", "roas")
    return {name: found[name] for name in kept if name in found}


def _summed(rows: Sequence[Sequence[Cell]]) -> dict[str, Decimal | int | None]:
    found: dict[str, Decimal | int | None] = {}
    for place, name in enumerate(_SUMS, 5):
        known = [row[place] for row in rows if row[place] is not None]
        total = sum((Decimal(str(each)) for each in known), Decimal(0))
        found[name] = total if known else None
    return found


def _metrics(total: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known; spend and impressions always, as the protocol wants them."""
    found = {name: _number(value) for name, value in total.items() if value is not None}
    found.setdefault("spend", 0)
    found.setdefault("impressions", 0)
    spend, value, count = total["spend"], total["conversion_value"], total["conversions"]
    if spend and value is not None:
        found["roas"] = _number(Decimal(value) / Decimal(spend))
    if count and spend is not None:
        found["cost_per_acquisition"] = _number(Decimal(spend) / Decimal(count))
    return {name: max(each, 0) for name, each in found.items()}


def _number(value: Decimal | float) -> float:
    number = Decimal(str(value))
    whole = number.to_integral_value()
    return int(whole) if number == whole else float(round(number, 9))

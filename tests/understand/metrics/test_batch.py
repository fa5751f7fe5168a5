"""Totals of one campaign after the other …"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.understand.metrics.conftest import conversion, fact

_METRICS = ("spend", "clicks", "cpc", "conversions", "roas")
_CAMPAIGNS = ("c1", "c2", "c3", "c4", "nobody", "c1")
_FACTS = [
    fact(campaign=f"c{one}", day=day, spend=Decimal(one * 10 + day) / 7, clicks=one * day,
         impressions=100, platform_conversions=Decimal(one), platform_conversion_value=Decimal(50))
    for one in range(1, 5)
    for day in range(3)
] + [
    fact(campaign="c1", platform="meta", account_id="9", spend=Decimal("1.50"), clicks=3),
    fact(campaign="c4", account_id="2", spend=None, clicks=None),
]  # fmt: skip
_EVENTS = [
    conversion(campaign="c1", platform="meta", account_id="9", count=Decimal(2), value=Decimal(30)),
    conversion(campaign="c9", platform="meta", account_id="9", count=Decimal(4), value=Decimal(60)),
]


def totals(ask: Any, where: str, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ask.rows(*_METRICS, where=where, **more)
    return rows


class TestAfterAFew:
    @pytest.mark.parametrize(
        "where",
        [
            "connector = google_ads and account_id = 1 and campaign_id in ({})",
            "campaign_id = {}",
            "clicks >= 0 and campaign_id = {}",
            "not (account_id = 2) and campaign_id in ({}, c2)",
            "(campaign_id = {}) or (campaign_id = c3)",
        ],
    )
    def test_are_what_each_is_by_itself(self, over, where):
        one_desk = over(*_FACTS, conversions=_EVENTS)

        together = [totals(one_desk, where.format(one)) for one in _CAMPAIGNS]
        alone = [
            totals(over(*_FACTS, conversions=_EVENTS), where.format(one)) for one in _CAMPAIGNS
        ]

        assert together == alone
        assert len({repr(each) for each in together}) > 2

    def test_are_converted_alike(self, over):
        rates = {("USD", "EUR"): Decimal("0.9137")}
        facts = [*_FACTS, fact(campaign="c2", day=1, currency="USD", spend=Decimal("3.33"))]
        one_desk = over(*facts, rates=rates)

        together = [totals(one_desk, f"campaign_id = {one}", currency="EUR") for one in _CAMPAIGNS]
        alone = [
            totals(over(*facts, rates=rates), f"campaign_id = {one}", currency="EUR")
            for one in _CAMPAIGNS
        ]

        assert together == alone

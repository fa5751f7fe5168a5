"""ask …"""

from __future__ import annotations

from decimal import Decimal

from tests.understand.metrics.conftest import fact


class TestAsk:
    def test_sums_by_platform(self, over):
        ask = over(
            fact(spend=Decimal("33.51"), clicks=3),
            fact(campaign="c2", spend=Decimal("0.49")),
            fact(platform="tiktok", spend=Decimal(5), clicks=1),
        )
        print(ask("spend", "clicks", "cpc", by=["platform"]).rows)
        print(
            ask(
                "spend",
                "clicks",
                "cpc",
                by=["platform", "campaign_id", "campaign", "week"],
                sort=["-spend"],
                limit=2,
            ).rows
        )
        print(
            ask(
                "spend",
                "conversions",
                "purchases",
                "roas",
                by=["platform"],
                where="platform != tiktok and spend > 1",
            ).rows
        )
        a = ask("spend", "spend.7d", "cpc.7d", by=["platform", "date"])
        print(a.rows, a.provenance)
        print(ask("spend", "spend.7d", "cpc.7d", by=["platform"]).rows)

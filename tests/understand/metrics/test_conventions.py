"""What a team says about its data is asked for like anything else: names, events, costs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.metrics.conftest import DAY, conversion, fact

from adhelm.core.ads import Period
from adhelm.observe.conventions import ConventionKind, CostKind, Document, Validity
from adhelm.observe.conventions.types import (
    Client,
    ConversionMap,
    ConversionRule,
    CostRule,
    Fees,
    Naming,
    NamingRule,
)
from adhelm.understand.metrics import MixedCurrencies, QuestionRefused, UnknownName

D = Decimal
JANUARY = Period.closed(DAY, date(2026, 1, 31))


def document(kind: ConventionKind, body: Any) -> Document:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(kind, 1, Validity(), body, "hash", "person:local", at)


NAMING = document(
    ConventionKind.naming,
    Naming((NamingRule("{market}_{product}_{rest...}"),), {"market": {"de": "Germany"}}),
)


def named(campaign: str, name: str) -> dict[str, Any]:
    return fact(campaign=campaign, name=name)


def fees(*rules: CostRule) -> Document:
    return document(ConventionKind.fees, Fees(rules))


class TestNaming:
    def test_parts_of_names_are_dimensions(self, over):
        ask = over(
            fact(campaign="c1", spend=D(1)),
            fact(campaign="c2", spend=D(2)),
            fact(campaign="c3", spend=D(4)),
            entities=[
                named("c1", "de_shoes_x"),
                named("c2", "DE_shirts"),
                named("c3", "de_hats_y"),
            ],
        )
        said = {"conventions": [NAMING]}
        assert ask("spend", by=["name.market"], **said).rows == [("Germany", D(5)), (None, D(2))]
        assert ask("spend", where="name.product = hats", **said).rows == [(D(4),)]
        with pytest.raises(UnknownName, match="'markt'") as error:
            ask("spend", by=["name.markt"], **said)
        assert error.value.hint == "did you mean 'market'?"


class TestConversionMap:
    def test_counts_the_clients_own_events(self, over):
        ask = over(
            fact(spend=D(12)),
            conversions=[
                conversion(conversion_name="Buy now", count=D(2), value=D(50)),
                conversion(conversion_name="Buy later", count=D(1), value=D(10)),
                conversion(conversion_name="Sign up", event_type="lead", count=D(5)),
                conversion(
                    conversion_name="Sign up", event_type="lead", attribution_window="1d_view",
                    count=D(99),
                ),
            ],
        )  # fmt: skip
        said = document(
            ConventionKind.conversions,
            ConversionMap(
                (ConversionRule("Buy*", "order"), ConversionRule("sign up", "signup")),
                (Client("shop", "order"),),
            ),
        )
        found = ask("conversions", "cpa", "roas", conversions="kpi", conventions=[said])
        assert found.rows == [(D(3), D(4), D(5))]
        found = ask("conversions", "leads", conversions="event:signup", conventions=[said])
        assert found.rows == [(D(5), D(5))]

    def test_is_wanted(self, over):
        with pytest.raises(QuestionRefused, match="no conversion map was loaded"):
            over(fact(spend=D(1)))("conversions", conversions="kpi")


class TestCosts:
    def test_shares_hold_for_their_days_and_scopes(self, over):
        ask = over(
            fact(spend=D(100), platform_conversion_value=D(1000)),
            fact(day=10, spend=D(100)),
            fact(platform="tiktok", spend=D("33.33")),
        )
        said = fees(
            CostRule("tax", CostKind.platform_tax, D("0.03"), platform="tiktok"),
            CostRule("markup", CostKind.markup, D("0.1"), valid=Validity(end=date(2026, 1, 5))),
            CostRule("fee", CostKind.fee, D("0.075")),
            CostRule("margin", CostKind.margin, D("0.4"), platform="google_ads"),
        )
        metrics = ("media_cost", "platform_tax", "markup", "fees", "billed_cost", "profit")
        found = ask(*metrics, by=["platform"], conventions=[said])
        assert found.rows == [
            ("google_ads", D(200), D(0), D(10), D(15), D(225), D(175)),
            ("tiktok", D("33.33"), D("0.9999"), D("3.333"), D("2.49975"), D("40.16265"), None),
        ]
        assert ask("billed_cost", conventions=[said]).rows == [(D("265.16265"),)]
        by_day = ask("billed_cost", "billed_cost.7d", by=["date"], conventions=[said])
        assert by_day.rows == [
            (DAY, D("157.66265"), None), (date(2026, 1, 11), D("107.5"), D("107.5")),
        ]  # fmt: skip

    def test_fixed_amounts_go_to_the_row_they_belong_to(self, over):
        ask = over(
            fact(spend=D(10)), fact(platform="tiktok", spend=D(20)), fact(day=30, spend=D(1))
        )
        said = fees(
            CostRule(
                "tool", CostKind.fee, fixed=D(31), currency="EUR", per="month", platform="tiktok"
            ),
            CostRule("retainer", CostKind.fee, fixed=D(2), currency="EUR", per="day"),
        )
        whole = ask("fixed_costs", "billed_cost", period=JANUARY, conventions=[said])
        assert whole.rows == [(D(93), D(124))]
        split = ask("fixed_costs", by=["platform"], period=JANUARY, conventions=[said])
        assert split.rows == [("google_ads", D(0)), ("tiktok", D(31))]
        assert "fixed costs of 62 EUR belong to no single row and are left out" in (
            split.provenance.warnings
        )
        days = ask("fixed_costs", by=["date"], period=JANUARY, conventions=[said])
        assert days.rows[1] == (date(2026, 1, 2), D(3))

    def test_scopes_may_be_parts_of_names(self, over):
        ask = over(
            fact(campaign="c1", spend=D(100)),
            fact(campaign="c2", spend=D(100)),
            entities=[named("c1", "de_shoes_x")],
        )
        said = fees(
            CostRule("fee", CostKind.fee, D("0.1")),
            CostRule("fee", CostKind.fee, D("0.2"), market="Germany"),
        )
        assert ask("fees", conventions=[said, NAMING]).rows == [(D(30),)]

    def test_currencies_do_not_mix(self, over):
        ask = over(fact(spend=D(10)), rates={("USD", "EUR"): D("0.5")})
        said = fees(CostRule("tool", CostKind.fee, fixed=D(4), currency="USD", per="day"))
        with pytest.raises(MixedCurrencies, match="USD"):
            ask("billed_cost", conventions=[said])

    def test_fees_are_wanted(self, over):
        with pytest.raises(QuestionRefused, match="no fees was loaded"):
            over(fact(spend=D(1)))("profit")

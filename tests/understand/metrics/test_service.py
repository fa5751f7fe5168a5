"""ask …"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.understand.metrics.conftest import DAY, conversion, fact

from adhelm.core.ads import Period
from adhelm.understand.metrics import (
    MixedCurrencies,
    NoRate,
    NotAdditive,
    QuestionRefused,
    UnknownName,
)

D = Decimal
money = st.decimals(min_value=-1000, max_value=100000, places=9)
slow = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class TestSums:
    def test_are_exact_and_ratios_come_last(self, over):
        ask = over(
            fact(spend=D("33.51"), clicks=3, impressions=100),
            fact(campaign="c2", spend=D("0.000000001"), clicks=0, impressions=1),
        )
        assert ask.rows("spend", "cpc", "ctr", "cpm") == [
            {
                "spend": D("33.510000001"),
                "cpc": Context(prec=28).divide(D("33.510000001"), D(3)),
                "ctr": Context(prec=28).divide(D(3), D(101)),
                "cpm": Context(prec=28).divide(D("33510.000001"), D(101)),
            }
        ]

    def test_a_ratio_over_nothing_is_unknown(self, over):
        ask = over(fact(spend=D(5), clicks=0), fact(platform="tiktok", spend=D(5)))
        assert [row["cpc"] for row in ask.rows("cpc", by=["platform"])] == [None, None]

    def test_not_reported_is_not_zero(self, over):
        ask = over(fact(spend=D(5), clicks=None), fact(platform="tiktok", clicks=0))
        assert ask.rows("spend", "clicks", by=["platform"]) == [
            {"platform": "google_ads", "spend": D(5), "clicks": None},
            {"platform": "tiktok", "spend": None, "clicks": 0},
        ]

    @given(
        st.lists(st.tuples(st.integers(0, 4), money, st.integers(0, 9)), min_size=1, max_size=20)
    )
    @slow
    def test_are_the_same_however_rows_are_split(self, over, rows):
        facts = [
            fact(campaign=f"c{index}", day=day, spend=spend, clicks=clicks)
            for index, (day, spend, clicks) in enumerate(rows)
        ]
        ask = over(*facts)
        total = sum((spend for _, spend, _ in rows), D(0))
        clicks = sum(each for *_, each in rows)
        for by in ([], ["date"], ["campaign_id"], ["campaign_id", "week"], ["platform", "month"]):
            found = ask.rows("spend", "clicks", by=by)
            assert sum(row["spend"] for row in found) == total
            assert sum(row["clicks"] for row in found) == clicks
        expected = Context(prec=28).divide(total, D(clicks)) if clicks else None
        assert ask.rows("cpc")[0]["cpc"] == expected

    def test_count_one_level_of_an_account_and_day(self, over):
        ask = over(
            fact(spend=D(10)),
            fact(level="ad", entity_id="a1", spend=D(4)),
            fact(level="ad", entity_id="a2", spend=D(6)),
            fact(day=1, level="ad", entity_id="a1", spend=D(3)),
        )
        assert ask.rows("spend", by=["date"]) == [
            {"date": DAY, "spend": D(10)},
            {"date": DAY + timedelta(days=1), "spend": D(3)},
        ]
        assert ask.rows("spend", by=["ad_id"], sort=["-spend"]) == [
            {"ad_id": "a1", "spend": D(7)},
            {"ad_id": "a2", "spend": D(6)},
        ]

    def test_never_add_a_split_to_the_whole(self, over):
        ask = over(
            fact(spend=D(10)),
            fact(breakdown="age,gender", breakdown_key="age=18-24|gender=male", spend=D(4)),
            fact(breakdown="age,gender", breakdown_key="age=18-24|gender=female", spend=D(5)),
            fact(breakdown="age,gender", breakdown_key="age=25-34|gender=female", spend=D(1)),
        )
        assert ask.rows("spend") == [{"spend": D(10)}]
        assert ask.rows("spend", by=["age"]) == [
            {"age": "18-24", "spend": D(9)},
            {"age": "25-34", "spend": D(1)},
        ]
        assert ask.rows("spend", where="gender = female") == [{"spend": D(6)}]
        with pytest.raises(QuestionRefused) as error:
            ask("spend", by=["country"])
        assert error.value.hint == "splits that were imported: age,gender"


class TestNonAdditive:
    def test_reach_is_answered_where_one_row_stands_behind_it(self, over):
        ask = over(fact(reach=10), fact(day=1, reach=12))
        assert [row["reach"] for row in ask.rows("reach", by=["date"])] == [10, 12]

    def test_reach_is_never_added_up(self, over):
        ask = over(fact(reach=10), fact(day=1, reach=12))
        with pytest.raises(NotAdditive, match="2 reported values"):
            ask("reach")
        with pytest.raises(QuestionRefused, match="cannot be added up over '7d'"):
            ask("reach.7d", by=["date"])


class TestConversions:
    def test_default_takes_the_headline_and_for_meta_the_events(self, over):
        ask = over(
            fact(platform_conversions=D("1.5"), spend=D(3)),
            fact(platform="meta", platform_conversions=D(99), spend=D(10)),
            conversions=[
                conversion(count=D(7)),
                conversion(platform="meta", count=D(2), value=D(30)),
                conversion(platform="meta", event_type="lead", conversion_name="lead", count=D(3)),
                conversion(platform="meta", event_type="add_to_cart", count=D(50)),
            ],
        )
        assert ask.rows("conversions", "cpa", by=["platform"]) == [
            {"platform": "google_ads", "conversions": D("1.5"), "cpa": D(2)},
            {"platform": "meta", "conversions": D(5), "cpa": D(2)},
        ]
        assert ask.rows("conversions")[0]["conversions"] == D("6.5")
        assert ask.rows("conversions", conversions="platform")[0]["conversions"] == D("100.5")
        assert ask.rows("conversions", conversions="all_events")[0]["conversions"] == D(62)
        assert ask.rows("purchases", "leads") == [{"purchases": D(9), "leads": D(3)}]

    def test_take_the_first_present_action_and_never_add_tiers(self, over):
        def meta(name: str, count: int, **more: Any) -> dict[str, Any]:
            return conversion(platform="meta", conversion_name=name, count=D(count), **more)

        ask = over(
            fact(platform="meta", spend=D(1)),
            conversions=[
                meta("omni_purchase", 5),
                meta("purchase", 4),
                meta("offsite_conversion.fb_pixel_purchase", 3),
                meta("purchase", 40, day=1),
                meta("offsite_conversion.fb_pixel_purchase", 30, day=1),
                meta("offsite_conversion.fb_pixel_purchase", 300, day=2),
            ],
        )
        assert [row["purchases"] for row in ask.rows("purchases", by=["date"])] == [5, 40, 300]

    def test_take_one_attribution_window(self, over):
        ask = over(
            fact(spend=D(1)),
            conversions=[
                conversion(attribution_window="1d_click", count=D(2)),
                conversion(attribution_window="7d_click", count=D(5)),
                conversion(conversion_name="other", attribution_window="1d_click", count=D(1)),
            ],
        )
        assert ask.rows("purchases") == [{"purchases": D(6)}]

    def test_do_not_multiply_spend_by_events(self, over):
        ask = over(
            fact(spend=D(10)),
            conversions=[conversion(conversion_name=name, count=D(1)) for name in "abc"],
        )
        assert ask.rows("spend", "purchases") == [{"spend": D(10), "purchases": D(3)}]


class TestCurrency:
    def test_mixed_currencies_are_refused(self, over):
        ask = over(fact(spend=D(1)), fact(platform="tiktok", currency="USD", spend=D(2)))
        with pytest.raises(MixedCurrencies) as error:
            ask("spend")
        assert error.value.code == "currency.mixed"
        assert "--currency EUR" in error.value.hint
        assert ask.rows("clicks") == [{"clicks": None}]
        assert ask.rows("spend", where="platform = tiktok") == [{"spend": D(2)}]

    def test_mixed_currencies_may_stand_apart(self, over):
        ask = over(fact(spend=D(1)), fact(platform="tiktok", currency="USD", spend=D(2)))
        assert ask.rows("spend", by=["currency"]) == [
            {"currency": "EUR", "spend": D(1)},
            {"currency": "USD", "spend": D(2)},
        ]

    def test_spend_and_value_are_converted_alike_at_the_days_rate(self, over):
        ask = over(
            fact(spend=D("10.01"), platform_conversion_value=D(100)),
            fact(
                platform="tiktok", currency="USD", spend=D("3.33"), platform_conversion_value=D(9)
            ),
            fact(platform="tiktok", currency="USD", spend=D(1), day=1),
            rates={("USD", "EUR"): lambda day: D("0.91") if day == DAY else D("0.5")},
        )
        found = ask("spend", "conversion_value", "roas", currency="EUR")
        spend, value = D("10.01") + D("3.33") * D("0.91") + D("0.5"), D(100) + 9 * D("0.91")
        assert list(found.dicts()) == [
            {
                "spend": spend,
                "conversion_value": value,
                "roas": Context(prec=28).divide(value, spend),
            }
        ]
        assert found.provenance.currency == "EUR"
        assert found.provenance.rates[0] == {
            "base": "USD", "quote": "EUR", "rate": "0.91", "first_day": "2026-01-01",
            "last_day": "2026-01-01", "fixed_on": "2026-01-01", "source": "test",
        }  # fmt: skip

    def test_a_missing_rate_is_named(self, over):
        ask = over(
            fact(spend=D(1)),
            fact(platform="tiktok", currency="USD", spend=D(1), day=2),
            rates={("USD", "EUR"): lambda day: D("0.9") if day == DAY else None},
        )
        with pytest.raises(NoRate, match="from USD to EUR on 2026-01-03"):
            ask("spend", currency="EUR")

    def test_a_day_without_rows_needs_no_rate(self, over):
        ask = over(
            fact(currency="USD", spend=D(2)),
            fact(currency="USD", spend=D(2), day=2),
            rates={
                ("USD", "EUR"): lambda day: None if day == DAY + timedelta(days=1) else D("0.5")
            },
        )
        assert ask.rows("spend", currency="EUR") == [{"spend": D(2)}]

    def test_one_currency_needs_no_rate(self, over):
        assert over(fact(spend=D("1.5"))).rows("spend", currency="eur") == [{"spend": D("1.5")}]

    @given(
        st.lists(
            st.tuples(money, st.decimals(min_value="0.00001", max_value=20000, places=12)),
            min_size=1,
            max_size=5,
        )
    )
    @slow
    def test_conversion_is_exact(self, over, days):
        rates = {DAY + timedelta(days=index): rate for index, (_, rate) in enumerate(days)}
        facts = [
            fact(currency="USD", spend=spend, day=index) for index, (spend, _) in enumerate(days)
        ]
        ask = over(*facts, rates={("USD", "EUR"): rates.get})
        exact = Context(prec=80)
        expected = D(0)
        for spend, rate in days:
            expected = exact.add(expected, exact.multiply(spend, rate))
        expected = expected.quantize(D("1e-9"), context=exact)
        assert ask.rows("spend", currency="EUR") == [{"spend": expected}]
        assert ask.rows("spend.90d", "spend", by=["date"], currency="EUR")[0]["spend"] is not None


class TestDimensions:
    def test_calendars(self, over):
        ask = over(fact(day=0, spend=D(1)), fact(day=4, spend=D(2)), fact(day=31, spend=D(4)))
        by = ["date", "week", "month", "quarter", "year", "weekday"]
        assert ask("spend", by=by).rows == [
            (date(2026, 1, 1), date(2025, 12, 29), "2026-01", "2026-Q1", 2026, "Thu", D(1)),
            (date(2026, 1, 5), date(2026, 1, 5), "2026-01", "2026-Q1", 2026, "Mon", D(2)),
            (date(2026, 2, 1), date(2026, 1, 26), "2026-02", "2026-Q1", 2026, "Sun", D(4)),
        ]
        assert ask("spend", by=["weekday"]).rows == [("Mon", D(2)), ("Thu", D(1)), ("Sun", D(4))]

    def test_names_come_from_the_entities(self, over):
        ask = over(
            fact(campaign="c1", spend=D(1)),
            fact(campaign="c2", spend=D(2)),
            fact(campaign="c3", spend=D(3)),
            entities=[
                entity(
                    "c1", name="Brand DE", status="enabled", attributes='{"objective": "SALES"}'
                ),
                entity("c2", name="Generic", status="paused", attributes='{"objective": "SALES"}'),
            ],
        )
        assert ask("spend", by=["campaign"]).rows == [
            ("Brand DE", D(1)), ("Generic", D(2)), (None, D(3)),
        ]  # fmt: skip
        assert ask("spend", by=["objective"]).rows == [("SALES", D(3)), (None, D(3))]
        assert ask("spend", where='campaign ~ "brand*"').rows == [(D(1),)]
        assert ask("spend", where="campaign !~ 'brand*'").rows == [(D(5),)]
        assert ask("spend", where="campaign is null").rows == [(D(3),)]
        assert ask("spend", where="campaign_status = paused or campaign_id = c3").rows == [(D(5),)]

    def test_campaigns_of_one_name_stay_apart(self, over):
        ask = over(
            fact(spend=D(1)),
            fact(account_id="2", spend=D(2)),
            entities=[entity("c1", name="Brand"), entity("c1", name="Brand", account_id="2")],
        )
        assert list(ask("spend", by=["campaign"]).rows) == [
            ("Brand", D(1)), ("Brand", D(2)),
        ]  # fmt: skip

    def test_cohorts_go_by_the_first_active_day(self, over):
        ask = over(
            fact(campaign="c1", spend=D(0), impressions=0),
            fact(campaign="c1", day=2, spend=D(1)),
            fact(campaign="c1", day=10, spend=D(2)),
            fact(campaign="c2", day=10, spend=D(4)),
        )
        assert ask("spend", by=["acquisition_date"], where="spend > 0").rows == [
            (date(2026, 1, 3), D(3)), (date(2026, 1, 11), D(4)),
        ]  # fmt: skip
        assert ask("spend", by=["acquisition_month"]).rows == [("2026-01", D(7))]
        assert ask("spend", by=["campaign_age"], where="campaign_age >= 0").rows == [
            (0, D(5)), (8, D(2)),
        ]  # fmt: skip
        assert ask("spend", by=["campaign_age_week"], where="campaign_age >= 7").rows == [(1, D(2))]

    def test_maturity_parts_days_that_may_still_move(self, over):
        ask = over(fact(spend=D(1)), fact(day=58, spend=D(2)))
        assert ask("spend", by=["conversion_maturity"]).rows == [
            ("mature", D(1)), ("provisional", D(2)),
        ]  # fmt: skip

    def test_exported_ranges_are_a_grain_of_their_own(self, over):
        row = fact(spend=D(5), reach=7)
        span = {"period_start": date(2025, 12, 1), "period_end": date(2025, 12, 31)}
        ask = over(fact(spend=D(1)), period_facts=[{**row, **span}])
        assert ask("spend").rows == [(D(1),)]
        assert ask("spend", "reach", by=["period_start", "period_end"], grain="period").rows == [
            (date(2025, 12, 1), date(2025, 12, 31), D(5), 7)
        ]
        with pytest.raises(QuestionRefused, match="has no date"):
            ask("spend", by=["date"], grain="period")


class TestOrder:
    def test_sorts_exactly_with_unknown_last(self, over):
        ask = over(
            *(fact(campaign=f"c{n}", spend=D(n), clicks=n % 3) for n in range(1, 9)),
        )
        found = ask("cpc", by=["campaign_id"], sort=["-cpc", "campaign_id"]).rows
        assert [row[0] for row in found] == ["c7", "c4", "c8", "c5", "c1", "c2", "c3", "c6"]
        assert ask("cpc", by=["campaign_id"], sort=["-cpc"], limit=3).rows == found[:3]

    def test_the_first_few_are_right_among_many_ties(self, over):
        ask = over(*(fact(campaign=f"c{n:03}", spend=D(1), clicks=1) for n in range(300)))
        found = ask("cpc", by=["campaign_id"], sort=["-cpc", "campaign_id"], limit=2).rows
        assert [row[0] for row in found] == ["c000", "c001"]

    def test_metrics_in_the_filter_thin_out_the_answer(self, over):
        ask = over(fact(spend=D(10)), fact(campaign="c2", spend=D("10.000000001")))
        assert ask("spend", by=["campaign_id"], where="spend > 10").rows == [
            ("c2", D("10.000000001"))
        ]


class TestCompare:
    def test_puts_the_same_weekdays_before_beside(self, over):
        ask = over(*(fact(day=n, spend=D(n + 1)) for n in range(14)))
        period = Period(DAY + timedelta(days=10), DAY + timedelta(days=12))
        found = ask("spend", by=["date"], period=period, compare="previous")
        assert found.columns == ("date", "spend", "spend_previous", "spend_change")
        assert found.rows == [
            (date(2026, 1, 11), D(11), D(4), D("1.75")),
            (date(2026, 1, 12), D(12), D(5), D("1.4")),
        ]
        assert found.provenance.compare_period == "2026-01-04..2026-01-05"

    def test_has_nothing_to_say_where_nothing_was(self, over):
        ask = over(fact(spend=D(1)))
        found = ask("spend", by=["platform"], compare="previous")
        assert found.rows == [("google_ads", D(1), None, None)]
        assert any("the data begin on 2026-01-01" in each for each in found.provenance.warnings)


class TestNames:
    @pytest.mark.parametrize(
        ("question", "hint"),
        [
            ({"metrics": ["spnd"]}, "did you mean 'spend'?"),
            ({"metrics": ["spend"], "by": ["platfrom"]}, "did you mean 'platform'?"),
            ({"metrics": ["spend"], "where": "campain = x"}, "did you mean 'campaign'?"),
            ({"metrics": ["spend.7days"]}, "did you mean '7d'?"),
            ({"metrics": ["spend"], "conversions": "purchase"}, "did you mean 'purchases'?"),
            ({"metrics": ["spend"], "sort": ["clicks_previous"]}, None),
        ],
    )
    def test_wrong_ones_are_answered_with_the_nearest(self, over, question, hint):
        with pytest.raises(UnknownName) as error:
            over(fact(spend=D(1)))(*question.pop("metrics"), **question)
        assert hint is None or error.value.hint == hint

    def test_a_dimension_is_no_metric(self, over):
        with pytest.raises(QuestionRefused, match="is a dimension") as error:
            over(fact())("platform")
        assert error.value.hint == "--by platform"


class TestProvenance:
    def test_says_where_the_answer_comes_from(self, over, clock):
        told = over(fact(spend=D(1)))("spend", "roas", by=["platform"]).provenance
        assert set(told.metrics) == {"spend", "roas"}
        assert "SUM" in told.sql[0]
        assert told.engine == "duckdb"
        assert told.data_version == 1
        assert told.read_at == clock.now()
        assert told.period == "2026-01-01..2026-01-01"
        assert told.currency == "EUR"
        assert told.sources[0]["level"] == "campaign"
        assert told.maturity["google_ads"]["lookback_days"] == {"spend": 3, "conversions": 30}

    def test_warns_of_days_that_the_data_do_not_reach(self, over):
        period = Period.closed(DAY, DAY + timedelta(days=40))
        told = over(fact(spend=D(1)))("spend", period=period).provenance
        assert "the data end on 2026-01-01: the range 2026-01-01..2026-02-10 goes further" in (
            told.warnings
        )

    def test_an_empty_warehouse_answers_with_nothing(self, over):
        found = over()("spend", by=["platform"])
        assert found.rows == []
        assert found.columns == ("platform", "spend")
        assert found.arrow().column_names == ["platform", "spend"]


def entity(campaign: str, **values: Any) -> dict[str, Any]:
    return fact(campaign=campaign, **values)

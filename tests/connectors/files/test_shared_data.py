"""The real files beside the project give the figures that their README states."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adhelm.connectors.contract import Ambiguous, StagedFile

_MCDM = {"account": "mcdm", "currency": "USD", "timezone": "UTC"}
_ASKED = {"account": "123-456-7890", "timezone": "Europe/London"}


def _totals(staged: StagedFile, label: str) -> dict[str, str]:
    return {check.field: check.verdict for check in staged.totals if check.label == label}


def _sums(staged: StagedFile, *names: str) -> list[Decimal | None]:
    return [staged.sums.get(name) for name in names]


def _all(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    "case",
    [
        ("src_ads_bing_all_data", "microsoft_ads", 1546,
         {"impressions": 32531, "clicks": 991, "spend": 1180, "platform_conversions": 64}),
        ("src_ads_creative_facebook_all_data", "meta", 3212,
         {"impressions": 7145448, "clicks": 65527, "spend": 65431, "event:purchase": 4810,
          "value:purchase": 385072}),
        ("src_ads_tiktok_ads_all_data", "tiktok", 2345,
         {"impressions": 37887685, "clicks": 101861, "spend": 97905}),
        ("src_promoted_tweets_twitter_all_data", "x", 3130,
         {"impressions": 9642974, "clicks": 33279, "spend": 17270}),
    ],
)  # fmt: skip
def test_mcdm_gives_its_figures(
    staging: Any, shared: Path, case: tuple[str, str, int, dict[str, int]]
) -> None:
    name, platform, rows, sums = case
    staged = staging.read(shared / "mcdm" / f"{name}.csv", **_MCDM)

    assert (staged.report.platform, staged.rows_staged) == (platform, rows)
    assert {key: staged.sums[key] for key in sums} == sums
    assert staged.report.grain == "day"


def test_the_four_mcdm_files_add_up_in_one_staging_area(staging: Any, shared: Path) -> None:
    for path in sorted((shared / "mcdm").glob("src_*.csv")):
        staging.read(path, **_MCDM)

    found = staging.rows("SELECT sum(impressions), sum(clicks), sum(spend) FROM facts")[0]
    assert found == (54_708_638, 201_658, Decimal(181786))


def test_kag_gives_its_figures(staging: Any, shared: Path) -> None:
    staged = staging.read(shared / "kag" / "KAG_conversion_data.csv", **_MCDM)

    assert _sums(staged, "impressions", "clicks", "platform_conversions", "event:purchase") == _all(
        "213434828", "38165", "3264", "1079"
    )
    assert staged.report.breakdown == "age,gender,interest"
    spend = dict(staging.rows("SELECT campaign_id, round(sum(spend), 2) FROM facts GROUP BY 1"))
    assert spend == {
        "916": Decimal("149.71"),
        "936": Decimal("2893.37"),
        "1178": Decimal("55662.15"),
    }


def test_google_ad_groups_give_their_figures(staging: Any, shared: Path) -> None:
    path = shared / "ui_exports/google_ads/ad_group_report__utf16_tsv_USD.csv"
    with pytest.raises(Ambiguous) as asked:
        staging.read(path, **_ASKED)
    assert [question.flag for question in asked.value.questions] == ["--period"]

    staged = staging.read(path, period=(date(2026, 1, 1), date(2026, 1, 31)), **_ASKED)
    assert staged.report.encoding == "utf-16-le"
    assert _sums(staged, "impressions", "clicks", "spend", "platform_conversions") == _all(
        "229344", "23098", "46250.96", "1030"
    )
    assert set(_totals(staged, "Total: Ad groups").values()) == {"ok"}
    assert set(_totals(staged, "Total: Performance Max").values()) == {"remainder"}
    assert staging.one("SELECT count(*) FROM facts") == 0


def test_google_campaigns_in_rupees_round_by_a_paisa(staging: Any, shared: Path) -> None:
    staged = staging.read(shared / "ui_exports/google_ads/campaign_report__en_US_INR.csv", **_ASKED)

    assert staged.sums["spend"] == Decimal("2565.93")
    assert _totals(staged, "Total: Campaigns")["spend"] == "rounding"
    assert (staged.first_day, staged.last_day) == (date(2025, 7, 8), date(2025, 7, 31))


def test_greek_campaigns_without_delivery_are_zero_not_an_error(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/google_ads/campaign_report__zero_delivery_EUR_greek.csv", **_ASKED
    )

    assert _sums(staged, "impressions", "spend") == _all("0", "0")


def test_google_search_terms_leave_a_remainder(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/google_ads/search_terms_report__en_GB_GBP_converted_EUR.csv", **_ASKED
    )
    spend = {check.label: check for check in staged.totals if check.field == "spend"}

    assert (staged.sums["spend"], staged.report.currency) == (Decimal("2235.33"), "GBP")
    assert spend["Total: Search terms"].stated == Decimal("2235.27")
    assert spend["Total: Search terms"].verdict == "rounding"
    assert spend["Total: Other search terms"].difference == Decimal("2040.81")
    assert spend["Total: Other search terms"].verdict == "remainder"
    assert spend["Total: Search"].stated == Decimal("4276.08")
    assert spend["Total: Manager account"].stated == Decimal("4742.98")
    assert spend["Total: Manager account"].verdict == "remainder"


@pytest.mark.parametrize(
    ("name", "spend"),
    [
        ("ad_sets_2021-11-15_2022-01-31", "15978.28"),
        ("campaigns_2021-11-15_2022-01-31", "15978.28"),
        ("text_breakdown", "15978.09"),
    ],
)
def test_meta_exports_give_their_figures(staging: Any, shared: Path, name: str, spend: str) -> None:
    staged = staging.read(shared / f"ui_exports/meta/{name}.csv", **_ASKED)
    total = {check.field: check for check in staged.totals}

    assert _sums(staged, "impressions", "spend", "results") == _all("770113", spend, "1581")
    assert staged.report.currency == "USD"
    assert (total["reach"].stated, total["reach"].verdict) == (Decimal(393476), "not_additive")
    assert total["spend"].stated == Decimal("15978.28")
    assert total["spend"].verdict in ("ok", "rounding")
    leads = "SELECT sum(count) FROM period_conversions WHERE event_type = 'lead'"
    assert staging.one(leads) == 1581


def test_microsofts_total_is_reported_as_a_mismatch(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/microsoft_ads/campaigns_grid__utf8bom_2023-08.csv",
        currency="BRL",
        period=(date(2023, 8, 1), date(2023, 8, 31)),
        **_ASKED,
    )

    assert _totals(staged, "Search total")["spend"] == "mismatch"
    ids = staging.rows("SELECT DISTINCT campaign_id FROM period_facts ORDER BY 1")
    assert ids == [("436534626",), ("530467992",)]


def test_linkedins_dates_are_month_first(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/fixtures/linkedin_campaign_performance__en_preamble.csv", account="1"
    )

    assert (staged.first_day, staged.last_day) == (date(2026, 9, 1), date(2026, 9, 2))
    assert _sums(staged, "spend", "platform_conversions") == _all("1344.75", "4")
    assert (staged.rows_staged, staged.rows_skipped, staged.report.currency) == (3, 1, "USD")
    assert staging.one("SELECT count(DISTINCT entity_id) FROM facts") == 2


def test_x_in_spanish_asks_for_its_platform_and_is_read(staging: Any, shared: Path) -> None:
    path = shared / "ui_exports/fixtures/x_campaigns__es_semicolon.csv"
    with pytest.raises(Ambiguous) as asked:
        staging.read(path, **_ASKED)
    assert [question.flag for question in asked.value.questions] == ["--platform"]

    staged = staging.read(path, platform="x", **_ASKED)
    assert _sums(staged, "spend", "impressions", "platform_conversions") == _all("40", "13000", "3")
    assert (staged.report.currency, str(staged.last_day)) == ("EUR", "2026-09-02")


def test_meta_with_totals_last_is_no_daily_data(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/fixtures/meta_ads_manager__en_totals_last.csv", **_ASKED
    )

    assert (staged.report.grain, staged.rows_skipped) == ("period", 1)
    assert _sums(staged, "impressions", "link_clicks", "spend", "results") == _all(
        "22000", "350", "1425.06", "20"
    )
    assert {check.verdict for check in staged.totals} == {"ok"}
    nulls = "SELECT count(*) FROM period_facts WHERE link_clicks IS NULL"
    assert staging.one(nulls) == 1


def test_google_ads_with_totals_last_are_read(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/fixtures/google_ads_ad_performance__totals_last.csv", **_ASKED
    )

    assert (staged.rows_staged, staged.rows_skipped) == (2, 2)
    assert _sums(staged, "impressions", "clicks", "spend", "platform_conversions") == _all(
        "2300", "98", "250", "6"
    )
    rows = "SELECT count(*) FROM period_facts WHERE platform_conversions IS NULL"
    assert staging.one(rows) == 1


def test_xs_stats_are_divided_by_a_million_and_dated_by_index(staging: Any, shared: Path) -> None:
    staged = staging.read(
        shared / "ui_exports/fixtures/x_api_stats_campaign_7day.json",
        currency="USD",
        timezone="US/Eastern",
    )

    assert (staged.rows_staged, staged.report.account_id) == (7, "twacct_acme_001")
    assert (staged.first_day, staged.last_day) == (date(2026, 7, 1), date(2026, 7, 7))
    assert _sums(staged, "spend", "impressions", "clicks", "link_clicks") == _all(
        "31230", "1062900", "28400", "13450"
    )
    assert staging.one("SELECT count(*) FROM conversions") == 0


def test_xs_sales_are_micros_too(staging: Any, shared: Path) -> None:
    staging.read(
        shared / "ui_exports/fixtures/x_api_stats_web_conversion__official.json",
        currency="USD",
        **_ASKED,
    )

    rows = staging.rows("SELECT event_type, count, value FROM period_conversions")
    assert rows == [("purchase", Decimal(3), Decimal("277.99"))]

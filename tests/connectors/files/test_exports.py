"""Exports of many platforms and languages, never seen before, are read right."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adhelm.connectors.contract import Ambiguous

EXPORTS = Path(__file__).parent / "exports"
_ANSWERS = {"account": "acme", "timezone": "Europe/Berlin"}

# file, answers that it needs, what must be recognised, sums, first and last day
_Case = tuple[str, dict[str, str], dict[str, str], dict[str, str], tuple[date, date]]
_CASES: list[_Case] = [
    (
        "google_ads_de.csv",
        _ANSWERS,
        {"platform": "google_ads", "language": "de", "level": "campaign", "grain": "day",
         "currency": "EUR", "decimal_mark": ",", "encoding": "utf-16-le"},
        {"impressions": "4334", "clicks": "156", "spend": "1122.60",
         "platform_conversions": "4.5", "platform_conversion_value": "519.90"},
        (date(2026, 3, 1), date(2026, 3, 3)),
    ),
    (
        "meta_fr.csv",
        _ANSWERS,
        {"platform": "meta", "language": "fr", "level": "ad_group", "grain": "period",
         "currency": "EUR", "decimal_mark": ","},
        {"impressions": "14400", "link_clicks": "290", "spend": "1300.00", "results": "12"},
        (date(2026, 2, 1), date(2026, 2, 28)),
    ),
    (
        "tiktok_es.csv",
        _ANSWERS,
        {"platform": "tiktok", "language": "es", "level": "ad", "grain": "day", "currency": "MXN"},
        {"impressions": "76510", "link_clicks": "951", "spend": "2242.75",
         "platform_conversions": "13"},
        (date(2026, 1, 5), date(2026, 1, 6)),
    ),
    (
        "linkedin_pt.csv",
        {},
        {"platform": "linkedin", "language": "pt", "level": "ad_group", "currency": "BRL",
         "account_id": "509876543", "account_tz": "UTC", "date_order": "dmy"},
        {"impressions": "22940", "clicks": "312", "spend": "2775.55", "event:lead": "5"},
        (date(2026, 3, 1), date(2026, 3, 3)),
    ),
    (
        "google_ads_it.csv",
        _ANSWERS,
        {"platform": "google_ads", "language": "it", "level": "search_term", "grain": "period"},
        {"impressions": "291", "clicks": "15", "spend": "19.50", "platform_conversions": "1"},
        (date(2026, 2, 1), date(2026, 2, 28)),
    ),
    (
        "meta_nl.csv",
        _ANSWERS,
        {"platform": "meta", "language": "nl", "level": "campaign", "grain": "day"},
        {"impressions": "2500", "link_clicks": "59", "spend": "90.00", "event:purchase": "3",
         "value:purchase": "179.50"},
        (date(2026, 2, 1), date(2026, 2, 2)),
    ),
    (
        "google_ads_ja.csv",
        _ANSWERS,
        {"platform": "google_ads", "language": "ja", "level": "campaign", "currency": "JPY",
         "encoding": "cp932"},
        {"impressions": "25220", "clicks": "483", "spend": "98680", "platform_conversions": "9"},
        (date(2026, 2, 1), date(2026, 2, 3)),
    ),
    (
        "microsoft_ads_en.csv",
        {"timezone": "Europe/London"},
        {"platform": "microsoft_ads", "language": "en", "level": "campaign", "currency": "GBP",
         "account_id": "X0001234", "date_order": "mdy", "encoding": "cp1252"},
        {"impressions": "2300", "clicks": "150", "spend": "1132.30", "platform_conversions": "6",
         "platform_conversion_value": "2100"},
        (date(2026, 2, 27), date(2026, 2, 28)),
    ),
    (
        "snapchat_en.csv",
        _ANSWERS,
        {"platform": "snapchat", "level": "ad_group", "currency": "USD", "delimiter": "|"},
        {"impressions": "9800", "clicks": "132", "spend": "81.00"},
        (date(2026, 2, 3), date(2026, 2, 4)),
    ),
    (
        "pinterest_de.csv",
        _ANSWERS,
        {"platform": "pinterest", "language": "de", "level": "campaign", "decimal_mark": ","},
        {"impressions": "24350", "clicks": "600", "spend": "2032.50"},
        (date(2026, 2, 3), date(2026, 2, 4)),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=[case[0] for case in _CASES])
def test_an_export_is_recognised_and_adds_up(staging: Any, case: _Case) -> None:
    name, answers, recognised, sums, days = case
    staged = staging.read(EXPORTS / name, **answers)

    assert {key: getattr(staged.report, key) for key in recognised} == recognised
    assert {key: staged.sums[key] for key in sums} == {
        key: Decimal(text) for key, text in sums.items()
    }
    assert (staged.first_day, staged.last_day) == days
    assert staged.rows_rejected == 0
    assert {check.verdict for check in staged.totals} <= {"ok", "remainder", "not_additive"}


@pytest.mark.parametrize("name", ["google_ads_de.csv", "meta_fr.csv", "snapchat_en.csv"])
def test_an_export_that_names_no_account_asks_for_it_and_stages_nothing(
    staging: Any, name: str
) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(EXPORTS / name)

    assert {question.flag for question in asked.value.questions} == {"--account", "--timezone"}
    assert staging.one("SELECT count(*) FROM facts") == 0


def test_names_become_the_same_ids_in_reports_of_different_levels(staging: Any) -> None:
    head = "Day,Campaign,{}Impr.,Cost,Avg. CPC,Currency code,Conv. value / cost\n"
    campaigns = head.format("") + "2026-01-01,Brand,10,1.50,0.1,EUR,1\n"
    groups = head.format("Ad group,") + "2026-01-01,Brand,Core,10,1.50,0.1,EUR,1\n"

    for text in (campaigns, groups):
        staging.read(text, **_ANSWERS)

    ids = staging.rows("SELECT DISTINCT campaign_id FROM facts")
    assert len(ids) == 1
    assert ids[0][0].startswith("name:")


def test_conversions_keep_the_platforms_own_name_and_window(staging: Any) -> None:
    staging.read(EXPORTS / "meta_fr.csv", **_ANSWERS)

    rows = staging.rows(
        "SELECT event_type, conversion_name, attribution_window, count FROM period_conversions"
    )
    assert rows == [
        ("purchase", "actions:offsite_conversion.fb_pixel_purchase", "7d_click", Decimal(12))
    ]


def test_long_ids_keep_every_digit(staging: Any) -> None:
    staging.read(EXPORTS / "tiktok_es.csv", **_ANSWERS)

    assert staging.one("SELECT min(entity_id) FROM facts") == "1781234567890123456"

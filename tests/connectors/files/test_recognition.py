"""Each platform's export is recognised in each language by its header line, or asked about."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from adhelm.connectors.contract import Ambiguous, Hints
from adhelm.connectors.files.mapping.header import Header
from adhelm.connectors.files.mapping.lexicon import load_lexicon
from adhelm.connectors.files.mapping.recognise import bind, choose_platform, recognise_platform

_SAID = {"account": "1", "timezone": "UTC", "currency": "EUR"}
_LEXICON = load_lexicon()

_HEADERS: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "headers.yaml").read_text("utf-8")
)
_ALL = [
    (platform, language, line)
    for platform, lines in _HEADERS.items()
    for language, line in lines.items()
]


def _header(line: str, *preamble: str) -> Header:
    return Header(tuple(line.split(",")), 1, 1, preamble)


def _choice(header: Header) -> str:
    scores = recognise_platform(header, [], _LEXICON)
    return choose_platform(scores, None, _LEXICON, "export.csv")[0]


@pytest.mark.parametrize(("platform", "language", "line"), _ALL)
def test_a_header_line_names_its_platform_and_its_columns(
    platform: str, language: str, line: str
) -> None:
    header = _header(line)
    table = bind(header, platform, _LEXICON, Hints())

    assert _choice(header) == platform
    assert table.language == language
    assert {"impressions", "spend"} <= table.by_name.keys()
    assert {"date", "period_start"} & table.by_name.keys()
    assert {"campaign_name", "ad_group_name"} & table.by_name.keys()
    assert {"clicks", "link_clicks"} & table.by_name.keys()
    unknown = [name for name in header.names if _LEXICON.meaning(name, platform) is None]
    assert unknown == []


_TITLES = [
    (platform, title)
    for title, (platform, _) in sorted(_LEXICON.titles.items())
    if platform == "google_ads"
]


@pytest.mark.parametrize(("platform", "title"), _TITLES)
def test_a_title_settles_what_the_columns_leave_open(platform: str, title: str) -> None:
    assert _choice(_header("Day,Campaign,Cost,Impr.,Clicks", title)) == platform


@pytest.mark.parametrize(
    "line",
    [
        "Day,Campaign,Cost,Impr.,Clicks",
        "Date,Campaign name,Spend,Impressions,Clicks",
        "Tag,Kampagne,Kosten,Impressionen,Klicks",
        "Fecha,Nombre de la campaña,Importe gastado,Impresiones,Clics en el enlace,Conversiones",
        "日付,キャンペーン名,費用,クリック数",
    ],
)
def test_a_table_that_any_platform_may_have_written_is_asked_about(line: str) -> None:
    assert _choice(_header(line)) == ""


def test_a_campaign_report_in_portuguese_is_read_without_a_question(staging: Any) -> None:
    staged = staging.read(
        "Relatório de campanha\n1 de março de 2026 - 2 de março de 2026\n"
        "Dia,Campanha,Código da moeda,Impr.,Cliques,Custo,Conversões\n"
        '2026-03-01,Marca,BRL,1.200,40,"1.034,50","2,00"\n'
        '2026-03-02,Marca,BRL,900,31,"98,10","1,00"\n'
        'Total: conta, --,BRL,2.100,71,"1.132,60","3,00"\n',
        account="1",
        timezone="America/Sao_Paulo",
    )

    assert (staged.report.platform, staged.report.grain) == ("google_ads", "day")
    assert staged.sums["spend"] == Decimal("1132.60")
    assert {check.verdict for check in staged.totals} == {"ok"}


def test_results_of_meta_in_italian_are_read_without_a_question(staging: Any) -> None:
    staged = staging.read(
        "Inizio report,Fine report,Nome campagna,Impression,Clic sul link,Importo speso (EUR),"
        "Risultati,Indicatore del risultato\n"
        "2026-02-01,2026-02-28,Saldi,1000,20,12.50,3,offsite_conversion.fb_pixel_purchase\n",
        account="1",
        timezone="Europe/Rome",
    )

    assert (staged.report.platform, staged.report.language) == ("meta", "it")
    assert staging.one("SELECT sum(count) FROM period_conversions") == 3


def test_microsofts_lines_above_and_below_its_table_are_no_data(staging: Any) -> None:
    staged = staging.read(
        '"Report Name: Campaigns"\n"Report Aggregation: Daily"\n'
        '"Last Completed Available Day: 3/2/2026 11:00:00 PM (GMT)"\n'
        '"Potential Incomplete Data: false"\n"Rows: 2"\n\n'
        "Date,Campaign name,Impressions,Clicks,Spend\n"
        "2026-03-01,Brand,100,4,1.50\n2026-03-02,Brand,90,3,2.50\n\n"
        '"©2026 Microsoft Corporation. All rights reserved. "\n',
        **_SAID,
    )

    assert (staged.report.platform, staged.rows_staged) == ("microsoft_ads", 2)
    assert staged.rows_rejected == 0


@pytest.mark.parametrize("label", ["Total of 2 results", "Total de 2 résultats", "合計 2 件"])
def test_a_total_of_so_many_results_is_a_check(staging: Any, label: str) -> None:
    staged = staging.read(
        "By Day,Campaign name,Currency,Cost,Impressions,Clicks (destination)\n"
        "2026-03-01,Brand,EUR,1.50,100,4\n2026-03-02,Brand,EUR,2.50,90,3\n"
        f"-,{label},-,4.00,190,7\n",
        **_SAID,
    )

    assert (staged.rows_staged, staged.rows_skipped) == (2, 1)
    assert {check.verdict for check in staged.totals} == {"ok"}


_UNNAMED = (
    "Journée,Nom de la campagne,Devise,Coût,Impressions,Clics (destination)\n"
    "2026-03-01,Marque,EUR,1.50,100,4\n2026-03-02,Marque,EUR,2.50,90,3\n"
)


@pytest.mark.parametrize("said", [{}, {"period": (date(2026, 3, 1), date(2026, 3, 2))}])
def test_a_column_of_dates_that_no_word_names_is_asked_about(
    staging: Any, said: dict[str, Any]
) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(_UNNAMED, account="1", timezone="UTC", **said)

    (question,) = asked.value.questions
    assert (question.code, question.flag) == ("columns", "--map date='Journée'")
    assert question.choices == ("date=Journée", "extra=Journée")
    assert staging.one("SELECT count(*) FROM facts") == 0


def test_a_column_of_dates_is_what_a_person_says_it_is(staging: Any) -> None:
    daily = staging.read(_UNNAMED, columns={"date": "Journée"}, **_SAID)
    period = (date(2026, 3, 1), date(2026, 3, 2))
    summed = staging.read(_UNNAMED, columns={"extra": "Journée"}, period=period, **_SAID)

    assert (daily.report.grain, summed.report.grain) == ("day", "period")
    assert staging.one("SELECT count(*) FROM facts") == 2


def test_tiktoks_days_in_french_are_days(staging: Any) -> None:
    staged = staging.read(_UNNAMED.replace("Journée", "Par jour"), account="1", timezone="UTC")

    assert (staged.report.platform, staged.report.grain) == ("tiktok", "day")


def test_several_columns_of_dates_can_be_set_aside(staging: Any) -> None:
    text = _UNNAMED.replace("Journée", "Journée,Vu le").replace("\n2026", "\n2026-02-01,2026")
    with pytest.raises(Ambiguous) as asked:
        staging.read(text, columns={"extra": "Journée"}, **_SAID)

    assert asked.value.questions[0].choices == ("date=Vu le", "extra1=Vu le")
    period = (date(2026, 3, 1), date(2026, 3, 2))
    columns = {"extra": "Journée", "extra1": "Vu le"}
    assert staging.read(text, columns=columns, period=period, **_SAID).report.grain == "period"

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.act.reports.logic import document_of
from adhelm.act.reports.logic import page as page_of
from adhelm.act.reports.logic.paper import paper
from adhelm.act.reports.service import MEASURES
from adhelm.act.reports.service.writing import written
from adhelm.act.reports.types import Column, Form, Line, Marked, Report, Table, Tile
from adhelm.core.ads import Period
from adhelm.decide.optimization import Advice, BudgetMove, Silence
from adhelm.understand.analysis import Findings, Incident, Severity
from adhelm.understand.metrics.types import Provenance

SPAN = Period(date(2026, 3, 1), date(2026, 3, 8))
NOW = datetime(2026, 3, 8, 9, tzinfo=UTC)
STYLE = files("adhelm.act.reports").joinpath("report.css").read_text(encoding="utf-8")
VOID = {"meta", "br", "img", "path", "line", "rect", "circle"}


def page(report: Report, *, style: str) -> str:
    return page_of(document_of(report), style=style)


class Page(HTMLParser):
    """Checks that tags close in order, and collects what a test wants to know."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def _values(spend: str | None) -> dict[str, Decimal | int | None]:
    values: dict[str, Decimal | int | None] = dict.fromkeys(one.name for one in MEASURES)
    return {**values, "spend": None if spend is None else Decimal(spend), "ctr": Decimal("0.0123")}


def _incident(entity: str = "Beans") -> Incident:
    return Incident(
        id="inc_1", detector="robust_z", platform="meta", account_id="1", level="campaign",
        entity_id="7", entity=entity, metric="spend", date=date(2026, 3, 4),
        observed=Decimal(300), expected=Decimal(100), low=Decimal(80), high=Decimal(120),
        score=6.2, severity=Severity.high, at_stake=Decimal("200.00"), currency="EUR",
        reason=f"Meta '{entity}': spend 300.00 EUR, 3.0 times the usual 100.00 EUR.",
    )  # fmt: skip


def _move(name: str = "Brand") -> BudgetMove:
    return BudgetMove(
        id="rec_1", platform="meta", account_id="1", currency="EUR", from_campaign_id="7",
        from_campaign="Beans", from_spend=Decimal("100.00"), from_proposed=Decimal("80.00"),
        to_campaign_id="8", to_campaign=name, to_spend=Decimal("100.00"),
        to_proposed=Decimal("120.00"), amount=Decimal("20.00"), metric="conversion_value",
        gain=Decimal("31.00"), gain_low=Decimal("9.10"), gain_high=Decimal("52.00"), window=SPAN,
        data_version=3, reason=f"Move 20.00 EUR a day from 'Beans' to '{name}'.",
        limits=("raise 20.0% of at most 20%",),
    )  # fmt: skip


def report(name: str = "Beans") -> Report:
    spend = next(one for one in MEASURES if one.name == "spend")
    days = [Decimal(90), None, Decimal(110), Decimal(100), Decimal(300), Decimal(95), Decimal(99)]
    return Report(
        title=name,
        workspace_id="acme",
        period=SPAN,
        compared=SPAN.previous(),
        currency="EUR",
        made_at=NOW,
        days=list(SPAN),
        measures=MEASURES,
        tiles=[Tile(spend, Decimal("794.00"), Decimal("700.00"), days, days)],
        lines=[Line("meta", _values("794"), _values("700")), Line("x", _values(None), {})],
        total=Line("", _values("794"), _values("700")),
        trends={"meta": days, "x": [None] * 7},
        findings=Findings((_incident(name),), SPAN, 4, 900, 3),
        advice=Advice((_move(name),), (Silence("x", "2", "", name, "too thin"),), SPAN, 3),
        provenance=Provenance(
            {"spend": "ab12"}, (), "duckdb", 3, NOW, NOW, str(SPAN), "", "EUR",
            rates=({"base": name, "quote": "EUR", "rate": "0.93", "first_day": "2026-03-01",
                    "last_day": "2026-03-02", "source": "ecb"},),
        ),
    )  # fmt: skip


class TestPage:
    def test_needs_nothing_from_the_network_and_runs_nothing(self):
        html = page(report(), style=STYLE)

        tags = Page(html).tags
        assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags}
        assert not re.search(r"https?:|@import|url\(", html)
        assert "default-src 'none'" in html

    @given(name=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30))
    @settings(max_examples=40)
    def test_shows_any_name_as_text_never_as_markup(self, name):
        nasty = f'<script>alert("{name}")</script>'

        found = Page(page(report(nasty), style=STYLE))

        assert "script" not in {tag for tag, _ in found.tags}
        assert nasty in found.text

    def test_says_not_reported_with_a_dash_and_never_with_a_nought(self):
        html = page(report(), style=STYLE)

        row = html.split("</i>X</th>")[1].split("</tr>")[0]
        assert row.count("–") >= 8
        assert ">0<" not in row

    def test_gives_every_chart_a_name_and_the_trend_a_table(self):
        found = Page(page(report(), style=STYLE))

        pictures = [
            attrs for tag, attrs in found.tags if tag == "svg" and "aria-hidden" not in attrs
        ]
        assert pictures
        assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in pictures)
        assert "Sun 1 Mar" in found.text

    def test_shades_and_names_the_days_that_the_calendar_knows(self):
        sale = Marked(date(2026, 3, 2), date(2026, 3, 4), "promotion '<b>Sale</b>'")
        found = Page(page(replace(report(), calendar=[sale]), style=STYLE))

        shades = [attrs for tag, attrs in found.tags if tag == "rect" and attrs.get("y") == "0"]
        assert [(each["x"], each["width"]) for each in shades] == [("83.3", "500.0")]
        assert "2 Mar–4 Mar promotion '<b>Sale</b>'" in found.text
        assert "shaded" not in Page(page(report(), style=STYLE)).text

    def test_tells_the_change_by_arrow_and_sign_too(self):
        text = Page(page(report(), style=STYLE)).text

        assert "▲ +13.4%" in text

    def test_shows_incident_suggestion_and_source(self):
        text = Page(page(report(), style=STYLE)).text

        assert "3.0 times the usual" in text
        assert "90 % interval +9.10 to +52.00" in text
        assert "--as-of 3" in text
        assert "too thin" in text
        assert "0.9300 to 0.9300, fixings for 2026-03-01..2026-03-02, from ecb" in text

    def test_calls_accounts_by_their_names_where_these_are_known(self):
        assert "Meta · account 1 · 4 Mar" in Page(page(report(), style="")).text
        known = Page(page(replace(report(), names={"1": "Beans <DE>"}), style="")).text
        assert "Meta · Beans <DE> · 4 Mar" in known
        assert "account 1" not in known

    def test_of_a_table_by_account_shows_names_and_files_keep_ids(self):
        table = Table(
            "accounts", "By account", [Column("account_id", "Account id"), Column("n", "Clicks")],
            [["1", 7], ["2", 8]], ["Total", 15],
        )  # fmt: skip
        found = replace(document_of(report(), more=[table]), names={"1": "Beans DE"})
        for shown in (page_of(found, style=""), paper(found, style="")):
            text = Page(shown).text
            assert "AccountClicksBeans DE72" in re.sub(r"[^A-Za-z0-9 ]", "", text)
            assert "Account id" not in text
        rows = written(replace(found, blocks=[table]), Form.csv).content
        assert rows == b"account_id,n\r\n1,7\r\n2,8\r\n"

    def test_says_so_where_nothing_is_odd_and_nothing_suggested(self):
        quiet = replace(
            report(), findings=Findings((), SPAN, 4, 900), advice=Advice((), (), SPAN, 3)
        )

        assert "Nothing odd was found" in Page(page(quiet, style=STYLE)).text


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestTheStyle:
    def test_prints_dark_ink_on_white_whatever_the_reader_s_screen_is_set_to(self):
        dark = [rule for rule in re.findall(r"@media ([^{]+){", STYLE) if "dark" in rule]
        assert [rule.strip() for rule in dark] == ["screen and (prefers-color-scheme: dark)"]


class TestColours:
    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    def test_of_text_reach_wcag_aa_and_of_graphics_three_to_one(self, theme):
        blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
        colour = _colours(blocks[theme])

        for text in ("ink", "soft", "accent", "good", "bad"):
            for ground in ("card", "paper"):
                assert _contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        for kind in ("act", "look", "note"):
            assert _contrast(colour[kind], colour[f"{kind}-paper"]) >= 4.5, kind
        for slot in range(8):
            assert _contrast(colour[f"p{slot}"], colour["card"]) >= 3, slot

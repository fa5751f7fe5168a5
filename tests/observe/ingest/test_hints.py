"""Hints …"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.connectors.contract import Hints, Question
from adhelm.core.ads import Level
from adhelm.core.errors import Invalid
from adhelm.observe.ingest.logic import hints as rules

some = st.builds(
    Hints,
    platform=st.none() | st.sampled_from(["meta", "google_ads"]),
    account=st.none() | st.text(min_size=1, max_size=20),
    currency=st.none() | st.sampled_from(["EUR", "JPY"]),
    level=st.none() | st.sampled_from(list(Level)),
    decimal_mark=st.none() | st.sampled_from([".", ","]),
    period=st.none() | st.just((date(2026, 1, 1), date(2026, 1, 31))),
    columns=st.dictionaries(st.sampled_from(["clicks", "spend"]), st.text(min_size=1, max_size=9)),
)


class TestRecords:
    @given(some)
    @settings(max_examples=50)
    def test_keep_everything(self, hints: Hints):
        assert rules.from_record(rules.as_record(hints)) == hints

    @given(some)
    @settings(max_examples=50)
    def test_say_whether_a_file_was_asked_for_in_the_same_way(self, hints: Hints):
        again = rules.from_record(rules.as_record(hints))
        other = rules.merged(Hints(locale="xx"), hints)
        key = rules.request_key(hints, replacing="window")
        assert rules.request_key(again, replacing="window") == key
        assert rules.request_key(again, replacing="entity_days") != key
        assert rules.request_key(other, replacing="window") != key

    def test_that_hold_something_else_are_refused(self):
        with pytest.raises(rules.BadHint):
            rules.from_record({"colour": "red"})


class TestMerging:
    @given(some, some)
    @settings(max_examples=50)
    def test_lets_what_was_said_win(self, said: Hints, known: Hints):
        merged = rules.as_record(rules.merged(said, known))
        for name, value in rules.as_record(said).items():
            if name != "columns":
                assert merged[name] == value
        assert set(said.columns.items()) <= set(merged.get("columns", {}).items())

    def test_takes_nothing_about_a_client_from_a_layout(self):
        hints = Hints(account="shop", currency="EUR", timezone="UTC", locale="de_DE")
        assert rules.layout(hints) == Hints(locale="de_DE")


class TestOptions:
    def test_become_hints(self):
        said = {
            "platform": "meta", "account": None, "currency": "eur", "timezone": "Europe/Berlin",
            "level": "ad", "columns": ("clicks=Klicks", "spend=Betrag (EUR)"),
            "period": "2026-01-01..2026-01-31",
        }  # fmt: skip
        assert rules.of_options(said) == Hints(
            platform="meta",
            currency="EUR",
            timezone="Europe/Berlin",
            level=Level.ad,
            columns={"clicks": "Klicks", "spend": "Betrag (EUR)"},
            period=(date(2026, 1, 1), date(2026, 1, 31)),
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("currency", "EURO"),
            ("timezone", "Europe/Bärlin"),
            ("timezone", "../etc/passwd"),
            ("period", "January"),
            ("period", "2026-02-01..2026-01-01"),
            ("columns", ("clicks",)),
            ("columns", ("=Klicks",)),
            ("level", "galaxy"),
        ],
    )
    def test_that_cannot_be_are_refused_with_what_would_be_right(self, name: str, value: object):
        with pytest.raises(Invalid) as raised:
            rules.of_options({name: value})
        assert raised.value.hint


class TestAnswers:
    @pytest.mark.parametrize(
        ("flag", "name"),
        [
            ("--currency EUR", "currency"),
            ("--date-order dmy", "date_order"),
            ("--decimal-mark=,", "decimal_mark"),
            ("--map clicks=…", "columns"),
            ("--account ID", "account"),
        ],
    )
    def test_go_where_their_flag_goes(self, flag: str, name: str):
        assert rules.hint_of(Question("x", "?", flag)) == name

    def test_are_added_to_what_was_said(self):
        before = Hints(account="shop", columns={"clicks": "Klicks"})
        after = rules.answered(before, {"currency": "USD", "columns": "spend=Kosten"})
        assert after == Hints(
            account="shop", currency="USD", columns={"clicks": "Klicks", "spend": "Kosten"}
        )

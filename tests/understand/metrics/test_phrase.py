"""A question in words …"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.errors import AdhelmError
from adhelm.understand.metrics import Question, UnknownName, Unreadable, read_phrase

LAST_28 = Period.closed(date(2026, 2, 1), date(2026, 2, 28))


class TestReadPhrase:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            (
                "spend by platform last 28d",
                {"metrics": ("spend",), "by": ("platform",), "period": LAST_28},
            ),
            (
                "show me roas, cpa and spend by platform and week in the last 28 days",
                {
                    "metrics": ("roas", "cpa", "spend"), "by": ("platform", "week"),
                    "period": LAST_28,
                },
            ),
            (
                "top 5 by roas spend roas by campaign where platform in (meta, tiktok) mtd",
                {
                    "metrics": ("spend", "roas"), "by": ("campaign",), "limit": 5,
                    "sort": ("-roas",), "where": "(platform in (meta, tiktok))", "period": LAST_28,
                },
            ),
            (
                "spend per day in EUR compared to previous period",
                {"metrics": ("spend",), "by": ("date",), "currency": "EUR", "compare": "previous"},
            ),
            (
                "spend.7d by date where campaign = 'last by top' last month",
                {
                    "metrics": ("spend.7d",), "by": ("date",),
                    "where": "(campaign = 'last by top')", "period": LAST_28,
                },
            ),
            (
                "spend by platforms 2023-01-01..2023-02-28 sort by spend asc limit 3",
                {
                    "metrics": ("spend",), "by": ("platform",), "sort": ("spend",), "limit": 3,
                    "period": Period.closed(date(2023, 1, 1), date(2023, 2, 28)),
                },
            ),
        ],
    )  # fmt: skip
    def test_reads(self, clock: SetClock, text: str, meant: dict[str, Any]):
        assert read_phrase(text, clock=clock) == Question(**meant)

    def test_adds_to_what_options_say(self, clock: SetClock):
        base = Question(metrics=("clicks",), where="platform = meta", currency="USD")
        found = read_phrase("spend where spend > 1", clock=clock, base=base)
        assert found.metrics == ("clicks", "spend")
        assert found.where == "(platform = meta) and (spend > 1)"
        assert found.currency == "USD"

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("spnd by platform", "did you mean 'spend'?"),
            ("spend by platfrm", "did you mean 'platform'?"),
        ],
    )
    def test_names_what_was_meant(self, clock: SetClock, text: str, hint: str):
        with pytest.raises(UnknownName) as error:
            read_phrase(text, clock=clock)
        assert error.value.hint == hint

    @pytest.mark.parametrize("text", ["by platform", "", "spend by", "spend top x", "spend ((("])
    def test_says_what_it_cannot_read(self, clock: SetClock, text: str):
        with pytest.raises(Unreadable):
            read_phrase(text, clock=clock)

    @given(st.lists(st.sampled_from(
        ["spend", "by", "platform", "last", "28d", "where", "(", ")", "top", "in", "EUR", "vs", ",",
         "5", "and", '"', "compare", "sort", "é"]), max_size=12))  # fmt: skip
    @settings(max_examples=200, deadline=None)
    def test_either_reads_or_says_why(self, words: list[str]):
        from datetime import UTC, datetime

        clock = SetClock(datetime(2026, 3, 1, tzinfo=UTC))
        try:
            read_phrase(" ".join(words), clock=clock)
        except AdhelmError as error:
            assert error.message  # noqa: PT017 - either way is right

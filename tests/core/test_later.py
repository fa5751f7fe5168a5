"""What is put off …"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core import later

NOW = datetime(2026, 3, 27, 22, 30, tzinfo=UTC)


class TestUntil:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("1h", NOW + timedelta(hours=1)),
            (" 30M ", NOW + timedelta(minutes=30)),
            ("3d", NOW + timedelta(days=3)),
            ("2026-04-01T09:00:00+02:00", datetime(2026, 4, 1, 7, tzinfo=UTC)),
        ],
    )
    def test_reads_spans_and_instants(self, text: str, told: datetime):
        assert later.until(text, now=NOW, zone="UTC") == told

    def test_means_nine_in_the_morning_of_ones_own_tomorrow(self):
        # In Zurich it is a quarter to midnight of the 27th; clocks change in the night after.
        told = later.until("tomorrow", now=NOW, zone="Europe/Zurich")
        assert told == datetime(2026, 3, 28, 8, tzinfo=UTC)
        next_day = later.until("tomorrow", now=NOW + timedelta(days=1), zone="Europe/Zurich")
        assert next_day == datetime(2026, 3, 29, 7, tzinfo=UTC)
        assert later.until("tomorrow", now=NOW, zone="Asia/Tokyo").day == 29

    @given(st.text(max_size=40))
    def test_is_a_time_to_come_or_nothing(self, text: str):
        try:
            told = later.until(text, now=NOW, zone="UTC")
        except ValueError:
            return
        assert NOW < told <= NOW + later.LONGEST

    @pytest.mark.parametrize(
        "text",
        ["0h", "91d", "9999d", "soon", "2026-01-01T00:00:00Z", "2026-04-01T09:00:00",
         "0001-01-01T00:00:00+14:00"],
    )  # fmt: skip
    def test_refuses_what_is_past_far_off_or_no_time(self, text: str):
        with pytest.raises(ValueError, match=r"time|away"):
            later.until(text, now=NOW, zone="UTC")

    def test_refuses_a_zone_that_there_is_not(self):
        for zone in ("Mars/Base", "../etc", ""):
            with pytest.raises(ValueError, match="time zone"):
                later.until("tomorrow", now=NOW, zone=zone)

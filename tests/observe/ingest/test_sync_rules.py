"""The rules of the sync that need nothing around them: tags, tallies, what a sandbox tells."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.observe.ingest import little

from adhelm.connectors.contract import AccountTotal, Part
from adhelm.observe.ingest import played_address, played_credential
from adhelm.observe.ingest.logic.tagging import address, is_tagged
from adhelm.observe.ingest.logic.tallying import FIELDS, Sums, Whose, tallies

DAY = date(2026, 11, 1)
WHOSE = Whose("tiktok", "1", "EUR", "campaign", 7, datetime(2026, 11, 2, tzinfo=UTC))
amounts = st.decimals(-1000, 1000, places=2)
counts = st.integers(0, 10_000)


class TestTagging:
    @pytest.mark.parametrize(
        "said",
        [
            {"url_parameters": {"utm_source": "meta"}},
            {"final_url": "https://shop.example/?utm_campaign=a"},
            {"final_url": "https://shop.example/?a=b&GCLID={gclid}"},
            {"tracking_template": "{lpurl}?utm_medium=cpc"},
            {"final_url_suffix": "ttclid=__CLICKID__"},
        ],
    )
    def test_is_seen_wherever_it_is_said(self, said: dict[str, object]):
        assert is_tagged([None, json.dumps(said)])

    @pytest.mark.parametrize(
        "said",
        [
            None,
            "no json",
            "[]",
            json.dumps({"final_url": "https://shop.example/utm_source/gclid"}),
            json.dumps({"final_url": "https://shop.example/?putm_source=x", "url_parameters": {}}),
        ],
    )
    def test_is_not_seen_where_it_is_not(self, said: str | None):
        assert not is_tagged([said])

    def test_tells_where_an_ad_leads(self):
        assert address(json.dumps({"final_url": "https://a.example"})) == "https://a.example"
        assert address(None) == ""


class TestTallies:
    @given(amounts, amounts, counts, counts, st.integers(0, 50))
    def test_say_how_far_apart_both_are(
        self, theirs: Decimal, own: Decimal, shown: int, seen: int, rows: int
    ):
        totals = {DAY: AccountTotal(DAY, theirs, shown, 5)}
        ours = {DAY: Sums(rows, own, seen, 5)}
        found = {one.field: one for one in tallies(WHOSE, [DAY], totals, ours)}
        assert tuple(found) == FIELDS
        spend, impressions = found["spend"], found["impressions"]
        assert spend.difference == own - theirs
        assert found["clicks"].verdict == "ok"
        assert (impressions.verdict == "ok") == (shown == seen)
        assert impressions.verdict != "rounding"
        apart = abs(own - theirs)
        rounded = apart <= Decimal("0.01") * rows
        assert spend.verdict == ("rounding" if rounded else "unexplained") if apart else "ok"

    def test_take_what_one_side_leaves_out_as_zero(self):
        ours = {DAY: Sums(1, Decimal("1.5"), 10, 0)}
        found = {one.field: one for one in tallies(WHOSE, [DAY], {}, ours)}
        assert (found["spend"].platform, found["spend"].ours) == (Decimal(0), Decimal("1.5"))
        assert {one.verdict for one in tallies(WHOSE, [DAY], {}, {})} == {"ok"}


class TestWhatASandboxTells:
    def test_fills_the_parts_of_a_credential(self):
        parts = (
            Part("access_token", ""),
            Part("consumer_key", ""),
            Part("developer_token", ""),
            Part("login_customer_id", "", needed=False),
        )
        played = {"platform": "x", "access_token": "t", "client_id": "c"}
        assert played_credential(parts, played) == {
            "access_token": "t",
            "consumer_key": "c",
            "developer_token": "sandbox",
        }

    def test_is_found_below_the_platforms_prefix(self):
        where = played_address(
            little.connector(), "http://127.0.0.1:8601/", ["google", "tiktok", "xads"]
        )
        assert where.base_url == "http://127.0.0.1:8601/tiktok"

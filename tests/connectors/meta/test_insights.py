"""Reports become rows: Instagram apart, actions never counted twice, nothing lost on the way."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.suite import Desk, mapped, sums, table

from adhelm.connectors.contract import Account, Fetch, FieldMissing, Refused
from adhelm.connectors.meta.mapping import ASKS, STREAMS, fact_rows, insight_fields
from adhelm.connectors.meta.mapping.actions import action
from adhelm.connectors.meta.mapping.insights import MEASURES
from adhelm.core.ads import Period
from adhelm.understand.metrics.logic.actions import Reported, ranking
from adhelm.understand.metrics.service.catalogues import catalogue

DAY = date(2026, 11, 1)
ACCOUNT = Account("77", "Shop", "EUR", "Europe/Berlin")
NAMED = {one.name: one for one in STREAMS}
PLACES = ["facebook", "instagram", "audience_network", "messenger", "threads"]


def fetch(stream: str = "campaign_daily", today: date = date(2026, 11, 20)) -> Fetch:
    return Fetch(ACCOUNT, NAMED[stream], Period.closed(DAY, DAY), today)


def row(publisher: str = "facebook", **other: Any) -> dict[str, Any]:
    made = {
        "account_currency": "EUR", "campaign_id": "1", "impressions": "100", "clicks": "9",
        "inline_link_clicks": "7", "spend": "12.30", "reach": "80", "frequency": "1.25",
        "publisher_platform": publisher, "date_start": "2026-11-01", "date_stop": "2026-11-01",
    }  # fmt: skip
    return made | other


def read(*rows: dict[str, Any], stream: str = "campaign_daily") -> Any:
    return fact_rows(fetch(stream), orjson.dumps({"data": rows}))


def actions(**counts: str) -> list[dict[str, str]]:
    names = {name.replace("__", "."): count for name, count in counts.items()}
    return [{"action_type": name, "value": count} for name, count in names.items()]


class TestPlatforms:
    def test_keep_instagram_apart_and_sum_the_rest(self):
        facts = read(*(row(one) for one in PLACES)).rows["facts"]
        assert {one["platform"]: one["spend"] for one in facts} == {
            "meta": Decimal("49.20"),
            "instagram": Decimal("12.30"),
        }

    def test_never_sum_people(self):
        meta, instagram = read(row(), row("instagram"), row("messenger")).rows["facts"]
        assert (meta["reach"], meta["frequency"]) == (None, None)
        assert (instagram["reach"], instagram["frequency"]) == (80, Decimal("1.25"))

    def test_keep_the_people_of_a_placement_that_stands_alone(self):
        assert [one["reach"] for one in read(row()).rows["facts"]] == [80]

    def test_that_are_unknown_are_counted_and_kept(self):
        made = read(row("holodeck"))
        assert made.unknown == {"publisher_platform=holodeck": 1}
        assert [one["platform"] for one in made.rows["facts"]] == ["meta"]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(PLACES),
                st.decimals(-1000, 100_000, places=2),
                st.integers(0, 10**9),
            ),
            max_size=20,
        )
    )
    def test_lose_nothing(self, cells: list[tuple[str, Decimal, int]]):
        rows = [row(place, spend=str(spend), clicks=str(n)) for place, spend, n in cells]
        facts = read(*rows).rows["facts"]
        assert sum(one["spend"] for one in facts) == sum(spend for _, spend, _ in cells)
        assert sum(one["clicks"] for one in facts) == sum(n for *_, n in cells)
        assert len(facts) == len({place == "instagram" for place, *_ in cells})


class TestConversions:
    def test_headline_is_one_action_per_event(self):
        told = row(
            actions=actions(
                omni_purchase="3", purchase="3", offsite_conversion__fb_pixel_purchase="2", lead="1"
            ),
            action_values=actions(purchase="300", omni_purchase="310.5"),
        )
        fact = read(told).rows["facts"][0]
        assert fact["platform_conversions"] == Decimal(4)
        assert fact["platform_conversion_value"] == Decimal("310.5")

    def test_headline_takes_what_is_there(self):
        told = row(actions=actions(offsite_conversion__fb_pixel_purchase="2", link_click="40"))
        assert read(told).rows["facts"][0]["platform_conversions"] == Decimal(2)

    def test_keep_every_action_with_its_own_name(self):
        names = {"omni_purchase": "3", "purchase": "3", "link_click": "40"}
        rows = read(row(actions=actions(**names))).rows["conversions"]
        assert {one["conversion_name"]: one["event_type"] for one in rows} == {
            "omni_purchase": "purchase",
            "purchase": "purchase",
            "link_click": "link_click",
        }

    def test_tell_windows_apart(self):
        one = {"action_type": "purchase", "value": "5", "7d_click": "4", "1d_view": "1"}
        rows = read(row(actions=[one])).rows["conversions"]
        assert {one["attribution_window"]: one["count"] for one in rows} == {
            "": 5,
            "7d_click": 4,
            "1d_view": 1,
        }

    def test_keep_a_value_without_its_count(self):
        rows = read(row(action_values=actions(purchase="20.5"))).rows["conversions"]
        assert [(one["count"], one["value"]) for one in rows] == [(Decimal(0), Decimal("20.5"))]

    def test_of_two_placements_add_up(self):
        told = [row(one, actions=actions(purchase="2.5")) for one in ("facebook", "messenger")]
        rows = read(*told).rows["conversions"]
        assert [(one["platform"], one["count"]) for one in rows] == [("meta", Decimal(5))]

    @pytest.mark.parametrize(
        ("name", "event"),
        [
            ("onsite_conversion.lead_grouped", "lead"),
            ("offsite_conversion.fb_pixel_complete_registration", "complete_registration"),
            ("app_custom_event.fb_mobile_initiated_checkout", "initiate_checkout"),
            ("offsite_conversion.custom.123", "custom"),
            ("mobile_app_install", "app_install"),
            ("onsite_conversion.messaging_first_reply", "messaging_first_reply"),
        ],
    )
    def test_carry_the_common_word(self, name: str, event: str):
        assert action(name).event == event
        assert action(name).known

    def test_of_tomorrow_are_kept_and_counted(self):
        made = read(row(actions=actions(omni_teleport="1")))
        assert made.unknown == {"action_type=omni_teleport": 1}
        assert made.rows["conversions"][0]["conversion_name"] == "omni_teleport"

    @given(
        st.sets(
            st.sampled_from(
                """omni_purchase purchase offsite_conversion.fb_pixel_purchase web_in_store_purchase
                onsite_conversion.purchase onsite_web_purchase lead leadgen_grouped onsite_web_lead
                onsite_conversion.lead_grouped offsite_conversion.fb_pixel_lead""".split()
            ),
            min_size=1,
        )
    )
    def test_headline_is_what_the_catalogue_counts(self, names: set[str]):
        counts = {name: str(1000 + place) for place, name in enumerate(sorted(names))}
        made = read(row(actions=[*({"action_type": n, "value": v} for n, v in counts.items())]))
        reported = [Reported("meta", action(name).event, name, "", "") for name in names]
        ranks = ranking(catalogue().definition, reported).ranks
        counted = sum(int(counts[one.conversion_name]) for one, _, rank in ranks if rank == 0)
        assert made.rows["facts"][0]["platform_conversions"] == counted


class TestFields:
    @pytest.mark.parametrize("stream", ASKS)
    def test_that_are_mapped_are_asked_for(self, stream: str):
        mapped_ = {one.field for one in MEASURES if one.column in NAMED[stream].fields}
        assert mapped_ <= {*insight_fields(fetch(stream))}
        assert {"actions", "action_values"} <= {*insight_fields(fetch(stream))}

    def test_that_meta_has_forgotten_are_not_asked_for(self):
        late = fetch(today=date(2028, 1, 1))
        assert not {"reach", "frequency"} & {*insight_fields(late)}
        told = {k: v for k, v in row().items() if k not in {"reach", "frequency"}}
        fact = fact_rows(late, orjson.dumps({"data": [told]})).rows["facts"][0]
        assert "reach" not in fact

    @pytest.mark.parametrize(
        "name", ["impressions", "clicks", "spend", "campaign_id", "date_start", "account_currency",
                 "publisher_platform"],
    )  # fmt: skip
    def test_that_are_missing_fail_loudly(self, name: str):
        with pytest.raises(FieldMissing, match=name):
            read({k: v for k, v in row().items() if k != name})

    def test_that_meta_leaves_out_for_nothing_are_nothing(self):
        told = {k: v for k, v in row().items() if k != "inline_link_clicks"}
        fact = read(told).rows["facts"][0]
        assert (fact["link_clicks"], fact["video_views"], fact["platform_conversions"]) == (0, 0, 0)

    def test_that_nobody_asked_for_are_counted(self):
        assert read(row(hologram="1"), row("instagram", hologram="2")).extra == {"hologram": 2}

    @pytest.mark.parametrize("spend", ["NaN", "Infinity", "twelve", "1,5"])
    def test_that_are_no_numbers_are_refused(self, spend: str):
        with pytest.raises(FieldMissing):
            read(row(spend=spend))

    def test_in_another_currency_stop_the_stream(self):
        with pytest.raises(Refused, match="USD"):
            read(row(account_currency="USD"))

    def test_that_break_a_day_down_are_named_in_order(self):
        told = row(age="18-24", gender="female", actions=actions(purchase="1"))
        del told["publisher_platform"]
        made = read(told, stream="campaign_daily_by_age_gender").rows
        assert made["facts"][0]["breakdown_key"] == "age=18-24|gender=female"
        assert made["conversions"][0]["breakdown_key"] == "age=18-24|gender=female"


class TestSplits:
    @pytest.mark.parametrize(
        "stream",
        ["campaign_daily_by_placement", "campaign_daily_by_device", "campaign_daily_by_country",
         "campaign_daily_by_age_gender", "campaign_hourly", "campaign_daily"],
    )  # fmt: skip
    def test_come_to_the_whole(self, desk: Desk, stream: str):
        reader = desk.reader()
        found = mapped(reader, desk.fetch(reader, stream, DAY, DAY, desk.account()))
        assert sums(found) == desk.truth(desk.account(), "campaign", DAY, DAY)
        splits = {one["breakdown_key"] for one in table(found, "facts")}
        names = NAMED[stream].breakdown.split(",") if NAMED[stream].breakdown else []
        assert {"|".join(p.split("=")[0] for p in one.split("|")) for one in splits} == {
            "|".join(names)
        }

    def test_headline_equals_what_the_conversions_say(self, desk: Desk):
        reader = desk.reader()
        found = mapped(reader, desk.fetch(reader, "campaign_daily", DAY, DAY, desk.account()))
        omni = [
            one["count"]
            for one in table(found, "conversions")
            if (one["conversion_name"], one["attribution_window"]) == ("omni_purchase", "")
        ]
        assert sum(omni) == sum(one["platform_conversions"] for one in table(found, "facts")) > 0

    def test_of_an_hour_stand_at_their_hour(self, desk: Desk):
        reader = desk.reader()
        found = mapped(reader, desk.fetch(reader, "account_hourly", DAY, DAY, desk.account()))
        assert {one["hour"] for one in table(found, "facts")} == set(range(24))

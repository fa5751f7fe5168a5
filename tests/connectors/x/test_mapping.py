"""Arrays into rows: the peers' faults, each as a test, and properties of adding placements."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.contract import Account, BadBody, Fetch, FieldMissing, Mapped, Refused
from adhelm.connectors.x.connector.plans import Place, midnight, subjects
from adhelm.connectors.x.connector.streams import all_streams
from adhelm.connectors.x.mapping import Asked, asks, entity_rows, fact_rows, fields, list_page
from adhelm.connectors.x.mapping import stats_page as page
from adhelm.connectors.x.mapping.measures import EVENTS, MEASURES, known_names
from adhelm.core.ads import Level, Period
from adhelm.core.clock import SetClock

ACCOUNT = Account("18ce54d4x5t", "Acme", "USD", "America/Los_Angeles")
GROUPS = ("ENGAGEMENT", "BILLING", "VIDEO", "WEB_CONVERSION")
STREAMS = {one.name: one for one in all_streams()}
FIRST = date(2026, 11, 1)
BOTH = ("ALL_ON_TWITTER", "PUBLISHER_NETWORK")
Slots = list[int | None]


def metrics(**told: Any) -> dict[str, Any]:
    """Metrics as X sends them: all of the groups, null where nothing is said."""
    return dict.fromkeys(known_names(frozenset(GROUPS))) | told


def answer(
    told: dict[str, Any], *, placement: str = BOTH[0], entity: str = "8wku2", length: int = 3
) -> bytes:
    said = {
        "data_type": "stats",
        "time_series_length": length,
        "data": [{"id": entity, "id_data": [{"segment": None, "metrics": told}]}],
        "request": {"params": {"metric_groups": list(GROUPS), "placement": placement}},
    }
    return json.dumps(said).encode()


def mapped(*answers: bytes, stream: str = "ad_group_daily", days: int = 3) -> Mapped:
    fetch = Fetch(ACCOUNT, STREAMS[stream], Period(FIRST, FIRST + timedelta(days=days)))
    return fact_rows(fetch, page(Asked(FIRST, days, {"8wku2": ("hwtbm", "8wku2")}), answers))


def facts(*answers: bytes, **more: Any) -> dict[str, dict[str, Any]]:
    return {str(row["date"]): dict(row) for row in mapped(*answers, **more).rows["facts"]}


def bought(**told: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("post_view", "post_engagement", "assisted", "order_quantity"))
    return {"conversion_purchases": {"metric": None, "sale_amount": None, **empty, **told}}


class TestARequest:
    def test_asks_for_the_group_of_every_mapped_metric(self):
        for stream in STREAMS.values():
            if stream.dated and stream.level:
                asked = {
                    group for _, groups in asks(stream.level, stream.fields) for group in groups
                }
                mapped_groups = {one.group for one in MEASURES if one.column in stream.fields} | {
                    one.group for one in EVENTS if "conversions" in stream.fields
                }
                assert mapped_groups == asked, stream.name

    def test_asks_for_no_more_than_is_wanted(self):
        assert asks(Level.campaign, ["spend"]) == (("CAMPAIGN", ("BILLING",)),)
        assert asks(Level.campaign, ["impressions", "conversions"]) == (
            ("CAMPAIGN", ("ENGAGEMENT", "WEB_CONVERSION")),
        )

    def test_asks_an_account_only_what_x_tells_of_it(self):
        assert asks(Level.account, fields(Level.account)) == (
            ("ACCOUNT", ("ENGAGEMENT",)),
            ("FUNDING_INSTRUMENT", ("BILLING",)),
        )

    @given(
        st.sampled_from(
            ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
        ),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    )
    def test_begins_a_day_at_midnight_by_the_offset_of_now(
        self, zone: str, day: date, now: datetime
    ):
        start = datetime.fromisoformat(midnight(day, zone, SetClock(now)))
        offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        shown = start + offset
        assert (shown.date(), shown.hour, shown.minute) == (day, 0, 0)

    @pytest.mark.parametrize(
        ("zone", "now", "day", "expected"),
        [
            # 1 November began at UTC-7 in Los Angeles; UTC-8 is in force when it is asked.
            ("America/Los_Angeles", "2026-11-21", "2026-11-01", "2026-11-01T08:00:00Z"),
            ("America/Los_Angeles", "2026-11-01", "2026-11-01", "2026-11-01T07:00:00Z"),
            ("Australia/Lord_Howe", "2026-11-21", "2026-09-01", "2026-08-31T13:00:00Z"),
            ("Australia/Lord_Howe", "2026-08-21", "2026-08-01", "2026-07-31T13:30:00Z"),
        ],
    )
    def test_begins_a_day_across_a_change_of_clocks(
        self, zone: str, now: str, day: str, expected: str
    ):
        clock = SetClock(datetime.fromisoformat(f"{now}T02:00:00+00:00"))
        assert midnight(date.fromisoformat(day), zone, clock) == expected


class TestArrays:
    def test_are_zipped_from_the_local_day_on_all_of_them(self):
        found = facts(answer(metrics(impressions=[10, 20, 30], clicks=[1, 2, 3])))
        assert [(day, row["impressions"]) for day, row in found.items()] == [
            ("2026-11-01", 10),
            ("2026-11-02", 20),
            ("2026-11-03", 30),
        ]

    def test_that_are_null_say_nothing(self):
        row = facts(answer(metrics(impressions=[10, 0, 0])))["2026-11-01"]
        assert (row["impressions"], row["clicks"], row["spend"]) == (10, None, None)
        assert row["platform_conversions"] is None

    def test_make_no_row_where_nothing_was(self):
        assert facts(answer(metrics())) == {}
        assert list(facts(answer(metrics(clicks=[0, 4, 0])))) == ["2026-11-02"]

    def test_are_money_in_millionths_to_the_last_digit(self):
        row = facts(answer(metrics(billed_charge_local_micro=[12_340_001, 0, -5_000_000])))
        assert row["2026-11-01"]["spend"] == Decimal("12.340001")
        assert row["2026-11-03"]["spend"] == Decimal(-5)

    def test_have_a_slot_for_every_hour(self):
        told = metrics(impressions=[1] * 48)
        rows = mapped(answer(told, length=48), stream="ad_group_hourly", days=2).rows["facts"]
        assert [(str(row["date"]), row["hour"]) for row in rows] == [
            (f"2026-11-0{day}", hour) for day in (1, 2) for hour in range(24)
        ]

    def test_of_another_length_are_refused(self):
        with pytest.raises(FieldMissing, match="2 for 3 slots"):
            mapped(answer(metrics(clicks=[1, 2])))
        with pytest.raises(FieldMissing, match="no array"):
            mapped(answer(metrics(clicks=7)))

    def test_of_what_are_no_numbers_are_refused(self):
        with pytest.raises(FieldMissing):
            mapped(answer(metrics(clicks=[1, "many", 2])))

    @pytest.mark.parametrize(
        "name", [*(one.name for one in MEASURES), *(one.name for one in EVENTS if one.always)]
    )
    def test_that_were_asked_for_and_are_not_there_fail(self, name: str):
        told = metrics(impressions=[1, 1, 1])
        del told[name]
        with pytest.raises(FieldMissing, match=name):
            mapped(answer(told))

    @given(
        st.lists(st.none() | st.lists(st.integers(0, 10**15), min_size=3, max_size=3), min_size=2,
                 max_size=2)
    )  # fmt: skip
    def test_of_two_placements_add_up(self, spent: list[list[int] | None]):
        found = facts(
            *(
                answer(metrics(billed_charge_local_micro=one), placement=placement)
                for placement, one in zip(BOTH, spent, strict=True)
            )
        )
        for slot in range(3):
            told = [one[slot] for one in spent if one is not None]
            row = found.get(str(FIRST + timedelta(days=slot)), {})
            assert row.get("spend", Decimal(0)) == Decimal(sum(told)).scaleb(-6)

    def test_with_holes_add_up_around_them(self):
        told = [[1, None, None], [2, None, 3]]
        found = facts(*(answer(metrics(clicks=one, likes=one)) for one in told))
        assert {day: row["clicks"] for day, row in found.items()} == {
            "2026-11-01": 3,
            "2026-11-03": 3,
        }

    def test_that_do_not_say_what_they_answer_are_refused(self):
        said = json.loads(answer(metrics()))
        del said["request"]
        with pytest.raises(FieldMissing, match="request"):
            mapped(json.dumps(said).encode())

    def test_of_two_placements_stay_apart_where_that_is_asked(self):
        told = [answer(metrics(clicks=[n, 0, 0]), placement=one) for n, one in enumerate(BOTH, 1)]
        rows = mapped(*told, stream="ad_group_daily_by_placement").rows["facts"]
        assert {row["breakdown_key"]: row["clicks"] for row in rows} == {
            "placement=ALL_ON_TWITTER": 1,
            "placement=PUBLISHER_NETWORK": 2,
        }

    def test_of_segments_stay_apart_also_where_x_cannot_tell_who(self):
        said = json.loads(answer(metrics(clicks=[1, 0, 0])))
        (item,) = said["data"]
        item["id_data"] = [
            {"segment": segment, "metrics": metrics(clicks=[number, 0, 0])}
            for number, segment in enumerate(
                ({"segment_name": "iOS", "segment_value": "0"}, {"segment_value": "9"}, None), 1
            )
        ]
        rows = mapped(json.dumps(said).encode(), stream="ad_group_daily_by_device").rows["facts"]
        assert {row["breakdown_key"]: row["clicks"] for row in rows} == {
            "device=iOS": 1,
            "device=9": 2,
            "device=unknown": 3,
        }

    def test_have_their_parents_and_ids_as_text(self):
        row = facts(answer(metrics(clicks=[1, 0, 0])))["2026-11-01"]
        assert (row["entity_id"], row["campaign_id"], row["ad_group_id"]) == (
            "8wku2",
            "hwtbm",
            "8wku2",
        )


class TestConversions:
    def test_are_worth_a_millionth_of_what_is_written(self):
        """dbt_twitter sums sale_amount undivided; X's own example is 277990000 for 277.99."""
        told = bought(
            metric=[3, 0, 0],
            post_engagement=[2, 0, 0],
            post_view=[1, 0, 0],
            order_quantity=[15_000_000, 0, 0],
            sale_amount=[277_990_000, 0, 0],
        )
        found = mapped(answer(metrics(**told)))
        (row,) = found.rows["conversions"]
        assert (row["count"], row["value"]) == (Decimal(3), Decimal("277.99"))
        assert (row["event_type"], row["conversion_name"]) == ("purchase", "conversion_purchases")
        (fact,) = found.rows["facts"]
        assert fact["platform_conversions"] == Decimal(3)
        assert fact["platform_conversion_value"] == Decimal("277.99")

    def test_without_a_value_have_none(self):
        (row,) = mapped(answer(metrics(**bought(metric=[0, 2, 0])))).rows["conversions"]
        assert (row["count"], row["value"], str(row["date"])) == (Decimal(2), None, "2026-11-02")

    def test_of_other_kinds_are_kept_under_their_names(self):
        kinds = {one.name: {"metric": [1, 0, 0], "sale_amount": None} for one in EVENTS}
        rows = mapped(answer(metrics(**kinds))).rows["conversions"]
        assert {row["conversion_name"]: row["event_type"] for row in rows} == {
            one.name: one.event_type for one in EVENTS
        }

    def test_without_their_parts_fail(self):
        with pytest.raises(FieldMissing, match="sale_amount"):
            mapped(answer(metrics(conversion_purchases={"metric": [1, 2, 3]})))


class TestInstalls:
    def test_are_those_after_a_view_and_those_after_a_click(self):
        told = {"mobile_conversion_installs": {
            "post_view": [1, 0, 2], "post_engagement": [3, 0, None], "assisted": None,
            "order_quantity": None, "sale_amount": None,
        }}  # fmt: skip
        said = json.loads(answer(told))
        said["request"]["params"]["metric_groups"] = ["MOBILE_CONVERSION"]
        rows = mapped(json.dumps(said).encode()).rows["conversions"]
        assert [(str(row["date"]), row["event_type"], row["count"], row["value"]) for row in rows] \
            == [(str(FIRST), "app_install", 4, None),
                (str(FIRST + timedelta(days=2)), "app_install", 2, None)]  # fmt: skip

    def test_are_asked_for_of_what_promotes_apps(self):
        (subject,) = subjects((("LINE_ITEM", ("BILLING",)),), {"LINE_ITEM": ["a", "b"]}, {"b", "c"})
        assert subject.targets == (
            ("LINE_ITEM", ("a", "b"), ("BILLING",)),
            ("LINE_ITEM", ("b",), ("MOBILE_CONVERSION",)),
        )


class TestAPage:
    def test_counts_what_it_did_not_ask_for(self):
        found = mapped(answer(metrics(clicks=[1, 2, 3], hats=[1, 2, 3])))
        assert found.extra == {"hats": 1}
        assert len(found.rows["facts"]) == 3

    @pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"asked":{"first":"soon"}}', b"[]"])
    def test_that_is_none_is_refused(self, body: bytes):
        with pytest.raises(BadBody):
            fact_rows(Fetch(ACCOUNT, STREAMS["ad_daily"]), body)

    def test_holds_the_answers_as_they_came(self):
        raw = answer(metrics(clicks=[1, 2, 3]))
        assert raw in page(Asked(FIRST, 3, {}), [raw])

    @given(st.booleans(), st.dates(), st.text("abc0123456789"))
    def test_is_found_again_by_its_cursor(self, jobs: bool, first: date, after: str):  # noqa: FBT001
        place = Place(jobs, first, after)
        assert Place.read(place.written()) == place

    def test_is_not_found_by_a_cursor_of_another_platform(self):
        with pytest.raises(Refused, match="cursor"):
            Place.read("c-3bz0sg1p")


class TestAnEntity:
    def row(self, **more: Any) -> bytes:
        found = {"id": "hw", "name": "Winter", "entity_status": "ACTIVE", "deleted": False} | more
        told = {"data": [{name: value for name, value in found.items() if value is not ...}]}
        return list_page(json.dumps(told).encode(), {})

    @pytest.mark.parametrize("name", ["id", "name", "entity_status", "deleted"])
    def test_that_lacks_what_it_must_have_fails(self, name: str):
        with pytest.raises(FieldMissing, match=name):
            entity_rows(Fetch(ACCOUNT, STREAMS["campaigns"]), self.row(**{name: ...}))

    def test_of_another_currency_than_before_stops_the_stream(self):
        with pytest.raises(Refused, match="EUR now, not USD"):
            entity_rows(Fetch(ACCOUNT, STREAMS["campaigns"]), self.row(currency="EUR"))

    def test_keeps_money_finer_than_the_currency_as_it_is(self):
        told = {"daily_budget_amount_local_micro": 1_500_000,
                "total_budget_amount_local_micro": 1_234_567}  # fmt: skip
        body = self.row(**told)
        (found,) = entity_rows(Fetch(ACCOUNT, STREAMS["campaigns"]), body).rows["entities"]
        budgets = json.loads(str(found["attributes"]))
        assert (budgets["daily_budget"], budgets["lifetime_budget"]) == ("1.50", "1.234567")

    def test_may_have_lost_its_page(self):
        with pytest.raises(BadBody):
            entity_rows(Fetch(ACCOUNT, STREAMS["campaigns"]), b'{"data":[]}')


class TestAPost:
    def test_is_an_ad_with_its_text_its_link_and_its_tags(self):
        row = {"id": "1efwlo", "line_item_id": "ml5vs", "tweet_id": "998", "deleted": False,
               "entity_status": "ACTIVE", "approval_status": "ACCEPTED"}  # fmt: skip
        url = "https://acme.example/shoes?utm_source=x&utm_campaign=w&size=9&twclid=2"
        post = {"tweet_id": "998", "full_text": "Shoes https://t.co/1", "card_uri": "card://7",
                "entities": {"urls": [{"expanded_url": url}], "media": []}}  # fmt: skip
        items = {"data": [{"id": "ml5vs", "campaign_id": "hw"}]}
        beside = {"line_items": items, "tweets": {"data": [post]}}
        body = list_page(
            json.dumps({"data": [row]}).encode(),
            {name: [json.dumps(one).encode()] for name, one in beside.items()},
        )
        (found,) = entity_rows(Fetch(ACCOUNT, STREAMS["ads"]), body).rows["entities"]
        told = json.loads(str(found["attributes"]))
        assert (found["campaign_id"], found["ad_group_id"]) == ("hw", "ml5vs")
        assert told["final_url"] == url
        assert told["url_parameters"] == {"utm_source": "x", "utm_campaign": "w", "twclid": "2"}
        assert told["body"] == "Shoes https://t.co/1"
        assert told["assets"] == ["tweet:998", "card://7"]

"""Entities, changes and recommendations become rows that say what people need."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.suite import Desk, mapped, table

from adhelm.connectors.contract import Account, Fetch, FieldMissing, Refused, SetStatus, Status
from adhelm.connectors.meta.mapping import STREAMS, change_rows, entity_rows, major, minor
from adhelm.connectors.meta.mapping.entities import url_parameters
from adhelm.core.ads import Level, Money, Period

NAMED = {one.name: one for one in STREAMS}
EUROS = Account("77", "Shop", "EUR", "Europe/Berlin")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def read(stream: str, node: dict[str, Any], account: Account = EUROS) -> dict[str, Any]:
    found = entity_rows(Fetch(account, NAMED[stream]), orjson.dumps({"data": [node]}))
    row = dict(found.rows["entities"][0])
    return {**row, **orjson.loads(str(row["attributes"]))}


def ad_set(**more: Any) -> dict[str, Any]:
    return {"id": "2", "name": "Broad", "status": "PAUSED", "campaign_id": "1", **more}


class TestBudgets:
    @pytest.mark.parametrize(
        ("currency", "written", "meant"),
        [("EUR", "5000", "50.00"), ("JPY", "5000", "5000"), ("KWD", "5000", "5.000"),
         ("HUF", "5000", "5000"), ("EUR", "1", "0.01")],
    )  # fmt: skip
    def test_are_minor_units_by_metas_own_list(self, currency: str, written: str, meant: str):
        assert major(written, currency) == meant
        assert minor(Money.parse(meant, currency), currency) == written

    @given(st.integers(1, 10**12), st.sampled_from(["EUR", "JPY", "KWD", "COP", "USD"]))
    def test_come_back_as_they_went(self, units: int, currency: str):
        text = major(units, currency)
        assert text is not None
        assert minor(Money.parse(text, currency), currency) == str(units)

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [("10.005", "EUR"), ("10.5", "JPY"), ("10.0005", "KWD"), ("0", "EUR"), ("-5", "EUR")],
    )
    def test_finer_than_the_unit_are_refused(self, amount: str, currency: str):
        with pytest.raises(Refused):
            minor(Money(Decimal(amount), currency), currency)

    def test_in_another_currency_are_refused(self):
        with pytest.raises(Refused, match="EUR"):
            minor(Money(Decimal(10), "USD"), "EUR")


class TestEntities:
    def test_say_budget_bid_and_days(self):
        row = read(
            "ad_groups",
            ad_set(
                daily_budget="2000", bid_strategy="COST_CAP", bid_amount=350,
                start_time="2026-11-01T00:00:00+0100", end_time="2026-12-01T00:00:00+0100",
                bid_constraints={"roas_average_floor": 45000},
            ),
        )  # fmt: skip
        assert (row["daily_budget"], row["bid"], row["target_cpa"]) == ("20.00", "3.50", "3.50")
        assert (row["start"], row["end"], row["target_roas"]) == ("2026-11-01", "2026-11-30", "4.5")
        assert (row["budget_id"], row["campaign_id"], row["ad_group_id"]) == ("2", "1", "2")

    def test_without_a_value_leave_the_word_out(self):
        assert not {"daily_budget", "end", "bid"} & read("ad_groups", ad_set()).keys()

    @pytest.mark.parametrize("name", ["id", "name", "status"])
    def test_that_lack_a_field_fail_loudly(self, name: str):
        with pytest.raises(FieldMissing, match=name):
            read("ad_groups", {k: v for k, v in ad_set().items() if k != name})

    def test_that_are_deleted_come_too(self, desk: Desk):
        reader, account = desk.reader(), desk.account()
        fetch = desk.fetch(reader, "campaigns", NOVEMBER.start, NOVEMBER.start, account)
        before = table(mapped(reader, fetch), "entities")
        gone = before[0]["entity_id"]
        desk.writer().apply(account, SetStatus(Level.campaign, gone, Status.removed))
        after = table(mapped(reader, fetch), "entities")
        assert {one["entity_id"]: one["status"] for one in after}[gone] == "DELETED"
        assert len(after) == len(before)

    def test_of_an_ad_say_text_link_and_tags(self, desk: Desk):
        reader = desk.reader()
        fetch = desk.fetch(reader, "ads", NOVEMBER.start, NOVEMBER.start, desk.account())
        found = [
            orjson.loads(one["attributes"]) for one in table(mapped(reader, fetch), "entities")
        ]
        assert all(one["final_url"].startswith("https://www.") for one in found)
        tagged = [one for one in found if one.get("tracking_template")]
        assert all(one["url_parameters"]["utm_source"] == "facebook" for one in tagged)
        assert 0 < len(tagged) < len(found)
        assert all("utm_source" not in one["url_parameters"] for one in found if one not in tagged)

    def test_of_an_ad_with_several_texts_keep_them_all(self):
        feed = {
            "titles": [{"text": "One"}, {"text": "Two"}],
            "bodies": [{"text": "Long"}, {"text": "Short"}],
            "link_urls": [{"website_url": "https://shop.example/?utm_source=ig"}],
            "images": [{"hash": "abc"}],
            "videos": [{"video_id": "9"}],
        }
        node = {**ad_set(adset_id="2"), "creative": {"id": "5", "asset_feed_spec": feed}}
        row = read("ads", node)
        assert (row["headlines"], row["bodies"]) == (["One", "Two"], ["Long", "Short"])
        assert row["assets"] == [{"type": "image", "id": "abc"}, {"type": "video", "id": "9"}]
        assert row["url_parameters"] == {"utm_source": "ig"}

    @given(st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=4), st.text())
    def test_read_any_link(self, tags: dict[str, str], link: str):
        found = url_parameters("https://x.example/?" + str(tags), "?utm_id=7&" + link)
        assert "utm_id" in found


class TestAccounts:
    def test_come_from_the_person_without_their_prefix(self, desk: Desk):
        found = desk.reader().accounts()
        assert [(one.id, one.currency, one.status) for one in found] == [
            (one["id"], one["currency"], "ACTIVE")
            for one in desk.scenario["accounts"]
            if one["platform"] == "meta"
        ]

    def test_are_an_entity_of_their_own(self, desk: Desk):
        reader = desk.reader()
        fetch = desk.fetch(reader, "accounts_info", NOVEMBER.start, NOVEMBER.start, desk.account())
        (row,) = table(mapped(reader, fetch), "entities")
        assert (row["level"], row["entity_id"]) == ("account", desk.account().id)
        assert row["name"] == desk.account().name


class TestChanges:
    def activity(self, **more: str) -> bytes:
        made = {"event_type": "update_ad_set_budget", "event_time": "2026-11-03T10:00:00+0000",
                "object_id": "2", "extra_data": '{"old_value":100,"new_value":200}'}  # fmt: skip
        return orjson.dumps({"data": [made | more]})

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("update_ad_set_budget", ("ad_group", "update", "budget")),
            ("create_campaign_group", ("campaign", "create", None)),
            ("update_campaign_run_status", ("campaign", "update", "run_status")),
            ("create_ad", ("ad", "create", None)),
            ("update_ad_creative", ("ad", "update", "creative")),
            ("ad_account_update_spend_limit", ("account", "update", None)),
        ],
    )
    def test_say_what_was_changed(self, kind: str, said: tuple[str, str, str | None]):
        fetch = Fetch(EUROS, NAMED["changes"], NOVEMBER)
        (row,) = change_rows(fetch, self.activity(event_type=kind)).rows["changes"]
        field = row["field"] if said[0] != "account" else None
        assert (row["level"], row["operation"], field) == said
        assert (row["old"], row["new"]) == ("100", "200")

    def test_of_other_days_are_left_out(self):
        fetch = Fetch(EUROS, NAMED["changes"], NOVEMBER)
        # Half past eleven in London on the last of November is December in Berlin.
        late = self.activity(event_time="2026-11-30T23:30:00+0000")
        assert change_rows(fetch, late).rows["changes"] == []

    def test_keep_their_id_when_read_again(self, desk: Desk):
        reader, account = desk.reader(), desk.account()
        campaigns = desk.fetch(reader, "campaigns", NOVEMBER.start, NOVEMBER.start, account)
        one = table(mapped(reader, campaigns), "entities")[0]["entity_id"]
        desk.writer().apply(account, SetStatus(Level.campaign, one, Status.paused))
        fetch = desk.fetch(reader, "changes", date(2026, 11, 1), date(2026, 11, 21), account)
        first, second = (table(mapped(reader, fetch), "changes") for _ in range(2))
        assert first == second
        mine = [row for row in first if row["entity_id"] == one and row["field"] == "run_status"]
        assert len(mine) == 1
        assert len({row["change_id"] for row in first}) == len(first)


class TestRecommendations:
    def test_are_kept_as_meta_writes_them(self, desk: Desk):
        reader = desk.reader()
        day = NOVEMBER.start
        fetch = desk.fetch(reader, "recommendations", day, day, desk.account())
        rows = table(mapped(reader, fetch), "recommendations")
        assert {one["kind"] for one in rows} == {"1772120"}
        assert all(orjson.loads(one["details"])["title"] for one in rows)
        assert len({one["recommendation_id"] for one in rows}) == len(rows) > 0

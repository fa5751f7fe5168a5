"""Every platform's numbers are the truth's, page by page, day by day, in every currency."""

from datetime import date, timedelta

import pytest
from tests.connectors.suite import Desk, mapped, plain, sums, table

from adhelm.connectors.contract import FieldMissing, Reader
from adhelm.core.ads import Period

# New York and Berlin turn their clocks within.
FIRST, LAST = date(2026, 10, 24), date(2026, 11, 2)
LONG_AGO = date(2025, 9, 1)
YESTERDAY = date(2026, 11, 19)


def first_of(reader: Reader, table_name: str) -> str:
    return next(one.name for one in reader.streams if table_name in one.tables)


class TestAccounts:
    def test_are_listed_with_currency_and_zone(self, desk: Desk) -> None:
        found = {(one.id, one.currency, one.timezone) for one in desk.reader().accounts()}
        said = [desk.account(0), desk.account(1)]
        assert found == {(one.id, one.currency, one.timezone) for one in said}

    def test_show_a_change_of_their_currency(self, desk: Desk) -> None:
        changed = desk.altered(currency="KWD")
        found = {one.id: one.currency for one in desk.reader().accounts()}
        assert found[changed.id] == "KWD"

    def test_show_a_change_of_their_zone(self, desk: Desk) -> None:
        desk.needs("zone")
        changed = desk.altered(timezone="Australia/Lord_Howe")
        found = {one.id: one.timezone for one in desk.reader().accounts()}
        assert found[changed.id] == "Australia/Lord_Howe"


class TestRows:
    @pytest.mark.parametrize("number", [0, 1])
    def test_are_the_truth_at_every_level_on_every_day(self, desk: Desk, number: int) -> None:
        reader, account = desk.reader(), desk.account(number)
        assert {one.level for one in plain(reader)} >= {"campaign", "ad_group", "ad"}
        for stream in plain(reader):
            assert stream.level is not None
            fetch = desk.fetch(reader, stream.name, FIRST, LAST, account)
            right = desk.truth(account, stream.level.value, FIRST, LAST)
            assert sums(mapped(reader, fetch)) == right, stream.name

    @pytest.mark.parametrize("currency", ["JPY", "KWD"])
    def test_are_exact_in_currencies_of_no_and_of_three_decimals(
        self, desk: Desk, currency: str
    ) -> None:
        account, reader = desk.altered(currency=currency), desk.reader()
        fetch = desk.fetch(reader, "campaign_daily", FIRST, LAST, account)
        right = desk.truth(account, "campaign", FIRST, LAST)
        assert sums(mapped(reader, fetch)) == right != {}

    def test_follow_what_is_restated_for_28_days(self, desk: Desk) -> None:
        reader, account = desk.reader(), desk.account()
        last = date(2026, 11, 19)
        before = desk.truth(account, "campaign", FIRST, last)
        desk.advance(28)
        right = desk.truth(account, "campaign", FIRST, last)
        fetch = desk.fetch(reader, "campaign_daily", FIRST, last, account)
        assert sums(mapped(reader, fetch)) == right != before

    @pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 3, 8)])
    def test_hold_days_of_25_and_of_23_hours(self, desk: Desk, day: date) -> None:
        desk.needs("dst")
        account, reader = desk.altered(timezone="America/New_York"), desk.reader()
        start, end = day - timedelta(days=1), day + timedelta(days=1)
        right = desk.truth(account, "campaign", start, end)
        fetch = desk.fetch(reader, "campaign_daily", start, end, account)
        assert sums(mapped(reader, fetch)) == right

    @pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 10)])
    def test_of_hours_come_to_their_day(self, desk: Desk, day: date) -> None:
        desk.needs("hours")
        account, reader = desk.altered(timezone="America/New_York"), desk.reader()
        streams = plain(reader, "hour")
        assert streams
        for stream in streams:
            assert stream.level is not None
            fetch = desk.fetch(reader, stream.name, day, day, account)
            pages = mapped(reader, fetch)
            assert sums(pages) == desk.truth(account, stream.level.value, day, day), stream.name
            assert {row["hour"] for row in table(pages, "facts")} <= set(range(24))

    def test_of_a_window_without_anything_are_none(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "campaign_daily", LONG_AGO, LONG_AGO, desk.account())
        assert sums(mapped(reader, fetch)) == {}

    def test_name_entities_with_their_parents(self, desk: Desk) -> None:
        reader, account = desk.reader(), desk.account()
        rows = {}
        for name in ("campaigns", "ad_groups", "ads"):
            fetch = desk.fetch(reader, name, FIRST, LAST, account)
            rows[name] = table(mapped(reader, fetch), "entities")
        campaigns = {row["entity_id"] for row in rows["campaigns"]}
        groups = {row["entity_id"] for row in rows["ad_groups"]}
        assert {row["campaign_id"] for row in rows["ad_groups"]} <= campaigns
        assert {row["ad_group_id"] for row in rows["ads"]} <= groups
        spent = {key[0] for key in desk.truth(account, "campaign", LONG_AGO, LAST)}
        assert spent <= campaigns
        assert all(row["name"] and row["status"] for row in rows["campaigns"])

    def test_fill_every_column_that_was_asked_for(self, desk: Desk) -> None:
        reader, account = desk.reader(), desk.account()
        for stream in plain(reader):
            fetch = desk.fetch(reader, stream.name, FIRST, LAST, account)
            pages = mapped(reader, fetch)
            rows = table(pages, "facts")
            filled = {name for row in rows for name, value in row.items() if value is not None}
            filled |= {"conversions"} if table(pages, "conversions") else set()
            assert set(stream.fields) <= filled, stream.name


class TestPages:
    def test_continue_after_any_of_them(self, desk: Desk) -> None:
        scenario, most = desk.trait.several
        desk.begin(scenario)
        reader, account = desk.reader(), desk.account()
        days = min(desk.stream(reader, "ad_daily").max_days or most, most)
        first = YESTERDAY - timedelta(days=days - 1)
        fetch = desk.fetch(reader, "ad_daily", first, YESTERDAY, account)
        pages = list(reader.pages(fetch))
        assert len(pages) > 1
        assert pages[-1].cursor is None
        rows = [reader.rows(fetch, page.body) for page in pages]
        step = max(1, len(pages) // 12)
        for number in range(0, len(pages) - 1, step):
            cursor = pages[number].cursor
            assert cursor is not None
            again = mapped(desk.reader(), fetch, cursor=cursor)
            assert [one.rows for one in again] == [one.rows for one in rows[number + 1 :]]

    def test_are_mapped_without_the_platform(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "campaign_daily", FIRST, LAST, desk.account())
        bodies = [page.body for page in reader.pages(fetch)]
        first = [reader.rows(fetch, body) for body in bodies]
        asked = len(desk.calls())
        assert [desk.reader().rows(fetch, body) for body in bodies] == first
        assert len(desk.calls()) == asked


class TestTotals:
    def test_are_the_truth_of_the_account(self, desk: Desk) -> None:
        account = desk.account()
        period = Period(FIRST, LAST + timedelta(days=1))
        said = {
            (account.id, one.day.isoformat()): (one.spend, one.impressions, one.clicks)
            for one in desk.reader().totals(account, period)
        }
        assert said == desk.truth(account, "account", FIRST, LAST)

    def test_show_the_one_day_that_does_not_agree(self, desk: Desk) -> None:
        account, reader = desk.account(), desk.reader()
        period = Period(FIRST, LAST + timedelta(days=1))
        right = reader.totals(account, period)
        desk.fault("mismatch", path=desk.trait.reports + "|files")
        wrong = reader.totals(account, period)
        assert [one.day for one in right] == [one.day for one in wrong]
        assert sum(a != b for a, b in zip(right, wrong, strict=True)) == 1


class TestOddAnswers:
    def test_keep_and_count_what_they_do_not_know(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "campaigns", FIRST, LAST, desk.account())
        right = table(mapped(reader, fetch), "entities")
        desk.fault("unknown_enum")
        pages = mapped(reader, fetch)
        rows = table(pages, "entities")
        assert [row["entity_id"] for row in rows] == [row["entity_id"] for row in right]
        assert any(desk.trait.tomorrow in str(row) for row in rows)
        unknown = [name for page in pages for name in page.unknown]
        assert any(name.endswith(f"={desk.trait.tomorrow}") for name in unknown)

    @pytest.mark.parametrize("name", ["campaigns", "campaign_daily"])
    def test_let_new_fields_pass_and_count_them(self, desk: Desk, name: str) -> None:
        desk.needs("extra")
        reader = desk.reader()
        fetch = desk.fetch(reader, name, FIRST, LAST, desk.account())
        right = mapped(reader, fetch)
        desk.fault("extra_field", times=1000)
        pages = mapped(reader, fetch)
        assert [page.rows for page in pages] == [page.rows for page in right]
        assert any("field_of_tomorrow" in key for page in pages for key in page.extra)

    def test_fail_loudly_where_the_money_is_gone(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "campaign_daily", FIRST, LAST, desk.account())
        desk.fault("missing_field", field=desk.trait.money, times=1000)
        with pytest.raises(FieldMissing) as raised:
            mapped(reader, fetch)
        assert raised.value.code == "platform.field_missing"
        assert desk.trait.money in str(raised.value)

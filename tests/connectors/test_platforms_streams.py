"""Every stream that a platform offers can be read, and fills canonical tables and nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.connectors.suite import Desk, mapped, sums, table

from adhelm.connectors.contract import Fetch, Mapped, Reader
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.tables import TABLES

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 10)
KINDS = {
    "VARCHAR": (str,),
    "BIGINT": (int,),
    "INTEGER": (int,),
    "SMALLINT": (int,),
    "TINYINT": (int,),
    "DATE": (date,),
    "TIMESTAMP": (datetime,),
    "TIMESTAMPTZ": (datetime,),
    "TIMESTAMP WITH TIME ZONE": (datetime,),
    "BOOLEAN": (bool,),
    "DECIMAL(38,9)": (Decimal, int),
}


def everything(desk: Desk) -> Iterator[tuple[Reader, Fetch, list[Mapped]]]:
    reader, account = desk.reader(), desk.account()
    for stream in reader.streams:
        first = FIRST if (stream.max_days or 2) > 1 else LAST
        fetch = desk.fetch(reader, stream.name, first, LAST, account)
        yield reader, fetch, mapped(reader, fetch)


class TestStreams:
    def test_have_the_names_that_all_platforms_share(self, desk: Desk) -> None:
        streams = {one.name: one for one in desk.reader().streams}
        daily = ["campaign_daily", "ad_group_daily", "ad_daily"]
        states = ["campaigns", "ad_groups", "ads"]
        assert len(streams) == len(desk.reader().streams)
        for name in daily:
            assert {"facts", "conversions"} <= set(streams[name].tables)
            assert (streams[name].grain, streams[name].dated, streams[name].default) == (
                "day",
                True,
                True,
            )
            assert streams[name].lookback_days > 0
            assert streams[name].fields
        for name in states:
            assert (streams[name].tables, streams[name].dated) == (("entities",), False)
        names = [one.name for one in desk.reader().streams if one.name != "accounts_info"]
        assert names[:3] == states

    def test_fill_canonical_columns_with_their_types(self, desk: Desk) -> None:
        for _, fetch, pages in everything(desk):
            for name in fetch.stream.tables:
                columns = {one.name: one.type for one in TABLES[name].staged}
                for row in table(pages, name):
                    assert set(row) <= set(columns), (fetch.stream.name, name)
                    for column, value in row.items():
                        right = KINDS[columns[column]]
                        assert value is None or type(value) in right, (name, column, value)
            used = {name for page in pages for name, rows in page.rows.items() if rows}
            assert used <= set(fetch.stream.tables), fetch.stream.name

    def test_know_all_that_the_sandbox_says(self, desk: Desk) -> None:
        for _, fetch, pages in everything(desk):
            assert {name: 1 for page in pages for name in page.unknown} == {}, fetch.stream.name
            assert {name: 1 for page in pages for name in page.extra} == {}, fetch.stream.name

    def test_name_the_platform_that_people_see(self, desk: Desk) -> None:
        for _, fetch, pages in everything(desk):
            stream = fetch.stream
            assert set(stream.platforms) <= set(PLATFORMS), stream.name
            assert {PLATFORMS[one].connector for one in stream.platforms} == {desk.trait.name}
            for name in ("facts", "conversions"):
                said = {row.get("platform") for row in table(pages, name)}
                assert said <= ({None} if len(stream.platforms) == 1 else set()) | set(
                    stream.platforms
                ), stream.name

    def test_split_what_they_say_they_split(self, desk: Desk) -> None:
        for _, fetch, pages in everything(desk):
            names = [one for one in fetch.stream.breakdown.split(",") if one]
            assert names == sorted(names)
            for row in table(pages, "facts"):
                key = str(row.get("breakdown_key") or "")
                assert [part.partition("=")[0] for part in key.split("|") if part] == names

    def test_that_split_a_whole_day_come_to_the_day(self, desk: Desk) -> None:
        # Search terms and keywords are a part of what was spent, by the platforms' own choice.
        for _, fetch, pages in everything(desk):
            stream = fetch.stream
            if stream.breakdown and stream.level in {Level.campaign, Level.ad_group, Level.ad}:
                assert stream.level is not None
                right = desk.truth(fetch.account, stream.level.value, *_days(fetch))
                assert _spent(sums(pages)) == _spent(right), stream.name

    def test_give_each_row_of_a_page_a_key_of_its_own(self, desk: Desk) -> None:
        # Across pages the warehouse adds repeats up.
        for _, fetch, pages in everything(desk):
            for page in pages:
                for name, rows in page.rows.items():
                    keys = [tuple(row.get(one) for one in TABLES[name].key) for row in rows]
                    assert len(set(keys)) == len(keys), (fetch.stream.name, name)


class TestThreads:
    def test_share_a_reader_and_its_one_renewal(self, desk: Desk) -> None:
        reader = desk.reader()
        names = ["campaigns", "campaign_daily", "ad_daily"]
        fetches = [
            desk.fetch(reader, name, FIRST, LAST, desk.account(number))
            for name in names
            for number in (0, 1)
        ]
        right = [mapped(reader, fetch) for fetch in fetches]
        if "renew" not in desk.trait.cannot:
            desk.spoil("expire")
            desk.kept.clear()
        with ThreadPoolExecutor(len(fetches)) as pool:
            found = list(pool.map(lambda fetch: mapped(reader, fetch), fetches))
        assert found == right
        renewals = sum("access_token" in one for one in desk.kept)
        assert renewals == ("renew" not in desk.trait.cannot)

    def test_may_leave_off_anywhere(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "ad_daily", FIRST, LAST, desk.account())
        right = mapped(reader, fetch)
        pages = reader.pages(fetch)
        next(pages)
        del pages
        assert mapped(reader, fetch) == right


def _days(fetch: Fetch) -> tuple[date, date]:
    assert fetch.period is not None
    return fetch.period.start, fetch.period.last


def _spent(found: dict[Any, Any]) -> dict[Any, Decimal]:
    return {key: cell[0] for key, cell in found.items() if cell[0]}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_suite_knows_the_types_of(name: str) -> None:
    assert {one.type for one in TABLES[name].staged} <= set(KINDS)

"""Imports as they are remembered, on each database …"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from adhelm.connectors.contract import FileReport, Hints, MappedColumn, StagedFile, TotalCheck
from adhelm.core.ads import Level
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.observe.ingest.store import imports
from adhelm.observe.ingest.types import Decision, Imported, ImportState, UnknownImport
from adhelm.observe.warehouse.types import Published, Replace, Vanished

REPORT = FileReport(
    file="a.csv",
    format="csv",
    encoding="utf-8",
    delimiter=",",
    platform="meta",
    connector="meta",
    account_id="shop",
    level=Level.campaign,
    grain="day",
    language="en",
    currency="EUR",
    account_tz="UTC",
    breakdown="",
    decimal_mark=".",
    date_order="ymd",
    header_line=1,
    columns=(MappedColumn("Day", "date", "name"), MappedColumn("Odd", None)),
    fingerprint="f",
)
STAGED = StagedFile(
    report=REPORT,
    rows_read=3,
    rows_staged=2,
    rows_rejected=1,
    rows_skipped=0,
    first_day=date(2026, 1, 1),
    last_day=date(2026, 1, 31),
    sums={"spend": Decimal("0.123456789"), "clicks": None},
    totals=(TotalCheck("Total", "spend", Decimal(1), Decimal("0.99"), 2, "rounding"),),
)
PUBLISHED = Published(
    batch_id="x", data_version=1, changed_data=True, added=1, changed=2, unchanged=3, removed=4,
    restated=5, merged=6, quarantined=7,
    vanished=Vanished(1, 2, {"EUR": Decimal("1.5")}, date(2026, 1, 1), date(2026, 1, 2), ("a",)),
)  # fmt: skip


def entry(clock: SetClock, name: str, **changes: object) -> imports.Entry:
    imported = Imported(name, "a.csv", "hash", 5, ImportState.loaded, clock.now(), STAGED)
    made = imports.Entry(
        imported, "request", Replace.entity_days, Hints(account="shop"), "uri", "person:local"
    )
    return made.now(**changes)


def about(**changes: object) -> StagedFile:
    report = {name: value for name, value in changes.items() if hasattr(REPORT, name)}
    rest = {name: value for name, value in changes.items() if name not in report}
    changed: StagedFile = replace(STAGED, report=replace(REPORT, **report), **rest)  # type: ignore[arg-type]  # by name
    return changed


class TestRecords:
    def test_come_back_as_they_were(self, database: Database, clock: SetClock):
        one = entry(
            clock,
            "imp_1",
            published=PUBLISHED,
            error={"code": "x", "facts": {"n": 1}},
            decision=Decision.open,
            notes=("a", "b"),
        )
        imports.write(database, "acme", one)
        assert imports.get(database, "acme", "imp_1") == one

    def test_are_replaced_by_what_is_known_later(self, database: Database, clock: SetClock):
        imports.write(database, "acme", entry(clock, "imp_1", state=ImportState.running))
        imports.write(database, "acme", entry(clock, "imp_1"), finished_at=clock.now())
        (one,) = imports.latest(database, "acme", limit=9)
        assert one.state is ImportState.loaded

    def test_are_found_by_bytes_and_request_newest_first(self, database: Database, clock: SetClock):
        for name in ("imp_1", "imp_2"):
            imports.write(database, "acme", entry(clock, name))
            clock.advance(timedelta(seconds=1))
        imports.write(database, "other", entry(clock, "imp_3"))
        found = imports.of_bytes(database, "acme", "hash", "request")
        assert [one.imported.id for one in found] == ["imp_2", "imp_1"]
        assert imports.of_bytes(database, "acme", "hash", "other request") == []

    @pytest.mark.parametrize("name", ["imp_9", "imp_", "", "%"])
    def test_are_not_found_by_what_names_none_or_two(
        self, database: Database, clock: SetClock, name: str
    ):
        for known in ("imp_1", "imp_2"):
            imports.write(database, "acme", entry(clock, known))
        with pytest.raises(UnknownImport):
            imports.get(database, "acme", name)

    def test_can_be_forgotten(self, database: Database, clock: SetClock):
        imports.write(database, "acme", entry(clock, "imp_1"))
        imports.forget(database, "acme", "imp_1")
        assert imports.latest(database, "acme", limit=9) == []


class TestOvertaking:
    @pytest.mark.parametrize(
        ("later", "overtaken"),
        [
            (about(), True),
            (about(account_id="other,shop", connector="meta,tiktok"), True),
            (about(account_id="other"), False),
            (about(connector="tiktok"), False),
            (about(level=Level.ad), False),
            (about(first_day=date(2026, 1, 31), last_day=date(2026, 3, 1)), True),
            (about(first_day=date(2026, 2, 1), last_day=date(2026, 3, 1)), False),
            (about(first_day=None, last_day=None), True),
        ],
    )
    def test_is_by_other_bytes_about_the_same_days(
        self, database: Database, clock: SetClock, later: StagedFile, *, overtaken: bool
    ):
        first = entry(clock, "imp_1")
        imports.write(database, "acme", first)
        assert not imports.was_overtaken(database, "acme", first)
        clock.advance(timedelta(seconds=1))
        imports.write(database, "acme", entry(clock, "imp_2", staged=later))
        assert imports.was_overtaken(database, "acme", first) is overtaken

    def test_is_by_what_was_loaded_only(self, database: Database, clock: SetClock):
        first = entry(clock, "imp_1")
        imports.write(database, "acme", first)
        imports.write(database, "acme", entry(clock, "imp_2", state=ImportState.failed))
        assert not imports.was_overtaken(database, "acme", first)

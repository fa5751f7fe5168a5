"""Names that follow no convention are listed with what was spent under them."""

from datetime import date
from decimal import Decimal

import pytest

from adhelm.core.ads import Period
from adhelm.observe import conventions, warehouse
from adhelm.observe.conventions import NoConvention
from adhelm.observe.warehouse.types import Batch

NAMING = "pattern,platforms\n{market}_{product},meta\n"


@pytest.fixture
def store(tmp_path, sqlite_database, clock):
    return warehouse.open_warehouse(
        location=str(tmp_path / "warehouse"), database=sqlite_database, clock=clock
    )


@pytest.fixture
def publish(store, principal):
    """Publish campaigns given as (name, platform, day, spend)."""

    def publish(*rows):
        with warehouse.staging(store, batch_id="b1") as staged:
            for number, (name, platform, day, spend) in enumerate(rows):
                who = [platform, platform, "1", "campaign", f"c{number}", f"c{number}"]
                staged.execute(
                    "INSERT INTO entities (connector, platform, account_id, level, entity_id, "
                    "campaign_id, name) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [*who, name],
                )
                staged.execute(
                    "INSERT INTO facts (connector, platform, account_id, level, entity_id, "
                    "campaign_id, date, breakdown, breakdown_key, currency, account_tz, "
                    "impressions, clicks, spend) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, '', '', 'EUR', 'Europe/Berlin', 10, 1, ?)",
                    [*who, day, spend],
                )
            for platform in {row[1] for row in rows}:
                days = [row[2] for row in rows if row[1] == platform]
                staged.execute(
                    "INSERT INTO coverage (connector, platform, account_id, level, breakdown, "
                    "grain, start_date, end_date, fields) "
                    "VALUES (?, ?, '1', 'campaign', '', 'day', ?, ?, 'spend')",
                    [platform, platform, min(days), max(days)],
                )
            batch = Batch(id="b1", source_id="files", refuse_failing=False)
            warehouse.publish(store, principal=principal, staging=staged, batch=batch)

    return publish


@pytest.fixture
def load(principal, sqlite_database, clock, tmp_path):
    path = tmp_path / "naming.csv"
    path.write_text(NAMING)
    conventions.load(principal=principal, database=sqlite_database, clock=clock, paths=[path])


@pytest.fixture
def unmatched(store, principal, sqlite_database):
    def unmatched(period=None):
        return conventions.unmatched(
            principal=principal,
            database=sqlite_database,
            snapshot=warehouse.snapshot(store, principal=principal),
            on=date(2026, 3, 1),
            period=period,
        )

    return unmatched


def test_unmatched_names_are_listed_most_spend_first(publish, load, unmatched):
    publish(
        ("DE_shoes", "meta", date(2026, 2, 1), Decimal(100)),
        ("Brand", "meta", date(2026, 2, 1), Decimal("33.51")),
        ("Spring sale", "meta", date(2026, 2, 2), Decimal(70)),
        ("Other platform", "google_ads", date(2026, 2, 2), Decimal(500)),
    )
    found = unmatched()
    assert [(one.entity.name, one.spend, one.currency, one.last_day) for one in found] == [
        ("Spring sale", Decimal(70), "EUR", date(2026, 2, 2)),
        ("Brand", Decimal("33.51"), "EUR", date(2026, 2, 1)),
    ]
    assert found[0].reason == "does not follow {market}_{product}"


def test_spend_is_of_the_period_asked_for(publish, load, unmatched):
    publish(
        ("Brand", "meta", date(2026, 1, 1), Decimal(5)),
        ("Sale", "meta", date(2026, 2, 1), Decimal(7)),
    )
    found = unmatched(Period(date(2026, 2, 1), date(2026, 3, 1)))
    assert {one.entity.name: one.spend for one in found} == {"Sale": Decimal(7), "Brand": None}


def test_without_a_naming_convention_there_is_nothing_to_follow(unmatched):
    with pytest.raises(NoConvention):
        unmatched()

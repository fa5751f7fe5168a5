"""The contract of data out is what its documents say …"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from tests.act.feeds.feeding import JAN, Shop

from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.logic.contract import CONTRACT
from adhelm.understand import metrics
from adhelm.understand.metrics.types import Question

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guide" / "feeds.md").read_text(encoding="utf-8")


class TestTheGuide:
    def test_lists_each_table_and_column(self):
        assert f"## The contract, version {contract.VERSION}\n" in GUIDE
        assert GUIDE.endswith(contract.as_text())

    def test_has_a_view_for_looker_that_works(self, shop: Shop):
        shop.add()
        shop.sync(JAN)
        shop.run()
        (view,) = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
        with psycopg.connect(shop.url) as target:
            target.execute(view)
            rows = target.execute(
                "SELECT count(*), count(campaign), count(account) FROM looker_campaigns"
            ).fetchone()
        assert rows == (12, 12, 12)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    text = (ROOT / "dbt" / "models" / "staging" / "_sources.yml").read_text(encoding="utf-8")
    (source,) = yaml.safe_load(text)["sources"]
    return {table["name"]: table for table in source["tables"]}


class TestTheSourcesOfDbt:
    def test_are_the_tables_of_the_contract(self, told: dict[str, Any]):
        assert list(told) == [table.name for table in CONTRACT.tables]

    @pytest.mark.parametrize("table", CONTRACT.tables, ids=lambda table: table.name)
    def test_have_its_columns_and_keys(self, told: dict[str, Any], table: contract.Table):
        found = told[table.name]
        assert [(one["name"], one["description"]) for one in found["columns"]] == [
            (one.name, one.what) for one in table.columns
        ]
        assert {"unique_rows": {"arguments": {"columns": list(table.key)}}} in found["data_tests"]
        needed = {
            one["name"] for one in found["columns"] if "not_null" in one.get("data_tests", ())
        }
        assert set(table.key) <= needed


class TestTheFigures:
    def test_are_those_that_adhelm_answers_with(self, shop: Shop):
        shop.add()
        for connector, account in (("meta", "1"), ("google_ads", "2")):
            shop.sync(JAN, connector=connector, account=account)
        shop.sync(JAN, campaigns=("c1", "c4"), spend="3.3")
        shop.run()
        asked = Question(metrics=("spend", "impressions"), by=("platform", "date"))
        known = {
            (row["platform"], row["date"]): (row["spend"], row["impressions"])
            for row in metrics.ask(
                principal=shop.who, warehouse=shop.warehouse, clock=shop.clock, question=asked
            ).dicts()
        }
        with psycopg.connect(shop.url) as target:
            rows = target.execute(
                "SELECT platform, date, sum(spend), sum(impressions) FROM adhelm.performance_daily "
                "WHERE level = 'account' GROUP BY platform, date"
            ).fetchall()
        assert {(row[0], str(row[1])): (row[2], row[3]) for row in rows} == {
            (platform, str(day)): found for (platform, day), found in known.items()
        }

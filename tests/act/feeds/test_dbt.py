"""The dbt package …"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.act.feeds import dbting
from tests.act.feeds.feeding import JAN, Shop


class TestThePackage:
    def test_passes_its_tests(self, shop: Shop, tmp_path: Path):
        shop.add()
        shop.sync(JAN)
        shop.run()
        shop.sync(JAN + timedelta(days=1))
        shop.run()
        built = dbting.build(shop.url, tmp_path)
        assert built.failed == [], built.text
        assert len(built.states) > 60

"""Campaigns from a CSV …"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adhelm.act import campaigns
from adhelm.act.campaigns.logic import snapshots
from adhelm.act.campaigns.types import (
    Wanted,
)
from adhelm.core.errors import AdhelmError
from adhelm.govern import audit

if TYPE_CHECKING:
    from tests.act.campaigns.conftest import Desk

D = Decimal


class TestImport:
    def _file(self, folder: Path, *rows: str) -> Path:
        path = folder / "campaigns.csv"
        header = "name,objective,budget,currency,start_date,end_date,platforms,status"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    def test_makes_all_of_a_file_with_versions(self, desk: Desk, tmp_path: Path):
        rows = [
            f"Bulk {n},sales,{1000 + n}.00,EUR,2026-01-01,2026-01-31,google_ads;x:,"
            for n in range(30)
        ]
        done = campaigns.import_file(**desk.parts, path=self._file(tmp_path, *rows))

        assert (done.campaigns, done.platform_campaigns) == (30, 60)
        page = campaigns.list_campaigns(**desk.asker, wanted=Wanted(sort="budget", limit=1000))
        assert [one.name for one in page.campaigns] == [f"Bulk {n}" for n in range(30)]
        for one in page.campaigns:
            assert sum(part.allocated or 0 for part in one.platforms) == one.budget
            (version,) = campaigns.list_versions(**desk.asker, campaign_id=one.id)
            assert snapshots.restored(version.snapshot) == one
        assert [one.action for one in audit.list_entries(**desk.asker)] == ["campaigns.import"]

    def test_keeps_nothing_of_a_file_with_bad_rows_and_lists_each(self, desk: Desk, tmp_path: Path):
        desk.make("Spring")
        path = self._file(
            tmp_path,
            "Good,sales,100.00,EUR,2026-01-01,2026-01-31,x,",
            "spring,sales,100.00,EUR,2026-01-01,2026-01-31,x,",
            "Bad,sales,1e3,EUR,2026-01-01,2026-01-31,x,",
            "good,sales,100.00,EUR,2026-01-01,2026-01-31,x,",
            "Late,sales,100.00,EUR,2026-01-31,2026-01-01,x,",
            "Short,sales",
        )

        with pytest.raises(AdhelmError) as error:
            campaigns.import_file(**desk.parts, path=path)

        rows: Any = error.value.facts["rows"]
        assert [row["line"] for row in rows] == [3, 4, 5, 6, 7]
        assert len(campaigns.list_campaigns(**desk.asker, wanted=Wanted()).campaigns) == 1

"""A parallel run against the warehouse …"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.observe.ingest import samples

from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import Compared


def compared(parts, *paths: Path) -> Compared:
    given = [str(path) for path in paths]
    return ingest.compare_paths(**parts, paths=given, hints=samples.HINTS)


class TestComparing:
    def test_finds_nothing_where_all_is_the_same(self, tmp_path: Path, load, parts):
        path = samples.write(tmp_path / "a.csv")
        load(path)
        found = compared(parts, path).differences
        assert {one.verdict for one in found} == {"ok"}
        assert {one.measure for one in found} == {"impressions", "clicks", "spend"}

    def test_tells_what_differs_by_account_and_month(self, tmp_path: Path, load, parts):
        load(samples.write(tmp_path / "a.csv", samples.rows(first=date(2026, 1, 31), days=2)))
        other = samples.rows(first=date(2026, 1, 31), days=2)
        other[0] = (*other[0][:5], "12.51")
        other[-1] = (*other[-1][:3], 9999, *other[-1][4:])
        found = compared(parts, samples.write(tmp_path / "b.csv", other)).differences
        told = {(one.month, one.measure): (one.verdict, one.difference) for one in found}
        assert told["2026-01", "spend"] == ("rounding", Decimal("0.01"))
        assert told["2026-02", "impressions"] == ("unexplained", Decimal(9999 - 1011))
        assert told["2026-02", "spend"] == ("ok", Decimal(0))

    def test_looks_at_the_days_of_the_files_only(self, tmp_path: Path, load, parts):
        load(samples.write(tmp_path / "a.csv", samples.rows(days=20)))
        part = samples.write(tmp_path / "b.csv", samples.rows(days=3))
        assert {one.verdict for one in compared(parts, part).differences} == {"ok"}

    def test_takes_several_files_as_one(self, tmp_path: Path, load, parts):
        load(samples.write(tmp_path / "a.csv", samples.rows(days=4)))
        one = samples.write(tmp_path / "b.csv", samples.rows(days=2))
        two = samples.write(tmp_path / "c.csv", samples.rows(days=4)[4:])
        assert {found.verdict for found in compared(parts, one, two).differences} == {"ok"}

    def test_says_what_is_not_there(self, tmp_path: Path, parts):
        found = compared(parts, samples.write(tmp_path / "a.csv")).differences
        assert {one.verdict for one in found} == {"absent"}

    def test_loads_nothing(self, tmp_path: Path, parts, warehouse, principal):
        before = warehouses.snapshot(warehouse, principal=principal).version
        compared(parts, samples.write(tmp_path / "a.csv"))
        assert warehouses.snapshot(warehouse, principal=principal).version == before
        who = {"principal": principal, "database": parts["database"]}
        assert ingest.list_imports(**who) == []

    def test_goes_on_after_a_bad_file(self, tmp_path: Path, load, parts):
        good = samples.write(tmp_path / "b.csv")
        load(good)
        (tmp_path / "a.csv").write_bytes(b"")
        found = compared(parts, tmp_path / "a.csv", good)
        assert [error["code"] for error in found.errors] == ["file.empty"]
        assert found.files == (str(good),)
        assert {one.verdict for one in found.differences} == {"ok"}

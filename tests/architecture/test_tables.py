"""What no import shows: whose table a line of SQL names, and where a foreign key points."""

import re
from pathlib import Path

import sqlalchemy as sa

from adhelm.app.migrations import import_tables
from adhelm.core.db import metadata

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "adhelm"
STAGES = "govern observe understand decide act learn".split()


def tables() -> dict[str, sa.Table]:
    import_tables()
    return dict(metadata.tables)


def slices() -> dict[str, Path]:
    """Every slice by its name; `core` is one of them here."""
    found = {door.parent.name: door.parent for door in PACKAGE.glob("*/*/__init__.py")}
    kept = {name: path for name, path in found.items() if path.parent.name in STAGES}
    return {**kept, "core": PACKAGE / "core"}


def owner(table: str) -> str:
    owners = [name for name in slices() if table.startswith(name + "_")]
    return max(owners, key=len, default="")


class TestTables:
    def test_carry_the_name_of_their_slice(self):
        assert [name for name in tables() if not owner(name)] == []

    def test_lead_every_key_with_the_workspace(self):
        apart = {"core_job", "core_event", "core_delivery"}
        # People sign in before they enter a workspace, and are answered once wherever they are.
        apart |= {"accounts_workspace", "accounts_person", "accounts_session", "accounts_refresh",
                  "accounts_failure", "accounts_second_factor", "accounts_recovery",
                  "accounts_identity", "accounts_departure", "core_answer"}  # fmt: skip
        for table in tables().values():
            if table.name not in apart:
                assert "workspace_id" in table.columns, table.name

    def test_point_only_within_their_slice_or_to_accounts(self):
        for table in tables().values():
            for key in table.foreign_keys:
                target = key.column.table.name
                assert owner(target) in {owner(table.name), "accounts"}, f"{table.name} → {target}"


class TestStores:
    def test_name_no_table_of_another_slice(self):
        for name, folder in slices().items():
            foreign = [table for table in tables() if owner(table) != name]
            for path in folder.rglob("*.py"):
                text = path.read_text(encoding="utf-8")
                named = [table for table in foreign if re.search(rf"\b{table}\b", text)]
                assert named == [], path


class TestReadersOfTheWarehouse:
    def test_make_nothing_that_others_see(self):
        """They share one DuckDB; what feeds and staging areas make is in databases of their own."""
        later = ("understand", "decide", "act", "learn", "govern", "observe/conventions")
        made = re.compile(r"CREATE (OR REPLACE )?(TABLE|VIEW)\b")
        found = [
            str(file.relative_to(PACKAGE))
            for stage in later
            for file in (PACKAGE / stage).rglob("*.py")
            if made.search(file.read_text("utf-8"))
        ]
        assert [one for one in found if not one.startswith("act/feeds/")] == []

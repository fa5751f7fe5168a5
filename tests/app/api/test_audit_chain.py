"""The audit's chain checked over HTTP: intact, and after somebody altered an entry."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Database


class TestTheChain:
    def test_is_intact_as_it_was_written(self, house):
        told = house.call("admin", "GET", "/audit/verification").json()
        newest = house.call("admin", "GET", "/audit", params={"limit": 1}).json()["rows"][0]

        assert told == {
            "intact": True, "entries": newest["number"], "head": newest["hash"], "fault": None,
        }  # fmt: skip

    def test_names_the_entry_that_was_altered(self, house):
        with house.services.get(Database).transaction() as connection:
            connection.execute(
                sa.text(
                    "UPDATE audit_entry SET reason = 'other'"
                    " WHERE number = 2 AND workspace_id = 'acme'"
                )
            )
        told = house.call("admin", "GET", "/audit/verification").json()

        assert told["intact"] is False
        assert "2" in told["fault"]

    def test_is_for_admins(self, house):
        assert house.call("approver", "GET", "/audit/verification").status_code == 403

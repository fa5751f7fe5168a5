"""What was changed in a workspace, by whomever, page by page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.act.publishing.office import Office, more, opened
from tests.act.publishing.test_routes import Door, door
from tests.observe.ingest.stage import Play

from adhelm.act.publishing.logic.telling import alike, plainly
from adhelm.act.publishing.service.timeline import Turn, timeline
from adhelm.core.db import Database

__all__ = ["door"]


def told(office: Office, **how: Any) -> list[Turn]:
    return timeline(**{"principal": office.ada, "desk": office.desk, **how})[0]


class TestTheTimeline:
    @pytest.fixture
    def busy(self, office: Office) -> Office:
        """Three changes of ours, and one of somebody else's in between."""
        first, second, third = (more(one, "1.05") for one in office.budgets()[:3])
        office.carry_out(first)
        office.meddle(second, f"{second.after}")
        office.advance(minutes=30)
        office.sync()
        office.carry_out(third, replace(first, before=first.after, after=first.before))
        return office

    def test_merges_ours_and_other_peoples_the_newest_first(self, busy: Office):
        first, second, third = (more(one, "1.05") for one in busy.budgets()[:3])
        found = told(busy)

        assert [one.place[0] for one in found] == sorted(
            (one.place[0] for one in found), reverse=True
        )
        assert sorted(one.by for one in found) == ["others", "ours", "ours", "ours"]
        (foreign,) = told(busy, by="others")
        assert (foreign.who, foreign.field) == ("found by a sync", "daily_budget")
        assert foreign.thing[3] == second.entity_id
        assert foreign.name != second.entity_id
        assert foreign.currency == "USD"
        assert told(busy, by="platform") == []
        assert {one.thing[3] for one in told(busy, by="ours")} == {
            first.entity_id, third.entity_id,
        }  # fmt: skip

    def test_has_every_change_once_whatever_the_size_of_its_pages(self, busy: Office):
        whole, paged, place = told(busy), [], None
        for _ in range(len(whole) + 1):
            page, place = timeline(principal=busy.ada, desk=busy.desk, before=place, limit=1)
            paged += page
        assert place is None
        assert paged == whole

    def test_shows_nobody_what_is_in_accounts_that_they_do_not_see(self, busy: Office):
        mine = busy.budgets()[0].account
        narrowed = replace(busy.mia, accounts=frozenset({mine}))
        assert {"/".join(one.thing[:2]) for one in told(busy, principal=narrowed)} == {mine}
        assert told(busy, accounts=["tiktok/none"]) == []
        assert told(busy, principal=narrowed, accounts=["tiktok/none"]) == []

    def test_tells_a_platforms_history_in_our_words_and_ours_only_once(
        self, play: Play, sqlite_database: Database, tmp_path: Path
    ):
        play.restart()
        office = opened(play, tmp_path / "home", sqlite_database, connectors=("google_ads",))
        change = more(office.budgets("google_ads")[0], "1.05")
        office.carry_out(change)
        office.advance(hours=4)
        office.sync(["campaigns", "changes"])

        ours = [one for one in told(office) if one.thing[3] == change.entity_id]
        assert [one.by for one in ours if one.after == str(change.after)] == ["ours"]
        theirs = told(office, by="others")
        assert theirs
        assert {one.field for one in theirs} == {"daily_budget"}
        assert all("@" in one.who for one in theirs)


class TestOverHTTP:
    def test_pages_go_on_and_wrong_cursors_are_refused(self, door: Door, office: Office):
        office.carry_out(more(office.budgets()[0], "1.05"))
        office.carry_out(more(office.budgets()[1], "1.05"))

        one = door.ask(office.mia, "GET", "/changes?limit=1").json()
        rest = door.ask(office.mia, "GET", f"/changes?cursor={one['next_cursor']}").json()
        assert (one["rows"][0]["by"], one["rows"][0]["state"]) == ("ours", "done")
        assert [row["by"] for row in rest["rows"]] == ["ours"]
        assert rest["next_cursor"] is None
        assert one["provenance"]["read_at"]
        for wrong in ("x", "WzEsMl0", "WyIyMDI2LTExLTIwVDA5OjAwOjAwKzAwOjAwIiwyLCJ4Il0"):
            refused = door.ask(office.mia, "GET", f"/changes?cursor={wrong}")
            assert refused.status_code == 422, wrong


class TestPlainWords:
    @given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
    def test_are_the_same_amount_in_whichever_unit_the_platform_counts(self, amount: Any):
        micros = plainly("campaign_budget.amountMicros", None, f"{amount:f}" if not amount else
                         str(int(amount * 10**6)), currency="EUR")  # fmt: skip
        cents = plainly("budget", None, str(int(amount * 100)), currency="EUR")
        assert micros[0] == cents[0] == "daily_budget"
        assert alike(micros[2], cents[2])
        assert alike(micros[2], f"{amount}")

    def test_leave_what_they_do_not_know_as_it_was_said(self):
        assert plainly("budget", "a", "b", currency="EUR") == ("budget", "a", "b")
        assert plainly("budget", "1", "2", currency="") == ("budget", "1", "2")
        assert plainly("budget", "1", "2", currency="JPY") == ("daily_budget", "1", "2")
        assert plainly("name", "A", "B", currency="EUR") == ("name", "A", "B")
        assert plainly("campaign.status", "ENABLED", None, currency="") == (
            "status", "enabled", None,
        )  # fmt: skip
        assert not alike("a", None)

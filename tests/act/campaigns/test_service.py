"""Campaigns, on each database …"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.act.campaigns.conftest import Desk, refused
from tests.understand.metrics.conftest import fact

from adhelm.act import campaigns
from adhelm.act.campaigns.logic import snapshots
from adhelm.act.campaigns.types import (
    Changed,
    Chosen,
    Draft,
    Objective,
    Status,
    Wanted,
)
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Scope
from adhelm.govern import audit
from adhelm.observe.warehouse import load_rates
from adhelm.observe.warehouse.types import Fixing

D = Decimal


def amounts(made: Any) -> list[str]:
    return [str(part.allocated) for part in made.campaign.platforms]


class TestCreate:
    def test_stores_both_levels_with_a_version_and_an_entry_in_the_audit(self, desk: Desk):
        made = desk.make()

        assert desk.get(made.campaign.id) == made.campaign
        assert amounts(made) == ["1500.00", "1500.00"]
        (version,) = campaigns.list_versions(**desk.asker, campaign_id=made.campaign.id)
        assert (version.version, version.action, version.actor_id) == (1, "create", "local")
        assert snapshots.restored(version.snapshot) == made.campaign
        (entry,) = audit.list_entries(**desk.asker)
        assert (entry.action, entry.subject) == ("campaigns.create", f"campaign:{made.campaign.id}")

    def test_shows_and_keeps_nothing_in_a_dry_run(self, desk: Desk):
        made = desk.make(dry_run=True)

        assert (made.dry_run, made.campaign.id, amounts(made)) == (True, "", ["1500.00"] * 2)
        assert campaigns.list_campaigns(**desk.asker, wanted=Wanted()).campaigns == ()
        assert audit.list_entries(**desk.asker) == []

    def test_keeps_a_draft_and_says_what_it_lacks(self, desk: Desk):
        draft = Draft("Sketch", status=Status.draft, budget=D(10))

        made = campaigns.create(**desk.parts, draft=draft)

        assert made.missing == ("objective", "currency", "start_date", "end_date", "platforms")
        assert desk.get(made.campaign.id).budget == 10
        assert refused(desk.edit, made.campaign, status=Status.active) == "campaigns.incomplete"

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"name": "  "}, "campaigns.bad_field"),
            ({"currency": "XXY"}, "money.unknown_currency"),
            ({"budget": D("10.005")}, "campaigns.bad_budget"),
            ({"budget": D("-1")}, "campaigns.bad_budget"),
            ({"currency": "JPY", "budget": D("3000.50")}, "campaigns.bad_budget"),
            ({"end_date": date(2025, 1, 1)}, "campaigns.bad_dates"),
            ({"end_date": date(2046, 1, 1)}, "campaigns.bad_dates"),
            ({"platforms": (Chosen("myspace"),)}, "campaigns.bad_platform"),
            ({"platforms": (Chosen("x"), Chosen("x"))}, "campaigns.bad_platform"),
            ({"platforms": (Chosen("x", "meta/1"),)}, "campaigns.bad_platform"),
            ({"platforms": (Chosen("x", id="cpl_1"),)}, "campaigns.bad_platform"),
            ({"platforms": (Chosen("x", budget=D(1)), Chosen("meta"))}, "campaigns.bad_split"),
            ({"platforms": (Chosen("x", budget=D(2999)),)}, "campaigns.bad_split"),
            ({"platforms": ()}, "campaigns.incomplete"),
            ({"objective": None}, "campaigns.incomplete"),
            ({"status": Status.completed}, "campaigns.bad_field"),
            ({"owner": "per_nobody"}, "campaigns.unknown_owner"),
            (
                {"currency": "USD", "budget": D(600), "platforms": (Chosen("tiktok"),)},
                "campaigns.budget_too_small",
            ),
        ],
    )
    def test_refuses_what_cannot_be(self, one_desk: Desk, told, code):
        assert refused(one_desk.make, **told) == code
        assert audit.list_entries(**one_desk.asker) == []

    def test_wants_a_free_name(self, desk: Desk):
        first = desk.make("Spring Sale").campaign

        assert refused(desk.make, " spring  SALE ") == "campaigns.name_taken"
        campaigns.archive(**desk.changer, campaign_id=first.id)
        again = desk.make("spring sale").campaign
        assert refused(desk.edit, desk.make("Other").campaign, name="Spring Sale") == (
            "campaigns.name_taken"
        )
        assert desk.edit(again, name="Spring SALE").campaign.name == "Spring SALE"

    def test_checks_minima_in_other_currencies_at_the_days_rate(self, one_desk: Desk):
        rate = Fixing("EUR", "USD", date(2026, 2, 28), D("1.25"), "ecb")
        load_rates(one_desk.warehouse, principal=one_desk.principal, batch_id="fx", rows=[rate])
        platforms = (Chosen("tiktok"),)

        assert refused(one_desk.make, budget=D(495), platforms=platforms) == (
            "campaigns.budget_too_small"
        )
        made = one_desk.make(budget=D(496), platforms=platforms)
        assert made.split
        assert made.split.rows[0].minimum == D("496.00")

    def test_needs_the_right_to_write(self, one_desk: Desk):
        reader = replace(one_desk.principal, scopes=frozenset({Scope.read}))
        with pytest.raises(Forbidden):
            Desk(one_desk.database, one_desk.warehouse, one_desk.clock, reader).make()
        (entry,) = audit.list_entries(**one_desk.asker)
        assert (entry.action, entry.outcome) == ("campaigns.create", audit.Outcome.refused)


class TestSplit:
    def test_follows_what_the_platforms_brought_while_mature(self, one_desk: Desk):
        one_desk.load(
            facts=[
                fact(platform="google_ads", day=1, spend=D(100), platform_conversions=D(30)),
                fact(platform="x", account_id="7", day=1, spend=D(100),
                     platform_conversions=D(10)),
                # Of yesterday, and so no longer than that settled.
                fact(platform="x", account_id="7", day=58, spend=D(1), platform_conversions=D(9)),
                fact(platform="google_ads", day=58, spend=D(1), platform_conversions=D(9)),
            ]
        )  # fmt: skip

        found = one_desk.make().split

        assert found
        assert found.rule == "performance"
        assert [str(row.amount) for row in found.rows] == ["1875.00", "1125.00"]
        assert [row.returned for row in found.rows] == [30, 10]
        assert "2026-01-02..2026-01-29" in found.why

    def test_shows_nothing_of_accounts_that_one_does_not_see(self, one_desk: Desk):
        one_desk.load(
            facts=[
                fact(platform="google_ads", day=1, spend=D(100), platform_conversions=D(30)),
                fact(platform="x", account_id="7", day=1, spend=D(100),
                     platform_conversions=D(10)),
            ]
        )  # fmt: skip
        mine = replace(one_desk.principal, accounts=frozenset({"x/7"}))

        found = replace(one_desk, principal=mine).make().split

        assert found
        assert [row.spend for row in found.rows] == [None, 100]

    def test_stays_in_proportion_when_the_budget_changes(self, desk: Desk):
        parts = (Chosen("google_ads", budget=D(2000)), Chosen("x", budget=D(1000)))
        made = desk.make(platforms=parts)

        changed = desk.edit(made.campaign, budget=D("1000.00"))

        assert changed.split
        assert changed.split.rule == "as_before"
        assert amounts(changed) == ["666.67", "333.33"]
        assert amounts(desk.edit(changed.campaign, anew=True)) == ["500.00", "500.00"]

    def test_is_made_again_for_other_platforms(self, one_desk: Desk):
        made = one_desk.make()

        changed = one_desk.edit(
            made.campaign, platforms=(Chosen("x"), Chosen("meta"), Chosen("google_ads"))
        )

        assert amounts(changed) == ["1000.00"] * 3
        before = {one.platform: one.id for one in made.campaign.platforms}
        after = {one.platform: one.id for one in changed.campaign.platforms}
        assert after == {**before, "meta": after["meta"]}

    def test_is_left_alone_by_other_changes(self, one_desk: Desk):
        made = one_desk.make(
            platforms=(Chosen("google_ads", budget=D(2000)), Chosen("x", budget=D(1000)))
        )

        changed = one_desk.edit(made.campaign, description="more")

        assert (changed.split, amounts(changed)) == (None, ["2000.00", "1000.00"])


class TestEdit:
    def test_makes_versions_that_replay_to_the_campaign(self, desk: Desk):
        campaign = desk.make().campaign
        for changes in (
            {"budget": D("4000.00")}, {"name": "Summer", "notes": "quiet"},
            {"status": Status.paused}, {"platforms": (Chosen("meta"),)},
            {"audience": {"countries": ["DE"]}}, {"objective": Objective.leads},
        ):  # fmt: skip
            campaign = desk.edit(campaign, **changes).campaign

        versions = campaigns.list_versions(**desk.asker, campaign_id=campaign.id)

        assert [one.version for one in versions] == [7, 6, 5, 4, 3, 2, 1]
        assert snapshots.restored(versions[0].snapshot) == desk.get(campaign.id) == campaign
        state = snapshots.replayed(one.changed for one in reversed(versions))
        kept = {"version", "updated_at", "updated_by"}
        assert state == {k: v for k, v in versions[0].snapshot.items() if k not in kept}
        assert len(audit.list_entries(**desk.asker)) == 7

    def test_that_changes_nothing_is_none(self, one_desk: Desk):
        campaign = one_desk.make().campaign

        assert one_desk.edit(campaign, name="Spring").campaign.version == 1

    def test_goes_only_the_legal_ways(self, one_desk: Desk):
        campaign = one_desk.make().campaign
        assert refused(one_desk.edit, campaign, status=Status.draft) == "campaigns.not_now"
        done = one_desk.edit(campaign, status=Status.completed).campaign
        assert refused(one_desk.edit, done, status=Status.paused) == "campaigns.not_now"
        gone = one_desk.edit(done, status=Status.archived).campaign
        assert gone.archived_at == one_desk.clock.now()
        assert refused(one_desk.edit, gone, name="Back") == "campaigns.not_now"

    def test_loses_none_of_many_at_once(self, desk: Desk):
        campaign = desk.make(description="0").campaign
        wins, errors, start = [], [], threading.Barrier(4)

        def add_one(who: str) -> None:
            start.wait()
            done = 0
            while done < 5:
                now = desk.get(campaign.id)
                try:
                    made = desk.edit(now, description=str(int(now.description) + 1), notes=who)
                except Changed as error:
                    errors.append(error)
                    continue
                wins.append(made.campaign.version)
                done += 1

        threads = [threading.Thread(target=add_one, args=(f"t{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        after = desk.get(campaign.id)
        assert (after.description, after.version) == ("20", 21)
        assert sorted(wins) == list(range(2, 22))

    def test_refuses_a_version_that_is_past(self, desk: Desk):
        campaign = desk.make().campaign
        desk.edit(campaign, description="first")

        assert refused(desk.edit, campaign, description="second") == "campaigns.changed"
        assert desk.get(campaign.id).description == "first"


class TestArchive:
    def test_hides_and_can_be_said_again(self, desk: Desk):
        campaign = desk.make().campaign

        first = campaigns.archive(**desk.changer, campaign_id=campaign.id)
        again = campaigns.archive(**desk.changer, campaign_id=campaign.id, expected=1)

        assert first == again == desk.get(campaign.id)
        assert campaigns.list_campaigns(**desk.asker, wanted=Wanted()).campaigns == ()
        shown = campaigns.list_campaigns(**desk.asker, wanted=Wanted(archived=True))
        assert shown.campaigns == (first,)

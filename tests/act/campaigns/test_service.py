"""Campaigns, on each database …"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.act.campaigns.conftest import Desk, entity
from tests.understand.metrics.conftest import fact

from adhelm.act import campaigns
from adhelm.act.campaigns.logic import snapshots
from adhelm.act.campaigns.tasks import SPENT, handlers
from adhelm.act.campaigns.types import (
    Adoption,
    Changed,
    Chosen,
    Draft,
    Objective,
    Pushed,
    Status,
    SyncState,
    Wanted,
)
from adhelm.core.errors import AdhelmError, Forbidden
from adhelm.core.jobs import State, Worker, enqueue, get_job
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.govern import audit
from adhelm.observe.warehouse import load_rates
from adhelm.observe.warehouse.types import Fixing

D = Decimal


def refused(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(AdhelmError) as error:
        call(*arguments, **named)
    return error.value.code


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


def _facts() -> Mapping[str, list[dict[str, Any]]]:
    return {
        "facts": [
            fact(campaign="c1", day=0, spend=D("10.50"), clicks=3, impressions=90),
            fact(campaign="c1", day=1, spend=D("20.00"), clicks=4, impressions=80),
            fact(campaign="c1", day=40, spend=D(1000)),
            fact(campaign="c2", day=1, spend=D(7)),
            fact(platform="meta", account_id="9", campaign="c1", day=1, spend=D(5)),
        ],
        "entities": [
            entity("google_ads", "1", "c1", "Brand"), entity("google_ads", "1", "c2", "Generic"),
            entity("meta", "9", "c1", "Reach"), entity("meta", "9", "quiet", "Quiet"),
        ],
    }  # fmt: skip


def adopt(desk: Desk, campaign: Any, *entities: tuple[str, str, str]) -> Any:
    return campaigns.adopt(
        **desk.parts, campaign_id=campaign.id, expected=campaign.version,
        adoptions=[Adoption(*each) for each in entities],
    ).campaign  # fmt: skip


class TestAdopt:
    def test_links_what_was_planned_and_adds_what_was_not(self, desk: Desk):
        desk.load(**_facts())

        adopted = adopt(
            desk, desk.make().campaign, ("google_ads", "1", "c1"), ("meta", "9", "quiet")
        )

        google, x, meta = adopted.platforms
        assert (google.external_id, google.name, str(google.allocated)) == (
            "c1",
            "Brand",
            "1500.00",
        )
        assert google.spent == D("30.50")
        assert (meta.account, meta.name, meta.allocated) == ("meta/9", "Quiet", None)
        # It has no row, and so nothing is known.
        assert (meta.spent, meta.sync_state) == (None, SyncState.linked)
        assert x.sync_state is SyncState.planned
        assert desk.get(adopted.id) == adopted

    def test_gives_one_platform_campaign_to_one_of_ours_at_most(self, desk: Desk):
        desk.load(**_facts())
        first = adopt(desk, desk.make("A").campaign, ("google_ads", "1", "c1"))
        other = desk.make("B").campaign

        assert refused(adopt, desk, other, ("google_ads", "1", "c1")) == "campaigns.taken"
        # The same id in another account is another campaign.
        adopt(desk, desk.make("C").campaign, ("meta", "9", "c1"))
        campaigns.archive(**desk.changer, campaign_id=first.id)
        assert adopt(desk, other, ("google_ads", "1", "c1")).version == 2

    def test_takes_only_what_the_data_know(self, one_desk: Desk):
        one_desk.load(**_facts())
        campaign = one_desk.make().campaign

        for wrong in (("meta", "1", "c1"), ("google_ads", "1", "c9"), ("x", "1", 'c"1')):
            assert refused(adopt, one_desk, campaign, wrong) == "campaigns.no_entity"
        assert refused(adopt, one_desk, campaign, ("orkut", "1", "c1")) == "campaigns.bad_platform"

    def test_allocates_no_more_than_the_budget(self, one_desk: Desk):
        one_desk.load(**_facts())
        campaign = one_desk.make().campaign
        too_much = Adoption("meta", "9", "c1", allocated=D("0.01"))

        code = refused(
            campaigns.adopt, **one_desk.parts, campaign_id=campaign.id, expected=1,
            adoptions=[too_much],
        )  # fmt: skip
        assert code == "campaigns.bad_split"

    def test_converts_what_was_spent_and_knows_nothing_without_a_rate(self, one_desk: Desk):
        one_desk.load(**_facts())
        campaign = one_desk.make(currency="USD").campaign

        assert adopt(one_desk, campaign, ("google_ads", "1", "c1")).platforms[0].spent is None
        rates = [Fixing("EUR", "USD", date(2026, 1, 1), D("1.10"), "ecb")]
        load_rates(one_desk.warehouse, principal=one_desk.principal, batch_id="fx", rows=rates)
        assert campaigns.refresh_spent(**one_desk.parts) == 1
        assert one_desk.get(campaign.id).platforms[0].spent == D("33.55")

    def test_lets_a_job_look_up_what_was_spent(self, desk: Desk):
        desk.load(**_facts())
        campaign = adopt(desk, desk.make().campaign, ("google_ads", "1", "c1"))
        desk.load(facts=[fact(campaign="c1", day=2, spend=D(1))])
        with desk.database.transaction() as connection:
            job = enqueue(connection, workspace_id="acme", kind=SPENT, payload={}, clock=desk.clock)
        worker = Worker(desk.database, handlers(warehouse=lambda: desk.warehouse), clock=desk.clock)
        worker.run_due()

        with desk.database.reading() as connection:
            assert get_job(connection, workspace_id="acme", job_id=job).state is State.done
        found = desk.get(campaign.id)
        assert (found.platforms[0].spent, found.version) == (D("31.50"), campaign.version)


class TestWhoSees:
    def test_another_workspace_sees_nothing(self, desk: Desk):
        campaign = desk.make().campaign
        other = replace(desk, principal=local("globex"))

        assert refused(other.get, campaign.id) == "campaigns.no_campaign"
        assert refused(other.edit, campaign, name="Mine") == "campaigns.no_campaign"
        assert campaigns.list_campaigns(**other.asker, wanted=Wanted(text="spr")).campaigns == ()
        assert other.make().campaign.id != campaign.id

    def test_a_clients_people_see_no_notes(self, one_desk: Desk):
        campaign = one_desk.make(notes="margin 40 %").campaign
        client = replace(one_desk, principal=replace(one_desk.principal, staff=False))

        assert client.get(campaign.id).notes == ""
        page = campaigns.list_campaigns(**client.asker, wanted=Wanted())
        assert page.campaigns[0].notes == ""
        (version,) = campaigns.list_versions(**client.asker, campaign_id=campaign.id)
        assert "notes" not in {**version.changed, **version.snapshot}
        edited = client.edit(campaign, description="seen", notes="").campaign
        assert one_desk.get(edited.id).notes == "margin 40 %"
        assert refused(client.edit, edited, notes="x") == "campaigns.not_all_yours"

    def test_who_is_narrowed_sees_only_their_accounts(self, desk: Desk):
        desk.load(**_facts())
        both = adopt(desk, desk.make("A").campaign, ("google_ads", "1", "c1"), ("meta", "9", "c1"))
        hers = adopt(
            desk, desk.make("B", platforms=(Chosen("meta"),)).campaign, ("meta", "9", "quiet")
        )
        narrowed = replace(desk.principal, accounts=frozenset({"google_ads/1"}))
        me = replace(desk, principal=narrowed)

        seen = me.get(both.id)
        assert [one.account for one in seen.platforms] == ["google_ads/1", ""]
        assert refused(me.get, hers.id) == "campaigns.no_campaign"
        page = campaigns.list_campaigns(**me.asker, wanted=Wanted())
        assert [one.id for one in page.campaigns] == [both.id]
        page = campaigns.list_campaigns(**me.asker, wanted=Wanted(platform="meta"))
        assert page.campaigns == ()
        assert refused(me.edit, both, name="Mine") == "campaigns.not_all_yours"
        assert refused(adopt, me, me.make("C").campaign, ("meta", "9", "c1")) == (
            "campaigns.no_entity"
        )
        versions = campaigns.list_versions(**me.asker, campaign_id=both.id)
        told = str([(one.changed, one.snapshot) for one in versions])
        assert "meta/9" not in told
        analytics = campaigns.analytics(**me.parts, campaign_id=both.id)
        assert analytics.total["spend"] == D("30.50")


class TestPush:
    def _rows(self, **told: Any) -> list[Pushed]:
        row = Pushed(date(2026, 1, 1), "meta", "shop", "", spend=D("3.50"), clicks=2)
        return [replace(row, **told)]

    def _push(self, desk: Desk, campaign: Any, rows: list[Pushed]) -> tuple[int, int, int]:
        done = campaigns.push(**desk.changer, campaign_id=campaign.id, rows=rows)
        return done.added, done.changed, done.unchanged

    def test_keeps_a_row_once_and_the_last_word_on_it(self, desk: Desk):
        campaign = desk.make().campaign

        assert self._push(desk, campaign, self._rows()) == (1, 0, 0)
        assert self._push(desk, campaign, self._rows()) == (0, 0, 1)
        assert self._push(desk, campaign, self._rows(spend=D(4))) == (0, 1, 0)
        assert self._push(desk, campaign, self._rows(source="crm")) == (1, 0, 0)
        rows, _ = campaigns.metrics(**desk.parts, campaign_id=campaign.id)
        assert [(row["source"], row["spend"], row["currency"]) for row in rows] == [
            ("crm", D("3.50"), "EUR"), ("shop", D(4), "EUR"),
        ]  # fmt: skip
        pushes = [one for one in audit.list_entries(**desk.asker) if one.action.endswith(".push")]
        assert len(pushes) == 3

    def test_shows_them_beside_the_platforms_own_and_never_adds_them(self, desk: Desk):
        desk.load(**_facts())
        campaign = adopt(desk, desk.make().campaign, ("google_ads", "1", "c1"))
        self._push(desk, campaign, self._rows(platform="google_ads", spend=D(99)))

        asked: dict[str, Any] = {**desk.parts, "campaign_id": campaign.id}
        rows, provenance = campaigns.metrics(**asked)

        told = [(row["date"].day, row["origin"], row["spend"], row["clicks"]) for row in rows]
        assert told == [
            (1, "platform", D("10.50"), 3), (1, "pushed", D(99), 2), (2, "platform", D("20.00"), 4),
        ]  # fmt: skip
        assert provenance["data_version"] >= 1
        assert campaigns.analytics(**asked).total["spend"] == D("30.50")
        pages, after = [], None
        while page := campaigns.metrics(**asked, after=after, limit=1)[0]:
            pages += page
            last = page[-1]
            after = (last["date"], last["platform"], last["origin"], last["source"])
        assert pages == rows

    @pytest.mark.parametrize(
        "wrong",
        [
            {"platform": "orkut"}, {"date": date(2026, 3, 3)}, {"spend": None, "clicks": None},
            {"currency": "XXY"},
        ],
    )  # fmt: skip
    def test_keeps_all_or_nothing(self, one_desk: Desk, wrong):
        campaign = one_desk.make().campaign
        rows = [*self._rows(), *self._rows(source="crm", **wrong)]

        assert refused(self._push, one_desk, campaign, rows) == "campaigns.bad_rows"
        twice = [*self._rows(), *self._rows(spend=D(1))]
        assert refused(self._push, one_desk, campaign, twice) == "campaigns.bad_rows"
        assert campaigns.metrics(**one_desk.parts, campaign_id=campaign.id)[0] == []


class TestAnalytics:
    def test_are_null_where_nothing_is_known(self, one_desk: Desk):
        campaign = one_desk.make().campaign

        found = campaigns.analytics(**one_desk.parts, campaign_id=campaign.id)

        assert set(found.total.values()) == {None}
        assert (found.rows, found.pacing.state, found.pacing.spent) == ([], "unknown", None)

    def test_tell_totals_days_comparison_and_pacing(self, one_desk: Desk):
        one_desk.load(**_facts())
        campaign = adopt(one_desk, one_desk.make().campaign, ("google_ads", "1", "c1"))
        one_desk.clock.set(datetime(2026, 1, 11, 9, tzinfo=UTC))

        found = campaigns.analytics(
            **one_desk.parts, campaign_id=campaign.id, by=("date",), span="2026-01-02..2026-01-02",
            compare="2026-01-01..2026-01-01",
        )  # fmt: skip

        assert (found.total["spend"], found.total["spend_previous"]) == (20, D("10.50"))
        assert [row["date"] for row in found.rows] == [date(2026, 1, 2)]
        assert (found.pacing.elapsed_days, found.pacing.days) == (10, 31)
        assert (found.pacing.spent, found.pacing.state) == (D("30.50"), "under")
        assert found.provenance["data_version"] >= 1


class TestOptimize:
    def test_needs_the_right_to_propose_and_changes_nothing(self, one_desk: Desk):
        one_desk.load(**_facts())
        campaign = adopt(one_desk, one_desk.make().campaign, ("google_ads", "1", "c1"))
        before = len(audit.list_entries(**one_desk.asker))

        advice = campaigns.optimize(**one_desk.parts, campaign_id=campaign.id)

        assert {one.campaign_id for one in advice.silences} <= {"", "c1"}
        assert one_desk.get(campaign.id) == campaign
        assert len(audit.list_entries(**one_desk.asker)) == before
        writer = Principal(Actor.key, "k", "acme", frozenset({Scope.read, Scope.write}))
        with pytest.raises(Forbidden):
            campaigns.optimize(**{**one_desk.parts, "principal": writer}, campaign_id=campaign.id)


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

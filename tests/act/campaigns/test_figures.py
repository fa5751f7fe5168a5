"""What is adopted, pushed and measured, and who sees it …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.act.campaigns.conftest import Desk, adopt, refused, two_days
from tests.understand.metrics.conftest import fact

from adhelm.act import campaigns
from adhelm.act.campaigns.tasks import SPENT, handlers
from adhelm.act.campaigns.types import (
    Adoption,
    Chosen,
    Pushed,
    SyncState,
    Wanted,
)
from adhelm.core.errors import Forbidden
from adhelm.core.jobs import State, Worker, enqueue, get_job
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.govern import audit
from adhelm.observe.warehouse import load_rates
from adhelm.observe.warehouse.types import Fixing

D = Decimal


class TestAdopt:
    def test_links_what_was_planned_and_adds_what_was_not(self, desk: Desk):
        desk.load(**two_days())

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
        desk.load(**two_days())
        first = adopt(desk, desk.make("A").campaign, ("google_ads", "1", "c1"))
        other = desk.make("B").campaign

        assert refused(adopt, desk, other, ("google_ads", "1", "c1")) == "campaigns.taken"
        # The same id in another account is another campaign.
        adopt(desk, desk.make("C").campaign, ("meta", "9", "c1"))
        campaigns.archive(**desk.changer, campaign_id=first.id)
        assert adopt(desk, other, ("google_ads", "1", "c1")).version == 2

    def test_takes_only_what_the_data_know(self, one_desk: Desk):
        one_desk.load(**two_days())
        campaign = one_desk.make().campaign

        for wrong in (("meta", "1", "c1"), ("google_ads", "1", "c9"), ("x", "1", 'c"1')):
            assert refused(adopt, one_desk, campaign, wrong) == "campaigns.no_entity"
        assert refused(adopt, one_desk, campaign, ("orkut", "1", "c1")) == "campaigns.bad_platform"

    def test_allocates_no_more_than_the_budget(self, one_desk: Desk):
        one_desk.load(**two_days())
        campaign = one_desk.make().campaign
        too_much = Adoption("meta", "9", "c1", allocated=D("0.01"))

        code = refused(
            campaigns.adopt, **one_desk.parts, campaign_id=campaign.id, expected=1,
            adoptions=[too_much],
        )  # fmt: skip
        assert code == "campaigns.bad_split"

    def test_converts_what_was_spent_and_knows_nothing_without_a_rate(self, one_desk: Desk):
        one_desk.load(**two_days())
        campaign = one_desk.make(currency="USD").campaign

        assert adopt(one_desk, campaign, ("google_ads", "1", "c1")).platforms[0].spent is None
        rates = [Fixing("EUR", "USD", date(2026, 1, 1), D("1.10"), "ecb")]
        load_rates(one_desk.warehouse, principal=one_desk.principal, batch_id="fx", rows=rates)
        assert campaigns.refresh_spent(**one_desk.parts) == 1
        assert one_desk.get(campaign.id).platforms[0].spent == D("33.55")

    def test_lets_a_job_look_up_what_was_spent(self, desk: Desk):
        desk.load(**two_days())
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
        desk.load(**two_days())
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
        desk.load(**two_days())
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
        one_desk.load(**two_days())
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
        one_desk.load(**two_days())
        campaign = adopt(one_desk, one_desk.make().campaign, ("google_ads", "1", "c1"))
        before = len(audit.list_entries(**one_desk.asker))

        advice = campaigns.optimize(**one_desk.parts, campaign_id=campaign.id)

        assert {one.campaign_id for one in advice.silences} <= {"", "c1"}
        assert one_desk.get(campaign.id) == campaign
        assert len(audit.list_entries(**one_desk.asker)) == before
        writer = Principal(Actor.key, "k", "acme", frozenset({Scope.read, Scope.write}))
        with pytest.raises(Forbidden):
            campaigns.optimize(**{**one_desk.parts, "principal": writer}, campaign_id=campaign.id)

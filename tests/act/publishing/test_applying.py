"""A plan that is applied …"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.act.publishing.office import Office, more, opened, states
from tests.observe.ingest.stage import Play

from adhelm.act import publishing
from adhelm.act.publishing import ActionState, PlanState
from adhelm.act.publishing.types import NotNow
from adhelm.core.db import Database
from adhelm.govern import compliance
from adhelm.govern.compliance.types import ENABLED, PAUSED, Field, Place

_WRITES = "(campaign|adgroup)/(budget/)?update|status/update"


class TestAnAction:
    def test_ends_on_its_target_and_is_read_back(self, office: Office):
        first, second = office.budgets()[:2]
        wanted = [more(first, "1.1"), more(second, "0.8")]
        before = len(office.writes())

        done = office.carry_out(*wanted)

        assert states(done) == {"done": 2}
        assert [office.budget(each) for each in wanted] == [each.after for each in wanted]
        assert len(office.writes()) == before + 2
        assert [one.live for one in done] == [each.after for each in wanted]

    def test_is_held_when_somebody_else_has_set_another_value(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        office.meddle(change, "77")
        before = len(office.writes())

        done = office.apply(plan)

        assert states(done) == {"held": 1}
        assert office.budget(change) == Decimal(77)
        assert len(office.writes()) == before
        assert done[0].live == Decimal(77)
        for value in (change.before, change.after, 77):
            assert str(value) in done[0].message

    def test_is_done_without_a_write_when_it_is_there_already(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        office.meddle(change, str(change.after))
        before = len(office.writes())

        assert states(office.apply(plan)) == {"done": 1}
        assert len(office.writes()) == before

    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "500", "truncated", "html"])
    def test_is_looked_up_before_it_is_sent_again(self, office: Office, mode: str):
        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        office.stage.play.fault(mode=mode, platform="tiktok", path=_WRITES)

        done = office.apply(plan)

        assert states(done) == {"done": 1}
        assert office.budget(change) == change.after
        assert done[0].attempts == (1 if mode in {"timeout_after_commit", "truncated"} else 2)

    def test_waits_out_a_limit_of_the_platform_and_goes_on(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        office.stage.play.fault(mode="429", platform="tiktok", path=_WRITES)

        assert states(office.apply(plan)) == {"queued": 1}

        office.advance(minutes=11)
        office.tick()
        assert states(office.actions(plan)) == {"done": 1}

    def test_pauses_and_enables(self, office: Office):
        change = replace(office.budgets()[0], field=Field.status, before=None, after=PAUSED)

        assert states(office.carry_out(change)) == {"done": 1}
        assert office.live(change).status == PAUSED

        office.advance(minutes=1)
        assert states(office.carry_out(replace(change, after=ENABLED))) == {"done": 1}
        assert office.live(change).status == ENABLED

    def test_of_an_account_in_dry_run_is_shown_and_never_sent(self, office: Office):
        connector, account = office.accounts()[0]
        change = more(next(one for one in office.budgets() if one.account_id == account), "1.1")
        compliance.change_limits(
            principal=office.ada, database=office.database, clock=office.desk.clock,
            place=Place(connector, account), values={"live": False},
        )  # fmt: skip
        before = len(office.writes())

        assert states(office.carry_out(change)) == {"dry_run": 1}
        assert len(office.writes()) == before

    def test_is_refused_once_the_workspace_is_frozen(self, office: Office):
        raised, cut = more(office.budgets()[0], "1.1"), more(office.budgets()[1], "0.8")
        plan = office.approve(office.propose(raised, cut))
        compliance.freeze(
            principal=office.noah, database=office.database, clock=office.desk.clock,
            place=Place(), reason="odd figures",
        )  # fmt: skip

        done = office.apply(plan)

        assert [one.state for one in done] == [ActionState.refused, ActionState.done]
        assert done[0].code == "limits.freeze"
        assert office.budget(raised) == raised.before

    def test_of_a_yes_that_changes_nothing_is_settled_within_two_ticks(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ):
        from adhelm.connectors.contract import Applied
        from adhelm.connectors.tiktok.connector import writing

        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        yes = lambda self, account, mutation: Applied(mutation.entity_id)  # noqa: ARG005, E731
        monkeypatch.setattr(writing.TikTokWriter, "apply", yes)

        assert states(office.apply(plan)) == {"unconfirmed": 1}
        office.tick()
        assert states(office.actions(plan)) == {"unconfirmed": 1}
        office.tick()
        (ended,) = office.actions(plan)
        assert (ended.state, ended.code) == (ActionState.failed, "publishing.kept_old")

    def test_that_turns_up_late_is_found_by_the_reconciler(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ):
        from adhelm.connectors.contract import Applied
        from adhelm.connectors.tiktok.connector import writing

        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        with monkeypatch.context() as patch:
            yes = lambda self, account, mutation: Applied(mutation.entity_id)  # noqa: ARG005, E731
            patch.setattr(writing.TikTokWriter, "apply", yes)
            office.apply(plan)
        office.meddle(change, str(change.after))

        office.tick()

        assert states(office.actions(plan)) == {"done": 1}


class TestAPlan:
    def test_is_applied_once_however_often_it_is_asked(self, office: Office):
        plan = office.approve(office.propose(more(office.budgets()[0], "1.1")))
        before = len(office.writes())
        for _ in range(3):
            office.apply(plan)

        assert len(office.writes()) == before + 1
        found = publishing.get_plan(**office.records, plan_id=plan.id)
        assert (found.state, found.closed_at) == (PlanState.applied, office.desk.clock.now())

    def test_that_was_rejected_never_applies(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        publishing.reject(
            principal=office.noah, desk=office.desk, plan_id=plan.id, reason="not now"
        )
        with pytest.raises(NotNow):
            office.apply(plan)

    def test_is_written_by_a_job_of_the_worker(self, office: Office):
        from adhelm.act.publishing import tasks
        from adhelm.core.jobs import Worker

        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        publishing.release(principal=office.mia, desk=office.desk, plan_id=plan.id)

        worker = Worker(
            office.database, tasks.handlers(desk=lambda: office.desk), clock=office.desk.clock
        )
        worker.run_due()

        assert states(office.actions(plan)) == {"done": 1}
        assert office.budget(change) == change.after


class TestTheLog:
    def test_of_events_replayed_gives_the_same_state(self, office: Office):
        first, second, third = office.budgets()[:3]
        plan = office.approve(office.propose(more(first, "1.1"), more(second, "0.8")))
        office.meddle(first, "77")
        office.apply(plan)
        office.propose(more(third, "1.05"))

        replayed = publishing.replay(**office.records)

        plans, _ = publishing.list_plans(**office.records)
        for one in plans:
            standing = replayed.plans[one.id]
            assert (standing.state, standing.closed_at) == (one.state, one.closed_at)
            for action in office.actions(one):
                assert replayed.actions[action.id] == action

    def test_tells_action_reason_before_after_and_who(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        office.carry_out(change)

        (line,) = publishing.logs(**office.records)

        assert (line.reason, line.who.id, line.approved_by) == ("it pays", "per_mia", ("per_noah",))
        one = line.action.change
        assert (one.before, one.after, line.action.state) == (change.before, change.after, "done")
        applied = publishing.applied_actions(
            **office.records, since=office.desk.clock.now() - timedelta(hours=1)
        )
        assert [each.action.id for each in applied] == [line.action.id]

    def test_and_the_audit_tell_the_same(self, office: Office):
        from adhelm.govern import audit

        office.carry_out(more(office.budgets()[0], "1.1"))

        told = [one.action for one in audit.list_entries(**office.records)]
        for action in ("propose", "approve", "apply", "done"):
            assert f"publishing.{action}" in told
        audit.verify(audit.export(**office.records))


class TestOnAnyEngine:
    def test_a_change_is_planned_approved_applied_and_undone(
        self, play: Play, database: Database, tmp_path: Path
    ):
        play.restart()
        office = opened(play, tmp_path / "home", database)
        change = more(office.budgets()[0], "0.9")
        plan = office.approve(office.propose(change))

        assert states(office.apply(plan)) == {"done": 1}
        back = publishing.undo(principal=office.mia, desk=office.desk, plan_id=plan.id)
        assert states(office.apply(office.approve(back))) == {"done": 1}
        assert office.budget(change) == change.before
        replayed = publishing.replay(**office.records)
        for each in (plan, back):
            for action in office.actions(each):
                assert replayed.actions[action.id] == action
